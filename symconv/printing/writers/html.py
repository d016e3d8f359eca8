"""Documents as HTML with MathML: a fragment for somebody's page, or a page that works offline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

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
    Outcome,
    Paragraph,
    Section,
    Source,
    Table,
    Text,
    Verdict,
)
from symconv.documents.size import height
from symconv.formulas import Add, Equation, Formula
from symconv.printing.breaking import Breaker, fits_beside
from symconv.printing.formulas.mathml import MathmlPrinter
from symconv.printing.formulas.mathml_elements import table, unseen
from symconv.printing.lines import Beside, Line, Row
from symconv.printing.markup import escape_markup
from symconv.printing.measure import TypesetMeasure
from symconv.printing.stacked import evenly
from symconv.printing.typeset import typeset_latex
from symconv.printing.writers.grid_svg import write_grid_svg
from symconv.printing.writers.html_style import DOCUMENT_STYLE, PAGE_STYLE
from symconv.printing.writers.svg import write_svg
from symconv.printing.writers.writer import Writer

LINE = 62.0
_BENEATH = 0.84 * LINE
_GAP_OF_COLUMNS = 0.04 * LINE
_EM = 0.7
"""The width of a letter in em, about."""
_LONG = 24.0
"""Width from which a formula in prose may need a box of its own on a narrow screen."""
_LINES_PER_TABLE = 12
"""A table of formulas does not go over two pages, so long displays are several of them."""
_FRAGMENT_LEVEL, _PAGE_LEVEL, _LAST_LEVEL = 3, 1, 6
_MARKS = {
    Outcome.HOLDS: "✓", Outcome.CORRECTED: "≠", Outcome.FAILS: "✗", Outcome.CONDITIONAL: "~",
    Outcome.DAMAGED: "!", Outcome.UNKNOWN: "?", Outcome.NEUTRAL: "·",
}  # fmt: skip
_UNEQUAL = "≠"
IGNORED = "<!-- symconv-ignore: an option -->"
"""Stands before an option, which may be false."""


def write_documents(documents: Sequence[Document], *, standalone: bool) -> str:
    """Give documents as HTML, their formulas as MathML Core; nothing is loaded, nothing runs.

    A fragment is a `div` of class `symconv-document` for each document, without ids; its style,
    which comes first, touches nothing else. `standalone` gives a page, with links to its documents
    where there are several.
    """
    if not standalone:
        style = f"<style>\n{DOCUMENT_STYLE}</style>"
        parts = [
            f'<div class="symconv-document">{"" if number else style}\n'
            f"{_body(document, _FRAGMENT_LEVEL)}</div>\n"
            for number, document in enumerate(documents)
        ]
        return "".join(parts)
    others = len(documents) - 1
    title = escape_markup(documents[0].title) + (f", and {others} more" if others else "")
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8"/>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
        f"<title>{title}</title>\n<style>\n{PAGE_STYLE}{DOCUMENT_STYLE}</style>\n</head>\n"
        f'<body>\n<main class="symconv-document">\n{_main(documents)}</main>\n</body>\n</html>\n'
    )


def _main(documents: Sequence[Document]) -> str:
    if len(documents) == 1:
        return _body(documents[0], _PAGE_LEVEL)
    links = "".join(
        f'<li><a href="#symconv-{number}">{escape_markup(document.title)}</a></li>\n'
        for number, document in enumerate(documents, 1)
    )
    articles = "".join(
        f'<article id="symconv-{number}">\n{_body(document, _PAGE_LEVEL + 1)}</article>\n'
        for number, document in enumerate(documents, 1)
    )
    return f"<h1>Contents</h1>\n<nav>\n<ol>\n{links}</ol>\n</nav>\n{articles}"


def _body(document: Document, level: int) -> str:
    return "".join(f"{line}\n" for line in HtmlWriter(document).lines(document, level))


class HtmlWriter(Writer):
    """Lays blocks out as elements; formulas that are too wide scroll in boxes of their own."""

    printer: MathmlPrinter

    def __init__(self, document: Document) -> None:
        super().__init__(MathmlPrinter(document.notation))
        self.breaker = Breaker(TypesetMeasure(document.notation), LINE)

    def lines(self, document: Document, level: int) -> Iterator[str]:
        """Give the elements of a document, its title, if it has one, as a heading of this level."""
        if document.title:
            yield f"<h{level}>{self.escape(document.title)}</h{level}>"
        yield from self.write(document.blocks, level + 1)

    def escape(self, text: str) -> str:
        """Give plain text as HTML that shows it."""
        return escape_markup(text)

    def inline(self, formula: Formula) -> str:
        """Give a formula in prose."""
        text = f"<math>{self.printer.write(formula)}</math>"
        if self.breaker.measure.width(formula) > _LONG:
            return f'<span class="symconv-long">{text}</span>'
        return text

    def section(self, block: Section, level: int, following: Block | None) -> Iterator[str]:
        """Give a heading and what stands below it."""
        del following
        heading = f"h{min(level, _LAST_LEVEL)}"
        yield f"<section>\n<{heading}>{self.prose(block.title)}</{heading}>"
        yield from self.write(block.blocks, level + 1)
        yield "</section>"

    def paragraph(self, block: Paragraph, level: int, following: Block | None) -> Iterator[str]:
        """Give a paragraph; what it leads to stays on its page."""
        del level
        label = f"<b>{self.escape(block.label)}</b> " if block.label else ""
        leads = isinstance(following, Display | Matrices | Columns | Table | Figure | GridFigure)
        kind = ' class="symconv-lead"' if leads else ""
        yield f"<p{kind}>{label}{self.prose(block.text)}</p>"

    def verdict(self, block: Verdict, level: int, following: Block | None) -> Iterator[str]:
        """Give a verdict with a mark that says whether it holds."""
        del level, following
        sign = self.escape(block.mark or _MARKS[block.outcome])
        mark = f'<span class="symconv-mark">{sign}</span>'
        kind = f"symconv-verdict symconv-{block.outcome}"
        yield f'<p class="{kind}">{mark} {self.prose(block.text)}</p>'

    def source(self, block: Source, level: int, following: Block | None) -> Iterator[str]:
        """Give lines as they are, those of a patch marked; mathematics is typeset if it can be."""
        del level, following
        if block.mathematics:
            formula = typeset_latex("\n".join(block.lines))
            if formula is not None:
                yield f'<div class="symconv-display">{_math(formula)}</div>'
                return
        lines = "\n".join(_source_line(line, block.changed) for line in block.lines)
        yield f'<pre class="symconv-source">{lines}</pre>'

    def bullets(self, block: Bullets, level: int, following: Block | None) -> Iterator[str]:
        """Give a list."""
        del level, following
        yield "<ul>"
        yield from (f"<li>{self.prose(item)}</li>" for item in block.items)
        yield "</ul>"

    def display(self, block: Display, level: int, following: Block | None) -> Iterator[str]:
        """Give equations on lines, their signs aligned; short ones go side by side."""
        del level, following
        for _, rows in groupby(self.breaker.rows(block), type):
            yield from self._rows(list(rows))

    def _rows(self, rows: Sequence[Row]) -> Iterator[str]:
        beside = [row for row in rows if isinstance(row, Beside)]
        if beside and beside[0].aligned:
            equations = [equation for row in beside for equation in row.equations]
            measure = self.breaker.measure
            width = _EM * (max(map(measure.width, equations)) + 2 * measure.sign)
            kind = f'symconv-listed" style="--symconv-cell:{width:.0f}em'
            yield self._beside(equations, kind)
        else:
            yield from (self._beside(row.equations, "symconv-beside") for row in beside)
        lines = [row for row in rows if isinstance(row, Line)]
        if lines:
            yield f'<div class="symconv-display">{"".join(self._pieces(lines))}</div>'

    def _beside(self, equations: Sequence[Formula], kind: str) -> str:
        maths = (_math(self.printer.write(e), displayed=False) for e in equations)
        return f'<div class="{kind}">{"".join(maths)}</div>'

    def _pieces(self, lines: Sequence[Line]) -> Iterator[str]:
        """Give lines as tables that fit a page, with one alignment.

        Of several tables each begins with the widest left side, which is not seen.
        """
        runs = list(_runs(lines))
        if len(runs) == 1:
            yield self._lines(lines)
            return
        measure = self.breaker.measure
        lefts = [line.left for line in lines if line.left is not None]
        widest = self.printer.write(max(lefts, key=measure.width)) if lefts else ""
        width = self._width(lines)
        for run in runs:
            cells = [(unseen(widest), ""), *map(self._cells, run)]
            yield _math(table(cells, "lines", ' displaystyle="true"'), width=width)

    def _width(self, lines: Sequence[Line]) -> float:
        """Give the width of the widest part that cannot be broken."""
        alone = (line.only for line in lines)
        widths = (self.breaker.measure.width(part) for part in alone if part is not None)
        return max(widths, default=0.0)

    def _lines(self, lines: Sequence[Line]) -> str:
        """Give lines as a table; a page narrower than a part that cannot be broken shrinks it."""
        cells = map(self._cells, lines)
        return _math(table(cells, "lines", ' displaystyle="true"'), width=self._width(lines))

    def _cells(self, line: Line) -> tuple[str, str]:
        left = "" if line.left is None else self.printer.write(line.left)
        text = self.printer.parts(line.parts)
        if line.sign is not None:
            return left, self.printer.signs[line.sign] + text
        if line.left is not None:
            return left, text
        return left, f'<mspace width="{line.depth}em"/>{text}'

    def matrices(self, block: Matrices, level: int, following: Block | None) -> Iterator[str]:
        """Give equations between matrices, a term of the right side to each line."""
        del level, following
        for equation in block.equations:
            yield f'<div class="symconv-display">{"".join(self._matrices(equation))}</div>'

    def _matrices(self, equation: Equation) -> Iterator[str]:
        right = equation.right
        terms = right.terms if isinstance(right, Add) and right.terms else (right,)
        width = self.breaker.measure.width
        widest = width(equation.left) + self.breaker.measure.sign + max(map(width, terms))
        first = (self.printer.write(equation.left), self.printer.sign(equation))
        rows = [
            (first[0], first[1] + text) if not place else ("", self.printer.continued(text))
            for place, text in enumerate(map(self.printer.write, terms))
        ]
        most = max(1, _LINES_PER_TABLE // max(map(height, terms)))
        for run in evenly(rows, most):
            yield _math(table(run, "lines", ' displaystyle="true"'), width=widest)

    def columns(self, block: Columns, level: int, following: Block | None) -> Iterator[str]:
        """Give equations in columns, or below each other; on narrow screens always so."""
        del level, following
        column = LINE / len(block.heads) + _GAP_OF_COLUMNS
        per_line = self.breaker.terms_in_columns(block, column)
        yield '<table class="symconv-columns">'
        if not block.beneath and fits_beside(block, per_line):
            heads = "".join(f"<th>{self.escape(head)}</th>" for head in block.heads)
            yield f'<thead><tr><td class="symconv-mark"></td>{heads}</tr></thead>'
            rows = (self._side_by_side(row, block.heads, per_line) for row in block.rows)
        else:
            per_line = max(1, self.breaker.terms_in_columns(block, _BENEATH))
            rows = (self._beneath(row, block.heads, per_line) for row in block.rows)
        yield from ("<tbody>", *rows, "</tbody>", "</table>")

    def _side_by_side(self, row: ColumnsRow, heads: Sequence[str], per_line: int) -> str:
        cells = "".join(
            f'<td data-head="{self.escape(head)}">{self._cell(equation, per_line)}</td>'
            for head, equation in zip(heads, row.cells, strict=True)
        )
        return f"<tr>{_mark(row)}{cells}</tr>"

    def _beneath(self, row: ColumnsRow, heads: Sequence[str], per_line: int) -> str:
        return "".join(
            f'<tr>{_mark(row) if not place else "<td></td>"}<th class="symconv-name">'
            f"{self.escape(head)}</th><td>{self._cell(equation, per_line)}</td></tr>"
            for place, (head, equation) in enumerate(zip(heads, row.cells, strict=True))
        )

    def _cell(self, equation: Equation, per_line: int) -> str:
        lines = list(self.breaker.equation(equation, per_line))
        return f'<div class="symconv-display">{self._lines(lines)}</div>'

    def table(self, block: Table, level: int, following: Block | None) -> Iterator[str]:
        """Give a table."""
        del level, following
        kinds = [' class="symconv-right"' if a is Align.RIGHT else "" for a in block.aligns]
        yield '<div class="symconv-scroll"><table>'
        yield f"<thead>{self._table_row(block.heads, 'th', kinds)}</thead>"
        yield "<tbody>"
        yield from (self._table_row(row, "td", kinds) for row in block.rows)
        yield "</tbody></table></div>"

    def _table_row(self, row: Sequence[Text], name: str, kinds: Sequence[str]) -> str:
        cells = (
            f"<{name}{kind}>{self.prose(cell)}</{name}>"
            for cell, kind in zip(row, kinds, strict=True)
        )
        return f"<tr>{''.join(cells)}</tr>"

    def ruled(self, block: Lines, level: int, following: Block | None) -> Iterator[str]:
        """Give lines to write on."""
        del level, following
        fields = "".join(
            f'<span class="symconv-ruled">{self.escape(label)} <span></span></span>'
            for label in block.labels
        )
        yield f'<p class="symconv-form">{fields}</p>'

    def comment(self, block: Comment, level: int, following: Block | None) -> Iterator[str]:
        """Give what only programs read, as a comment."""
        del level, following
        yield f"<!-- {block.text.replace('-->', '')} -->"

    def exercise(self, block: Exercise, level: int, following: Block | None) -> Iterator[str]:
        """Give a question, with a place for each answer; hints and the solution are folded."""
        del following
        heading = f"h{min(level, _LAST_LEVEL)}"
        title = f"Exercise {block.number}: {self.prose(block.title)}"
        yield f'<section class="symconv-exercise" data-exercise="{self.escape(block.name)}">'
        yield f'<{heading}>{title} <span class="symconv-points">({block.worth})</span></{heading}>'
        yield f'<p class="symconv-task">{self.prose(block.task)}</p>'
        yield from self.write(block.blocks, level + 1)
        yield from self._options(block)
        yield from self._fields(block)
        for number, hint in enumerate(block.hints, 1):
            yield f"<details><summary>Hint {number}</summary><p>{self.prose(hint)}</p></details>"
        if block.solution:
            yield '<details class="symconv-solution"><summary>Solution</summary>'
            yield from self.write(block.solution, level + 1)
            yield "</details>"
        yield "</section>"

    def _options(self, block: Exercise) -> Iterator[str]:
        if not block.options:
            return
        yield '<ol class="symconv-options" type="A">'
        for option in block.options:
            mark = "" if option.right is None else " ✓" if option.right else " ✗"
            said = f" <em>{self.prose(option.feedback)}</em>" if option.feedback else ""
            yield f"<li>{IGNORED}{self.prose(option.text)}{mark}{said}</li>"
        yield "</ol>"

    def _fields(self, block: Exercise) -> Iterator[str]:
        """Give places to write in; on paper those are in the formulas."""
        if not block.fields or block.solution:
            return
        yield '<div class="symconv-fields">'
        for field in block.fields:
            yield (
                f'<label>({field.number}) <input type="text" data-field="{field.number}" '
                f'size="{max(4, field.width + 2)}" autocomplete="off" spellcheck="false"/></label>'
            )
        yield "</div>"

    def figure(self, block: Figure, level: int, following: Block | None) -> Iterator[str]:
        """Give a drawing with its caption."""
        del level, following
        yield from self._drawn(write_svg(block, self.printer.notation, alone=False), block.caption)

    def grid(self, block: GridFigure, level: int, following: Block | None) -> Iterator[str]:
        """Give a drawing of grids with its caption."""
        del level, following
        drawing = write_grid_svg(block, self.printer.notation, alone=False)
        yield from self._drawn(drawing, block.caption)

    def _drawn(self, drawing: str, caption: Text) -> Iterator[str]:
        yield f'<figure>\n<div class="symconv-scroll">{drawing}</div>'
        yield f"<figcaption>{self.prose(caption)}</figcaption>\n</figure>"


def _math(text: str, *, displayed: bool = True, width: float = 0.0) -> str:
    """Give formulas as an element; of wide ones it is said how much a printed page shrinks them."""
    fit = f' style="--symconv-fit:{LINE / width:.2f}"' if width > LINE else ""
    kind = ' display="block"' if displayed else ' displaystyle="true"'
    return f"<math{kind}{fit}>{text}</math>"


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Give lines in runs that fit a page, begun where an equation begins if there is room."""
    run: list[Line] = []
    for line in lines:
        full = len(run) >= _LINES_PER_TABLE
        if run and (len(run) >= 2 * _LINES_PER_TABLE or (full and line.left is not None)):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _source_line(line: str, changed: bool) -> str:
    """Give a line as it is; in a patch as one that goes or comes, by its sign."""
    names = {"-": "del", "+": "ins"} if changed else {}
    name = names.get(line[:1])
    return f"<{name}>{escape_markup(line)}</{name}>" if name else escape_markup(line)


def _mark(row: ColumnsRow) -> str:
    return f'<td class="symconv-mark">{_UNEQUAL if row.marked else ""}</td>'
