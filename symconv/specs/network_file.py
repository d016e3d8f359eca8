"""Network files: a TOML file that holds one network, and what to make of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from symconv.errors import SpecError, SpecFileError, SymconvError, shown
from symconv.specs.answers.doubts import doubt_of_shape
from symconv.specs.kinds import unknown_key
from symconv.specs.network import LayerOptions, NetworkSpec
from symconv.specs.toml_tables import load_toml, read_notation, read_texts
from symconv.suggestions import did_you_mean

_OUTPUTS = {"kernel": ["module"], "latex": ["derivation"], "tex": ["derivation"]}
_KEYS = ("name", "input_shape", "notation", "outputs", "layer")


class NetworkOutput(StrEnum):
    """What can be made of a network."""

    MODULE = "module"
    DERIVATION = "derivation"


@dataclass(frozen=True)
class ListedNetwork:
    """The network of a file; `where` names the file for the errors of later stages.

    The notation is a text here: the stages that know notations check it.
    """

    spec: NetworkSpec
    outputs: tuple[NetworkOutput, ...] = (NetworkOutput.MODULE,)
    notation: str = "matrix"
    where: str = field(default="", compare=False)

    @property
    def name(self) -> str:
        """The network's name, after which its files are named."""
        return self.spec.name

    def key_error(self, key: str, error: SymconvError) -> SpecFileError:
        """Give the error of a later stage as one that names the file and the key."""
        return SpecFileError(f"{self.where}: {key}: {error}")


def read_network_file(path: Path) -> ListedNetwork:
    """Give the network of a TOML file.

    The file has a table `[network]` with `input_shape` and, if wanted, `name`, `notation` and
    `outputs`, and a table `[[network.layer]]` per layer with its `kind`, its options by name, and
    a `name` if wanted.

    Raises
    ------
    SpecFileError
        Naming the file, the layer and the key.
    """
    data = load_toml(path)
    for key in data:
        if key != "network":
            question = did_you_mean(key, ["network"])
            raise SpecFileError(
                f"{path}: unknown key {shown(key)}{question}; a network stands in [network]"
            )
    table = data.get("network")
    if not isinstance(table, dict):
        raise SpecFileError(f"{path}: no [network] table")
    _refuse_accumulate(f"{path}: [network]", table)
    for key in table:
        if key not in _KEYS:
            raise SpecFileError(f"{path}: {unknown_key(key, '[network]', _KEYS)}")
    return ListedNetwork(
        spec=_read_spec(path, table),
        outputs=tuple(
            _output(path, text) for text in read_texts(str(path), table, "outputs", ["module"])
        ),
        notation=read_notation(str(path), table),
        where=str(path),
    )


def _read_spec(path: Path, table: Mapping[str, Any]) -> NetworkSpec:
    if "input_shape" not in table:
        raise SpecFileError(f"{path}: key 'input_shape' is missing in [network]")
    tables = table.get("layer", [])
    if not isinstance(tables, list) or not tables or not all(isinstance(t, dict) for t in tables):
        raise SpecFileError(f"{path}: no [[network.layer]] table")
    layers = [_read_layer(path, number, layer) for number, layer in enumerate(tables, 1)]
    try:
        return NetworkSpec(table["input_shape"], layers, table.get("name", "network"))
    except SpecError as error:
        doubt = doubt_of_shape("input_shape", table["input_shape"])
        raise SpecFileError(f"{path}: {error}{f' ({doubt})' if doubt else ''}") from None


def _read_layer(path: Path, number: int, table: Mapping[str, Any]) -> LayerOptions:
    if "kind" not in table:
        raise SpecFileError(f"{path}: layer {number}: key 'kind' is missing")
    _refuse_accumulate(f"{path}: layer {number}", table)
    options = {key: value for key, value in table.items() if key not in ("kind", "name")}
    return LayerOptions(table["kind"], options, table.get("name"))


def _refuse_accumulate(where: str, table: Mapping[str, Any]) -> None:
    """Refuse the key of spec lists: what flows between layers has one type."""
    if "accumulate" in table:
        raise SpecFileError(
            f"{where}: accumulate goes with a layer of a spec list; a network sums integers in the "
            "type of the arrays that it is given"
        )


def _output(path: Path, text: str) -> NetworkOutput:
    try:
        return NetworkOutput(text)
    except ValueError:
        kinds = ", ".join(repr(kind.value) for kind in NetworkOutput)
        question = did_you_mean(text, NetworkOutput, _OUTPUTS)
        raise SpecFileError(
            f"{path}: outputs has {shown(text)}, not one of {kinds}{question}"
        ) from None
