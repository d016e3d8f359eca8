"""Indices put in where another of the name is bound, and free ones taken for those of definitions.

Sums stand in conditions, limits and maxima as well as in terms; there, too, no index may be
captured. Every false claim here is one that is refuted.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from symconv.calculus import prove_equal, refute
from symconv.calculus.arrays import Axis, Defined
from symconv.calculus.errors import RuleError
from symconv.calculus.rule import Application, begin
from symconv.calculus.rules import MergeSums
from symconv.calculus.substitution import put_index
from symconv.formulas import (
    ONE,
    ZERO,
    Apply,
    Condition,
    Entry,
    Equation,
    Floor,
    ForEvery,
    Formula,
    Indicator,
    Maximum,
    Name,
    Number,
    Product,
    Range,
    Relation,
    Sum,
)
from tests.sources.index_formulas import Letters, read_setting

TEXT = Letters()
READ = TEXT.read
LAYER = """
    sizes n k
    assume k <= n
    array X over 0..n-1
    array F over 0..k-1
    array H over 0..k-1
    array Z extends X"""
LAST = READ("k-1")
THREE = Number(3)


def over(index: str) -> Range:
    return Range(Name(index), ZERO, LAST)


def dotted(bound: str, index: str) -> Sum:
    """Give the sum of F times an entry of X, over an index bound here."""
    return Sum(READ(f"F[{bound}]*X[{index}]"), (over(bound),))


def at_most_three(formula: Formula) -> Condition:
    return Condition(formula, Relation.AT_MOST, THREE)


WITH_A_SUM: dict[str, Callable[[str, str], Formula]] = {
    "a condition": lambda b, i: Indicator((at_most_three(dotted(b, i)),)),
    "a maximum in a condition": lambda b, i: Indicator(
        (at_most_three(Maximum(READ(f"F[{b}]*X[{i}]"), (over(b),))),)
    ),
    "a condition for every value": lambda b, i: Indicator(
        (ForEvery(at_most_three(READ(f"F[{b}]*X[{i}]")), (over(b),)),)
    ),
    "the condition of a sum": lambda b, i: Sum(
        READ("H[j]"), (over("j"),), (Condition(Name("j"), Relation.LESS, dotted(b, i)),)
    ),
    "a limit of a sum": lambda b, i: Sum(ONE, (Range(Name("j"), ZERO, dotted(b, i)),)),
    "the index of an entry": lambda b, i: Entry("Z", (Floor(dotted(b, i)),)),
    "an argument": lambda b, i: Apply("a", (dotted(b, i),)),
}


@pytest.mark.parametrize("where", WITH_A_SUM)
def test_a_delta_does_not_put_an_index_where_it_is_captured(where: str) -> None:
    """u = w turns Σ_u F_u·X_w into Σ_u F_u·X_u, if one is careless."""
    inner = WITH_A_SUM[where]
    delta = Sum(READ("F[u]"), (over("u"),), (TEXT.condition("u == w"),))
    left = Sum(Product((delta, inner("u", "w"))), (over("w"),))
    right = Product((READ("sum(F[w], (w, 0, k-1))"), inner("w", "w")))
    claim = Equation(left, right)
    setting = read_setting(LAYER)
    assert prove_equal(setting, claim) is None
    assert refute(setting, claim) is not None


@pytest.mark.parametrize("where", WITH_A_SUM)
def test_an_index_is_put_in_where_it_is_free_alone(where: str) -> None:
    inner, setting = WITH_A_SUM[where], read_setting(LAYER)
    w, u, v = map(Name, "wuv")
    with pytest.raises(RuleError, match="a bound index would capture another"):
        put_index(inner("u", "w"), {w: u}, setting)
    expected = {v: inner("u", "v"), w: inner("u", "w")}
    plain = {name: put_index(formula, {}, setting) for name, formula in expected.items()}
    assert put_index(inner("u", "w"), {w: v}, setting) == plain[v]
    assert put_index(inner("u", "w"), {u: v}, setting) == plain[w]


def test_counting_terms_anew_captures_nothing() -> None:
    condition = WITH_A_SUM["a condition"]
    outside = Product((READ("sum(F[w], (w, 0, k-1))"), condition("w", "w")))
    within = Sum(Product((READ("F[v]"), condition("w", "v"))), (over("v"),))
    setting = read_setting(LAYER)
    assert prove_equal(setting, Equation(outside, within)) is None
    assert refute(setting, Equation(outside, within)) is not None


def test_a_definition_put_in_captures_nothing() -> None:
    condition = WITH_A_SUM["a condition"]
    whole, index = Entry("Q"), Name("w")
    definition = Equation(READ("Q[w]"), Product((READ("F[w]"), condition("u", "w"))))
    declared = Defined((Axis(ZERO, LAST),), definition)
    setting = read_setting(LAYER).with_array(whole, declared)
    claim = Equation(
        READ("sum(Q[u], (u, 0, k-1))"),
        Product((READ("sum(F[w], (w, 0, k-1))"), condition(index.letter, index.letter))),
    )
    assert prove_equal(setting, claim) is None
    assert refute(setting, claim) is not None


def test_a_sum_in_a_condition_may_be_renamed_and_put_in() -> None:
    condition = WITH_A_SUM["a condition"]
    left, right = (
        Sum(Product((READ(f"F[{w}]"), condition("u", w))), (over(w),)) for w in ("w", "v")
    )
    assert prove_equal(read_setting(LAYER), Equation(left, right)) is not None
    delta = Sum(READ("F[v]"), (over("v"),), (TEXT.condition("v == w"),))
    contracted = Sum(Product((delta, condition("u", "w"))), (over("w"),))
    assert prove_equal(read_setting(LAYER), Equation(contracted, right)) is not None


def test_no_line_hides_an_index() -> None:
    inner = Product((READ("sum(F[u], (u, 0, k-1))"), WITH_A_SUM["an argument"]("u", "w")))
    derivation = begin(read_setting(LAYER), inner, inner)
    with pytest.raises(RuleError, match="a sum binds one index twice"):
        derivation.then(Application(MergeSums()))


OF_FREE_INDICES = {
    "read outside": (
        "assume x <= 2\n array W over 0..2\n array Q[x] over 0..n-1 is W[x]", "Q[n-1]",
    ),
    "divided by zero": ("assume X[x] != 0\n array Q[x] over 0..n-1 is F[0]/X[x]", "Q[0]"),
    "a logarithm": ("assume 0 < X[x]\n array Q[x] over 0..n-1 is X[x]", "log(Q[0])"),
}  # fmt: skip


@pytest.mark.parametrize("what", OF_FREE_INDICES)
def test_what_is_assumed_of_a_free_index_is_not_assumed_of_a_definitions_own(what: str) -> None:
    more, side = OF_FREE_INDICES[what]
    setting = read_setting(f"{LAYER}\n free x in 0..n-1\n {more}")
    claim = TEXT.equation(f"{side} = {side}")
    assert prove_equal(setting, claim) is None
    found = refute(setting, claim)
    assert found is not None
    assert found.left is None


def test_what_is_assumed_of_a_free_index_holds_of_it_all_the_same() -> None:
    setting = read_setting(
        f"{LAYER}\n array Y[i] over 0..n-1 is X[i]*X[i]\n free x in 0..n-1\n assume X[x] != 0"
    )
    for claim, is_true in (("Y[x]/X[x] = Y[x]/X[x]", True), ("X[x] = X[x]*X[x]", False)):
        assert (prove_equal(setting, TEXT.equation(claim)) is not None) == is_true
        found = refute(setting, TEXT.equation(claim))
        assert (found is None) == is_true
