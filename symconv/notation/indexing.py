"""Indices of arrays in row-major order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product


def indices(shape: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Give every index of an array in row-major order."""
    return product(*map(range, shape))


def row_major(shape: tuple[int, ...], index: tuple[int, ...]) -> int:
    """Give the row-major number of `index`."""
    number = 0
    for i, length in zip(index, shape, strict=True):
        number = number * length + i
    return number
