"""The lexemes of a formula's text, with their places: nothing of what they mean."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Sort(StrEnum):
    """What a lexeme is."""

    LETTER = "letter"
    """A letter, a Greek letter by its command, or a word that stands for one thing."""
    NUMBER = "number"
    COMMAND = "command"
    SCRIPT = "script"
    OPEN = "open"
    CLOSE = "close"
    SIGN = "sign"
    ROW = "row"
    ALIGN = "align"
    SPACE = "space"
    OPAQUE = "opaque"
    """Words and labels, of which nothing is changed."""


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A piece of text from `start` up to `stop`."""

    sort: Sort
    text: str
    start: int
    stop: int


_NAMES = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu "
    "xi pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta "
    "Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell"
)
GREEK = frozenset("\\" + name for name in _NAMES.split())
WORDS = (
    "argmax", "max", "min", "rot", "flip", "pad", "padding", "full", "valid", "same", "conv",
    "Conv", "relu", "ReLU", "Relu", "RELU", "tanh", "sigmoid", "floor", "ceil", "upsample", "trans",
    "vec", "net", "dilate", "mod",
)  # fmt: skip
_SPACES = frozenset(
    (r"\,", r"\;", r"\:", r"\!", r"\ ", r"\quad", r"\qquad", r"\limits", r"\displaystyle")
)
_OPAQUE = re.compile(
    r"\\(?:tag\*?|label|text|textrm|textbf|textit|mbox|begin|end|operatorname\*?|color|ref|eqref)\s*"
    r"\{[^{}]*\}"
)
_PLAIN = re.compile(
    r"(?P<space>\s+|~)|(?P<row>\\\\(?:\[[^\]]*\])?|\\cr\b)|(?P<command>\\[A-Za-z]+|\\.)"
    r"|(?P<number>\d+(?:\.\d+)?)|(?P<align>&)|(?P<script>[_^])|(?P<open>[({\[])|(?P<close>[)}\]])"
    r"|(?P<letter>[^\W\d_])|(?P<sign>.)",
    re.DOTALL,
)


def lexemes(text: str, words: Collection[str] = ()) -> tuple[Lexeme, ...]:
    r"""Split a text into lexemes; `words` are letters of several characters that it knows.

    >>> [lexeme.text for lexeme in lexemes(r"\delta_{12} = Q")]
    ['\\delta', '_', '{', '12', '}', ' ', '=', ' ', 'Q']
    """
    return tuple(_split(text, _pattern(frozenset(words))))


@lru_cache(maxsize=32)
def _pattern(words: frozenset[str]) -> re.Pattern[str]:
    """Give what matches a word, the longest first."""
    known = sorted({*WORDS, *words}, key=lambda word: (-len(word), word))
    return re.compile("|".join(re.escape(word) for word in known if len(word) > 1))


def _split(text: str, words: re.Pattern[str]) -> Iterator[Lexeme]:
    at = 0
    while at < len(text):
        opaque = _OPAQUE.match(text, at) if text[at] == "\\" else None
        word = None if opaque else _word_at(text, at, words)
        if opaque is not None:
            sort, stop = Sort.OPAQUE, opaque.end()
        elif word is not None:
            sort, stop = Sort.LETTER, at + len(word)
        else:
            sort, stop = _plain(text, at)
        yield Lexeme(sort, text[at:stop], at, stop)
        at = stop


def _word_at(text: str, at: int, words: re.Pattern[str]) -> str | None:
    if not text[at].isalpha() or (at and text[at - 1] == "\\"):
        return None
    found = words.match(text, at)
    return None if found is None else found.group()


def _plain(text: str, at: int) -> tuple[Sort, int]:
    found = _PLAIN.match(text, at)
    if found is None:
        return Sort.SIGN, at + 1
    sort, whole = Sort(str(found.lastgroup)), found.group()
    if whole in _SPACES:
        return Sort.SPACE, found.end()
    if whole in GREEK:
        return Sort.LETTER, found.end()
    if sort is Sort.COMMAND and whole in (r"\{", r"\}"):
        return (Sort.OPEN if whole == r"\{" else Sort.CLOSE), found.end()
    return sort, found.end()
