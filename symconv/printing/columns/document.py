"""What a printed comparison consists of, before any format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from symconv.derivation import Text
from symconv.formulas import Add, Equation, Formula
from symconv.notation import Notation


@dataclass(frozen=True)
class Row:
    """What both layers say of one thing, and whether that differs.

    `index` counts from zero; None is a row about a whole array.
    """

    left: Equation
    right: Equation
    differs: bool
    index: tuple[int, ...] | None = None

    @property
    def sides(self) -> tuple[Equation, Equation]:
        """Both equations."""
        return self.left, self.right


@dataclass(frozen=True)
class ColumnsPart:
    """The output or one gradient: entries, closed forms and a claim, each with a note."""

    role: str
    title: Text
    note: Text
    rows: tuple[Row, ...]
    forms: Row
    forms_note: Text
    claim: Equation
    claim_note: Text

    @property
    def equations(self) -> list[Equation]:
        """The equations of all entries."""
        return [equation for row in self.rows for equation in row.sides]


@dataclass(frozen=True)
class ColumnsDocument:
    """A comparison to print: the two layers' names head the columns."""

    title: str
    layer: str
    notation: Notation
    heads: tuple[str, str]
    introduction: Text
    parts: tuple[ColumnsPart, ...]
    summary_title: str
    summary: tuple[Text, ...]


MARK = "≠"
"""The sign of a row that differs."""
FORMS_TITLE = "Closed forms"
CLAIM_TITLE = "What the flip does"


def in_runs(rows: Sequence[Row], most: int) -> Iterator[Sequence[Row]]:
    """Give runs of at most so many rows, about equally long."""
    runs = -(-len(rows) // most)
    length = -(-len(rows) // runs)
    for start in range(0, len(rows), length):
        yield rows[start : start + length]


def terms_in_line(
    equations: Sequence[Equation], line: float, measure: Callable[[Formula], float], sign: float
) -> int:
    """Give how many terms of every sum fit a line, signs included; 0 if some term does not."""
    fitting = int(line)
    for equation in equations:
        right = equation.right
        terms = right.terms if isinstance(right, Add) and right.terms else (right,)
        room = line - measure(equation.left) - sign
        fitting = min(fitting, int((room + sign) // (max(map(measure, terms)) + sign)))
    return max(0, fitting)


_TERMS_PER_LINE = 2
_MOST_LINES = 8


def fits_columns(equations: Sequence[Equation], per_line: int) -> bool:
    """Tell whether equations of which so many terms fit a line of a column go side by side.

    They do not if a sum would take one line per term, or very many lines.
    """
    sums = [equation.right for equation in equations if isinstance(equation.right, Add)]
    most = max((len(total.terms) for total in sums), default=1)
    return per_line >= min(most, max(_TERMS_PER_LINE, -(-most // _MOST_LINES)))
