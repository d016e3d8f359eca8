"""Pieces of LaTeX, and the elements of MathML that single ones become."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from symconv.printing.markup import escape_markup
from symconv.printing.typeset import commands as known

_TOKEN = re.compile(r"\\([A-Za-z]+\*?|.)\s*|%[^\n]*\n?|(\s+)|(\d+(?:\.\d+)?)|(.)", re.DOTALL)
_STARRED = ("operatorname*", "tag*", "hspace*")
_BRACKETS = "()[]|"


class UnknownError(Exception):
    """What cannot be set: it is shown as source."""


@dataclass(frozen=True)
class Token:
    """A command, a number or a sign of LaTeX, and where it stands."""

    text: str
    kind: str
    start: int
    stop: int


def tokenize(text: str) -> list[Token]:
    """Give the pieces of a text; raises `UnknownError` for a command with a star."""
    found = []
    for match in _TOKEN.finditer(text):
        command, _, number, sign = match.groups()
        kind = "command" if command else "number" if number else "sign" if sign else ""
        if kind:
            if command and command.endswith("*") and command not in _STARRED:
                raise UnknownError
            found.append(Token(command or number or sign, kind, match.start(), match.end()))
    return found


def with_scripts(base: str, below: str | None, above: list[str], limits: bool) -> str:
    """Give an element with what stands below and above it, or beside it."""
    if below is None and not above:
        return base
    base = base or "<mrow/>"
    over = above[0] if len(above) == 1 else f"<mrow>{''.join(above)}</mrow>"
    if not above:
        name = "munder" if limits else "msub"
        return f"<{name}>{base}{below}</{name}>"
    if below is None:
        name = "mover" if limits else "msup"
        return f"<{name}>{base}{over}</{name}>"
    name = "munderover" if limits else "msubsup"
    return f"<{name}>{base}{below}{over}</{name}>"


def set_sign(text: str) -> str:
    """Set a character that stands for itself."""
    if text == "~":
        return '<mspace width=".33em"/>'
    if text in "$#^_&}\\":
        raise UnknownError
    if text.isalpha():
        return f"<mi>{escape_markup(text)}</mi>"
    shown = escape_markup({"-": "−", "*": "∗"}.get(text, text))
    if text in _BRACKETS:
        return f'<mo stretchy="false">{shown}</mo>'
    return f"<mo>{shown}</mo>"


def letter_of(token: Token) -> str | None:
    """Give the letter or the digits that a piece is; None for another."""
    if token.kind == "command":
        return known.LETTERS.get(token.text)
    return token.text if token.text.isalnum() else None


def in_font(letter: str, font: str) -> str:
    """Give the letter of a font that Unicode has, or the letter itself."""
    if len(letter) > 1:
        return "".join(in_font(each, font) for each in letter)
    name = unicodedata.name(letter, "").replace("LATIN ", "").replace("GREEK ", "")
    name = name.replace("LETTER ", "")
    upright = font.replace(" ITALIC", "") if "DIGIT" in name else font
    for full in (f"MATHEMATICAL {upright} {name}", f"{upright} {name}"):
        try:
            return unicodedata.lookup(full)
        except KeyError:
            continue
    return letter
