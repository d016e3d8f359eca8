"""Drawings beside each other, as a film strip for slides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil, isqrt

from symconv.documents import GridFigure, Panel, Text
from symconv.errors import WorksheetError
from symconv.worksheets.figures.layout import moved

_HEAD, _GAP = 26, 24
_IN_A_ROW = 5
MOST_IN_STRIP = 64
"""A strip of more drawings cannot be looked at."""


def film_strip(frames: Sequence[GridFigure], title: str, across: int = 0) -> GridFigure:
    """Give one drawing of several, each with its number above it.

    `across` is how many stand in a row; unless it is given, a few stand in one, and more in as
    many as fill a slide.

    Raises `WorksheetError` for too many drawings.
    """
    if len(frames) > MOST_IN_STRIP:
        raise WorksheetError(
            f"a strip has at most {MOST_IN_STRIP} drawings, and here are {len(frames)}; "
            "choose a step, or write an .html page"
        )
    width, height = max(f.width for f in frames), max(f.height for f in frames) + _HEAD
    across = across or _across(len(frames), width, height)
    panels: list[Panel] = []
    links = []
    for number, frame in enumerate(frames):
        row, column = divmod(number, across)
        left, top = column * (width + _GAP), row * (height + _GAP)
        step = f"step {number + 1}"
        panels.append(Panel(step, (f"Step {number + 1}",), (left + 16, top + _HEAD), (1, 1), ()))
        shift = (left, top + _HEAD)
        panels += [_named(moved(panel, *shift), step) for panel in frame.panels]
        for link in frame.links:
            points = tuple((x + shift[0], y + shift[1]) for x, y in link.points)
            links.append(replace(link, points=points))
    rows = ceil(len(frames) / across)
    return GridFigure(
        min(across, len(frames)) * (width + _GAP) - _GAP,
        rows * (height + _GAP) - _GAP,
        tuple(panels),
        tuple(links),
        title,
        (f"{title}: steps 1 to {len(frames)}, row by row.",),
        _alternative(frames, rows),
    )


def _across(count: int, width: int, height: int) -> int:
    """Give how many stand in a row: all of a few, and of more as many as make a slide full."""
    if count <= _IN_A_ROW:
        return count
    return max(1, min(count, 1 + isqrt(count * height * 16 // (width * 9))))


def _named(panel: Panel, step: str) -> Panel:
    return replace(panel, name=f"{step} {panel.name}")


def _alternative(frames: Sequence[GridFigure], rows: int) -> Text:
    count = "1 drawing" if len(frames) == 1 else f"{len(frames)} drawings"
    first = f"A strip of {count} in {rows} {'row' if rows == 1 else 'rows'}. "
    if len(frames) == 1:
        return (first, *frames[0].alternative)
    return (first, "The first: ", *frames[0].alternative, " The last: ", *frames[-1].alternative)
