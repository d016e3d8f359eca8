"""Equations between arrays in rows: a term to each, or two rows for what is too wide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, get_args

from symconv.formulas import Add, Equation, Formula
from symconv.printing.formulas.printer import Halved
from symconv.printing.measure import TypesetMeasure
from symconv.printing.writers.blanked import has_blanks

_TOO_WIDE, _TOO_WIDE_TO_WRITE = 1.4, 1.15
"""What is wider than so many lines is broken, without blanks and with them; what is a little too
wide is set smaller."""


class ArrayPrinter(Protocol):
    """A printer that can break an operation on arrays at its sign."""

    def write(self, formula: Formula) -> str:
        """Give a formula as text."""

    def halves(self, node: Halved) -> tuple[str, str]:
        """Give what stands before the sign, and the sign with what follows it."""


@dataclass(frozen=True)
class ArrayRow:
    """A row: its left side if it has one, whether a plus comes first, its text, its width."""

    left: str
    plus: bool
    text: str
    width: float


def array_rows(
    equation: Equation, printer: ArrayPrinter, measure: TypesetMeasure, line: float
) -> Iterator[ArrayRow]:
    """Give an equation between arrays in rows."""
    terms = equation.right.terms if isinstance(equation.right, Add) else (equation.right,)
    left, indent = printer.write(equation.left), measure.width(equation.left) + measure.sign
    most = line * (_TOO_WIDE_TO_WRITE if has_blanks(equation) else _TOO_WIDE)
    for number, term in enumerate(terms):
        before = "" if number else left
        used = measure.sign if number else indent
        width = used + measure.width(term)
        if width <= most or not isinstance(term, get_args(Halved)):
            yield ArrayRow(before, number > 0, printer.write(term), width)
            continue
        (first, second), (wide, rest) = printer.halves(term), measure.halves(term)
        yield ArrayRow(before, number > 0, first, used + wide)
        yield ArrayRow("", False, second, measure.sign + rest)
