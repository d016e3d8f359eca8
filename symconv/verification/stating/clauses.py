"""A sentence of prose as items, and what is found in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from symconv.verification.facts import FactKind
from symconv.verification.stating.concepts import ARRAYS, Concept, Item

SILENT = frozenset((Concept.ARTICLE, Concept.EMPTY))
LINKS = frozenset(
    (Concept.IS, Concept.EQUALS, Concept.COLON, Concept.DENOTES, Concept.DASH, Concept.BAR)
)
ROLES = frozenset(ARRAYS) | {Concept.ERROR}
_FURTHEST = 12
"""Items that are passed over at most, so that a text is read in steps that grow as it does."""
ENDS = frozenset((Concept.STOP, Concept.COMMA, Concept.AND, Concept.CLOSE, Concept.BAR))
"""What may follow a part of a list; the end of the sentence counts as a stop."""


@dataclass(frozen=True, slots=True)
class Found:
    """A fact without its words and line: the items from `at` up to `stop` say it."""

    kind: FactKind
    subject: str
    value: str
    at: int
    stop: int


@dataclass(frozen=True)
class Clause:
    """The items of a sentence and every concept that occurs in it."""

    items: tuple[Item, ...]
    concepts: frozenset[Concept]

    @classmethod
    def of(cls, items: list[Item]) -> Clause:
        """Make a clause of items."""
        return cls(tuple(items), frozenset(item.concept for item in items))

    def concept(self, at: int) -> Concept:
        """Give the concept of an item; STOP before the first and after the last."""
        return self.items[at].concept if 0 <= at < len(self.items) else Concept.STOP

    def value(self, at: int) -> str:
        """Give the value of an item; "" outside the sentence."""
        return self.items[at].value if 0 <= at < len(self.items) else ""

    def skip(self, at: int, passed: frozenset[Concept] = SILENT) -> int:
        """Give the first place from `at` on whose concept is not among `passed`."""
        furthest = min(at + _FURTHEST, len(self.items))
        while at < furthest and self.items[at].concept in passed:
            at += 1
        return at

    def skip_back(self, at: int, passed: frozenset[Concept] = SILENT) -> int:
        """Give the last place up to `at` whose concept is not among `passed`; -1 for none."""
        furthest = at - _FURTHEST
        while at >= 0 and at > furthest and self.items[at].concept in passed:
            at -= 1
        return at

    def has(self, *concepts: Concept) -> bool:
        """Tell whether any of these occurs in the sentence."""
        return not self.concepts.isdisjoint(concepts)

    def near(self, at: int, reach: int, *concepts: Concept) -> bool:
        """Tell whether any of these stands at most `reach` items before `at`."""
        return any(item.concept in concepts for item in self.items[max(0, at - reach) : at])


Rule = Callable[[Clause, int], Iterator[Found]]


def sentences(items: list[Item]) -> Iterator[Clause]:
    """Give the sentences; those that ask, or tell of others' work, say nothing of the layer."""
    kept: list[Item] = []
    for item in [*items, Item(Concept.STOP, "", 0, 0)]:
        if item.concept is not Concept.STOP:
            kept.append(item)
            continue
        clause = Clause.of(kept)
        kept = []
        if clause.items and not clause.has(Concept.QUESTION, Concept.ELSEWHERE):
            yield clause
