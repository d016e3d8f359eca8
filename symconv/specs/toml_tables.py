"""Reading TOML files: what spec lists and network files share."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from symconv.errors import SpecFileError, shown


def load_toml(path: Path) -> dict[str, Any]:
    """Give the tables of a TOML file.

    Raises `SpecFileError` naming the file if it cannot be read or is not TOML.
    """
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise SpecFileError(f"cannot read {path}: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:  # also not UTF-8, endless digits, endless nesting
        raise SpecFileError(f"{path} is not TOML: {error}") from None


def read_notation(where: str, table: Mapping[str, Any]) -> str:
    """Give the text of a notation; it stands in a comment of what is emitted, hence on one line.

    Raises `SpecFileError` for what is not a line of text.
    """
    notation = table.get("notation", "matrix")
    if not isinstance(notation, str) or not notation.isprintable():
        raise SpecFileError(f"{where}: notation {shown(notation)} is not a line of text")
    return notation


def read_texts(
    where: str, table: Mapping[str, Any], key: str, default: list[str]
) -> tuple[str, ...]:
    """Give a list of texts that is not empty, each text once.

    Raises `SpecFileError` naming the key.
    """
    value = table.get(key, default)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise SpecFileError(f"{where}: {key} {shown(value)} is not a list of texts")
    if not value:
        raise SpecFileError(f"{where}: {key} is an empty list")
    return tuple(dict.fromkeys(value))
