"""Parts of typst's mathematics: strings, letters, scripts, brackets, tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from symconv.notation.letters import StyledLetter, styled_letter

COMMA = r"\, "
"""A comma that does not part the arguments of a function."""
SLASH = r"\/"
"""A slash that makes no fraction."""
STAR, DOT_IN_CIRCLE = "⋆", "⊙"
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_ACCENTS: Mapping[str, str] = {
    "hat": "hat", "tilde": "tilde", "bar": "macron", "vec": "arrow", "dot": "dot",
}  # fmt: skip
_FONTS: Mapping[str, str] = {
    "mathbf": "upright(bold({}))", "mathrm": "upright({})", "mathsf": "upright(sans({}))",
    "mathcal": "cal({})", "mathit": "italic({})", "boldsymbol": "bold({})",
}  # fmt: skip


def readable(text: str) -> str:
    """Give text without the characters that nobody can see or set."""
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def string(text: str) -> str:
    r"""Give text as a string, which typst prints as it is.

    >>> string('say "no" #read("x")')
    '"say \\"no\\" #read(\\"x\\")"'
    """
    escaped = readable(text).replace("\\", r"\\").replace('"', r"\"")
    return '"' + re.sub(r"\s+", " ", escaped) + '"'


def letter_to_typst(letter: str) -> str:
    r"""Give a checked letter; a word is a string, which is set upright.

    >>> letter_to_typst("X"), letter_to_typst("weight_in"), letter_to_typst(r"\hat{y}")
    ('X', '"weight_in"', 'hat(y)')
    >>> letter_to_typst(r"\differential{\delta}")
    'd δ'
    """
    styled = styled_letter(letter)
    text = _dressed(styled) + "'" * styled.primes
    return f"d {text}" if styled.differential else text


def _dressed(styled: StyledLetter) -> str:
    alone = len(styled.plain) == 1 and styled.plain.isalnum()
    text = styled.plain if alone else string(styled.plain)
    if styled.dress in _ACCENTS:
        return f"{_ACCENTS[styled.dress]}({text})"
    return _FONTS[styled.dress].format(text) if styled.dress in _FONTS else text


def attached(base: str, below: str = "", above: str = "") -> str:
    """Give a base with what stands below and above it at its right.

    >>> attached("X", "12"), attached("X")
    ('X_(12)', 'X')
    """
    low = f"_({below})" if below else ""
    high = f"^({above})" if above else ""
    return f"{base}{low}{high}"


def enclose(left: str, text: str, right: str) -> str:
    """Put a text in brackets that grow with it."""
    return f"lr({left} {text} {right})"


def big(sign: str, kind: str) -> str:
    """Give a bracket of a fixed larger size; its partner may stand on another line."""
    return f'class("{kind}", #text(size: 1.5em, {sign}))'


def matrix(rows: Iterable[Sequence[str]], delimiter: str) -> str:
    """Give texts in rows and columns between brackets."""
    body = "; ".join(", ".join(row) for row in rows)
    return f'mat(delim: "{delimiter}", {body})'


def stack(rows: Iterable[str]) -> str:
    """Give lines below each other, aligned at their left."""
    body = "; ".join(f"display({row})" for row in rows)
    return f"mat(delim: #none, align: #left, {body})"
