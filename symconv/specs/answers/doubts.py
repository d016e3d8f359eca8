"""Sizes that can be read, and may have been meant otherwise: how they were read, and the question.

Nothing is guessed: the count of numbers in the window is the rank, and channels come first. Where
another reading is likely, the error or the run says which it took and asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symconv.errors import SpecError
from symconv.specs.kinds import KINDS, Kind
from symconv.specs.normalise import MAX_RANK, as_shape, counted
from symconv.specs.options import Shape, Window
from symconv.specs.options.values import FlagValue
from symconv.specs.options.windows import GLOBAL

_MOST_LAST = 4
"""Images have up to so many channels."""
_LEAST_OTHERS = 8


def doubt_of_flags(kind: str, given: Mapping[str, FlagValue]) -> str:
    """Say how the sizes of a command line were read, and ask, if another reading is likely.

    Gives nothing where there is no doubt, or where the sizes are none.

    >>> doubt_of_flags("conv", {"input": "3x3", "filter": "2"})
    '--input 3x3 was read as 3 channels of 3, as --filter 2 is 1-D: did you mean --filter 2x2?'
    >>> doubt_of_flags("conv", {"input": "3x32x32", "filter": "5x5"})
    ''
    """
    if kind not in KINDS:
        return ""
    sizes = _numbers(given.get("input"))
    name, window = _window(KINDS[kind], given)
    if not sizes:
        return ""
    if name and not window:
        whole = given.get(name) == GLOBAL
        return _doubt_of_whole(f"--{name} {GLOBAL}", sizes) if whole else ""
    if not name:
        is_shape = isinstance(KINDS[kind].flags["input"].value, Shape)
        return _ask_channels("--input", sizes) if is_shape else ""
    flag = f"--{name.replace('_', '-')}"
    if given.get("groups") is not None and len(sizes) == len(window) + 1:
        return _ask_channels("--input", sizes)  # groups are of channels: the first number is theirs
    return _doubt_of_window(flag, window, sizes)


def _doubt_of_window(flag: str, window: tuple[int, ...], sizes: tuple[int, ...]) -> str:
    """Ask for what the input and the window may have been, where their counts of numbers say so."""
    rank, more = len(window), len(sizes) - len(window)
    typed = f"{flag} {_joined(window)}"
    if rank == 1 and 1 <= more <= MAX_RANK:
        return _doubt_of_rank(flag, window[0], sizes)
    if rank > 1 and len(sizes) == 1:
        return f"{typed} is {rank}-D: did you mean --input {_joined(sizes * rank)}?"
    if more == 2:
        return f"the batch has no place in --input: did you mean --input {_joined(sizes[1:])}?"
    return _ask_channels("--input", sizes) if more == 1 else ""


def _doubt_of_whole(typed: str, sizes: tuple[int, ...]) -> str:
    """Ask for channels where the window is the whole input, and they come first in any case."""
    if len(sizes) != 2:
        return _ask_channels("--input", sizes)
    return (
        f"--input {_joined(sizes)} was read as {counted(sizes[0], 'channel')} of {sizes[1]}, as "
        f"channels come first with {typed}: did you mean --input {_joined((1, *sizes))}?"
    )


def _doubt_of_rank(flag: str, window: int, sizes: tuple[int, ...]) -> str:
    """Ask for a window of as many axes as the input seems to have, where one number was given.

    A window that is larger than what would be the first axis was meant as it was read.
    """
    if len(sizes) == 2 and window > sizes[0]:
        return ""
    if len(sizes) == 2:
        return (
            f"--input {_joined(sizes)} was read as {counted(sizes[0], 'channel')} of {sizes[1]}, "
            f"as {flag} {window} is 1-D: did you mean {flag} {_joined((window, window))}?"
        )
    wanted = f"{flag} {_joined((window,) * (len(sizes) - 1))}"
    if _seem_last(sizes):
        wanted = f"--input {_joined((sizes[-1], *sizes[:-1]))} {wanted}"
    return f"{flag} {window} is 1-D: did you mean {wanted}?"


def doubt_of_shape(name: str, shape: object) -> str:
    """Say how a shape `(C, *size)` was read, and ask, if its channels seem to stand last.

    Gives nothing where there is no doubt, or where the shape is none.

    >>> doubt_of_shape("shape", (28, 28, 1))
    'shape 28x28x1 was read as 28 channels of 28x1; channels come first: did you mean 1x28x28?'
    """
    try:
        sizes = as_shape(name, shape)
    except SpecError:
        return ""
    return _ask_channels(name, sizes, repeat=False)


def _ask_channels(name: str, sizes: tuple[int, ...], repeat: bool = True) -> str:
    """Ask for channels that seem to stand last."""
    if not _seem_last(sizes):
        return ""
    first = _joined((sizes[-1], *sizes[:-1]))
    return (
        f"{name} {_joined(sizes)} was read as {counted(sizes[0], 'channel')} of "
        f"{_joined(sizes[1:])}; channels come first: did you mean "
        f"{f'{name} ' if repeat else ''}{first}?"
    )


def _seem_last(sizes: tuple[int, ...]) -> bool:
    """Tell whether the last number is like channels, and the others like sizes.

    They are a square and the last is far from its sides, or they are large and the last is small.
    """
    *others, last = sizes
    if len(others) < 2:
        return False
    side, is_square = others[0], len(set(others)) == 1
    is_far = 2 * min(side, last) <= max(side, last)
    return (is_square and is_far) or (last <= _MOST_LAST and min(others) >= _LEAST_OTHERS)


def _window(kind: Kind, given: Mapping[str, FlagValue]) -> tuple[str, tuple[int, ...]]:
    """Give the flag of the window, if the kind has one, and its numbers, if it is sizes."""
    for name, option in kind.flags.items():
        if isinstance(option.value, Window):
            return name, _numbers(given.get(name))
    return "", ()


def _numbers(given: FlagValue | None) -> tuple[int, ...]:
    parts = str(given).split("x")
    if not all(part.isascii() and part.isdecimal() and len(part) <= 18 for part in parts):
        return ()
    return tuple(map(int, parts))


def _joined(sizes: Sequence[int]) -> str:
    return "x".join(map(str, sizes))
