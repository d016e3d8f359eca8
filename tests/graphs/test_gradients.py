"""Gradients equal the derivative of the computation written out, whatever is computed."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings

import symconv
from symconv.graphs import GraphDerivation
from tests.graphs.graphs import INPUTS, Drawn, graphs

DIGITS = 25


def written_out(derivation: GraphDerivation) -> dict[str, sympy.Expr]:
    """Give the gradients by the inputs with every name and every gradient replaced by its own."""
    backward = derivation.backward
    found: dict[str, sympy.Expr] = {}
    replaced: dict[sympy.Expr, sympy.Expr] = {}
    values: dict[sympy.Expr, sympy.Expr] = {}
    for node in derivation.graph.nodes:
        symbol = backward.symbols[node.name]
        values[symbol] = derivation.values[node.name].xreplace(values)
    for node in derivation.graph.backward_order:
        gradient = derivation.gradients[node.name].xreplace(replaced).xreplace(values)
        found[node.name] = gradient
        replaced[backward.upstream[node.name]] = gradient
    return {name: found.get(name, sympy.S.Zero) for name in INPUTS}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(graphs())
def test_gradients_of_polynomials_are_exact(drawn: Drawn) -> None:
    derivation = symconv.derive_graph(drawn.text)
    gradients = written_out(derivation)
    for name in INPUTS:
        expected = drawn.expanded[drawn.output].diff(sympy.Symbol(name))
        assert sympy.expand(gradients[name] - expected) == 0


@settings(max_examples=60, deadline=None, derandomize=True)
@given(graphs(quotients=True))
def test_numbers_of_rational_functions_are_exact(drawn: Drawn) -> None:
    for split in (False, True):
        derivation = symconv.derive_graph(drawn.text, drawn.at, split=split)
        substituted = {name: sympy.Rational(str(value)) for name, value in drawn.at.items()}
        for name, expression in drawn.expanded.items():
            if name in derivation.values:
                assert derivation.values[name] == expression.subs(substituted)
        for name in INPUTS:
            expected = drawn.expanded[drawn.output].diff(sympy.Symbol(name)).subs(substituted)
            assert derivation.gradients.get(name, 0) == expected


@settings(max_examples=40, deadline=None, derandomize=True)
@given(graphs(quotients=True, functions=True, longest=3))
def test_numbers_of_other_functions_agree_to_25_digits(drawn: Drawn) -> None:
    derivation = symconv.derive_graph(drawn.text, drawn.at, split=True)
    for name in INPUTS:
        expected = drawn.expanded[drawn.output].diff(sympy.Symbol(name)).subs(drawn.at)
        difference = sympy.N(derivation.gradients.get(name, 0) - expected, DIGITS, maxn=400)
        assert abs(difference) <= abs(sympy.N(expected)) * sympy.Float(10) ** -DIGITS


@settings(max_examples=30, deadline=None, derandomize=True)
@given(graphs(quotients=True, functions=True, longest=3))
def test_splitting_changes_no_number(drawn: Drawn) -> None:
    whole = symconv.derive_graph(drawn.text, drawn.at, digits=12)
    split = symconv.derive_graph(drawn.text, drawn.at, digits=12, split=True)
    for node in whole.graph.nodes:
        if node.name not in split.graph.by_name:
            continue
        for numbers in ("values", "gradients"):
            first = getattr(whole.flow, numbers)[node.name]
            second = getattr(split.flow, numbers)[node.name]
            assert first.decimal(12) == second.decimal(12)


def test_a_name_used_twice_gets_the_sum() -> None:
    derivation = symconv.derive_graph("u = x^2; v = 3 x; f = u v", {"x": 5})
    assert derivation.gradients["x"] == 15 * 10 + 25 * 3
    lines = derivation.to_text().splitlines()
    assert "  ∂f/∂x = ∂f/∂u * ∂u/∂x + ∂f/∂v * ∂v/∂x = 15 * 10 + 25 * 3 = 225" in lines


def test_a_name_used_by_the_output_and_through_another_name() -> None:
    derivation = symconv.derive_graph("q = x + y; f = q x", {"x": 2, "y": 5})
    assert derivation.gradients["x"] == 9
    text = derivation.to_text()
    assert "  ∂f/∂q = x = 2     ∂f/∂x|q = q = 7" in text.splitlines()
    assert "  ∂f/∂x = ∂f/∂q * ∂q/∂x + ∂f/∂x|q = 2 * 1 + 7 = 9" in text.splitlines()
    assert "Here ∂f/∂x|q is the derivative of the assignment alone" in text


def test_derivatives_are_of_the_assignment_alone() -> None:
    derivation = symconv.derive_graph("q = x + y; f = q^2 x")
    q, x = sympy.symbols("q x")
    assert dict(derivation.local_gradients) == {
        ("q", "x"): 1,
        ("q", "y"): 1,
        ("f", "q"): 2 * q * x,
        ("f", "x"): q**2,
    }


def test_intermediate_names_are_never_multiplied_out() -> None:
    squares = "; ".join(f"x{n + 1} = x{n}*x{n}" for n in range(100))
    derivation = symconv.derive_graph(squares)
    assert max(len(str(gradient)) for gradient in derivation.gradients.values()) < 60
    assert symconv.derive_graph(squares, {"x0": 1}).gradients["x0"] == 2**100


def test_a_derivative_in_the_name_of_what_is_assigned() -> None:
    derivation = symconv.derive_graph("s = sigmoid(u); e = exp(s); f = tanh(e)")
    lines = derivation.to_text().splitlines()
    assert "  ∂s/∂u = sigmoid(u) * (1 − sigmoid(u)) = s * (1 − s)" in lines
    assert "  ∂e/∂s = exp(s) = e" in lines
    assert "  ∂f/∂e = 1 − tanh(e)² = 1 − f²" in lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("f = sqrt(x) y", ["∂f/∂x = y/(2 * sqrt(x))   ∂f/∂y = sqrt(x)"]),
        ("f = 3 sqrt(x y + 1)", ["∂f/∂x = (3 * y)/(2 * sqrt(x * y + 1))"]),
        ("f = 1/x", ["∂f/∂x = −1/x²"]),
        ("f = x/y", ["∂f/∂x = 1/y     ∂f/∂y = −x/y²"]),
        ("f = x*(1 - x)", ["∂f/∂x = 1 − 2 * x"]),
        ("f = y - x^2 y", ["∂f/∂y = 1 − x²       ∂f/∂x = −2 * y * x"]),
        ("f = y - 2/x", ["∂f/∂y = 1      ∂f/∂x = 2/x²"]),
        ("f = 2^x", ["∂f/∂x = log(2) * 2^x = log(2) * f"]),
    ],
)
def test_derivatives_are_written_as_a_person_would(text: str, lines: list[str]) -> None:
    printed = symconv.derive_graph(text).to_text().splitlines()
    for line in lines:
        assert f"  {line}" in printed


@pytest.mark.parametrize(
    ("text", "at", "gradients"),
    [
        ("f = relu(x)", {"x": 2}, {"x": 1}),
        ("f = relu(x)", {"x": -2}, {"x": 0}),
        ("f = relu(x)", {"x": 0}, {"x": 0}),
        ("f = max(x, y)", {"x": 3, "y": 3}, {"x": 1, "y": 0}),
        ("f = min(x, y)", {"x": 3, "y": 3}, {"x": 1, "y": 0}),
        ("f = max(x, y, z)", {"x": 1, "y": 3, "z": 3}, {"x": 0, "y": 1, "z": 0}),
        ("f = min(x, y, z)", {"x": 4, "y": 3, "z": 1}, {"x": 0, "y": 0, "z": 1}),
        ("f = max(x, x + 2, y)", {"x": 3, "y": 4}, {"x": 1, "y": 0}),
        ("f = min(x, x + 2, y)", {"x": 3, "y": 4}, {"x": 1, "y": 0}),
        ("f = max(x, x, y)", {"x": 3, "y": 3}, {"x": 1, "y": 0}),
        ("f = max(2 x, x + y) * 5", {"x": 3, "y": 3}, {"x": 10, "y": 0}),
        ("f = max(sqrt(x), y)", {"x": 2, "y": Fraction(141, 100)}, {"y": 0}),
        ("f = max(sqrt(x) sqrt(3), y)", {"x": 3, "y": 3}, {"y": 0}),
    ],
)
def test_the_slope_at_a_kink_is_as_stated(text, at, gradients) -> None:
    derivation = symconv.derive_graph(text, at)
    assert {name: derivation.gradients[name] for name in gradients} == gradients


def test_kinks_and_ties_are_told() -> None:
    text = symconv.derive_graph("r = relu(x); f = max(r, y)", {"x": 0, "y": 0}).to_text()
    told = " ".join(text.split())
    assert "The slope of relu at 0 is taken as 0." in told
    assert "Where arguments of max tie, the first of them has slope 1." in told
    assert "At these numbers there is a tie: x = 0, r = y." in told
    no_tie = symconv.derive_graph("r = relu(x); f = max(r, y)", {"x": 1, "y": 0}).to_text()
    assert "there is a tie" not in no_tie


def test_what_the_output_does_not_use_is_left_out_and_told() -> None:
    derivation = symconv.derive_graph("a = b / c; q = x + y; f = 2 q; g = q x", of="f")
    assert derivation.graph.unused == ("b", "c", "a", "g")
    assert derivation.gradients["b"] == 0
    assert "Not used by f and left out: b, c, a, g." in derivation.to_text()
    # an unused division by zero harms nothing, and needs no numbers
    assert symconv.derive_graph("a = 1/b; f = x", {"x": 3}).values["f"] == 3


def test_names_without_an_influence_have_a_gradient_of_zero() -> None:
    derivation = symconv.derive_graph("f = 0*x + x - x + y", {"x": 3, "y": 2})
    assert dict(derivation.gradients) == {"x": 0, "y": 1, "f": 1}
    assert "∂f/∂x = 0" in derivation.to_text()
