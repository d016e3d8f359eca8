"""What options take: numbers, switches, choices; how each is checked, read and written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from symconv.errors import SpecError
from symconv.specs.answers.foreign import VALUES
from symconv.specs.normalise import as_flag, as_integer
from symconv.specs.options.fractions import as_fraction
from symconv.suggestions import not_one_of

FlagValue = str | int | bool
"""What a flag was given: its text, a number where it takes one, True for a switch."""


class Value:
    """What an option takes.

    `take` checks an argument and brings it to one form; `read` gives the argument that a flag says.
    `plain` gives the normalised value as numbers, texts and tuples, and `compact` the shortest
    plain value that `take` takes back, which is also what a flag is written from.
    """

    metavar = "VALUE"
    is_switch = False
    is_integer = False
    is_spatial = False

    @property
    def choices(self) -> tuple[str, ...]:
        """The texts to choose from, where there are such."""
        return ()

    def take(self, name: str, given: object, earlier: Mapping[str, Any]) -> Any:
        """Check an argument and bring it to one form; `earlier` holds those before it.

        Raises `SpecError` naming the value and the rule.
        """
        raise NotImplementedError

    def read(self, flag: str, given: FlagValue, rank: int) -> Any:  # noqa: ARG002
        """Give the argument that a flag says in a layer of this many spatial axes.

        Raises `SpecError` naming the flag, its value and the form it should have.
        """
        return given

    def read_open(self, name: str, given: FlagValue, rank: int) -> Any:  # noqa: ARG002
        """Give the argument that a flag says where sizes may be letters.

        Raises `SpecError` naming the option, the value and the rule.
        """
        return given

    def plain(self, value: Any) -> Any:
        """Give a normalised value as numbers, texts and tuples."""
        return value

    def compact(self, value: Any) -> Any:
        """Give the shortest plain value that says the same."""
        return self.plain(value)


@dataclass(frozen=True)
class Integer(Value):
    """A whole number, such as a count."""

    minimum: int = 1
    metavar = "N"
    is_integer = True

    def take(self, name: str, given: object, earlier: Mapping[str, Any]) -> int:  # noqa: ARG002
        """Give the number."""
        return as_integer(name, given, self.minimum)


@dataclass(frozen=True)
class OptionalInteger(Integer):
    """A whole number, or None where it is not given."""

    def take(self, name: str, given: object, earlier: Mapping[str, Any]) -> Any:
        """Give the number or None."""
        return None if given is None else super().take(name, given, earlier)


@dataclass(frozen=True)
class Switch(Value):
    """True or False; a flag that stands alone."""

    is_switch = True

    def take(self, name: str, given: object, earlier: Mapping[str, Any]) -> bool:  # noqa: ARG002
        """Give True or False."""
        return as_flag(name, given)


@dataclass(frozen=True)
class Choice(Value):
    """One of the words of an enumeration."""

    words: type[StrEnum]
    metavar = "NAME"

    @property
    def choices(self) -> tuple[str, ...]:
        """The words."""
        return tuple(word.value for word in self.words)

    def take(self, name: str, given: object, earlier: Mapping[str, Any]) -> StrEnum:  # noqa: ARG002
        """Give the member that the word names; the error lists the words."""
        try:
            return self.words(given)  # type: ignore[arg-type]
        except ValueError:
            raise SpecError(not_one_of(name, given, self.choices, VALUES)) from None

    def plain(self, value: StrEnum) -> str:
        """Give the word."""
        return value.value


@dataclass(frozen=True)
class Number(Value):
    """An exact number, as a text such as 0.01 or 1/3 or as any real number."""

    metavar = "X"

    def take(self, name: str, given: object, earlier: Mapping[str, Any]) -> Any:  # noqa: ARG002
        """Give the number as a fraction."""
        return as_fraction(name, given)

    def plain(self, value: Any) -> str:
        """Give the fraction as a text."""
        return str(value)
