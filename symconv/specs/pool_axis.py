"""The windows of a pooling layer along one axis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symconv.errors import SpecError
from symconv.specs.counting import count_in_span
from symconv.specs.padding import Pair


@dataclass(frozen=True)
class WindowAxis:
    """The numbers of one axis, and what follows from them without visiting its entries."""

    size: int
    pool: int
    stride: int
    dilation: int
    pads: Pair
    ceil_mode: bool

    @property
    def padded(self) -> int:
        """Input size with its padding."""
        return self.size + sum(self.pads)

    @property
    def extent(self) -> int:
        """Entries that a dilated window spans: dilation * (pool - 1) + 1."""
        return self.dilation * (self.pool - 1) + 1

    @property
    def windows(self) -> int:
        """Number of windows; not positive if none fits.

        ONNX MaxPool: (padded - extent) / stride + 1, rounded down or, with `ceil_mode`, up; then
        windows that would start in the padding after the input are left out.
        """
        return self._rounded - self.left_out

    @property
    def left_out(self) -> int:
        """Number of windows that would start in the padding after the input."""
        starts = -(-(self.pads[0] + self.size) // self.stride)
        return max(self._rounded - starts, 0) if self.ceil_mode else 0

    @property
    def _rounded(self) -> int:
        room = self.padded - self.extent
        return (-(-room // self.stride) if self.ceil_mode else room // self.stride) + 1

    @property
    def met(self) -> int:
        """Number of (window, tap) pairs that meet an input entry."""
        before = self.pads[0]
        steps = (self.windows, self.stride), (self.pool, self.dilation)
        return count_in_span(*steps, range(before, before + self.size))

    @property
    def every_window_meets_input(self) -> bool:
        """Whether no window lies on padding alone."""
        before = self.pads[0]
        if self.size < self.dilation:  # no window meets two entries
            return self.met == self.windows
        last_starts_before_the_end = (self.windows - 1) * self.stride < before + self.size
        return last_starts_before_the_end and before < self.extent

    def counted(self, include_pad: bool) -> range:
        """Give the places of the padded axis that count as entries of windows."""
        before, _ = self.pads
        return range(self.padded) if include_pad else range(before, before + self.size)

    def whole(self, counted: range) -> range:
        """Give the windows of which every entry is counted; they follow upon each other.

        >>> WindowAxis(size=9, pool=3, stride=2, dilation=1, pads=(1, 1), ceil_mode=False).whole(
        ...     range(1, 10)
        ... )
        range(1, 4)
        """
        first = -(-counted.start // self.stride)
        end = (counted.stop - self.extent) // self.stride + 1
        return range(first, max(first, min(end, self.windows)))

    def check(self, number: int, may_miss: bool) -> None:
        """Refuse an axis that has no window or, unless they may, one that meets only padding.

        Raises `SpecError` naming the axis by its number, and the rule.
        """
        before, after = self.pads
        pads = f"{before}" if before == after else f"{before} before and {after} after"
        where = f"on axis {number} (input {self.size}, padding {pads})"
        if self.windows < 1:
            pool = f"pool {self.pool}"
            if self.extent != self.pool:
                pool += f", dilated to {self.extent},"
            raise SpecError(f"{pool} exceeds padded input {self.padded} {where}")
        if not may_miss and not self.every_window_meets_input:
            raise SpecError(
                f"a window of pool {self.pool} meets only padding {where}; every window must meet "
                "an input entry, unless count_include_pad makes an average of padding"
            )


def window_axes(values: Mapping[str, Any]) -> tuple[WindowAxis, ...]:
    """Give the windows of each axis."""
    size, pool, stride, dilation, pads = (
        values[name] for name in ("input_size", "pool_size", "stride", "dilation", "padding")
    )
    return tuple(
        WindowAxis(size[at], pool[at], stride[at], dilation[at], pads[at], values["ceil_mode"])
        for at in range(len(size))
    )
