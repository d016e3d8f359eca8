"""Figures: nodes and the edges between them, placed, with formulas as labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from symconv.documents.blocks import Align, Block, Table, Text
from symconv.formulas import Formula

Point: TypeAlias = tuple[int, int]
"""Pixels from the left and from the top."""


@dataclass(frozen=True)
class Node:
    """A box: the point in its middle, its size, and what stands in, above and below it.

    `round` ones have round ends, `strong` ones a thick border.
    """

    middle: Point
    width: int
    height: int
    label: Formula
    above: Formula | None = None
    below: Formula | None = None
    round: bool = False
    strong: bool = False


@dataclass(frozen=True)
class Edge:
    """An arrow: curves between `points` taken in pairs, straight lines otherwise.

    It leads from the node labelled `start` to the one labelled `end`. Its own `label`, if there
    is one, stands at `place`.
    """

    start: Formula
    end: Formula
    points: tuple[Point, ...]
    label: Formula | None
    place: Point


@dataclass(frozen=True)
class Figure(Block):
    """A drawing, its size, what it is called, and what it shows in words.

    `caption` stands below it; `alternative` says what is seen to those who do not see it.
    """

    width: int
    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    title: str
    caption: Text
    alternative: Text

    def as_table(self) -> Table:
        """Give the edges as a table, for what cannot be drawn in."""
        labelled = any(edge.label is not None for edge in self.edges)
        heads: tuple[Text, ...] = (("from",), ("to",), ("on the way",))
        rows = [
            ((edge.start,), (edge.end,), () if edge.label is None else (edge.label,))
            for edge in self.edges
        ]
        width = 3 if labelled else 2
        aligns = (Align.LEFT, Align.LEFT, Align.RIGHT)
        return Table(heads[:width], aligns[:width], tuple(row[:width] for row in rows))


def curve_point(start: Point, end: Point, eighths: int) -> Point:
    """Give a point of the curve that leaves and arrives level, with controls half-way."""
    t, rest = eighths, 8 - eighths
    half = (start[0] + end[0]) // 2
    weights = (rest**3, 3 * rest**2 * t, 3 * rest * t**2, t**3)
    across = (start[0], half, half, end[0])
    down = (start[1], start[1], end[1], end[1])
    return (
        sum(w * x for w, x in zip(weights, across, strict=True)) // 512,
        sum(w * y for w, y in zip(weights, down, strict=True)) // 512,
    )
