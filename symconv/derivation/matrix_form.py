"""The closed form of a gradient with its arrays written out, one equation per channel."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from symconv.derivation.array_algebra import Array, ArrayAlgebra
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
    Name,
    Partial,
    Rot180,
)
from symconv.symbolic import SymbolicLayer


def _refuse_sum(entries: object) -> Formula:
    raise TypeError(f"entries are moved, never summed, in a matrix form: {entries!r}")


ENTRIES = ArrayAlgebra(zero=ZERO, total=_refuse_sum)


def write_matrix_form(layer: SymbolicLayer, form: ClosedForm) -> tuple[Equation, ...]:
    """Give one equation per channel (or pair of channels) of the gradient; none for a plain sum."""
    arrays: dict[Formula, Array] = {
        layer.notation.whole(role): as_objects(array.formulas, array.shape)
        for role, array in layer.wrt.items()
    }
    arrays[whole_upstream(layer.notation)] = as_objects(
        layer.upstream.formulas, layer.upstream.shape
    )
    channels = _by_channel(form.equation.right, arrays)
    if channels is None:
        return ()
    array = layer.wrt[form.role]
    loss = Name(layer.notation.loss)
    gradient = as_objects((Partial(loss, entry) for entry in array.formulas), array.shape)
    return tuple(
        Equation(_grid(gradient[index]), right)
        for index, right in zip(np.ndindex(*channels.shape), channels.flat, strict=True)
    )


def _by_channel(formula: Formula, arrays: dict[Formula, Array]) -> Array | None:
    """Give the formula of each channel, its arrays written out; None if nothing is correlated."""
    match formula:
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


def _grid(array: Array) -> Grid:
    return Grid(array.shape, tuple(array.flat))


def _total(terms: list[Correlate]) -> Formula:
    return terms[0] if len(terms) == 1 else Add(tuple(terms))
