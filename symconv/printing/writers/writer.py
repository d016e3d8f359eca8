"""What writers share: a method for each kind of block, and a printer for formulas in prose."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from symconv.documents import (
    Block,
    Bullets,
    Columns,
    Comment,
    Display,
    Exercise,
    Figure,
    GridFigure,
    Lines,
    Matrices,
    Paragraph,
    Section,
    Source,
    Table,
    Text,
    Verdict,
)
from symconv.formulas import Formula
from symconv.printing.formulas.printer import Printer


class Writer(ABC):
    """Turns the blocks of one document into lines of a format."""

    _METHODS: ClassVar[dict[type[Block], str]] = {
        Paragraph: "paragraph",
        Verdict: "verdict",
        Bullets: "bullets",
        Display: "display",
        Matrices: "matrices",
        Columns: "columns",
        Table: "table",
        Figure: "figure",
        GridFigure: "grid",
        Section: "section",
        Source: "source",
        Exercise: "exercise",
        Lines: "ruled",
        Comment: "comment",
    }

    def __init__(self, printer: Printer) -> None:
        self.printer = printer

    @abstractmethod
    def escape(self, text: str) -> str:
        """Give plain text so that the format shows it."""

    @abstractmethod
    def inline(self, formula: Formula) -> str:
        """Give a formula that stands in prose."""

    def prose(self, text: Text) -> str:
        """Give a text with its formulas inline."""
        return "".join(
            self.escape(part) if isinstance(part, str) else self.inline(part) for part in text
        )

    def write(self, blocks: Sequence[Block], level: int) -> Iterator[str]:
        """Give the lines of blocks; sections among them have this level, 1 below the title."""
        for place, block in enumerate(blocks):
            following = blocks[place + 1] if place + 1 < len(blocks) else None
            method = getattr(self, self._METHODS[type(block)])
            yield from method(block, level, following)

    paragraph: Any
    verdict: Any
    bullets: Any
    display: Any
    matrices: Any
    columns: Any
    table: Any
    figure: Any
    grid: Any
    section: Any
    source: Any
    exercise: Any
    ruled: Any

    def comment(self, block: Comment, level: int, following: Block | None) -> Iterator[str]:
        """Give what only programs read; nothing in a format without comments."""
        del block, level, following
        return iter(())
