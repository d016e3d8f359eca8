"""Docstrings as the reference shows them, and code blocks without empty lines at their ends.

Ours say `name : meaning` where others say `name : type`, and are plain text but for backquotes.
What follows a listing without being in it is told from it by a second empty line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

_LISTING, _TEXTS = ("Parameters", "Attributes"), ("Examples", "Notes")
_ITEM = re.compile(r"(\w+(?:, \w+)*) : (.*)")
_TYPE = re.compile(r"(?:int|bool|number|text|sequence|array)\b|\"")
_BEGINS = re.compile(r"\s+[A-Z`\"]")
_UNDERLINE = re.compile(r"-{3,}")
_CODE = re.compile(r"(``.+?``|`[^`]+`)", re.DOTALL)
_SPECIAL = re.compile(r"(?<!\\)([*|])|(?<=\w)(_)(?!\w)")
_SOURCE = re.compile(r"\[(slides|blog|chapter|onnx|he|glorot)\]")

_VALUES = ("attribute", "property")
_kept: dict[str, list[str]] = {}
"""Texts of properties, between the two times that they are seen."""


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
        example = line.startswith(">>>") and section not in (*_TEXTS, "")
        if (inside or example) and begins and item is None and not _UNDERLINE.fullmatch(after):
            inside = False
            yield ""
        if item is None or (_TYPE.match(item[2]) and _BEGINS.match(after)):
            yield line
        elif not inside:
            yield from (f"`{item[1]}`", f"    {item[2]}")
        else:
            rest = list(takewhile(lambda text: text.startswith("    "), lines[number + 1 :]))
            *others, last = item[1].split(", ")
            for name in others:
                yield from (name, f"    {item[2]}", *rest)
            yield from (last, f"    {item[2]}")


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


def _before_napoleon(
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    del app, obj, options
    lines[:] = lay_out(lines)
    if what in _VALUES and not any(map(_UNDERLINE.fullmatch, lines)):
        _kept[name] = list(lines)


def _after_napoleon(
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    """Put back the text of a property: what stands before a colon in it is not its type."""
    del app, what, obj, options
    lines[:] = _kept.pop(name, lines)


def _trim(app: Sphinx, doctree: nodes.document) -> None:
    """Take off the empty line that ends an example of Python in a Markdown file."""
    del app
    for block in doctree.findall(nodes.literal_block):
        if block.rawsource == block.astext():
            text = block.astext().rstrip()
            block.rawsource = text
            block[:] = [nodes.Text(text)]


def setup(app: Sphinx) -> dict[str, Any]:
    """Lay docstrings out before napoleon reads them."""
    app.connect("autodoc-process-docstring", _before_napoleon, priority=100)
    app.connect("autodoc-process-docstring", _after_napoleon, priority=900)
    app.connect("doctree-read", _trim)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
