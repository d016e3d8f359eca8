"""Derivatives as a person writes them: roots, minus signs in front, no leading minus in a sum."""

from __future__ import annotations

from fractions import Fraction

from symconv.formulas import (
    Add,
    Apply,
    Entry,
    Formula,
    Number,
    Power,
    Product,
    Quotient,
    transform,
)

_HALF = Number(Fraction(1, 2))


def tidy(formula: Formula) -> Formula:
    """Write a root for a power of one half, 1 - s for -s + 1, -a/b for (-a)/b, n x^m for x^m n."""
    return transform(formula, _change, leaves=(Entry,))


def _change(formula: Formula) -> Formula | None:
    match formula:
        case Power(base, exponent) if exponent == _HALF:
            return Apply("sqrt", (tidy(base),))
        case Add(terms):
            return Add(_positive_first(tuple(map(tidy, terms))))
        case Product(factors) if any(map(_is_letter_power, factors[:-1])):
            powers = [tidy(factor) for factor in factors if _is_letter_power(factor)]
            others = [tidy(factor) for factor in factors if not _is_letter_power(factor)]
            return Product((*others, *powers))
        case Quotient(numerator, denominator) if _is_negative(numerator):
            return Product((Number(-1), Quotient(_negate(tidy(numerator)), tidy(denominator))))
    return None


def _is_letter_power(formula: Formula) -> bool:
    """Tell a power whose exponent is no number, which stands behind other factors."""
    return isinstance(formula, Power) and not isinstance(formula.exponent, Number)


def _positive_first(terms: tuple[Formula, ...]) -> tuple[Formula, ...]:
    """Move the first term without a minus to the front."""
    for place, term in enumerate(terms):
        if not _is_negative(term):
            return (term, *terms[:place], *terms[place + 1 :])
    return terms


def _is_negative(formula: Formula) -> bool:
    """Tell whether a formula is written with a minus in front."""
    if isinstance(formula, Product):
        return _is_negative(formula.factors[0])
    return isinstance(formula, Number) and formula.value < 0


def _negate(formula: Formula) -> Formula:
    """Give a formula that is written with a minus without it."""
    if isinstance(formula, Number):
        return Number(-formula.value)
    if not isinstance(formula, Product):
        raise TypeError(f"{formula} has no minus")
    first, *rest = formula.factors
    if first != Number(-1):
        return Product((_negate(first), *rest))
    return rest[0] if len(rest) == 1 else Product(tuple(rest))
