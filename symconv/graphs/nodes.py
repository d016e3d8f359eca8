"""Formulas that only graphs need: chains of equalities, rounded numbers, what is held fixed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from symconv.formulas import Formula


class Sign(StrEnum):
    """What stands between two members of a chain."""

    EQUAL = "="
    NEARLY = "≈"


@dataclass(frozen=True, slots=True)
class Rounded(Formula):
    """A number rounded to a decimal: "0.7310586", "1.2e-7"."""

    digits: str


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
