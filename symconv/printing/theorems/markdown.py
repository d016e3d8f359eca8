"""A theorem as Markdown with LaTeX between dollar signs."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.calculus import Words
from symconv.formulas import Formula
from symconv.printing.latex import LatexPrinter
from symconv.printing.markdown import escape_markdown
from symconv.printing.theorems.document import PrintedPart, TheoremDocument, is_displayed


def render_theorem_markdown(document: TheoremDocument) -> str:
    """Give a theorem as Markdown; formulas are LaTeX in `$…$` and `$$…$$`."""
    writer = _MarkdownWriter(LatexPrinter(document.notation))
    return "\n".join(writer.lines(document)).rstrip("\n") + "\n"


class _MarkdownWriter:
    def __init__(self, printer: LatexPrinter) -> None:
        self.printer = printer

    def prose(self, words: Words) -> str:
        return "".join(
            escape_markdown(part) if isinstance(part, str) else self.formula(part) for part in words
        )

    def formula(self, formula: Formula) -> str:
        written = self.printer.write(formula)
        return f"\n\n$$\n{written}\n$$" if is_displayed(formula) else f"${written}$"

    def lines(self, document: TheoremDocument) -> Iterator[str]:
        yield from (f"# {escape_markdown(document.title)}", "")
        for words in document.given:
            yield from (self.prose(words), "")
        yield from (self.prose(document.claim), "")
        for heading, statement in document.statements:
            yield from (self.prose(heading), "") if heading else ()
            yield from (f"$$\n{self.printer.write(statement)}\n$$", "")
        for words in document.where:
            yield from (self.prose(words), "")
        if document.source:
            yield from (f"Source: {escape_markdown(document.source)}.", "")
        yield from (f"*{self.prose(document.verdict)}*", "")
        for part in document.parts:
            yield from self.part(part)
        for claim in document.refuted:
            yield from (f"Not true is {self.prose(claim.words)}:", "")
            yield from (f"$$\n{self.printer.write(claim.equation)}\n$$", "")
            yield from (self.prose(claim.fails), "")

    def part(self, part: PrintedPart) -> Iterator[str]:
        yield from (f"## {self.prose(part.title)}", "")
        for words in part.given:
            yield from (self.prose(words), "")
        left = self.printer.write(part.left)
        for line in part.lines:
            if line.words:
                yield from (f"**({line.number})** {self.prose(line.words)}", "")
            start = left if line.number == 1 else ""
            yield from (f"$$\n{start} = {self.printer.write(line.right)}\n$$", "")
        for words in part.reading:
            yield from (self.prose(words), "")
        yield from (self.prose(part.proof), "")
