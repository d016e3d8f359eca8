"""The prover says yes only to what is true: its answers against every point of a small grid."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pytest

from symconv.calculus.facts import Facts
from symconv.calculus.polynomials import IndexPolynomial, read_index
from symconv.formulas import (
    ZERO,
    Condition,
    Entry,
    Floor,
    Formula,
    Name,
    Number,
    Quotient,
    Range,
    Relation,
    Restriction,
    Within,
)
from symconv.roles import Role
from symconv.theorems import build_general_conv
from tests.calculus.writing import (
    D,
    I,
    K,
    M,
    N,
    P,
    Q,
    S,
    U,
    V,
    X,
    at_most,
    below,
    divides,
    equal,
    inside,
    minus,
    plus,
    times,
)

Grid: TypeAlias = dict[Formula, np.ndarray]
LETTERS = tuple(map(Name, "abc"))
OUTER = Name("outer a")
"""What the letter a is further outside, where an inner range binds it anew."""
_AXES = np.meshgrid(*[np.arange(-2, 4)] * 4, indexing="ij")
GRID: Grid = dict(zip((*LETTERS, OUTER), (axis.ravel() for axis in _AXES), strict=True))
"""Every letter at every point of a grid."""
RELATIONS = {
    Relation.EQUAL: np.equal,
    Relation.LESS: np.less,
    Relation.AT_MOST: np.less_equal,
    Relation.GREATER: np.greater,
    Relation.AT_LEAST: np.greater_equal,
}


def value(formula: Formula | IndexPolynomial, grid: Grid) -> np.ndarray:
    """Give a formula at every point of the grid."""
    polynomial = formula if isinstance(formula, IndexPolynomial) else read_index(formula)
    terms = (
        number * np.prod([grid[letter] for letter in monomial], axis=0)
        for monomial, number in polynomial.terms
    )
    return sum(terms, np.zeros_like(grid[OUTER]))


def holds(condition: Restriction, grid: Grid) -> np.ndarray:
    """Tell at which points a condition holds."""
    if isinstance(condition, Within):
        low, middle, high = (
            value(part, grid) for part in (condition.lower, condition.value, condition.upper)
        )
        return (low <= middle) & (middle <= high)
    assert isinstance(condition, Condition)
    return RELATIONS[condition.relation](value(condition.left, grid), value(condition.right, grid))


class Draw:
    """Draws expressions and conditions, the same ones in every run."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def expression(self, letters: tuple[Name, ...] = LETTERS) -> Formula:
        """Draw a sum of a number and of multiples of letters, seldom of a product of two."""
        terms: list[Formula] = []
        for _ in range(self.random.randrange(3)):
            factors = [self.random.choice((-2, -1, 1, 1, 2)), self.random.choice(letters)]
            if self.random.random() < 0.2:
                factors.append(self.random.choice(letters))
            terms.append(times(*factors))
        return plus(self.random.randint(-2, 2), *terms)

    def condition(self) -> Restriction:
        """Draw a relation between two expressions, or limits of one or of a letter."""
        letter, kind = self.random.choice(LETTERS), self.random.randrange(5)
        if kind == 0:
            return Within(*(self.expression(LETTERS[:2]) for _ in range(3)))
        if kind == 1:
            return Within(Number(self.random.randint(-2, 0)), letter, Number(2))
        if kind == 2:
            return at_most(self.random.randint(-2, 2), letter)
        return Condition(self.expression(), self.random.choice([*RELATIONS]), self.expression())

    def claim(self, known: tuple[Restriction, ...]) -> Restriction:
        """Draw a claim, mostly close to what is known: as it is, weaker or stronger, added up."""
        shift, kind = self.random.randint(-1, 3), self.random.randrange(5)
        inequalities = [c for c in known if isinstance(c, Condition)] or [at_most(0, 0)]
        one, other = (self.random.choice(inequalities) for _ in range(2))
        if kind == 0:
            return self.random.choice(known)
        if kind == 1:
            return Condition(one.left, one.relation, plus(one.right, shift))
        if kind == 2:
            return at_most(plus(one.left, other.left), plus(one.right, other.right, shift))
        if kind == 3:
            return at_most(self.random.choice(LETTERS), shift)
        return self.condition()

    def case(self) -> Case:
        """Draw conditions, often a range that binds one of their letters anew, and a claim."""
        known = tuple(self.condition() for _ in range(self.random.randint(1, 4)))
        a, b, _ = LETTERS
        ranges: tuple[Range, ...] = ()
        if self.random.random() < 0.4:
            upper = self.random.choice((Number(2), b, plus(b, 1)))
            ranges = (Range(a, Number(self.random.randint(-1, 1)), upper),)
        facts = Facts().and_conditions(known).and_ranges(ranges)
        return Case(facts, known, ranges, self.claim(known))


