r"""Tokens put as the reader takes them: braces around signs, systems under one brace left open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symconv.reading.latex.lexicon import MATRICES, STACKS
from symconv.reading.latex.tokens import Kind, Token

_JOINING = frozenset("+-*/·×⋆⊗⊙∘⊛•=<>≤≥≠") | {":="}


def tidied(tokens: Sequence[Token]) -> list[Token]:
    r"""Give tokens without braces around a sign, and systems under an open brace as rows or cases.

    `i{+}1` is i + 1. Rows after `\left\{`, with `\right.` behind them, are statements of their own
    where the brace begins the text, and cases elsewhere.
    """
    return _opened(_uncommented(_unbraced(tokens)))


def _unbraced(tokens: Sequence[Token]) -> list[Token]:
    found: list[Token] = []
    place = 0
    while place < len(tokens):
        here = tokens[place]
        if _is_braced_sign(tokens, place) and not _takes_argument(found):
            found.append(tokens[place + 1])
            place += 3
        else:
            found.append(here)
            place += 1
    return found


def _uncommented(tokens: Sequence[Token]) -> list[Token]:
    """Leave out comments behind two slashes, from the mark of alignment to the line's end."""
    found: list[Token] = []
    skipping = False
    for place, token in enumerate(tokens):
        after = tokens[place + 1] if place + 1 < len(tokens) else token
        if token.kind is Kind.SIGN and token.text == "//":
            begins = bool(found) and found[-1].text in ("&", "quad")
            skipping = skipping or begins or after.kind is Kind.TEXT
        if token.text == "row" or token.kind in (Kind.BEGIN, Kind.FINISH, Kind.END):
            skipping = False
        if not skipping:
            found.append(token)
    return found


def _is_braced_sign(tokens: Sequence[Token], place: int) -> bool:
    three = tokens[place : place + 3]
    return (
        len(three) == 3
        and all(token.kind is Kind.SIGN for token in three)
        and (three[0].text, three[2].text) == ("{", "}")
        and three[1].text in _JOINING
    )


def _takes_argument(before: Sequence[Token]) -> bool:
    """Tell whether what stands before takes a group: a script, a command."""
    last = before[-1] if before else None
    return last is not None and (last.kind is Kind.COMMAND or last.text in ("_", "^", "}"))


def _opened(tokens: list[Token]) -> list[Token]:
    """Rewrite the rows behind a brace that nothing closes."""
    place = 0
    while place < len(tokens):
        begin = _begin_after_brace(tokens, place)
        end = None if begin is None else _finish_of(tokens, begin)
        if begin is None or end is None or _closes(tokens, end + 1):
            place += 1
            continue
        alone = place == 0 or tokens[place - 1].text in ("row", "&", "quad")
        name = "aligned" if alone else "cases"
        inner = _without_types(tokens[begin + 1 : end], tokens[begin].text)
        tokens = [
            *tokens[:place], replace(tokens[begin], text=name), *inner,
            replace(tokens[end], text=name), *_unclosed(tokens[end + 1 :], begin - place - 1),
        ]  # fmt: skip
        place += 1
    return tokens


def _begin_after_brace(tokens: Sequence[Token], place: int) -> int | None:
    if tokens[place].kind is not Kind.SIGN or tokens[place].text != r"\{":
        return None
    place += 1
    while place < len(tokens) and tokens[place].text == "{":
        place += 1
    stands = place < len(tokens) and tokens[place].kind is Kind.BEGIN
    known = stands and tokens[place].text in MATRICES | STACKS
    return place if known else None


def _finish_of(tokens: Sequence[Token], begin: int) -> int | None:
    depth = 0
    for place in range(begin, len(tokens)):
        depth += (tokens[place].kind is Kind.BEGIN) - (tokens[place].kind is Kind.FINISH)
        if depth == 0:
            return place
    return None


def _closes(tokens: Sequence[Token], place: int) -> bool:
    while place < len(tokens) and tokens[place].text == "}":
        place += 1
    return place < len(tokens) and tokens[place].text == r"\}"


def _without_types(inner: list[Token], environment: str) -> list[Token]:
    """Leave out the column types of an array."""
    if environment != "array" or not inner or inner[0].text != "{":
        return inner
    texts = [token.text for token in inner]
    return inner[texts.index("}") + 1 :] if "}" in texts else inner


def _unclosed(after: list[Token], braces: int) -> list[Token]:
    """Leave out the closing braces of those that stood before the environment."""
    while braces and after and after[0].text == "}":
        after, braces = after[1:], braces - 1
    return after
