"""Arrays that are made of others, as a document says: turned, spread, zero outside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from symconv.formulas import Entry, Equation, Formula, Index, Name
from symconv.verification.facts import Array, Fact, FactKind, Making
from symconv.verification.judging.linear import linear
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.understanding.forms import bare_letter

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


def with_defined(reading: Reading, equations: Iterable[Equation]) -> Reading:
    """Give a reading that knows what equations define as turned: F'_{mn} = F_{k-1-m,k-1-n}."""
    letters, turned = dict(reading.letters), set(reading.turned)
    for equation in equations:
        left, right = equation.left, equation.right
        if not isinstance(left, Entry) or not isinstance(right, Entry) or left.arguments:
            continue
        if left.letter == right.letter or reading.part(right.letter) is not Array.FILTER:
            continue
        if left.letter in letters and bare_letter(left.letter) != bare_letter(right.letter):
            continue
        if _turns(left.indices, right.indices, reading.bases.filter):
            letters[left.letter] = Array.FILTER
            turned.add(left.letter)
    return replace(
        reading, letters=letters, turned=frozenset(turned),
        told=reading.told | (frozenset(turned) - reading.turned),
    )  # fmt: skip


def _turns(left: tuple[Index, ...], right: tuple[Index, ...], base: int) -> bool:
    """Tell whether indices are those of the other side counted from the other end."""
    if len(left) != len(right) or not left:
        return False
    return all(
        isinstance(one, Name) and isinstance(other, Formula) and _is_mirror(one, other, base)
        for one, other in zip(left, right, strict=True)
    )


def _is_mirror(name: Name, index: Formula, base: int) -> bool:
    """Tell whether an index is size - 1 - m, or size + 1 - m where positions count from 1."""
    found = linear(index)
    if found is None or found.pop(name.letter, 0) != -1:
        return False
    shift = found.pop("", 0)
    return shift == 2 * base - 1 and list(found.values()) == [1]
