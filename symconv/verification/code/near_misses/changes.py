"""Mistakes in the numbers of windows, one by one: what each makes of right windows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import permutations, product
from typing import Any

from symconv.verification.code.findings import Cause
from symconv.verification.code.near_misses.windows import Windows


@dataclass(frozen=True)
class Change:
    """A mistake in windows, in words, and the windows with it."""

    cause: Cause
    words: str
    windows: Windows


def changes(windows: Windows, after: tuple[int, ...]) -> Iterator[Change]:
    """Give every mistake in the numbers of windows; `after` are the pads behind each axis."""
    found = [
        *_steps(windows),
        *_pads(windows, after),
        *_axes(windows),
        *_flips(windows),
        *_ends(windows),
    ]
    seen = {windows}
    for change in found:
        if change.windows not in seen:
            seen.add(change.windows)
            yield change


def _steps(windows: Windows) -> Iterator[Change]:
    for axes, where in _sets_of_axes(windows.rank):
        stride = _with(windows.stride, axes, 1)
        dilation = _with(windows.dilation, axes, 1)
        yield Change(
            Cause.STRIDE_FORGOTTEN,
            f"with windows that start one entry apart{where}, without the stride",
            replace(windows, stride=stride),
        )
        yield Change(
            Cause.DILATION_FORGOTTEN,
            f"with the filter's entries next to each other{where}, without the dilation",
            replace(windows, dilation=dilation),
        )
    both = replace(windows, stride=windows.dilation, dilation=windows.stride)
    yield Change(Cause.OTHER, "with stride and dilation in each other's place", both)


def _pads(windows: Windows, after: tuple[int, ...]) -> Iterator[Change]:
    totals = tuple(map(sum, zip(windows.before, after, strict=True)))
    sides = {
        "with the entries before and after in each other's place": after,
        "with all of the padding after the input": (0,) * windows.rank,
        "with all of the padding before the input": totals,
    }
    for words, before in sides.items():
        yield Change(Cause.PADDING_ON_THE_WRONG_SIDE, words, replace(windows, before=before))
    for axes, where in _sets_of_axes(windows.rank):
        if where:
            words = f"with the padding not taken off at the start{where}"
            before = _with(windows.before, axes, 0)
            yield Change(Cause.PADDING_ON_THE_WRONG_SIDE, words, replace(windows, before=before))


def _axes(windows: Windows) -> Iterator[Change]:
    own = tuple(range(windows.rank))
    for axes in product(own, repeat=windows.rank):
        if axes == own:
            continue
        swapped = len(set(axes)) == windows.rank
        words = "with row and column of the windows swapped" if swapped else (
            "with one index of the windows for two axes")  # fmt: skip
        yield Change(Cause.ROW_FOR_COLUMN, words, replace(windows, position_axes=axes))
        words = "with row and column of the filter swapped" if swapped else (
            "with one index of the filter for two axes")  # fmt: skip
        cause = Cause.AXES_SWAPPED if swapped else Cause.ROW_FOR_COLUMN
        yield Change(cause, words, replace(windows, tap_axes=axes))
        yield from _other_axis(windows, axes)
        if swapped:
            turned = replace(windows, tap_axes=axes, flip_taps=not windows.flip_taps)
            words = "with row and column of the filter swapped where it should be turned"
            yield Change(Cause.AXES_SWAPPED, words, turned)
    yield from _unravelled(windows)
    for axes in permutations(own):
        both = replace(windows, position_axes=axes, tap_axes=axes)
        yield Change(Cause.AXES_SWAPPED, "with rows and columns swapped", both)


def _unravelled(windows: Windows) -> Iterator[Change]:
    """Give windows whose taps are numbered by a size that is not their last axis's."""
    if windows.rank != 2:
        return
    for size in dict.fromkeys((windows.taps[0], windows.size[1], windows.size[0])):
        words = f"with places in a window made row and column by {size}"
        some = replace(windows, unravelled_by=size, last_tap=(sum(windows.taps) * size,) * 2)
        yield Change(Cause.ROW_FOR_COLUMN, words, some)


def _other_axis(windows: Windows, axes: tuple[int, ...]) -> Iterator[Change]:
    """Give windows whose numbers are those of another axis."""
    for name in ("stride", "dilation", "before", "last_position", "last_tap"):
        numbers = getattr(windows, name)
        other = tuple(numbers[axis] for axis in axes)
        words = f"with the {_NAMES[name]} of one axis for another"
        yield Change(Cause.ROW_FOR_COLUMN, words, _replaced(windows, name, other))


_NAMES = {
    "stride": "stride",
    "dilation": "dilation",
    "before": "padding",
    "last_position": "number of windows",
    "last_tap": "size of the filter",
}


def _flips(windows: Windows) -> Iterator[Change]:
    yield Change(
        Cause.FILTER_NOT_FLIPPED,
        "with the filter turned by 180° against the one that it should be",
        replace(windows, flip_taps=not windows.flip_taps),
    )
    yield Change(
        Cause.GRADIENT_FLIPPED,
        "with the output's positions turned by 180°",
        replace(windows, flip_positions=True),
    )
    yield Change(
        Cause.GRADIENT_FLIPPED,
        "with the output's positions and the filter turned by 180°",
        replace(windows, flip_positions=True, flip_taps=not windows.flip_taps),
    )


def _ends(windows: Windows) -> Iterator[Change]:
    for axes, where in _sets_of_axes(windows.rank):
        for name, what in (("last_position", "windows"), ("last_tap", "entries of each window")):
            numbers = getattr(windows, name)
            fewer = tuple(n - 1 if axis in axes else n for axis, n in enumerate(numbers))
            if min(fewer) > 0:
                words = f"without the last {what}{where}"
                yield Change(Cause.OTHER, words, _replaced(windows, name, fewer))


def _sets_of_axes(rank: int) -> Iterator[tuple[tuple[int, ...], str]]:
    """Give all axes, then each alone, with words that say which."""
    yield tuple(range(rank)), ""
    for axis in range(rank) if rank > 1 else ():
        yield (axis,), f" along axis {axis}"


def _with(numbers: tuple[int, ...], axes: tuple[int, ...], value: int) -> tuple[int, ...]:
    return tuple(value if axis in axes else n for axis, n in enumerate(numbers))


def _replaced(windows: Windows, name: str, numbers: tuple[int, ...]) -> Windows:
    changed: dict[str, Any] = {name: numbers}
    return replace(windows, **changed)
