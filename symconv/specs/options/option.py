"""An option of a kind of layer, declared once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from symconv.errors import SpecError
from symconv.specs.options.values import Value


@dataclass(frozen=True)
class Where:
    """The part of a kind that an option goes with: where another option has one of some values."""

    option: str
    values: tuple[StrEnum, ...]

    def check(self, name: str, chosen: Mapping[str, Any]) -> None:
        """Refuse an option that was given although the layer is of another part of its kind.

        Raises `SpecError` naming the option and what it goes with.
        """
        value = chosen[self.option]
        if value not in self.values:
            owners = " or ".join(repr(owner.value) for owner in self.values)
            raise SpecError(f"{name} goes with {self.option} {owners}, not {value.value!r}")


@dataclass(frozen=True)
class Option:
    """An argument of a kind of layer: everything that is said of it besides its default.

    Its default is that of the class's signature. What follows from the declaration: how the
    argument is checked and brought to one form, its key in TOML files, its flag with help and
    completion, how the flag is read and written, the literal and the `repr`, its place in the table
    of the documentation, and what `derive --general` takes.
    """

    name: str
    """The argument of the class, and the key in TOML files."""

    value: Value
    """What values it takes."""

    help: str = ""
    """What the help of the command line says of it."""

    flag: str | None = None
    """The flag, without dashes and with underscores; the name itself unless given. Empty where
    another flag says it, as that of the input does with channels."""

    example: str = ""
    """The value of the flag in the error that asks for it."""

    where: Where | None = None
    """The part of the kind that it goes with; all of it unless given."""

    is_flag_required: bool = False
    """Whether the command line must have the flag although the class has a default."""

    may_stay_open: bool = False
    """Whether a derivation for any size may leave it open, or give it a letter."""

    is_told_only: bool = False
    """Whether the literal leaves it out where it has its default, so that what was emitted before
    there was such an option stays as it is."""

    @property
    def flag_name(self) -> str:
        """The flag, or nothing."""
        return self.name if self.flag is None else self.flag


def may_stay_open(*options: Option) -> tuple[Option, ...]:
    """Give options as those that a derivation for any size may leave open."""
    return tuple(replace(option, may_stay_open=True) for option in options)
