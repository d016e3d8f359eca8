"""Documents as Markdown with LaTeX between dollar signs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from symconv.documents import (
    Align,
    Block,
    Bullets,
    Columns,
    ColumnsRow,
    Display,
    Document,
    Exercise,
    Figure,
    Lines,
    Matrices,
    Paragraph,
    Section,
    Source,
    Table,
    Verdict,
)
from symconv.formulas import Equation, Formula
from symconv.printing.breaking import fits_beside
from symconv.printing.stacked import evenly
from symconv.printing.writers.latex import BENEATH, COLUMN, LatexWriter
from symconv.printing.writers.writer import Writer

_SPECIAL = re.compile(r"([\\`*_\[\]<>#$|~])")
_LINES_PER_DISPLAY = 40
_ROWS_PER_DISPLAY = 20
_NEXT_ROW = " \\\\[6pt]\n"


def escape_markdown(text: str) -> str:
    """Give plain text as Markdown that shows it."""
    return _SPECIAL.sub(r"\\\1", text)


def write_documents(documents: Sequence[Document], *, standalone: bool) -> str:
    """Give documents as Markdown, which has no frame; formulas are LaTeX in `$…$` and `$$…$$`."""
    del standalone
    return "\n\n".join(
        "\n".join(_MarkdownWriter(document).lines(document)).rstrip("\n") + "\n"
        for document in documents
    )


class _MarkdownWriter(Writer):
    def __init__(self, document: Document) -> None:
        self.latex = LatexWriter(document, shrinks=False)
        super().__init__(self.latex.printer)

    def lines(self, document: Document) -> Iterator[str]:
        if document.title:
            yield from (f"# {self.escape(document.title)}", "")
        yield from self.write(document.blocks, 1)

    def escape(self, text: str) -> str:
        return escape_markdown(text)

    def inline(self, formula: Formula) -> str:
        return f"${self.printer.write(formula)}$"

    def section(self, block: Section, level: int, following: Block | None) -> Iterator[str]:
        del following
        yield from (f"#{'#' * level} {self.prose(block.title)}", "")
        yield from self.write(block.blocks, level + 1)

    def paragraph(self, block: Paragraph, level: int, following: Block | None) -> Iterator[str]:
        del level, following
        label = f"**{self.escape(block.label)}** " if block.label else ""
        yield from (f"{label}{self.prose(block.text)}", "")

    def verdict(self, block: Verdict, level: int, following: Block | None) -> Iterator[str]:
        del level, following
        mark = f"{self.escape(block.mark)} " if block.mark else ""
        yield from (f"{mark}*{self.prose(block.text)}*", "")

    def source(self, block: Source, level: int, following: Block | None) -> Iterator[str]:
        del level, following
        text = "\n".join(block.lines)
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
        name = "diff" if block.changed else "latex" if block.mathematics else ""
        yield from (f"{fence}{name}", *block.lines, fence, "")

    def bullets(self, block: Bullets, level: int, following: Block | None) -> Iterator[str]:
        del level, following
        yield from (f"- {self.prose(item)}" for item in block.items)
        yield ""

    def display(self, block: Display, level: int, following: Block | None) -> Iterator[str]:
        del level, following
        yield from _aligned(list(self.latex.rows(block)))

    def matrices(self, block: Matrices, level: int, following: Block | None) -> Iterator[str]:
        del level, following
        rows = [row for equation in block.equations for row in self.latex.matrix_rows(equation)]
        yield from _aligned(rows)

    def columns(self, block: Columns, level: int, following: Block | None) -> Iterator[str]:
        del level, following
        breaker = self.latex.breaker
        heads = [rf"\text{{{self.latex.escape(head)}}}" for head in block.heads]
        per_line = breaker.terms_in_columns(block, COLUMN)
        if not block.beneath and fits_beside(block, per_line):
            form = "c" + "|l" * len(heads)
            for rows in evenly(block.rows, _ROWS_PER_DISPLAY):
                lines = [self._beside(row, per_line) for row in rows]
                yield from _array(form, [f" & {' & '.join(heads)}", *lines])
            return
        per_line = max(1, breaker.terms_in_columns(block, BENEATH))
        for rows in evenly(block.rows, _ROWS_PER_DISPLAY // 2):
            lines = [line for row in rows for line in self._beneath(row, heads, per_line)]
            yield from _array("cll", lines)

    def _beside(self, row: ColumnsRow, per_line: int) -> str:
        cells = (self._cell(equation, per_line) for equation in row.cells)
        return " & ".join([_mark(row), *cells])

    def _beneath(self, row: ColumnsRow, heads: Sequence[str], per_line: int) -> Iterator[str]:
        for place, (head, equation) in enumerate(zip(heads, row.cells, strict=True)):
            mark = "" if place else _mark(row)
            yield f"{mark} & {head} & {self._cell(equation, per_line)}"

    def _cell(self, equation: Equation, per_line: int) -> str:
        lines = self.latex.equation_lines(equation, per_line)
        if len(lines) == 1:
            return rf"\displaystyle {lines[0].replace('&', '', 1)}"
        return rf"\begin{{aligned}} {' '.join(_joined(lines))} \end{{aligned}}"

    def table(self, block: Table, level: int, following: Block | None) -> Iterator[str]:
        del level, following
        yield f"| {' | '.join(map(self.prose, block.heads))} |"
        sides = (":--" if align is Align.LEFT else "--:" for align in block.aligns)
        yield f"|{'|'.join(sides)}|"
        yield from (f"| {' | '.join(map(self.prose, row))} |" for row in block.rows)
        yield ""

    def ruled(self, block: Lines, level: int, following: Block | None) -> Iterator[str]:
        del level, following
        blank = r"\_" * 12
        yield from (" ".join(f"{self.escape(label)} {blank}" for label in block.labels), "")

    def exercise(self, block: Exercise, level: int, following: Block | None) -> Iterator[str]:
        del following
        title = f"Exercise {block.number}: {self.prose(block.title)} ({block.worth})"
        yield from (f"#{'#' * level} {title}", "", self.prose(block.task), "")
        yield from self.write(block.blocks, level + 1)
        for option in block.options:
            mark = "" if option.right is None else " ✓" if option.right else " ✗"
            said = f" *{self.prose(option.feedback)}*" if option.feedback else ""
            yield from ("<!-- symconv-ignore: an option -->",
                        f"{option.letter}. {self.prose(option.text)}{mark}{said}", "")  # fmt: skip
        for number, hint in enumerate(block.hints, 1):
            yield from (f"*Hint {number}:* {self.prose(hint)}", "")
        if block.solution:
            yield from ("**Solution**", "")
            yield from self.write(block.solution, level + 1)

    def figure(self, block: Figure, level: int, following: Block | None) -> Iterator[str]:
        yield from self.table(block.as_table(), level, following)


def _aligned(rows: list[str]) -> Iterator[str]:
    for display in evenly(rows, _LINES_PER_DISPLAY):
        yield "$$\n\\begin{aligned}"
        yield " \\\\\n".join(display)
        yield "\\end{aligned}\n$$\n"


def _joined(lines: Sequence[str]) -> Iterator[str]:
    yield from (rf"{line} \\" for line in lines[:-1])
    yield lines[-1]


def _array(columns: str, rows: list[str]) -> Iterator[str]:
    yield f"$$\n\\begin{{array}}{{{columns}}}"
    yield _NEXT_ROW.join(rows)
    yield "\\end{array}\n$$\n"


def _mark(row: ColumnsRow) -> str:
    return r"\neq" if row.marked else ""
