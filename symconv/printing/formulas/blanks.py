"""How wide blanks are, in letters: as their answers, and wide enough for a pen."""

from __future__ import annotations

from symconv.formulas import Blank

_LEAST = 4
_EM = 0.55
"""The width of a letter in em, about."""


def letters_of(blank: Blank) -> int:
    """Give how many letters a blank has room for.

    >>> letters_of(Blank(1, 2)), letters_of(Blank(1, 9))
    (5, 10)
    """
    return max(blank.width, _LEAST) + 1


def width_of(blank: Blank) -> str:
    """Give the width of a blank's line in em.

    >>> width_of(Blank(1, 2)), width_of(Blank(1, 9))
    ('2.8em', '5.5em')
    """
    return f"{_EM * letters_of(blank):.1f}em"
