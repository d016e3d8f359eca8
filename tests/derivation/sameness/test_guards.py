"""Sums, brackets and maxima of formulas mean in a comparison what they mean in a derivation.

A sum over an empty range is 0, a maximum over one has no value, and what a false condition
multiplies or bounds is not looked at. Whatever is called equal is worked out here by loops as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import prod

import pytest
import sympy

from symconv import same
from symconv.formulas import (
    Add,
    Apply,
    Condition,
    Entry,
    Formula,
    Indicator,
    Maximum,
    Name,
    Number,
    Product,
    Quotient,
    Range,
    Relation,
    Sum,
)

I, J, K, N = map(Name, "ijkn")  # noqa: E741
ZERO, ONE, TWO, THREE = map(Number, range(4))
LAST = Add((N, Number(-1)))
BELOW = Range(I, ZERO, LAST)
"""n values, from zero."""
RELATIONS = {
    Relation.EQUAL: lambda a, b: a == b,
    Relation.UNEQUAL: lambda a, b: a != b,
    Relation.LESS: lambda a, b: a < b,
    Relation.AT_MOST: lambda a, b: a <= b,
    Relation.GREATER: lambda a, b: a > b,
    Relation.AT_LEAST: lambda a, b: a >= b,
}


def x(place: Formula | int) -> Entry:
    return Entry("X", (place,))  # type: ignore[arg-type]


def is_(left: Formula, relation: Relation, right: Formula) -> Condition:
    return Condition(left, relation, right)


def bracket(*conditions: Condition) -> Indicator:
    return Indicator(conditions)


POSITIVE = is_(N, Relation.GREATER, ZERO)
OTHER = is_(N, Relation.UNEQUAL, ZERO)
FROM_ONE = is_(ONE, Relation.AT_MOST, I)
NOT_TWO = is_(I, Relation.UNEQUAL, TWO)
EMPTY = Maximum(x(I), (Range(I, ZERO, Number(-1)),))
HALVES = Add((x(1), Quotient(x(2), TWO)))
EQUAL: list[tuple[Formula, Formula, tuple[str, ...]]] = [
    (Sum(ONE, (BELOW,)), N, ("n ≥ 0",)),
    (Sum(ONE, (BELOW,)), Apply("max", (N, ZERO)), ()),
    (Sum(ONE, (BELOW,)), Product((N, bracket(POSITIVE))), ()),
    (Sum(TWO, (BELOW,)), Add((Sum(ONE, (BELOW,)), Sum(ONE, (BELOW,)))), ()),
    (Sum(ONE, (Range(I, K, N),)), Add((N, ONE, Product((Number(-1), K)))), ("n + 1 ≥ k",)),
    (Sum(ONE, (Range(I, N, Add((N, Number(-3)))),)), ZERO, ()),
    (Sum(ONE, (Range(I, N, Add((N, TWO))),)), THREE, ()),
    (Sum(Add((x(I), ONE)), (BELOW,)), Add((N, Sum(x(I), (BELOW,)))), ("n ≥ 0",)),
    (Sum(ONE, (BELOW, Range(J, ZERO, Add((K, Number(-1)))))), Product((K, N)),
     ("n ≥ 0", "k ≥ 0")),
    (Sum(x(I), (Range(I, ONE, Number(-2)),)), ZERO, ()),
    (Sum(Quotient(ONE, ZERO), (Range(I, ONE, Number(-2)),)), ZERO, ()),
    (Sum(Quotient(x(I), I), (Range(I, ZERO, TWO),), (FROM_ONE,)), HALVES, ()),
    (Sum(Product((Quotient(x(I), I), bracket(FROM_ONE))), (Range(I, ZERO, TWO),)), HALVES, ()),
    (Product((bracket(is_(ONE, Relation.GREATER, TWO)), Quotient(N, ZERO))), ZERO, ()),
    (Product((bracket(is_(ONE, Relation.GREATER, TWO)), EMPTY)), ZERO, ()),
    (Product((bracket(is_(ONE, Relation.LESS, TWO)), N)), N, ()),
    (bracket(OTHER, is_(Quotient(ONE, N), Relation.GREATER, ZERO)), bracket(OTHER, POSITIVE), ()),
    (Maximum(x(I), (Range(I, ZERO, THREE),), (NOT_TWO,)), Apply("max", (x(0), x(1), x(3))), ()),
    (Maximum(Quotient(ONE, I), (Range(I, ZERO, THREE),), (FROM_ONE,)), ONE, ()),
    (Maximum(x(I), (Range(I, Add((ONE, Number(-1))), ONE),)), Apply("max", (x(1), x(0))), ()),
]  # fmt: skip


def value(formula: Formula, at: Mapping[Formula, Fraction]) -> Fraction:  # noqa: C901
    """Work a formula out by loops; `ZeroDivisionError` or `ValueError` where it has no value."""
    match formula:
        case Number(own):
            return Fraction(own)
        case Name():
            return at[formula]
        case Entry(_, (place,)):
            where = place if isinstance(place, int) else value(place, at)
            return Fraction(7 * int(where) ** 2 - 3, 5)
        case Add(terms):
            return sum((value(each, at) for each in terms), Fraction(0))
        case Quotient(above, below):
            return value(above, at) / value(below, at)
        case Product(factors):
            others = [each for each in factors if not isinstance(each, Indicator)]
            brackets = [each for each in factors if isinstance(each, Indicator)]
            if not all(holds(each.conditions, at) for each in brackets):
                return Fraction(0)
            return prod((value(each, at) for each in others), start=Fraction(1))
        case Indicator(conditions):
            return Fraction(holds(conditions, at))
        case Apply("max", parts):
            return max(value(each, at) for each in parts)
        case Sum(body, ranges, conditions):
            return sum((value(body, each) for each in inside(ranges, conditions, at)), Fraction(0))
        case Maximum(body, ranges, conditions):
            return max(value(body, each) for each in inside(ranges, conditions, at))
    raise TypeError(formula)


def holds(conditions: Sequence[Condition], at: Mapping[Formula, Fraction]) -> bool:
    return all(
        RELATIONS[each.relation](value(each.left, at), value(each.right, at)) for each in conditions
    )


def inside(
    ranges: Sequence[Range], conditions: Sequence[Condition], at: Mapping[Formula, Fraction]
) -> Iterator[Mapping[Formula, Fraction]]:
    """Give the values of indices in ranges that obey conditions."""
    if not ranges:
        if holds(conditions, at):
            yield at
        return
    first, last = (int(value(each, at)) for each in (ranges[0].lower, ranges[0].upper))
    for number in range(first, last + 1):
        yield from inside(ranges[1:], conditions, {**at, ranges[0].index: Fraction(number)})


@pytest.mark.parametrize(("left", "right", "conditions"), EQUAL, ids=str)
def test_what_is_equal_is_so_by_loops_wherever_the_conditions_hold(left, right, conditions) -> None:
    found = same(left, right)
    assert found, found
    assert tuple(map(str, found.conditions)) == conditions
    assert all(each in str(found) for each in conditions)
    assert str(same(right, left)).startswith("equal")
    agreed = 0
    for n, k in product(range(-3, 5), range(-2, 4)):
        at = {N: Fraction(n), K: Fraction(k)}
        if holds(found.conditions, at):
            try:
                assert value(left, at) == value(right, at)
            except ZeroDivisionError:
                continue
            agreed += 1
    assert agreed > 10


DIFFERENT = [
    (Sum(ONE, (BELOW,)), Add((N, ONE))),
    (Sum(I, (BELOW,)), Quotient(Product((N, LAST)), THREE)),
    (Sum(I, (BELOW,)), Quotient(Product((N, LAST)), TWO)),
    (Sum(x(I), (Range(I, ONE, Number(-2)),)), ONE),
    (Sum(Quotient(x(I), I), (Range(I, ZERO, TWO),), (FROM_ONE,)), x(1)),
    (Product((bracket(FROM_ONE), Quotient(ONE, I))), Quotient(ONE, I)),
    (Maximum(x(I), (Range(I, ZERO, THREE),), (NOT_TWO,)), Apply("max", (x(0), x(1), x(2)))),
]


@pytest.mark.parametrize(("left", "right"), DIFFERENT, ids=str)
def test_what_differs_does_so_by_loops(left, right) -> None:
    found = same(left, right)
    assert found.different, found
    point = {each.name: each.value for each in found.counterexample.point}
    if set(point) <= {"n", "i"}:
        at = {Name(name): number for name, number in point.items()}
        assert value(left, at) == found.counterexample.left
        assert value(right, at) == found.counterexample.right


def test_a_false_claim_of_an_empty_sum_is_told_apart_at_an_empty_range() -> None:
    """n (n - 1)/2 is the sum of 0 to n - 1, unless the range is of negative length."""
    left, right = Sum(I, (BELOW,)), Quotient(Product((N, LAST)), TWO)
    found = same(left, right)
    assert found.counterexample.point[0].value < 0
    assert found.counterexample.left == 0


UNDECIDED = [
    (EMPTY, THREE, "a maximum over no values has none: i = 0..−1"),
    (Maximum(x(I), (Range(I, ZERO, ONE),), (is_(I, Relation.GREATER, TWO),)), ONE,
     "a maximum over no values has none: i = 0..1"),
    (Maximum(x(I), (BELOW,)), ONE, "a maximum over a range that is not of numbers"),
    (Maximum(x(I), (Range(I, ZERO, ONE),), (POSITIVE,)), ONE,
     "a maximum under conditions that are not of numbers"),
    (Maximum(x(I), (Range(I, ZERO, Number(20_000)),)), ONE, "the limit of 10,000 values"),
    (Number(float("nan")), ONE, "nan is not a real number"),  # type: ignore[arg-type]
    (Number(float("inf")), ONE, "inf is not a real number"),  # type: ignore[arg-type]
    (Number(-float("inf")), ONE, "-inf is not a real number"),  # type: ignore[arg-type]
    (Number(Decimal("NaN")), ONE, "NaN is not a real number"),  # type: ignore[arg-type]
    (Number(0.5), Number(Fraction(1, 2)), "0.5 is a float, which is not exact"),  # type: ignore[arg-type]
    (Add((N, Number(2.0))), Add((N, TWO)), "2.0 is a float, which is not exact"),  # type: ignore[arg-type]
    (Number(True), ONE, "True is no exact number"),
    (Number("1/2"), ONE, "'1/2' is no exact number"),  # type: ignore[arg-type]
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "why"), UNDECIDED, ids=str)
def test_what_cannot_be_told_says_why(left, right, why) -> None:
    for found in (same(left, right), same(right, left)):
        assert found.undecided, found
        assert why in found.reason
        assert "\n" not in str(found)


def test_an_exact_decimal_is_a_number() -> None:
    assert same(Number(Decimal("0.25")), Number(Fraction(1, 4)))  # type: ignore[arg-type]


def test_a_denominator_that_a_bracket_guards_is_assumed_only_where_it_must_be() -> None:
    a, b = map(Name, "ab")
    guard = bracket(is_(b, Relation.GREATER, ZERO))
    parts = Add((Product((guard, Quotient(a, N))), Product((guard, Quotient(b, N)))))
    whole = Product((guard, Quotient(Add((a, b)), N)))
    assert same(parts, whole).nonzero == ("n",)
    assert same(whole, Product((Quotient(Add((a, b)), N), guard))).nonzero == ()


def test_what_is_assumed_under_a_condition_is_told_too() -> None:
    """The inner range is counted, and k may lie above it where the outer condition holds."""
    inner = Add((I, Product((Number(-1), K)), ONE))
    left = Sum(Sum(ONE, (Range(J, K, I),)), (BELOW,), (is_(K, Relation.UNEQUAL, TWO),))
    right = Sum(inner, (BELOW,), (is_(K, Relation.UNEQUAL, TWO),))
    found = same(left, right)
    assert found
    assert "i + 1 ≥ k" in map(str, found.conditions)
    low = Sum(Sum(ONE, (Range(J, ONE, I),)), (Range(I, N, ZERO),), (OTHER,))
    assert same(
        Sum(ONE, (Range(I, N, ZERO),)), Add((ONE, Product((Number(-1), N))))
    ).conditions == (is_(ONE, Relation.AT_LEAST, N),)
    assert same(low, Sum(I, (Range(I, N, ZERO),), (OTHER,))).conditions


def test_conditions_of_arrays_are_all_told_in_every_form() -> None:
    counted = [Sum(ONE, (BELOW,)), Sum(ONE, (Range(J, ONE, K),)), Quotient(K, K)]
    found = same(counted, [N, K, ONE])
    assert str(found).endswith(": k ≠ 0, n ≥ 0, k ≥ 0")
    assert found.document().head["conditions"] == ["n ≥ 0", "k ≥ 0"]
    assert "These conditions are assumed:" in found.to_text()
    assert "n ≥ 0" in found.to_text()


def test_a_sum_of_sympys_that_runs_backwards_has_no_value() -> None:
    k = sympy.Symbol("k", integer=True)
    entries = sympy.IndexedBase("A")
    found = same(sympy.Sum(entries[k], (k, 1, -2)), sympy.Integer(0))
    assert found.undecided
    assert "a sum from 1 to -2 is not defined" in found.reason
