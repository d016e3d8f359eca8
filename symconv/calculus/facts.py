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
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from symconv.calculus.errors import RuleError
from symconv.calculus.polynomials import (
    ONE_INDEX,
    IndexPolynomial,
    is_integral,
    read_index,
)
from symconv.formulas import (
    ZERO,
    Condition,
    Floor,
    Formula,
    Name,
    Quotient,
    Range,
    Relation,
    Restriction,
    Within,
    walk_paths,
)

_DEPTH = 3


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
                polynomials += filter(is_integral, _differences(condition))
        return replace(
            self,
            limits=tuple(limits),
            nonnegative=tuple(polynomials),
            conditions=(*self.conditions, *known),
        )

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
        wanted = list(_differences(condition))
        return bool(wanted) and all(map(self.prove_nonnegative, wanted))

    def _divides_by_positive(self, condition: Restriction) -> bool:
        """Tell whether a quotient between limits is by something that is known to be positive."""
        if not isinstance(condition, Within) or not isinstance(condition.value, Quotient):
            return True
        return self.prove_nonnegative(read_index(condition.value.denominator) - ONE_INDEX)

    def prove_nonnegative(self, polynomial: IndexPolynomial) -> bool:
        """Tell whether it follows from the facts that a polynomial is not negative."""
        return _prove(self, polynomial, _DEPTH)

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


def _equal(condition: Restriction) -> IndexPolynomial | None:
    """Give what an equality says is zero; None for another condition."""
    if isinstance(condition, Condition) and condition.relation is Relation.EQUAL:
        return read_index(condition.left) - read_index(condition.right)
    return None


def _is_letter(formula: Formula) -> bool:
    return formula in read_index(formula).letters


def _differences(condition: Restriction) -> Iterator[IndexPolynomial]:
    """Give the polynomials that a condition says are not negative; none for other conditions."""
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


@lru_cache(maxsize=20_000)
def _prove(
    facts: Facts, polynomial: IndexPolynomial, depth: int, done: frozenset[Formula] = frozenset()
) -> bool:
    """Tell whether a polynomial is not negative; `done` are letters put at their limits already."""
    if _is_plainly_nonnegative(facts, polynomial):
        return True
    if depth == 0:
        return False
    return _prove_at_limits(facts, polynomial, depth, done) or any(
        _prove(facts, polynomial - fact, depth - 1)
        for fact in facts.nonnegative
        if _helps(fact, polynomial)
    )


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
) -> bool:
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
        ends = (polynomial.substitute({letter: read_index(end)}) for end in (lower, upper))
        return all(_prove(facts, at_end, depth, done | {letter}) for at_end in ends)
    return False


def _with_room(facts: Facts, lower: IndexPolynomial, upper: IndexPolynomial) -> Facts:
    """Give the facts and, if it is new, that two limits of a letter are the right way round."""
    room = upper - lower
    if lower.constant is not None or room in facts.nonnegative:
        return facts
    return replace(facts, nonnegative=(*facts.nonnegative, room))


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
