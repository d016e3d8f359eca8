"""Numbers at pseudo-random points, modulo a prime, that stand for letters and functions."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from symconv.worksheets.page.nodes import Node
from symconv.worksheets.page.tables import POINTS, PRIME_FIELD

Values: TypeAlias = tuple[int, ...]
Bound: TypeAlias = Mapping[str, str]
"""What the bound indices are called by how deep they are bound, whatever they are called."""


@dataclass(frozen=True)
class Valued:
    """Values, and whether they are those of a number, which multiplies matrices as such."""

    values: Values
    scalar: bool = False


@dataclass(frozen=True)
class Points(ABC):
    """The points of one sheet.

    Attributes
    ----------
    salt : what they are drawn by: the sheet's id
    matrices : whether a letter's values are the entries of a matrix, which products multiply
    scalars : the letters that are numbers all the same
    known : what was drawn before
    """

    salt: str
    matrices: bool = False
    scalars: tuple[str, ...] = ()
    known: dict[str, Values] = field(default_factory=dict, compare=False)

    @abstractmethod
    def at(self, node: Node, bound: Bound) -> Valued:
        """Give the values of a tree within bound indices."""

    def drawn(self, text: str) -> Values:
        """Give the values that a text has on this sheet."""
        if text not in self.known:
            self.known[text] = tuple(
                int(hashlib.sha256(f"{self.salt}|{place}|{text}".encode()).hexdigest()[:32], 16)
                % PRIME_FIELD
                for place in range(POINTS)
            )
        return self.known[text]

    def _opaque(self, label: str, arguments: Sequence[Values]) -> Values:
        """Give values that depend on a label and, point by point, on arguments."""
        return tuple(
            self.drawn(f"{label}({','.join(str(one[place]) for one in arguments)})")[place]
            for place in range(POINTS)
        )

    def _linear(self, label: str, values: Values) -> Valued:
        sign = self.drawn(label)
        return Valued(tuple(
            sign[place] * values[(place + 1) % POINTS] % PRIME_FIELD for place in range(POINTS)
        ))  # fmt: skip


def pointwise(left: Valued, right: Valued) -> Valued:
    """Multiply point by point."""
    products = zip(left.values, right.values, strict=True)
    return Valued(tuple(a * b % PRIME_FIELD for a, b in products), left.scalar and right.scalar)


def one_minus(values: Values) -> Values:
    """Subtract from 1, point by point."""
    return tuple((1 - value) % PRIME_FIELD for value in values)
