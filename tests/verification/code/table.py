"""The table of fixtures: what each file is, what is called in it, and what is expected."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from symconv.cli.options.layer import layer_options, require_layer
from symconv.specs import LayerSpec

FOLDER = Path(__file__).parent / "fixtures"
RIGHT = "right"

CAUSES = frozenset(
    {
        "filter not flipped",
        "gradient flipped",
        "stride forgotten",
        "dilation forgotten",
        "remainder rows lost",
        "padding not cropped",
        "padding on the wrong side",
        "axes swapped",
        "channels swapped",
        "row for column",
        "mean for sum",
        "sum for mean",
        "overwritten instead of added",
        "ties in a maximum",
        "bias summed over the wrong axes",
        "bias added to the gradient",
        "wrong shape",
        "crash",
        "arguments changed",
    }
)


@dataclass(frozen=True)
class Fixture:
    """One row of the table; its fields are told at the head of the table."""

    file: str
    function: str
    layer: tuple[str, ...]
    role: str
    layout: str
    expected: str
    arguments: tuple[str, ...] = ()
    returns: tuple[str, ...] = ()
    filter_layout: str = ""
    reduction: str = "sum"
    also: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    mends: tuple[tuple[str, str], ...] = ()
    note: str = ""

    @property
    def spec(self) -> LayerSpec:
        """The layer that the flags describe."""
        return spec_of(self.layer)

    @property
    def path(self) -> Path:
        """The file."""
        return FOLDER / self.file

    @property
    def name(self) -> str:
        """A name for reports."""
        return f"{self.file}:{self.function}:{self.expected}"

    def load(self, mended: bool = False) -> ModuleType:
        """Import the file afresh, alone; or what it would be with its fault mended."""
        source = self.path.read_text()
        for old, new in self.mends if mended else ():
            assert old in source, f"{self.name}: {old!r} does not occur"
            source = source.replace(old, new)
        module = ModuleType(self.path.stem)
        module.__file__ = str(self.path)
        exec(compile(source, str(self.path), "exec"), module.__dict__)
        return module


def read_table() -> list[Fixture]:
    """Read all rows."""
    rows = tomllib.loads((FOLDER / "fixtures.toml").read_text())["fixture"]
    return [Fixture(**{key: _frozen(value) for key, value in row.items()}) for row in rows]


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


@click.command
@layer_options
def _layer(**options: Any) -> LayerSpec:
    return require_layer(options).spec


def spec_of(flags: tuple[str, ...]) -> LayerSpec:
    """Give the layer of command-line flags."""
    spec: LayerSpec = _layer.main(list(flags), standalone_mode=False)
    return spec
