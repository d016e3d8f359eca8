"""Sheets as the text that text2qti makes a QTI package of, which Canvas and others import.

`text2qti sheet.txt` writes `sheet.zip`. Its mathematics stands in lines of prose, so every display
is one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from symconv.documents import Document, Paragraph, Text
from symconv.notation import Notation
from symconv.printing.formulas import TextPrinter
from symconv.printing.writers.markdown import MarkdownWriter, escape_start
from symconv.worksheets.exports.items import Item, ItemOption, items_of
from symconv.worksheets.sheet import Key, Worksheet

_INDENT = 4
_LEAST = Fraction(1, 10_000)
"""The smallest number that text2qti takes as one."""


def write(shown: Worksheet | Key) -> str:
    """Give a sheet as a quiz for text2qti."""
    sheet = shown.sheet if isinstance(shown, Key) else shown
    writer = _QuizWriter(sheet.notation)
    lines = [f"Quiz title: {_line(sheet.title)}"]
    about = " ".join(part for part in (sheet.options.course, f"Sheet {sheet.identity}.") if part)
    lines += [f"Quiz description: {escape_start(writer.escape(_line(about)))}", ""]
    for number, item in enumerate(items_of(sheet), 1):
        lines += [*writer.question(number, item), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _line(text: str) -> str:
    return " ".join(text.split())


class _QuizWriter(MarkdownWriter):
    """Writes questions as text2qti reads them: what belongs to one is indented."""

    def __init__(self, notation: Notation) -> None:
        super().__init__(Document("", notation, ()))
        self.plain = TextPrinter(notation)

    def displayed(self, lines: Iterable[str]) -> Iterator[str]:
        yield from (f"${_line(' '.join(lines))}$", "")

    def question(self, number: int, item: Item) -> Iterator[str]:
        """Give a question and its answers."""
        yield f"Title: {self._plain(item.title)}"
        yield f"Points: {item.points}"
        yield from _begun(f"{number}.", self.write(item.blocks, 1))
        if item.hints:
            yield from _begun("-", [self.prose(item.hints[0])])
        if item.solution:
            yield from _begun("...", self.write(item.solution, 1))
        if item.number is not None:
            yield self._number(item.number)
        elif item.options:
            for place, option in enumerate(item.options):
                yield from self._option(chr(ord("a") + place), option)
        else:
            yield from (f"*   {self.escape(_line(spelling))}" for spelling in item.spellings)

    def _option(self, letter: str, option: ItemOption) -> Iterator[str]:
        star = "*" if option.right else ""
        yield from _begun(f"{star}{letter})", self.write([Paragraph(option.text)], 1))
        yield from _begun("...", [self.escape(option.feedback)])

    def _number(self, number: Fraction) -> str:
        """Give the answer of a question after a number; numbers near 0 are compared as text."""
        if abs(number) < _LEAST:
            return f"*   {number}"
        whole = number.denominator == 1
        return f"=   {number.numerator}" if whole else f"=   {float(number)!r} +- 0.001"

    def _plain(self, text: Text) -> str:
        return _line("".join(
            part if isinstance(part, str) else self.plain.write(part) for part in text
        ))  # fmt: skip


def _begun(mark: str, lines: Iterable[str]) -> Iterator[str]:
    """Give paragraphs behind a mark; those after the first are indented as it is."""
    paragraphs = re.split(r"\n\s*\n", "\n".join(lines).strip("\n"))
    width = max(_INDENT, len(mark) + 1)
    for place, paragraph in enumerate(paragraphs):
        start = f"{mark:<{width}}" if place == 0 else f"\n{' ' * width}"
        yield start + f"\n{' ' * width}".join(paragraph.splitlines())
