"""Where the panels of a drawing stand, and the arrows between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from symconv.documents import Box, Cell, Link, Panel, Text
from symconv.formulas import Formula, Partial
from symconv.printing.formulas.text import TextPrinter

_LEAST_WIDTH, _HEIGHT, _HIGH = 46, 46, 60
"""Cells are high where something lies on fractions."""
_LETTER, _SMALL = 9, 7
_MARGIN, _COLUMN_GAP, _PANEL_GAP, _TITLE = 16, 56, 22, 26
_TITLE_LETTER = 7.4


@dataclass(frozen=True)
class Sheet:
    """A panel before it is placed."""

    name: str
    title: Text
    cells: tuple[Cell, ...]

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return 1 + max(cell.row for cell in self.cells)

    @property
    def columns(self) -> int:
        """How many columns it has."""
        return 1 + max(cell.column for cell in self.cells)


@dataclass(frozen=True)
class Placed:
    """Panels in their columns, and the size of all of them."""

    width: int
    height: int
    columns: tuple[tuple[Panel, ...], ...]

    @property
    def panels(self) -> tuple[Panel, ...]:
        """All panels."""
        return tuple(panel for column in self.columns for panel in column)


def place(columns: Sequence[Sequence[Sheet]], printer: TextPrinter) -> Placed:
    """Stand panels in columns side by side, in each one below the other, in the middle."""
    held = [[cell for sheet in column for cell in sheet.cells] for column in columns]
    width = _cell_width([cell for cells in held for cell in cells], printer)
    height = max(map(_cell_height, held))
    heights = [
        sum(_TITLE + sheet.rows * height for sheet in column) + _PANEL_GAP * (len(column) - 1)
        for column in columns
    ]
    tallest, left = max(heights), _MARGIN
    placed: list[tuple[Panel, ...]] = []
    for column, taken in zip(columns, heights, strict=True):
        top = _MARGIN + (tallest - taken) // 2
        panels = []
        for sheet in column:
            corner = (left, top + _TITLE)
            panels.append(Panel(sheet.name, sheet.title, corner, (width, height), sheet.cells))
            top += _TITLE + sheet.rows * height + _PANEL_GAP
        placed.append(tuple(panels))
        needed = [max(s.columns * width, title_width(s.title, printer)) for s in column]
        left += max(needed) + _COLUMN_GAP
    return Placed(left - _COLUMN_GAP + _MARGIN, tallest + 2 * _MARGIN, tuple(placed))


def title_width(title: Text, printer: TextPrinter) -> int:
    """Give about how wide a title is drawn."""
    text = "".join(part if isinstance(part, str) else printer.write(part) for part in title)
    return int(_TITLE_LETTER * len(text))


def _cell_width(cells: Sequence[Cell], printer: TextPrinter) -> int:
    """Give the width in which every label has room; equal labels are most often the same one."""
    labels = {id(cell.label): cell.label for cell in cells if cell.label is not None}
    corners = {id(cell.over): cell.over for cell in cells if cell.over is not None}
    wide = [_LETTER * _letters(label, printer) for label in labels.values()]
    wide += [_SMALL * len(printer.write(over)) for over in corners.values()]
    return max(_LEAST_WIDTH, 12 + max(wide, default=0))


def _cell_height(cells: Sequence[Cell]) -> int:
    """Give the height of the cells of a column; steps in which nothing but zeros is met have it."""
    has_fractions = any(isinstance(cell.label, Partial) for cell in cells)
    return _HIGH if has_fractions and any(cell.over is not None for cell in cells) else _HEIGHT


def _letters(label: Formula, printer: TextPrinter) -> int:
    """Give how many letters wide a label is; a derivative stands as a fraction, in small ones."""
    if isinstance(label, Partial):
        return (1 + len(printer.write(label.by))) * 5 // 6
    return len(printer.write(label))


@dataclass(frozen=True)
class End:
    """Cells of one panel at which an arrow begins or ends."""

    panel: Panel
    cells: tuple[Cell, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The entries that stand there."""
        return tuple(cell.entry for cell in self.cells if cell.entry)


def link(first: End, last: End) -> Link:
    """Give an arrow from cells of a panel to cells of one on its right.

    It goes along the lines between cells, so that it covers no label.
    """
    start, end = first.panel, last.panel
    begin, target = _bounds(start, first.cells), _bounds(end, last.cells)
    corner = (begin.right, _leaving(start, begin, target))
    at_once = end.corner[0] == target.left
    tip = (target.left, _middle(target) if at_once else target.top)
    out = (end.corner[0] - _COLUMN_GAP + 8, corner[1])
    near = (end.corner[0] - 8, tip[1])
    return Link(first.names, last.names, (corner, out, out, near, tip))


def _leaving(start: Panel, begin: Box, target: Box) -> int:
    """Give the height at which an arrow leaves cells: that of the line on the target's side.

    Cells at the right side of their panel have no labels beside them, and it leaves in the middle.
    """
    if begin.right == start.corner[0] + start.columns * start.cell[0]:
        return _middle(begin)
    return begin.top if _middle(begin) > _middle(target) else begin.bottom


def _middle(box: Box) -> int:
    return (box.top + box.bottom) // 2


def _bounds(panel: Panel, cells: Sequence[Cell]) -> Box:
    boxes = [panel.box(cell) for cell in cells]
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def moved(panel: Panel, across: int, down: int) -> Panel:
    """Give a panel that stands elsewhere."""
    return replace(panel, corner=(panel.corner[0] + across, panel.corner[1] + down))


def is_run(numbers: Sequence[int]) -> bool:
    """Tell whether numbers follow upon each other."""
    return all(after == before + 1 for before, after in pairwise(numbers))
