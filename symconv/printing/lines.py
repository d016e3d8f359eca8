"""Lines of a display, before any format: what stands on each, in parts that are not broken."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from symconv.formulas import Formula
from symconv.formulas.chains import Sign


class Mark(Enum):
    """What stands between parts of a broken formula."""

    PLUS = "+"
    TIMES = "times"
    MINUS = "-"
    OPEN = "("
    CLOSE = ")"


@dataclass(frozen=True)
class Terms:
    """Terms of a sum, one after another."""

    terms: tuple[Formula, ...]


@dataclass(frozen=True)
class Factor:
    """A factor among others, in parentheses where it needs them."""

    formula: Formula


@dataclass(frozen=True)
class Over:
    """The sign of a sum or maximum without its body, or of a derivative without what it is of."""

    formula: Formula


Part: TypeAlias = Formula | Terms | Factor | Over | Mark


@dataclass(frozen=True)
class Line:
    """A line of an equation.

    Attributes
    ----------
    left : the left side; None if it stands above, or in a display before
    sign : what stands before the parts; None on a line that goes on with the one above
    parts : what stands to the right
    depth : how far a line that goes on is moved in: 2 within parentheses, else 1
    """

    left: Formula | None
    sign: Sign | None
    parts: tuple[Part, ...]
    depth: int = 1

    @property
    def only(self) -> Formula | None:
        """The one formula to the right, a plus before it left out; None if there are several."""
        *before, last = self.parts
        if before not in ([], [Mark.PLUS]):
            return None
        if isinstance(last, Terms):
            return last.terms[0] if len(last.terms) == 1 else None
        return last if isinstance(last, Formula) else None


@dataclass(frozen=True)
class Beside:
    """Short equations that stand side by side on a line; if `aligned`, in columns."""

    equations: tuple[Formula, ...]
    aligned: bool = False


Row: TypeAlias = Line | Beside
