"""Exact fractions from what a person writes."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from numbers import Rational, Real

from symconv.errors import SpecError, shown

_MOST_DIGITS = 40

_LONGEST = 200
_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]{1,3})?", re.ASCII)
_RATIO = re.compile(r"[+-]?[0-9]+/[0-9]+", re.ASCII)


_TOO_LARGE = Fraction(10 ** (_MOST_DIGITS + 1))
"""What stands for a number of so many digits that reading it would take long."""


def as_fraction(name: str, value: object) -> Fraction:
    """Give `value` as the exact fraction that a person meant.

    Texts such as "0.01" and "1/3" are read exactly, and so are integers, fractions and decimals. A
    float is taken as the shortest decimal that it is the nearest float to: 0.01 is 1/100.

    Raises `SpecError` naming the value and the rule.

    >>> as_fraction("slope", "0.2"), as_fraction("slope", 0.01), as_fraction("slope", "-1e-3")
    (Fraction(1, 5), Fraction(1, 100), Fraction(-1, 1000))
    """
    fraction = _read(value)
    if fraction is None:
        raise SpecError(f'{name} {shown(value)} is not a number such as 0.01 or "1/3"')
    if max(abs(fraction.numerator), fraction.denominator) > 10**_MOST_DIGITS:
        raise SpecError(
            f"{name} {shown(value)} takes more than {_MOST_DIGITS} digits as a fraction"
        )
    return fraction


def _read(value: object) -> Fraction | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return _read_text(value.strip())
    if isinstance(value, Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    if isinstance(value, Decimal):
        return (
            Fraction(value) if value.is_finite() and abs(value.adjusted()) < _MOST_DIGITS else None
        )
    if isinstance(value, Real) and isfinite(value):
        return Fraction(str(value))
    return None


def _read_text(text: str) -> Fraction | None:
    if not _DECIMAL.fullmatch(text) and not _RATIO.fullmatch(text):
        return None
    if len(text) > _LONGEST:
        return _TOO_LARGE
    try:
        return Fraction(text)
    except ZeroDivisionError:
        return None
