"""Finds the formulas of reStructuredText: the math role and directive, and delimiters besides.

Its directives are read by their form, not from a list of names: Sphinx and its extensions have many
that hold text. Nothing is included, whatever a document asks for.
"""

from __future__ import annotations

import re

from symconv.verification.finding.assembly import Assembler
from symconv.verification.finding.parts import Part
from symconv.verification.finding.places import Lines, Traced
from symconv.verification.finding.scanning import scan
from symconv.verification.finding.spans import Span, SpanKind, hidden
from symconv.verification.finding.wording import words_of

_DIRECTIVE = re.compile(r"[ \t]*\.\.[ \t]+(?:\|[^|\n]*\|[ \t]*)?(?P<name>[\w:-]{1,60}?)::(?=\s|$)")
_COMMENT = re.compile(r"[ \t]*\.\.(?=\s|$)")
_TARGET = re.compile(r"[ \t]*\.\.[ \t]+[_\[|]|[ \t]*__[ \t]")
_OPTION = re.compile(r"[ \t]*:[\w -]{1,60}:(?!`)")
_ROLE = re.compile(
    r":math:`(?P<after>(?:[^`\\]|\\.){1,4000})`|`(?P<before>[^`]{1,4000})`:math:", re.DOTALL
)
_LITERAL = re.compile(r"``(?=\S)(?P<code>[^`]{1,4000}?)``")
_UNDERLINE = re.compile(r"([=\-~^\"'`#*+.:_<>])\1{2,}[ \t\r]*$")
_CODE = frozenset({
    "code", "code-block", "sourcecode", "literalinclude", "parsed-literal", "raw", "highlight",
    "ipython", "plot", "graphviz", "doctest", "testcode", "bibliography", "toctree",
})  # fmt: skip
_ROLE_NAME = re.compile(r":[\w:+.-]{1,60}:(?=`)")
_LINK = re.compile(r"`([^`<]{1,300})\s<[^`<>]{1,500}>`_{1,2}")
_INDENT = re.compile(r"(?m)(?<=\n)[ \t]+")
_LINE_END = re.compile(r"\r\n?")


def rst_parts(text: str) -> tuple[Part, ...]:
    """Give the parts of a reStructuredText document."""
    reader = _Reader(text)
    reader.read()
    blocks = hidden(text, reader.spans)
    inline = [_inline(match) for match in _ROLE.finditer(blocks)]
    rest = hidden(blocks, inline)
    literal = [
        Span(SpanKind.CODE, match.start(), match.end(), match.start("code"), match.end("code"))
        for match in _LITERAL.finditer(rest)
    ]
    delimited = scan(hidden(rest, literal), markdown=False)
    spans = sorted([*reader.spans, *inline, *literal, *delimited], key=lambda span: span.start)
    assembler = Assembler(text, spans, words=_words, cleaner=_clean)
    for start, stop, heading in reader.blocks:
        assembler.add_block(start, stop, heading)
    return assembler.finish()


def _inline(match: re.Match[str]) -> Span:
    where = "after" if match["after"] else "before"
    return Span(SpanKind.INLINE, *match.span(), *match.span(where))


def _words(text: str) -> str:
    return words_of(_ROLE_NAME.sub("", _LINK.sub(r"\1", text)).replace("::", ":"))


def _clean(source: str) -> Traced:
    """Take off the indentation of a directive's content."""
    return Traced.of(source).replace(_LINE_END, "\n").replace(_INDENT, "").strip()


