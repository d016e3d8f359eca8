r"""A graph's derivation as LaTeX: a fragment, or a document that compiles by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symconv.formulas.chains import Chain, Link, Sign
from symconv.graphs.breaking import Join, Piece, chain_lines, grouped, pieces
from symconv.graphs.document import (
    TITLE,
    GraphDocument,
    Row,
)
from symconv.graphs.notes import Text
from symconv.graphs.printers import GraphLatexPrinter, GraphTextPrinter
from symconv.graphs.steps import GraphStep, GraphStepKind
from symconv.graphs.tikz import PREAMBLE, render_tikz
from symconv.printing.latex_document import escape_latex
from symconv.printing.layout import evenly

LINE_WIDTH = 72
_LINES_PER_DISPLAY = 24
_ROWS_PER_TABLE = 36
_SIGNS = {Sign.EQUAL: "=", Sign.NEARLY: r"\approx"}
_ESCAPES = {"≈": r"$\approx$", "…": r"\dots "}
_SHRUNK = (
    r"\resizebox{\ifdim\width>0.8\linewidth0.8\linewidth\else\width\fi}{!}"
    r"{$\displaystyle FORMULA$}"
)
_PREAMBLE = r"""\documentclass[11pt]{article}
\usepackage[a4paper, margin=20mm]{geometry}
\usepackage{amsmath}
\usepackage{graphicx}
"""
_LAYOUT = r"""\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\begin{document}
"""


def render_latex(document: GraphDocument, standalone: bool = False, drawing: bool = True) -> str:
    r"""Give a derivation as LaTeX.

    The fragment needs amsmath, and for the drawing graphicx, TikZ and its library arrows.meta;
    `standalone` adds a preamble. A graph too large for a drawing is printed without it.
    """
    writer = LatexWriter(document)
    picture = document.drawing_if_possible if drawing else None
    lines = [rf"\section*{{{escape_latex(TITLE)}}}"]
    lines += [f"{writer.prose(text)}\n" for text in document.about]
    if picture is not None:
        lines += [*render_tikz(picture, writer.printer), f"{writer.prose(document.legend)}\n"]
    for step in document.steps:
        lines += writer.step(step)
    if document.rows:
        lines += writer.table(document.rows, document)
    body = "\n".join(lines) + "\n"
    if not standalone:
        return body
    needs = _PREAMBLE + (PREAMBLE if picture is not None else "")
    return f"% Compile with pdflatex.\n{needs}{_LAYOUT}{body}\\end{{document}}\n"


class LatexWriter:
    """Lays steps out as headings, notes and displays."""

    def __init__(self, document: GraphDocument, shrink: bool = True) -> None:
        self.printer: GraphLatexPrinter = document.latex_printer
        self.shrink = shrink
        self.measure: GraphTextPrinter = document.text_printer

    def prose(self, text: Text) -> str:
        """Give a text with its formulas inline."""
        return "".join(
            self._escape(part) if isinstance(part, str) else f"${self.printer.write(part)}$"
            for part in text
        )

    def _escape(self, text: str) -> str:
        escaped = escape_latex(text)
        for sign, command in _ESCAPES.items():
            escaped = escaped.replace(sign, command)
        return escaped

    def step(self, step: GraphStep) -> Iterator[str]:
        """Give the lines of one step."""
        yield rf"\subsection*{{{self.prose(step.title)}}}"
        yield " ".join(map(self.prose, step.notes))
        for display in evenly(list(self.rows(step)), _LINES_PER_DISPLAY):
            yield r"\begingroup\allowdisplaybreaks\jot=6pt\begin{align*}"
            yield " \\\\\n".join(display)
            yield r"\end{align*}\endgroup"

    def rows(self, step: GraphStep) -> Iterator[str]:
        """Give the chains of a step as aligned rows that fit a line."""
        for group in step.groups:
            if step.kind is not GraphStepKind.LOCAL:
                for chain in group:
                    yield from self._chain(chain)
                continue
            for row in grouped(group, self.measure, LINE_WIDTH):
                if len(row) == 1:
                    yield from self._chain(row[0])
                else:
                    yield self._side_by_side(row)

    def _side_by_side(self, row: tuple[Chain, ...]) -> str:
        first, *others = row
        links = " ".join(map(self.printer.write, first.links))
        beside = [f"{self.printer.write(first.left)} &{links}", *map(self.printer.write, others)]
        return r" \qquad ".join(beside)

    def _chain(self, chain: Chain) -> Iterator[str]:
        left = f"{self.printer.write(chain.left)} "
        for links in chain_lines(chain, self.measure, LINE_WIDTH):
            yield from self._links(left, links)
            left = ""

    def _links(self, left: str, links: Sequence[Link]) -> Iterator[str]:
        if len(links) != 1:
            yield f"{left}&{' '.join(map(self.printer.write, links))}"
            return
        (link,) = links
        first, *others = pieces(link.right, self.measure, LINE_WIDTH)
        yield f"{left}&{_SIGNS[link.sign]} {self._piece(first)}"
        for piece in others:
            text = self._piece(piece)
            sign = f"{self.printer.notation.product} " if piece.join is Join.TIMES else "+ "
            if piece.join is Join.PLUS and text.startswith("-"):
                sign = ""
            yield rf"&\quad {sign}{text}"

    def _piece(self, piece: Piece) -> str:
        """Give a piece; one that is still too long is shrunk, where that can be said."""
        text = piece.write(self.printer)
        if not self.shrink or len(piece.write(self.measure)) <= LINE_WIDTH:
            return text
        return _SHRUNK.replace("FORMULA", text)

    def table(self, rows: tuple[Row, ...], document: GraphDocument) -> Iterator[str]:
        """Give the table of values and gradients."""
        output = self.printer.write(document.writer.output.written)
        yield r"\subsection*{Values and gradients}"
        cells = [(row.name, row.value, row.gradient) for row in rows]
        lines = [" & ".join(f"${self.printer.write(cell)}$" for cell in row) for row in cells]
        for part in evenly(lines, _ROWS_PER_TABLE):
            yield r"\begin{center}\begin{tabular}{lrr}"
            yield rf"name & value & gradient of ${output}$ \\ \hline"
            yield from (rf"{line} \\" for line in part)
            yield r"\end{tabular}\end{center}"
