"""Finds the formulas of plain text: between delimiters as in Markdown, else lines that are one."""

from __future__ import annotations

import re

from symconv.verification.finding.assembly import Assembler
from symconv.verification.finding.likeness import is_equation
from symconv.verification.finding.parts import Part
from symconv.verification.finding.scanning import scan
from symconv.verification.finding.spans import Span, SpanKind, hidden
from symconv.verification.finding.wording import squeeze

_LINE = re.compile(r"[^\r\n]+")
_BLANK = re.compile(r"(?<![^\r\n])[ \t]*+(?:\r\n|\r|\n)")
_REMARK = re.compile(r"[ \t]*+(?:\#|%|//|\.\.)?+[ \t]*+(symconv(?:-ignore)?:[^\r\n]*)")
_ENUMERATED = re.compile(r"[ \t]*(?:\(?\d{1,3}[.)]|[-*•])?[ \t]*")
_UNDERLINED = re.compile(r"[^\r\n]++(?:\r\n|\r|\n)(=|-)\1{2,}[ \t]*(?=[\r\n]|\Z)")
_PIECE = re.compile(r"\S+(?: \S+)*")


def plain_parts(text: str) -> tuple[Part, ...]:
    """Give the parts of a plain text; settings stand on lines that begin with `symconv:`."""
    delimited = scan(text, markdown=False)
    lines = _lines(hidden(text, delimited))
    spans = sorted([*delimited, *lines], key=lambda span: span.start)
    assembler = Assembler(text, spans, words=squeeze)
    position = 0
    for match in _BLANK.finditer(hidden(text, spans)):
        _add_paragraph(assembler, position, match.start())
        position = match.end()
    _add_paragraph(assembler, position, len(text))
    return assembler.finish()


def _add_paragraph(assembler: Assembler, start: int, stop: int) -> None:
    """Add a paragraph, whose first line may be a heading, a ruler below it."""
    title = _UNDERLINED.match(assembler.text, start, stop)
    if title:
        end = title.start(1)
        assembler.add_block(start, end, 1 if title[1] == "=" else 2)
        start = title.end()
    assembler.add_block(start, stop)


def _lines(text: str) -> list[Span]:
    """Find the lines that speak to symconv, and those that are equations, one or several.

    Lines in brackets one below the other are a matrix, whose rows are no equations.
    """
    spans: list[Span] = []
    matches = list(_LINE.finditer(text))
    bracketed = [False, *(match[0].lstrip()[:1] in ("[", "|") for match in matches), False]
    for index, match in enumerate(matches, 1):
        remark = _REMARK.match(match[0])
        if remark:
            inner = match.start() + remark.start(1)
            spans.append(Span(SpanKind.COMMENT, *match.span(), inner, match.end()))
        elif "\ue000" not in match[0] and not (
            bracketed[index] and (bracketed[index - 1] or bracketed[index + 1])
        ):
            spans += _equations(text, match)
    return spans


def _equations(text: str, line: re.Match[str]) -> list[Span]:
    lead = _ENUMERATED.match(line[0])
    start = line.start() + (lead.end() if lead else 0)
    pieces = [match.span() for match in _PIECE.finditer(text, start, line.end())]
    if len(pieces) < 2 or not all(is_equation(text[a:b]) for a, b in pieces):
        whole = is_equation(text[start : line.end()].strip())
        pieces = [(start, line.end())] if whole else []
    return [Span(SpanKind.DISPLAY, a, b, a, b) for a, b in pieces]
