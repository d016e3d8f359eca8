"""What people write besides: signs whose meaning a document decides, and what is no formula.

Only reading produces these nodes; what they mean is decided where a formula is judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from symconv.formulas.nodes import Formula


@dataclass(frozen=True, slots=True)
class Operation(Formula):
    r"""Two formulas joined by a sign that may be a product or an operation of whole arrays.

    `sign` is the sign as it prints, one of those in `SIGNS`: `*` (also \\ast), `⋆` (\\star), `⊗`
    (\\otimes), `⊛` (\\circledast), `⊙` (\\odot), `∘` (\\circ), `•` (\\bullet), `×` (\\times).
    """

    sign: str
    left: Formula
    right: Formula


SIGNS = ("*", "⋆", "⊗", "⊛", "⊙", "∘", "•", "×")


@dataclass(frozen=True, slots=True)
class Differential(Formula):
    """A letter with d before it: dX for the loss's gradient by X; ∂L where a ∂ was lost below."""

    of: Formula
    sign: str = "d"


@dataclass(frozen=True, slots=True)
class Marked(Formula):
    """A formula with what stands above it or below it: layer and map, a transpose, a word.

    `above` holds the parts of a superscript that is neither a single layer nor a power, `below`
    the subscripts of a formula that is no letter, such as (I * K)_{ij}.
    """

    of: Formula
    above: tuple[Formula, ...] = ()
    below: tuple[Formula, ...] = ()


@dataclass(frozen=True, slots=True)
class Ellipsis(Formula):
    """Dots that stand for omitted terms or factors."""


@dataclass(frozen=True, slots=True)
class Words(Formula):
    """Text inside a formula, and letters that spell a word."""

    text: str


@dataclass(frozen=True, slots=True)
class Matrix(Formula):
    """Entries row by row, as they are written; `widths` says how many each row has."""

    entries: tuple[Formula, ...]
    widths: tuple[int, ...]

    @classmethod
    def of_rows(cls, rows: Iterable[Sequence[Formula]]) -> Matrix:
        """Give the matrix with these rows."""
        kept = [tuple(row) for row in rows]
        return cls(tuple(entry for row in kept for entry in row), tuple(map(len, kept)))

    @property
    def rows(self) -> tuple[tuple[Formula, ...], ...]:
        """The entries of each row."""
        found, at = [], 0
        for width in self.widths:
            found.append(self.entries[at : at + width])
            at += width
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Bundle(Formula):
    """Formulas between commas in brackets: (i, j), a set, an interval.

    `brackets` are the two that enclose them, such as "()", "{}", "[)".
    """

    parts: tuple[Formula, ...]
    brackets: str = "()"


@dataclass(frozen=True, slots=True)
class Ceiling(Formula):
    """The smallest integer that is not less than the body."""

    body: Formula


@dataclass(frozen=True, slots=True)
class Labelled(Formula):
    """A formula with a brace below or above it that names it."""

    of: Formula
    label: Formula


@dataclass(frozen=True, slots=True)
class Best(Formula):
    """Where a body is largest or smallest: `word` is "argmax" or "argmin"."""

    word: str
    body: Formula
    indices: tuple[Formula, ...] = ()


@dataclass(frozen=True, slots=True)
class Relate(Formula):
    r"""Two sides with a relation that is no equation: `sign` is →, ∈, ≠, <, ≤, >, ≥, ≈, ≡ …."""

    left: Formula
    sign: str
    right: Formula
