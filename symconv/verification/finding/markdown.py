"""Finds the formulas of Markdown: GitHub's, GitLab's, MyST's, Jupyter's, Jekyll's and Hexo's."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from symconv.verification.finding.assembly import Assembler
from symconv.verification.finding.parts import Part
from symconv.verification.finding.scanning import scan
from symconv.verification.finding.spans import Span

_FRONT_MATTER = re.compile(r"\A\ufeff?(---|\+\+\+)[ \t]*\r?\n(.*?)^\1[ \t]*\r?$\n?", re.S | re.M)
_HTML_HEADING = re.compile(r"<h([1-6])\b[^<>]{0,500}>", re.IGNORECASE)
_HTML_BREAK = re.compile(
    r"</?(?:p|div|li|tr|table|section|br|h[1-6])\b[^<>]{0,500}>", re.IGNORECASE
)


@dataclass(frozen=True)
class _Block:
    """Lines of a document that belong together, counted from 0, `stop` excluded."""

    start: int
    stop: int
    heading: int | None = None
    html: bool = False
    code: bool = False


def markdown_parts(text: str, cell: int | None = None) -> tuple[Part, ...]:
    """Give the parts of a Markdown text, which is the source of a notebook's cell if so said."""
    front = _FRONT_MATTER.match(text)
    spans = scan(text, front.end() if front else 0)
    assembler = Assembler(text, spans, cell=cell)
    masked = _mask(text, spans, front.end() if front else 0)
    for block in _blocks(masked, assembler, spans):
        start = assembler.lines.start(block.start + 1)
        stop = assembler.lines.start(block.stop + 1)
        if block.html:
            _add_html(assembler, start, stop)
        elif not block.code or not assembler.add_equations(start, stop):
            assembler.add_block(start, stop, block.heading)
    return assembler.finish()


def _mask(text: str, spans: Sequence[Span], begin: int) -> str:
    """Put letters where formulas and code stand, so that their lines are no Markdown."""
    pieces, position = [_covered(text[:begin], "")], begin
    for span in spans:
        pieces.append(text[position : span.start])
        pieces.append(_covered(text[span.start : span.stop], "x"))
        position = span.stop
    return "".join([*pieces, text[position:]])


def _covered(text: str, letter: str) -> str:
    return re.sub(r"[^\r\n]*(\r\n|\r|\n)|[^\r\n]+", lambda m: letter + (m[1] or ""), text)


def _blocks(masked: str, assembler: Assembler, spans: Sequence[Span]) -> list[_Block]:
    """Give the blocks in order; formulas that no block has are blocks of their own."""
    blocks = sorted(_parsed(masked), key=lambda block: (block.start, block.stop))
    covered = [False] * (len(assembler.lines.starts) + 1)
    for block in blocks:
        covered[block.start : block.stop] = [True] * (block.stop - block.start)
    for span in spans:
        first = assembler.lines.line(span.start) - 1
        if not covered[first]:
            stop = assembler.lines.line(max(span.start, span.stop - 1))
            blocks.append(_Block(first, stop))
            covered[first:stop] = [True] * (stop - first)
    return sorted(blocks, key=lambda block: block.start)


def _parsed(masked: str) -> Iterator[_Block]:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": 20}).enable("table").disable("reference")
    parser.core.ruler.enableOnly(["normalize", "block"])
    heading: int | None = None
    in_row = False
    for token in parser.parse(masked):
        if token.type == "heading_open":
            heading = int(token.tag[1:])
        elif token.type in ("tr_open", "tr_close"):
            in_row = token.type == "tr_open"
        start, stop = token.map or (0, 0)
        if token.type == "inline" and not in_row:
            yield _Block(start, stop, heading)
            heading = None
        elif token.type == "tr_open":
            yield _Block(start, start + 1)
        elif token.type in ("html_block", "code_block"):
            html = token.type == "html_block"
            yield _Block(start, stop, html=html, code=not html)


def _add_html(assembler: Assembler, start: int, stop: int) -> None:
    """Add a block of HTML, cut where its elements begin new lines."""
    heading: int | None = None
    position = start
    formulas = [span for span in assembler.spans if start <= span.start < stop and span.is_formula]
    starts = [span.start for span in formulas]
    for match in _HTML_BREAK.finditer(assembler.text, start, stop):
        before = bisect_right(starts, match.start()) - 1
        if before >= 0 and match.start() < formulas[before].stop:
            continue
        assembler.add_block(position, match.start(), heading)
        opened = _HTML_HEADING.match(match[0])
        heading = int(opened[1]) if opened else None
        position = match.end()
    assembler.add_block(position, stop, heading)
