"""The beginning of a document, for where the whole would be too long to look at."""

from __future__ import annotations

from collections.abc import Iterable
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

T = TypeVar("T")

_MOST = 40
"""Equations, rows and paragraphs that an excerpt shows."""
_LEAST = 3
_REST = (
    "This is the beginning. The whole is in .to_html(), .to_markdown(), .to_latex() and "
    ".to_text(), which give it as text."
)


def excerpt(document: Document, most: int = _MOST) -> Document:
    """Give the beginning of a document, and where the rest is; a short one as it is."""
    cutter = _Cutter(most)
    blocks = cutter.cut(document.blocks)
    if not cutter.cut_off:
        return document
    return replace(document, blocks=(*blocks, Paragraph((_REST,), "…")))


@dataclass
class _Cutter:
    """Counts down what may still be shown."""

    left: int
    cut_off: bool = False

    def cut(self, blocks: Iterable[Block]) -> tuple[Block, ...]:
        shown: list[Block] = []
        for block in blocks:
            if self.left <= 0:
                self.cut_off = True
                break
            shown.append(self._cut(block))
        return tuple(shown)

    def _cut(self, block: Block) -> Block:
        match block:
            case Section():
                return replace(block, blocks=self.cut(block.blocks))
            case Display():
                return replace(block, equations=self._first(block.equations))
            case Matrices():
                return replace(block, equations=self._first(block.equations))
            case Columns():
                return replace(block, rows=self._first(block.rows))
            case Table():
                return replace(block, rows=self._first(block.rows))
            case Bullets():
                return replace(block, items=self._first(block.items))
        self.left -= 1
        return block

    def _first(self, items: tuple[T, ...]) -> tuple[T, ...]:
        """Give the first items, a few at least."""
        most = max(self.left, _LEAST)
        self.cut_off |= len(items) > most
        self.left -= len(items)
        return items[:most]
