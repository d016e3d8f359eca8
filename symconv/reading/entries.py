"""Entries as a person names them: F[1,2], w^2[7]."""

from __future__ import annotations

import re
from dataclasses import dataclass

from symconv.errors import NotationError
from symconv.notation.letters import letter_to_text

_ENTRY = re.compile(
    r"([^\[\]\s^]+)\s*(?:\^\(?(\d{1,9})\)?\s*)?(?:\[\s*(\d{1,9}(?:\s*,\s*\d{1,9})*)\s*\])?",
    re.ASCII,
)
_BETWEEN = re.compile(r"[,;](?![^\[]*\])")


@dataclass(frozen=True)
class SoughtEntry:
    """An entry that a person asks for, its letter as plain text; a layer of None is any."""

    letter: str
    layer: int | None
    indices: tuple[int, ...]


def read_entry(text: str) -> SoughtEntry:
    """Read an entry: a letter, in LaTeX or as plain text, with its printed indices in brackets.

    The number of a network's layer may stand between them.

    >>> read_entry("w^2[7]")
    SoughtEntry(letter='w', layer=2, indices=(7,))

    Raises `NotationError` if it is not of this form.
    """
    match = _ENTRY.fullmatch(text.strip())
    if match is None:
        raise NotationError(f"entry {text!r} is not a letter with indices, such as F[1,2]")
    return SoughtEntry(
        letter_to_text(match[1]),
        int(match[2]) if match[2] else None,
        tuple(map(int, match[3].split(","))) if match[3] else (),
    )


def split_entries(text: str) -> list[str]:
    """Give the entries that a text names, between commas or semicolons outside brackets.

    >>> split_entries("F[1,2], X[3]")
    ['F[1,2]', 'X[3]']
    """
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()] or [text]
