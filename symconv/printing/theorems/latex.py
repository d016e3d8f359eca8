r"""A theorem as LaTeX: a fragment, or a document that compiles by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symconv.calculus import Words
from symconv.formulas import Add, Equation, Formula, Maximum, Partial, Product, Sum
from symconv.printing.latex import LatexPrinter
from symconv.printing.latex_document import escape_latex
from symconv.printing.theorems.breaking import Breaker
from symconv.printing.theorems.document import PrintedPart, TheoremDocument, is_displayed

LINE = 66.0
_SIGNS = {"⌊": r"$\lfloor$", "⌋": r"$\rfloor$", "≤": r"$\leq$", "δ": r"$\delta$", "Σ": r"$\Sigma$"}
_PREAMBLE = r"""\documentclass[11pt]{article}
\usepackage[a4paper, margin=20mm]{geometry}
\usepackage{amsmath}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\begin{document}
"""


def render_theorem_latex(document: TheoremDocument, standalone: bool = False) -> str:
    r"""Give a theorem as LaTeX; a fragment needs amsmath."""
    return render_documents_latex((document,), standalone)


def render_documents_latex(documents: Sequence[TheoremDocument], standalone: bool) -> str:
    r"""Give theorems one after another as LaTeX; a fragment needs amsmath."""
    body = "".join(
        f"{line}\n"
        for document in documents
        for line in TheoremLatexWriter(TheoremLatexPrinter(document.notation)).lines(document)
    )
    if not standalone:
        return body
    return f"% Compile with pdflatex.\n{_PREAMBLE}{body}\\end{{document}}\n"


class TheoremLatexPrinter(LatexPrinter):
    """Writes formulas of theorems: factors a little apart, parentheses no higher than lines."""

    @property
    def times(self) -> str:
        """The notation's sign between factors; a little space where it has none."""
        return super().times if self.notation.product else r" \, "

    def parenthesise(self, text: str) -> str:
        """Put a text in parentheses; limits below a sum do not make them grow."""
        return rf"\Bigl({text}\Bigr)" if r"\substack" in text else super().parenthesise(text)

    def partial(self, node: Partial) -> str:
        """Write a derivative as a fraction, or as an operator before what is long."""
        if isinstance(node.of, Sum | Maximum | Add | Product):
            operator = rf"\frac{{\partial}}{{\partial {self.write(node.by)}}}"
            return rf"{operator} {self.parenthesise(self.write(node.of))}"
        return super().partial(node)


TheoremLatexPrinter.rules = {**LatexPrinter.rules, Partial: TheoremLatexPrinter.partial}


class TheoremLatexWriter:
    """Lays a theorem out as paragraphs and displays."""

    def __init__(self, printer: LatexPrinter) -> None:
        self.printer = printer
        self.breaker = Breaker(printer)

    def prose(self, words: Words, displayed: bool = True) -> str:
        """Give words with their formulas inline; long ones on lines of their own if `displayed`."""
        return "".join(
            self._escape(part) if isinstance(part, str) else self._formula(part, displayed)
            for part in words
        )

    def _formula(self, formula: Formula, displayed: bool) -> str:
        if displayed and isinstance(formula, Equation) and is_displayed(formula):
            return "\n" + "\n".join(self.display(formula.left, formula.right))
        return f"${self.printer.write(formula)}$"

    def display(self, left: Formula | None, right: Formula) -> Iterator[str]:
        """Give an equation on lines of its own; without a left side, what it is equal to."""
        room = LINE - (2 if left is None else 2 + self.breaker.width(left))
        first, *others = self.breaker.rows(right, room, LINE - 6)
        start = "&= " if left is None else f"{self.printer.write(left)} &= "
        yield r"\begin{align*}"
        yield " \\\\\n".join([start + first, *(rf"&\qquad {row}" for row in others)])
        yield r"\end{align*}"

    def _escape(self, text: str) -> str:
        pieces = [text]
        for sign, command in _SIGNS.items():
            pieces = [part for piece in pieces for part in _split(piece, sign, command)]
        return "".join(
            piece if piece in _SIGNS.values() else escape_latex(piece) for piece in pieces
        )

    def lines(self, document: TheoremDocument) -> Iterator[str]:
        """Give the lines of a theorem."""
        yield rf"\section*{{{self.prose((document.title,))}}}"
        yield from (f"{self.prose(words)}\n" for words in document.given)
        yield self.prose(document.claim)
        for heading, statement in document.statements:
            if heading:
                yield f"\n{self.prose(heading)}"
            yield from self.display(statement.left, statement.right)
        yield from (f"{self.prose(words)}\n" for words in document.where)
        if document.source:
            yield rf"\emph{{Source:}} {self.prose((document.source,))}." + "\n"
        yield rf"\emph{{{self.prose(document.verdict)}}}" + "\n"
        for part in document.parts:
            yield from self.part(part)
        for claim in document.refuted:
            yield f"Not true is {self.prose(claim.words)}:"
            yield from self.display(claim.equation.left, claim.equation.right)
            yield f"{self.prose(claim.fails)}\n"

    def part(self, part: PrintedPart) -> Iterator[str]:
        """Give a derivation: what is given, numbered lines, and what was proved."""
        yield rf"\subsection*{{{self.prose(part.title)}}}"
        for words in part.given:
            yield f"{self.prose(words)}\n"
        for line in part.lines:
            if line.words:
                yield rf"\textbf{{({line.number})}} {self.prose(line.words, False)}\nopagebreak"
            yield from self.display(part.left if line.number == 1 else None, line.right)
        for words in part.reading:
            yield f"{self.prose(words)}\n"
        yield f"{self.prose(part.proof)}\n"


def _split(text: str, sign: str, command: str) -> Iterator[str]:
    if text in _SIGNS.values():
        yield text
        return
    for number, piece in enumerate(text.split(sign)):
        if number:
            yield command
        yield piece
