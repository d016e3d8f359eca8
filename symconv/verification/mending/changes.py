"""Edits of a text, and what a slip would have them mend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from symconv.reading.written import Span
from symconv.verification.mending.lexemes import Sort, lexemes


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """What stands from `start` up to `stop` is replaced."""

    start: int
    stop: int
    replacement: str


@dataclass(frozen=True, slots=True)
class Change:
    """Edits that belong together, in order and apart from each other."""

    edits: tuple[Edit, ...]

    def applied(self, text: str) -> str:
        """Give the text with its edits.

        >>> change([Edit(0, 1, "O")]).applied("Q_{11}")
        'O_{11}'
        """
        parts, at = [], 0
        for edit in self.edits:
            parts += [text[at : edit.start], edit.replacement]
            at = edit.stop
        return "".join((*parts, text[at:]))

    def pattern(self, text: str) -> tuple[tuple[str, str], ...]:
        """Give what is replaced by what, wherever it stands: edits alike have one pattern."""
        return tuple(sorted((text[e.start : e.stop], e.replacement) for e in self.edits))

    def joined(self, other: Change) -> Change | None:
        """Give both changes as one; None where they overlap."""
        edits = sorted({*self.edits, *other.edits})
        for before, after in pairwise(edits):
            if after.start < before.stop or after.start == before.start:
                return None
        return Change(tuple(edits))

    def tokens(self, text: str) -> int:
        """Count the lexemes that it changes, braces and spaces left out."""
        return sum(
            max(_count(text[e.start : e.stop]), _count(e.replacement), 1) for e in self.edits
        )


def _count(text: str) -> int:
    return sum(
        lexeme.sort not in (Sort.SPACE, Sort.SCRIPT) and lexeme.text not in "{}"
        for lexeme in lexemes(text)
    )


def change(edits: Iterable[Edit]) -> Change:
    """Give edits as one change."""
    return Change(tuple(sorted(edits)))


def put(span: Span, replacement: str) -> Change:
    """Give the change that writes something in the place of a span."""
    return Change((Edit(span.start, span.stop, replacement),))
