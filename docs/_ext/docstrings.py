"""Docstrings as the reference shows them.

Ours say `name : meaning` where others say `name : type`, and are plain text but for backquotes.
What follows a listing without being in it is told from it by a second empty line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sphinx.application import Sphinx

_LISTING = ("Parameters", "Attributes")
_ITEM = re.compile(r"(\w+(?:, \w+)*) : (.*)")
_TYPE = re.compile(r"(?:int|bool|number|text|sequence|array)\b|\"")
_BEGINS = re.compile(r"\s+[A-Z`\"]")
_UNDERLINE = re.compile(r"-{3,}")
_CODE = re.compile(r"(``.+?``|`[^`]+`)", re.DOTALL)
_SPECIAL = re.compile(r"(?<!\\)([*|])|(?<=\w)(_)(?!\w)")
_SOURCE = re.compile(r"\[(slides|blog|chapter|onnx|he|glorot)\]")


def lay_out(lines: list[str]) -> list[str]:
    """Give the lines of a docstring as napoleon reads them."""
    return _escape(list(_listed(lines)))


def _listed(lines: list[str]) -> Iterator[str]:
    section, inside = "", False
    for number, line in enumerate(lines):
        before = lines[number - 1] if number else ""
        after = lines[number + 1] if number + 1 < len(lines) else ""
        if _UNDERLINE.fullmatch(line):
            section, inside = before, before in _LISTING
        item = _ITEM.fullmatch(line) if section in _LISTING else None
        begins = not before.strip() and line and not line.startswith(" ")
        if inside and begins and item is None and not _UNDERLINE.fullmatch(after):
            inside = False
            yield ""
        if item is None or (_TYPE.match(item[2]) and _BEGINS.match(after)):
            yield line
        else:
            yield from ((item[1] if inside else f"`{item[1]}`"), f"    {item[2]}")


def _escape(lines: list[str]) -> list[str]:
    """Give text that means itself; code and examples stay as they are."""
    return [line for part in _paragraphs(lines) for line in _escaped(part)]


def _paragraphs(lines: list[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for line in lines:
        part.append(line)
        if not line.strip():
            yield part
            part = []
    yield part


def _escaped(part: list[str]) -> list[str]:
    if any(line.lstrip().startswith(">>>") for line in part):
        return part
    pieces = _CODE.split("\n".join(part))
    pieces[::2] = [_SOURCE.sub(r":doc:`[\1] </sources>`", _plain(text)) for text in pieces[::2]]
    return "".join(pieces).split("\n") if part else []


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1\2", text)


def _on_docstring(
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    del app, name, obj, options
    # napoleon takes what stands before a colon in the first line of a property for its type
    first = [""] if what in ("attribute", "property") else []
    lines[:] = first + lay_out(lines)


def setup(app: Sphinx) -> dict[str, Any]:
    """Lay docstrings out before napoleon reads them."""
    app.connect("autodoc-process-docstring", _on_docstring, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
