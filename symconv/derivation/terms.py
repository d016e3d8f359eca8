"""The terms of a gradient as formulas, from local gradients to collected sums."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy

from symconv.derivation.engine import ChainRule
from symconv.formulas import ONE, ZERO, Add, Equation, Formula, Name, Partial, Product
from symconv.symbolic import Role, SymbolicLayer


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
    """Write the terms of every entry of one array, in one pass over them.

    `write` gives a local gradient as a formula, `product` an upstream gradient times a local one
    in the notation's order.
    """
    array, outputs, upstream = layer.wrt[role], layer.output_entries, layer.upstream.formulas
    loss = Name(layer.notation.loss)
    local: list[list[Equation]] = [[] for _ in outputs]
    expanded, substituted, collected = [], [], []
    for symbol, entry in zip(array.symbols, array.formulas, strict=True):
        values: list[Formula] = []
        unfolded: list[Formula] = []
        inserted: list[Formula] = []
        contributors = chain_rule.contributors[symbol]
        for number in contributors:
            value = write(chain_rule.local[number][symbol])
            partial = Partial(outputs[number], entry)
            from_above = upstream[number]
            values.append(value)
            local[number].append(Equation(partial, value))
            unfolded.append(product(from_above, partial))
            inserted.append(from_above if value is ONE else product(from_above, value))
        left = Partial(loss, entry)
        expanded.append(Equation(left, _sum(unfolded)))
        substituted.append(Equation(left, _sum(inserted)))
        if len(set(map(id, values))) < len(values) and ONE not in values[:1]:
            from_each = [upstream[number] for number in contributors]
            collected.append(Equation(left, _collect(from_each, values, product)))
    in_output_order = tuple(equation for equations in local for equation in equations)
    return GradientTerms(in_output_order, tuple(expanded), tuple(substituted), tuple(collected))


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
