"""A worked case in decimals: exact where they end, rounded behind a sign that says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Context
from decimal import Decimal as PythonDecimal
from fractions import Fraction

import sympy

from symconv.derivation.step import Step
from symconv.errors import DerivationError, shown
from symconv.formulas import (
    Entry,
    Equation,
    Formula,
    Number,
    Partial,
    children,
    to_sympy,
    transform,
)
from symconv.formulas.chains import Approximation, Decimal, Rounded

MOST_DIGITS = 50
_LONGEST = 12
_MORE_DIGITS = 20
_LEAST_EXPONENT = -5


def in_decimals(steps: Iterable[Step], digits: int) -> tuple[Step, ...]:
    """Give the steps with fractions as decimals where those end; else a rounded number follows.

    Raises `DerivationError` if `digits` is no number of significant digits from 1 to 50.
    """
    if isinstance(digits, bool) or not isinstance(digits, int) or not 1 <= digits <= MOST_DIGITS:
        raise DerivationError(f"digits {shown(digits)} is not an integer from 1 to {MOST_DIGITS}")
    changed = [
        replace(step, equations=tuple(_equation(e, digits) for e in step.equations))
        for step in steps
    ]
    rounded = any(_is_rounded(equation) for step in changed for equation in step.equations)
    if rounded:
        note = f"Numbers after ≈ are rounded to {digits} significant digits."
        changed[0] = replace(changed[0], note=(*changed[0].note, note))
    return tuple(changed)


def _is_rounded(formula: Formula) -> bool:
    return isinstance(formula, Rounded) or any(map(_is_rounded, children(formula)))


def _equation(equation: Equation, digits: int) -> Equation:
    right = equation.right
    if isinstance(right, Equation):
        member = Equation(_in_decimals(right.left), right.right)
        return Equation(equation.left, _equation(member, digits))
    number, right = _rounded(right, digits), _in_decimals(right)
    return Equation(equation.left, right if number is None else Approximation(right, number))


def _in_decimals(formula: Formula) -> Formula:
    return transform(formula, _as_decimal, leaves=(Entry, Partial))


def _as_decimal(part: Formula) -> Formula | None:
    """Write a fraction whose decimals end soon as a decimal."""
    if not isinstance(part, Number) or Fraction(part.value).denominator == 1:
        return None
    value = Fraction(part.value)
    ends = (value * 10**_LONGEST).denominator == 1
    return Decimal(value) if ends else part


def _rounded(formula: Formula, digits: int) -> Rounded | None:
    """Give a number rounded; None if it is whole, its decimals end, or it has letters."""
    if any(not isinstance(part, Number) and not children(part) for part in _parts(formula)):
        return None
    try:
        value = to_sympy(formula, {})
    except DerivationError:
        return None
    if not value.is_number or not value.is_real:
        return None
    if value.is_Rational and (sympy.Integer(10) ** _LONGEST * value).is_Integer:
        return None
    context = Context(prec=digits, rounding=ROUND_HALF_EVEN)
    return Rounded(
        _written(context.create_decimal(str(value.evalf(digits + _MORE_DIGITS))), digits)
    )


def _parts(formula: Formula) -> Iterator[Formula]:
    yield formula
    for part in children(formula):
        yield from _parts(part)


def _written(number: PythonDecimal, digits: int) -> str:
    """Write a number in full, or with a power of ten where that is much shorter."""
    exponent = number.adjusted()
    if _LEAST_EXPONENT <= exponent < digits:
        text = f"{number:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa = f"{number.scaleb(-exponent):f}".rstrip("0").rstrip(".")
    return f"{mantissa}e{exponent}"
