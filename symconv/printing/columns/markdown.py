"""A comparison as Markdown: a table in LaTeX for each step."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.derivation import Text
from symconv.formulas import Equation
from symconv.printing.columns.document import (
    CLAIM_TITLE,
    FORMS_TITLE,
    ColumnsDocument,
    ColumnsPart,
    Row,
    fits_columns,
    in_runs,
    terms_in_line,
)
from symconv.printing.columns.latex import COLUMN_WIDTH, SIGN_WIDTH, STACKED_WIDTH, Widths
from symconv.printing.latex_document import LatexWriter
from symconv.printing.markdown import escape_markdown
from symconv.printing.variants import VariantLatexPrinter

ROWS_PER_DISPLAY = 20
_NEXT_ROW = " \\\\[6pt]\n"


def render_columns_markdown(document: ColumnsDocument) -> str:
    """Give a comparison as Markdown; formulas are LaTeX in `$…$` and `$$…$$`."""
    writer = _ColumnsMarkdownWriter(VariantLatexPrinter(document.notation), document.heads)
    lines = [f"# {escape_markdown(document.title)}", "", escape_markdown(document.layer), ""]
    lines += [writer.prose(document.introduction), ""]
    for part in document.parts:
        lines += writer.part(part)
    lines += [f"## {escape_markdown(document.summary_title)}", ""]
    lines += [f"- {writer.prose(text)}" for text in document.summary]
    return "\n".join(lines).rstrip("\n") + "\n"


class _ColumnsMarkdownWriter:
    def __init__(self, printer: VariantLatexPrinter, heads: tuple[str, str]) -> None:
        self.latex = LatexWriter(printer)
        self.heads = tuple(rf"\text{{{head}}}" for head in heads)

    def prose(self, text: Text) -> str:
        return "".join(
            escape_markdown(part)
            if isinstance(part, str)
            else f"${self.latex.printer.write(part)}$"
            for part in text
        )

    def part(self, part: ColumnsPart) -> Iterator[str]:
        yield from (f"## {self.prose(part.title)}", "", self.prose(part.note), "")
        yield from self._entries(part)
        yield from (f"### {FORMS_TITLE}", "", self.prose(part.forms_note), "")
        yield from _table("cll", self._stacked(part.forms, 0))
        yield from (f"### {CLAIM_TITLE}", "", self.prose(part.claim_note), "")
        yield f"$$\n{self.latex.printer.write(part.claim)}\n$$\n"

    def _entries(self, part: ColumnsPart) -> Iterator[str]:
        per_line = terms_in_line(part.equations, COLUMN_WIDTH, Widths().of, SIGN_WIDTH)
        if fits_columns(part.equations, per_line):
            head = f" & {' & '.join(self.heads)}"
            for rows in in_runs(part.rows, ROWS_PER_DISPLAY):
                yield from _table("c|l|l", [head, *(self._beside(row, per_line) for row in rows)])
            return
        per_line = max(1, terms_in_line(part.equations, STACKED_WIDTH, Widths().of, SIGN_WIDTH))
        for rows in in_runs(part.rows, ROWS_PER_DISPLAY // 2):
            yield from _table(
                "cll", [line for row in rows for line in self._stacked(row, per_line)]
            )

    def _beside(self, row: Row, per_line: int) -> str:
        left, right = (self._cell(equation, per_line) for equation in row.sides)
        return f"{_mark(row)} & {left} & {right}"

    def _stacked(self, row: Row, per_line: int) -> list[str]:
        """Give two rows of a table, one for each layer; `per_line` 0 breaks nothing."""
        left, right = (self._cell(equation, per_line) for equation in row.sides)
        first, second = self.heads
        return [f"{_mark(row)} & {first} & {left}", f" & {second} & {right}"]

    def _cell(self, equation: Equation, per_line: int) -> str:
        if not per_line:
            return rf"\displaystyle {self.latex.printer.write(equation)}"
        body = r" \\ ".join(self.latex.equation_rows(equation, per_line))
        return rf"\begin{{aligned}} {body} \end{{aligned}}"


def _table(columns: str, rows: list[str]) -> Iterator[str]:
    yield f"$$\n\\begin{{array}}{{{columns}}}"
    yield _NEXT_ROW.join(rows)
    yield "\\end{array}\n$$\n"


def _mark(row: Row) -> str:
    return r"\neq" if row.differs else ""
