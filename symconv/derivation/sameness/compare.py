"""Two terms compared: proved equal as quotients of polynomials, or told apart at a point."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from symconv.derivation.sameness.atoms import split_content
from symconv.derivation.sameness.conditions import depends_on_conditions, range_conditions
from symconv.derivation.sameness.evaluate import Evaluation, Value
from symconv.derivation.sameness.limits import (
    NoValueError,
    NoVerdictError,
    TooMuchWorkError,
    UnknownValueError,
    Work,
)
from symconv.derivation.sameness.normal import Normaliser
from symconv.derivation.sameness.points import Point, points
from symconv.derivation.sameness.result import (
    Counterexample,
    Enclosure,
    ExactValue,
    PointValue,
    Sameness,
    SameVerdict,
)
from symconv.derivation.sameness.ring import Ratio, Ring
from symconv.derivation.sameness.terms import (
    NEVER_ZERO,
    Bracketed,
    Choice,
    Chosen,
    Const,
    Free,
    Plus,
    Raised,
    Term,
    Times,
    parts_of,
)
from symconv.formulas import Condition, Formula

_Guards: TypeAlias = tuple[type[Term], ...]
_AGREEING = 3
"""Points at which what is proved equal is looked at as well."""
TOO_DEEP = "it is nested too deeply"


@dataclass
class Comparer:
    """Compares terms, entry after entry, in one ring."""

    work: Work
    points: Work = field(default_factory=Work)
    """What is left for values at points."""
    normal: Normaliser = field(init=False)
    plain: Normaliser = field(init=False)
    """What assumes the conditions of ranges and brackets, where nothing is equal without that."""

    def __post_init__(self) -> None:
        ring = Ring(self.work)
        self.normal, self.plain = Normaliser(ring), Normaliser(ring, plain=True)

    def compare(self, left: Term, right: Term, alike: bool, doubt: str = "") -> Sameness:
        """Compare two terms.

        Parameters
        ----------
        left, right : the terms
        alike : whether both were given as the same expression
        doubt : why a point cannot tell them apart, where a name may mean what another does
        """
        self.work.begin()
        sides = left, right
        proof = self._prove(self.normal, sides, alike)
        if proof.equal and all(map(_has_value_everywhere, sides)):
            return _equal(())
        if not proof.equal and depends_on_conditions(_strict_parts(sides, ())):
            assuming = self._prove(self.plain, sides, alike)
            found = self._look(self.plain, sides, assuming if assuming.equal else proof, doubt)
            if found.different or assuming.equal:
                return found
        return self._look(self.normal, sides, proof, doubt)

    def _look(
        self, normal: Normaliser, sides: tuple[Term, Term], proof: _Proof, doubt: str
    ) -> Sameness:
        """Look at points, and say what was found."""
        enough = _AGREEING if proof.equal else None
        search = _Search(*sides, self.points, enough, normal.plain)
        found = search.run()
        if found is not None:
            return _undecided(doubt) if doubt else _different(found)
        if not proof.equal:
            return _undecided(proof.why)
        if search.asked and not search.agreeing:
            return _undecided("no point was found at which both have a value")
        conditions = range_conditions(_strict_parts(sides, ()), normal.counted)
        return _equal(self._denominators(normal, sides), conditions)

    def _prove(self, normal: Normaliser, terms: Sequence[Term], alike: bool) -> _Proof:
        try:
            sides = list(map(normal, terms))
            if normal.ring.equal(*sides):
                return _Proof(True)
            met = self.work.met
            return _Proof(False, met[0] if met else _unequal(sides))
        except TooMuchWorkError as limit:
            return _Proof(alike, str(limit))
        except NoVerdictError as why:
            return _Proof(False, str(why))
        except RecursionError:
            return _Proof(alike, TOO_DEEP)

    def _denominators(self, normal: Normaliser, sides: Sequence[Term]) -> tuple[Formula | str, ...]:
        """Give the denominators that must differ from zero, as they were given, each once."""
        found: dict[Hashable, Formula | str] = {}
        for term in _strict_parts(sides, () if normal.plain else (Choice, Bracketed)):
            if isinstance(term, Raised) and term.source not in (None, NEVER_ZERO):
                key = self._must_differ(term)
                if key is not None:
                    source = term.source
                    found.setdefault(key, source if isinstance(source, Formula) else str(source))
        return tuple(found.values())

    def _must_differ(self, term: Raised) -> Hashable | None:
        """Give what a base must differ from zero as, or None."""
        try:
            exponent = self.normal(term.exponent)
            if all(value >= 0 for value in exponent.above.terms.values()):
                return None
            above = self.normal(term.base).above
            if self.normal.ring.sign(above):
                return None
            return frozenset(split_content(above)[1].terms.items())
        except (NoVerdictError, RecursionError):
            return str(term.source)


@dataclass(frozen=True)
class _Proof:
    equal: bool
    why: str = ""


def _unequal(sides: Sequence[Ratio]) -> str:
    if all(len(side.above.terms) < 2 and not side.below for side in sides):
        return "they are written differently, and no point was found at which they differ"
    return "they differ as polynomials, and no point was found at which their values differ"


def _equal(
    denominators: tuple[Formula | str, ...], conditions: tuple[Condition, ...] = ()
) -> Sameness:
    reason = "wherever both have a value"
    return Sameness(SameVerdict.EQUAL, reason, denominators, conditions=conditions)


def _undecided(why: str) -> Sameness:
    return Sameness(SameVerdict.UNDECIDED, why)


def _different(found: Counterexample) -> Sameness:
    return Sameness(SameVerdict.DIFFERENT, str(found), counterexample=found)


@dataclass
class _Search:
    """Looks for a point at which the sides differ."""

    left: Term
    right: Term
    work: Work
    enough: int | None
    """How many points that agree end the search."""
    plain: bool = False
    """Whether only points count at which ranges and brackets guard nothing."""
    agreeing: int = 0
    asked: bool = True
    """Whether the sides can be evaluated at all."""

    def run(self) -> Counterexample | None:
        work = self.work
        work.begin()
        found_names = {free.key: free for free in _named((self.left, self.right))}
        named = sorted(found_names.values(), key=lambda free: _natural(free.name))
        for point in points((self.left, self.right), named):
            try:
                found = self._look_at(point, work)
            except UnknownValueError:
                self.asked = False
                return None
            except (NoValueError, TooMuchWorkError, RecursionError):
                if work.left < 0:
                    return None
                continue
            if found is not None:
                return found
            if self.agreeing == self.enough or not point.chosen:
                return None
        return None

    def _look_at(self, point: Point, work: Work) -> Counterexample | None:
        value = Evaluation(point.choose, work, self.plain)
        left, right = value(self.left), value(self.right)
        if isinstance(left, Fraction) and isinstance(right, Fraction):
            if left == right:
                self.agreeing += 1
                return None
        elif not _apart(left, right):
            self.agreeing += 1
            return None
        chosen = tuple(PointValue(name, number) for name, number in point.chosen.values())
        return Counterexample(chosen, _exact(left), _exact(right))


def _named(sides: Iterable[Term]) -> Iterator[Free]:
    """Give what has a name of its own, once for each time it is read."""
    for term in _strict_parts(sides, (Choice,)):
        if isinstance(term, Free):
            yield term
        elif isinstance(term, Chosen) and all(isinstance(at, Const) for at in term.arguments):
            values = [at.value for at in term.arguments if isinstance(at, Const)]
            own = Free((term.key, tuple(values)), term.name_at(values))
            yield term.alias_at(values) or own


def _natural(name: str) -> list[tuple[int, str]]:
    """Give what names are sorted by: numbers in them by their size."""
    return [(int(part), "") if part.isdecimal() else (-1, part)
            for part in re.split(r"([0-9]+)", name)]  # fmt: skip


def _apart(left: Value, right: Value) -> bool:
    """Tell whether enclosures lie apart, and not only by what rounding might explain."""
    one, other = _exact(left), _exact(right)
    (low, high), (lower, upper) = map(_ends, (one, other))
    size = max(map(abs, (low, high, lower, upper)))
    gap = max(lower - high, low - upper)
    return gap > size / 2**120


def _exact(value: Value) -> ExactValue:
    if isinstance(value, Fraction):
        return value
    lower, upper = (_fraction(end) for end in value._mpi_)
    return Enclosure(lower, upper)


def _ends(value: ExactValue) -> tuple[Fraction, Fraction]:
    return (value, value) if isinstance(value, Fraction) else (value.lower, value.upper)


def _fraction(number: tuple[int, int, int, int]) -> Fraction:
    """Give a binary float of mpmath: its sign, mantissa and exponent."""
    sign, mantissa, exponent, _ = number
    if not mantissa and exponent:
        raise NoValueError  # infinite, or no number
    size = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return -size if sign else size


def _has_value_everywhere(term: Term) -> bool:
    """Tell a polynomial that is written as one."""
    for part in _strict_parts((term,)):
        match part:
            case Raised(_, Const(exponent)) if exponent.denominator == 1 and exponent >= 0:
                continue
            case Const() | Free() | Plus() | Times():
                continue
            case Chosen(arguments=arguments) if all(isinstance(at, Const) for at in arguments):
                continue
        return False
    return True


def _strict_parts(sides: Iterable[Term], guards: _Guards = (Choice, Bracketed)) -> Iterator[Term]:
    """Give all parts that are looked at wherever the whole has a value, each once.

    Of a node of the kinds in `guards`, only the test is: what it guards may be left out.
    """
    seen: set[int] = set()
    waiting = deque(sides)
    while waiting:
        term = waiting.popleft()
        if id(term) in seen:
            continue
        seen.add(id(term))
        yield term
        match term:
            case Choice(tests=(test, *_)) | Bracketed(test) if isinstance(term, guards):
                waiting.append(test)
            case _:
                waiting += parts_of(term)
