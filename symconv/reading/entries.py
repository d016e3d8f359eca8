"""Entries as a person names them: F[1,2], w^2[7]."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from symconv.errors import NotationError, shown
from symconv.notation.letters import letter_to_text

_ENTRY = re.compile(
    r"([^\[\]\s^]+)\s*(?:\^\(?(\d{1,9})\)?\s*)?(?:\[\s*(\d{1,9}(?:\s*,\s*\d{1,9})*)\s*\])?",
    re.ASCII,
)
_BETWEEN, _OPENING, _CLOSING = ",;", "[{(", "]})"
_LONGEST = 200
_FRACTION = re.compile(r"\\[dt]?frac\s*\{(.*?)\}\s*\{(.*)\}", re.DOTALL)
_LOW = "₀-₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"
_BELOW = re.compile(f"[{_LOW}](?:[{_LOW},]*[{_LOW}])?")
_ABOVE = re.compile("[⁰¹²³⁴-⁹⁺⁻⁽⁾ˡʲᵏᵐⁿⁱ]+")
_COSMETIC = re.compile(r"[\s{}$]|\\[,;! ]|\\(?:left|right)(?![A-Za-z])")


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
        raise NotationError(f"entry {shown(text)} is not a letter with indices, such as F[1,2]")
    return SoughtEntry(
        letter_to_text(match[1]),
        int(match[2]) if match[2] else None,
        tuple(map(int, match[3].split(","))) if match[3] else (),
    )


def split_entries(text: str) -> list[str]:
    """Give the entries that a text names, between commas or semicolons outside brackets.

    >>> split_entries("F[1,2], X_{1,10}; o(1, 2)")
    ['F[1,2]', 'X_{1,10}', 'o(1, 2)']
    """
    parts, depth = [""], 0
    for sign in text:
        depth += (sign in _OPENING) - (sign in _CLOSING)
        if sign in _BETWEEN and depth <= 0:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts if part.strip()] or [text]


def as_typed(text: str) -> str:
    r"""Give an entry or a gradient, as it is printed or typed, in one way of writing.

    Marks below and above stand behind _ and ^, without braces and spaces, and gradients as
    quotients, so that what is copied from a page of text or LaTeX can be compared.

    >>> as_typed("∂L/∂X₁₂"), as_typed(r"\frac{\partial L}{\partial X_{12}}")
    ('dL/dX_12', 'dL/dX_12')
    >>> as_typed("o₁ˡ⁻¹(8,0)"), as_typed("o_{1}^{l-1}(8, 0)")
    ('o_1^l-1(8,0)', 'o_1^l-1(8,0)')
    """
    if len(text) > _LONGEST:
        return text
    fraction = _FRACTION.fullmatch(text.strip().strip("$"))
    if fraction is not None:
        text = f"{fraction[1]}/{fraction[2]}"
    text = _BELOW.sub(lambda run: f"_{unicodedata.normalize('NFKC', run[0])}", text)
    text = _ABOVE.sub(lambda run: f"^{unicodedata.normalize('NFKC', run[0])}", text)
    text = text.replace(r"\partial", "d").replace("∂", "d").replace("−", "-")
    return _COSMETIC.sub("", text)
