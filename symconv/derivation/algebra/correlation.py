"""The closed forms of a strided, dilated correlation: its forward pass and its gradients.

With n the input size, k the filter size, s the stride, d the dilation, p0 and p1 the pads,
e = d(k-1)+1 the extent and r = (n+p0+p1-e) mod s the remainder, F' = F or rot180 F when the
filter is flipped:

- O is the correlation of the padded input with F', stride s and dilation d;
- ∂L/∂F' is the correlation of the padded input with ∂L/∂O, stride d and dilation s, of which the
  first k entries per axis are kept ([slides] P1, [chapter] P1);
- ∂L/∂X is ∂L/∂O spread by s, padded by (d(k-1)-p0, d(k-1)-p1+r), correlated with rot180 F' at
  stride 1 and dilation d, channel axes swapped within each group ([slides] P2 and P3).

Sources: docs/sources.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from symconv.formulas import (
    Correlate,
    CorrelatePairs,
    Fold,
    Formula,
    KeepFirst,
    Pad,
    Rot180,
    Spread,
    SwapChannels,
)
from symconv.specs import PaddingMode
from symconv.specs.padding import Pair


@dataclass(frozen=True)
class Correlation:
    """A correlation in numbers, one int or pair per axis.

    `extent` is that of the dilated filter; negative `pads` crop the array; `remainder` entries of
    the padded array are left over at the end of each axis; `several_channels` says that a group
    has more than one channel on either side, so that swapping them does something.
    """

    filter_size: tuple[int, ...]
    extent: tuple[int, ...]
    stride: tuple[int, ...]
    dilation: tuple[int, ...]
    groups: int
    several_channels: bool
    pads: tuple[Pair, ...]
    remainder: tuple[int, ...]
    padding_mode: PaddingMode = PaddingMode.ZEROS
    flip_filter: bool = False

    @property
    def rank(self) -> int:
        """Number of spatial axes."""
        return len(self.stride)

    def output(self, array: Formula, filters: Formula) -> Formula:
        """Give what the correlation makes of an array."""
        return Correlate(
            _padded(array, self.pads, self.padding_mode),
            Rot180(filters, self.rank) if self.flip_filter else filters,
            stride=self.stride,
            dilation=self.dilation,
            groups=self.groups,
        )

    def filter_gradient(self, array: Formula, upstream: Formula) -> Formula:
        """Give the gradient by the filter."""
        form: Formula = CorrelatePairs(
            _padded(array, self.pads, self.padding_mode),
            upstream,
            stride=self.dilation,
            dilation=self.stride,
            groups=self.groups,
        )
        if any(r >= d for r, d in zip(self.remainder, self.dilation, strict=True)):
            form = KeepFirst(form, self.filter_size)
        return Rot180(form, self.rank) if self.flip_filter else form

    def input_gradient(self, filters: Formula, upstream: Formula) -> Formula:
        """Give the gradient by the array."""
        if not self.flip_filter:
            filters = Rot180(filters, self.rank)
        if self.several_channels:
            filters = SwapChannels(filters, self.groups)
        if any(s > 1 for s in self.stride):
            upstream = Spread(upstream, self.stride)
        on_padded_grid = self.padding_mode is not PaddingMode.ZEROS
        own_pads = ((0, 0),) * self.rank if on_padded_grid else self.pads
        pads = tuple(
            (e - 1 - before, e - 1 - after + r)
            for e, (before, after), r in zip(self.extent, own_pads, self.remainder, strict=True)
        )
        form: Formula = Correlate(
            _padded(upstream, pads, PaddingMode.ZEROS),
            filters,
            stride=(1,) * self.rank,
            dilation=self.dilation,
            groups=self.groups,
        )
        if on_padded_grid and any(map(any, self.pads)):
            form = Fold(form, self.pads, self.padding_mode.value)
        return form


def _padded(array: Formula, pads: tuple[Pair, ...], mode: PaddingMode) -> Formula:
    return Pad(array, pads, mode.value) if any(map(any, pads)) else array
