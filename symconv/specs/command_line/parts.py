"""The parts of flags that several kinds of layers share: sizes, padding, and writing them."""

from __future__ import annotations

import re

from symconv.errors import SpecError
from symconv.specs.normalise import MAX_RANK, counted
from symconv.specs.padding import AutoPadding, Pair, compact_pads

_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
_RULES = frozenset(rule.value for rule in AutoPadding)


def read_axes(flag: str, text: str) -> tuple[int, ...]:
    """Give the numbers in a text such as 32x32."""
    parts = text.split("x")
    if not all(_NUMBER.fullmatch(part) for part in parts):
        raise SpecError(f"{flag} {text!r} is not whole numbers joined by x, such as 32x32")
    return tuple(int(part) for part in parts)


def read_window(flag: str, text: str) -> tuple[int, ...]:
    """Give the numbers of a filter or pool, whose count is the layer's rank."""
    axes = read_axes(flag, text)
    if len(axes) > MAX_RANK:
        raise SpecError(f"{flag} {text} has {len(axes)} numbers; 1 to {MAX_RANK} are possible")
    return axes


def read_input(text: str, rank: int, because: str) -> tuple[int, tuple[int, ...]]:
    """Give channels and spatial size of `--input`, which has `rank` numbers or one more."""
    numbers = read_axes("--input", text)
    if len(numbers) not in (rank, rank + 1):
        raise SpecError(
            f"--input {text} has {counted(len(numbers), 'number')}; "
            f"with {because} ({rank}-D) it takes {rank} (one channel) "
            f"or {rank + 1} (channels first)"
        )
    return (numbers[0] if len(numbers) > rank else 1), numbers[-rank:]


def read_per_axis(flag: str, text: str, rank: int) -> int | tuple[int, ...]:
    """Give one number, or one per axis."""
    axes = read_axes(flag, text)
    if len(axes) == 1:
        return axes[0]
    if len(axes) != rank:
        raise SpecError(
            f"{flag} {text} has {len(axes)} numbers; a {rank}-D layer takes {_one_or(rank)}"
        )
    return axes


def read_padding(text: str, rank: int) -> str | int | tuple[Pair, ...]:
    """Give the padding that a text such as 1, 1x2, 0:1x2:0 or same says."""
    if text in _RULES:
        return text
    parts = text.split("x")
    pairs = [part.split(":") for part in parts]
    if not all(len(pair) <= 2 and all(map(_NUMBER.fullmatch, pair)) for pair in pairs):
        raise SpecError(
            f"--padding {text!r} is not numbers such as 1, 1x2 or 0:1x2:0 (before:after per axis), "
            "valid, same or same_lower"
        )
    if len(parts) not in (1, rank):
        raise SpecError(
            f"--padding {text} has {len(parts)} parts; a {rank}-D layer takes {_one_or(rank)}"
        )
    read = tuple((int(pair[0]), int(pair[-1])) for pair in pairs)
    if len(read) == 1 and read[0][0] == read[0][1]:
        return read[0][0]
    return read * rank if len(read) == 1 else read


def joined(numbers: int | tuple[int, ...]) -> str:
    """Write numbers the way `read_axes` reads them."""
    return str(numbers) if isinstance(numbers, int) else "x".join(map(str, numbers))


def joined_pads(pads: tuple[Pair, ...]) -> str:
    """Write pads the way `read_padding` reads them."""
    compact = compact_pads(pads)
    if isinstance(compact, int) or not isinstance(compact[0], tuple):
        return joined(compact)
    return "x".join(f"{before}:{after}" for before, after in pads)


def times(sizes: tuple[int, ...]) -> str:
    """Write sizes for a person: 3×5."""
    return "×".join(map(str, sizes))


def times_or_one(sizes: tuple[int, ...]) -> str:
    """Write sizes for a person, once where they agree."""
    return str(sizes[0]) if len(set(sizes)) == 1 else times(sizes)


def _one_or(rank: int) -> str:
    return "1" if rank == 1 else f"1 or {rank}"
