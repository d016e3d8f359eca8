"""Windows that slide over an input, with every number of them open to mistakes.

A window at position p meets, at its tap t, the place p * stride - before + t * dilation along each
axis. Code that goes wrong there has another number, or takes one axis for another.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np

from symconv.specs import ConvSpec, PoolSpec
from symconv.verification.code.running.outcome import Array

MOST_MEETINGS = 400_000
"""Up to so many pairs of a position and a tap mistakes are looked for."""


@dataclass(frozen=True)
class Windows:
    """The numbers of windows along each axis.

    Attributes
    ----------
    position_axes, tap_axes : for each axis of the input, the axis that the position, the tap is
        taken from
    last_position, last_tap : how many of each are met, from the first on
    """

    size: tuple[int, ...]
    positions: tuple[int, ...]
    taps: tuple[int, ...]
    stride: tuple[int, ...]
    dilation: tuple[int, ...]
    before: tuple[int, ...]
    position_axes: tuple[int, ...]
    tap_axes: tuple[int, ...]
    last_position: tuple[int, ...]
    last_tap: tuple[int, ...]
    flip_taps: bool = False
    unravelled_by: int = 0
    """The size by which numbers of taps are made row and column, if not the last axis's."""
    flip_positions: bool = False

    @property
    def rank(self) -> int:
        """Number of axes."""
        return len(self.size)

    def places(self) -> Array:
        """Give the number of the input entry that each position meets at each tap; -1 for none."""
        points = np.stack(np.unravel_index(np.arange(prod(self.positions)), self.positions))
        taps = np.stack(np.unravel_index(np.arange(prod(self.taps)), self.taps))
        if self.unravelled_by:
            taps = np.stack(np.divmod(np.arange(prod(self.taps)), self.unravelled_by))
        met: Array = np.logical_and.outer(
            _before(points, self.last_position), _before(taps, self.last_tap)
        )
        if self.flip_positions:
            points = np.array(self.positions)[:, None] - 1 - points
        if self.flip_taps:
            taps = np.array(self.taps)[:, None] - 1 - taps
        number = np.zeros(met.shape, np.int64)
        for axis in range(self.rank):
            place = (
                points[self.position_axes[axis]][:, None] * self.stride[axis]
                - self.before[axis]
                + taps[self.tap_axes[axis]][None, :] * self.dilation[axis]
            )
            inside: Array = (place >= 0) & (place < self.size[axis])
            met = np.logical_and(met, inside)
            number = number * self.size[axis] + np.clip(place, 0, self.size[axis] - 1)
        return np.asarray(np.where(met, number, -1))


def _before(points: Array, last: tuple[int, ...]) -> Array:
    return np.asarray((points < np.array(last)[:, None]).all(axis=0))


def windows_of(spec: ConvSpec | PoolSpec) -> Windows:
    """Give the windows of a layer, as they should be."""
    taps = spec.filter_size if isinstance(spec, ConvSpec) else spec.pool_size
    axes = tuple(range(len(spec.input_size)))
    return Windows(
        spec.input_size,
        spec.output_size,
        taps,
        spec.stride,
        spec.dilation,
        tuple(before for before, _ in spec.pads),
        axes,
        axes,
        spec.output_size,
        taps,
    )


def is_small(spec: ConvSpec | PoolSpec) -> bool:
    """Tell whether mistakes in the windows of a layer are looked for."""
    windows = windows_of(spec)
    channels = max(spec.input_shape[0], spec.output_shape[0])
    return prod(windows.positions) * prod(windows.taps) * channels <= MOST_MEETINGS


def gathered(x: Array, places: Array, outside: float = 0) -> Array:
    """Give the entries that windows meet, (N, C, positions, taps)."""
    flat = x.reshape(*x.shape[:2], -1)
    taken = flat[:, :, places]
    return np.where(places >= 0, taken, outside)


def scattered(values: Array, places: Array, shape: tuple[int, ...]) -> Array:
    """Add what each window gives to the entries that it meets; `values` as `gathered` gives."""
    result = np.zeros((*values.shape[:2], prod(shape[2:]) + 1))
    rows = values.reshape(-1, values.shape[2] * values.shape[3])
    flat = result.reshape(len(rows), -1)
    index = np.where(places >= 0, places, prod(shape[2:])).reshape(-1)
    for row, given in zip(flat, rows, strict=True):
        np.add.at(row, index, given)
    return result[:, :, :-1].reshape(shape)


def last_written(
    values: Array, places: Array, shape: tuple[int, ...], first: bool = False
) -> Array:
    """Give to each entry what the last window that meets it gives, or the first."""
    result = np.zeros((*values.shape[:2], prod(shape[2:]) + 1))
    order = range(len(places))
    for position in reversed(order) if first else order:
        index = np.where(places[position] >= 0, places[position], prod(shape[2:]))
        result[:, :, index] = values[:, :, position]
    return result[:, :, :-1].reshape(shape)
