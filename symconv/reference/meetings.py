"""Which entries meet when a row of taps is laid over an array at every position.

On one axis, tap t at position p meets the place first + stride * p + dilation * t. Of a convolution
the positions are the outputs and the places the inputs; of a transposed convolution it is the other
way round; of a pooling layer the positions are the windows. What would lie outside the places meets
nothing. In more dimensions the axes meet independently of each other.

All meetings of one tap, and all those of one position, are regular parts of the arrays, so that a
sum over them is a loop over one of the two, with whole-array operations. The fewer are looped over.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any, NamedTuple, TypeAlias

Index: TypeAlias = tuple[Any, ...]
"""Indexes the last axes of an array; the earlier ones are kept whole."""


class Axis(NamedTuple):
    """The numbers of one axis: positions, taps and places, and where tap 0 at position 0 lies."""

    positions: int
    stride: int
    taps: int
    dilation: int
    first: int
    places: int


@dataclass(frozen=True)
class Block:
    """Some positions that meet one tap, or one position and its taps: what is met, and how many.

    `shape` holds the number of positions and that of taps, one of which is 1. The places that are
    met are as many as both together, in the same order.
    """

    positions: Index
    taps: Index
    places: Index
    shape: tuple[int, int]


class Row(NamedTuple):
    """The part of a block on one axis."""

    positions: slice
    taps: slice
    places: slice


def blocks(axes: Sequence[Axis]) -> Iterator[Block]:
    """Give all meetings, tap by tap or, where these are fewer, position by position, in order.

    >>> line = Axis(positions=4, stride=1, taps=2, dilation=1, first=-1, places=3)
    >>> [(block.positions[1], block.places[1]) for block in blocks([line])]
    [(slice(1, 4, None), slice(0, 3, 1)), (slice(0, 3, None), slice(0, 3, 1))]
    """
    by_tap = prod(axis.taps for axis in axes) <= prod(axis.positions for axis in axes)
    for rows in product(*(list(_rows(axis, by_tap)) for axis in axes)):
        positions, taps, places = ((..., *along) for along in zip(*rows, strict=True))
        shape = _count(positions), _count(taps)
        yield Block(positions, taps, places, shape)


def _rows(axis: Axis, by_tap: bool) -> Iterator[Row]:
    """Give, along one axis, what meets each tap or each position, if anything does."""
    if by_tap:
        for tap in range(axis.taps):
            start = axis.first + axis.dilation * tap
            met, places = _inside(start, axis.stride, axis.positions, axis.places)
            if met.start < met.stop:
                yield Row(met, slice(tap, tap + 1), places)
    else:
        for position in range(axis.positions):
            start = axis.first + axis.stride * position
            met, places = _inside(start, axis.dilation, axis.taps, axis.places)
            if met.start < met.stop:
                yield Row(slice(position, position + 1), met, places)


def _inside(start: int, step: int, count: int, end: int) -> tuple[slice, slice]:
    """Give which of evenly spaced numbers are from 0 to end - 1, and those numbers."""
    numbers = range(start, start + step * count, step)
    inside = slice(bisect_left(numbers, 0), bisect_left(numbers, end))
    found = numbers[inside]
    return inside, slice(found.start, found.stop, step)


def _count(index: Index) -> int:
    """Give the number of entries that slices along the last axes index."""
    return prod(along.stop - along.start for along in index[1:])
