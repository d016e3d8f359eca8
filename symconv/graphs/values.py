"""Real numbers: an interval that holds each, and its exact value while that is small."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy
from mpmath.libmp import mpf_sign, to_str

_MAX_EXACT_PARTS = 60
_DIGITS_OF_FLOATS = 30
_FEWEST_FIXED = -5
_LEAST_MAGNITUDE = -1022
MAX_EXACT_BITS = 4096
"""Numerators and denominators of exact values are no longer than this together."""


class UndecidedError(Exception):
    """Something that cannot be told at this precision."""


@dataclass(frozen=True)
class Value:
    """A real number: an interval that holds it, and its exact value, or None."""

    interval: Any
    exact: sympy.Expr | None = None

    @property
    def rational(self) -> Fraction | None:
        """The number as a fraction, if it is known to be one."""
        if self.exact is None or not self.exact.is_Rational:
            return None
        return Fraction(int(self.exact.p), int(self.exact.q))

    @property
    def number(self) -> sympy.Expr:
        """The number as SymPy's: exact, or to 30 digits."""
        if self.exact is not None:
            return self.exact
        digits = _DIGITS_OF_FLOATS
        return sympy.Float(to_str(self.interval.mid._mpi_[0], digits), digits)

    def decimal(self, digits: int) -> str | None:
        """Give so many significant digits; None if the interval is too wide to tell them."""
        low, high = (
            to_str(end, digits, min_fixed=_FEWEST_FIXED, max_fixed=digits)
            for end in self.interval._mpi_
        )
        if low != high:
            return None
        return str(low).removesuffix(".0").replace(".0e", "e").replace("e+", "e")

    @property
    def is_near_zero(self) -> bool:
        """Whether the number is below the smallest normal float, whatever its digits."""
        return all(magnitude(end) < _LEAST_MAGNITUDE for end in self.interval._mpi_)

    def sign(self) -> int:
        """Give -1, 0 or 1; `UndecidedError` if the interval holds zero and other numbers."""
        low, high = self.interval._mpi_
        if self.exact is not None and self.exact.is_Rational:
            return int(sympy.sign(self.exact))
        if mpf_sign(low) > 0:
            return 1
        if mpf_sign(high) < 0:
            return -1
        if self.exact is sympy.S.Zero or mpf_sign(low) == mpf_sign(high) == 0:
            return 0
        raise UndecidedError("a number is too close to zero to tell its sign")


def magnitude(end: Any) -> int:
    """Give about the binary logarithm of an end of an interval."""
    _, mantissa, exponent, bits = end
    if not mantissa:
        return -(2**62) if mpf_sign(end) == 0 else 2**62
    return int(exponent + bits)


def is_huge(interval: Any) -> bool:
    """Tell whether exact numbers of this size are not worth having."""
    return any(abs(magnitude(end)) > MAX_EXACT_BITS for end in interval._mpi_ if end[1])


def is_small(exact: sympy.Expr) -> bool:
    """Tell whether an exact value has few parts and short numbers."""
    if exact.is_Rational:
        return bits_of(exact) <= MAX_EXACT_BITS
    for place, part in enumerate(sympy.preorder_traversal(exact)):
        if place >= _MAX_EXACT_PARTS or (part.is_Rational and bits_of(part) > MAX_EXACT_BITS):
            return False
    return True


def bits_of(exact: sympy.Expr) -> int:
    """Give the bits of the longest number in an exact value."""
    numbers = exact.atoms(sympy.Rational) or {sympy.S.One}
    return max(int(n.p).bit_length() + int(n.q).bit_length() for n in numbers)
