"""Telling indices from values by their tokens alone."""

from __future__ import annotations

from itertools import pairwise

from symconv.reading.latex.tokens import Kind, Token
from symconv.reading.latex.uses import FUNCTION_LETTERS


def outermost(tokens: list[Token]) -> list[Token]:
    """Give the tokens that stand in no bracket of their own."""
    found, depth = [], 0
    for token in tokens:
        opens = token.kind is Kind.SIGN and token.text in ("(", "[", "{", r"\{", "⌊", "⌈")
        closes = token.kind is Kind.SIGN and token.text in (")", "]", "}", r"\}", "⌋", "⌉")
        depth += opens - closes
        if depth == 0 and not closes:
            found.append(token)
    return found


_PLACE_SIGNS = frozenset("+-·/,_{}'^()⌊⌋⌈⌉:…×*") | {"//", "quad", "mod"}


def looks_like_places(tokens: list[Token]) -> bool:
    """Tell whether tokens look like indices: names and numbers, and sums and products of them."""
    if not tokens:
        return False
    for token in tokens:
        if token.kind in (Kind.LETTER, Kind.DIGIT, Kind.WORD):
            continue
        if token.kind is Kind.COMMAND and token.text in ("frac", "tfrac", "dfrac"):
            continue
        if token.kind is not Kind.SIGN or token.text not in _PLACE_SIGNS:
            return False
    return not _holds_value(tokens)


def _holds_value(tokens: list[Token]) -> bool:
    """Tell whether an entry or a function stands among tokens, which no index is."""
    pairs = pairwise(tokens)
    for place, (before, after) in enumerate(pairs):
        follows = tokens[place + 2 :]
        if before.kind is Kind.LETTER and after.text == "(":
            inside = _first_group(follows)
            if before.text in FUNCTION_LETTERS or any(t.text == "," for t in inside):
                return True
        several = any(token.text == "," for token in _first_group(follows[1:]))
        if after.text == "_" and several and follows[0].text == "{":
            return True
    outer = [token.text for token in outermost(tokens)]
    return "^" in outer and not {"+", "-", ","} & set(outer)


def _first_group(tokens: list[Token]) -> list[Token]:
    """Give the tokens up to the first closing bracket."""
    found = []
    for token in tokens:
        if token.text in (")", "}"):
            break
        found.append(token)
    return found
