"""Proof by symbols: run on the derivation's symbols, a kernel gives the derivation's formulas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import sympy

from symconv import reference
from symconv.derivation import LayerDerivation, derive_layer
from symconv.derivation.polynomial import Polynomial, read_polynomial, sum_polynomials
from symconv.kernels.kernel import Array, Kernel
from symconv.kernels.trial import BATCH, Arguments, find_failures, run_functions
from symconv.kernels.variables import (
    Variables,
    build_variables,
    differ_in_polynomials,
    number_of,
)
from symconv.symbolic import Role, SymbolArray

Numbers = Mapping[sympy.Expr, int]


def prove_by_symbols(kernel: Kernel) -> tuple[str, ...]:
    """Compare a kernel with the derivation of its layer; give a line per function that is wrong.

    The first entry of the batch holds the symbols of the derivation, the second the same primed.
    """
    derivation = derive_layer(kernel.spec)
    variables = build_variables(kernel.spec)
    arguments = _symbols(derivation)
    numbers = _number(arguments, variables.arguments)
    per_entry = [
        _number(_entry(arguments, 0), _entry(variables.arguments, number))
        for number in range(BATCH)
    ]
    expected = _expected(derivation, variables, per_entry)
    differ = differ_in_polynomials(variables.names, numbers)
    return find_failures(run_functions(kernel, arguments), expected, differ)


def _symbols(derivation: LayerDerivation) -> Arguments:
    wrt = derivation.layer.wrt
    bias = wrt.get(Role.BIAS)
    return Arguments(
        x=_batch(wrt[Role.INPUT]),
        f=_objects(wrt[Role.FILTER].symbols, wrt[Role.FILTER].shape),
        b=None if bias is None else _objects(bias.symbols, bias.shape),
        grad_o=_batch(derivation.layer.upstream),
    )


def _batch(array: SymbolArray) -> Array:
    """Give a batch of an array's symbols: as they are, then with one prime, and so on."""
    symbols = [
        sympy.Symbol(symbol.name + "'" * number)
        for number in range(BATCH)
        for symbol in array.symbols
    ]
    return _objects(symbols, (BATCH, *array.shape))


def _number(symbols: Arguments, variables: Arguments) -> dict[sympy.Expr, int]:
    """Give the number of the variable that stands where each symbol stands."""
    numbers: dict[sympy.Expr, int] = {}
    for name in ("x", "f", "b", "grad_o"):
        array = getattr(symbols, name)
        if array is not None:
            numbered = map(number_of, getattr(variables, name).flat)
            numbers.update(zip(array.flat, numbered, strict=True))
    return numbers


def _entry(arguments: Arguments, number: int) -> Arguments:
    """Give the arguments with one entry of the batch alone."""
    part = slice(number, number + 1)
    return Arguments(arguments.x[part], arguments.f, arguments.b, arguments.grad_o[part])


def _expected(
    derivation: LayerDerivation, variables: Variables, per_entry: Sequence[Numbers]
) -> dict[str, Array]:
    """Read the derivation's formulas as polynomials, once per entry of the batch."""
    spec, gradients = derivation.spec, derivation.gradients
    expected = {
        "forward": _read_batch(derivation.layer.outputs, spec.output_shape, per_entry),
        "grad_input": _read_batch(gradients[Role.INPUT], spec.input_shape, per_entry),
        "grad_filter": _read_sums(gradients[Role.FILTER], spec.filter_shape, per_entry),
        "grad_bias": reference.grad_bias(spec, variables.arguments.grad_o),
    }
    if Role.BIAS in gradients:
        expected["grad_bias"] = _read_sums(gradients[Role.BIAS], spec.bias_shape, per_entry)
    return expected


def _read_batch(
    formulas: Iterable[sympy.Expr], shape: tuple[int, ...], per_entry: Sequence[Numbers]
) -> Array:
    formulas = _flat(formulas)
    read = [read_polynomial(formula, numbers) for numbers in per_entry for formula in formulas]
    return _objects(read, (len(per_entry), *shape))


def _read_sums(
    formulas: Iterable[sympy.Expr], shape: tuple[int, ...], per_entry: Sequence[Numbers]
) -> Array:
    """Read formulas of one entry of the batch as sums over the batch."""
    sums: list[Polynomial] = [
        sum_polynomials(read_polynomial(formula, numbers) for numbers in per_entry)
        for formula in _flat(formulas)
    ]
    return _objects(sums, shape)


def _flat(formulas: Iterable[sympy.Expr]) -> list[sympy.Expr]:
    return list(sympy.flatten(formulas))


def _objects(entries: Sequence[object], shape: tuple[int, ...]) -> Array:
    """Give entries, in row-major order, as an object array of `shape`."""
    array = np.empty(len(entries), dtype=object)
    array[:] = entries
    return array.reshape(shape)
