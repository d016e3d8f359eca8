"""What every strategy needs to know of a convolution, as plain numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from symconv.specs import ConvSpec, ConvTransposeSpec
from symconv.symbolic.geometry import filter_place, padded_place, source_entry


@dataclass(frozen=True)
class BorderCopy:
    """A run of border entries on one padded axis, and the entries that it repeats.

    The entries `start` to `stop` (exclusive) repeat those at `source`, `source + step` and so on;
    with step 0 they all repeat one entry. Places are counted on the padded axis.
    """

    axis: int
    start: int
    stop: int
    source: int
    step: int


@dataclass(frozen=True)
class TapWindow:
    """What the taps of one axis meet.

    On the padded axis tap t meets `length` entries, `dilation * t`, `dilation * t + stride` and
    so on. It holds filter entry t, or `taps - 1 - t` if the filter is `flipped`.
    """

    taps: int
    length: int
    stride: int
    dilation: int
    flipped: bool

    @property
    def span(self) -> int:
        """Padded entries from the first to the last that one tap meets."""
        return self.stride * (self.length - 1) + 1

    @property
    def extent(self) -> int:
        """Padded entries from the first tap to the last."""
        return self.dilation * (self.taps - 1) + 1


@dataclass(frozen=True)
class ConvPlan:
    """A convolution in numbers: channels per group, padded axes, their borders and tap windows.

    `core` has, per axis, the place of the input on the padded axis as (start, stop). `copies`
    fills the border axis by axis, in order; border entries in no copy are zero.
    """

    groups: int
    in_group: int
    out_group: int
    padded_size: tuple[int, ...]
    core: tuple[tuple[int, int], ...]
    copies: tuple[BorderCopy, ...]
    windows: tuple[TapWindow, ...]

    @property
    def padded(self) -> bool:
        """Whether the layer has a border at all."""
        return any(
            core != (0, size) for core, size in zip(self.core, self.padded_size, strict=True)
        )

    @property
    def channels(self) -> int:
        """Channels of the padded side, in all groups."""
        return self.groups * self.in_group

    @property
    def positions(self) -> int:
        """Number of filter positions: entries of one output channel."""
        return prod(window.length for window in self.windows)

    @property
    def taps(self) -> int:
        """Number of filter offsets."""
        return prod(window.taps for window in self.windows)


def build_plan(spec: ConvSpec) -> ConvPlan:
    """Lower a convolution to numbers, every question of place put to the geometry."""
    axes = range(spec.rank)
    return ConvPlan(
        groups=spec.groups,
        in_group=spec.filter_shape[1],
        out_group=spec.out_channels // spec.groups,
        padded_size=spec.padded_size,
        core=tuple((pad, pad + n) for (pad, _), n in zip(spec.pads, spec.input_size, strict=True)),
        copies=tuple(copy for axis in axes for copy in _border_copies(spec, axis)),
        windows=tuple(_tap_window(spec, axis) for axis in axes),
    )


def build_transposed_plan(spec: ConvTransposeSpec) -> ConvPlan:
    """Lower a transposed convolution to the numbers of the convolution that it reads backwards.

    Its input side is the layer's output, whose uncropped axes are the padded ones; its filter
    positions are the layer's input entries.
    """
    return ConvPlan(
        groups=spec.groups,
        in_group=spec.filter_shape[1],
        out_group=spec.in_channels // spec.groups,
        padded_size=spec.uncropped_size,
        core=tuple((pad, pad + n) for (pad, _), n in zip(spec.pads, spec.output_size, strict=True)),
        copies=(),
        windows=tuple(
            _window(spec, axis, length, flipped=False)
            for axis, length in enumerate(spec.input_size)
        ),
    )


def _tap_window(spec: ConvSpec, axis: int) -> TapWindow:
    return _window(spec, axis, spec.output_size[axis], flipped=filter_place(spec, axis, 0) != 0)


def _window(spec: ConvSpec | ConvTransposeSpec, axis: int, length: int, flipped: bool) -> TapWindow:
    first = padded_place(spec, axis, 0, 0)
    return TapWindow(
        taps=spec.filter_size[axis],
        length=length,
        stride=padded_place(spec, axis, 1, 0) - first,
        dilation=padded_place(spec, axis, 0, 1) - first,
        flipped=flipped,
    )


def _border_copies(spec: ConvSpec, axis: int) -> Iterator[BorderCopy]:
    """Give what fills the border of one axis: one run a side, or nothing for zeros.

    Every padding mode repeats entries at an even step on each side, so a side's first two entries
    tell the whole of it, however wide it is.
    """
    size, (before, after) = spec.input_size[axis], spec.pads[axis]
    for first, end in ((0, before), (before + size, before + size + after)):
        run = range(first, end)[:2]
        repeated = (source_entry(spec.padding_mode, place - before, size) for place in run)
        sources = [source for source in repeated if source is not None]
        if sources:
            step = sources[-1] - sources[0] if sources[1:] else 1
            yield BorderCopy(axis, first, end, sources[0] + before, step)
