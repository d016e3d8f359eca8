"""Values and slopes carried together, and functions of one number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from symconv.calculus.errors import NoValueError, TooLongError
from symconv.calculus.index_codes import Environment

Scalar: TypeAlias = Any
"""An exact number, or anything that adds and multiplies: a polynomial, a SymPy expression."""
Place: TypeAlias = tuple[int, ...]
Seed: TypeAlias = tuple[str, Place] | None
"""The entry that is differentiated by: its array's key, and its place. None for values alone."""
Dual: TypeAlias = tuple[Scalar, Scalar]
Compiled: TypeAlias = Callable[[Environment, Seed], Dual]


@dataclass(frozen=True)
class Function:
    """A function of one number, and its slope.

    `comparable` is False where values stand for others in the same equations: 2 to a power for an
    exponential.
    """

    value: Callable[[Scalar], Scalar]
    slope: Callable[[Scalar], Scalar]
    comparable: bool = True


CUBIC = Function(lambda z: z * z * z - 2 * z, lambda z: 3 * z * z - 2)
"""An activation that is exact on integers, neither linear nor even."""


def add_code(codes: list[Compiled]) -> Compiled:
    """Add terms."""

    def add(at: Environment, seed: Seed) -> Dual:
        value, slope = 0, 0
        for code in codes:
            term, term_slope = code(at, seed)
            value, slope = value + term, slope + term_slope
        return value, slope

    return add


def quotient_code(above: Compiled, below: Compiled) -> Compiled:
    """Divide; integers exactly."""

    def quotient(at: Environment, seed: Seed) -> Dual:
        (a, da), (b, db) = above(at, seed), below(at, seed)
        if isinstance(b, int | Fraction) and not b:
            raise NoValueError(f"{a} is divided by zero")
        if isinstance(a, int) and isinstance(b, int):
            a, b = Fraction(a), Fraction(b)
        slope = (da * b - a * db) / (b * b) if da or db else 0
        return a / b, slope

    return quotient


def power_code(base: Compiled, exponent: int) -> Compiled:
    """Raise to an integer power; zero has no negative one."""

    def power(at: Environment, seed: Seed) -> Dual:
        value, slope = base(at, seed)
        if exponent < 0 and isinstance(value, int | Fraction):
            if not value:
                raise NoValueError(f"zero has no power {exponent}")
            value = Fraction(value)
        if isinstance(value, int | Fraction) and abs(exponent) * _bits(value) > MOST_BITS:
            raise TooLongError("a power has too many digits")
        if exponent == 0 or is_zero(slope):
            return value**exponent, 0
        return value**exponent, exponent * value ** (exponent - 1) * slope

    return power


MOST_BITS = 5_000
"""Exact numbers grow by products and powers; none is made that is longer than this."""


def bounded(value: Scalar) -> Scalar:
    """Give a number. Raises `TooLongError` for one that is longer than `MOST_BITS`."""
    if isinstance(value, int | Fraction) and _bits(value) > MOST_BITS:
        raise TooLongError("a number has too many digits")
    return value


def _bits(value: int | Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def is_zero(slope: Scalar) -> bool:
    """Tell the number zero, without asking what is costly to compare."""
    return type(slope) is int and slope == 0


def constant_code(value: Scalar) -> Compiled:
    """Give a number, whose slope is zero."""

    def constant(at: Environment, seed: Seed) -> Dual:
        del at, seed
        return value, 0

    return constant


def integer_code(code: Callable[[Environment], Any]) -> Compiled:
    """Give what an index or a condition is, as a number whose slope is zero."""

    def integer(at: Environment, seed: Seed) -> Dual:
        del seed
        return code(at), 0

    return integer
