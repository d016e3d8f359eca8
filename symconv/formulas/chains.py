"""Chains of equalities between numbers: exact, rounded or as decimals, and what is held fixed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from symconv.formulas.nodes import Assignment, Equation, Formula


class Sign(StrEnum):
    """What stands between two members of a chain, or two sides of an equation."""

    EQUAL = "="
    NEARLY = "≈"
    BECOMES = "←"


@dataclass(frozen=True, slots=True)
class Decimal(Formula):
    """An exact number that is written as a decimal; its denominator divides a power of ten."""

    value: Fraction

    @property
    def digits(self) -> str:
        """The number as it is written.

        >>> Decimal(Fraction(-1, 8)).digits
        '-0.125'
        """
        scaled, places = self.value, 0
        while scaled.denominator != 1:
            scaled, places = scaled * 10, places + 1
        text = str(abs(scaled.numerator)).rjust(places + 1, "0")
        sign = "-" if self.value < 0 else ""
        return f"{sign}{text[:-places]}.{text[-places:]}" if places else f"{sign}{text}"


@dataclass(frozen=True, slots=True)
class Rounded(Formula):
    """A number rounded to a decimal: "0.7310586", "1.2e-7"."""

    digits: str


@dataclass(frozen=True, slots=True)
class Approximation(Equation):
    """The right side is the left side rounded."""


def sign_between(equation: Equation) -> Sign:
    """Give what stands between the sides of an equation."""
    match equation:
        case Assignment():
            return Sign.BECOMES
        case Approximation():
            return Sign.NEARLY
    return Sign.EQUAL


@dataclass(frozen=True, slots=True)
class Held(Formula):
    """The derivative of an assignment by one name, the names in `fixed` being held.

    It is written where the derivative of the output by that name, through all paths, would
    otherwise look the same.
    """

    of: Formula
    by: Formula
    fixed: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Link(Formula):
    """A member of a chain, with the sign before it."""

    sign: Sign
    right: Formula


@dataclass(frozen=True, slots=True)
class Chain(Formula):
    """left = a = b ≈ c."""

    left: Formula
    links: tuple[Link, ...]
