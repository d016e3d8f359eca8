"""Suggested repairs as edits of a document's text, and the text that they give."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import TypeAlias

from symconv.verification.patching.notebooks import (
    CellSource,
    as_json,
    cell_of,
    cell_sources,
    uses_escapes,
)
from symconv.verification.stages import Place, Source
from symconv.verification.verdicts import Judged, JudgedDocument

NOTEBOOK, HTML = "notebook", "html"

Spelling: TypeAlias = Callable[[str], str]


def _as_it_is(text: str) -> str:
    return text


def _in_html(text: str) -> str:
    return escape(text, quote=False)


def _in_markdown(text: str) -> str:
    return re.sub(r"([_*\\])", r"\\\1", text)


SPELLINGS: tuple[Spelling, ...] = (_as_it_is, _in_html, _in_markdown)
"""How a replacement may have to be written, in the order in which it is tried."""
_IN_PAGES: tuple[Spelling, ...] = (_in_html, _as_it_is, _in_markdown)
"""The same in a page of HTML, whose scripts alone hold texts as they are."""


@dataclass(frozen=True)
class Edit:
    """A repair: which characters of the file go, and what comes.

    `inside` are the same characters in what was found there, of which the formula is a part or
    the whole; they tell what has to be read afterwards, and so which spelling is right.
    """

    judged: Judged
    place: Place
    inside: tuple[int, int]
    start: int
    stop: int
    replacement: str
    format: str = ""
    spelling: int = 0

    def written(self, plain: bool) -> str:
        """Give what comes as it is written in the file."""
        spellings = _IN_PAGES if self.format == HTML else SPELLINGS
        text = spellings[self.spelling](self.replacement)
        return as_json(text, plain) if self.format == NOTEBOOK else text


def plan_edits(
    source: Source, document: JudgedDocument, wanted: Callable[[Judged], bool]
) -> list[Edit]:
    """Give an edit for each wanted formula whose repair has a place in the file, in order.

    Of edits that overlap only the first is taken.
    """
    cells = cell_sources(source.text) if str(source.format) == NOTEBOOK else None
    edits = [
        edit
        for judged in filter(wanted, document.equations)
        for edit in (_edit(judged, source, cells),)
        if edit is not None
    ]
    return list(_apart(sorted(edits, key=lambda edit: edit.start)))


def _edit(judged: Judged, source: Source, cells: Sequence[CellSource] | None) -> Edit | None:
    suggestion, found = judged.verdict.suggestion, _place(judged, source.formulas)
    if suggestion is None or found is None:
        return None
    place, offset = found
    inside = (offset + suggestion.start, offset + suggestion.stop)
    if place.start is None or not offset <= inside[0] <= inside[1] <= offset + len(judged.latex):
        return None
    ends = None if place.offsets is None else (*place.offsets, len(place.source))
    start, stop = (place.start + (at if ends is None else ends[at]) for at in inside)
    if cells is None:
        if not source.text.startswith(place.source, place.start):
            return None
        return Edit(judged, place, inside, start, stop, suggestion.replacement, str(source.format))
    cell = cell_of(cells, place.cell)
    if cell is None or not cell.text.startswith(place.source, place.start):
        return None
    span = cell.span(start, stop)
    if span is None or "\n" in suggestion.replacement:
        return None
    return Edit(judged, place, inside, *span, suggestion.replacement, NOTEBOOK)


def _place(judged: Judged, places: Sequence[Place]) -> tuple[Place, int] | None:
    """Give what was found where a formula stands, and from which character on it is the formula.

    It may be one of several in what was found: of an aligned block, of a chain.
    """
    start = judged.start
    for place in places:
        if place.cell != judged.cell or place.start is None:
            continue
        if start is None:
            if place.number == judged.number and place.latex == judged.latex:
                return place, 0
        elif place.start <= start <= place.start + len(place.source):
            offset = _offset(judged, start - place.start, place)
            if offset is not None:
                return place, offset
    return None


def _offset(judged: Judged, at: int, place: Place) -> int | None:
    """Give where the formula begins that begins at a character of the source."""
    if place.offsets is not None:
        at = next((number for number, offset in enumerate(place.offsets) if offset >= at), -1)
    return at if at >= 0 and place.latex.startswith(judged.latex, at) else None


def _apart(edits: Iterable[Edit]) -> Iterator[Edit]:
    end = -1
    for edit in edits:
        if edit.start >= end:
            yield edit
            end = max(edit.stop, edit.start + 1)


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Give a text with edits made; what they do not touch stays as it is."""
    plain = uses_escapes(text)
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        text = text[: edit.start] + edit.written(plain) + text[edit.stop :]
    return text


def meant(edits: Iterable[Edit]) -> dict[int, str]:
    """Give what has to be read, after edits, by the number of what was found."""
    ordered = sorted(edits, key=lambda edit: (edit.place.number, edit.inside))
    latex = {}
    for number, group in groupby(ordered, key=lambda edit: edit.place.number):
        own = list(group)
        text = own[0].place.latex
        for edit in reversed(own):
            text = text[: edit.inside[0]] + edit.replacement + text[edit.inside[1] :]
        latex[number] = text
    return latex
