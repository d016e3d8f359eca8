"""Which input entries a window of a pooling layer meets, and how many places it covers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import lcm, prod

import numpy as np

from symconv.notation.indexing import row_major
from symconv.specs import PaddingMode, PoolSpec
from symconv.specs.pool_axis import WindowAxis
from symconv.symbolic.geometry import source_entry

_AT_ONCE = 1_000_000
"""So many windows are counted in one array."""


@dataclass(frozen=True, slots=True)
class AxisWindow:
    """A window of one axis: the input entries that it meets, in order.

    `places` counts its entries on the padded axis, beyond which `ceil_mode` may take it.
    """

    inputs: tuple[int, ...]
    places: int


@dataclass(frozen=True, slots=True)
class Window:
    """A window: the input entries that it meets, numbered row by row within a channel.

    `divisor` is what an average divides their sum by.
    """

    inputs: tuple[int, ...]
    divisor: int


def windows(spec: PoolSpec) -> Iterator[Window]:
    """Give the windows of a channel in the order of the output entries.

    >>> [(w.inputs, w.divisor) for w in windows(PoolSpec(3, 2, stride=2, padding=1))]
    [((0,), 1), ((1, 2), 2)]
    """
    for per_axis in product(*(axis_windows(spec, axis) for axis in range(spec.rank))):
        inputs = product(*(window.inputs for window in per_axis))
        yield Window(
            tuple(row_major(spec.input_size, index) for index in inputs),
            spec.divisor or prod(_counted(spec, window) for window in per_axis),
        )


def common_divisor(spec: PoolSpec) -> int | None:
    """Give what an average divides every window by; None if a window has not all its entries."""
    if spec.divisor is not None:
        return spec.divisor
    alike = all(
        len(axis.whole(axis.counted(spec.count_include_pad))) == axis.windows for axis in spec.axes
    )
    return spec.taps if alike else None


def multiple_of_divisors(spec: PoolSpec) -> int:
    """Give a number that all that an average divides by divide; one window's is a product."""
    return spec.divisor or prod(
        lcm(*_counts(axis, axis.counted(spec.count_include_pad))) for axis in spec.axes
    )


def _counts(axis: WindowAxis, counted: range) -> set[int]:
    """Give how many entries count in the windows of an axis; most often in few are not all."""
    whole = axis.whole(counted)
    found = {axis.pool} if whole else set()
    for cut in (range(min(whole.start, axis.windows)), range(whole.stop, axis.windows)):
        for begin in range(cut.start, cut.stop, _AT_ONCE):
            starts = axis.stride * np.arange(begin, min(begin + _AT_ONCE, cut.stop))
            before, until = (
                np.clip(-((starts - end) // axis.dilation), 0, axis.pool)
                for end in (counted.start, counted.stop)
            )
            found.update(np.unique(until - before).tolist())
    return found


def _counted(spec: PoolSpec, window: AxisWindow) -> int:
    return window.places if spec.count_include_pad else len(window.inputs)


@lru_cache(maxsize=64)
def axis_windows(spec: PoolSpec, axis: int) -> tuple[AxisWindow, ...]:
    """Give the windows of one axis, one per output entry."""
    return tuple(_axis_window(spec, axis, output) for output in range(spec.output_size[axis]))


def axis_places(spec: PoolSpec, axis: int, output: int) -> range:
    """Give the places of the padded axis that a window covers.

    >>> axis_places(PoolSpec(5, 3, stride=2, padding=1), 0, 1)
    range(2, 5)
    """
    numbers = spec.axes[axis]
    start = output * numbers.stride
    return range(start, min(start + numbers.extent, numbers.padded), numbers.dilation)


def _axis_window(spec: PoolSpec, axis: int, output: int) -> AxisWindow:
    numbers = spec.axes[axis]
    places = axis_places(spec, axis, output)
    met = (
        source_entry(PaddingMode.ZEROS, place - numbers.pads[0], numbers.size) for place in places
    )
    return AxisWindow(tuple(entry for entry in met if entry is not None), len(places))
