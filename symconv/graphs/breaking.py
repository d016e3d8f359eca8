"""Where lines of chains are broken: before signs, then within sums, then within products."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from symconv.formulas import Add, Formula, Number, Product
from symconv.formulas.chains import Chain, Link
from symconv.graphs.printers import GraphTextPrinter
from symconv.printing.formulas.printer import Printer


class Join(Enum):
    """How a piece goes on from the piece before it."""

    FIRST = ""
    PLUS = "+"
    TIMES = "*"


@dataclass(frozen=True)
class Piece:
    """Part of a formula that stands on a line of its own."""

    join: Join
    formula: Formula
    is_factor: bool = False

    def write(self, printer: Printer) -> str:
        """Give the piece, in parentheses where it is a factor that needs them."""
        if self.is_factor:
            return printer.write_factor(self.formula)
        return printer.write(self.formula)


def chain_lines(chain: Chain, printer: GraphTextPrinter, line: int) -> list[list[Link]]:
    """Give the links of a chain in lines of as many as fit."""
    left = len(printer.write(chain.left))
    lines: list[list[Link]] = []
    length = line
    for link in chain.links:
        own = len(printer.write(link)) + 1
        if length + own > line:
            lines.append([])
            length = left
        lines[-1].append(link)
        length += own
    return lines


def grouped(
    group: tuple[Chain, ...], printer: GraphTextPrinter, line: int
) -> Iterator[tuple[Chain, ...]]:
    """Give the chains of a group side by side as far as they fit on a line."""
    row: tuple[Chain, ...] = ()
    length = 0
    for chain in group:
        own = len(printer.write(chain)) + 3
        if row and length + own > line:
            yield row
            row, length = (), 0
        row, length = (*row, chain), length + own
    yield row


def pieces(formula: Formula, printer: GraphTextPrinter, line: int) -> list[Piece]:
    """Give a formula in pieces that fit a line, as far as sums and products allow."""
    if len(printer.write(formula)) > line:
        if isinstance(formula, Add):
            return _pieces_of_sum(formula.terms, printer, line)
        if isinstance(formula, Product):
            return _pieces_of_product(formula.factors, printer, line)
    return [Piece(Join.FIRST, formula)]


def _pieces_of_sum(terms: tuple[Formula, ...], printer: GraphTextPrinter, line: int) -> list[Piece]:
    found: list[Piece] = []
    for run in _runs(terms, printer, line):
        inner = pieces(run[0] if len(run) == 1 else Add(run), printer, line)
        join = Join.PLUS if found else Join.FIRST
        found += [Piece(join, inner[0].formula, inner[0].is_factor), *inner[1:]]
    return found


def _pieces_of_product(
    factors: tuple[Formula, ...], printer: GraphTextPrinter, line: int
) -> list[Piece]:
    if factors[0] == Number(-1) and len(factors) > 1:  # a minus is no line by itself
        factors = (Product(factors[:2]), *factors[2:])
    found = []
    for place, run in enumerate(_runs(factors, printer, line)):
        join = Join.TIMES if place else Join.FIRST
        if len(run) > 1:
            found.append(Piece(join, Product(run)))
        else:
            found.append(Piece(join, run[0], place > 0 or isinstance(run[0], Add)))
    return found


def _runs(
    parts: tuple[Formula, ...], printer: GraphTextPrinter, line: int
) -> list[tuple[Formula, ...]]:
    """Give parts in runs of as many as fit a line, with room for a sign between them."""
    runs: list[tuple[Formula, ...]] = []
    length = line
    for part in parts:
        own = len(printer.write_factor(part)) + 3
        if length + own > line:
            runs.append(())
            length = 0
        runs[-1] = (*runs[-1], part)
        length += own
    return runs
