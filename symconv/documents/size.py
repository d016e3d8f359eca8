"""How long a document is, before it is written in any format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from symconv.documents.blocks import (
    Block,
    Bullets,
    Columns,
    ColumnsRow,
    Display,
    Document,
    Matrices,
    Paragraph,
    Section,
    Table,
    Verdict,
)
from symconv.documents.data import Data, Tree
from symconv.formulas import Add, Formula, Grid
from symconv.formulas.nodes import Equation
from symconv.formulas.walk import children

_LINES_PER_PAGE = 24
_TERMS_PER_LINE = 5
BESIDE = 4
"""Short equations on a line."""
_HEADING = 2
_LETTERS_PER_LINE = 95


def pages(document: Document) -> int:
    """Estimate how many printed pages a document takes.

    >>> from symconv.notation import Notation
    >>> pages(Document("Nothing", Notation(), ()))
    1
    """
    return 1 + int(_lines(document.blocks) / _LINES_PER_PAGE)


def equations_in_records(document: Document) -> int:
    """Give how many equations the records of a document list, those that are not shown too."""
    return sum(map(_equations, document.records))


def _equations(data: Data) -> int:
    """Count the equations that are given as trees."""
    match data:
        case Equation():
            return 1
        case Tree(formula):
            return int(isinstance(formula, Equation))
        case Mapping():
            return sum(map(_equations, data.values()))
        case tuple() | list():
            return sum(map(_equations, data))
    return 0


def _lines(blocks: Iterable[Block]) -> float:
    return sum(map(_lines_of, blocks))


def _lines_of(block: Block) -> float:
    match block:
        case Section():
            return _HEADING + _lines(block.blocks)
        case Paragraph() | Verdict():
            letters = sum(len(part) if isinstance(part, str) else 5 for part in block.text)
            return 1 + letters // _LETTERS_PER_LINE
        case Display():
            rows = sum(map(rows_of, block.equations))
            return rows / BESIDE if block.beside else rows
        case Matrices():
            return sum(map(rows_of_matrices, block.equations))
        case Columns():
            return sum(map(rows_of_columns, block.rows))
        case Table():
            return len(block.rows) / 2
        case Bullets():
            return 2 * len(block.items)
    return _LINES_PER_PAGE / 3


def rows_of(equation: Formula) -> int:
    """Give how many lines an equation takes: those of a long sum."""
    right = equation.right if isinstance(equation, Equation) else equation
    return 1 + len(right.terms) // _TERMS_PER_LINE if isinstance(right, Add) else 1


def rows_of_matrices(equation: Formula) -> int:
    """Give how many lines an equation between matrices takes, with a gap."""
    return 1 + height(equation)


def rows_of_columns(row: ColumnsRow) -> int:
    """Give how many lines equations take that stand beside each other."""
    return max(map(rows_of, row.cells))


def height(formula: Formula) -> int:
    """Give how many rows a formula has: those of its highest matrix."""
    if isinstance(formula, Grid):
        return formula.shape[-2] if len(formula.shape) > 1 else 1
    return max(map(height, children(formula)), default=1)
