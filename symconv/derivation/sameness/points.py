"""Points at which two sides are compared: numbers for what is free, the same in every run."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, product
from random import Random

from symconv.derivation.sameness.limits import NoValueError
from symconv.derivation.sameness.terms import Const, Free, Term, parts_of

ROUNDS = 40
_TRIES = 30
_MOST_CONSTANTS = 8
_MOST_NAMES = 8
_GENERIC = 102
"""The number of a point that is drawn from fractions."""
_HALF = Fraction(1, 2)
_SMALL = tuple(map(Fraction, range(-2, 4)))
_LAST = (*map(Fraction, (1, 2, 3, 4, 0, -1, -2)), _HALF, -_HALF)
"""What is tried in the end where a symbol allows only some numbers."""


@dataclass
class Point:
    """Numbers for what is asked for; `chosen` says which and how they are written."""

    number: int
    pool: tuple[Fraction, ...]
    chosen: dict[Hashable, tuple[str, Fraction]] = field(default_factory=dict)

    def choose(self, key: Hashable, name: str, allows: Callable[[Fraction], bool]) -> Fraction:
        """Give the number of a key; raises `NoValueError` if it allows none that is found."""
        if key not in self.chosen:
            drawn = (value for value in self._values(name) if allows(value))
            value = next(drawn, None)
            if value is None:
                raise NoValueError
            self.chosen[key] = name, value
        return self.chosen[key][1]

    def _values(self, name: str) -> Iterator[Fraction]:
        """Give the numbers to try for a name."""
        if self.number < len(_STARTS):
            yield _STARTS[self.number](len(self.chosen))
        else:
            random = Random(f"{self.number} {len(self.chosen)} {name}")  # noqa: S311
            for _ in range(_TRIES):
                yield self._draw(random)
        yield from _LAST

    def _draw(self, random: Random) -> Fraction:
        """Draw a number: from few, which meet; near the constants; or from many."""
        match self.number % 4:
            case 0:
                return random.choice(_SMALL)
            case 1:
                return random.choice(self.pool)
            case 2:
                return Fraction(random.randrange(-12, 13), random.randrange(1, 6))
        return Fraction(random.randrange(1, 10**6 if self.number % 8 == 3 else 12))


_STARTS: tuple[Callable[[int], Fraction], ...] = (
    lambda place: Fraction(place + 1),
    lambda place: Fraction(0),  # noqa: ARG005
    lambda place: Fraction(1),  # noqa: ARG005
    lambda place: Fraction(-1 if place % 2 else 2),
    lambda place: Fraction(place + 2, 2),
)


def points(terms: Sequence[Term], named: Sequence[Free]) -> Iterator[Point]:
    """Give points at which all that is `named` has a number, if it allows one.

    Simple points come first; then drawn ones, some near the constants of the terms; then those at
    which one thing is zero or a constant, or two are equal, and nothing else is special.
    """
    constants = sorted(_constants(terms))[:_MOST_CONSTANTS]
    near = {value + step for value in constants for step in (-_HALF, Fraction(0), _HALF)}
    pool = tuple(sorted({*near, *(-value for value in near), *_SMALL}))
    for number in range(ROUNDS):
        yield _filled(Point(number, pool), named)
    special = {Fraction(0), Fraction(-1), *constants}
    for place, fixed in enumerate(_fixed(named, sorted(special))):
        yield _filled(Point(_GENERIC + 4 * place, pool, fixed), named)


def _filled(point: Point, named: Sequence[Free]) -> Point:
    for free in named:
        with suppress(NoValueError):  # whatever needs it will not have a value either
            point.choose(free.key, free.name, free.allows)
    return point


def _fixed(
    named: Sequence[Free], special: Sequence[Fraction]
) -> Iterator[dict[Hashable, tuple[str, Fraction]]]:
    """Give numbers for one of the first things, or for two of them the same."""
    few = named[:_MOST_NAMES]
    for free, value in product(few, special):
        if free.allows(value):
            yield {free.key: (free.name, value)}
    two = Fraction(2)
    for one, other in combinations(few, 2):
        if one.allows(two) and other.allows(two):
            yield {one.key: (one.name, two), other.key: (other.name, two)}


def _constants(terms: Iterable[Term]) -> set[Fraction]:
    found: set[Fraction] = set()
    seen: set[int] = set()
    waiting = list(terms)
    while waiting:
        term = waiting.pop()
        if id(term) in seen:
            continue
        seen.add(id(term))
        if isinstance(term, Const) and abs(term.value.numerator) < 10**9 > term.value.denominator:
            found.add(term.value)
        waiting += parts_of(term)
    return found
