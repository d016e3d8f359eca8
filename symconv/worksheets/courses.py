"""Courses: TOML files of many sheets that share a style."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from symconv.errors import SpecFileError, SymconvError, shown
from symconv.notation import Notation, as_notation
from symconv.specs import LayerSpec
from symconv.specs.kinds import build_spec
from symconv.specs.listing import read_listed_layer
from symconv.specs.network import NetworkSpec
from symconv.specs.network_file import read_network_file
from symconv.specs.toml_tables import load_toml
from symconv.suggestions import did_you_mean
from symconv.worksheets.options import WorksheetOptions
from symconv.worksheets.variants import Ranges

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII)
_CHOICES = (
    "topics", "blanks", "seed", "entries", "title", "course", "self_study", "hints", "numeric",
)  # fmt: skip
_SHARED = (*_CHOICES, "notation")
_OF_SHEET = (*_SHARED, "name", "layer", "network", "variants", "vary")


@dataclass(frozen=True)
class PlannedSheet:
    """A sheet of a course: what its files are called, its layer, and what the author chose."""

    name: str
    spec: LayerSpec | NetworkSpec
    notation: Notation
    options: WorksheetOptions
    variants: int = 0
    ranges: Ranges = field(default_factory=Ranges)


def read_course(path: Path) -> tuple[PlannedSheet, ...]:
    """Give the sheets of a TOML file: `[[sheet]]` tables, and above them what they share.

    A sheet has a `name`, after which its files are named, and a `layer` (a table as in a spec
    list, or "FILE.toml#NAME") or a `network` (a file); files are found from the course's folder.
    It may have `topics`, `blanks`, `seed`, `entries`, `title`, `self_study`, `hints`, `numeric`,
    `notation`, a number of `variants`, and a table `vary` of lists of values.

    Raises
    ------
    SpecFileError
        Naming the file, the sheet and the key.
    """
    data = load_toml(path)
    shared = {key: value for key, value in data.items() if key != "sheet"}
    _check_keys(str(path), shared, _SHARED)
    tables = data.get("sheet", [])
    if not isinstance(tables, list) or not tables or not all(isinstance(t, dict) for t in tables):
        raise SpecFileError(f"{path}: no [[sheet]] table")
    sheets = tuple(_sheets(path, shared, tables))
    names = [sheet.name for sheet in sheets]
    for name in names:
        if names.count(name) > 1:
            raise SpecFileError(f"{path}: name {name!r} is given to two sheets")
    return sheets


def _sheets(
    path: Path, shared: Mapping[str, Any], tables: list[Mapping[str, Any]]
) -> Iterator[PlannedSheet]:
    for number, table in enumerate(tables, 1):
        where = f"{path}: sheet {number}"
        _check_keys(where, table, _OF_SHEET)
        name = table.get("name")
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise SpecFileError(f"{where}: name {shown(name)} is not letters, digits, - and _")
        where = f"{where} ({name})"
        try:
            yield _sheet(path, name, {**shared, **table})
        except SpecFileError:
            raise
        except SymconvError as error:
            raise SpecFileError(f"{where}: {error}") from None


def _sheet(path: Path, name: str, table: Mapping[str, Any]) -> PlannedSheet:
    spec, notation = _spec(path, name, table)
    choices = {key: table[key] for key in _CHOICES if key in table}
    variants = table.get("variants", 0)
    if not isinstance(variants, int) or isinstance(variants, bool) or variants < 0:
        raise SpecFileError(f"{path}: sheet {name}: variants {shown(variants)} is no whole number")
    vary = table.get("vary", {})
    if not isinstance(vary, dict) or not all(isinstance(values, list) for values in vary.values()):
        raise SpecFileError(f"{path}: sheet {name}: vary has a list of values for each name")
    return PlannedSheet(
        name,
        spec,
        as_notation(table.get("notation", notation)),
        WorksheetOptions.of(**choices),
        variants,
        Ranges(vary),
    )


def _spec(path: Path, name: str, table: Mapping[str, Any]) -> tuple[LayerSpec | NetworkSpec, str]:
    """Give a sheet's layer or network, and the notation that its file has."""
    given = [key for key in ("layer", "network") if key in table]
    where = f"{path}: sheet {name}"
    if len(given) != 1:
        raise SpecFileError(f"{where}: give either layer or network")
    value = table[given[0]]
    if isinstance(value, dict) and given == ["layer"]:
        arguments = {key: each for key, each in value.items() if key != "kind"}
        return build_spec(value.get("kind", "conv"), arguments, ("kind",)), "matrix"
    if not isinstance(value, str):
        raise SpecFileError(f"{where}: {given[0]} {shown(value)} is not the name of a file")
    if given == ["network"]:
        network = read_network_file(path.parent / value)
        return network.spec, network.notation
    layer = read_listed_layer(str(path.parent / value))
    return layer.spec, layer.notation


def _check_keys(where: str, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for key in table:
        if key not in known:
            question = did_you_mean(key, known)
            raise SpecFileError(
                f"{where}: unknown key {shown(key)}{question}; there are {', '.join(known)}"
            )
