"""The symbolic forward pass of an activation layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import sympy

from symconv.formulas import ONE, ZERO, Case, Cases, Condition, Formula, Indicator, Number, Relation
from symconv.notation.indexing import indices, row_major
from symconv.notation.notation import Notation
from symconv.roles import Role
from symconv.specs.activation import ActivationFunction, ActivationSpec
from symconv.symbolic.forward import SymbolicLayer, build_layer, build_with
from symconv.symbolic.functions import LeakyRelu, Relu, Sigmoid, Tanh
from symconv.symbolic.named import NamedArray
from symconv.symbolic.softmax import Softmax


@build_layer.register
def build_activation_layer(spec: ActivationSpec, notation: Notation) -> SymbolicLayer:
    """Build an activation layer: the function of each entry of the input.

    The values of functions of exponentials, and the cases of the others' derivatives, are named.
    """
    layer = build_with(
        spec, notation, lambda arrays: apply_function(spec, arrays[Role.INPUT].symbols)
    )
    return replace(layer, named=tuple(_named(spec, layer)))


def apply_function(spec: ActivationSpec, entries: Sequence[sympy.Expr]) -> list[sympy.Expr]:
    """Give the function of entries in row-major order."""
    if spec.function is ActivationFunction.SOFTMAX:
        return list(softmax_along(spec.axis, spec.shape, entries))
    return list(map(function_of(spec), entries))


def function_of(spec: ActivationSpec) -> Callable[[sympy.Expr], sympy.Expr]:
    """Give the function of one variable that a layer applies to every entry."""
    slope = sympy.Rational(spec.slope.numerator, spec.slope.denominator)
    functions: dict[ActivationFunction, Callable[[sympy.Expr], sympy.Expr]] = {
        ActivationFunction.IDENTITY: lambda entry: entry,
        ActivationFunction.RELU: Relu,
        ActivationFunction.LEAKY_RELU: lambda entry: LeakyRelu(entry, slope),
        ActivationFunction.SIGMOID: Sigmoid,
        ActivationFunction.TANH: Tanh,
    }
    return functions[spec.function]


def softmax_along(
    axis: int, shape: tuple[int, ...], entries: Sequence[sympy.Expr]
) -> Iterator[sympy.Expr]:
    """Give the softmax of entries in row-major order along an axis of their shape."""
    for index in indices(shape):
        line = [(*index[:axis], place, *index[axis + 1 :]) for place in range(shape[axis])]
        variables = [entries[row_major(shape, other)] for other in line]
        yield Softmax(sympy.Integer(index[axis]), *variables)


def _named(spec: ActivationSpec, layer: SymbolicLayer) -> Iterator[NamedArray]:
    if spec.function.compares:
        if spec.slope != 1:
            yield _named_cases(spec, layer)
    elif spec.function is not ActivationFunction.IDENTITY:
        whole = layer.notation.whole(Role.OUTPUT)
        yield NamedArray(whole, layer.output_shape, layer.outputs, layer.output_entries)


def _named_cases(spec: ActivationSpec, layer: SymbolicLayer) -> NamedArray:
    """Name the derivatives of a function by cases: 1[X_1 > 0], and 1[X > 0] for them all."""
    entries = layer.wrt[Role.INPUT]
    slopes = [
        output.diff(symbol) for output, symbol in zip(layer.outputs, entries.symbols, strict=True)
    ]
    return NamedArray(
        write_cases(spec, layer.notation.whole(Role.INPUT)),
        entries.shape,
        tuple(slopes),
        tuple(write_cases(spec, formula) for formula in entries.formulas),
    )


def write_cases(spec: ActivationSpec, entry: Formula) -> Formula:
    """Write the derivative of a function by cases."""
    positive = Condition(entry, Relation.GREATER, ZERO)
    if spec.function is ActivationFunction.RELU or not spec.slope:
        return Indicator((positive,))
    slope = spec.slope if spec.slope.denominator > 1 else spec.slope.numerator
    return Cases((Case(ONE, positive), Case(Number(slope))))
