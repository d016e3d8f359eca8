"""The text that a page shows, put together piece by piece, with the place of every character."""

from __future__ import annotations

import re
from array import array
from html import unescape

from symconv.verification.finding.spans import Span, SpanKind
from symconv.verification.finding.wording import squeeze

_NEAR = 4
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,40});")


class PageText:
    """The pieces shown so far; formulas and comments in it as spans, paragraphs as blocks."""

    def __init__(self) -> None:
        self.starts = array("q")
        self.stops = array("q")
        self.spans: list[Span] = []
        self.blocks: list[tuple[int, int, int | None]] = []
        self.length = 0
        self._pieces: list[str] = []
        self._begun = 0
        self._last: tuple[int, str] = (-1, "")

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self._pieces)

    @property
    def mark(self) -> int:
        """Give a mark for `since`."""
        return len(self._pieces)

    def since(self, mark: int) -> str:
        """Give what was added since a mark."""
        return "".join(self._pieces[mark:])

    def add(self, text: str, start: int, stop: int, *, verbatim: bool = True) -> None:
        """Add some text; one as long as its source stands there character by character."""
        self._pieces.append(text)
        self.length += len(text)
        if verbatim and stop - start == len(text):
            self.starts.extend(range(start, stop))
            self.stops.extend(range(start + 1, stop + 1))
        else:
            self.starts.extend([start if verbatim else ~start] * len(text))
            self.stops.extend([stop] * len(text))

    def add_escaped(self, raw: str, start: int) -> None:
        """Add text in which entities stand for characters."""
        position = 0
        for match in _ENTITY.finditer(raw):
            self.add(raw[position : match.start()], start + position, start + match.start())
            self.add(unescape(match[0]), start + match.start(), start + match.end())
            position = match.end()
        self.add(raw[position:], start + position, start + len(raw))

    def end_block(self, offset: int, heading: int | None) -> None:
        """End the paragraph or heading."""
        if self.length > self._begun:
            self.blocks.append((self._begun, self.length, heading))
        self.add("\n\n", offset, offset)
        self._begun = self.length

    def note(self, kind: SpanKind, begun: int, mark: int) -> None:
        """Say what was added from a place and a mark on; a formula's picture is left out."""
        if self.length == begun:
            return
        latex = squeeze(self.since(mark)) if kind is not SpanKind.COMMENT else ""
        stop, before = self._last
        if latex and latex == before and begun - stop <= _NEAR:
            del self._pieces[mark:], self.starts[begun:], self.stops[begun:]
            self.length = begun
            return
        self.spans.append(Span(kind, begun, self.length, begun, self.length))
        self._last = (self.length, latex)