@dataclass(frozen=True)
class Case:
    """What is known, what is claimed, and the points at which what is known is true."""

    facts: Facts
    known: tuple[Restriction, ...]
    ranges: tuple[Range, ...]
    claim: Restriction

    def true(self) -> bool:
        """Tell whether the claim holds wherever the conditions and the ranges in them do."""
        around = {**GRID, LETTERS[0]: GRID[OUTER]} if self.ranges else GRID
        within = (Within(r.lower, r.index, r.upper) for r in self.ranges)  # type: ignore[arg-type]
        known = [holds(c, around) for c in self.known] + [holds(c, GRID) for c in within]
        return bool(np.all(holds(self.claim, GRID) | ~np.all(known, axis=0)))


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_proved_is_true(seed: int) -> None:
    draw = Draw(seed)
    drawn = [draw.case() for _ in range(1000)]
    proved = [case for case in drawn if case.facts.prove(case.claim)]
    assert [case for case in proved if not case.true()] == []
    # enough of both answers, of inner indices, and of claims that take more than to be known
    assert 200 < len(proved) < 800
    assert sum(bool(case.ranges) for case in proved) > 50
    assert sum(case.claim not in case.known for case in proved) > 100


def test_whatever_is_proved_not_to_be_negative_is_not() -> None:
    draw, proved = Draw(17), 0
    for _ in range(1500):
        known = [draw.condition() for _ in range(3)]
        polynomial = read_index(draw.expression())
        if Facts().and_conditions(known).prove_nonnegative(polynomial):
            proved += 1
            true = np.all([holds(condition, GRID) for condition in known], axis=0)
            assert np.all((value(polynomial, GRID) >= 0) | ~true), (known, polynomial)
    assert proved > 300


CONV = build_general_conv(rank=1)
FACTS = Facts().and_conditions(CONV.setting().hypotheses)
TAP, PLACE, ENTRY = below(U, K), below(I, M), below(X, N)
MET = minus(plus(times(S, I), times(D, U)), P)  # the place that a tap meets


@pytest.mark.parametrize(
    ("known", "wanted"),
    [
        ((TAP,), inside(minus(K, 1, U), K)),
        ((TAP,), inside(U, K)),
        ((PLACE, TAP), at_most(0, plus(times(S, I), times(D, U)))),
        ((PLACE, TAP), at_most(times(-1, P), MET)),
        ((PLACE, TAP), at_most(MET, minus(plus(N, Q), 1))),
        ((PLACE, TAP), Within(times(-1, P), MET, minus(plus(N, Q), 1))),
        ((), at_most(1, N)),
        ((), at_most(0, minus(K, 1))),
        ((), at_most(0, times(S, minus(M, 1)))),
        ((), at_most(0, minus(plus(N, P, Q), times(D, minus(K, 1)), 1))),
        ((PLACE,), at_most(0, minus(plus(N, P, Q), times(D, minus(K, 1)), 1, times(S, I)))),
        ((ENTRY, TAP), at_most(0, plus(X, P, times(D, minus(K, 1, U))))),
        ((PLACE,), inside(times(S, I), plus(times(S, minus(M, 1)), 1))),
        ((PLACE,), Within(ZERO, Quotient(times(S, I), S), minus(M, 1))),
        ((PLACE, TAP), equal(MET, plus(times(-1, P), times(U, D), times(I, S)))),
        ((PLACE,), Condition(I, Relation.LESS, M)),
        ((PLACE,), Condition(plus(I, 1), Relation.GREATER, ZERO)),
        ((PLACE,), Condition(M, Relation.AT_LEAST, I)),
        ((), at_most(0, Floor(Quotient(plus(N, 1), S)))),
    ],
)
def test_what_convolutions_need_is_proved(known: tuple[Range, ...], wanted: Restriction) -> None:
    assert FACTS.and_ranges(known).prove(wanted)


