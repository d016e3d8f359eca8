"""Texts of sizes and pads: read from flags, also with letters for sizes, and written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, TypeAlias

from symconv.errors import SpecError, cut, shown
from symconv.specs.answers.foreign import VALUES
from symconv.specs.normalise import LARGEST_INTEGER
from symconv.specs.padding import AutoPadding, Pair
from symconv.suggestions import did_you_mean

OpenSize: TypeAlias = int | str
"""A size, or the letter that stands for it."""

_NUMBER = re.compile(r"[0-9]+", re.ASCII)
_MOST_DIGITS = len(str(LARGEST_INTEGER))


def read_axes(flag: str, text: str) -> tuple[int, ...]:
    """Give the numbers in a text such as 32x32."""
    parts = text.split("x")
    if not all(_NUMBER.fullmatch(part) for part in parts):
        raise SpecError(f"{flag} {shown(text)} is not whole numbers joined by x, such as 32x32")
    return tuple(_whole(flag, part) for part in parts)


def read_per_axis(flag: str, text: str, rank: int) -> int | tuple[int, ...]:
    """Give one number, or one per axis."""
    axes = read_axes(flag, text)
    if len(axes) == 1:
        return axes[0]
    if len(axes) != rank:
        raise SpecError(
            f"{flag} {cut(text)} has {len(axes)} numbers; a {rank}-D layer takes {_one_or(rank)}"
        )
    return axes


def read_padding(
    flag: str, text: str, rank: int, rules: tuple[AutoPadding, ...]
) -> str | int | tuple[Pair, ...]:
    """Give the padding that a text such as 1, 1x2, 0:1x2:0 or same says."""
    if text in tuple(AutoPadding):
        return text
    parts = text.split("x")
    pairs = [part.split(":") for part in parts]
    if not all(len(pair) <= 2 and all(map(_NUMBER.fullmatch, pair)) for pair in pairs):
        *first, last = rules
        raise SpecError(
            f"{flag} {shown(text)} is not numbers such as 1, 1x2 or 0:1x2:0 (before:after per "
            f"axis), {', '.join(first)} or {last}{did_you_mean(text, rules, VALUES)}"
        )
    if len(parts) not in (1, rank):
        raise SpecError(
            f"{flag} {cut(text)} has {len(parts)} parts; a {rank}-D layer takes {_one_or(rank)}"
        )
    read = tuple((_whole(flag, pair[0]), _whole(flag, pair[-1])) for pair in pairs)
    if len(read) == 1 and read[0][0] == read[0][1]:
        return read[0][0]
    return read * rank if len(read) == 1 else read


def read_open_sizes(name: str, text: str) -> tuple[OpenSize, ...]:
    """Give the numbers and letters in a text such as 3xn."""
    parts = tuple(_open_size(name, part) for part in text.split("x"))
    if "" in parts:
        raise SpecError(
            f"{name} {shown(text)} lacks a size; x stands between sizes, and is no size"
        )
    return parts


def read_open_axes(name: str, text: str, rank: int) -> OpenSize | tuple[OpenSize, ...]:
    """Give one number or letter, or one per axis."""
    parts = read_open_sizes(name, text)
    if len(parts) == 1:
        return parts[0]
    if len(parts) != rank:
        raise SpecError(f"{name} {shown(text)} has {len(parts)} sizes for rank {rank}")
    return parts


def read_open_pads(name: str, text: str, rank: int) -> int | tuple[tuple[OpenSize, OpenSize], ...]:
    """Give pads such as 1, p, 1x2, or before:after per axis as in 0:1xp:q."""
    if text == AutoPadding.VALID:
        return 0
    if text in tuple(AutoPadding):
        raise SpecError(
            f"{name} {shown(text)} follows from the sizes, which may be open here; "
            "write numbers or letters, such as 1 or p"
        )
    pairs = [tuple(_open_size(name, side) for side in part.split(":")) for part in text.split("x")]
    if any(len(pair) > 2 for pair in pairs) or len(pairs) not in (1, rank):
        raise SpecError(f"{name} {shown(text)} is no size per axis, or before:after per axis")
    both = tuple((pair[0], pair[-1]) for pair in pairs)
    return both * rank if len(both) == 1 else both


def joined(value: Any) -> str:
    """Write a plain value as its flag has it: 2, 2x1, 0:1x2:0, a text as it is.

    >>> joined(3), joined((2, 1)), joined(((0, 1), (2, 0)))
    ('3', '2x1', '0:1x2:0')
    """
    if not isinstance(value, tuple):
        return str(value)
    return "x".join(
        ":".join(map(str, part)) if isinstance(part, tuple) else str(part) for part in value
    )


def times(sizes: Iterable[int]) -> str:
    """Write sizes for a person: 3×5."""
    return "×".join(map(str, sizes))


def times_or_one(sizes: tuple[int, ...]) -> str:
    """Write sizes for a person, once where they agree."""
    return str(sizes[0]) if len(set(sizes)) == 1 else times(sizes)


def step_words(stride: tuple[int, ...], dilation: tuple[int, ...]) -> list[str]:
    """Say the stride and the dilation where they are not 1."""
    steps = {"stride": stride, "dilation": dilation}
    return [f"{name} {times_or_one(step)}" for name, step in steps.items() if set(step) != {1}]


def _whole(flag: str, digits: str) -> int:
    """Give a number, unless it has more digits than any size."""
    if len(digits.lstrip("0")) > _MOST_DIGITS:
        raise SpecError(f"{flag} {shown(digits)} is larger than 10**18")
    return int(digits[-_MOST_DIGITS:])


def _open_size(name: str, text: str) -> OpenSize:
    """Give a number, or a text that is none, which the stage that knows letters looks at."""
    return _whole(name, text) if _NUMBER.fullmatch(text) else text


def _one_or(rank: int) -> str:
    return "1" if rank == 1 else f"1 or {rank}"
