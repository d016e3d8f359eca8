"""Arrays that are made of others, as a document says: turned, spread, zero outside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from symconv.verification.facts import Array, Fact, FactKind, Making
from symconv.verification.judging.reading import Reading

_GRADIENTS = frozenset({Array.OUTPUT, Array.GRADIENT})


def with_made(letters: dict[str, Array], facts: Iterable[Fact]) -> dict[str, Array]:
    """Give the parts of letters with those of arrays that are made of others."""
    found = dict(letters)
    for made in _makings(facts):
        part = _part_of(made.origin, found)
        if part is not None:
            found[made.letter] = part
    return found


def _part_of(origin: str, letters: Mapping[str, Array]) -> Array | None:
    """Give the part of what an array is made of; a gradient is that by the output."""
    if not origin.startswith("∂"):
        return letters.get(origin)
    return Array.GRADIENT if letters.get(origin[1:]) in _GRADIENTS else None


@dataclass(frozen=True)
class _Made:
    """A letter, how it is made of another, and where its own indices begin, if that is said."""

    letter: str
    how: Making
    origin: str
    base: int | None = None


def _makings(facts: Iterable[Fact]) -> Iterator[_Made]:
    for fact in facts:
        if fact.kind is FactKind.MADE:
            how, origin, *base = fact.value.split()
            yield _Made(fact.subject, Making(how), origin, int(base[0]) if base else None)


def with_makings(reading: Reading, facts: Iterable[Fact]) -> Reading:
    """Give a reading that knows how the arrays of a document are made of others."""
    known = [made for made in _makings(facts) if _part_of(made.origin, reading.letters) is not None]
    spread = {made.letter: made.base for made in known if made.how is Making.SPREAD}
    beyond = {made.letter for made in known if made.how in (Making.SPREAD, Making.EXTENDED)}
    turned = {made.letter for made in known if made.how is Making.TURNED}
    return replace(
        reading,
        turned=reading.turned | turned,
        spread={**reading.spread, **spread},
        beyond=reading.beyond | beyond,
        told=reading.told | {made.letter for made in known},
    )
