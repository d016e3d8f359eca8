"""Letters as formulas have them, from prose and inline mathematics."""

from __future__ import annotations

import re

from symconv.errors import SymconvError
from symconv.notation.letters import check_letter

FONTS = frozenset(
    [
        r"\mathbf",
        r"\mathrm",
        r"\mathcal",
        r"\mathit",
        r"\mathsf",
        r"\mathbb",
        r"\mathfrak",
        r"\boldsymbol",
        r"\bm",
        r"\bf",
        r"\rm",
        r"\cal",
        r"\it",
        r"\mathtt",
        r"\pmb",
        r"\vec",
        r"\textbf",
        r"\textit",
        r"\displaystyle",
        r"\left",
        r"\right",
        r"\big",
        r"\Big",
        r"\mathscr",
    ]
)
"""Commands that dress a letter, or a bracket, and change nothing that prose is about."""
ACCENTS = frozenset((r"\hat", r"\tilde", r"\bar", r"\widehat", r"\widetilde", r"\overline"))

_INDEX = re.compile(r"[0-9a-z](?:,?[0-9a-z])*")
_WORDS_BELOW = frozenset(
    [
        "in",
        "out",
        "new",
        "old",
        "prev",
        "next",
        "pad",
        "max",
        "min",
        "up",
        "down",
        "pool",
        "conv",
        "hid",
        "cur",
        "top",
    ]
)


def letter_of(text: str) -> str | None:
    r"""Give a letter as formulas have it: δ as \delta; None for what is no letter.

    >>> letter_of("δ"), letter_of(r"\mathbf"), letter_of("W_in")
    ('\\delta', None, 'W_in')
    """
    if text in FONTS or text in ACCENTS:
        return None
    try:
        return check_letter("letter", text)
    except SymconvError:
        return None


def array_letter(letter: str) -> str:
    """Give the letter of an array that one of its entries, or one of its maps, is written with.

    >>> [array_letter(written) for written in ("a_1", "w_i", "W_c", "A_prev", "x_{ij}", "n_H")]
    ['a', 'w', 'W', 'A_prev', 'x', 'n_H']
    """
    base, below, index = letter.partition("_")
    index = index.strip("{}")
    if below and base and index not in _WORDS_BELOW and len(index) < 8 and _INDEX.fullmatch(index):
        return base
    return letter
