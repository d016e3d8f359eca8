"""Spec lists: TOML files that name layers and what to make of them."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from symconv.errors import SpecError, SpecFileError, SymconvError, shown
from symconv.specs.kinds import build_spec
from symconv.specs.layer import LayerSpec
from symconv.specs.toml_tables import load_toml, read_notation, read_texts
from symconv.suggestions import did_you_mean

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}", re.ASCII)
_OUTPUTS = {"module": ["kernel"], "latex": ["derivation"], "tex": ["derivation"]}
_OWN_KEYS = ("name", "kind", "outputs", "strategies", "accumulate", "notation")


class OutputKind(StrEnum):
    """What can be made of a layer."""

    KERNEL = "kernel"
    DERIVATION = "derivation"


@dataclass(frozen=True)
class ListedLayer:
    """One entry of a spec list; `where` names its file and table for the errors of later stages.

    Strategies, notations and types are names here: the stages that know them check them.
    """

    name: str
    spec: LayerSpec
    outputs: tuple[OutputKind, ...] = (OutputKind.KERNEL,)
    strategies: tuple[str, ...] = ("auto",)
    notation: str = "matrix"
    accumulate: str | None = None
    where: str = field(default="", compare=False)

    def key_error(self, key: str, error: SymconvError) -> SpecFileError:
        """Give the error of a later stage as one that names the file and the key."""
        return SpecFileError(f"{self.where}: {key}: {error}")


def read_spec_list(path: Path) -> tuple[ListedLayer, ...]:
    """Give the layers of a TOML file: `[[layer]]` tables with a name, a kind and arguments.

    Raises
    ------
    SpecFileError
        Naming the file, the layer and the key.
    """
    data = load_toml(path)
    unknown = sorted(set(data) - {"layer"})
    if unknown:
        raise SpecFileError(
            f"{path}: unknown key {shown(unknown[0])}{did_you_mean(unknown[0], ['layer'])}; "
            "layers stand in [[layer]] tables"
        )
    tables = data.get("layer", [])
    if not isinstance(tables, list) or not tables or not all(isinstance(t, dict) for t in tables):
        raise SpecFileError(f"{path}: no [[layer]] table")
    layers = tuple(_read_layer(f"{path}: layer {at}", table) for at, table in enumerate(tables, 1))
    names = [layer.name for layer in layers]
    for name in names:
        if names.count(name) > 1:
            raise SpecFileError(f"{path}: name {name!r} is given to two layers")
    return layers


def read_listed_layer(reference: str) -> ListedLayer:
    """Give the layer that `FILE.toml#name` refers to; the name may be left out for a single layer.

    Raises `SpecFileError` naming the file and the names it holds.
    """
    file, name = _file_and_name(reference)
    layers = read_spec_list(Path(file))
    if not name and len(layers) == 1:
        return layers[0]
    for layer in layers:
        if layer.name == name:
            return layer
    names = ", ".join(layer.name for layer in layers)
    if not name:
        raise SpecFileError(
            f"{file} holds {len(layers)} layers; choose one with {file}#NAME: {names}"
        )
    question = did_you_mean(name, [layer.name for layer in layers])
    raise SpecFileError(f"{file} has no layer {shown(name)}; it holds {names}{question}")


def _file_and_name(reference: str) -> tuple[str, str]:
    """Part a file from the name of a layer; names of files may have a # of their own."""
    file, _, name = reference.rpartition("#")
    if not file or "." in name or "/" in name or Path(reference).is_file():
        return reference, ""
    return file, name


def _read_layer(where: str, table: Mapping[str, Any]) -> ListedLayer:
    if "name" not in table:
        raise SpecFileError(f"{where}: key 'name' is missing")
    name = table["name"]
    if not isinstance(name, str) or not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise SpecFileError(
            f"{where}: name {shown(name)} is not an identifier (letters, digits, _)"
        )
    where = f"{where} ({name})"
    arguments = {key: value for key, value in table.items() if key not in _OWN_KEYS}
    try:
        spec = build_spec(table.get("kind", "conv"), arguments, _OWN_KEYS)
    except SpecError as error:
        raise SpecFileError(f"{where}: {error}") from None
    outputs = tuple(
        _output(where, text) for text in read_texts(where, table, "outputs", ["kernel"])
    )
    strategies = read_texts(where, table, "strategies", ["auto"])
    notation, accumulate = read_notation(where, table), _accumulate(where, table)
    return ListedLayer(name, spec, outputs, strategies, notation, accumulate, where)


def _accumulate(where: str, table: Mapping[str, Any]) -> str | None:
    accumulate = table.get("accumulate")
    if accumulate is not None and not isinstance(accumulate, str):
        raise SpecFileError(f"{where}: accumulate is {shown(accumulate)}, not the name of a type")
    return accumulate


def _output(where: str, text: str) -> OutputKind:
    try:
        return OutputKind(text)
    except ValueError:
        kinds = ", ".join(repr(kind.value) for kind in OutputKind)
        question = did_you_mean(text, OutputKind, _OUTPUTS)
        raise SpecFileError(
            f"{where}: outputs has {shown(text)}, not one of {kinds}{question}"
        ) from None
