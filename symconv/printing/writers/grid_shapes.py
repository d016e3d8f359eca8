"""What pictures of grids share: the strokes of a hatching, the order of cells, fractions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symconv.documents import Box, Cell, GridFigure, Mark, Panel, Point
from symconv.formulas import Formula, Partial

_STEP = 9
CORNER = 9
"""The legs of the triangle in the corner of a gradient."""


def hatch(box: Box) -> Iterator[tuple[Point, Point]]:
    """Give strokes from the lower left to the upper right that fill a rectangle.

    >>> list(hatch(Box(0, 0, 20, 10)))
    [((0, 9), (9, 0)), ((8, 10), (18, 0)), ((17, 10), (20, 7))]
    """
    width, height = box.right - box.left, box.bottom - box.top
    for along in range(_STEP, width + height, _STEP):
        start = (max(0, along - height), min(along, height))
        end = (min(along, width), max(0, along - width))
        yield (
            (box.left + start[0], box.top + start[1]),
            (box.left + end[0], box.top + end[1]),
        )


def in_order(figure: GridFigure) -> Iterator[tuple[Panel, Cell]]:
    """Give the cells in the order in which they are drawn: those set off last, over the others."""
    order = list(Mark)
    pairs = [(panel, cell) for panel in figure.panels for cell in panel.cells]
    yield from sorted(pairs, key=lambda pair: order.index(pair[1].mark))


@dataclass(frozen=True)
class Fraction:
    """A derivative written over each other."""

    over: Formula
    under: Formula


def as_fraction(label: Formula) -> Fraction | None:
    """Give ∂L/∂X as its two parts, without their ∂; None for anything else.

    >>> from symconv.formulas import Name
    >>> as_fraction(Partial(Name("L"), Name("x")))
    Fraction(over=Name(letter='L'), under=Name(letter='x'))
    """
    return Fraction(label.of, label.by) if isinstance(label, Partial) else None


def raised_by(cell: Cell) -> int:
    """Give how far above the middle a label stands, for what is written in the corner."""
    if cell.over is None:
        return 0
    return 9 if isinstance(cell.label, Partial) else 6
