"""The words of all languages in one table: which concept a phrase names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from symconv.verification.stating.concepts import Concept
from symconv.verification.stating.words import LANGUAGES

WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+")
_LONGEST_PHRASE = 8
_SHORTEST_STEM = 1
_LONGEST_RUN = 12

_IDEOGRAMS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
"""Scripts that put no spaces between words: kana and Chinese characters."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases by their words; `stems` are words whose ends vary; `runs` need no spaces around."""

    phrases: dict[tuple[str, ...], Concept]
    begins: dict[str, int]
    """The number of words of the longest phrase that a word begins."""
    stems: dict[str, Concept]
    runs: dict[str, Concept]

    def longest(self, words: tuple[str, ...]) -> tuple[Concept, int] | None:
        """Give the concept of the longest phrase that `words` begin with, and its length.

        >>> lexicon().longest(("learning", "rate", "of"))
        (<Concept.RATE: 'rate'>, 2)
        """
        if not words:
            return None
        for length in range(min(self.begins.get(words[0], 0), len(words)), 0, -1):
            if concept := self.phrases.get(words[:length]):
                return concept, length
        stem = self._stem(words[0])
        return (stem, 1) if stem else None

    def _stem(self, word: str) -> Concept | None:
        for length in range(min(len(word), 16), _SHORTEST_STEM - 1, -1):
            if concept := self.stems.get(word[:length]):
                return concept
        return None

    def run(self, text: str, start: int, stop: int) -> tuple[Concept, int] | None:
        """Give the concept of the longest run of characters from `start`, and its length."""
        for length in range(min(_LONGEST_RUN, stop - start), 0, -1):
            if concept := self.runs.get(text[start : start + length]):
                return concept, length
        return None


_ARABIC = re.compile(r"[\u0600-\u06ff]{2}")
"""A word before which "and" is written without a space."""


def is_ideogram(character: str) -> bool:
    """Tell whether a character is of a script without spaces between words."""
    return bool(_IDEOGRAMS.match(character))


@cache
def lexicon() -> Lexicon:
    """Give the one table; where two languages share a word the first language's meaning counts.

    >>> lexicon().runs["卷积核"]
    <Concept.FILTER: 'filter'>
    """
    phrases: dict[tuple[str, ...], Concept] = {}
    stems: dict[str, Concept] = {}
    runs: dict[str, Concept] = {}
    for language in LANGUAGES:
        for concept, written in language.items():
            for phrase in written.split("|"):
                if is_ideogram(phrase[0]):
                    runs.setdefault(phrase, concept)
                elif phrase.endswith("~"):
                    stems.setdefault(phrase[:-1], concept)
                else:
                    words = tuple(WORD.findall(phrase.lower()))
                    phrases.setdefault(words, concept)
                    if _ARABIC.match(phrase):
                        phrases.setdefault((f"و{words[0]}", *words[1:]), concept)
    begins: dict[str, int] = {}
    for words in phrases:
        begins[words[0]] = max(begins.get(words[0], 0), min(len(words), _LONGEST_PHRASE))
    return Lexicon(phrases, begins, stems, runs)
