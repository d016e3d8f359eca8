"""What every line is brought to: no product in a product, no factor one, no term zero."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symconv.formulas import (
    ONE,
    ZERO,
    Add,
    Condition,
    Entry,
    Formula,
    Indicator,
    Number,
    Partial,
    Power,
    Product,
    Range,
    Sum,
    Within,
    children,
    rebuild,
)


def tidy(formula: Formula) -> Formula:
    """Give a formula with trivial parts left out; indices, limits and conditions stay as they are.

    >>> tidy(Product((ONE, Add((ZERO, Entry("X"))))))
    Entry(letter='X', indices=(), superscript=None, arguments=())
    """
    if isinstance(formula, Entry | Condition | Within | Range | Partial | Indicator):
        return _tidy_indicator(formula) if isinstance(formula, Indicator) else formula
    formula = rebuild(formula, map(tidy, children(formula)))
    match formula:
        case Product(factors):
            return _tidy_product(factors)
        case Add(terms):
            return _tidy_sum(terms)
        case Sum(body, ranges, conditions):
            return _tidy_bound_sum(body, ranges, conditions)
        case Power(base, exponent) if exponent == ONE:
            return base
    return formula


def _tidy_indicator(formula: Indicator) -> Formula:
    return formula if formula.conditions else ONE


def _tidy_product(factors: tuple[Formula, ...]) -> Formula:
    flat = [factor for factor in _flat(factors) if factor != ONE]
    if ZERO in flat:
        return ZERO
    numbers = [factor.value for factor in flat if isinstance(factor, Number)]
    others = [factor for factor in flat if not isinstance(factor, Number)]
    number = 1
    for value in numbers:
        number = number * value  # type: ignore[assignment]
    if number != 1:
        others.insert(0, Number(number))
    if not others:
        return ONE
    return others[0] if len(others) == 1 else Product(tuple(others))


def _flat(factors: tuple[Formula, ...]) -> Iterator[Formula]:
    for factor in factors:
        if isinstance(factor, Product):
            yield from _flat(factor.factors)
        else:
            yield factor


def _tidy_sum(terms: tuple[Formula, ...]) -> Formula:
    flat: list[Formula] = []
    for term in terms:
        flat += term.terms if isinstance(term, Add) else (term,)
    flat = [term for term in flat if term != ZERO]
    if not flat:
        return ZERO
    return flat[0] if len(flat) == 1 else Add(tuple(flat))


def _tidy_bound_sum(body: Formula, ranges: Any, conditions: Any) -> Formula:
    if body == ZERO:
        return ZERO
    if not ranges:
        return _tidy_product((Indicator(conditions), body)) if conditions else body
    return Sum(body, ranges, conditions)
