"""Lines and columns of characters, and texts that remember where their characters came from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from symconv.verification.finding.parts import Found

_LINE_END = re.compile(r"\r\n|\r|\n")


class Lines:
    r"""The lines of a text; a line ends with a line feed, a carriage return or both.

    >>> Lines("a\r\nbc").place(4)
    (2, 2)
    """

    def __init__(self, text: str) -> None:
        self.starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
        self._length = len(text)

    def line(self, offset: int) -> int:
        """Give the line of a character, from 1."""
        return bisect_right(self.starts, offset)

    def place(self, offset: int) -> tuple[int, int]:
        """Give line and column of a character, both from 1."""
        line = self.line(offset)
        return line, offset - self.starts[line - 1] + 1

    def start(self, line: int) -> int:
        """Give where a line (from 1) begins; lines after the last begin at the text's end."""
        return self.starts[line - 1] if line <= len(self.starts) else self._length


@dataclass(frozen=True)
class Traced:
    """A text that was changed, and for each of its characters the offset in what it was made of.

    >>> Traced.of("a&amp;b").replace(re.compile("&amp;"), "&").offsets
    (0, 1, 6)
    """

    text: str
    offsets: Sequence[int]

    @classmethod
    def of(cls, text: str) -> Traced:
        """Begin with a text as it stands."""
        return cls(text, range(len(text)))

    def replace(self, pattern: re.Pattern[str], replacement: str) -> Traced:
        """Put a shorter text in the place of what a pattern matches, from its first character."""
        pieces: list[str] = []
        offsets: list[int] = []
        end = 0
        for match in pattern.finditer(self.text):
            pieces += (self.text[end : match.start()], replacement)
            offsets += self.offsets[end : match.start()]
            offsets += self.offsets[match.start() : match.start() + len(replacement)]
            end = match.end()
        if not end:
            return self
        pieces.append(self.text[end:])
        offsets += self.offsets[end:]
        return Traced("".join(pieces), tuple(offsets))

    def strip(self) -> Traced:
        """Leave out white space at both ends."""
        left = len(self.text) - len(self.text.lstrip())
        right = max(left, len(self.text.rstrip()))
        return Traced(self.text[left:right], self.offsets[left:right])

    def cut(self, stretches: Sequence[tuple[int, int]]) -> Traced:
        """Leave out stretches, which are in order and do not overlap."""
        if not stretches:
            return self
        pieces: list[str] = []
        offsets: list[int] = []
        end = 0
        for start, stop in (*stretches, (len(self.text), len(self.text))):
            pieces.append(self.text[end:start])
            offsets += self.offsets[end:start]
            end = stop
        return Traced("".join(pieces), tuple(offsets))


class Origin:
    """The text that a page's text was made of: where each of its characters stands there.

    `starts` and `stops` are the offsets of each character of the page's text in `raw`. For a
    character that does not stand there, such as one decoded from an address, the start is ~offset.
    """

    def __init__(self, raw: str, starts: Sequence[int], stops: Sequence[int]) -> None:
        self.raw = raw
        self._starts = starts
        self._stops = stops
        self._lines = Lines(raw)

    def place(self, offset: int) -> tuple[int, int]:
        """Give line and column of a character of the page's text."""
        return self._lines.place(self._start(offset))

    def _start(self, offset: int) -> int:
        start = self._starts[offset] if offset < len(self._starts) else len(self.raw)
        return start if start >= 0 else ~start

    def trace(self, found: Found, cleaned: Traced) -> Found:
        """Give a formula of the page's text with its place and source in the original."""
        if not found.source or found.start is None:
            return found
        begin = found.start
        start = self._starts[begin]
        if min(self._starts[begin : begin + len(found.source)]) < 0:
            line, column = self.place(begin)
            return replace(found, source=found.latex, start=None, line=line, column=column)
        source = self.raw[start : self._stops[begin + len(found.source) - 1]]
        line, column = self._lines.place(start)
        offsets = tuple(self._starts[begin + offset] - start for offset in cleaned.offsets)
        same = source == cleaned.text
        return replace(
            found,
            source=source,
            start=start,
            line=line,
            column=column,
            offsets=None if same else offsets,
        )
