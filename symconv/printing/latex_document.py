r"""A derivation as LaTeX: a fragment, or a document that compiles by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symconv.derivation import Step, StepKind, Text
from symconv.formulas import Add, Equation, Formula
from symconv.printing.document import Document
from symconv.printing.fitting import fit, links
from symconv.printing.latex import LatexPrinter
from symconv.printing.latex_page import PageLatexPrinter
from symconv.printing.layout import (
    SHORT_KINDS,
    FactoredSum,
    evenly,
    factored_sum,
    height,
    short_rows,
    split_sum,
    terms_per_line,
    terms_that_fit,
    width,
)

_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    "<": r"\textless{}", ">": r"\textgreater{}",
    "×": r"$\times$", "⋆": r"$\star$", "⊙": r"$\odot$", "∂": r"$\partial$", "−": "$-$", "–": "--",
}  # fmt: skip
_PREAMBLE = r"""\documentclass[11pt]{article}
\usepackage[a4paper, margin=20mm]{geometry}
\usepackage{amsmath}
\usepackage{graphicx}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\begin{document}
"""
LINES_PER_DISPLAY = 24
MATRIX_ROWS_PER_DISPLAY = 24
_BREAK = r" \\ "
LINE_WIDTH = 62.0


def escape_latex(text: str) -> str:
    """Give plain text as LaTeX that prints it."""
    return "".join(_ESCAPES.get(character, character) for character in text)


def render_latex(document: Document, standalone: bool = False) -> str:
    r"""Give a derivation as LaTeX.

    The fragment needs amsmath and graphicx, and allows page breaks within long displays;
    `standalone` adds a preamble so that it compiles by itself.
    """
    writer = LatexWriter(PageLatexPrinter(document.notation))
    lines = [rf"\section*{{{escape_latex(document.title)}}}", escape_latex(document.layer), ""]
    for section in document.sections:
        lines.append(rf"\section*{{{writer.prose(section.title)}}}")
        for step in section.steps:
            lines += writer.step(step)
    body = "\n".join(lines) + "\n"
    if not standalone:
        return body
    return f"% Compile with pdflatex.\n{_PREAMBLE}{body}\\end{{document}}\n"


class LatexWriter:
    """Lays steps out as headings, notes and displays."""

    def __init__(self, printer: LatexPrinter) -> None:
        self.printer = printer

    def prose(self, text: Text) -> str:
        """Give a text with its formulas inline."""
        return "".join(
            escape_latex(part) if isinstance(part, str) else f"${self.printer.write(part)}$"
            for part in text
        )

    def step(self, step: Step) -> Iterator[str]:
        """Give the lines of one step."""
        yield rf"\subsection*{{{self.prose(step.title)}}}"
        if step.note:
            yield self.prose(step.note)
        if step.kind is StepKind.MATRIX:
            for equation in step.equations:
                yield from self.display_matrices(equation)
            return
        rows = list(self.rows(step, LINE_WIDTH))
        for display in evenly(rows, LINES_PER_DISPLAY):
            yield r"\begingroup\allowdisplaybreaks\jot=6pt\begin{align*}"
            yield " \\\\\n".join(display)
            yield r"\end{align*}\endgroup"

    def rows(self, step: Step, line: float) -> Iterator[str]:
        """Give the equations of a step as aligned rows that fit a line.

        The printer must know stacked formulas.
        """
        equations = [fit(equation, line) for equation in step.equations]
        if step.kind in SHORT_KINDS:
            for row in short_rows(equations, line):
                yield "& " + r" \qquad ".join(map(self.printer.equation, row))
            return
        per_line = terms_per_line(equations, line)
        for equation in equations:
            members = links(equation, line)
            if members:
                yield from self.chain_rows(equation, members)
                continue
            yield from self.equation_rows(equation, terms_that_fit(equation, per_line, line))

    def chain_rows(self, equation: Equation, members: Sequence[Formula]) -> Iterator[str]:
        """Give an equation whose right side is several members, each equal, a row to each."""
        left, sign = self.printer.write(equation.left), self.printer.sign(equation)
        for member in members:
            yield f"{left} &{sign} {self.printer.write(member)}"
            left, sign = "", "="

    def equation_rows(self, equation: Equation, per_line: int) -> Iterator[str]:
        """Give an equation as aligned rows, its sum broken every `per_line` terms."""
        product = factored_sum(equation, LINE_WIDTH)
        if product is not None:
            yield from self.factored_rows(equation, product)
            return
        runs = split_sum(equation, per_line)
        write_sum = self.printer.write_sum
        sign = self.printer.sign(equation)
        yield f"{self.printer.write(equation.left)} &{sign} {write_sum(runs[0])}"
        for run in runs[1:]:
            text = write_sum(run)
            yield rf"&\quad {text}" if text.startswith("-") else rf"&\quad + {text}"

    def factored_rows(self, equation: Equation, product: FactoredSum) -> Iterator[str]:
        """Give an equation whose right side is a product with a long sum as aligned rows."""
        printer = self.printer
        before = "".join(printer.write_factor(factor) + printer.times for factor in product.before)
        after = "".join(printer.times + printer.write_factor(factor) for factor in product.after)
        first, *middle, last = map(printer.write_sum, product.runs)
        head = f"{printer.write(equation.left)} &{printer.sign(equation)} {before}"
        yield rf"{head}\Bigl({first}"
        for text in [*middle, rf"{last}\Bigr){after}"]:
            yield rf"&\qquad {text}" if text.startswith("-") else rf"&\qquad + {text}"

    def display_matrices(self, equation: Equation) -> Iterator[str]:
        """Give an equation between matrices, shrunk to the line if it would be wider.

        A sum that is higher than a page goes on in another display.
        """
        terms = equation.right.terms if isinstance(equation.right, Add) else (equation.right,)
        rows = [f"{self.printer.write(equation.left)} &= {self.printer.write(terms[0])}"]
        rows += [rf"&\quad + {self.printer.write(term)}" for term in terms[1:]]
        shrunk = width(equation.left) + width(terms[0]) > LINE_WIDTH
        for run in evenly(rows, max(1, MATRIX_ROWS_PER_DISPLAY // max(map(height, terms)))):
            display = rf"\begin{{aligned}} {_BREAK.join(run)} \end{{aligned}}"
            if shrunk:
                display = rf"\resizebox{{\linewidth}}{{!}}{{$\displaystyle {display}$}}"
            yield rf"\[\renewcommand{{\arraystretch}}{{1.5}} {display}\]"