@pytest.mark.parametrize(
    ("known", "wanted"),
    [
        ((TAP,), inside(minus(K, U), K)),
        ((TAP,), inside(plus(U, 1), K)),
        ((PLACE, TAP), at_most(0, MET)),
        ((PLACE, TAP), at_most(MET, minus(N, 1))),
        ((PLACE, TAP), at_most(MET, minus(plus(N, Q), 2))),
        ((), at_most(2, N)),
        ((), at_most(K, N)),
        ((), at_most(1, minus(K, 1))),
        ((), at_most(0, times(S, minus(M, 2)))),
        ((PLACE,), Within(ZERO, Quotient(plus(times(S, I), 1), S), minus(M, 1))),
        ((TAP,), equal(U, V)),
        ((TAP,), divides(S, times(S, U))),
        ((TAP,), Condition(U, Relation.UNEQUAL, K)),
        ((TAP,), Condition(U, Relation.LESS, minus(K, 1))),
        ((), at_most(0, X)),
        ((), at_most(0, minus(P, Q))),
        ((), at_most(0, times(I, I))),
    ],
)
def test_what_does_not_follow_is_not_proved(known: tuple[Range, ...], wanted: Restriction) -> None:
    assert not FACTS.and_ranges(known).prove(wanted)


def test_a_condition_that_is_known_as_it_stands_is_proved() -> None:
    odd = divides(S, X)
    assert Facts().and_conditions([odd]).prove(odd)
    assert not Facts().and_conditions([odd]).prove(divides(S, U))


def test_an_inner_index_hides_an_outer_one_of_its_name() -> None:
    outer = Facts().and_conditions([at_most(2, U), divides(S, U), at_most(U, N)])
    assert outer.prove(at_most(1, U))
    inner = outer.and_ranges([Range(U, ZERO, Number(9))])
    assert inner.prove(at_most(0, U))
    for condition in (at_most(1, U), divides(S, U), at_most(U, N)):
        assert not inner.prove(condition)
    assert not inner.and_free([at_most(3, U)]).prove(at_most(3, U))
    assert inner.and_free([at_most(3, X)]).prove(at_most(3, X))


def test_limits_that_mention_an_inner_index_are_hidden_with_it() -> None:
    facts = Facts().and_ranges([below(I, 4), Range(X, I, plus(I, 3))])
    assert facts.prove(at_most(0, X))
    assert not facts.and_ranges([Range(I, Number(-5), Number(-2))]).prove(at_most(X, 1))


def test_strict_inequalities_between_quotients_do_not_count_as_those_of_integers() -> None:
    half = Quotient(U, Number(2))
    facts = Facts().and_conditions([Condition(ZERO, Relation.LESS, half)])
    assert not facts.prove(at_most(1, half))


def test_everything_that_is_assumed_of_a_convolution_can_be_used() -> None:
    for role in (Role.INPUT, Role.FILTER, Role.OUTPUT):
        facts = FACTS.and_conditions(CONV.setting(role).domain)
        for condition in (*CONV.setting().hypotheses, *CONV.setting(role).domain):
            assert facts.prove(condition)


def test_a_size_that_is_an_entry_is_a_letter_like_any_other() -> None:
    size = Entry("N", (Name("w"),))
    facts = Facts().and_conditions([at_most(1, size)]).and_ranges([below(U, size)])
    assert facts.prove(at_most(0, minus(size, 1, U)))
    assert not facts.prove(at_most(0, minus(size, 2, U)))


def test_a_limit_that_mentions_another_letter_says_what_it_says() -> None:
    """With 0 <= a <= H and 0 <= i <= a: a search that puts a at its limits first misses it."""
    a, i, h = Name("a"), Name("i"), Name("H")
    facts = Facts().and_ranges((Range(a, ZERO, h), Range(i, ZERO, a)))
    assert facts.prove(at_most(i, a))
    assert facts.prove(at_most(i, plus(a, 1)))
    assert not facts.prove(at_most(i, minus(a, 1)))
    assert not facts.prove(at_most(a, i))
