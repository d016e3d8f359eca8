"""One axis of a layer as it is drawn: a line of places, and what lies on them at each step.

Which entries meet is what `symconv.symbolic.geometry` says; only their order is made here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from symconv.specs import ConvSpec, PaddingMode, PoolSpec
from symconv.specs.adaptive_pool import AdaptivePoolSpec
from symconv.symbolic.geometry import (
    FilterSpec,
    filter_place,
    padded_place,
    padded_sources,
    source_entry,
    uncropped_entry,
)
from symconv.symbolic.pool_geometry import axis_places


class Ground(Enum):
    """What a place of a line is: an entry's own, a border, or one between entries."""

    OWN = "own"
    BORDER = "border"
    BETWEEN = "between"


class Spot(NamedTuple):
    """A place of a line, and the entry that stands there; None is a zero."""

    ground: Ground
    entry: int | None


class Touch(NamedTuple):
    """A place of the line, and the entry of the other array that lies on it."""

    place: int
    entry: int


@dataclass(frozen=True)
class Slide:
    """One axis of a drawing.

    Attributes
    ----------
    under : the line, place by place
    over : what slides over it, in the order in which it lies; None is a gap
    steps : for each entry that is made, the places that it is made of
    """

    under: tuple[Spot, ...]
    over: tuple[int | None, ...]
    steps: tuple[tuple[Touch, ...], ...]

    @property
    def turned(self) -> bool:
        """Whether what slides lies in the reverse order of its entries."""
        entries = [entry for entry in self.over if entry is not None]
        return len(entries) > 1 and entries[0] > entries[-1]

    @property
    def border(self) -> tuple[int, int]:
        """How many places the line has before its first own entry and after its last."""
        own = [place for place, spot in enumerate(self.under) if spot.ground is Ground.OWN]
        return own[0], len(self.under) - 1 - own[-1]

    @property
    def spread(self) -> bool:
        """Whether zeros stand between the entries of the line."""
        return any(spot.ground is Ground.BETWEEN for spot in self.under)


def _taps(spec: FilterSpec, axis: int) -> dict[int, int]:
    """Give the filter entry that lies at each distance from where the filter begins."""
    entries = {}
    for tap in range(spec.filter_size[axis]):
        entry = filter_place(spec, axis, tap) if isinstance(spec, ConvSpec) else tap
        entries[padded_place(spec, axis, 0, tap)] = entry
    return entries


def _starts(spec: FilterSpec, axis: int) -> dict[int, int]:
    """Give the entry of the stepping array at each place where the filter begins."""
    sizes = spec.output_size if isinstance(spec, ConvSpec) else spec.input_size
    return {padded_place(spec, axis, position, 0): position for position in range(sizes[axis])}


def _line(spec: FilterSpec, axis: int) -> tuple[Spot, ...]:
    """Give the axis over which the filter steps: the padded input, or the uncropped output."""
    if isinstance(spec, ConvSpec):
        size, before = spec.input_size[axis], spec.pads[axis][0]
        padded = padded_sources(spec, axis)
        sources = [padded[place] for place in range(len(padded))]
        return tuple(
            Spot(Ground.OWN if before <= place < before + size else Ground.BORDER, entry)
            for place, entry in enumerate(sources)
        )
    entries = [uncropped_entry(spec, axis, place) for place in range(spec.uncropped_size[axis])]
    return tuple(Spot(Ground.BORDER if e is None else Ground.OWN, e) for e in entries)


def _as_it_lies(entries: Mapping[int, int]) -> tuple[int | None, ...]:
    return tuple(entries.get(place) for place in range(min(entries), max(entries) + 1))


def window_slide(spec: FilterSpec, axis: int) -> Slide:
    """Give the filter stepping over its line: an entry is made of what a window meets."""
    taps = _taps(spec, axis)
    steps = tuple(
        tuple(Touch(start + offset, entry) for offset, entry in taps.items())
        for start in _starts(spec, axis)
    )
    return Slide(_line(spec, axis), _as_it_lies(taps), steps)


def kernel_slide(spec: FilterSpec, axis: int) -> Slide:
    """Give the spread array stepping over the line: it makes the gradient of the filter."""
    starts = _starts(spec, axis)
    offsets = {entry: offset for offset, entry in _taps(spec, axis).items()}
    steps = tuple(
        tuple(Touch(start + offsets[entry], position) for start, position in starts.items())
        for entry in range(len(offsets))
    )
    return Slide(_line(spec, axis), _as_it_lies(starts), steps)


def full_slide(spec: FilterSpec, axis: int) -> Slide:
    """Give the turned filter stepping over the spread array, in full convolution.

    What is made at a place of the filter's line is made of the places where a filter begins that
    reaches it.
    """
    taps, starts = _taps(spec, axis), _starts(spec, axis)
    targets: dict[int, list[int]] = {}
    for place, spot in enumerate(_line(spec, axis)):
        if spot.entry is not None:
            targets.setdefault(spot.entry, []).append(place)
    reach = max(taps)
    first = min(0, *(place - reach for places in targets.values() for place in places))
    last = max(*starts, *(place for places in targets.values() for place in places))
    steps = tuple(
        tuple(
            Touch(place - offset - first, entry)
            for place in targets[made]
            for offset, entry in sorted(taps.items(), reverse=True)
        )
        for made in sorted(targets)
    )
    under = tuple(_spread_spot(starts, place) for place in range(first, last + 1))
    return Slide(under, _as_it_lies({reach - offset: e for offset, e in taps.items()}), steps)


def _spread_spot(starts: Mapping[int, int], place: int) -> Spot:
    if place in starts:
        return Spot(Ground.OWN, starts[place])
    inside = min(starts) < place < max(starts)
    return Spot(Ground.BETWEEN if inside else Ground.BORDER, None)


def pool_slide(spec: PoolSpec, axis: int) -> Slide:
    """Give a window stepping over the padded input."""
    numbers = spec.axes[axis]
    before, size = numbers.pads[0], numbers.size
    under = tuple(
        Spot(
            Ground.OWN if before <= place < before + size else Ground.BORDER,
            source_entry(PaddingMode.ZEROS, place - before, size),
        )
        for place in range(numbers.padded)
    )
    steps = tuple(
        tuple(Touch(place, tap) for tap, place in enumerate(axis_places(spec, axis, output)))
        for output in range(spec.output_size[axis])
    )
    return Slide(under, tuple(range(numbers.pool)), steps)


def adaptive_slide(spec: AdaptivePoolSpec, axis: int) -> Slide:
    """Give the windows of an adaptive pooling, which are of several lengths."""
    windows = spec.windows[axis]
    under = tuple(Spot(Ground.OWN, entry) for entry in range(spec.input_size[axis]))
    steps = tuple(
        tuple(Touch(place, tap) for tap, place in enumerate(window)) for window in windows
    )
    return Slide(under, tuple(range(max(map(len, windows)))), steps)


def sizes(slides: Sequence[Slide]) -> tuple[int, ...]:
    """Give how many places the lines have."""
    return tuple(len(slide.under) for slide in slides)
