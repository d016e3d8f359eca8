"""Numbers that are known when a formula is read: exact ones, and what depends on nothing."""

from __future__ import annotations

import decimal
from collections.abc import Callable, Hashable
from fractions import Fraction
from math import isfinite
from numbers import Rational

from symconv.derivation.sameness.evaluate import Evaluation
from symconv.derivation.sameness.limits import (
    NoValueError,
    NoVerdictError,
    TooMuchWorkError,
    UnknownValueError,
    Work,
)
from symconv.derivation.sameness.terms import Term
from symconv.errors import shown


def exact_number(value: object) -> Fraction:
    """Give the number of a formula. Raises `NoVerdictError` for one that is not exact."""
    if isinstance(value, bool) or not isinstance(value, Rational | float | decimal.Decimal):
        raise NoVerdictError(f"{shown(value)} is no exact number: write an integer or a Fraction")
    if isinstance(value, Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    if not isfinite(value):
        raise NoVerdictError(f"{value} is not a real number")
    if isinstance(value, decimal.Decimal):
        return Fraction(value)
    raise NoVerdictError(f"{value} is a float, which is not exact: write a Fraction")


def decided_number(term: Term) -> Fraction | None:
    """Give the value of a term that depends on nothing, if it is found to be rational."""
    try:
        value = Evaluation(_refuse, Work())(term)
    except (NoValueError, UnknownValueError, TooMuchWorkError, IndexError):
        return None
    return value if isinstance(value, Fraction) else None


def decided_range(lower: Term, upper: Term) -> range | None:
    """Give the integers of a range whose limits depend on nothing."""
    first, last = decided_number(lower), decided_number(upper)
    if first is None or last is None or not first.denominator == last.denominator == 1:
        return None
    return range(int(first), int(last) + 1)


def _refuse(key: Hashable, name: str, allows: Callable[[Fraction], bool]) -> Fraction:  # noqa: ARG001
    raise UnknownValueError(name)
