"""JSON and files of others, read strictly: sizes, depth and doubled names are looked at first."""

from __future__ import annotations

import json
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from symconv.errors import WorksheetError, shown

MOST_DEPTH = 150
"""Levels of brackets in one JSON text."""
_DIGITS = 18


def read_text(path: Path, limit: int) -> str:
    """Give the text of a regular file of at most `limit` bytes, UTF-8 with or without a mark.

    Raises `WorksheetError` in one line for anything else; symbolic links are not followed.
    """
    try:
        told = path.lstat()
        if stat.S_ISLNK(told.st_mode):
            raise WorksheetError("it is a symbolic link, which is not followed")
        if not stat.S_ISREG(told.st_mode):
            raise WorksheetError("it is no regular file")
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise WorksheetError(f"it cannot be read: {error.strerror or error}") from error
    if len(data) > limit:
        raise WorksheetError(f"it has more than {limit:,} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WorksheetError(f"it is not UTF-8 at byte {error.start + 1}") from None


def read_json(text: str) -> Any:
    """Give what a JSON text says.

    Raises `WorksheetError` for a text that is no JSON, too deep, or names a member twice, and for
    numbers that are no integers of usual length.
    """
    if _depth(text) > MOST_DEPTH:
        raise WorksheetError(f"its brackets are more than {MOST_DEPTH} levels deep")
    try:
        return json.loads(
            text, object_pairs_hook=_members, parse_int=_whole, parse_float=_decimal,
            parse_constant=_constant,
        )  # fmt: skip
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise WorksheetError(f"it is no JSON at {where}: {error.msg}") from None


def _depth(text: str) -> int:
    """Give how deep brackets lie in each other outside of strings."""
    depth = deepest = 0
    quoted = escaped = False
    for sign in text:
        if quoted:
            quoted = escaped or sign != '"'
            escaped = not escaped and sign == "\\"
        elif sign == '"':
            quoted = True
        elif sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise WorksheetError(f"{shown(name)} stands twice in one object")
        found[name] = value
    return found


def _whole(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise WorksheetError(f"the number {shown(digits)} has more than {_DIGITS} digits")
    return int(digits)


def _decimal(digits: str) -> str:
    """Keep a decimal as it is written: answers are exact."""
    return digits


def _constant(word: str) -> Any:
    raise WorksheetError(f"{word} is no number of JSON")


def member(data: Mapping[str, Any], name: str, kind: type) -> Any:
    """Give a member of an object; raises `WorksheetError` if it is missing or of another kind."""
    if name not in data:
        raise WorksheetError(f"it has no {name!r}")
    value = data[name]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise WorksheetError(f"{name} {shown(value)} is not {_KINDS[kind]}")
    return value


_KINDS: Mapping[type, str] = {
    str: "a text",
    int: "a whole number",
    Mapping: "an object",
    Sequence: "a list",
    dict: "an object",
    list: "a list",
}
