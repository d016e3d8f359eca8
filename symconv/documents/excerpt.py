"""The beginning of a document, for where the whole would be too long to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from symconv.documents.blocks import (
    Block,
    Bullets,
    Columns,
    Display,
    Document,
    Matrices,
    Paragraph,
    Section,
    Table,
)
from symconv.documents.size import BESIDE, rows_of, rows_of_columns, rows_of_matrices

T = TypeVar("T")

_MOST = 40
"""Lines of equations, of tables and paragraphs that an excerpt shows."""
_REST = (
    "This is the beginning. The whole is in .to_html(), .to_markdown(), .to_latex() and "
    ".to_text(), which give it as text."
)
_TOO_LONG = Paragraph(("It is too long to be shown here.",))


def excerpt(document: Document, most: int = _MOST) -> Document:
    """Give the beginning of a document, and where the rest is; a short one as it is."""
    cutter = _Cutter(most)
    blocks = cutter.cut(document.blocks)
    if not cutter.cut_off:
        return document
    return replace(document, blocks=(*blocks, Paragraph((_REST,), "…")))


@dataclass
class _Cutter:
    """Counts down the lines that may still be shown."""

    left: float
    cut_off: bool = False

    def cut(self, blocks: Iterable[Block]) -> tuple[Block, ...]:
        shown: list[Block] = []
        for block in blocks:
            if self.left < 1:
                self.cut_off = True
                break
            shown.append(self._cut(block))
        return tuple(shown)

    def _cut(self, block: Block) -> Block:
        match block:
            case Section():
                return replace(block, blocks=self.cut(block.blocks))
            case Display(equations, beside):
                beginning = self._first(equations, rows_of, BESIDE if beside else 1)
                return replace(block, equations=beginning) if beginning else _TOO_LONG
            case Matrices(equations):
                matrices = self._first(equations, rows_of_matrices)
                return replace(block, equations=matrices) if matrices else _TOO_LONG
            case Columns():
                rows = self._first(block.rows, rows_of_columns)
                return replace(block, rows=rows) if rows else _TOO_LONG
            case Table():
                return replace(block, rows=self._first(block.rows, lambda _: 1))
            case Bullets():
                return replace(block, items=self._first(block.items, lambda _: 1))
        self.left -= 1
        return block

    def _first(
        self, items: tuple[T, ...], lines: Callable[[T], int], beside: int = 1
    ) -> tuple[T, ...]:
        """Give the first items, as many as there are lines for; `beside` of them share one."""
        for place, item in enumerate(items):
            needed = lines(item) / beside
            if needed > self.left:
                self.left, self.cut_off = 0, True
                return items[:place]
            self.left -= needed
        return items
