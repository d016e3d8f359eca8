"""Options that have a number for each axis: sizes, strides, pads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symconv.errors import SpecError, cut, shown
from symconv.specs.normalise import (
    MAX_RANK,
    as_axes,
    as_axes_of_rank,
    as_shape,
    compact_axes,
    counted,
)
from symconv.specs.options.texts import (
    read_axes,
    read_open_axes,
    read_open_pads,
    read_open_sizes,
    read_padding,
    read_per_axis,
)
from symconv.specs.options.values import FlagValue, Value
from symconv.specs.padding import PAD_RULES, AutoPadding, Pair, as_pads, compact_pads


@dataclass(frozen=True)
class Sizes(Value):
    """One number per spatial axis; a single one counts for every axis.

    An `optional` one is None where it is not given.
    """

    minimum: int = 1
    optional: bool = False
    metavar = "S"
    is_spatial = True

    def take(self, name: str, given: object, earlier: Mapping[str, Any]) -> Any:
        """Give one number per axis of the input."""
        if given is None and self.optional:
            return None
        return as_axes_of_rank(name, given, len(earlier["input_size"]), self.minimum)

    def read(self, flag: str, given: FlagValue, rank: int) -> Any:
        """Read 2 or 2x1."""
        return read_per_axis(flag, str(given), rank)

    def read_open(self, name: str, given: FlagValue, rank: int) -> Any:
        """Read 3, s, 2x1 or s_1xs_2."""
        return read_open_axes(name, str(given), rank)

    def compact(self, value: Any) -> Any:
        """Give one number where they are all equal."""
        return None if value is None else compact_axes(value)


@dataclass(frozen=True)
class Window(Sizes):
    """The size of a window, whose count of numbers on the command line is the layer's rank."""

    metavar = "SIZE"

    def rank(self, flag: str, given: str) -> int | None:
        """Give the rank; None where the flag leaves it to that of the input.

        Raises `SpecError` naming the flag.
        """
        axes = read_axes(flag, given)
        if len(axes) > MAX_RANK:
            raise SpecError(
                f"{flag} {cut(given)} has {len(axes)} numbers; 1 to {MAX_RANK} are possible"
            )
        return len(axes)

    def read(self, flag: str, given: FlagValue, rank: int) -> Any:  # noqa: ARG002
        """Read 3x3, or 3 where that is the whole size."""
        return read_axes(flag, str(given))

    def compact(self, value: Any) -> Any:
        """Give the number of every axis."""
        return value


@dataclass(frozen=True)
class InputSize(Value):
    """The input's spatial size, whose length is the rank; its flag may have channels first.

    `channels` names the argument that these are.
    """

    channels: str
    metavar = "SIZE"
    is_spatial = True

    def take(self, name: str, given: object, earlier: Mapping[str, Any]) -> Any:  # noqa: ARG002
        """Give one number per axis."""
        return as_axes(name, given, 1)

    def read_with_channels(
        self, flag: str, given: str, rank: int | None, because: str
    ) -> tuple[int, tuple[int, ...]]:
        """Give channels and size of a flag that has `rank` numbers, or one more.

        Where no rank is known, the channels come first in any case.

        Raises `SpecError` naming the flag and `because`, the flag that says the rank.
        """
        numbers = read_axes(flag, given)
        many = counted(len(numbers), "number")
        if rank is None:
            if not 2 <= len(numbers) <= MAX_RANK + 1:
                raise SpecError(
                    f"{flag} {cut(given)} has {many}; with {because} it takes channels and then 1 "
                    f"to {MAX_RANK} sizes, such as 3x32x32"
                )
            return numbers[0], numbers[1:]
        if len(numbers) not in (rank, rank + 1):
            raise SpecError(
                f"{flag} {cut(given)} has {many}; with {because} ({rank}-D) it takes {rank} "
                f"(one channel) or {rank + 1} (channels first)"
            )
        return (numbers[0] if len(numbers) > rank else 1), numbers[-rank:]

    def read_open(self, name: str, given: FlagValue, rank: int) -> Any:
        """Give channels, or None, and one size per axis; each is a number or a letter."""
        parts = read_open_sizes(name, str(given))
        if len(parts) not in (rank, rank + 1):
            raise SpecError(f"{name} {shown(given)} has {len(parts)} sizes for rank {rank}")
        return (parts[0] if len(parts) > rank else None), parts[len(parts) - rank :]


@dataclass(frozen=True)
class Shape(Value):
    """A whole shape, channels first."""

    metavar = "SIZE"

    def take(self, name: str, given: object, earlier: Mapping[str, Any]) -> Any:  # noqa: ARG002
        """Give the shape."""
        return as_shape(name, given)

    def read(self, flag: str, given: FlagValue, rank: int) -> Any:  # noqa: ARG002
        """Read 3x32x32."""
        return read_axes(flag, str(given))


@dataclass(frozen=True)
class Pads(Value):
    """Entries before and after each axis, given as numbers or by one of some rules.

    `window` names the option whose size, dilated, the rules go by.
    """

    window: str
    rules: tuple[AutoPadding, ...] = PAD_RULES
    metavar = "P"
    is_spatial = True

    def take(self, name: str, given: object, earlier: Mapping[str, Any]) -> Any:  # noqa: ARG002
        """Give one (before, after) pair per axis."""
        extent = dilated_extent(earlier[self.window], earlier["dilation"])
        return as_pads(given, earlier["input_size"], extent, earlier["stride"], self.rules)

    def read(self, flag: str, given: FlagValue, rank: int) -> Any:
        """Read 1, 1x2, 0:1x2:0 or a rule."""
        return read_padding(flag, str(given), rank, self.rules)

    def read_open(self, name: str, given: FlagValue, rank: int) -> Any:
        """Read 1, p, 1x2, or before:after per axis as in 0:1xp:q."""
        return read_open_pads(name, str(given), rank)

    def compact(self, value: tuple[Pair, ...]) -> Any:
        """Give one number, or one per axis, where before and after agree."""
        return compact_pads(value)


def dilated_extent(window: tuple[int, ...], dilation: tuple[int, ...]) -> tuple[int, ...]:
    """Give the entries that a dilated window spans: dilation * (size - 1) + 1 per axis."""
    return tuple(d * (k - 1) + 1 for k, d in zip(window, dilation, strict=True))
