"""Specs on the command line: read from flags, and written back as the flags that give them."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, fields
from typing import Any

from symconv.errors import SpecError
from symconv.specs.conv import ConvSpec
from symconv.specs.normalise import MAX_RANK, compact_axes, counted
from symconv.specs.padding import AutoPadding, PaddingMode, Pair, compact_pads

_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
_RULES = frozenset(rule.value for rule in AutoPadding)


@dataclass(frozen=True)
class LayerFlags:
    """The flags of one layer, as typed."""

    input: str
    filter: str
    filters: int = 1
    stride: str = "1"
    padding: str = "0"
    dilation: str = "1"
    groups: int = 1
    bias: bool = False
    padding_mode: str = PaddingMode.ZEROS.value
    flip_filter: bool = False


def read_flags(flags: LayerFlags) -> ConvSpec:
    """Give the spec that the flags describe.

    The count of numbers in `filter` is the rank; `input` has that many numbers (one channel)
    or one more (channels first).

    Raises
    ------
    SpecError
        Naming the flag, its value, the form it should have, and the flags or the spec.

    Examples
    --------
    >>> read_flags(LayerFlags("3x32x31", "5x5", filters=6, padding="0:1x2:0"))
    ConvSpec((32, 31), (5, 5), in_channels=3, out_channels=6, padding=((0, 1), (2, 0)))
    """
    try:
        arguments = _read(flags)
    except SpecError as error:
        raise SpecError(f"{error}: {_as_typed(flags)}") from None
    return ConvSpec(**arguments)


def to_flags(spec: ConvSpec) -> list[str]:
    """Give the flags that `read_flags` reads back as `spec`, defaults left out.

    >>> " ".join(to_flags(ConvSpec((5, 6), 3, stride=2, padding="same")))
    '--input 5x6 --filter 3x3 --stride 2 --padding 1:1x0:1'
    """
    sizes = spec.input_size if spec.in_channels == 1 else spec.input_shape
    flags = ["--input", _joined(sizes), "--filter", _joined(spec.filter_size)]
    options = {
        "--filters": str(spec.out_channels),
        "--stride": _joined(compact_axes(spec.stride)),
        "--padding": _joined_pads(spec.pads),
        "--dilation": _joined(compact_axes(spec.dilation)),
        "--groups": str(spec.groups),
        "--padding-mode": spec.padding_mode.value,
    }
    for flag, value in options.items():
        if value != _DEFAULTS[flag]:
            flags += [flag, value]
    flags += ["--bias"] * spec.bias + ["--flip-filter"] * spec.flip_filter
    return flags


def describe(spec: ConvSpec) -> str:
    """Say in a few words how a spec was read.

    >>> describe(ConvSpec((32, 31), 5, in_channels=3, out_channels=6, stride=2))
    '2-D, 3 channels, 32×31; 6 filters 5×5, stride 2; output 6×14×14'
    """
    words = [
        f"{spec.rank}-D",
        counted(spec.in_channels, "channel"),
        _times(spec.input_size)
        + f"; {counted(spec.out_channels, 'filter')} {_times(spec.filter_size)}",
    ]
    if set(spec.stride) != {1}:
        words.append(f"stride {_times_or_one(spec.stride)}")
    if set(spec.dilation) != {1}:
        words.append(f"dilation {_times_or_one(spec.dilation)}")
    if any(map(any, spec.pads)):
        words.append(f"padding {_joined_pads(spec.pads)} ({spec.padding_mode.value})")
    if spec.groups > 1:
        words.append(f"{spec.groups} groups")
    words += ["bias"] * spec.bias + ["filter flipped"] * spec.flip_filter
    return ", ".join(words) + f"; output {_times(spec.output_shape)}"


def _read(flags: LayerFlags) -> dict[str, Any]:
    """Give the arguments of `ConvSpec`."""
    filter_size = _axes("--filter", flags.filter)
    rank = len(filter_size)
    if rank > MAX_RANK:
        raise SpecError(f"--filter {flags.filter} has {rank} numbers; 1 to {MAX_RANK} are possible")
    numbers = _axes("--input", flags.input)
    if len(numbers) not in (rank, rank + 1):
        raise SpecError(
            f"--input {flags.input} has {counted(len(numbers), 'number')}; "
            f"with --filter {flags.filter} ({rank}-D) it takes {rank} (one channel) "
            f"or {rank + 1} (channels first)"
        )
    return {
        "input_size": numbers[-rank:],
        "filter_size": filter_size,
        "in_channels": numbers[0] if len(numbers) > rank else 1,
        "out_channels": flags.filters,
        "groups": flags.groups,
        "stride": _per_axis("--stride", flags.stride, rank),
        "dilation": _per_axis("--dilation", flags.dilation, rank),
        "padding": _padding(flags.padding, rank),
        "padding_mode": flags.padding_mode,
        "bias": flags.bias,
        "flip_filter": flags.flip_filter,
    }


def _as_typed(flags: LayerFlags) -> str:
    """Give the flags as a command line has them, defaults left out."""
    words: list[str] = []
    for field in fields(flags):
        value = getattr(flags, field.name)
        if value != field.default:
            flag = f"--{field.name.replace('_', '-')}"
            words += [flag] if value is True else [flag, str(value)]
    return shlex.join(words)


_DEFAULTS = {
    "--filters": "1",
    "--stride": "1",
    "--padding": "0",
    "--dilation": "1",
    "--groups": "1",
    "--padding-mode": PaddingMode.ZEROS.value,
}


def _axes(flag: str, text: str) -> tuple[int, ...]:
    parts = text.split("x")
    if not all(_NUMBER.fullmatch(part) for part in parts):
        raise SpecError(f"{flag} {text!r} is not whole numbers joined by x, such as 32x32")
    return tuple(int(part) for part in parts)


def _per_axis(flag: str, text: str, rank: int) -> int | tuple[int, ...]:
    axes = _axes(flag, text)
    if len(axes) == 1:
        return axes[0]
    if len(axes) != rank:
        raise SpecError(
            f"{flag} {text} has {len(axes)} numbers; a {rank}-D layer takes {_one_or(rank)}"
        )
    return axes


def _padding(text: str, rank: int) -> str | int | tuple[Pair, ...]:
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


def _one_or(rank: int) -> str:
    return "1" if rank == 1 else f"1 or {rank}"


def _joined(numbers: int | tuple[int, ...]) -> str:
    return str(numbers) if isinstance(numbers, int) else "x".join(map(str, numbers))


def _joined_pads(pads: tuple[Pair, ...]) -> str:
    compact = compact_pads(pads)
    if isinstance(compact, int) or not isinstance(compact[0], tuple):
        return _joined(compact)
    return "x".join(f"{before}:{after}" for before, after in pads)


def _times(sizes: tuple[int, ...]) -> str:
    return "×".join(map(str, sizes))


def _times_or_one(sizes: tuple[int, ...]) -> str:
    return str(sizes[0]) if len(set(sizes)) == 1 else _times(sizes)
