"""Spec lists: TOML files that name layers and what to make of them."""

from __future__ import annotations

import keyword
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from symconv.errors import SpecError, SpecFileError
from symconv.specs.conv import ARGUMENT_NAMES, ConvSpec

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}", re.ASCII)
_REQUIRED = ("input_size", "filter_size")
_OWN_KEYS = ("name", "kind", "outputs", "strategies", "notation")


class OutputKind(StrEnum):
    """What can be made of a layer."""

    KERNEL = "kernel"
    DERIVATION = "derivation"


@dataclass(frozen=True)
class ListedLayer:
    """One entry of a spec list."""

    name: str
    spec: ConvSpec
    outputs: tuple[OutputKind, ...] = (OutputKind.KERNEL,)
    strategies: tuple[str, ...] = ("auto",)
    notation: str = "matrix"


def read_spec_list(path: Path) -> tuple[ListedLayer, ...]:
    """Give the layers of a TOML file: `[[layer]]` tables with a name, a kind and arguments.

    Raises
    ------
    SpecFileError
        Naming the file, the layer and the key.
    """
    data = _load(path)
    unknown = sorted(set(data) - {"layer"})
    if unknown:
        raise SpecFileError(f"{path}: unknown key {unknown[0]!r}; layers stand in [[layer]] tables")
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
    file, _, name = reference.partition("#")
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
    raise SpecFileError(f"{file} has no layer {name!r}; it holds {names}")


def _load(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise SpecFileError(f"cannot read {path}: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SpecFileError(f"{path} is not TOML: {error}") from None


def _read_layer(where: str, table: Mapping[str, Any]) -> ListedLayer:
    name = table.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise SpecFileError(f"{where}: name {name!r} is not an identifier (letters, digits, _)")
    where = f"{where} ({name})"
    kind = table.get("kind", "conv")
    if kind != "conv":
        raise SpecFileError(f"{where}: kind {kind!r} is not one of 'conv'")
    for key in table:
        if key not in (*_OWN_KEYS, *ARGUMENT_NAMES):
            raise SpecFileError(f"{where}: unknown key {key!r}")
    for key in _REQUIRED:
        if key not in table:
            raise SpecFileError(f"{where}: key {key!r} is missing")
    try:
        spec = ConvSpec(**{key: table[key] for key in ARGUMENT_NAMES if key in table})
    except SpecError as error:
        raise SpecFileError(f"{where}: {error}") from None
    notation = table.get("notation", "matrix")
    if not isinstance(notation, str):
        raise SpecFileError(f"{where}: notation {notation!r} is not text")
    outputs = tuple(_output(where, text) for text in _texts(where, table, "outputs", ["kernel"]))
    return ListedLayer(name, spec, outputs, _texts(where, table, "strategies", ["auto"]), notation)


def _texts(where: str, table: Mapping[str, Any], key: str, default: list[str]) -> tuple[str, ...]:
    value = table.get(key, default)
    if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
        raise SpecFileError(f"{where}: {key} {value!r} is not a list of texts")
    return tuple(dict.fromkeys(value))


def _output(where: str, text: str) -> OutputKind:
    try:
        return OutputKind(text)
    except ValueError:
        kinds = ", ".join(repr(kind.value) for kind in OutputKind)
        raise SpecFileError(f"{where}: outputs has {text!r}, not one of {kinds}") from None
