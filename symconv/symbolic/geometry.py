"""Which input entry a tap meets, or that it meets padding; on which output entry it lands.

The only place that says so, for symbols, kernels and figures. The axes of a layer are
independent of each other, so every answer is per axis.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TypeAlias

from symconv.specs import ConvSpec, ConvTransposeSpec, PaddingMode

FilterSpec: TypeAlias = ConvSpec | ConvTransposeSpec

_SOURCES: dict[PaddingMode, Callable[[int, int], int | None]] = {
    PaddingMode.ZEROS: lambda place, size: place if 0 <= place < size else None,
    PaddingMode.CIRCULAR: lambda place, size: place % size,
    PaddingMode.REFLECT: lambda place, size: size - 1 - abs(size - 1 - abs(place)),
    PaddingMode.REPLICATE: lambda place, size: min(max(place, 0), size - 1),
}


def source_entry(mode: PaddingMode, place: int, size: int) -> int | None:
    """Give the input entry that stands at `place` (which may lie outside); None is zero padding."""
    return _SOURCES[mode](place, size)


@dataclass(frozen=True, slots=True)
class PaddedAxis:
    """For each entry of a padded axis, the input entry it is, worked out when asked for."""

    mode: PaddingMode
    size: int
    before: int
    after: int

    def __len__(self) -> int:
        return self.before + self.size + self.after

    def __getitem__(self, place: int) -> int | None:
        if not 0 <= place < len(self):
            raise IndexError(place)
        return source_entry(self.mode, place - self.before, self.size)


def padded_sources(spec: ConvSpec, axis: int) -> PaddedAxis:
    """Give, for each entry of the padded axis, the input entry it is; None is zero padding.

    >>> tuple(padded_sources(ConvSpec(4, 3, padding=2, padding_mode="reflect"), 0))
    (2, 1, 0, 1, 2, 3, 2, 1)
    """
    before, after = spec.pads[axis]
    return PaddedAxis(spec.padding_mode, spec.input_size[axis], before, after)


def padded_place(spec: FilterSpec, axis: int, position: int, tap: int) -> int:
    """Give the entry of the padded axis that a tap meets at an output position.

    Of a transposed convolution, the entry of the uncropped output axis on which the input entry at
    `position` lands through a tap.
    """
    return position * spec.stride[axis] + tap * spec.dilation[axis]


def filter_place(spec: ConvSpec, axis: int, tap: int) -> int:
    """Give the filter entry that acts at a tap: the mirrored one in true convolution."""
    return spec.filter_size[axis] - 1 - tap if spec.flip_filter else tap


def landing_entry(spec: ConvTransposeSpec, axis: int, entry: int, tap: int) -> int | None:
    """Give the output entry on which an input entry lands through a tap; None if it is cropped.

    >>> spec = ConvTransposeSpec(3, 2, stride=2, padding=1)
    >>> [[landing_entry(spec, 0, entry, tap) for tap in range(2)] for entry in range(3)]
    [[None, 0], [1, 2], [3, None]]
    """
    return uncropped_entry(spec, axis, padded_place(spec, axis, entry, tap))


def uncropped_entry(spec: ConvTransposeSpec, axis: int, place: int) -> int | None:
    """Give the output entry that stands at a place of the uncropped axis; None if it is cropped.

    >>> spec = ConvTransposeSpec(3, 2, stride=2, padding=1)
    >>> [uncropped_entry(spec, 0, place) for place in range(spec.uncropped_size[0])]
    [None, 0, 1, 2, 3, None]
    """
    entry = place - spec.pads[axis][0]
    return entry if 0 <= entry < spec.output_size[axis] else None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A filter entry and the input entry that it meets, spatial indices only."""

    filter_index: tuple[int, ...]
    input_index: tuple[int, ...]


def meetings(spec: FilterSpec, position: tuple[int, ...]) -> Iterator[Meeting]:
    """Give what meets at an output position, in filter order; taps on zero padding are left out.

    Of a transposed convolution, what lands there.

    >>> spec = ConvSpec((3, 3), (2, 2), padding=1)
    >>> [(m.filter_index, m.input_index) for m in meetings(spec, (0, 1))]
    [((1, 0), (0, 0)), ((1, 1), (0, 1))]
    """
    per_axis = [axis_meetings(spec, axis)[place] for axis, place in enumerate(position)]
    for pairs in product(*per_axis):
        yield Meeting(tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs))


@dataclass(frozen=True, slots=True)
class ChannelMeeting:
    """Channels that meet, and the first two indices of the filter entries between them."""

    input_channel: int
    output_channel: int
    filter_index: tuple[int, int]


def channel_meetings(spec: FilterSpec) -> Iterator[ChannelMeeting]:
    """Give which channels meet: each input channel of a group each output channel of it.

    >>> spec = ConvSpec((3, 3), 2, in_channels=4, out_channels=2, groups=2)
    >>> [(m.input_channel, m.output_channel, m.filter_index) for m in channel_meetings(spec)]
    [(0, 0, (0, 0)), (1, 0, (0, 1)), (2, 1, (1, 0)), (3, 1, (1, 1))]
    """
    inputs, outputs = spec.in_channels // spec.groups, spec.out_channels // spec.groups
    transposed = isinstance(spec, ConvTransposeSpec)
    for k in range(spec.out_channels):
        group = k // outputs
        for within in range(inputs):
            c = group * inputs + within
            yield ChannelMeeting(c, k, (c, k - group * outputs) if transposed else (k, within))


@lru_cache(maxsize=64)
def axis_meetings(spec: FilterSpec, axis: int) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Give, per output position of one axis, the (filter entry, input entry) pairs that meet."""
    if isinstance(spec, ConvTransposeSpec):
        return _axis_landings(spec, axis)
    sources = padded_sources(spec, axis)
    met = []
    for position in range(spec.output_size[axis]):
        pairs = [
            (filter_place(spec, axis, tap), sources[padded_place(spec, axis, position, tap)])
            for tap in range(spec.filter_size[axis])
        ]
        met.append(tuple(sorted((entry, i) for entry, i in pairs if i is not None)))
    return tuple(met)


def _axis_landings(spec: ConvTransposeSpec, axis: int) -> tuple[tuple[tuple[int, int], ...], ...]:
    landed: list[list[tuple[int, int]]] = [[] for _ in range(spec.output_size[axis])]
    for tap in range(spec.filter_size[axis]):
        for entry in range(spec.input_size[axis]):
            output = landing_entry(spec, axis, entry, tap)
            if output is not None:
                landed[output].append((tap, entry))
    return tuple(map(tuple, landed))
