"""Values as they are printed: exactly where that is short, else rounded."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from symconv.formulas import Formula, Number
from symconv.formulas.chains import Decimal, Rounded
from symconv.formulas.walk import children, transform
from symconv.graphs.values import Value

_LONGEST_DECIMAL = 12
_LARGEST_WHOLE = 10**12
_LARGEST_PART = 10**6


@dataclass(frozen=True)
class Numerals:
    """How numbers are printed: significant digits, and whether fractions are decimals if short.

    `rounds` tells that a fraction whose decimals do not end is rounded rather than kept.
    """

    digits: int
    decimals: bool
    rounds: bool = False

    def write(self, value: Value) -> Formula:
        """Give a value as a formula: `Number` if it is exact, else `Rounded`."""
        exact = value.rational
        if exact is not None and self._is_short(exact) and not self._is_rounded(exact):
            return self.as_decimal(Number(exact.numerator if exact.denominator == 1 else exact))
        digits = value.decimal(self.digits)
        return Rounded("0" if digits is None else digits)

    def _is_short(self, exact: Fraction) -> bool:
        if exact.denominator == 1:
            return abs(exact.numerator) < _LARGEST_WHOLE
        if self.decimals and _ends_soon(exact):
            return True
        return max(abs(exact.numerator), exact.denominator) < _LARGEST_PART

    def _is_rounded(self, exact: Fraction) -> bool:
        return self.rounds and exact.denominator != 1 and not _ends_soon(exact)

    def in_decimals(self, formula: Formula) -> Formula:
        """Give a formula with its fractions as decimals, where they are wanted."""
        if not self.decimals:
            return formula
        return transform(
            formula, lambda part: self.as_decimal(part) if isinstance(part, Number) else None
        )

    def as_decimal(self, number: Number) -> Number | Decimal:
        """Give a fraction as a decimal that ends soon, if decimals are wanted and there is one."""
        value = Fraction(number.value)
        whole = not self.decimals or value.denominator == 1
        return number if whole or not _ends_soon(value) else Decimal(value)


def _ends_soon(value: Fraction) -> bool:
    """Tell a number with few decimal places and digits."""
    scaled = value * Fraction(10) ** _LONGEST_DECIMAL
    return scaled.denominator == 1 and abs(value) < Fraction(10) ** _LONGEST_DECIMAL


def is_exact(formula: Formula) -> bool:
    """Tell whether nothing in a formula is rounded."""
    return not isinstance(formula, Rounded) and all(map(is_exact, children(formula)))
