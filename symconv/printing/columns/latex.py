r"""A comparison as LaTeX: a table with two columns for each step."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.derivation import Text
from symconv.formulas import Equation, Formula, Product
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
from symconv.printing.latex_document import LINE_WIDTH, LatexWriter, escape_latex
from symconv.printing.layout import width
from symconv.printing.variants import VariantLatexPrinter

_PREAMBLE = r"""\documentclass[11pt]{article}
\usepackage[a4paper, margin=20mm]{geometry}
\usepackage{amsmath}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\begin{document}
"""
COLUMN_WIDTH = 0.54 * LINE_WIDTH
STACKED_WIDTH = 0.84 * LINE_WIDTH
SIGN_WIDTH = 2.0
_MARK_WIDTH, _HEAD_WIDTH, _HALF = "0.04", "0.13", "0.48"
"""Widths of the boxes of a row, as shares of the line."""
_MARK = r"$\neq$"
_ROWS_PER_HEAD = 16
_ROW_GAP = r"\par\vspace{4pt}"
_HEAD_GAP = r"\strut\par\nopagebreak\hrule\nopagebreak\vspace{6pt}"
_NEW_PAGE_IF_SHORT = r"\par\ifdim\dimexpr\pagegoal-\pagetotal\relax<65mm\vfil\break\fi"
"""A heading, its note and the first rows after it stay together."""


def render_columns_latex(document: ColumnsDocument, standalone: bool = False) -> str:
    r"""Give a comparison as LaTeX.

    The fragment needs amsmath; pages may break between the rows of its tables. `standalone` adds a
    preamble so that it compiles by itself.
    """
    writer = ColumnsLatexWriter(VariantLatexPrinter(document.notation), document.heads)
    lines = [rf"\section*{{{escape_latex(document.title)}}}", escape_latex(document.layer), ""]
    lines += [writer.prose(document.introduction), ""]
    for part in document.parts:
        lines += writer.part(part)
    lines.append(rf"\section*{{{escape_latex(document.summary_title)}}}")
    for text in document.summary:
        lines += [writer.prose(text), ""]
    body = "\n".join(lines).rstrip("\n") + "\n"
    if not standalone:
        return body
    return f"% Compile with pdflatex.\n{_PREAMBLE}{body}\\end{{document}}\n"


class Widths:
    """Estimates of how wide formulas are, remembered for the entries that recur."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Formula, float]] = {}

    def of(self, formula: Formula) -> float:
        """Give what `width` gives."""
        if isinstance(formula, Product):
            return sum(map(self.of, formula.factors)) + len(formula.factors) * SIGN_WIDTH / 2
        known = self._known.get(id(formula))
        if known is None:
            known = self._known[id(formula)] = (formula, width(formula))
        return known[1]


class ColumnsLatexWriter:
    """Lays the parts of a comparison out as tables."""

    def __init__(self, printer: VariantLatexPrinter, heads: tuple[str, str]) -> None:
        self.latex = LatexWriter(printer)
        self.heads = heads

    def prose(self, text: Text) -> str:
        """Give a text with its formulas inline."""
        return self.latex.prose(text).replace("≠", _MARK)

    def part(self, part: ColumnsPart) -> Iterator[str]:
        """Give the lines of one part."""
        yield _NEW_PAGE_IF_SHORT
        yield rf"\section*{{{self.prose(part.title)}}}"
        yield self.prose(part.note) + r"\par\nopagebreak\vspace{4pt}"
        yield from self.entries(part)
        yield rf"\subsection*{{{FORMS_TITLE}}}"
        yield self.prose(part.forms_note)
        yield self.forms(part.forms)
        yield rf"\subsection*{{{CLAIM_TITLE}}}"
        yield self.prose(part.claim_note)
        yield rf"\[{self._formula(part.claim)}\]"

    def entries(self, part: ColumnsPart) -> Iterator[str]:
        """Give the entries of a part in rows, with the names of the columns above them."""
        per_line = terms_in_line(part.equations, COLUMN_WIDTH, Widths().of, SIGN_WIDTH)
        if not fits_columns(part.equations, per_line):
            per_line = max(1, terms_in_line(part.equations, STACKED_WIDTH, Widths().of, SIGN_WIDTH))
            for row in part.rows:
                yield from self._stacked(row, per_line)
            return
        heads = [rf"\textbf{{{escape_latex(head)}}}" for head in self.heads]
        for rows in in_runs(part.rows, _ROWS_PER_HEAD):
            yield _boxes("", *heads) + _HEAD_GAP
            for row in rows:
                cells = (self._cell(equation, per_line) for equation in row.sides)
                yield _boxes(_mark(row), *cells) + _ROW_GAP

    def _stacked(self, row: Row, per_line: int) -> Iterator[str]:
        """Give a row as two lines, one for each layer, which stay on one page."""
        gaps = (r"\par\nopagebreak", _ROW_GAP)
        for mark, head, equation, gap in zip(
            (_mark(row), ""), self.heads, row.sides, gaps, strict=True
        ):
            name = _box(_HEAD_WIDTH, escape_latex(head))
            yield rf"\noindent{_box(_MARK_WIDTH, mark)}{name}{self._cell(equation, per_line)}{gap}"

    def _cell(self, equation: Equation, per_line: int) -> str:
        """Give an equation in a cell, its sum broken every `per_line` terms."""
        rows = list(self.latex.equation_rows(equation, per_line))
        body = " \\\\\n".join(rows)
        return rf"$\begin{{aligned}}[t] {body} \end{{aligned}}$"

    def _formula(self, equation: Equation) -> str:
        return self.latex.printer.write(equation)

    def forms(self, row: Row) -> str:
        """Give the closed forms, one below the other."""
        marks = (r"\neq" if row.differs else "", "")
        lines = [
            rf"{mark} & \text{{{escape_latex(head)}}} & \displaystyle {self._formula(equation)}"
            for mark, head, equation in zip(marks, self.heads, row.sides, strict=True)
        ]
        body = r" \\ \noalign{\vskip 6pt} ".join(lines)
        return rf"\[\begin{{array}}{{@{{}}c@{{\quad}}l@{{\quad}}l@{{}}}} {body} \end{{array}}\]"


def _boxes(mark: str, left: str, right: str) -> str:
    """Give the boxes of a row in two columns."""
    return rf"\noindent{_box(_MARK_WIDTH, mark)}{_box(_HALF, left)}{_box(_HALF, right)}"


def _box(share: str, text: str) -> str:
    r"""Give a box of fixed width; unlike \makebox, LaTeX reports it if the text is wider."""
    return rf"\hbox to {share}\linewidth{{{text}\hfil}}"


def _mark(row: Row) -> str:
    return _MARK if row.differs else ""
