"""Stretches of a text that delimiters set off: formulas, code, comments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto


class SpanKind(Enum):
    """What a stretch of text is."""

    DISPLAY = auto()
    INLINE = auto()
    CODE = auto()
    """Code inside a line, whose words are read."""
    SKIPPED = auto()
    """What no reader of the page sees as text: blocks of code, scripts."""
    PASSED = auto()
    """Addresses and attributes, in which no formula begins; a part of the text around them."""
    COMMENT = auto()


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch from `start` to `stop`, its content from `inner` to `end`.

    `dollars` tells `$$`, which some writers also use inside a sentence, from what always displays;
    `info` is the first line of a block of code; `latex` a formula that does not stand in the text,
    such as one in the address of a picture.
    """

    kind: SpanKind
    start: int
    stop: int
    inner: int
    end: int
    dollars: bool = False
    info: str | None = None
    latex: str | None = None

    @property
    def is_formula(self) -> bool:
        """Whether it holds mathematics."""
        return self.kind in (SpanKind.DISPLAY, SpanKind.INLINE)


def hidden(text: str, spans: Iterable[Span]) -> str:
    """Put a private letter for each character of some stretches, so that nothing is found there."""
    pieces: list[str] = []
    position = 0
    for span in sorted(spans, key=lambda span: span.start):
        if span.start < position:
            continue
        pieces += (text[position : span.start], "\ue000" * (span.stop - span.start))
        position = span.stop
    return "".join([*pieces, text[position:]])
