"""Drawings of arrays as grids of cells: what lies on what, and what is made of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from symconv.documents.blocks import Block, Text
from symconv.documents.figure import Point
from symconv.formulas import Formula


class Fill(StrEnum):
    """What a cell is; each looks different without colours, too."""

    INPUT = "input"
    FILTER = "filter"
    OUTPUT = "output"
    GRADIENT = "gradient"
    PADDING = "padding"
    BETWEEN = "between"
    """A zero between entries that were spread."""


class Mark(StrEnum):
    """How a cell is set off from the others."""

    NONE = "none"
    WINDOW = "window"
    """One of those that take part in what is shown."""
    CHOSEN = "chosen"
    """The one that comes out of them."""


class Box(NamedTuple):
    """A rectangle in pixels: its sides from the left and from the top."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True)
class Cell:
    """A cell of a panel.

    Attributes
    ----------
    row, column : its place in the panel, from 0
    fill, mark : how it looks
    entry : which entry of which array stands there, such as "input 0 1 2"; "" for a zero
    label : what is written in it
    over : what is written in its corner: the entry that lies on it
    met : which entries lie on it, named as `entry` is
    """

    row: int
    column: int
    fill: Fill
    entry: str = ""
    label: Formula | None = None
    mark: Mark = Mark.NONE
    over: Formula | None = None
    met: tuple[str, ...] = ()


@dataclass(frozen=True)
class Panel:
    """Cells in rows and columns: the title stands above `corner`, which is the top left one.

    `name` says which array it is, and which part of it.
    """

    name: str
    title: Text
    corner: Point
    cell: Point
    """The width and the height of a cell."""
    cells: tuple[Cell, ...]

    def box(self, cell: Cell) -> Box:
        """Give where a cell is drawn."""
        (left, top), (width, height) = self.corner, self.cell
        left, top = left + cell.column * width, top + cell.row * height
        return Box(left, top, left + width, top + height)

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return 1 + max((cell.row for cell in self.cells), default=-1)

    @property
    def columns(self) -> int:
        """How many columns it has."""
        return 1 + max((cell.column for cell in self.cells), default=-1)

    @property
    def marked(self) -> tuple[Cell, ...]:
        """The cells that are set off."""
        return tuple(cell for cell in self.cells if cell.mark is not Mark.NONE)


@dataclass(frozen=True)
class Link:
    """An arrow from entries to those that are made of them; its points as those of an `Edge`."""

    starts: tuple[str, ...]
    ends: tuple[str, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True)
class GridFigure(Block):
    """A drawing of panels and of arrows between their cells.

    `caption` stands below it; `alternative` says what is seen to those who do not see it.
    """

    width: int
    height: int
    panels: tuple[Panel, ...]
    links: tuple[Link, ...]
    title: str
    caption: Text
    alternative: Text
