"""A derivation as Markdown with LaTeX between dollar signs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symconv.derivation import Step, StepKind, Text
from symconv.printing.document import Document
from symconv.printing.latex_document import LINE_WIDTH, LatexWriter
from symconv.printing.latex_page import PageLatexPrinter
from symconv.printing.layout import evenly

_SPECIAL = re.compile(r"([\\`*_\[\]<>#$|~])")
LINES_PER_DISPLAY = 40


def escape_markdown(text: str) -> str:
    """Give plain text as Markdown that shows it."""
    return _SPECIAL.sub(r"\\\1", text)


def render_markdown(document: Document) -> str:
    """Give a derivation as Markdown; formulas are LaTeX in `$…$` and `$$…$$`."""
    writer = _MarkdownWriter(LatexWriter(PageLatexPrinter(document.notation)))
    lines = [f"# {escape_markdown(document.title)}", "", escape_markdown(document.layer), ""]
    for section in document.sections:
        lines += [f"## {writer.prose(section.title)}", ""]
        for step in section.steps:
            lines += writer.step(step)
    return "\n".join(lines).rstrip("\n") + "\n"


class _MarkdownWriter:
    def __init__(self, latex: LatexWriter) -> None:
        self.latex = latex

    def prose(self, text: Text) -> str:
        return "".join(
            escape_markdown(part)
            if isinstance(part, str)
            else f"${self.latex.printer.write(part)}$"
            for part in text
        )

    def step(self, step: Step) -> Iterator[str]:
        yield from (f"### {self.prose(step.title)}", "")
        if step.note:
            yield from (self.prose(step.note), "")
        rows = list(self._rows(step))
        for display in evenly(rows, LINES_PER_DISPLAY):
            yield "$$\n\\begin{aligned}"
            yield " \\\\\n".join(display)
            yield "\\end{aligned}\n$$\n"

    def _rows(self, step: Step) -> Iterator[str]:
        if step.kind is not StepKind.MATRIX:
            yield from self.latex.rows(step, LINE_WIDTH)
            return
        for equation in step.equations:
            yield from self.latex.equation_rows(equation, 1)
