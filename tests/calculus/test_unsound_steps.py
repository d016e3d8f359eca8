"""Steps that would prove something false, each refused where the rule is applied."""

from __future__ import annotations

import pytest

from symconv.calculus import (
    Application,
    RuleError,
    Setting,
    begin,
    check_derivation,
    derive_gradient,
)
from symconv.calculus.arrays import Axis, Defined, Given
from symconv.calculus.rule import Rule
from symconv.calculus.rules import (
    ChainRule,
    ContractDelta,
    DropKnown,
    FlipIndex,
    NameArray,
    PutEqual,
    Unfold,
    UseEquality,
)
from symconv.formulas import (
    ONE,
    ZERO,
    Add,
    Apply,
    Condition,
    Entry,
    Equation,
    Floor,
    Formula,
    Indicator,
    Name,
    Number,
    Partial,
    Product,
    Quotient,
    Range,
    Relation,
    Sum,
    Within,
)

N, M, T, J, X = map(Name, "nmtjx")
LAST = Add((N, Number(-1)))
AXIS = Axis(ZERO, LAST)
LOSS = Name("L")


def at(letter: str, index: Formula) -> Entry:
    return Entry(letter, (index,))


def chained() -> Setting:
    """Give O = a(C) with C = 3 X: an array between input and output that has a definition."""
    return Setting(
        {
            Entry("X"): Given((AXIS,)),
            Entry("Y"): Given((AXIS,)),
            Entry("C"): Defined((AXIS,), Equation(at("C", T), Product((Number(3), at("X", T))))),
            Entry("O"): Defined((AXIS,), Equation(at("O", T), Apply("a", (at("C", T),)))),
        },
        hypotheses=(Condition(ONE, Relation.AT_MOST, N),),
        domain=(Within(ZERO, X, LAST),),
        loss=LOSS,
        output=Entry("O"),
        sizes=frozenset({N}),
        equations=(Equation(Sum(at("X", T), (Range(T, ZERO, LAST),)), ONE),),
    )


def refused(right: Formula, rule: Rule, words: str, path: tuple[int, ...] = ()) -> None:
    derivation = begin(chained(), right, right)
    with pytest.raises(RuleError, match=words):
        derivation.then(Application(rule, path))


def test_what_is_differentiated_by_is_not_unfolded() -> None:
    by_itself = Partial(at("C", X), at("C", X))
    refused(by_itself, Unfold(Entry("C")), "is what is differentiated by")
    slope = Partial(Apply("a", (at("C", X),)), at("C", X))
    refused(slope, Unfold(Entry("C")), "is what is differentiated by", (0, 0))


def test_the_gradient_by_the_output_is_not_derived() -> None:
    refused(Partial(LOSS, at("O", X)), ChainRule((T,)), "the gradient by the output is given")


def test_an_array_between_input_and_output_is_derived_and_checked() -> None:
    derivation = derive_gradient(chained(), at("X", X))
    assert derivation.proved
    assert check_derivation(derivation).holds


def test_what_is_assumed_of_entries_is_not_differentiated() -> None:
    total = Sum(at("X", T), (Range(T, ZERO, LAST),))
    rule = PutEqual(chained().equations[0])
    refused(Partial(total, at("X", X)), rule, "need not hold where entries change", (0,))


def test_entries_that_happen_to_be_equal_do_not_stand_for_each_other() -> None:
    equal = Condition(at("X", T), Relation.EQUAL, at("Y", T))
    total = Sum(Partial(at("X", T), at("X", X)), (Range(T, ZERO, LAST),), (equal,))
    refused(total, UseEquality(equal), "need not stay equal")


def test_an_index_does_not_come_to_stand_in_its_own_limits() -> None:
    delta = Condition(T, Relation.EQUAL, J)
    total = Sum(
        Product((at("X", J), Indicator((delta,)))), (Range(T, ZERO, LAST), Range(J, ZERO, T))
    )
    refused(total, ContractDelta(T, delta), "stands in its own limits")


@pytest.mark.parametrize("below", [Product((Number(-1), M)), Add((M, Number(-5)))])
def test_a_quotient_by_what_may_be_negative_is_not_known(below: Formula) -> None:
    condition = Condition(ZERO, Relation.AT_MOST, Floor(Quotient(N, below)))
    refused(Indicator((condition,)), DropKnown(condition), "not known to hold")
    between = Within(ZERO, Quotient(N, below), Number(-5))
    refused(Indicator((between,)), DropKnown(between), "not known to hold")


def test_a_contraction_keeps_an_upper_limit_alone() -> None:
    delta = Condition(T, Relation.EQUAL, X)
    total = Sum(Indicator((delta,)), (Range(T, None, ZERO),))
    line = begin(chained(), total, total).then(Application(ContractDelta(T, delta))).lines[-1]
    assert line.right == Indicator((Condition(X, Relation.AT_MOST, ZERO),))


def test_a_delta_of_numbers_is_not_contracted() -> None:
    delta = Condition(T, Relation.EQUAL, at("X", ZERO))
    total = Sum(Indicator((delta,)), (Range(T, ZERO, LAST),))
    refused(total, ContractDelta(T, delta), "need not be an integer")


def test_a_range_with_half_a_limit_is_not_counted_from_its_other_end() -> None:
    total = Sum(at("Y", T), (Range(T, ZERO, Quotient(N, Number(2))),))
    refused(total, FlipIndex(T), "need not be integers")


def test_a_size_s_letter_is_not_given_to_an_array() -> None:
    setting = chained()
    sized = Setting(
        setting.arrays, setting.hypotheses, setting.domain, LOSS, Entry("O"),
        sizes=frozenset({N, Entry("m", (1,))}),
    )  # fmt: skip
    derivation = begin(sized, at("X", X), at("X", X))
    with pytest.raises(RuleError, match="stands for a size already"):
        derivation.then(Application(NameArray(Entry("X"), Entry("m"))))
