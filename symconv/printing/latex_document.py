r"""A derivation as LaTeX: a fragment, or a document that compiles by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symconv.derivation import Step, StepKind, Text
from symconv.formulas import Add, Equation, Formula, Grid
from symconv.formulas.walk import children
from symconv.printing.document import SHORT_KINDS, Document, split_sum
from symconv.printing.latex import LatexPrinter

_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    "<": r"\textless{}", ">": r"\textgreater{}",
    "×": r"$\times$", "⋆": r"$\star$", "∂": r"$\partial$", "−": "$-$", "–": "--",
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
EQUATIONS_PER_LINE = 4
_TERMS_PER_LINE = {StepKind.EXPANDED: 4}
_DEFAULT_TERMS_PER_LINE = 6
_WIDE_COLUMNS = 14


def escape_latex(text: str) -> str:
    """Give plain text as LaTeX that prints it."""
    return "".join(_ESCAPES.get(character, character) for character in text)


def render_latex(document: Document, standalone: bool = False) -> str:
    r"""Give a derivation as LaTeX.

    The fragment needs amsmath and graphicx, and allows page breaks within long displays;
    `standalone` adds a preamble so that it compiles by itself.
    """
    writer = LatexWriter(LatexPrinter(document.notation))
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
        yield self.prose(step.note)
        if step.kind is StepKind.MATRIX:
            yield from map(self.display_matrices, step.equations)
            return
        if step.kind in SHORT_KINDS:
            rows = list(self.short_rows(step.equations))
        else:
            per_line = _TERMS_PER_LINE.get(step.kind, _DEFAULT_TERMS_PER_LINE)
            rows = [row for equation in step.equations for row in self.rows(equation, per_line)]
        for at in range(0, len(rows), LINES_PER_DISPLAY):
            yield r"\begingroup\allowdisplaybreaks\begin{align*}"
            yield " \\\\\n".join(rows[at : at + LINES_PER_DISPLAY])
            yield r"\end{align*}\endgroup"

    def rows(self, equation: Equation, per_line: int) -> Iterator[str]:
        """Give an equation as aligned rows, its sum broken every `per_line` terms."""
        left, runs = split_sum(equation, per_line)
        write_sum = self.printer.write_sum
        yield f"{self.printer.write(left)} &= {write_sum(runs[0])}"
        for run in runs[1:]:
            text = write_sum(run)
            yield rf"&\quad {text}" if text.startswith("-") else rf"&\quad + {text}"

    def short_rows(self, equations: Sequence[Equation]) -> Iterator[str]:
        """Give short equations, several to a row."""
        for at in range(0, len(equations), EQUATIONS_PER_LINE):
            texts = map(self.printer.equation, equations[at : at + EQUATIONS_PER_LINE])
            yield "& " + r" \qquad ".join(texts)

    def display_matrices(self, equation: Equation) -> str:
        """Give an equation between matrices, shrunk to the line if it would be wider."""
        terms = equation.right.terms if isinstance(equation.right, Add) else (equation.right,)
        rows = [f"{self.printer.write(equation.left)} &= {self.printer.write(terms[0])}"]
        rows += [rf"&\quad + {self.printer.write(term)}" for term in terms[1:]]
        body = r" \\ ".join(rows)
        display = rf"\begin{{aligned}} {body} \end{{aligned}}"
        if columns(equation.left) + columns(terms[0]) > _WIDE_COLUMNS:
            return rf"\[\resizebox{{\linewidth}}{{!}}{{$\displaystyle {display}$}}\]"
        return rf"\[{display}\]"


def columns(formula: Formula) -> int:
    """Count the matrix columns that stand side by side in a formula, derivatives double."""
    if isinstance(formula, Grid):
        width = formula.shape[-1] * (formula.shape[0] if len(formula.shape) > 2 else 1)
        tall = any(not _is_small(entry) for entry in formula.entries[: formula.shape[-1]])
        return width * (1 + tall)
    return sum(map(columns, children(formula)))


def _is_small(formula: Formula) -> bool:
    return not any(True for _ in children(formula))
