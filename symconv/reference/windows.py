"""What is made of the entries of windows, whatever the windows are: sums, and extreme entries.

Of blocks, positions are the windows, and places the input entries; see `meetings`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import prod

import numpy as np

from symconv.errors import ArrayTypeError
from symconv.reference.arguments import Array
from symconv.reference.empty_sums import completed, empty_sums
from symconv.reference.meetings import Block


@dataclass(frozen=True)
class Choice:
    """Which entry of a window is its output: the maximum or the minimum, the first or the last.

    NaN, where floats have one, is the maximum and the minimum.
    """

    largest: bool
    last: bool

    def among(self, entries: Array) -> Array:
        """Give the number of the chosen entry along the last axis."""
        choose = np.argmax if self.largest else np.argmin
        number: Array = choose(entries[..., ::-1] if self.last else entries, axis=-1)
        return entries.shape[-1] - 1 - number if self.last else number

    def prefers(self, later: Array, earlier: Array, where: Array) -> Array:
        """Tell whether an entry is chosen over the one chosen so far; elsewhere it is the first."""
        shape = np.broadcast_shapes(later.shape, where.shape)
        preferred = np.ones(shape, bool)
        self._comparison()(later, earlier, out=preferred, where=where)
        if later.dtype.kind == "f":
            preferred |= np.isnan(later) if self.last else np.isnan(later) & ~np.isnan(earlier)
        return preferred

    def _comparison(self) -> Callable[..., Array]:
        if self.last:
            return np.greater_equal if self.largest else np.less_equal
        return np.greater if self.largest else np.less


def window_rows(array: Array, block: Block) -> Array:
    """Give the entries of a block window by window, (N, C, windows, entries of each)."""
    return array[block.places].reshape(*array.shape[:2], *block.shape)


def sums_of_windows(blocks: Iterable[Block], x: Array, output_size: tuple[int, ...]) -> Array:
    """Give the sum of each window, in the type of `x`; one without entries is `NOTHING`."""
    sums = empty_sums((*x.shape[:2], *output_size), x.dtype)
    for block in blocks:
        into = sums[block.positions]
        added = window_rows(x, block).sum(axis=-1, dtype=x.dtype)
        sums[block.positions] = into + added.reshape(into.shape)
    return sums


def extremes_of_windows(
    blocks: Iterable[Block], x: Array, output_size: tuple[int, ...], choice: Choice
) -> tuple[Array, Array]:
    """Give the chosen entry of each window, and its number in its channel, row by row.

    Raises `ArrayTypeError` for entries that cannot be compared.
    """
    chosen = np.zeros((*x.shape[:2], *output_size), x.dtype)
    places = np.zeros(chosen.shape, np.int64)
    seen = np.zeros(output_size, bool)
    numbers = np.arange(prod(x.shape[2:])).reshape(1, 1, *x.shape[2:])
    for block in blocks:
        earlier = chosen[block.positions]
        try:
            later, at = _extremes(window_rows(x, block), window_rows(numbers, block), choice)
            later, at = later.reshape(earlier.shape), at.reshape(earlier.shape)
            better = choice.prefers(later, earlier, where=seen[block.positions])
        except TypeError:
            raise ArrayTypeError("x: its entries cannot be compared") from None
        chosen[block.positions] = np.where(better, later, earlier)
        places[block.positions] = np.where(better, at, places[block.positions])
        seen[block.positions] = True
    return chosen, places


def _extremes(entries: Array, numbers: Array, choice: Choice) -> tuple[Array, Array]:
    """Give the chosen entry of each row, and its number."""
    numbers = np.broadcast_to(numbers, entries.shape)
    if entries.shape[-1] == 1:
        return entries, numbers
    place = choice.among(entries)[..., np.newaxis]
    return np.take_along_axis(entries, place, -1), np.take_along_axis(numbers, place, -1)


def in_whole_input(places: Array, channel_entries: int) -> Array:
    """Give numbers in the whole of the input from those in each channel, (N, C, *output_size)."""
    channels = np.arange(prod(places.shape[:2]), dtype=np.int64)
    return places + channel_entries * channels.reshape(
        *places.shape[:2], *(1 for _ in places.shape[2:])
    )


def sent_to(places: Array, values: Array, shape: tuple[int, ...]) -> Array:
    """Add each value at its place in an array of this shape; places count through all of it."""
    sums = empty_sums((prod(shape),), values.dtype)
    np.add.at(sums, places.reshape(-1), values.reshape(-1))
    return completed(sums).reshape(shape)
