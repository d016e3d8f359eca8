"""The flags of one layer, as typed."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import TypeVar

from symconv.errors import SpecError

T = TypeVar("T")


@dataclass(frozen=True)
class LayerFlags:
    """The flags of one layer, as typed; None is a flag not given.

    Every kind of layer takes `input` and, of the others, those that it knows.
    """

    input: str | None = None
    filter: str | None = None
    filters: int | None = None
    stride: str | None = None
    padding: str | None = None
    dilation: str | None = None
    groups: int | None = None
    bias: bool | None = None
    padding_mode: str | None = None
    flip_filter: bool | None = None
    output_padding: str | None = None
    output_size: str | None = None
    index_size: str | None = None
    pool: str | None = None
    operation: str | None = None
    power: int | None = None
    ceil_mode: bool | None = None
    count_include_pad: bool | None = None
    storage_order: int | None = None
    function: str | None = None
    slope: str | None = None
    axis: int | None = None
    units: int | None = None
    kind: str = "conv"

    def given(self) -> Iterator[tuple[str, str | int | bool]]:
        """Give the flags that were given, by name, the kind aside."""
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name != "kind" and value is not None and value is not False:
                yield field.name, value

    def as_typed(self) -> str:
        """Give the flags as a command line has them."""
        words = [] if self.kind == "conv" else ["--kind", self.kind]
        for name, value in self.given():
            words += [flag_of(name)] if value is True else [flag_of(name), str(value)]
        return shlex.join(words)

    def check(self, required: Iterable[str], known: Iterable[str]) -> None:
        """Refuse a flag that the kind does not know, and one that is missing.

        Raises `SpecError` naming the flag.
        """
        required = tuple(required)
        for name in required:
            if getattr(self, name) is None:
                raise SpecError(f"{flag_of(name)} is missing (for example {_EXAMPLES[name]})")
        for name, _ in self.given():
            if name not in (*required, *known):
                raise SpecError(f"{flag_of(name)} does not go with --kind {self.kind}")


FLAG_NAMES: tuple[str, ...] = tuple(field.name for field in fields(LayerFlags))

_EXAMPLES = {
    "input": "--input 3x3",
    "filter": "--filter 3x3",
    "pool": "--pool 2x2",
    "function": "--function relu",
    "units": "--units 10",
    "output_size": "--output-size 6x6",
}


def given_or(value: T | None, default: T) -> T:
    """Give the value of a flag, or the default if it was not given."""
    return default if value is None else value


def flag_of(name: str) -> str:
    """Give the flag of a field: --padding-mode."""
    return f"--{name.replace('_', '-')}"
