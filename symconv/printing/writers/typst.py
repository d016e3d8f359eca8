"""Documents as typst: a fragment, or a document whose page and letters are set.

What typst has a meaning for is escaped wherever text of others stands; no package is imported and
no file is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

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
    GridFigure,
    Lines,
    Matrices,
    Option,
    Paragraph,
    Section,
    Source,
    Table,
    Text,
    Verdict,
)
from symconv.documents.size import height
from symconv.formulas import Add, Blank, Equation, Formula
from symconv.printing.breaking import Breaker, fits_beside
from symconv.printing.formulas.text import TextPrinter
from symconv.printing.formulas.typst import TypstPrinter
from symconv.printing.formulas.typst_elements import readable, string
from symconv.printing.lines import Beside, Line, Row
from symconv.printing.measure import TypesetMeasure
from symconv.printing.stacked import evenly
from symconv.printing.writers.array_rows import ArrayRow, array_rows
from symconv.printing.writers.blanked import fields_of_their_own, has_blanks
from symconv.printing.writers.grid_svg import write_grid_svg
from symconv.printing.writers.svg import write_svg
from symconv.printing.writers.writer import Writer

LINE = 62.0
COLUMN, BENEATH = 0.54 * LINE, 0.84 * LINE
_SPECIAL = re.compile(r"[\\#*_`$<>@=+\-/~'\"\[\]&|^{}]|(?<=\d)\.|\.(?=\.)|:(?=/)")
_SPACE = re.compile(r"\s+")
_FRAME = """#set page(paper: "a4", margin: 20mm, numbering: "1")
#set text(font: "New Computer Modern", size: 11pt)
#set par(spacing: 0.9em)
#show heading: set block(above: 1.5em, below: 0.8em)
#show math.equation.where(block: true): set block(breakable: true)
#show math.equation.where(block: true): set par(leading: 0.8em)
"""
_TO_LINE = """#let to-line(body) = layout(size => {
  let own = measure(body).width
  let share = calc.min(100%, size.width / own * 100%)
  align(center, scale(share, reflow: true, body))
})
"""
"""Sets what is wider than a line smaller."""
_DISPLAYS = "math.equation.where(block: true)"
_ROOM_TO_WRITE = "1.6em"
_LINES_PER_DISPLAY = 24
_NEXT_ROW = " \\\n"
_MARK = "$≠$"
_DEEPEST = 4
_POINTS = 0.72
"""The points of a pixel in drawings."""


def escape_typst(text: str) -> str:
    r"""Give plain text as markup that prints it.

    >>> escape_typst("50% #read(x) *bold* 1. first")
    '50% \\#read(x) \\*bold\\* 1\\. first'
    """
    return _SPECIAL.sub(lambda found: "\\" + found[0], _SPACE.sub(" ", readable(text)))


def write_documents(documents: Sequence[Document], *, standalone: bool) -> str:
    """Give documents as typst; `standalone` sets the page, the letters and the title."""
    body = "".join(
        f"{line}\n" for document in documents for line in TypstWriter(document).lines(document)
    )
    if not standalone:
        return _TO_LINE + body
    title = string(documents[0].title) if documents else '""'
    return f"#set document(title: {title}, date: none)\n{_FRAME}{_TO_LINE}{body}"


class TypstWriter(Writer):
    """Lays blocks out as headings, paragraphs, displays and grids."""

    printer: TypstPrinter

    def __init__(self, document: Document) -> None:
        super().__init__(TypstPrinter(document.notation))
        self._plain = TextPrinter(document.notation)
        self.measure = TypesetMeasure(document.notation)
        self.breaker = Breaker(self.measure, LINE)

    def lines(self, document: Document) -> Iterator[str]:
        """Give the lines of a document."""
        yield f"= {self.escape(document.title)}\n"
        yield from self.write(document.blocks, 2)

    def escape(self, text: str) -> str:
        """Give plain text as markup that prints it."""
        return escape_typst(text)

    def inline(self, formula: Formula) -> str:
        """Give a formula in prose."""
        return f"${self.printer.write(formula)}$"

    def section(self, block: Section, level: int, following: Block | None) -> Iterator[str]:
        """Give a heading and what stands below it."""
        del following
        yield f"{_heading(level)} {self.prose(block.title)}\n"
        yield from self.write(block.blocks, level + 1)

    def paragraph(self, block: Paragraph, level: int, following: Block | None) -> Iterator[str]:
        """Give a paragraph; what it leads to stays on its page."""
        del level
        label = f"#strong[{self.escape(block.label)}] " if block.label else ""
        text = f"{label}{self.prose(block.text)}"
        leads = isinstance(following, Display | Matrices | Columns | Table | Figure)
        yield f"#block(sticky: true)[{text}]\n" if leads else f"{text}\n"

    def verdict(self, block: Verdict, level: int, following: Block | None) -> Iterator[str]:
        """Give a verdict, in italics."""
        del level, following
        mark = f"{self.escape(block.mark)} " if block.mark else ""
        yield f"{mark}#emph[{self.prose(block.text)}]\n"

    def source(self, block: Source, level: int, following: Block | None) -> Iterator[str]:
        """Give lines in typewriter letters, never as markup."""
        del level, following
        lines = r"\n".join(string(line)[1:-1] for line in block.lines)
        yield f'#block(inset: (left: 2em))[#raw(block: true, "{lines}")]\n'

    def bullets(self, block: Bullets, level: int, following: Block | None) -> Iterator[str]:
        """Give a list."""
        del level, following
        yield from (f"- {self.prose(item)}" for item in block.items)
        yield ""

    def display(self, block: Display, level: int, following: Block | None) -> Iterator[str]:
        """Give equations as rows of one alignment, with room to write where parts are left out."""
        del level, following
        rows = _NEXT_ROW.join(map(self.row, self.breaker.rows(block)))
        yield from _roomy(f"$ {rows} $", any(map(has_blanks, block.equations)))

    def row(self, row: Row) -> str:
        """Give a row of an aligned display."""
        if isinstance(row, Beside) and row.aligned:
            return " & quad ".join(map(self._aligned, row.equations))
        if isinstance(row, Beside):
            return "& " + " quad quad ".join(map(self.printer.write, row.equations))
        return self.line(row)

    def _aligned(self, equation: Formula) -> str:
        if not isinstance(equation, Equation):
            raise TypeError(f"{type(equation).__name__} is no equation")
        left, right = self.printer.write(equation.left), self.printer.write(equation.right)
        return f"{left} &{self.printer.sign(equation)} {right}"

    def line(self, line: Line) -> str:
        """Give a line of an equation; what stays too wide is set smaller."""
        text = self.printer.parts(line.parts)
        if line.only is not None:
            share = LINE / self.breaker.measure.width(line.only)
            if share < 0.8:
                text = f"#box(scale({100 * share:.0f}%, reflow: true, $display({text})$))"
        left = "" if line.left is None else f"{self.printer.write(line.left)} "
        if line.sign is not None:
            return f"{left}&{self.printer.signs[line.sign]} {text}"
        if line.left is not None:
            return f"{left}&{text}"
        return f"& {'quad ' * line.depth}{text}"

    def matrices(self, block: Matrices, level: int, following: Block | None) -> Iterator[str]:
        """Give equations between matrices, each set smaller where it is too wide."""
        del level, following
        for equation in block.equations:
            terms = equation.right.terms if isinstance(equation.right, Add) else (equation.right,)
            rows = list(array_rows(equation, self.printer, self.measure, LINE))
            roomy = "0.9em" if has_blanks(equation) else "0.5em"
            yield f"#[\n#set math.mat(row-gap: {roomy}, column-gap: 0.8em)"
            for run in evenly(rows, max(1, _LINES_PER_DISPLAY // max(map(height, terms)))):
                yield f"#to-line[$ {_NEXT_ROW.join(map(_array_row, run))} $]"
            yield "]\n"

    def columns(self, block: Columns, level: int, following: Block | None) -> Iterator[str]:
        """Give equations in columns, or below each other."""
        del level, following
        per_line = self.breaker.terms_in_columns(block, COLUMN)
        yield "#[\n#show math.equation.where(block: true): set align(left)"
        if block.beneath or not fits_beside(block, per_line):
            per_line = max(1, self.breaker.terms_in_columns(block, BENEATH))
            for row in block.rows:
                yield from self._beneath(block.heads, row, per_line)
        else:
            yield "#grid(columns: (4%, 48%, 48%), row-gutter: 0.9em, align: left + top,"
            heads = ", ".join(f"[*{self.escape(head)}*]" for head in block.heads)
            yield f"grid.header([], {heads}),"
            for row in block.rows:
                cells = ", ".join(self._cell(equation, per_line) for equation in row.cells)
                yield f"[{_MARK if row.marked else ''}], {cells},"
            yield ")"
        yield "]\n"

    def _beneath(self, heads: Sequence[str], row: ColumnsRow, per_line: int) -> Iterator[str]:
        """Give the cells of a row below each other, all on one page."""
        yield "#block(breakable: false, grid(columns: (4%, 13%, 1fr), row-gutter: 0.6em,"
        for place, (head, equation) in enumerate(zip(heads, row.cells, strict=True)):
            mark = _MARK if row.marked and not place else ""
            yield f"[{mark}], [{self.escape(head)}], {self._cell(equation, per_line)},"
        yield "))"

    def _cell(self, equation: Equation, per_line: int) -> str:
        lines = _NEXT_ROW.join(map(self.line, self.breaker.equation(equation, per_line)))
        return f"[$ {lines} $]"

    def table(self, block: Table, level: int, following: Block | None) -> Iterator[str]:
        """Give a table, whose heads come again on each page."""
        del level, following
        aligns = ", ".join("right" if align is Align.RIGHT else "left" for align in block.aligns)
        heads = ", ".join(f"[{self.prose(head)}]" for head in block.heads)
        yield f"#align(center, table(columns: {len(block.heads)}, align: ({aligns},), stroke: none,"
        yield f"table.header({heads}), table.hline(stroke: 0.5pt),"
        yield from (", ".join(f"[{self.prose(cell)}]" for cell in row) + "," for row in block.rows)
        yield "))\n"

    def ruled(self, block: Lines, level: int, following: Block | None) -> Iterator[str]:
        """Give lines to write on, side by side."""
        del level, following
        cells = ", ".join(
            f"[{self.escape(label)} #box(width: 1fr, line(length: 100%, stroke: 0.5pt))]"
            for label in block.labels
        )
        widths = "1fr, " * len(block.labels)
        yield f"#block(above: 1.5em, below: 1.5em, grid(columns: ({widths}), gutter: 2em, {cells}))"
        yield ""

    def exercise(self, block: Exercise, level: int, following: Block | None) -> Iterator[str]:
        """Give a question, with its options; then what a key says besides."""
        del following
        title = f"Exercise {block.number}: {self.prose(block.title)}"
        worth = f'#text(size: 0.8em, weight: "regular")[({block.worth})]'
        yield f"{_heading(level)} {title} {worth}\n"
        yield f"#block(sticky: true)[{self.prose(block.task)}]\n"
        yield from self.write(block.blocks, level + 1)
        yield from self._options(block.options)
        for field in fields_of_their_own(block):
            line = self.inline(Blank(field.number, field.width))
            yield f"#block(above: 1.2em, below: 1.2em)[Answer: {line}]\n"
        for number, hint in enumerate(block.hints, 1):
            yield f"#emph[Hint {number}:] {self.prose(hint)}\n"
        if block.solution:
            yield "#block(sticky: true, above: 1.2em)[#strong[Solution]]\n"
            yield from self.write(block.solution, level + 1)

    def _options(self, options: Sequence[Option]) -> Iterator[str]:
        if options:
            items = (f"[{self.prose(option.text)}{self._judged(option)}]" for option in options)
            yield f'#enum(numbering: "A.", spacing: 0.9em, {", ".join(items)})\n'

    def _judged(self, option: Option) -> str:
        if option.right is None:
            return ""
        feedback = f" #emph[{self.prose(option.feedback)}]" if option.feedback else ""
        return f" {'✓' if option.right else '✗'}{feedback}"

    def figure(self, block: Figure, level: int, following: Block | None) -> Iterator[str]:
        """Give a drawing with its caption."""
        del level, following
        svg = write_svg(replace(block, caption=()), self.printer.notation)
        yield from self._drawing(svg, block.width, block.alternative)
        yield f"{self.prose(block.caption)}\n"

    def grid(self, block: GridFigure, level: int, following: Block | None) -> Iterator[str]:
        """Give a drawing of grids with its caption."""
        del level, following
        svg = write_grid_svg(replace(block, caption=()), self.printer.notation)
        yield from self._drawing(svg, block.width, block.alternative)
        yield f"{self.prose(block.caption)}\n"

    def _drawing(self, svg: str, pixels: int, alternative: Text) -> Iterator[str]:
        """Give a picture in the text, no wider than a line, and what it shows in words."""
        words = (part if isinstance(part, str) else self._plain.write(part) for part in alternative)
        width = f"calc.min(size.width, {_POINTS * pixels:.1f}pt)"
        yield "#align(center, layout(size => image("
        yield f'bytes({string(svg)}), format: "svg", width: {width}, alt: {string("".join(words))},'
        yield ")))"


def _array_row(row: ArrayRow) -> str:
    if row.left:
        return f"{row.left} &= {row.text}"
    return f"& quad + med {row.text}" if row.plus else f"& quad {row.text}"


def _heading(level: int) -> str:
    return "=" * min(level, _DEEPEST)


def _roomy(text: str, roomy: bool) -> Iterable[str]:
    """Give a display, its lines further apart where something is to be written in it."""
    if not roomy:
        return (text + "\n",)
    return (
        f"#[\n#show math.equation.where(block: true): set par(leading: {_ROOM_TO_WRITE})",
        text,
        "]\n",
    )
