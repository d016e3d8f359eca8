"""Documents: head data, a notation, and blocks of prose, formulas, tables and figures.

A stage builds them; a writer turns them into a format and knows nothing of layers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from symconv.documents.data import Data
from symconv.formulas import Formula
from symconv.formulas.nodes import Equation
from symconv.notation import Notation

Text: TypeAlias = tuple[str | Formula, ...]
"""Prose: plain text with formulas in it."""


@dataclass(frozen=True)
class Block:
    """A part of a document that stands by itself."""


@dataclass(frozen=True)
class Paragraph(Block):
    """A paragraph; `label` is what it begins with, set off, such as the number of a line."""

    text: Text
    label: str = ""


class Outcome(StrEnum):
    """How a check ended; what is corrected is stated wrongly elsewhere, and right here."""

    HOLDS = "holds"
    CORRECTED = "corrected"
    FAILS = "fails"
    CONDITIONAL = "conditional"
    DAMAGED = "damaged"
    UNKNOWN = "unknown"
    NEUTRAL = "neutral"
    """Nothing was to be checked."""


@dataclass(frozen=True)
class Verdict(Block):
    """What was found: that something is proved, or corrected, or that it is not proved.

    `mark` is a sign of the outcome that every format shows before the text.
    """

    text: Text
    outcome: Outcome
    mark: str = ""


@dataclass(frozen=True)
class Bullets(Block):
    """Paragraphs that belong together, each an item of a list."""

    items: tuple[Text, ...]


@dataclass(frozen=True)
class Source(Block):
    r"""Lines of somebody else's writing, shown as they are.

    `mathematics` tells that they are LaTeX of one formula, which a format may typeset; `changed`
    that each begins with the sign of a patch: "- " goes, "+ " comes.
    """

    lines: tuple[str, ...]
    mathematics: bool = False
    changed: bool = False


@dataclass(frozen=True)
class Display(Block):
    """Equations, or chains of equalities, on lines of their own, their signs aligned.

    Attributes
    ----------
    beside : whether they are so short that several may stand on a line
    continued : whether the left sides are not written: they stand in a display above
    """

    equations: tuple[Formula, ...]
    beside: bool = False
    continued: bool = False


@dataclass(frozen=True)
class Matrices(Block):
    """Equations between arrays that are written out."""

    equations: tuple[Equation, ...]


@dataclass(frozen=True)
class ColumnsRow:
    """Equations that stand beside each other, one for each column; `marked` ones differ."""

    cells: tuple[Equation, ...]
    marked: bool = False


@dataclass(frozen=True)
class Columns(Block):
    """Equations in named columns, row by row; below each other where they are too wide.

    `beneath` puts them below each other in any case, as suits long ones.
    """

    heads: tuple[str, ...]
    rows: tuple[ColumnsRow, ...]
    beneath: bool = False

    @property
    def equations(self) -> tuple[Equation, ...]:
        """The equations of all cells, row by row."""
        return tuple(cell for row in self.rows for cell in row.cells)


class Align(StrEnum):
    """On which side of its column a cell of a table stands."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True)
class Table(Block):
    """A table: its heads, an alignment for each column, and its rows."""

    heads: tuple[Text, ...]
    aligns: tuple[Align, ...]
    rows: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True)
class Section(Block):
    """A titled run of blocks; sections within it are one level lower.

    `record` is what JSON says of it; without one it only groups those within it.
    """

    title: Text
    blocks: tuple[Block, ...]
    record: Mapping[str, Data] = field(default_factory=dict)


@dataclass(frozen=True, repr=False)
class Document:
    """What is printed: a title, blocks, and the notation that all its formulas are written in.

    Attributes
    ----------
    title, notation, blocks : what every format shows; an empty title has no heading
    head : what JSON says before the records
    series : the name under which JSON lists the records of sections
    foot : what JSON says after them
    """

    title: str
    notation: Notation
    blocks: tuple[Block, ...]
    head: Mapping[str, Data] = field(default_factory=dict)
    series: str = "sections"
    foot: Mapping[str, Data] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Document {self.title!r}: {len(self.blocks)} blocks>"

    @property
    def records(self) -> Iterator[Mapping[str, Data]]:
        """The records of sections, in order."""
        return _records(self.blocks)


def _records(blocks: tuple[Block, ...]) -> Iterator[Mapping[str, Data]]:
    for block in blocks:
        record: Mapping[str, Data] = getattr(block, "record", {})
        if record:
            yield record
        if isinstance(block, Section):
            yield from _records(block.blocks)
