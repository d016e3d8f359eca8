"""Whole arrays of one channel, and what is done with them: turning, padding, correlating."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from math import prod
from typing import Any

from symconv.verification.judging.worlds.values import METER, UnjudgedError
from symconv.verification.verdicts import Ground


@dataclass(frozen=True)
class Whole:
    """An array of numbers by position; a number is an array of no axes."""

    shape: tuple[int, ...]
    entries: dict[tuple[int, ...], Any]

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Whole)
            and self.shape == other.shape
            and all(self.entries[at] == other.entries[at] for at in self.entries)
        )

    __hash__ = None  # type: ignore[assignment]


def number(value: Any) -> Whole:
    """Give a number as an array of no axes."""
    return Whole((), {(): value})


MOST_PRODUCTS = 20_000
"""How many products one array slid over another may take."""


class Border(StrEnum):
    """How far an operation goes over the borders of its first array."""

    VALID = "valid"
    FULL = "full"
    SAME = "same"


@dataclass(frozen=True)
class Sliding:
    """What a sign between two arrays may mean: one slides over the other.

    `flip` turns what slides; `swapped` lets the first slide over the second.
    """

    flip: bool
    border: Border
    swapped: bool = False

    @property
    def words(self) -> str:
        """The operation in words."""
        name = "true convolution" if self.flip else "cross-correlation"
        order = ", the first array sliding over the second" if self.swapped else ""
        return f"{self.border.value} {name}{order}"

    def __call__(self, first: Whole, second: Whole) -> Whole:
        """Slide one array over the other."""
        if not first.shape or not second.shape:
            return times(first, second)
        if len(first.shape) != len(second.shape):
            raise UnjudgedError("an operation of arrays with different numbers of axes")
        still, sliding = (second, first) if self.swapped else (first, second)
        if self.flip:
            sliding = turned(sliding)
        before = [_overhang(self.border, size) for size in sliding.shape]
        shape = tuple(
            n + sum(over) - k + 1
            for n, over, k in zip(still.shape, before, sliding.shape, strict=True)
        )
        if min(shape) < 1:
            raise UnjudgedError("an array that does not fit into the other", Ground.UNFIT)
        if prod(shape) * len(sliding.entries) > MOST_PRODUCTS:
            raise UnjudgedError("an operation of more products than are worked out")
        found = {}
        for at in product(*map(range, shape)):
            total: Any = 0
            for tap, value in sliding.entries.items():
                place = tuple(a + t - o[0] for a, t, o in zip(at, tap, before, strict=True))
                if place in still.entries:
                    total = total + value * still.entries[place]
            found[at] = total
        METER.count += len(found) * len(sliding.entries)
        return Whole(shape, found)


def _overhang(border: Border, size: int) -> tuple[int, int]:
    if border is Border.FULL:
        return size - 1, size - 1
    if border is Border.SAME:
        return (size - 1) // 2, size // 2
    return 0, 0


SLIDINGS = tuple(
    Sliding(flip, border, swapped)
    for swapped in (False, True)
    for border in (Border.VALID, Border.FULL, Border.SAME)
    for flip in (False, True)
)


SLIDING_FUNCTIONS: Mapping[str, bool | None] = {
    "conv2": True, "convolve": True, "convolve2d": True, "correlate": False, "correlate2d": False,
    "xcorr": False, "xcorr2": False, "Conv2D": False, "Conv2d": False, "conv2d": False,
    "conv": None, "Conv": None, "Convolution": None, "convolution": None, "CONV": None,
}  # fmt: skip
"""Functions that slide one array over another: whether they flip, None where that is open."""


@dataclass(frozen=True)
class Steps:
    """How far what slides moves at a time, and how far its entries lie apart; () is 1."""

    stride: tuple[int, ...] = ()
    dilation: tuple[int, ...] = ()

    def slide(self, meaning: Sliding, first: Whole, second: Whole) -> Whole:
        """Slide one array over the other in these steps."""
        if self.dilation:
            if meaning.swapped:
                first = spread(first, _along(self.dilation, len(first.shape)))
            else:
                second = spread(second, _along(self.dilation, len(second.shape)))
        result = meaning(first, second)
        return every(result, _along(self.stride, len(result.shape))) if self.stride else result


_STEPS = re.compile(r"\b(stride|dilation)\s+(\d+(?:\s*[×x]\s*\d+)*)")


def steps_in(text: str) -> Steps | None:
    """Give the steps that words below a sign say; None where they say none.

    >>> steps_in("stride 2 × 1 , dilation 3")
    Steps(stride=(2, 1), dilation=(3,))
    """
    found = {
        name: tuple(int(size) for size in re.findall(r"\d+", sizes))
        for name, sizes in _STEPS.findall(text)
    }
    return Steps(**found) if found else None


def _along(steps: tuple[int, ...], rank: int) -> tuple[int, ...]:
    """Give steps for every axis, of which one number is the same for all."""
    return steps * rank if len(steps) == 1 else steps


def widths_in(name: str, rank: int) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Give the widths before and after each axis that a function's name says; None for none.

    >>> widths_in("pad_2 : 2 × 0 : 1", 2), widths_in("pad_{ 1 }", 2)
    (((2, 0), (2, 1)), ((1, 1), (1, 1)))
    """
    below = re.sub(r"[{}\s]", "", name.partition("_")[2])
    if not re.fullmatch(r"-?\d+(:-?\d+)?([×x]-?\d+(:-?\d+)?)*", below):
        return None
    pairs = [tuple(int(width) for width in part.split(":")) for part in re.split("[×x]", below)]
    pairs = pairs * rank if len(pairs) == 1 else pairs
    if len(pairs) != rank:
        raise UnjudgedError("padding along other axes than the array has", Ground.UNFIT)
    return tuple(pair[0] for pair in pairs), tuple(pair[-1] for pair in pairs)


