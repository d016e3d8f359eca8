"""Reading TOML files: what spec lists and network files share."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from symconv.errors import SpecFileError, shown

MOST_BYTES = 1_000_000
"""A longer file is refused: it would hold thousands of layers."""

MOST_DOTS = 40
"""A line with more dots is refused: a dotted key is a table within a table, and so on, and what a
reader keeps of one grows with the square of its parts."""


def load_toml(path: Path) -> dict[str, Any]:
    """Give the tables of a TOML file.

    Raises `SpecFileError` naming the file if it cannot be read, is longer than any list of layers
    (`MOST_BYTES`, `MOST_DOTS`) or is not TOML.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise SpecFileError(f"cannot read {path}: {error.strerror or error}") from None
    _check_size(path, data)
    try:
        return tomllib.loads(data.decode())
    except UnicodeDecodeError as error:
        where = f"byte {error.start + 1}"
        raise SpecFileError(f"{path} is not TOML: it is not UTF-8 text, from {where} on") from None
    except tomllib.TOMLDecodeError as error:
        raise SpecFileError(f"{path} is not TOML: {error}") from None
    except (ValueError, RecursionError):
        raise SpecFileError(
            f"{path} is not TOML: it has a number of thousands of digits, or brackets "
            "nested hundreds deep"
        ) from None


def _check_size(path: Path, data: bytes) -> None:
    """Refuse what would take long to read; a key of TOML stands on one line."""
    if len(data) > MOST_BYTES:
        raise SpecFileError(f"{path} is longer than MOST_BYTES={MOST_BYTES:,} bytes")
    for number, line in enumerate(data.split(b"\n"), 1):
        dots = line.count(b".")
        if dots > MOST_DOTS and not line.lstrip().startswith(b"#"):
            raise SpecFileError(
                f"{path}: line {number} has {dots:,} dots, more than MOST_DOTS={MOST_DOTS}; "
                "keys here have a part or two"
            )


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
