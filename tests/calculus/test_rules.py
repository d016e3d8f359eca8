"""Every rule: what it gives is equal on integers, and it is refused where it does not hold."""

from __future__ import annotations

import inspect

import pytest

from symconv.calculus import Rule, RuleError, check_derivation, rules
from symconv.calculus.rules import LogOfShare, OrderFactors, PutEqual
from symconv.notation import as_notation
from symconv.theorems.loss_theorems import cross_entropy_theorem
from tests.calculus.rule_cases import CASES, SUMS_TO_ONE, WHOLE, Case
from tests.calculus.writing import at, started, stepped, times
from tests.formulas.messages import is_for_a_person

PUBLIC = {
    rule
    for _, rule in inspect.getmembers(rules, inspect.isclass)
    if issubclass(rule, Rule) and not inspect.isabstract(rule)
}
HOLDS = [
    pytest.param(case, id=f"{rule.__name__}-{number}")
    for rule, cases in CASES.items()
    for number, case in enumerate(cases.holds)
    if rule is not LogOfShare  # logarithms are no integers
]
FAILS = [
    pytest.param(case, id=f"{rule.__name__}-{why}")
    for rule, cases in CASES.items()
    for why, case in cases.fails.items()
]


def test_every_public_rule_has_cases_that_hold_and_cases_that_fail() -> None:
    assert {rule.__name__ for rule in PUBLIC} == set(rules.__all__)
    assert set(CASES) == PUBLIC
    for rule, cases in CASES.items():
        assert cases.fails, rule
        assert cases.holds or rule is PutEqual, rule
        for case in (*cases.holds, *cases.fails.values()):
            assert type(case.rule) is rule


def test_every_rule_has_a_title_and_states_its_side_conditions() -> None:
    for rule in PUBLIC:
        assert rule.title
        assert not rule.title.endswith(".")
        words = " ".join((inspect.getdoc(rule) or "").split())
        assert "Side condition: " in words or "Side conditions: " in words, rule


@pytest.mark.parametrize("case", HOLDS)
def test_what_a_rule_gives_is_equal_on_integers(case: Case) -> None:
    derivation = stepped(case.formula, case.rule, case.domain, case.setting, case.path)
    assert derivation.proved
    checked = check_derivation(derivation, cases=14, largest=4)
    assert checked.counterexample is None
    assert checked.places >= 10


def test_the_logarithm_of_a_share() -> None:
    (case,) = CASES[LogOfShare].holds
    derivation = stepped(case.formula, case.rule, case.domain)
    assert derivation.proved
    before, after = (line.right for line in derivation.lines)
    assert repr(before) != repr(after)
    theorem = cross_entropy_theorem(as_notation("index"))
    assert LogOfShare in {line.rule for line in theorem.derivation.lines}
    assert theorem.holds


def test_what_is_assumed_is_put_in() -> None:
    derivation = stepped(WHOLE.left, PutEqual(WHOLE), setting=SUMS_TO_ONE)
    assert derivation.proved
    assert derivation.equation.right == WHOLE.right
    (held,) = derivation.lines[1].discharged.conditions
    assert held.words == (WHOLE,)
    # integers know nothing of what is assumed, so that the check has its own opinion
    assert not check_derivation(derivation).holds


@pytest.mark.parametrize("case", FAILS)
def test_a_rule_is_refused_where_a_side_condition_fails(case: Case) -> None:
    derivation = started(case.formula, case.domain, case.setting)
    with pytest.raises(RuleError) as caught:
        stepped(case.formula, case.rule, case.domain, case.setting, case.path)
    assert "changes nothing" not in str(caught.value)
    assert is_for_a_person(str(caught.value))
    assert derivation.proved  # there is no second line


def test_a_rule_that_changes_nothing_is_no_line() -> None:
    with pytest.raises(RuleError, match="changes nothing"):
        stepped(times(at("X", 0), at("F", 0)), OrderFactors((0, 1)))
