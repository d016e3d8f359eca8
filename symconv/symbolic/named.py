"""Values that a derivation keeps as entries of an array, as people write them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import sympy

from symconv.formulas import Entry, Formula
from symconv.notation.notation import Notation
from symconv.roles import Role


@dataclass(frozen=True)
class NamedArray:
    """Expressions, row-major, each with the formula it is written as, and all as one array.

    The output of a sigmoid is one: its derivative is written O_1 (1 - O_1), where O_1 stands for
    the function's value.
    """

    whole: Formula
    shape: tuple[int, ...]
    expressions: tuple[sympy.Expr, ...]
    formulas: tuple[Formula, ...]


def whole_of(notation: Notation, letter: str) -> Entry:
    """Give a named array as a whole."""
    return replace(notation.whole(Role.TARGET), letter=letter)
