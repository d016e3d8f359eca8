"""Proof by symbols: run on the derivation's symbols, a kernel gives the derivation's formulas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import sympy

from symconv import reference
from symconv.derivation import Derivation, derive_layer
from symconv.derivation.algebra.polynomial import Polynomial, read_polynomial, sum_polynomials
from symconv.kernels.certificates.trial import BATCH, Arguments, find_failures, run_functions
from symconv.kernels.certificates.variables import (
    Variables,
    build_variables,
    differ_in_polynomials,
    number_of,
)
from symconv.kernels.kernel import Array, Kernel
from symconv.roles import Role
from symconv.specs.layer import role_of
from symconv.symbolic import SymbolArray

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


def _symbols(derivation: Derivation) -> Arguments:
    layer = derivation.layer
    arrays = {**layer.wrt, **layer.data, Role.OUTPUT: layer.upstream}
    return Arguments(
        derivation.spec,
        {
            name: _batch(arrays[argument.role])
            if argument.batched
            else _objects(arrays[argument.role].symbols, argument.shape)
            for name, argument in derivation.spec.arguments.items()
        },
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
    for name, array in symbols.arrays.items():
        numbers.update(zip(array.flat, map(number_of, variables.arrays[name].flat), strict=True))
    return numbers


def _entry(arguments: Arguments, number: int) -> Arguments:
    """Give the arguments with one entry of the batch alone."""
    part = slice(number, number + 1)
    return arguments.mapped(lambda argument, array: array[part] if argument.batched else array)


def _expected(
    derivation: Derivation, variables: Variables, per_entry: Sequence[Numbers]
) -> dict[str, Array]:
    """Read the derivation's formulas as polynomials, once per entry of the batch."""
    spec, expected = derivation.spec, {}
    for function in spec.functions:
        role = role_of(function)
        if function == "forward":
            outputs = derivation.layer.outputs
            expected[function] = _read_batch(outputs, spec.output_shape, per_entry)
        elif role is Role.INPUT:
            gradient = derivation.gradients[role]
            expected[function] = _read_batch(gradient, spec.input_shape, per_entry)
        elif role is not None and role in derivation.gradients:
            shape = spec.parameter_shapes[role]
            expected[function] = _read_sums(derivation.gradients[role], shape, per_entry)
        else:  # nothing to derive: the gradient of a bias that the layer has not
            taken = variables.arguments.of(function).values()
            expected[function] = getattr(reference, function)(spec, *taken)
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
