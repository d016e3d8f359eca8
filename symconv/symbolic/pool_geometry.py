"""Which input entries a window of a pooling layer meets, and how many places it covers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod

from symconv.notation.indexing import row_major
from symconv.specs import PaddingMode, PoolSpec
from symconv.symbolic.geometry import source_entry


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

    `places` counts its entries that lie on the padded input.
    """

    inputs: tuple[int, ...]
    places: int


def windows(spec: PoolSpec) -> Iterator[Window]:
    """Give the windows of a channel in the order of the output entries.

    >>> [(w.inputs, w.places) for w in windows(PoolSpec(3, 2, stride=2, padding=1))]
    [((0,), 2), ((1, 2), 2)]
    """
    for per_axis in product(*(axis_windows(spec, axis) for axis in range(spec.rank))):
        inputs = product(*(window.inputs for window in per_axis))
        yield Window(
            tuple(row_major(spec.input_size, index) for index in inputs),
            prod(window.places for window in per_axis),
        )


def common_divisor(spec: PoolSpec) -> int | None:
    """Give what an average divides every window by; None if that differs between windows."""
    alike = all(
        (window.places if spec.count_include_pad else len(window.inputs)) == pool
        for axis, pool in enumerate(spec.pool_size)
        for window in axis_windows(spec, axis)
    )
    return spec.taps if alike else None


@lru_cache(maxsize=64)
def axis_windows(spec: PoolSpec, axis: int) -> tuple[AxisWindow, ...]:
    """Give the windows of one axis, one per output entry."""
    return tuple(_axis_window(spec, axis, output) for output in range(spec.output_size[axis]))


def _axis_window(spec: PoolSpec, axis: int, output: int) -> AxisWindow:
    numbers = spec.axes[axis]
    start = output * numbers.stride
    places = range(start, min(start + numbers.extent, numbers.padded), numbers.dilation)
    met = (
        source_entry(PaddingMode.ZEROS, place - numbers.pads[0], numbers.size) for place in places
    )
    return AxisWindow(tuple(entry for entry in met if entry is not None), len(places))
