"""Letters that only count: in limits, in indices, in formulas of sizes; none is an array."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symconv.formulas import Condition, Entry, Equation, Formula, Name, Range, Within, children
from symconv.verification.facts import Fact, FactKind
from symconv.verification.judging.reading import size_key

_SIZED = (FactKind.SHAPE, FactKind.STRIDE, FactKind.PADDING, FactKind.DILATION)


def counting_letters(equations: Iterable[Equation], facts: Iterable[Fact]) -> frozenset[str]:
    """Give the letters that count wherever they stand, and stand for a number somewhere."""
    sizes = _said_sizes(facts)
    seen: dict[str, bool] = {}
    limiting: set[str] = set()
    for equation in equations:
        for letter, counts in _uses(equation, sizes, inside=False):
            seen[letter] = seen.get(letter, True) and counts
        limiting |= set(_limiting(equation))
    numbers = limiting | {name.split("_")[0] for name in sizes}
    return frozenset(letter for letter, counts in seen.items() if counts and letter in numbers)


def _said_sizes(facts: Iterable[Fact]) -> frozenset[str]:
    """Give the letters that a document says are sizes, with what stands below them."""
    found: set[str] = set()
    for fact in facts:
        if fact.kind is FactKind.SIZE:
            found.add(fact.subject)
        elif fact.kind in _SIZED and not fact.value[:1].isdigit():
            found.update(name.strip() for name in fact.value.split(" x "))
    return frozenset(found)


def _uses(formula: Formula, sizes: frozenset[str], inside: bool) -> Iterator[tuple[str, bool]]:
    """Give every use of a letter, and whether it counts there."""
    key = size_key(formula)
    if isinstance(formula, Name | Entry):
        yield formula.letter, inside or key in sizes
    if isinstance(formula, Entry):
        for index in (*formula.indices, *formula.arguments):
            if isinstance(index, Formula):
                yield from _uses(index, sizes, inside=True)
        return
    within = inside or isinstance(formula, Range | Condition | Within)
    for part in children(formula):
        yield from _uses(part, sizes, within)


def _limiting(formula: Formula) -> Iterator[str]:
    """Give the letters that sums bind, and those in their limits."""
    for part in children(formula):
        if isinstance(part, Range):
            yield part.index.letter
            for limit in (part.lower, part.upper):
                if limit is not None:
                    yield from (name for name, _ in _uses(limit, frozenset(), inside=True))
        yield from _limiting(part)