class _Reader:
    """Goes through the lines once and notes blocks of text, displayed formulas and comments."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = Lines(text).starts
        self.blocks: list[tuple[int, int, int | None]] = []
        self.spans: list[Span] = []
        self._levels: list[str] = []

    def read(self) -> None:
        line = 0
        while line < len(self.starts):
            line = self._step(line)

    def _step(self, line: int) -> int:
        """Read what begins with a line; give the line that follows it."""
        content = self._line(line)
        if not content.strip():
            return line + 1
        directive = _DIRECTIVE.match(content)
        if directive:
            return self._directive(line, directive)
        if _TARGET.match(content):
            return line + 1
        if _COMMENT.match(content):
            return self._comment(line)
        return self._heading(line) or self._paragraph(line)

    def _line(self, line: int) -> str:
        if line >= len(self.starts):
            return ""
        return self.text[self.starts[line] : self._start(line + 1)].rstrip("\r\n")

    def _start(self, line: int) -> int:
        return self.starts[line] if line < len(self.starts) else len(self.text)

    def _indent(self, line: int) -> int:
        content = self._line(line)
        return len(content) - len(content.lstrip())

    def _indented(self, line: int, indent: int) -> int:
        """Give the line after the last that is indented further, from a line on."""
        last = line
        while line < len(self.starts):
            if self._line(line).strip():
                if self._indent(line) <= indent:
                    break
                last = line + 1
            line += 1
        return last

    def _directive(self, line: int, match: re.Match[str]) -> int:
        name = match["name"].lower()
        stop = self._indented(line + 1, self._indent(line))
        begin = self.starts[line] + match.end()
        first = line + 1
        while first < stop and _OPTION.match(self._line(first)):
            first += 1
        if name == "math":
            self._formulas(begin, self._start(line + 1), self._start(first), self._start(stop))
            return max(stop, line + 1)
        if name in _CODE:
            return max(stop, line + 1)
        if name not in ("figure", "image", "include"):
            self.blocks.append((begin, self._start(line + 1), None))
        return first

    def _formulas(self, begin: int, options: int, content: int, stop: int) -> None:
        """Note the formulas of a directive, which blank lines separate."""
        pieces = [(begin, content if options == content else options)]
        if options == content:
            pieces = [(begin, stop)]
        else:
            pieces.append((content, stop))
        for start, end in pieces:
            position = start
            for blank in re.finditer(r"\n[ \t\r]*(?=\n)|\Z", self.text[start:end]):
                self._formula(position, start + blank.start())
                position = start + blank.end()

    def _formula(self, start: int, stop: int) -> None:
        if self.text[start:stop].strip():
            self.spans.append(Span(SpanKind.DISPLAY, start, stop, start, stop))
            self.blocks.append((start, stop, None))

    def _comment(self, line: int) -> int:
        stop = max(self._indented(line + 1, self._indent(line)), line + 1)
        start = self.starts[line] + self._indent(line)
        end = start + len(self.text[start : self._start(stop)].rstrip())
        self.spans.append(Span(SpanKind.COMMENT, start, end, start + 2, end))
        self.blocks.append((start, end, None))
        return stop

    def _heading(self, line: int) -> int:
        """Note a heading; 0 if there is none."""
        over = _UNDERLINE.match(self._line(line))
        title = line + 1 if over else line
        under = _UNDERLINE.match(self._line(title + 1))
        words = self._line(title).strip()
        if not under or not words or (over and over[1] != under[1]):
            return line + 1 if over else 0
        if len(under[0].strip()) + 2 < len(words):
            return 0
        style = under[1] + "over" * bool(over)
        if style not in self._levels:
            self._levels.append(style)
        level = min(self._levels.index(style) + 1, 6)
        self.blocks.append((self.starts[title], self._start(title + 1), level))
        return title + 2

    def _paragraph(self, line: int) -> int:
        first, indent = line, self._indent(line)
        while line < len(self.starts) and self._line(line).strip():
            if line > first and (_COMMENT.match(self._line(line)) or _is_item(self._line(line))):
                break
            line += 1
        self.blocks.append((self.starts[first], self._start(line), None))
        if not self._line(line - 1).rstrip().endswith("::"):
            return line
        stop = self._indented(line, indent)
        if stop > line:
            start, end = self.starts[line], self._start(stop)
            self.spans.append(Span(SpanKind.SKIPPED, start, end, start, end, info=""))
            self.blocks.append((start, end, None))
        return max(stop, line)


def _is_item(content: str) -> bool:
    return bool(re.match(r"[ \t]*(?:[-*+•]|#\.|\d{1,3}[.)])[ \t]+\S", content))
