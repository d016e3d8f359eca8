"""Layers that share their symbols, and equations between what they compute, decided exactly.

An equation speaks of a layer's output or gradients as functions of their arguments (`Variant`).
Both sides are evaluated as polynomials: a function by putting its arguments for the variables of
what was derived. So the equation that is printed is the one that is proved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import sympy

from symconv.derivation.algebra.arrays import Array
from symconv.derivation.algebra.polynomial import (
    Polynomial,
    read_polynomial,
    sum_polynomials,
    variables,
)
from symconv.derivation.closed_forms import POLYNOMIALS, as_objects, whole_gradient, whole_upstream
from symconv.derivation.layer import Derivation
from symconv.errors import DerivationError
from symconv.formulas import Equation, Formula, children
from symconv.formulas.variants import Variant
from symconv.notation import Notation
from symconv.roles import Role
from symconv.specs.layer import role_of
from symconv.symbolic import SymbolArray


@dataclass(frozen=True)
class Variants:
    """Layers with the same arguments, by name, as polynomials in variables that they share.

    `arguments` holds the whole arrays that a layer takes, as variables; `computed` what each layer
    makes of them; `parameters` the arrays that an output or gradient is a function of.
    """

    arguments: Mapping[Formula, Array]
    computed: Mapping[tuple[str, Formula], Array]
    parameters: Mapping[Formula, tuple[Formula, ...]]

    def evaluate(self, formula: Formula) -> Array:
        """Give the array that a formula stands for.

        Raises `DerivationError` for a function of other arrays than it is given, or of arrays of
        other shapes.
        """
        applied: dict[Formula, Array] = {
            variant: self._apply(variant) for variant in _variants(formula)
        }
        return POLYNOMIALS.evaluate(formula, {**self.arguments, **applied})

    def _apply(self, variant: Variant) -> Array:
        """Give what a layer computes, its arguments put for the variables."""
        derived = self.computed[variant.name, variant.formula]
        parameters = self.parameters[variant.formula]
        if len(parameters) != len(variant.arguments):
            raise DerivationError(f"{len(parameters)} arguments are needed")
        values: dict[int, Polynomial] = {}
        for parameter, argument in zip(parameters, variant.arguments, strict=True):
            names, array = self.arguments[parameter], self.evaluate(argument)
            if names.shape != array.shape:
                raise DerivationError(f"an argument has shape {array.shape}, not {names.shape}")
            for name, value in zip(names.flat, array.flat, strict=True):
                ((number,),) = name.terms
                values[number] = value
        entries: Iterable[Polynomial] = derived.flat
        if variant.arguments == parameters:
            _check_depends_on(entries, values)
            return derived
        return as_objects((substitute(entry, values) for entry in entries), derived.shape)

    def difference(self, equation: Equation) -> str:
        """Say where the sides of an equation differ, or why they have no value; nothing if equal.

        Entries are counted from zero.
        """
        try:
            left, right = self.evaluate(equation.left), self.evaluate(equation.right)
        except DerivationError as error:
            return str(error)
        if left.shape != right.shape:
            return f"the sides have shapes {left.shape} and {right.shape}"
        for index in np.ndindex(*left.shape):
            if left[index] != right[index]:
                return f"the sides differ in entry {index}"
        return ""


def substitute(polynomial: Polynomial, values: Mapping[int, Polynomial]) -> Polynomial:
    """Put values for the variables of a polynomial.

    Raises `DerivationError` if a variable has no value.

    >>> x, y = Polynomial.variable(0), Polynomial.variable(1)
    >>> substitute(x * x + 2 * y, {0: y, 1: x}) == y * y + 2 * x
    True
    """
    terms = []
    for monomial, coefficient in polynomial.terms.items():
        term = Polynomial.constant(coefficient)
        for number in monomial:
            if number not in values:
                raise DerivationError(_HIDDEN_ARGUMENT)
            term = term * values[number]
        terms.append(term)
    return sum_polynomials(terms)


def _check_depends_on(polynomials: Iterable[Polynomial], values: Mapping[int, Polynomial]) -> None:
    """Refuse polynomials in variables that have no value."""
    for polynomial in polynomials:
        for monomial in polynomial.terms:
            if not all(number in values for number in monomial):
                raise DerivationError(_HIDDEN_ARGUMENT)


_HIDDEN_ARGUMENT = "it depends on an array that is not among its arguments"


def whole_of(role: Role, notation: Notation) -> Formula:
    """Give the whole output, or the whole gradient by an array."""
    return notation.whole(role) if role is Role.OUTPUT else whole_gradient(role, notation)


def build_variants(layers: Mapping[str, Derivation]) -> Variants:
    """Give layers that share their symbols and notation, as polynomials."""
    first = next(iter(layers.values()))
    numbers, arguments = _number(first)
    computed = {
        (name, whole_of(role, layer.notation)): _polynomials(layer, role, numbers)
        for name, layer in layers.items()
        for role in (Role.OUTPUT, *layer.layer.wrt)
    }
    return Variants(arguments, computed, _parameters(first))


def _number(derivation: Derivation) -> tuple[dict[sympy.Expr, int], dict[Formula, Array]]:
    """Number the symbols of a layer, and give its whole arrays as variables."""
    layer, notation = derivation.layer, derivation.notation
    named: dict[Formula, SymbolArray] = {
        notation.whole(role): array for role, array in layer.wrt.items()
    }
    numbers: dict[sympy.Expr, int] = {}
    arguments: dict[Formula, Array] = {}
    for whole, array in {**named, whole_upstream(notation): layer.upstream}.items():
        start = len(numbers)
        arguments[whole] = variables(array.shape, start)
        numbers.update({symbol: start + place for place, symbol in enumerate(array.symbols)})
    return numbers, arguments


def _polynomials(derivation: Derivation, role: Role, numbers: Mapping[sympy.Expr, int]) -> Array:
    """Give the output of a layer, or a gradient, as polynomials."""
    array = derivation.output if role is Role.OUTPUT else derivation.gradients[role]
    entries = (read_polynomial(entry, numbers) for entry in sympy.flatten(array))
    return as_objects(entries, tuple(array.shape))


def _parameters(derivation: Derivation) -> dict[Formula, tuple[Formula, ...]]:
    """Give the arrays that each function of a layer takes, as its specification says."""
    spec, notation = derivation.spec, derivation.notation
    taken = {}
    for function, names in spec.functions.items():
        roles = [spec.arguments[name].role for name in names]
        whole = whole_of(role_of(function) or Role.OUTPUT, notation)
        taken[whole] = tuple(
            whole_upstream(notation) if role is Role.OUTPUT else notation.whole(role)
            for role in roles
        )
    return taken


def _variants(formula: Formula) -> Iterator[Variant]:
    """Give the outermost functions in a formula."""
    if isinstance(formula, Variant):
        yield formula
        return
    for child in children(formula):
        yield from _variants(child)
