"""Where the source of a notebook's cells stands in its JSON, character by character."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],]', re.DOTALL)
_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.",
    re.DOTALL,
)
"""What stands in a JSON string for one character."""


@dataclass
class CellSource:
    """The text of a cell; `places` has for each character where it is written in the file.

    `strings` are the ends of the strings that hold it: in most notebooks one for each line.
    """

    text: str = ""
    places: list[int] = field(default_factory=list)
    stops: list[int] = field(default_factory=list)

    def span(self, start: int, stop: int) -> tuple[int, int] | None:
        """Give where characters are written; None if they are not next to each other there."""
        if not 0 <= start <= stop <= len(self.text) or not self.text:
            return None
        if start == stop:
            place = self.places[start] if start < len(self.text) else self.stops[-1]
            return place, place
        first, last = self.places[start], self.stops[stop - 1]
        if any(self.places[at + 1] != self.stops[at] for at in range(start, stop - 1)):
            return None
        return first, last


def cell_sources(text: str) -> list[CellSource]:
    r"""Give the source of each cell of a notebook, in order.

    >>> cell_sources('{"cells": [{"source": ["a\\n", "b"]}]}')[0].places
    [24, 25, 31]
    """
    cells: dict[int, CellSource] = {}
    for path, start, stop in _strings(text):
        match path:
            case ("cells", int(number), "source") | ("cells", int(number), "source", int(_)):
                _extend(cells.setdefault(number, CellSource()), text, start + 1, stop - 1)
    last = max(cells, default=-1)
    return [cells.get(number, CellSource()) for number in range(last + 1)]


def _extend(cell: CellSource, text: str, start: int, stop: int) -> None:
    matches = list(_CHARACTER.finditer(text, start, stop))
    cell.places += [match.start() for match in matches]
    cell.stops += [match.end() for match in matches]
    cell.text += json.loads(text[start - 1 : stop + 1])


def _strings(text: str) -> Iterator[tuple[tuple[str | int | None, ...], int, int]]:
    """Give every string that is a value: keys and numbers that lead to it, and where it stands."""
    stack: list[list[str | int | None]] = []
    kinds: list[str] = []
    for match in _TOKEN.finditer(text):
        piece = match[0]
        if piece in "{[":
            kinds.append(piece)
            stack.append([None if piece == "{" else 0])
        elif not stack:
            continue
        elif piece in "}]":
            stack.pop()
            kinds.pop()
        elif piece == ",":
            stack[-1][0] = None if kinds[-1] == "{" else _next(stack[-1][0])
        elif stack[-1][0] is None:
            stack[-1][0] = json.loads(piece)
        else:
            yield tuple(frame[0] for frame in stack), match.start(), match.end()


def _next(number: str | int | None) -> int:
    return number + 1 if isinstance(number, int) else 0


def as_json(text: str, plain: bool) -> str:
    """Give a text as the inside of a JSON string; `plain` writes no letter beyond ASCII as such."""
    return json.dumps(text, ensure_ascii=plain)[1:-1]


def uses_escapes(text: str) -> bool:
    """Tell a notebook that writes letters beyond ASCII as escapes: it has none as such."""
    return text.isascii()


def cell_of(cells: Sequence[CellSource], number: int | None) -> CellSource | None:
    """Give a cell by its number, from 1; None if there is none."""
    if number is None or not 1 <= number <= len(cells):
        return None
    return cells[number - 1]
