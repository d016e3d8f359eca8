"""A theorem as plain Unicode text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from symconv.calculus import Words
from symconv.formulas import Equation
from symconv.printing.text import TextPrinter
from symconv.printing.theorems.document import PrintedPart, TheoremDocument, is_displayed

LINE = 100


def render_theorem_text(document: TheoremDocument) -> str:
    """Give a theorem as plain text."""
    return "\n".join(_TextWriter(TextPrinter(document.notation)).lines(document)) + "\n"


class _TextWriter:
    def __init__(self, printer: TextPrinter) -> None:
        self.printer = printer

    def prose(self, words: Words) -> str:
        return "".join(w if isinstance(w, str) else self.printer.write(w) for w in words)

    def wrapped(self, words: Words, indent: str = "") -> list[str]:
        return textwrap.wrap(
            self.prose(words), LINE, initial_indent=indent, subsequent_indent=indent,
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip

    def lines(self, document: TheoremDocument) -> Iterator[str]:
        yield from (document.title, "=" * len(document.title))
        for words in document.given:
            yield from self.given(words)
        yield from self.wrapped(document.claim)
        for heading, statement in document.statements:
            yield from self.wrapped(heading)
            yield f"    {self.printer.write(statement)}"
        for words in document.where:
            yield from self.wrapped(words)
        if document.source:
            yield f"Source: {document.source}"
        yield from self.wrapped(document.verdict)
        for part in document.parts:
            yield from self.part(part)
        for claim in document.refuted:
            yield ""
            yield from self.wrapped(("Not true is ", *claim.words, ":"))
            yield f"    {self.printer.write(claim.equation)}"
            yield from self.wrapped(claim.fails)

    def given(self, words: Words) -> Iterator[str]:
        """Give words, the formulas that are displayed on lines of their own after them."""
        yield from self.wrapped(tuple(part for part in words if not is_displayed(part)))
        for part in words:
            if isinstance(part, Equation) and is_displayed(part):
                yield f"    {self.printer.write(part)}"

    def part(self, part: PrintedPart) -> Iterator[str]:
        title = self.prose(part.title)
        yield from ("", title, "-" * len(title))
        for words in part.given:
            yield from self.given(words)
        left = self.printer.write(part.left)
        for line in part.lines:
            yield ""
            if line.words:
                yield from self.wrapped((f"({line.number}) ", *line.words))
            yield f"    {left if line.number == 1 else ''} = {self.printer.write(line.right)}"
        yield ""
        for words in part.reading:
            yield from self.wrapped(words)
        yield from self.wrapped(part.proof)
