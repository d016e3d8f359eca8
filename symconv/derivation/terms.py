"""The terms of a gradient as formulas, from local gradients to collected sums."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy

from symconv.derivation.engine import ChainRule
from symconv.formulas import ONE, ZERO, Add, Equation, Formula, Partial, Product
from symconv.formulas.nodes import Number
from symconv.roles import Role
from symconv.symbolic import SymbolicLayer

MINUS_ONE = Number(-1)


@dataclass(frozen=True)
class GradientTerms:
    """The equations of the gradient of one array.

    `local` has one equation per non-zero local gradient, in the order of the outputs; the others
    one per entry of the array, `collected` only where collecting changes something.
    """

    local: tuple[Equation, ...]
    expanded: tuple[Equation, ...]
    substituted: tuple[Equation, ...]
    collected: tuple[Equation, ...]


def write_terms(
    layer: SymbolicLayer,
    chain_rule: ChainRule,
    role: Role,
    write: Callable[[sympy.Expr], Formula],
    product: Callable[[Formula, Formula], Product],
) -> GradientTerms:
    """Write the terms of every entry of one array that the chain rule is about, in one pass.

    `write` gives a local gradient as a formula, `product` an upstream gradient times a local one
    in the notation's order.
    """
    array, outputs, upstream = layer.wrt[role], layer.output_entries, layer.upstream.formulas
    local: list[list[Equation]] = [[] for _ in outputs]
    expanded, substituted, collected = [], [], []
    for symbol, entry in zip(array.symbols, array.formulas, strict=True):
        contributors = chain_rule.contributors.get(symbol)
        if contributors is None:
            continue
        values = [write(chain_rule.local[number][symbol]) for number in contributors]
        partials = [Partial(outputs[number], entry) for number in contributors]
        from_above = [upstream[number] for number in contributors]
        for number, partial, value in zip(contributors, partials, values, strict=True):
            local[number].append(Equation(partial, value))
        left = layer.notation.gradient(role, entry)
        expanded.append(Equation(left, _sum(list(map(product, from_above, partials)))))
        substituted.append(Equation(left, _substitute(from_above, values, product)))
        if _repeats(values):
            collected.append(Equation(left, _collect(from_above, values, product)))
    in_output_order = tuple(equation for equations in local for equation in equations)
    return GradientTerms(in_output_order, tuple(expanded), tuple(substituted), tuple(collected))


def _substitute(
    upstream: list[Formula],
    values: list[Formula],
    product: Callable[[Formula, Formula], Product],
) -> Formula:
    """Write the sum of upstream times local gradients; a factor of one is not written."""
    return _sum(
        [_times(above, value, product) for above, value in zip(upstream, values, strict=True)]
    )


def _times(
    above: Formula, value: Formula, product: Callable[[Formula, Formula], Product]
) -> Formula:
    """Write a product; the minus sign of a local gradient comes first."""
    if value is ONE:
        return above
    if above is ONE:
        return value
    if isinstance(value, Product) and value.factors[0] == MINUS_ONE:
        rest = value.factors[1:]
        return Product((MINUS_ONE, product(above, rest[0] if len(rest) == 1 else Product(rest))))
    return product(above, value)


def _repeats(values: list[Formula]) -> bool:
    """Tell whether a local gradient other than one occurs twice."""
    return len(set(map(id, values))) < len(values) and ONE not in values


def _collect(
    upstream: list[Formula],
    values: list[Formula],
    product: Callable[[Formula, Formula], Product],
) -> Formula:
    """Write the sum with each local gradient once, in the order in which they first occur."""
    sums: dict[Formula, list[Formula]] = {}
    for from_above, value in zip(upstream, values, strict=True):
        sums.setdefault(value, []).append(from_above)
    return _sum([product(_sum(parts), value) for value, parts in sums.items()])


def _sum(terms: list[Formula]) -> Formula:
    if not terms:
        return ZERO
    return terms[0] if len(terms) == 1 else Add(tuple(terms))
