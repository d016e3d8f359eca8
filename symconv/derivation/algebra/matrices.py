"""The closed form of a gradient with its arrays written out, one equation per channel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

import numpy as np

from symconv.derivation.algebra.arrays import Array, ArrayAlgebra, as_matrix
from symconv.derivation.closed_forms import ClosedForm, as_objects, whole_upstream
from symconv.formulas import (
    ZERO,
    Add,
    Correlate,
    CorrelatePairs,
    Equation,
    Fold,
    Formula,
    Grid,
    KeepFirst,
    MatrixProduct,
    Rot180,
)
from symconv.roles import Role
from symconv.symbolic import SymbolicLayer


def _refuse_sum(entries: Iterable[Formula]) -> Formula:
    summed = ", ".join(map(str, entries))
    raise TypeError(f"entries are moved, never summed, in a matrix form: {summed}")


_LONGEST_SIDE = 12
ENTRIES = ArrayAlgebra(zero=ZERO, total=_refuse_sum, constant=lambda number: number)


def write_matrix_form(layer: SymbolicLayer, form: ClosedForm) -> tuple[Equation, ...]:
    """Give one equation per channel (or pair of channels) of the gradient; none for a plain sum."""
    arrays: dict[Formula, Array] = {
        layer.notation.whole(role): as_objects(array.formulas, array.shape)
        for role, array in layer.wrt.items()
    }
    arrays[whole_upstream(layer.notation)] = as_objects(
        layer.upstream.formulas, layer.upstream.shape
    )
    entries = _entries(layer, form.role)
    if has_product(form.equation.right):
        return _written_out(entries, form.equation.right, arrays)
    channels = _by_channel(form.equation.right, arrays)
    if channels is None:
        return ()
    return tuple(
        Equation(_grid(entries[index]), right)
        for index, right in zip(np.ndindex(*channels.shape), channels.flat, strict=True)
    )


def _entries(layer: SymbolicLayer, role: Role) -> Array:
    """Give the entries of the output, or of the gradient by an array."""
    if role is Role.OUTPUT:
        return as_objects(layer.output_entries, layer.output_shape)
    array, gradient = layer.wrt[role], partial(layer.notation.gradient, role)
    return as_objects(map(gradient, array.formulas), array.shape)


def has_product(formula: Formula) -> bool:
    """Tell whether a formula is a product of matrices, or has one among its terms."""
    terms = formula.terms if isinstance(formula, Add) else (formula,)
    return any(isinstance(term, MatrixProduct) for term in terms)


def _written_out(
    entries: Array, formula: Formula, arrays: dict[Formula, Array]
) -> tuple[Equation, ...]:
    """Give the equation with its matrices written out, unless they would not fit a page."""

    def write(part: Formula) -> Formula:
        match part:
            case Add(terms):
                return Add(tuple(map(write, terms)))
            case MatrixProduct(left, right):
                return MatrixProduct(write(left), write(right))
        return _grid(as_matrix(ENTRIES.evaluate(part, arrays)))

    sides = [side for array in arrays.values() for side in array.shape]
    if max(sides) > _LONGEST_SIDE:
        return ()
    return (Equation(_grid(as_matrix(entries)), write(formula)),)


def _by_channel(formula: Formula, arrays: dict[Formula, Array]) -> Array | None:
    """Give the formula of each channel, its arrays written out; None if nothing is correlated."""
    match formula:
        case Add((unbiased, bias)):
            channels = _by_channel(unbiased, arrays)
            return None if channels is None else _with_bias(channels, arrays[bias])
        case Rot180() | KeepFirst() | Fold():
            inner = _by_channel(formula.array, arrays)
            if inner is None:
                return None
            wrapped = [replace(formula, array=channel) for channel in inner.flat]
            return as_objects(wrapped, inner.shape)
        case CorrelatePairs(array, weights, groups=groups):
            inputs, filters = ENTRIES.evaluate(array, arrays), ENTRIES.evaluate(weights, arrays)
            per_group = filters.shape[0] // groups
            shape = (filters.shape[0], inputs.shape[0] // groups)
            pairs = [
                _correlation(formula, inputs[k // per_group * shape[1] + c], filters[k])
                for k, c in np.ndindex(*shape)
            ]
            return as_objects(pairs, shape)
        case Correlate(array, weights, groups=groups):
            inputs, filters = ENTRIES.evaluate(array, arrays), ENTRIES.evaluate(weights, arrays)
            outputs, channels = filters.shape[:2]
            starts = [k // (outputs // groups) * channels for k in range(outputs)]
            sums = [
                _total(
                    [
                        _correlation(formula, *pair)
                        for pair in zip(inputs[at:], weights, strict=False)
                    ]
                )
                for at, weights in zip(starts, filters, strict=True)
            ]
            return as_objects(sums, (outputs,))
    return None


def _correlation(formula: Correlate | CorrelatePairs, array: Array, weights: Array) -> Correlate:
    return Correlate(_grid(array), _grid(weights), formula.stride, formula.dilation)


def _with_bias(channels: Array, biases: Array) -> Array:
    """Add to the formula of each channel its bias, a number."""
    sums = [
        Add((*(channel.terms if isinstance(channel, Add) else (channel,)), bias))
        for channel, bias in zip(channels.flat, biases.flat, strict=True)
    ]
    return as_objects(sums, channels.shape)


def _grid(array: Array) -> Grid:
    return Grid(array.shape, tuple(array.flat))


def _total(terms: list[Correlate]) -> Formula:
    return terms[0] if len(terms) == 1 else Add(tuple(terms))
