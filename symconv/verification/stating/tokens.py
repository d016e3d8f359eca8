"""Prose cut into words, numbers, signs and inline mathematics."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

LONGEST_PROSE = 20_000
"""Characters that are read of one piece of prose."""
_LONGEST_MATHEMATICS = 80


class TokenKind(StrEnum):
    """What a token is."""

    MARK = "mark"
    """Begins or ends inline mathematics."""
    ABBREVIATION = "abbreviation"
    COMMAND = "command"
    RUN = "run"
    """Characters of a script that puts no spaces between words."""
    WORD = "word"
    NUMBER = "number"
    SPACE = "space"
    OTHER = "other"
    OPAQUE = "opaque"
    """Inline mathematics that is more than letters, sizes and signs."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text, from the character `first` up to `stop`."""

    kind: TokenKind
    text: str
    first: int
    stop: int
    math: bool = False


_RUN = r"\u3040-\u30ff\u3400-\u9fff"
_HANGUL = r"\uac00-\ud7a3"
_OTHER = rf"(?:(?![{_RUN}{_HANGUL}])[^\W\d_])"
_TOKEN = re.compile(
    rf"""
    (?P<mark>\$\$?|\\\\?[()\[\]])
    |(?P<abbreviation>\b(?:e\.\s?g|i\.e|et\ al|w\.r\.t|cf|vs|fig|eq|resp|z\.B|d\.h|т\.е)\.)
    |(?P<command>\\[A-Za-z]+)
    |(?P<run>[{_RUN}]+)
    |(?P<word>[{_HANGUL}]+|\bو(?=ال)|\bl['’](?=\w)|{_OTHER}+(?:['’]{_OTHER}+)?)
    |(?P<number>\d+(?:\.\d+)?)
    |(?P<space>\s+)
    |(?P<other>.)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_HEAVY = frozenset(
    [
        r"\frac",
        r"\dfrac",
        r"\tfrac",
        r"\sum",
        r"\partial",
        r"\nabla",
        r"\prod",
        r"\int",
        r"\begin",
        r"\underbrace",
        r"\overbrace",
        r"\max",
        r"\cfrac",
        r"\sqrt",
        r"\lfloor",
        r"\lceil",
        r"\left",
        r"\operatorname",
        r"\cdot",
        r"\to",
        r"\rightarrow",
        r"∂",
        r"∑",
        r"∇",
        r"Σ",
        r"&",
        r"^'",
        r"\\",
    ]
)
_CODED = re.compile(r"[A-Za-z0-9+/=]{60,}|https?://\S+")
"""What no person reads: encoded data, addresses."""
_EMPHASIS = re.compile(r"\*\*|__|~~|`")


def tokens_of(text: str) -> list[Token]:
    r"""Cut a piece of prose into tokens; mathematics that is opaque is one token.

    >>> [token.text for token in tokens_of(r"stride $s$, $\frac{a}{b}$")]
    ['stride', ' ', 's', ',', ' ', '$\\frac{a}{b}$']
    """
    bare = _EMPHASIS.sub(_blank, _CODED.sub(_blank, text[:LONGEST_PROSE]))
    raw = [_token(match) for match in _TOKEN.finditer(bare)]
    tokens: list[Token] = []
    at = 0
    while at < len(raw):
        stop = _end_of_mathematics(raw, at) if raw[at].kind is TokenKind.MARK else None
        if stop is None:
            if raw[at].kind is not TokenKind.MARK:
                tokens.append(raw[at])
            at += 1
            continue
        tokens += _mathematics(raw[at + 1 : stop], raw[at].first, raw[stop].stop, text)
        at = stop + 1
    return tokens


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _token(match: re.Match[str]) -> Token:
    kind = TokenKind(match.lastgroup or "other")
    return Token(kind, match[0], match.start(), match.end())


def _end_of_mathematics(raw: list[Token], at: int) -> int | None:
    """Give the index of the mark that ends what the mark at `at` begins; None if none is near."""
    opening = raw[at].text
    if opening.endswith((")", "]")):
        return None
    ends = {"(": ")", "[": "]"}
    closing = opening[:-1] + ends.get(opening[-1], opening[-1])
    for index in range(at + 1, min(len(raw), at + 2 * _LONGEST_MATHEMATICS)):
        if raw[index].kind is TokenKind.MARK and raw[index].text == closing:
            return index
    return None


def _mathematics(inside: list[Token], first: int, stop: int, text: str) -> list[Token]:
    if len(inside) > _LONGEST_MATHEMATICS or any(token.text in _HEAVY for token in inside):
        return [Token(TokenKind.OPAQUE, text[first:stop], first, stop, True)]
    return [Token(token.kind, token.text, token.first, token.stop, True) for token in inside]
