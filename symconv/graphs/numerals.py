"""Values as they are printed: exactly where that is short, else rounded."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from symconv.formulas import Formula, Number
from symconv.formulas.chains import Rounded
from symconv.formulas.walk import children
from symconv.graphs.printers import as_decimal
from symconv.graphs.values import Value

_LARGEST_WHOLE = 10**12
_LARGEST_PART = 10**6


@dataclass(frozen=True)
class Numerals:
    """How numbers are printed: significant digits, and whether fractions are decimals if short."""

    digits: int
    decimals: bool

    def write(self, value: Value) -> Formula:
        """Give a value as a formula: `Number` if it is exact, else `Rounded`."""
        exact = value.rational
        if exact is not None and self._is_short(exact):
            return Number(exact.numerator if exact.denominator == 1 else exact)
        digits = value.decimal(self.digits)
        return Rounded("0" if digits is None else digits)

    def _is_short(self, exact: Fraction) -> bool:
        if exact.denominator == 1:
            return abs(exact.numerator) < _LARGEST_WHOLE
        if as_decimal(Number(exact), self.decimals) is not None:
            return True
        return max(abs(exact.numerator), exact.denominator) < _LARGEST_PART


def is_exact(formula: Formula) -> bool:
    """Tell whether nothing in a formula is rounded."""
    return not isinstance(formula, Rounded) and all(map(is_exact, children(formula)))
