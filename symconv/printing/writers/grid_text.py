"""Drawings of grids in plain letters: rows of cells, those set off in brackets."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from symconv.documents import Cell, GridFigure, Mark, Panel, Text
from symconv.formulas import Formula

_EMPTY = "·"
_BRACKETS = {Mark.NONE: (" ", " "), Mark.WINDOW: ("[", "]"), Mark.CHOSEN: ("<", ">")}


def grid_lines(
    figure: GridFigure, write: Callable[[Formula], str], prose: Callable[[Text], str]
) -> Iterator[str]:
    """Give the panels of a drawing one below the other."""
    for number, panel in enumerate(figure.panels):
        if number:
            yield ""
        yield prose(panel.title)
        yield from _panel_lines(panel, write)


def plain_prose(text: Text, write: Callable[[Formula], str]) -> str:
    """Give a text with its formulas in plain letters, on one line."""
    parts = (part if isinstance(part, str) else write(part) for part in text)
    return " ".join("".join(parts).split())


def _panel_lines(panel: Panel, write: Callable[[Formula], str]) -> Iterator[str]:
    texts = {(cell.row, cell.column): _cell(cell, write) for cell in panel.cells}
    width = max(map(len, texts.values()), default=0)
    for row in range(panel.rows):
        cells = (texts.get((row, column), "") for column in range(panel.columns))
        yield " ".join(text.center(width) for text in cells).rstrip()


def _cell(cell: Cell, write: Callable[[Formula], str]) -> str:
    text = _EMPTY if cell.label is None else write(cell.label)
    begin, end = _BRACKETS[cell.mark]
    return f"{begin}{text}{end}"
