"""Values of pooling layers: the size of a window, which may be the whole input, and a power."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symconv.errors import SpecError, shown
from symconv.specs.options.sizes import Window
from symconv.specs.options.values import FlagValue, Number

GLOBAL = "global"


class PoolSize(Window):
    """The size of a window, or the word for the whole input."""

    def take(self, name: str, given: object, earlier: Mapping[str, Any]) -> Any:
        """Give the number of every axis."""
        if not isinstance(given, str):
            return super().take(name, given, earlier)
        if given != GLOBAL:
            raise SpecError(f"{name} {shown(given)} is not a number of entries or {GLOBAL!r}")
        return earlier["input_size"]

    def rank(self, flag: str, given: str) -> int | None:
        """Give the rank, which the word leaves to the input."""
        return None if given == GLOBAL else super().rank(flag, given)

    def read(self, flag: str, given: FlagValue, rank: int) -> Any:
        """Read 2x2 or global."""
        return given if given == GLOBAL else super().read(flag, given, rank)


class Power(Number):
    """The p of a p-norm: an exact number, at least 1."""

    def take(self, name: str, given: object, earlier: Mapping[str, Any]) -> Any:
        """Give an int, or a fraction that is none."""
        power = super().take(name, given, earlier)
        if power < 1:
            raise SpecError(f"{name} {power} is smaller than 1")
        return power.numerator if power.denominator == 1 else power

    def plain(self, value: Any) -> Any:
        """Give the int, or the fraction as a text."""
        return value if isinstance(value, int) else str(value)
