"""What is known about sizes and indices, and what follows from it.

A fact is that a polynomial is not negative. The prover answers "yes" only with a proof:

- a polynomial that is linear in a letter between two limits is smallest at one of them;
- a letter that is at least its lower limit is that limit plus something that is not negative;
- what has no negative coefficient in letters that are not negative is not negative;
- adding facts, or what is not negative, to each other proves their sum.

"No" only means that no proof was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from symconv.calculus.errors import RuleError
from symconv.calculus.polynomials import ONE_INDEX, IndexPolynomial, read_index
from symconv.calculus.properties.integers import Integers
from symconv.calculus.steps import take_step
from symconv.formulas import (
    ZERO,
    Condition,
    Floor,
    Formula,
    Name,
    Number,
    Quotient,
    Range,
    Relation,
    Restriction,
    Within,
    walk_paths,
)

_DEPTH = 3
_MOST = 20_000
_STRICT = frozenset({Relation.LESS, Relation.GREATER})


@dataclass(frozen=True)
class Limits:
    """The inclusive limits of a letter; None where there is none."""

    letter: Formula
    lower: Formula | None
    upper: Formula | None


@dataclass(frozen=True)
class Facts:
    """Limits of letters, and polynomials that are not negative."""

    limits: tuple[Limits, ...] = ()
    nonnegative: tuple[IndexPolynomial, ...] = ()
    conditions: tuple[Restriction, ...] = ()
    """Conditions known as they stand."""
    bound: frozenset[Formula] = frozenset()
    """The letters that are bound by ranges."""
    integers: Integers = field(default_factory=Integers)
    """Tells which letters are integers: for those, j < a says that j + 1 is at most a."""

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """The hash, which proofs that are looked up ask for often."""
        return hash((self.limits, self.nonnegative, self.conditions))

    def and_ranges(self, ranges: Iterable[Range]) -> Facts:
        """Give these facts and the limits of more letters, bound by ranges.

        What was known of other letters of the same names is left out.
        """
        ranges = tuple(ranges)
        bound = frozenset(known.index for known in ranges)
        old = self._without(bound)
        limits = (Limits(known.index, known.lower, known.upper) for known in ranges)
        return replace(old, limits=(*old.limits, *limits), bound=self.bound | bound)

    def _without(self, letters: frozenset[Formula]) -> Facts:
        """Give the facts that do not mention letters."""
        if letters.isdisjoint(self._mentioned):
            return self
        return replace(
            self,
            limits=tuple(known for known in self.limits if not letters & _letters_of(known)),
            nonnegative=tuple(p for p in self.nonnegative if not letters & _letters_of(p)),
            conditions=tuple(c for c in self.conditions if not letters & _letters_of(c)),
        )

    @cached_property
    def _mentioned(self) -> frozenset[Formula]:
        facts = (*self.limits, *self.nonnegative, *self.conditions)
        return frozenset().union(*map(_letters_of, facts))

    def and_free(self, conditions: Iterable[Restriction]) -> Facts:
        """Give these facts and those of more conditions that mention no letter bound by ranges."""
        return self.and_conditions(c for c in conditions if not self.bound & _letters_of(c))

    def and_conditions(self, conditions: Iterable[Restriction]) -> Facts:
        """Give these facts and more conditions."""
        limits, polynomials, known = list(self.limits), list(self.nonnegative), []
        for condition in conditions:
            known.append(condition)
            found = _limits(condition)
            if found is not None:
                polynomials += _hidden(limits, found.letter)
                limits.append(found)
            elif self._divides_by_positive(condition):
                polynomials += self._said_by(condition)
        return replace(
            self,
            limits=tuple(limits),
            nonnegative=tuple(polynomials),
            conditions=(*self.conditions, *known),
        )

    def _said_by(self, condition: Restriction) -> Iterator[IndexPolynomial]:
        """Give what a condition says is not negative: a strict one says less of numbers.

        Quotients are left to what is known of them by their own limits.
        """
        strict = isinstance(condition, Condition) and condition.relation in _STRICT
        for polynomial in differences(condition):
            if strict and not self.integers.include(polynomial):
                continue
            if not any(isinstance(letter, Quotient | Number) for letter in polynomial.letters):
                yield polynomial

    def prove(self, condition: Restriction) -> bool:
        """Tell whether a condition follows from the facts."""
        if condition in self.conditions:
            return True
        difference = _equal(condition)
        if difference is not None:
            known = map(_equal, self.conditions)
            return not difference.terms or any(it in (difference, -difference) for it in known)
        if not self._divides_by_positive(condition):
            return False
        wanted = list(differences(condition))
        return bool(wanted) and all(map(self.prove_nonnegative, wanted))

    def _divides_by_positive(self, condition: Restriction) -> bool:
        """Tell whether a quotient between limits is by something that is known to be positive."""
        if not isinstance(condition, Within) or not isinstance(condition.value, Quotient):
            return True
        return self.prove_nonnegative(read_index(condition.value.denominator) - ONE_INDEX)

    @property
    def contradict(self) -> bool:
        """Whether one of the facts is known to be false by the others."""
        known = (*self.nonnegative, *_hidden_all(self.limits))
        return any(self.prove_nonnegative(-fact - ONE_INDEX) for fact in known)

    def prove_nonnegative(self, polynomial: IndexPolynomial) -> bool:
        """Tell whether it follows from the facts that a polynomial is not negative."""
        found = _prove(self, polynomial, _DEPTH)
        take_step(1 + found.cost // 5)
        return found.proved

    def limits_of(self, letter: Formula) -> tuple[Formula | None, Formula | None]:
        """Give the innermost limits of a letter."""
        for known in reversed(self.limits):
            if known.letter == letter:
                return known.lower, known.upper
        match letter:
            case Floor(Quotient(above, below)) if self.prove_nonnegative(
                read_index(below) - ONE_INDEX
            ) and self.prove_nonnegative(read_index(above)):
                return ZERO, None
        return None, None


@lru_cache(maxsize=20_000)
def _letters_of(fact: Limits | IndexPolynomial | Restriction) -> frozenset[Formula]:
    """Give the names of sizes and indices that a fact mentions."""
    match fact:
        case Limits(letter, lower, upper):
            parts = [part for part in (letter, lower, upper) if part is not None]
        case IndexPolynomial():
            parts = list(fact.letters)
        case _:
            parts = [fact]
    return frozenset(
        name for part in parts for _, name in walk_paths(part) if isinstance(name, Name)
    )


def _limits(condition: Restriction) -> Limits | None:
    """Give a condition as limits of a letter, if it is that."""
    match condition:
        case Within(lower, value, upper) if _is_letter(value):
            return Limits(value, lower, upper)
        case Condition(lower, Relation.AT_MOST, value) if _is_letter(value):
            return Limits(value, lower, None) if read_index(lower).constant is not None else None
    return None


def _hidden(limits: Iterable[Limits], letter: Formula) -> Iterator[IndexPolynomial]:
    """Give the limits that a letter has already as polynomials that are not negative."""
    for known in limits:
        if known.letter == letter:
            if known.lower is not None:
                yield read_index(letter) - read_index(known.lower)
            if known.upper is not None:
                yield read_index(known.upper) - read_index(letter)


def _hidden_all(limits: Iterable[Limits]) -> Iterator[IndexPolynomial]:
    for known in limits:
        yield from _hidden((known,), known.letter)


def _equal(condition: Restriction) -> IndexPolynomial | None:
    """Give what an equality says is zero; None for another condition."""
    if isinstance(condition, Condition) and condition.relation is Relation.EQUAL:
        return read_index(condition.left) - read_index(condition.right)
    return None


def _is_letter(formula: Formula) -> bool:
    return formula in read_index(formula).letters


def differences(condition: Restriction) -> Iterator[IndexPolynomial]:
    """Give the polynomials that a condition on integers says are not negative.

    None for conditions that say nothing of the kind. Of numbers that need not be integers the
    condition follows from the polynomials, but a strict one does not say that much.
    """
    if isinstance(condition, Within):
        scale, value = _scaled(condition.value)
        yield value - scale * read_index(condition.lower)
        yield scale * read_index(condition.upper) - value
    elif isinstance(condition, Condition):
        left, right = read_index(condition.left), read_index(condition.right)
        match condition.relation:
            case Relation.AT_MOST:
                yield right - left
            case Relation.AT_LEAST:
                yield left - right
            case Relation.LESS:
                yield right - left - ONE_INDEX
            case Relation.GREATER:
                yield left - right - ONE_INDEX
            case Relation.EQUAL:
                yield right - left
                yield left - right


def _scaled(value: Formula) -> tuple[IndexPolynomial, IndexPolynomial]:
    """Give denominator and numerator; the denominator must be known to be positive."""
    if isinstance(value, Quotient):
        return read_index(value.denominator), read_index(value.numerator)
    return ONE_INDEX, read_index(value)


@dataclass(frozen=True)
class _Found:
    """Whether a proof was found, and how many polynomials were looked at."""

    proved: bool
    cost: int


@lru_cache(maxsize=20_000)
def _prove(
    facts: Facts, polynomial: IndexPolynomial, depth: int, done: frozenset[Formula] = frozenset()
) -> _Found:
    """Look for a proof that a polynomial is not negative, up to `_MOST` polynomials.

    `done` are letters put at their limits already. The cost is that of a search without memory,
    so that what is found depends on nothing that was asked before.
    """
    if _is_plainly_nonnegative(facts, polynomial) or _is_beyond_a_limit(facts, polynomial):
        return _Found(True, 1)
    if depth == 0:
        return _Found(False, 1)
    found = _prove_at_limits(facts, polynomial, depth, done)
    cost = 1 + found.cost
    if found.proved:
        return _Found(True, cost)
    for fact in facts.nonnegative:
        if not _helps(fact, polynomial):
            continue
        found = _prove(facts, polynomial - fact, depth - 1)
        cost += found.cost
        if found.proved or cost > _MOST:
            return _Found(found.proved, cost)
    return _Found(False, cost)


def _helps(fact: IndexPolynomial, polynomial: IndexPolynomial) -> bool:
    """Tell whether to take a fact away: it has a negative term where the polynomial has one.

    Taking any other fact away makes no negative term smaller, but it may leave fewer letters:
    x + x' - x'' >= 0 follows from x + x' >= n - 1 and x'' <= n - 1.
    """
    values = polynomial.coefficients
    if any(value < 0 and values.get(monomial, 0) < 0 for monomial, value in fact.terms):
        return True
    return len((polynomial - fact).letters) < len(polynomial.letters)


def _prove_at_limits(
    facts: Facts, polynomial: IndexPolynomial, depth: int, done: frozenset[Formula]
) -> _Found:
    """Try the limits of one letter that has two and occurs linearly.

    Limits may mention each other's letters, so no letter is tried within its own limits.
    """
    for letter in sorted(polynomial.letters - done, key=repr):
        lower, upper = facts.limits_of(letter)
        if lower is None or upper is None:
            continue
        try:
            polynomial.coefficient_of(letter)
        except RuleError:
            continue
        facts = _with_room(facts, read_index(lower), read_index(upper))
        cost = 0
        for end in (lower, upper):
            at_end = polynomial.substitute({letter: read_index(end)})
            found = _prove(facts, at_end, depth, done | {letter})
            cost += found.cost
            if not found.proved or cost > _MOST:
                return _Found(False, cost)
        return _Found(True, cost)
    return _Found(False, 0)


def _with_room(facts: Facts, lower: IndexPolynomial, upper: IndexPolynomial) -> Facts:
    """Give the facts and, if it is new, that two limits of a letter are the right way round."""
    room = upper - lower
    if lower.constant is not None or room in facts.nonnegative:
        return facts
    return replace(facts, nonnegative=(*facts.nonnegative, room))


def _is_beyond_a_limit(facts: Facts, polynomial: IndexPolynomial) -> bool:
    """Tell whether a letter's own limits say it, and what is left over is plainly not negative.

    A limit may mention other letters: i <= a says that a - i is not negative.
    """
    for letter in polynomial.letters:
        lower, upper = facts.limits_of(letter)
        for limits in (Limits(letter, lower, None), Limits(letter, None, upper)):
            for said in _hidden((limits,), letter):
                if _is_plainly_nonnegative(facts, polynomial - said):
                    return True
    return False


def _is_plainly_nonnegative(facts: Facts, polynomial: IndexPolynomial) -> bool:
    """Tell whether no coefficient is negative once letters are counted from their lower limits."""
    shifts = {}
    for letter in polynomial.letters:
        lower, _ = facts.limits_of(letter)
        start = None if lower is None else read_index(lower).constant
        if start is not None:
            shifts[letter] = read_index(letter) + read_index(start)
    return all(
        value > 0 and shifts.keys() >= set(monomial)
        for monomial, value in polynomial.substitute(shifts).terms
    )
