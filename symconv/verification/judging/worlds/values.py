"""Numbers with a slope, and what can go wrong when a formula is worked out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from symconv.verification.verdicts import Ground


class OutsideError(Exception):
    """An entry that does not exist is read where all existing ones are meant."""


class UnjudgedError(Exception):
    """Something without a meaning in a world: `reason` says what, for a person."""

    def __init__(self, reason: str, ground: Ground = Ground.OTHER) -> None:
        super().__init__(reason)
        self.reason, self.ground = reason, ground


class UnboundError(Exception):
    """A letter of an index that is bound nowhere: `args[0]`."""


class StepsError(Exception):
    """A formula that takes more steps to work out than are allowed."""


@dataclass
class Meter:
    """Counts what judging costs, in terms worked out and places compared: never in seconds."""

    count: int = 0


METER = Meter()


@dataclass(frozen=True, slots=True)
class Dual:
    """A value and its derivative."""

    value: Any
    slope: Any

    def __add__(self, other: Any) -> Dual:
        if isinstance(other, Dual):
            return Dual(self.value + other.value, self.slope + other.slope)
        return Dual(self.value + other, self.slope)

    __radd__ = __add__

    def __mul__(self, other: Any) -> Dual:
        if isinstance(other, Dual):
            return Dual(
                self.value * other.value, self.value * other.slope + self.slope * other.value
            )
        return Dual(self.value * other, self.slope * other)

    __rmul__ = __mul__

    def __neg__(self) -> Dual:
        return Dual(-self.value, -self.slope)

    def __truediv__(self, other: Any) -> Dual:
        if isinstance(other, Dual):
            raise UnjudgedError("a quotient of two expressions that change")
        return Dual(self.value / other, self.slope / other)


def slope_of(value: Any) -> Any:
    """Give the derivative that a value carries: 0 for a plain number."""
    return value.slope if isinstance(value, Dual) else 0


def largest_of(values: Iterable[Any]) -> Any:
    """Give the largest of some values, the first of several; of changing ones by their values."""
    return max(values, key=lambda one: one.value if isinstance(one, Dual) else one)


def whole(number: int | None) -> int:
    """Give a number; `UnjudgedError` for a limit that is none."""
    if number is None:
        raise UnjudgedError("a limit that is no whole number")
    return number
