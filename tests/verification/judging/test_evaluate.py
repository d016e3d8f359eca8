"""Formulas worked out in worlds: entries, derivatives, sums with and without limits."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from symconv import ConvSpec
from symconv.verification.facts import Array
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.worlds import evaluate
from symconv.verification.judging.worlds.evaluate import Evaluator
from symconv.verification.judging.worlds.indices import IndexReader
from symconv.verification.judging.worlds.makers import is_loss
from symconv.verification.judging.worlds.places import letter_of
from symconv.verification.judging.worlds.values import (
    OutsideError,
    StepsError,
    UnboundError,
    UnjudgedError,
)
from symconv.verification.judging.worlds.world import Family, Layer, World
from tests.verification.judging.stories import formula

READING = Reading(
    letters={
        "X": Array.INPUT, "W": Array.FILTER, "Y": Array.OUTPUT, "b": Array.BIAS, "L": Array.LOSS,
        r"\delta": Array.GRADIENT, r"\sigma": Array.ACTIVATION, "A": Array.ACTIVATED,
    }
)  # fmt: skip
SPEC = ConvSpec((4, 5), (2, 3), bias=True)
WORLD = World((Layer(SPEC),), activated=False, seed=1)
ACTIVE = World((Layer(SPEC),), activated=True, seed=1)
PADDED = World((Layer(ConvSpec((4, 5), (2, 3), padding=1, bias=True)),), False)
X, W = WORLD.values[Family.POST, 0], WORLD.values[Family.FILTER, 1]
Y, GIVEN = WORLD.values[Family.PRE, 1], WORLD.gradients[Family.PRE, 1]


def evaluator(world: World = WORLD, reading: Reading = READING) -> Evaluator:
    sizes = {"R": 2, "Q": 3, "s": 1}
    return Evaluator(
        reading, world, IndexReader(lambda key, _: sizes.get(key), frozenset("ijuvpq"), {}), 1
    )


def value(text: str, world: World = WORLD, reading: Reading = READING, **at: int) -> Any:
    return evaluator(world, reading).work(formula(text))(at)


def test_entries_are_those_of_the_world() -> None:
    assert value("X_{2,3}") == X[0, 0, 2, 3]
    assert value("W_{u,v+1}", u=1, v=1) == W[0, 0, 1, 2]
    assert value(r"\delta_{i,j}", i=2, j=0) == GIVEN[0, 0, 2, 0]
    assert (
        value(r"\frac{\partial L}{\partial X_{i,j}}", i=3, j=4)
        == (WORLD.gradients[Family.POST, 0][0, 0, 3, 4])
    )
    assert value("dW_{1,2}") == WORLD.gradients[Family.FILTER, 1][0, 0, 1, 2]
    assert value("X_{2,3} W_{0,1} - 3 b") == (
        X[0, 0, 2, 3] * W[0, 0, 0, 1] - 3 * WORLD.values[Family.BIAS, 1][0,]
    )
    assert value(r"\frac{X_{2,3}}{4}") == Fraction(X[0, 0, 2, 3], 4)
    assert value("(X_{2,3})^2") == X[0, 0, 2, 3] ** 2


def test_sums_without_limits_take_what_exists() -> None:
    forward = value(r"\sum_{u,v} X_{i+u,j+v} W_{u,v} + b", i=1, j=2)
    assert forward == Y[0, 0, 1, 2]
    text = r"\sum_{u,v} \delta_{i-u,j-v} W_{u,v}"
    for i, j in product(range(4), range(5)):
        by_input = WORLD.gradients[Family.POST, 0][0, 0, i, j]
        assert value(text, i=i, j=j) == by_input
    one = evaluator()
    one.work(formula(text))({"i": 0, "j": 0})
    assert one.extended == set()


@pytest.mark.parametrize(
    "text",
    [
        r"\sum_{u,v} X_{i+u-1,j+v-1} W_{u-1,v-1} + b",
        r"\sum_{u,v} X_{i-u,j-v} W_{-u,-v} + b",
        r"\sum_{u,v} X_{i+R-u,j+Q-v} W_{R-u,Q-v} + b",
    ],
)
def test_sums_whose_index_never_stands_alone_take_what_exists(text: str) -> None:
    around = letter_of(formula("Y_{i,j}"), READING)
    assert around is not None
    one = replace(evaluator(), around=(around,))
    body = one.work(formula(text))
    for i, j in product(range(3), range(3)):
        assert value(text, i=i, j=j) == body({"i": i, "j": j}) == Y[0, 0, i, j]


@pytest.mark.parametrize(
    "text",
    [
        r"\sum_{i,j} \delta_{i-1,j-1} W_{p-i+1,q-j+1}",
        r"\sum_{i,j} \delta_{-i,-j} W_{p+i,q+j}",
        r"\sum_{u,v} \delta_{p-u-2,q-v-2} W_{u+2,v+2}",
    ],
)
def test_sums_take_the_ends_of_what_exists(text: str) -> None:
    for p, q in product(range(4), range(5)):
        assert value(text, p=p, q=q) == WORLD.gradients[Family.POST, 0][0, 0, p, q]


def test_limits_are_taken_at_their_word() -> None:
    inside = value(r"\sum_{u=0}^{R-1}\sum_{v=0}^{Q-1} X_{i+u,j+v} W_{u,v}", i=2, j=2)
    assert inside + WORLD.values[Family.BIAS, 1][0,] == Y[0, 0, 2, 2]
    short = value(r"\sum_{u=0}^{R-2}\sum_{v=0}^{Q-1} X_{i+u,j+v} W_{u,v}", i=2, j=2)
    assert short == sum(X[0, 0, 2, 2 + v] * W[0, 0, 0, v] for v in range(3))
    empty = value(r"\sum_{u=1}^{0} X_{u,0}")
    assert empty == 0


def test_what_limits_read_outside_is_zero_and_remembered() -> None:
    one = evaluator()
    far = one.work(formula(r"\sum_{u=0}^{R}\sum_{v=0}^{Q-1} X_{i+u,j+v} W_{u,v}"))
    near = evaluator().work(formula(r"\sum_{u=0}^{R-1}\sum_{v=0}^{Q-1} X_{i+u,j+v} W_{u,v}"))
    assert far({"i": 0, "j": 0}) == near({"i": 0, "j": 0})
    assert one.extended == {"W"}


def test_padding_is_no_extension() -> None:
    one = evaluator(PADDED)
    found = one.work(formula(r"\sum_{u=0}^{R-1}\sum_{v=0}^{Q-1} X_{i+u-1,j+v-1} W_{u,v} + b"))
    assert found({"i": 0, "j": 0}) == PADDED.values[Family.PRE, 1][0, 0, 0, 0]
    assert one.extended == set()


def test_indices_that_are_no_whole_numbers_are_left_out() -> None:
    found = value(r"\sum_{u} X_{\frac{u}{2},0} W_{u,0}")
    assert found == X[0, 0, 0, 0] * W[0, 0, 0, 0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\frac{\partial Y_{1,2}}{\partial W_{1,0}}", X[0, 0, 2, 2]),
        (r"\frac{\partial Y_{1,2}}{\partial X_{2,4}}", W[0, 0, 1, 2]),
        (r"\frac{\partial Y_{1,2}}{\partial X_{0,0}}", 0),
        (r"\frac{\partial Y_{1,2}}{\partial b}", 1),
        (r"\frac{\partial X_{1,2}}{\partial X_{1,2}}", 1),
        (r"\frac{\partial X_{1,2}}{\partial X_{2,1}}", 0),
        (r"\frac{\partial (3 X_{1,2} W_{1,1} + W_{0,0})}{\partial W_{1,1}}", 3 * X[0, 0, 1, 2]),
    ],
)
def test_derivatives(text: str, expected: int) -> None:
    assert value(text) == expected


def test_a_chain_rule_is_the_gradient() -> None:
    text = (
        r"\sum_{i,j} \frac{\partial L}{\partial Y_{i,j}}"
        r" \frac{\partial Y_{i,j}}{\partial W_{p,q}}"
    )
    for p, q in product(range(2), range(3)):
        assert value(text, p=p, q=q) == WORLD.gradients[Family.FILTER, 1][0, 0, p, q]


def test_activations_have_values_and_slopes_of_their_own() -> None:
    assert value(r"\sigma(Y_{1,2})", ACTIVE) == ACTIVE.values[Family.POST, 1][0, 0, 1, 2]
    assert value(r"\sigma'(Y_{1,2})", ACTIVE) == ACTIVE.slopes[1][0, 0, 1, 2]
    slope = value(r"\frac{\partial \sigma(Y_{1,2})}{\partial W_{0,1}}", ACTIVE)
    taken = ACTIVE.values[Family.POST, 0][0, 0, 1, 3]
    assert slope == ACTIVE.slopes[1][0, 0, 1, 2] * taken


def test_turned_entries_are_read_from_the_other_end() -> None:
    turned = replace(
        READING, turned=frozenset({"W'"}), letters={**READING.letters, "W'": Array.FILTER}
    )
    assert value("W'_{0,2}", reading=turned) == W[0, 0, 1, 0]
    assert value("W_{0,2}", reading=turned) == W[0, 0, 0, 2]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (r"\frac{X_{1,1}}{X_{2,2} - X_{2,2}}", "division by zero"),
        (r"\frac{\partial \delta_{1,1}}{\partial W_{1,1}}", "derivative of a gradient"),
        (r"\frac{\partial Y_{1,1}}{\partial M_{1,1}}", "derivative by"),
        (r"(X_{1,1})^9", "power"),
        (r"\sum_{i} X_{1,1}", "counts nothing"),
        (r"\exp(X_{1,1})", "function"),
    ],
)
def test_what_has_no_meaning_is_told(text: str, why: str) -> None:
    with pytest.raises(UnjudgedError, match=why):
        value(text)


def test_loose_letters_and_entries_outside_are_told_apart() -> None:
    with pytest.raises(UnboundError):
        value("X_{t,1}")
    assert value("X_{i,1}", i=9) == 0
    one = evaluator()
    one._skipping = ("i",)
    read = one.work(formula("X_{i,1}"))
    with pytest.raises(OutsideError):
        read({"i": 9})


def test_work_is_limited_in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "MOST_STEPS", 11)
    with pytest.raises(StepsError):
        value(r"\sum_{i,j} \delta_{i,j}" + r" \sum_{u,v} W_{u,v}")
    monkeypatch.setattr(evaluate, "MOST_STEPS", 9 + 9 * 6)
    assert value(r"\sum_{i,j} \delta_{i,j}" + r" \sum_{u,v} W_{u,v}") == (
        sum(GIVEN.values()) * sum(W.values())
    )


@pytest.mark.parametrize(("text", "expected"), [("L", True), ("L(X, W)", True), ("Y", False)])
def test_the_loss(text: str, expected: bool) -> None:
    assert is_loss(formula(text), READING) is expected