def every(array: Whole, steps: tuple[int, ...]) -> Whole:
    """Give every so many-th entry of each axis."""
    if len(steps) != len(array.shape) or 0 in steps:
        raise UnjudgedError("steps along other axes than the array has", Ground.UNFIT)
    shape = tuple((n - 1) // s + 1 for n, s in zip(array.shape, steps, strict=True))
    return Whole(
        shape,
        {
            at: array.entries[tuple(i * s for i, s in zip(at, steps, strict=True))]
            for at in product(*map(range, shape))
        },
    )


def turned(array: Whole) -> Whole:
    """Turn an array by 180 degrees."""
    return Whole(
        array.shape,
        {
            tuple(n - 1 - i for n, i in zip(array.shape, at, strict=True)): value
            for at, value in array.entries.items()
        },
    )


def transposed(array: Whole) -> Whole:
    """Exchange rows and columns."""
    return Whole(
        tuple(reversed(array.shape)),
        {tuple(reversed(at)): value for at, value in array.entries.items()},
    )


def padded(array: Whole, before: tuple[int, ...], after: tuple[int, ...]) -> Whole:
    """Lay zeros around an array; a negative number crops."""
    shape = tuple(b + n + a for b, n, a in zip(before, array.shape, after, strict=True))
    found = dict.fromkeys(product(*map(range, shape)), 0)
    for at, value in array.entries.items():
        place = tuple(i + b for i, b in zip(at, before, strict=True))
        if place in found:
            found[place] = value
    return Whole(shape, found)


def spread(array: Whole, steps: tuple[int, ...]) -> Whole:
    """Put zeros between the entries of an array."""
    if len(array.shape) != len(steps):
        raise UnjudgedError("spreading what has other axes than the layer", Ground.NO_LAYER)
    shape = tuple((n - 1) * s + 1 for n, s in zip(array.shape, steps, strict=True))
    found: dict[tuple[int, ...], Any] = dict.fromkeys(product(*map(range, shape)), 0)
    for at, value in array.entries.items():
        found[tuple(i * s for i, s in zip(at, steps, strict=True))] = value
    return Whole(shape, found)


def times(first: Whole, second: Whole) -> Whole:
    """Multiply entry by entry; a number multiplies every entry."""
    return _entrywise(first, second, lambda a, b: a * b)


def plus(first: Whole, second: Whole) -> Whole:
    """Add entry by entry; a number is added to every entry."""
    return _entrywise(first, second, lambda a, b: a + b)


def _entrywise(first: Whole, second: Whole, join: Callable[[Any, Any], Any]) -> Whole:
    if not first.shape:
        value = first.entries[()]
        return Whole(second.shape, {at: join(value, v) for at, v in second.entries.items()})
    if not second.shape:
        value = second.entries[()]
        return Whole(first.shape, {at: join(v, value) for at, v in first.entries.items()})
    if first.shape != second.shape:
        raise UnjudgedError("arrays of different sizes entry by entry", Ground.UNLIKE)
    return Whole(first.shape, {at: join(v, second.entries[at]) for at, v in first.entries.items()})


def matrix_product(first: Whole, second: Whole) -> Whole:
    """Multiply two matrices."""
    if len(first.shape) != 2 or len(second.shape) != 2 or first.shape[1] != second.shape[0]:
        raise UnjudgedError("matrices that cannot be multiplied", Ground.NO_ENTRIES)
    shape = (first.shape[0], second.shape[1])
    return Whole(
        shape,
        {
            (i, j): sum(first.entries[i, m] * second.entries[m, j] for m in range(first.shape[1]))
            for i, j in product(*map(range, shape))
        },
    )


def total(array: Whole) -> Whole:
    """Add all entries."""
    return number(sum(array.entries.values()))
