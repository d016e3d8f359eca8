"""Guards that a rule must not take away, and settings in which nothing would guard anything.

A bracket, a condition or a range that may be empty keeps a term from being asked for. What stands
outside afterwards has a value there, or the rule is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest

from symconv.calculus import Application, Rule, RuleError, Setting, begin
from symconv.calculus.arrays import (
    Attained,
    Axis,
    Declaration,
    Defined,
    Dilated,
    Extended,
    Given,
    Named,
    Turned,
)
from symconv.calculus.rules import (
    CollectNumbers,
    Dilate,
    ExtendByZero,
    Fold,
    LogOfShare,
    NestSum,
    ProductRule,
    PullOut,
    PutEqual,
    Recount,
    SplitRange,
    WorstCase,
)
from symconv.formulas import (
    ONE,
    ZERO,
    Add,
    Condition,
    Entry,
    Equation,
    ForEvery,
    Formula,
    Indicator,
    Name,
    Number,
    Product,
    Quotient,
    Range,
    Relation,
    Sum,
    Within,
)
from symconv.formulas.walk import Path
from tests.sources.index_formulas import Letters, read_setting

TEXT = Letters()
LAYER = """
    sizes n k
    pads p
    scales s
    assume k <= n
    array X over 0..n-1
    array F over 0..k-1
    array Q[i] over 0..n-1 is X[i]
    free x in 0..n-1"""
SETTING = read_setting(LAYER)


def at(name: str) -> Entry:
    return Entry(name)


def step(formula: Formula, rule: Rule, path: Path = (), setting: Setting = SETTING) -> Formula:
    return begin(setting, formula, formula).then(Application(rule, path)).lines[-1].right


I, R = map(Name, "ir")  # noqa: E741  # the index i
LAST = TEXT.read("n-1")
READ = TEXT.read

FITS = Condition(Add((I, R)), Relation.AT_MOST, LAST)
EVERY = ForEvery(FITS, (Range(R, ZERO, READ("X[0]")),))
GUARDED: dict[str, tuple[Formula, Rule, str]] = {
    "a factor in a sum that may be empty": (
        READ("sum(X[p] * F[i], (i, 0, k-1), p <= n-1)"), PullOut(), "not known to hold",
    ),
    "a quotient pulled out": (
        READ("sum(1/p * X[i] * F[0], (i, 0, n-1))"), NestSum((I,)), "other than zero",
    ),
    "a factor of which there are no terms": (
        READ("sum(X[p], (i, 0, n-1-p))"), CollectNumbers(I), "not known to hold",
    ),
    "terms up to no integer": (
        READ("sum(F[0], (i, 0, X[0]))"), CollectNumbers(I), "need not be an integer",
    ),
    "a range split at no integer": (
        READ("sum(F[0], (i, 0, n-1))"), SplitRange(I, READ("(n-1)/2")), "hold|integer",
    ),
    "an entry that the guard kept inside, too": (
        READ("sum(X[i+p] * Q[i+p], (i, 0, n-1), 0 <= i+p <= n-1)"),
        ExtendByZero(at("X"), at("Z")), "not known to hold",
    ),
    "a quotient that the guard kept from zero": (
        READ("sum(X[i+p] * (1/(n-i-p)), (i, 0, n-1), 0 <= i+p <= n-1)"),
        ExtendByZero(at("X"), at("Z")), "other than zero",
    ),
    "a place that the guard kept an integer": (
        Sum(Product((READ("X[i/s]"), READ("F[i/s]"))), (Range(I, ZERO, LAST),),
            (TEXT.condition("divides(s, i)"), Within(ZERO, READ("i/s"), LAST))),
        Dilate(at("X"), at("D"), (Name("s"),)), "not known to hold",
    ),
    "zeros between at no known step": (
        Sum(READ("X[i/p]"), (Range(I, ZERO, LAST),),
            (TEXT.condition("divides(p, i)"), Within(ZERO, READ("i/p"), LAST))),
        Dilate(at("X"), at("D"), (Name("p"),)), "not known to hold: 1",
    ),
    "indices that go to no integers": (
        READ("sum(X[i], (i, 0, n-1))"),
        Recount(((I, READ("r + X[0]")),), ((R, READ("i - X[0]")),), (), ()), "one to one|every",
    ),
    "a place that is no integer": (READ("X[X[0]]"), Fold(at("Q"), (READ("X[0]"),)), "integer"),
    "the worst of values up to no integer": (
        Sum(ONE, (Range(I, ZERO, LAST),), (EVERY,)), WorstCase(EVERY),
        "need not be integers",
    ),
    "a logarithm of a sum that may be empty": (
        READ("log(exp(X[0]) / sum(exp(X[i]), (i, 0, p-1)))"), LogOfShare(), "logarithm",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", GUARDED)
def test_a_guard_is_kept(what: str) -> None:
    formula, rule, words = GUARDED[what]
    with pytest.raises(RuleError, match=words):
        step(formula, rule)


def test_a_guard_that_is_not_needed_may_go() -> None:
    assert step(READ("sum(X[x] * F[i], (i, 0, k-1))"), PullOut()) == READ(
        "X[x] * sum(F[i], (i, 0, k-1))"
    )
    longer = step(READ("sum(X[i+p] * F[0], (i, 0, n-1), 0 <= i+p <= n-1)"),
                  ExtendByZero(at("X"), at("Z")))  # fmt: skip
    assert longer == READ("sum(Z[i+p] * F[0], (i, 0, n-1))")


def test_a_bracket_has_no_slope_and_goes_on_guarding() -> None:
    bracket = TEXT.condition("x + 1 <= n-1")
    product = READ("d(X[x+1] * X[x], X[0])")
    guarded = replace(product, of=Product((_bracket(bracket), *product.of.factors)))  # type: ignore[attr-defined]
    result = step(guarded, ProductRule())
    assert isinstance(result, Add)
    assert len(result.terms) == 2
    assert all(term.factors[0] == _bracket(bracket) for term in result.terms)  # type: ignore[attr-defined]
    jumping = _bracket(TEXT.condition("1 <= X[0]"))
    with pytest.raises(RuleError, match="depend on what is differentiated by"):
        step(replace(product, of=Product((jumping, *product.of.factors))), ProductRule())  # type: ignore[attr-defined]


def _bracket(condition: Formula) -> Formula:
    return Indicator((condition,))  # type: ignore[arg-type]


def test_what_is_differentiated_by_is_not_rewritten() -> None:
    """Q is X, but a derivative by an entry of Q is not one by an entry of X."""
    with pytest.raises(RuleError, match="stays as it is"):
        step(READ("d(X[0] * X[0], X[0])"), Fold(at("Q"), (0,)), (1,))


def test_what_is_assumed_of_a_free_index_is_not_assumed_of_a_bound_one() -> None:
    equation = Equation(READ("X[x]"), ONE)
    setting = replace(SETTING, equations=(equation,))
    assert step(READ("X[x]"), PutEqual(equation), (), setting) == ONE
    bound = READ("sum(X[x], (x, 0, k-1))")
    with pytest.raises(RuleError, match="bound one"):
        step(bound, PutEqual(equation), (0,), setting)


# -- settings --------------------------------------------------------------------------------------

AXIS = Axis(ZERO, LAST)
SHORT = Axis(ZERO, READ("k-1"))
WRONG: dict[str, tuple[Mapping[Formula, Declaration], str]] = {
    "turned, other limits": ({at("W"): Turned(at("X"), (SHORT,), 1)}, "limits of W"),
    "named, other limits": ({at("W"): Named(at("X"), (SHORT,))}, "limits of W"),
    "extended, other limits": ({at("W"): Extended(at("X"), (SHORT,), 1)}, "limits of W"),
    "turned, more axes": ({at("W"): Turned(at("X"), (AXIS, AXIS), 1)}, "2 axes, X has 1"),
    "dilated, fewer axes": ({at("W"): Dilated(at("X"), (), ())}, "0 axes, X has 1"),
    "turned along what is not there": ({at("W"): Turned(at("X"), (AXIS,), 2)}, "2 of the 1 axes"),
    "turned along less than nothing": ({at("W"): Turned(at("X"), (AXIS,), -1)}, "-1 of the 1"),
    "more steps than axes": ({at("W"): Dilated(at("X"), (AXIS,), (ONE, ONE))}, "2 steps for 1"),
    "a step of zero": ({at("W"): Dilated(at("X"), (AXIS,), (ZERO,))}, "at least 1"),
    "a step that may be zero": ({at("W"): Dilated(at("X"), (AXIS,), (Name("p"),))}, "at least 1"),
    "a step of no integer": (
        {at("W"): Dilated(at("X"), (AXIS,), (Quotient(Number(3), Number(2)),))}, "at least 1"
    ),
    "made of nothing": ({at("W"): Named(at("M"), (AXIS,))}, "M, which is no array"),
    "made of itself": ({at("W"): Named(at("W"), (AXIS,))}, "names W itself"),
    "made of each other": (
        {at("W"): Named(at("M"), (AXIS,)), at("M"): Named(at("W"), (AXIS,))}, "itself"
    ),
    "defined by itself": (
        {at("W"): Defined((AXIS,), Equation(READ("W[i]"), READ("W[i] + 1")))}, "names W itself"
    ),
    "defined for another": (
        {at("W"): Defined((AXIS,), Equation(READ("M[i]"), ONE))}, "on its left side"
    ),
    "one index for two axes": (
        {at("W"): Defined((AXIS, AXIS), Equation(READ("W[i, i]"), ONE))}, "for each axis"
    ),
    "an index that is a size": (
        {at("W"): Defined((AXIS,), Equation(READ("W[n]"), ONE))}, "stands for a size"
    ),
    "an empty sum": (
        {at("W"): Defined((), Equation(at("W"), Sum(ONE, ())))}, "binds no index"
    ),
    "an index bound twice": (
        {at("W"): Defined((), Equation(at("W"), Sum(ONE, (Range(I, ZERO, ONE),) * 2)))}, "twice"
    ),
    "a limit of no integer": ({at("W"): Given((Axis(ZERO, READ("n/2")),))}, "need not be"),
    "a limit that nothing declares": ({at("W"): Given((Axis(ZERO, Name("m")),))}, "what m is"),
    "a place of no maximum": ({at("W"): Attained((), Equation(at("W"), ONE), 0)}, "maximum"),
    "a number that is not exact": (
        {at("W"): Defined((), Equation(at("W"), Number(0.5)))}, "not exact"  # type: ignore[arg-type]
    ),
}  # fmt: skip


@pytest.mark.parametrize("why", WRONG)
def test_a_setting_that_does_not_fit_together_is_refused(why: str) -> None:
    arrays, words = WRONG[why]
    with pytest.raises(RuleError, match=words):
        replace(SETTING, arrays={**SETTING.arrays, **arrays})


@pytest.mark.parametrize("contrary", ["n <= 0", "n+1 <= k", "k <= -1", "2 <= 1"])
def test_hypotheses_that_contradict_each_other_are_refused(contrary: str) -> None:
    """From them everything would follow."""
    with pytest.raises(RuleError, match="contradict"):
        read_setting(f"{LAYER}\n assume {contrary}")


def test_definitions_may_stand_within_each_other_but_not_without_end() -> None:
    lines = [f"array D{n + 1}[i] over 0..n-1 is D{n}[i] + 1" for n in range(60)]
    first = f"{LAYER}\n array D0 over 0..n-1\n"
    assert len(read_setting(first + "\n".join(lines[:30])).arrays) == 34
    with pytest.raises(RuleError, match="definitions lead to"):
        read_setting(first + "\n".join(lines))


def test_the_output_is_an_array() -> None:
    with pytest.raises(RuleError, match="output O is no array"):
        replace(SETTING, output=at("O"))


def test_fractions_of_one_are_integers() -> None:
    assert SETTING.integers.include(Number(Fraction(4, 2)))
    assert not SETTING.integers.include(Number(Fraction(1, 2)))
