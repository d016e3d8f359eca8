"""Finds the formulas of HTML pages: MathJax's and KaTeX's sources, MathML's annotations, images."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import unescape
from html.parser import HTMLParser

from symconv.verification.finding.assembly import Assembler
from symconv.verification.finding.likeness import has_relation
from symconv.verification.finding.mathml import MathTree
from symconv.verification.finding.page_attributes import formula_of, raw_value
from symconv.verification.finding.page_text import PageText
from symconv.verification.finding.parts import Part
from symconv.verification.finding.places import Origin, Traced
from symconv.verification.finding.scanning import scan
from symconv.verification.finding.spans import Span, SpanKind, hidden
from symconv.verification.finding.wording import squeeze

_BREAKING = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "div", "dl", "dt", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "head", "header", "hr", "html", "li", "main", "nav", "ol", "p", "section", "summary", "table",
    "tbody", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_UNREAD = frozenset({
    "script", "style", "pre", "textarea", "svg", "template", "noscript", "title", "select",
})  # fmt: skip
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr",
})  # fmt: skip
_TYPESET = re.compile(
    r"\b(?:katex-html|MathJax\w*|mjx-\w+|MJX\w*|mwe-math-fallback-source-inline)\b"
)
_STYLE = re.compile(r"\A\{\s*\\(?:displaystyle|textstyle)(?![A-Za-z])(?P<inner>.*)\}\Z", re.S)
_EMPHASIS = "\ue001"
_OPEN_FOR_EVER = "\ue002"
"""For a `<` that no `>` follows, since the parser would look for one from each of them, and for
one that opens a marked section, since it does not stand a broken one."""
_SECTION = re.compile(r"(?:%[ \t]*)?<!\[CDATA\[|(?:%[ \t]*)?\]\]>")


def html_parts(text: str) -> tuple[Part, ...]:
    """Give the parts of a page: what stands in it as text, and the formulas that it carries."""
    reader = _Page(text)
    reader.read()
    page = reader.page
    shown = page.text
    delimited = scan(hidden(shown, page.spans), markdown=False)
    spans = sorted([*page.spans, *delimited], key=lambda span: span.start)
    spans = _displayed_alone(shown, spans, page.blocks)
    origin = Origin(text, page.starts, page.stops)
    assembler = Assembler(shown, spans, words=_words, cleaner=_clean, origin=origin)
    for start, stop, heading in page.blocks:
        assembler.add_block(start, stop, heading)
    return assembler.finish()


def _words(text: str) -> str:
    return squeeze(text.replace(_EMPHASIS, ""))


def _clean(source: str) -> Traced:
    """Take off a wrapping style; an underscore that became emphasis shows as `*`, being lost."""
    traced = Traced.of(source)
    if "CDATA" in source:
        return traced.replace(_SECTION, "").strip()
    styled = _STYLE.match(source)
    if styled:
        traced = traced.cut([(0, styled.start("inner")), (styled.end("inner"), len(source))])
    return Traced(traced.text.replace(_EMPHASIS, "*"), traced.offsets).strip()


def _displayed_alone(
    text: str, spans: list[Span], blocks: list[tuple[int, int, int | None]]
) -> list[Span]:
    """Make an equation that is all of its paragraph a displayed one."""
    edges = {start: stop for start, stop, heading in blocks if heading is None}
    starts = {_skip_space(text, start): stop for start, stop in edges.items()}
    result = []
    for span in spans:
        stop = starts.get(span.start)
        alone = stop is not None and not text[span.stop : stop].strip(" \r\n\t.,;")
        if alone and span.kind is SpanKind.INLINE and has_relation(text[span.inner : span.end]):
            span = Span(SpanKind.DISPLAY, span.start, span.stop, span.inner, span.end)
        result.append(span)
    return result


def _skip_space(text: str, position: int) -> int:
    match = re.compile(r"\s*").match(text, position)
    return match.end() if match else position


@dataclass(frozen=True)
class _Math:
    """An open `math` element: its TeX as an attribute, and whether an annotation gave it."""

    kind: SpanKind
    alternative: str
    offset: int
    tree: MathTree
    annotated: bool = False


class _Page(HTMLParser):
    """Collects the text that a page shows, and the formulas that its elements carry."""

    def __init__(self, raw: str) -> None:
        super().__init__(convert_charrefs=False)
        self.raw = raw
        self.page = PageText()
        self._lines = [0, *(match.end() for match in re.finditer("\n", raw))]
        self._heading: int | None = None
        self._skipped = ""
        self._depth = 0
        self._math: _Math | None = None
        self._formula: tuple[SpanKind, int, int] | None = None
        self._displayed = False

    def read(self) -> None:
        """Go through the page."""
        end = self.raw.rfind(">") + 1
        readable = self.raw[:end].replace("<![", f"{_OPEN_FOR_EVER}![")
        self.feed(readable + self.raw[end:].replace("<", _OPEN_FOR_EVER))
        self.close()
        self.page.end_block(len(self.raw), self._heading)

    @property
    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    @property
    def _shows(self) -> bool:
        return not self._skipped and (self._math is None or self._formula is not None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self._skipped:
            self._depth += tag == self._skipped
        elif self._math is not None:
            if tag == "annotation" and "tex" in given.get("encoding", "").lower():
                self._open(self._math.kind)
            self._math.tree.start(tag, given)
        elif tag == "math":
            self._begin_math(given)
        elif tag == "script" and "math/tex" in given.get("type", ""):
            self._open(SpanKind.DISPLAY if "display" in given["type"] else SpanKind.INLINE)
        elif not self._carries_formula(tag, given):
            self._begin(tag, given)

    def _open(self, kind: SpanKind) -> None:
        self._formula = (kind, self.page.length, self.page.mark)

    def _begin_math(self, given: dict[str, str]) -> None:
        block = given.get("display") == "block" or self._displayed
        block |= given.get("displaystyle") == "true"
        kind = SpanKind.DISPLAY if block else SpanKind.INLINE
        value, offset = raw_value(self.get_starttag_text() or "", "alttext") or ("", 0)
        self._math = _Math(kind, value, self._offset + offset, MathTree())

    def _carries_formula(self, tag: str, given: dict[str, str]) -> bool:
        carried = formula_of(tag, given, self.get_starttag_text() or "")
        if carried is None:
            return False
        begun, mark = self.page.length, self.page.mark
        if carried.offset is None:
            self.page.add(carried.latex, self._offset, self._offset, verbatim=False)
        else:
            self.page.add_escaped(carried.latex, self._offset + carried.offset)
        self.page.note(SpanKind.DISPLAY if carried.display else SpanKind.INLINE, begun, mark)
        self._skip(tag)
        return True

    def _skip(self, tag: str) -> None:
        if tag not in _VOID:
            self._skipped, self._depth = tag, 1

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        classes = given.get("class", "")
        if tag in _UNREAD or tag.startswith("mjx-") or _TYPESET.search(classes):
            self._skip(tag)
        elif tag in _BREAKING:
            self._break(tag)
        elif tag == "code":
            self._open(SpanKind.CODE)
        elif tag == "span" and "katex" in classes.split():
            self._displayed = self._displayed and "katex-display" not in classes
        elif tag == "span" and "katex-display" in classes:
            self._displayed = True
        else:
            self._mark(tag)

    def _break(self, tag: str) -> None:
        self.page.end_block(self._offset, self._heading)
        self._heading = int(tag[1]) if re.fullmatch("h[1-6]", tag) else None
        self._displayed = False

    def _mark(self, tag: str) -> None:
        marks = {"br": "\n", "td": " | ", "th": " | "}
        if tag in marks:
            self.page.add(marks[tag], self._offset, self._offset)
        elif tag in ("em", "i"):
            length = len(self.get_starttag_text() or "")
            self.page.add(_EMPHASIS, self._offset, self._offset + length)

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            self._depth -= tag == self._skipped
            if self._depth <= 0:
                self._skipped = ""
            return
        if self._formula is not None and tag in ("annotation", "script", "math", "code"):
            self._close_formula()
        if tag == "math" and self._math is not None:
            self._end_math(self._math)
        elif self._math is not None:
            self._math.tree.end(tag)
        elif tag in _BREAKING:
            self._break("")
        elif tag in ("em", "i"):
            self.page.add(_EMPHASIS, self._offset, self._offset + len(tag) + 3)

    def _close_formula(self) -> None:
        if self._formula is not None:
            self.page.note(*self._formula)
            self._formula = None
        if self._math is not None:
            self._math = replace(self._math, annotated=True)
            self._displayed = False

    def _end_math(self, math: _Math) -> None:
        self._math = None
        if math.annotated:
            return
        begun, mark = self.page.length, self.page.mark
        if math.alternative:
            self.page.add_escaped(math.alternative, math.offset)
        else:
            self.page.add(math.tree.latex(), math.offset, self._offset, verbatim=False)
        self.page.note(math.kind, begun, mark)

    def handle_data(self, data: str) -> None:
        if self._shows:
            data = data.replace(_OPEN_FOR_EVER, "<")
            self.page.add(data, self._offset, self._offset + len(data))
        elif self._math is not None:
            self._math.tree.add(data)

    def handle_entityref(self, name: str) -> None:
        self._add_reference(f"&{name}")

    def handle_charref(self, name: str) -> None:
        self._add_reference(f"&#{name}")

    def _add_reference(self, written: str) -> None:
        if not self._shows and self._math is not None:
            self._math.tree.add(unescape(written + ";"))
        if self._shows:
            start = self._offset
            ended = self.raw.startswith(";", start + len(written))
            self.page.add(unescape(written + ";"), start, start + len(written) + ended)

    def handle_comment(self, data: str) -> None:
        if not self._skipped and data.lstrip().startswith("symconv"):
            begun, mark, start = self.page.length, self.page.mark, self._offset + 4
            self.page.add(data, start, start + len(data))
            self.page.note(SpanKind.COMMENT, begun, mark)
