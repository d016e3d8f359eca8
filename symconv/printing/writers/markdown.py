"""Documents as Markdown with LaTeX between dollar signs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from symconv.documents import (
    Align,
    Block,
    Bullets,
    Columns,
    ColumnsRow,
    Comment,
    Display,
    Document,
    Exercise,
    Figure,
    GridFigure,
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
from symconv.printing.formulas.text import TextPrinter
from symconv.printing.stacked import evenly
from symconv.printing.writers.grid_text import grid_lines, plain_prose
from symconv.printing.writers.latex import BENEATH, COLUMN, LatexWriter
from symconv.printing.writers.writer import Writer

_STARTS = re.compile(
    r"^(\s*(?:\d{1,9}(?=[.)](?:\s|$)))?)([.)]|[-+](?=[-+\s]|$)|=|%|:::|\((?=.*\)=\s*$))"
)
_SPECIAL = re.compile(r"([\\`*_\[\]<>#$|~]|&(?=#?\w+;))")
_LINES_PER_DISPLAY = 40
_ROWS_PER_DISPLAY = 20
_NEXT_ROW = " \\\\[6pt]\n"


def escape_markdown(text: str) -> str:
    """Give plain text as Markdown that shows it."""
    return _SPECIAL.sub(r"\\\1", text)


def escape_start(line: str) -> str:
    r"""Give the first line of a paragraph so that it begins no list, fence or directive.

    >>> escape_start("1. Networks"), escape_start(":::{raw} html"), escape_start("- a")
    ('1\\. Networks', '\\:::{raw} html', '\\- a')
    """
    return _STARTS.sub(r"\1\\\2", line)


def write_documents(documents: Sequence[Document], *, standalone: bool) -> str:
    """Give documents as Markdown, which has no frame; formulas are LaTeX in `$…$` and `$$…$$`."""
    del standalone
    return "\n\n".join(
        "\n".join(MarkdownWriter(document).lines(document)).rstrip("\n") + "\n"
        for document in documents
    )


class MarkdownWriter(Writer):
    """Writes Markdown; formats that are near it derive from this."""

    def __init__(self, document: Document) -> None:
        self.latex = LatexWriter(document, shrinks=False)
        super().__init__(self.latex.printer)

    def lines(self, document: Document) -> Iterator[str]:
        """Give the lines of a whole document."""
        if document.title:
            yield from (f"# {self.escape(' '.join(document.title.split()))}", "")
        yield from self.write(document.blocks, 1)

    def escape(self, text: str) -> str:
        """Give plain text so that the format shows it."""
        return escape_markdown(text)

    def inline(self, formula: Formula) -> str:
        """Give a formula between signs that mark it."""
        return f"${self.printer.write(formula)}$"

    def displayed(self, lines: Iterable[str]) -> Iterator[str]:
        """Give the lines of one display: mathematics that stands by itself."""
        yield from ("$$", *lines, "$$", "")

    def section(self, block: Section, level: int, following: Block | None) -> Iterator[str]:
        """Give a titled run of blocks."""
        del following
        yield from (f"#{'#' * level} {self.prose(block.title)}", "")
        yield from self.write(block.blocks, level + 1)

    def paragraph(self, block: Paragraph, level: int, following: Block | None) -> Iterator[str]:
        """Give a paragraph."""
        del level, following
        label = f"**{self.escape(block.label)}** " if block.label else ""
        text = f"{label}{self.prose(block.text)}"
        yield from (*map(escape_start, text.splitlines()), "")

    def verdict(self, block: Verdict, level: int, following: Block | None) -> Iterator[str]:
        """Give what was found, behind its mark."""
        del level, following
        mark = f"{self.escape(block.mark)} " if block.mark else ""
        yield from (f"{mark}*{self.prose(block.text)}*", "")

    def source(self, block: Source, level: int, following: Block | None) -> Iterator[str]:
        """Give lines of somebody else's writing as they are."""
        del level, following
        text = "\n".join(block.lines)
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
        name = "diff" if block.changed else "latex" if block.mathematics else ""
        yield from (f"{fence}{name}", *block.lines, fence, "")

    def bullets(self, block: Bullets, level: int, following: Block | None) -> Iterator[str]:
        """Give a list."""
        del level, following
        yield from (f"- {self.prose(item)}" for item in block.items)
        yield ""

    def display(self, block: Display, level: int, following: Block | None) -> Iterator[str]:
        """Give equations on lines of their own."""
        del level, following
        yield from self._aligned(list(self.latex.rows(block)))

    def matrices(self, block: Matrices, level: int, following: Block | None) -> Iterator[str]:
        """Give equations between arrays that are written out."""
        del level, following
        rows = [row for equation in block.equations for row in self.latex.matrix_rows(equation)]
        yield from self._aligned(rows)

    def columns(self, block: Columns, level: int, following: Block | None) -> Iterator[str]:
        """Give equations in named columns."""
        del level, following
        breaker = self.latex.breaker
        heads = [rf"\text{{{self.latex.escape(head)}}}" for head in block.heads]
        per_line = breaker.terms_in_columns(block, COLUMN)
        if not block.beneath and fits_beside(block, per_line):
            form = "c" + "|l" * len(heads)
            for rows in evenly(block.rows, _ROWS_PER_DISPLAY):
                lines = [self._beside(row, per_line) for row in rows]
                yield from self._array(form, [f" & {' & '.join(heads)}", *lines])
            return
        per_line = max(1, breaker.terms_in_columns(block, BENEATH))
        for rows in evenly(block.rows, _ROWS_PER_DISPLAY // 2):
            lines = [line for row in rows for line in self._beneath(row, heads, per_line)]
            yield from self._array("cll", lines)

    def _aligned(self, rows: list[str]) -> Iterator[str]:
        for display in evenly(rows, _LINES_PER_DISPLAY):
            body = " \\\\\n".join(display)
            yield from self.displayed((r"\begin{aligned}", body, r"\end{aligned}"))

    def _array(self, columns: str, rows: list[str]) -> Iterator[str]:
        body = _NEXT_ROW.join(rows)
        yield from self.displayed((rf"\begin{{array}}{{{columns}}}", body, r"\end{array}"))

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
        """Give a table."""
        del level, following
        yield f"| {' | '.join(map(self.prose, block.heads))} |"
        sides = (":--" if align is Align.LEFT else "--:" for align in block.aligns)
        yield f"|{'|'.join(sides)}|"
        yield from (f"| {' | '.join(map(self.prose, row))} |" for row in block.rows)
        yield ""

    def ruled(self, block: Lines, level: int, following: Block | None) -> Iterator[str]:
        """Give lines to write on."""
        del level, following
        blank = r"\_" * 12
        yield from (" ".join(f"{self.escape(label)} {blank}" for label in block.labels), "")

    def comment(self, block: Comment, level: int, following: Block | None) -> Iterator[str]:
        """Give what only programs read, as a comment."""
        del level, following
        yield from (f"<!-- {block.text.replace('-->', '')} -->", "")

    def exercise(self, block: Exercise, level: int, following: Block | None) -> Iterator[str]:
        """Give a question with what it shows."""
        del following
        title = f"Exercise {block.number}: {self.prose(block.title)} ({block.worth})"
        yield from (f"#{'#' * level} {title}", "", self.prose(block.task), "")
        yield from self.write(block.blocks, level + 1)
        yield from self.chosen(block)
        for number, hint in enumerate(block.hints, 1):
            yield from (f"*Hint {number}:* {self.prose(hint)}", "")
        if block.solution:
            yield from ("**Solution**", "")
            yield from self.write(block.solution, level + 1)

    def chosen(self, block: Exercise) -> Iterator[str]:
        """Give the options of an exercise, with what is known of them."""
        for option in block.options:
            mark = "" if option.right is None else " ✓" if option.right else " ✗"
            said = f" *{self.prose(option.feedback)}*" if option.feedback else ""
            yield from ("<!-- symconv-ignore: an option -->",
                        f"{option.letter}. {self.prose(option.text)}{mark}{said}", "")  # fmt: skip

    def figure(self, block: Figure, level: int, following: Block | None) -> Iterator[str]:
        """Give a figure as a table."""
        yield from self.table(block.as_table(), level, following)

    def grid(self, block: GridFigure, level: int, following: Block | None) -> Iterator[str]:
        """Give a drawing of grids in letters, and what it shows in words."""
        del level, following
        plain = TextPrinter(self.printer.notation).write
        lines = list(grid_lines(block, plain, lambda text: plain_prose(text, plain)))
        fence = _fence(lines)
        yield from (f"{fence}text", *lines, fence, "")
        yield from (self.prose(block.caption), "", self.prose(block.alternative), "")


def _fence(lines: Sequence[str]) -> str:
    """Give a fence that no line can end."""
    runs = re.findall("`+", "\n".join(lines))
    return "`" * max(3, 1 + max(map(len, runs), default=0))


def _joined(lines: Sequence[str]) -> Iterator[str]:
    yield from (rf"{line} \\" for line in lines[:-1])
    yield lines[-1]


def _mark(row: ColumnsRow) -> str:
    return r"\neq" if row.marked else ""
