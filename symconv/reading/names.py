"""Names of a graph: how a person writes them, and the formulas that they are printed as."""

from __future__ import annotations

import re

from symconv.errors import GraphError, NotationError, shown
from symconv.formulas import Entry, Name
from symconv.notation.letters import check_letter, letter_to_text

FUNCTIONS: dict[str, tuple[int, int]] = {
    "exp": (1, 1), "log": (1, 1), "ln": (1, 1), "sin": (1, 1), "cos": (1, 1), "tan": (1, 1),
    "tanh": (1, 1), "sqrt": (1, 1), "abs": (1, 1), "sigmoid": (1, 1), "relu": (1, 1),
    "max": (2, 10), "min": (2, 10),
}  # fmt: skip
"""The functions of the grammar, each with the fewest and the most arguments it takes.

log and ln are the natural logarithm.
"""

_NUMBERED = re.compile(r"(\\?[A-Za-z]+)_?(0|[1-9][0-9]{0,3})", re.ASCII)
_LETTERED = re.compile(r"(\\?[A-Za-z]+)_([A-Za-z])", re.ASCII)


def check_name(text: str) -> str:
    r"""Give a name as a graph keeps it: an identifier, or a Greek letter by its name.

    >>> check_name("w0"), check_name("α"), check_name(r"\alpha")
    ('w0', 'alpha', 'alpha')

    Raises `GraphError` for anything else, and for the name of a function.
    """
    try:
        letter = check_letter("name", text)
        if letter.startswith("\\"):
            letter = check_letter("name", letter).removeprefix("\\")
        if "{" in letter:
            raise NotationError
    except NotationError:
        raise GraphError(
            f"{shown(text)} is not a name (a letter, a word or a Greek letter by its name)"
        ) from None
    if letter in FUNCTIONS:
        raise GraphError(f"{letter!r} is a function, not a name")
    return letter


def write_name(name: str) -> Name | Entry:
    """Give a checked name as it is printed: w0 and w_0 as w with an index, alpha as a letter.

    >>> write_name("w0") == write_name("w_0") == Entry("w", (0,))
    True
    """
    if match := _NUMBERED.fullmatch(name):
        return Entry(_letter(match[1]), (int(match[2]),))
    if match := _LETTERED.fullmatch(name):
        return Entry(_letter(match[1]), (Name(_letter(match[2])),))
    return Name(_letter(name))


def _letter(word: str) -> str:
    r"""Give the LaTeX letter that a word names (alpha is \alpha), or the word."""
    greek = rf"\{word}"
    try:
        return check_letter("name", greek)
    except NotationError:
        return word


def name_to_text(written: Name | Entry) -> str:
    """Give a written name as plain text that has no brackets: w₀, w_i, α."""
    letter = letter_to_text(written.letter)
    if isinstance(written, Name) or not written.indices:
        return letter
    (index,) = written.indices
    if isinstance(index, int):
        return letter + str(index).translate(_SUBSCRIPTS)
    return f"{letter}_{letter_to_text(index.letter)}" if isinstance(index, Name) else letter


_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
