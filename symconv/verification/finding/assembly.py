"""Puts the parts of a document together: blocks of text, cut at the stretches found in them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace

from symconv.verification.finding.cleaning import clean, escapes_every_subscript
from symconv.verification.finding.comments import Ignored, mark_ignored, read_comment
from symconv.verification.finding.joining import continuation_of, left_side_of, worded
from symconv.verification.finding.likeness import has_relation, is_equation
from symconv.verification.finding.macros import definitions
from symconv.verification.finding.parts import Directive, Found, Part, Prose
from symconv.verification.finding.places import Lines, Origin, Traced
from symconv.verification.finding.spans import Span, SpanKind
from symconv.verification.finding.wording import squeeze, unlinked, words_of

_PLAIN_INFO = ("", "text", "txt", "plain", "plaintext", "none")
_NEAR = 100
_LINE = re.compile(r"[^\r\n]+")
_SENTENCE_START = re.compile(r"^[ \t]*(?:>[ \t]?)*(?:[-*+][ \t]+|\d{1,3}[.)][ \t]+)?")


class Assembler:
    """Collects the parts of one text, whose formulas and comments are the given spans, in order.

    `words` takes the markup off a stretch without mathematics, `cleaner` makes of a formula's
    source what TeX sees; `cell` is that of a notebook. Where `text` was made of another one, such
    as a page's text without its tags, `origin` leads back to that.
    """

    def __init__(
        self,
        text: str,
        spans: Sequence[Span],
        *,
        words: Callable[[str], str] = words_of,
        cleaner: Callable[[str], Traced] | None = None,
        cell: int | None = None,
        origin: Origin | None = None,
    ) -> None:
        self.text = text
        self.lines = Lines(text)
        self.spans = spans
        self._words = words
        self._cleaner = cleaner
        self._cell = cell
        self._origin = origin
        self._starts = [span.start for span in spans]
        sources = [text[span.inner : span.end] for span in spans if span.is_formula]
        self._escaped = escapes_every_subscript(sources)
        self._parts: list[Part] = []
        self._places: list[tuple[int, int]] = []
        self._ignored: list[Ignored] = []
        self._prose: list[str] = []
        self._inline: list[tuple[Found, int, int]] = []
        self._begun: int | None = None

    def add_block(self, start: int, stop: int, heading: int | None = None) -> None:
        """Add what stands from `start` to `stop` as one paragraph or heading."""
        position = start
        index = bisect_left(self._starts, start)
        while index < len(self.spans) and self.spans[index].start < stop:
            span = self.spans[index]
            index += 1
            if span.start < position:
                continue
            self._add_text(position, span.start)
            position = self._add_span(span, stop, heading)
        self._add_text(position, stop)
        self.flush(heading)

    def add_formula(self, start: int, stop: int, *, display: bool = True) -> None:
        """Add a formula that stands between two places of the text."""
        self._append(self._found(start, stop, display), start, stop)

    def flush(self, heading: int | None = None) -> None:
        """End the paragraph: add its words, then the formulas in them."""
        text = unlinked(squeeze("".join(self._prose)).strip("| "))
        if self._begun is not None and re.search(r"\w", text):
            line = self._line(self._begun)
            self._append(Prose(text, line, heading, self._cell), self._begun, self._begun)
        for found, start, stop in self._inline:
            self._append(found, start, stop)
        self._prose, self._inline, self._begun = [], [], None

    def finish(self) -> tuple[Part, ...]:
        """Give the parts, formulas numbered from 1."""
        return number(mark_ignored(self._parts, self._places, self._ignored))

    def _append(self, part: Part, start: int, stop: int) -> None:
        self._parts.append(part)
        self._places.append((self._line(start), self._line(max(start, stop - 1))))

    def _line(self, offset: int) -> int:
        return self._origin.place(offset)[0] if self._origin else self.lines.line(offset)

    def _add_text(self, start: int, stop: int) -> None:
        raw = self.text[start:stop]
        if self._begun is None and raw.strip():
            self._begun = start + len(raw) - len(raw.lstrip())
        if raw.isspace():
            self._prose.append(" ")
        elif raw:
            left, right = raw.lstrip("*_")[:1], raw.rstrip("*_")[-1:]
            padded = " " * left.isspace() + self._words(raw) + " " * right.isspace()
            self._prose.append(padded.replace("|", " | "))

    def _add_span(self, span: Span, stop: int, heading: int | None) -> int:
        """Add what a span holds; give where the text goes on."""
        if span.kind is SpanKind.COMMENT:
            self._add_comment(span)
        elif span.kind is SpanKind.CODE:
            self._add_words(squeeze(self.text[span.inner : span.end]), span.start)
        elif span.kind is SpanKind.SKIPPED:
            self._add_skipped(span, heading)
        elif self._is_in_sentence(span):
            found = self._of_span(span, display=False)
            if found.latex:
                self._inline.append((found, span.start, span.stop))
                self._add_words(f"${found.latex}$", span.start)
        else:
            return self._add_display(span, stop, heading)
        return span.stop

    def _add_words(self, words: str, start: int) -> None:
        if self._begun is None:
            self._begun = start
        self._prose.append(words)

    def _add_comment(self, span: Span) -> None:
        first, last = self._line(span.start), self._line(span.stop - 1)
        said = read_comment(self.text[span.inner : span.end], first, last)
        if isinstance(said, Directive):
            self.flush()
            self._append(replace(said, cell=self._cell), span.start, span.stop)
        elif said is not None:
            self._ignored.append(said)

    def _add_skipped(self, span: Span, heading: int | None) -> None:
        if span.info is None:
            self._prose.append(" ")
            return
        self.flush(heading)
        if span.info.lower() in _PLAIN_INFO:
            self.add_equations(span.inner, span.end)

    def add_equations(self, start: int, stop: int) -> bool:
        """Add the lines of a block of plain text if each of them is an equation."""
        matches = [m for m in _LINE.finditer(self.text, start, stop) if m[0].strip()]
        if not matches or not all(is_equation(match[0].strip(" \t>")) for match in matches):
            return False
        for match in matches:
            self.add_formula(match.start(), match.end())
        return True

    def _add_display(self, span: Span, stop: int, heading: int | None) -> int:
        found = self._of_span(span, display=True)
        if not found.latex:
            return span.stop
        start, left = span.start, ""
        if self._prose and not has_relation(found.latex.split("\\begin")[0]):
            kept, left = left_side_of("".join(self._prose))
        if left:
            self._prose = [kept]
        self.flush(heading)
        latex = worded(left) + found.latex if left else found.latex
        end = span.stop
        if not left and not has_relation(found.latex):
            right, end = continuation_of(self.text, span.stop, stop, self._formulas_from(span.stop))
            latex += right
        if latex != found.latex:
            found = replace(found, latex=latex, source=latex, start=None, offsets=None)
        self._append(found, start, end)
        return end

    def _formulas_from(self, start: int) -> list[Span]:
        index = bisect_left(self._starts, start)
        return [span for span in self.spans[index : index + 8] if span.is_formula]

    def _found(self, start: int, stop: int, display: bool) -> Found:
        quoted = self._is_quoted(start) and "\n" in self.text[start:stop]
        ends = " \t\r\n>" if quoted else None
        raw = self.text[start:stop]
        source = raw.strip(ends)
        start += len(raw) - len(raw.lstrip(ends))
        cleaned = self._clean(source, quoted)
        line, column = self.lines.place(start)
        found = Found(cleaned.text, source, start, line, column, 0, display, self._cell)
        if self._origin is not None:
            return self._origin.trace(found, cleaned)
        offsets = None if cleaned.text == source else tuple(cleaned.offsets)
        return replace(found, offsets=offsets)

    def _of_span(self, span: Span, display: bool) -> Found:
        if span.latex is None:
            return self._found(span.inner, span.end, display)
        line, column = self.lines.place(span.start)
        return Found(span.latex, span.latex, None, line, column, 0, display, self._cell)

    def _clean(self, source: str, quoted: bool) -> Traced:
        if self._cleaner is not None:
            cleaned = self._cleaner(source)
        else:
            cleaned = clean(source, quoted=quoted, escaped_subscripts=self._escaped)
        if "\\" not in cleaned.text:
            return cleaned
        return cleaned.cut(definitions(cleaned.text).stretches).strip()

    def _is_quoted(self, start: int) -> bool:
        line = self.lines.start(self.lines.line(start))
        return self.text[line : line + 16].lstrip().startswith(">")

    def _beside(self, span: Span) -> tuple[str, str]:
        """Give the words on the same lines, before a stretch and after it; their nearest part."""
        first = self.lines.start(self.lines.line(span.start))
        last = self.lines.start(self.lines.line(span.stop - 1) + 1)
        before = self.text[max(first, span.start - _NEAR) : span.start]
        after = self.text[span.stop : min(last, span.stop + _NEAR)]
        return self._words(_SENTENCE_START.sub("", before)), self._words(after)

    def _is_in_sentence(self, span: Span) -> bool:
        r"""Whether a formula is inline, or a `$$...$$` inside a sentence, as kramdown has it."""
        if span.kind is SpanKind.INLINE and span.latex is None:
            return True
        before, after = self._beside(span)
        sides = [bool(re.search(r"\w", side)) and "$$" not in side for side in (before, after)]
        if span.latex is not None:  # a picture
            return any(sides) or not has_relation(span.latex)
        content = self.text[span.inner : span.end]
        if not span.dollars or "\n" in content.strip() or after.startswith("="):
            return False
        return all(sides) or (any(sides) and not has_relation(content) and before[-1:] != "=")


def number(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Number the formulas among the parts of a document, from 1."""
    count = 0
    numbered: list[Part] = []
    for part in parts:
        if isinstance(part, Found):
            count += 1
            part = replace(part, number=count)
        numbered.append(part)
    return tuple(numbered)
