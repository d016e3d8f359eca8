"""How long a document is, before it is written in any format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

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
    Source,
    Table,
    Verdict,
)
from symconv.documents.data import Data, Tree
from symconv.documents.exercise import Exercise
from symconv.formulas import Add, Formula, Grid
from symconv.formulas.nodes import Equation
from symconv.formulas.walk import children

_LINES_PER_PAGE = 24
_TERMS_PER_LINE = 5
BESIDE = 4
"""Short equations on a line."""
_HEADING = 2
_LETTERS_PER_LINE = 95
_SAMPLE = 1_000
_BYTES_PER_NODE = 75
"""What a node of a formula takes as data, its LaTeX besides its tree."""


def pages(document: Document) -> int:
    """Estimate how many printed pages a document takes.

    >>> from symconv.notation import Notation
    >>> pages(Document("Nothing", Notation(), ()))
    1
    """
    return 1 + int(_lines(document.blocks) / _LINES_PER_PAGE)


def equations_in_records(document: Document) -> int:
    """Give how many equations the records of a document list, those that are not shown too."""
    return sum(1 for record in document.records for _ in _equations(record))


def bytes_in_records(document: Document) -> int:
    """Estimate how long the records of a document are as data, from a sample of its equations.

    >>> from symconv.notation import Notation
    >>> bytes_in_records(Document("Nothing", Notation(), ()))
    0
    """
    equations = [each for record in document.records for each in _equations(record)]
    sample = equations[:: 1 + len(equations) // _SAMPLE]
    nodes_per_term = Fraction(sum(map(_nodes, sample)), max(sum(map(_terms, sample)), 1))
    return int(nodes_per_term * sum(map(_terms, equations)) * _BYTES_PER_NODE)


def _terms(equation: Equation) -> int:
    return len(equation.right.terms) if isinstance(equation.right, Add) else 1


def _nodes(formula: Formula) -> int:
    return 1 + sum(map(_nodes, children(formula)))


def _equations(data: Data) -> Iterator[Equation]:
    """Give the equations that are given as trees."""
    match data:
        case Equation() as equation:
            yield equation
        case Tree(Equation() as equation):
            yield equation
        case Mapping():
            for value in data.values():
                yield from _equations(value)
        case tuple() | list():
            for value in data:
                yield from _equations(value)


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
        case Source():
            return len(block.lines)
        case Exercise():
            return _HEADING + 2 + _lines((*block.blocks, *block.solution)) + len(block.options)
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
