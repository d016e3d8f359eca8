"""Closed forms: output and gradients as formulas between whole arrays, proved entry by entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import singledispatch
from math import prod
from typing import TypeAlias

import numpy as np
import sympy

from symconv.derivation.algebra.arrays import Array, ArrayAlgebra
from symconv.derivation.algebra.polynomial import (
    Polynomial,
    read_polynomial,
    sum_polynomials,
    variables,
)
from symconv.derivation.engine import ChainRule
from symconv.errors import DerivationError
from symconv.formulas import Cases, Equation, Formula, Indicator
from symconv.notation import Notation
from symconv.notation.indexing import indices
from symconv.roles import Role
from symconv.symbolic import SymbolicLayer

POLYNOMIALS = ArrayAlgebra(
    zero=Polynomial({}),
    total=sum_polynomials,
    constant=lambda number: Polynomial.constant(number.value),
)

_KEPT: Mapping[type[Formula], str] = {Indicator: "indicators", Cases: "slopes"}
"""What a derivation keeps as symbols, by how it is written; entries are function values."""

Remark: TypeAlias = tuple[str | Formula, ...]
"""A sentence whose formulas are printed like the rest."""


@dataclass(frozen=True, repr=False)
class ClosedForm:
    """A whole-array formula for a gradient, or for the output, and whether it was proved.

    `applies` says that the formula speaks of this layer; `proved` that it gave the derived
    gradient (or the output) in every entry, as exact polynomials; values that the derivation keeps
    as entries, such as those of a sigmoid, are variables of these. `reason` says why, or where it
    failed; `remark` what else is known. `role` is that of the output for the forward pass.
    """

    role: Role
    equation: Equation
    applies: bool
    proved: bool
    reason: str
    remark: Remark = ()

    def __repr__(self) -> str:
        return f"<ClosedForm {self.equation}: {'proved' if self.proved else 'NOT proved'}>"

    def _repr_latex_(self) -> str:
        """Show the formula in a notebook."""
        return self.equation._repr_latex_()


@singledispatch
def write_closed_forms(spec: object, notation: Notation) -> dict[Role, Formula]:  # noqa: ARG001
    """Give the right-hand sides of the closed forms known for a kind of layer.

    Role.OUTPUT stands for the forward pass, every other role for the gradient by that array.
    """
    return {}


@singledispatch
def write_remarks(
    spec: object,  # noqa: ARG001
    layer: SymbolicLayer,  # noqa: ARG001
    chain_rule: ChainRule,  # noqa: ARG001
) -> Mapping[Role, Remark]:
    """Say what else is known of what the closed forms speak of, by role, after proving it."""
    return {}


def whole_upstream(notation: Notation) -> Formula:
    """Give the output gradient as a whole array."""
    return whole_gradient(Role.OUTPUT, notation)


def whole_gradient(role: Role, notation: Notation) -> Formula:
    """Give ∂L/∂(an array) as a whole."""
    return notation.gradient(role, notation.whole(role))


def build_closed_forms(layer: SymbolicLayer, chain_rule: ChainRule) -> tuple[ClosedForm, ...]:
    """Write the closed forms of a layer and prove each against what was derived."""
    forms = write_closed_forms(layer.spec, layer.notation)
    if not forms:
        return ()
    numbers, arrays = _number_symbols(layer)
    remarks = write_remarks(layer.spec, layer, chain_rule)
    proved = []
    for role, form in forms.items():
        derived = _derived(layer, chain_rule, role)
        wrong = first_difference(derived, POLYNOMIALS.evaluate(form, arrays), numbers)
        equation = Equation(derived.whole, form)
        reason = wrong or f"equal in {_every_entry(derived.shape)}, {_as_polynomials(layer)}"
        remark = remarks.get(role, ())
        proved.append(ClosedForm(role, equation, True, not wrong, reason, remark))
    return tuple(proved)


@dataclass(frozen=True)
class DerivedArray:
    """A derived array: how it is written as a whole, and its entries, row-major."""

    what: str
    whole: Formula
    shape: tuple[int, ...]
    entries: tuple[sympy.Expr, ...]


def _derived(layer: SymbolicLayer, chain_rule: ChainRule, role: Role) -> DerivedArray:
    """Give the output, or the gradient by an array."""
    if role is Role.OUTPUT:
        whole: Formula = layer.notation.whole(role)
        return DerivedArray("output", whole, layer.output_shape, layer.outputs)
    array = layer.wrt[role]
    first = chain_rule.wrt.index(array.symbols[0])
    gradients = chain_rule.gradients[first : first + len(array.symbols)]
    if layer.is_loss:  # nothing from above multiplies its derivatives
        gradients = tuple(chain_rule.local_gradient(0, symbol) for symbol in array.symbols)
    return DerivedArray(
        "derived gradient", whole_gradient(role, layer.notation), array.shape, gradients
    )


def _every_entry(shape: tuple[int, ...]) -> str:
    entries = prod(shape)
    return f"every one of {entries:,} entries" if entries > 1 else "its one entry"


def _as_polynomials(layer: SymbolicLayer) -> str:
    """Say as what two formulas are equal: values that are no polynomials stand as symbols."""
    kept = [_KEPT.get(type(values.whole), "function values") for values in layer.named]
    if not kept:
        return "as polynomials"
    return f"as polynomials in which {' and '.join(dict.fromkeys(kept))} stand as symbols"


def _number_symbols(
    layer: SymbolicLayer,
) -> tuple[dict[sympy.Expr, int], dict[Formula, Array]]:
    """Number every symbol and named value, and give each whole array as these variables."""
    numbers: dict[sympy.Expr, int] = {}
    arrays: dict[Formula, Array] = {}
    given = {**layer.wrt, **layer.data}
    named = [(layer.notation.whole(role), array) for role, array in given.items()]
    for whole, array in [*named, (whole_upstream(layer.notation), layer.upstream)]:
        first = len(numbers)
        arrays[whole] = variables(array.shape, first)
        numbers.update({symbol: first + i for i, symbol in enumerate(array.symbols)})
    for values in layer.named:
        first = len(numbers)
        arrays[values.whole] = variables(values.shape, first)
        numbers.update({value: first + i for i, value in enumerate(values.expressions)})
    return numbers, arrays


def first_difference(
    derived: DerivedArray, claimed: Array, numbers: Mapping[sympy.Expr, int]
) -> str:
    """Say where claimed polynomials differ from what was derived; nothing if nowhere."""
    if claimed.shape != derived.shape:
        return f"shape {claimed.shape} is not the shape {derived.shape} of the {derived.what}"
    for index, expression in zip(indices(derived.shape), derived.entries, strict=True):
        try:
            equal = claimed[index] == read_polynomial(expression, numbers)
        except DerivationError as error:
            return f"entry {index}: {error}"
        if not equal:
            return f"entry {index} is not the {derived.what} {expression}"
    return ""


def as_objects(entries: Iterable[object], shape: tuple[int, ...]) -> Array:
    """Give entries as an object array of `shape`."""
    array = np.empty(prod(shape), dtype=object)
    for place, entry in enumerate(entries):
        array[place] = entry
    return array.reshape(shape)
