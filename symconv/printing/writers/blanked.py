"""Telling where something is to be written."""

from __future__ import annotations

from symconv.formulas import Blank, Formula
from symconv.formulas.walk import walk_paths


def has_blanks(formula: Formula) -> bool:
    """Tell whether a part of a formula is left out.

    >>> has_blanks(Blank(1, 3))
    True
    """
    return any(isinstance(part, Blank) for _, part in walk_paths(formula))
