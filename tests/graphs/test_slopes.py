"""A derivative is given wherever it exists, and one that does not takes no other away.

The formula of a derivative may have no value where the derivative has: n x^n / x at 0, the
logarithm of a base that is not even differentiated by, x/|x| times x.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import given, settings

import symconv
from symconv.graphs.arithmetic import settle
from symconv.graphs.evaluate import Evaluator
from symconv.graphs.slopes import Differentiator, Missing
from symconv.graphs.values import Value
from tests.graphs.graphs import Drawn, graphs
from tests.plain import in_one_line

NONE = sympy.nan
LOGARITHM = "the logarithm of a negative number"
GIVEN: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("f = x^n", {"x": 0, "n": 2}, {"x": 0, "n": 0}),
    ("f = x^n", {"x": 0, "n": 1}, {"x": 1, "n": 0}),
    ("f = x^n", {"x": 0, "n": "3/2"}, {"x": 0, "n": 0}),
    ("f = x^n", {"x": 0, "n": "1/2"}, {"x": NONE, "n": 0}),
    ("f = x^n", {"x": -3, "n": 2}, {"x": -6, "n": NONE}),
    ("f = x^n", {"x": -3, "n": 0}, {"x": 0, "n": NONE}),
    ("n = 2; f = x^n", {"x": -3}, {"x": -6, "n": NONE}),
    ("n = 2; f = 5 x^n y", {"x": 0, "y": 7}, {"x": 0, "y": 0, "n": 0}),
    ("f = (x^2)^n", {"x": 0, "n": 2}, {"x": 0}),
    ("f = (x - y)^n / 3", {"x": 2, "y": 2, "n": 1}, {"x": Fraction(1, 3), "y": Fraction(-1, 3)}),
    ("f = 0^z", {"z": 1}, {"z": 0}),
    ("f = 0^(y + 1)", {"y": 1}, {"y": 0}),
    ("f = (-1/2)^x + y", {"x": 3, "y": 4}, {"x": NONE, "y": 1}),
    ("f = exp(x) y", {"x": 0, "y": 3}, {"x": 3, "y": 1}),
    ("f = exp(x^n)", {"x": 0, "n": 2}, {"x": 0, "n": 0}),
    ("f = sqrt(x)", {"x": 0}, {"x": NONE}),
    ("f = x sqrt(x)", {"x": 0}, {"x": 0}),
    ("f = x sqrt(y) + z", {"x": 2, "y": 0, "z": 1}, {"x": 0, "y": NONE, "z": 1}),
    ("f = x sqrt(y)", {"x": 0, "y": 0}, {"x": 0, "y": 0}),
    ("f = x / sqrt(y)", {"x": 0, "y": 4}, {"x": Fraction(1, 2), "y": 0}),
    ("f = (x^n) / (1 + y^n)", {"x": 0, "y": 1, "n": 3}, {"x": 0, "y": 0}),
    ("f = abs(x)", {"x": -2}, {"x": -1}),
    ("f = abs(x)", {"x": 3}, {"x": 1}),
    ("f = abs(x)", {"x": 0}, {"x": NONE}),
    ("f = abs(x) x", {"x": 0}, {"x": 0}),
    ("f = abs(x)^2 + y", {"x": 0, "y": 1}, {"x": 0, "y": 1}),
    ("f = abs(x) abs(y)", {"x": 0, "y": 0}, {"x": 0, "y": 0}),
    ("f = abs(x^2)", {"x": 0}, {"x": 0}),
    ("q = abs(x); f = q^2 + y", {"x": 0, "y": 1}, {"q": 0, "x": 0, "y": 1}),
    ("q = sqrt(x); f = q^2", {"x": 0}, {"q": 0, "x": NONE}),
    ("q = sqrt(x); f = 0*q + y", {"x": 0, "y": 2}, {"q": 0, "x": 0, "y": 1}),
    ("q = x^2; f = sqrt(q) + y", {"x": 0, "y": 2}, {"q": NONE, "x": NONE, "y": 1}),
    ("f = relu(x) sqrt(y)", {"x": 0, "y": 0}, {"x": 0, "y": 0}),
    ("f = max(abs(x), y)", {"x": 0, "y": 1}, {"x": 0, "y": 1}),
    ("f = ln(x) + tan(y)", {"x": 2, "y": 0}, {"x": Fraction(1, 2), "y": 1}),
    ("f = |x - y|", {"x": 1, "y": 3}, {"x": -1, "y": 1}),
]


@pytest.mark.parametrize(("text", "at", "gradients"), GIVEN)
def test_what_exists_is_given(text, at, gradients) -> None:
    derivation = symconv.derive_graph(text, at)
    assert {name: derivation.gradients[name] for name in gradients} == gradients
    for format_ in ("text", "latex", "markdown", "html", "json"):
        assert derivation.to(format_)
    assert derivation.to_svg()


def test_a_missing_gradient_is_said_with_its_reason() -> None:
    derivation = symconv.derive_graph("n = 2; f = x^n", {"x": -3})
    told = in_one_line(derivation.to_text())
    assert f"∂f/∂n has no value here: {LOGARITHM}." in told
    assert "∂f/∂x = n * x^(n − 1) = (−3)^" not in told
    assert "∂f/∂x = n * x^(n − 1) = 2 * (−3)^(2 − 1) = −6" in told
    assert "n 2 none" in told
    kink = in_one_line(symconv.derive_graph("f = abs(x) y", {"x": 0, "y": 2}).to_text())
    assert "∂f/∂x has no value here: abs has no derivative at 0." in kink
    assert "∂f/∂y = |x| = |0| = 0" in kink


def test_in_symbols_what_is_never_found_is_said_and_the_others_are_given() -> None:
    for text, reason in (
        ("f = (-2)^n + x", LOGARITHM),
        ("f = (sqrt(2) - 3)^(2 n) + x", LOGARITHM),
        ("q = x + 1; f = q + (1 - 1)^n", "the logarithm of zero"),
    ):
        derivation = symconv.derive_graph(text)
        assert derivation.gradients["x"] == 1
        assert derivation.gradients["n"] is NONE
        told = in_one_line(derivation.to_text())
        assert f"The chain rule gives no ∂f/∂n: {reason}." in told
        assert "∂f/∂x = " in told


def test_a_formula_without_a_value_is_not_printed_as_if_it_had_one() -> None:
    told = in_one_line(symconv.derive_graph("f = (x^2)^n", {"x": 0, "n": 2}).to_text())
    assert "∂f/∂x, ∂f/∂n are found operation by operation" in told
    assert "∂f/∂x = 0" in told
    assert "/ 0" not in told
    assert "/0" not in told


STILL: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("f = sqrt(relu(b))", {"b": -3}, {"b": 0}),
    ("q = relu(b); f = sqrt(q)", {"b": -3}, {"q": NONE, "b": 0}),
    ("f = abs(min(7, relu(b)))", {"b": -3}, {"b": 0}),
    ("f = sqrt(relu(b) y)", {"b": -3, "y": 5}, {"b": 0, "y": 0}),
    ("f = sqrt(relu(b)^2 + 0 y)", {"b": -3, "y": 5}, {"b": 0}),
    ("f = sqrt(relu(b) / y)", {"b": -3, "y": 5}, {"b": 0, "y": 0}),
    ("a = max(6, y); f = x^a", {"x": "-10/3", "y": "-37/10"}, {"a": NONE, "y": 0}),
    ("f = x^max(6, y)", {"x": "-10/3", "y": "-37/10"}, {"x": Fraction(-200000, 81), "y": 0}),
    ("f = sqrt(min(0, exp(y)) + x)", {"x": 4, "y": 2}, {"x": Fraction(1, 4), "y": 0}),
    ("f = relu(sqrt(s) - 1)", {"s": 0}, {"s": 0}),
    ("q = sqrt(s) - 1; f = relu(q)", {"s": 0}, {"q": 0, "s": 0}),
    ("q = sqrt(s); p = 3 q; f = max(y, p)", {"s": 0, "y": 2}, {"p": 0, "q": 0, "s": 0, "y": 1}),
    ("q = relu(b) + b; f = sqrt(q + 3)", {"b": -3}, {"b": NONE}),
    ("q = relu(x); f = sqrt(q)", {"x": 0}, {"x": NONE}),
    ("f = sqrt(max(x, 0))", {"x": 0}, {"x": NONE}),
    ("y = x; f = sqrt(x y)", {"x": 0}, {"x": NONE}),
    ("y = x + 0; f = sqrt(x) + sqrt(x y)", {"x": 0}, {"x": NONE}),
]


@pytest.mark.parametrize(("text", "at", "gradients"), STILL)
def test_what_stands_still_near_the_point_has_slope_zero(text, at, gradients) -> None:
    """A factor that is zero at the point alone does not stand still: sqrt(x x) is |x|."""
    derivation = symconv.derive_graph(text, at)
    assert {name: derivation.gradients[name] for name in gradients} == gradients
    for format_ in ("text", "latex", "json"):
        assert derivation.to(format_)


UNTOLD = [
    ("f = sqrt(x y)", {"x": 2, "y": 0}, "x"),
    ("a = abs(x); b = abs(x); f = a - b", {"x": 0}, "x"),
    ("a = abs(x); s = sqrt(a); f = s^4", {"x": 0}, "x"),
    ("f = sqrt(x^2); g = f^2", {"x": 0}, "x"),
    ("f = x^(x y)", {"x": -7, "y": 0}, "x"),
    ("f = 2 relu(x) - abs(x)", {"x": 0}, "x"),
    ("r = relu(x); a = abs(x); f = 2 r - a", {"x": 0}, "x"),
    ("f = max(x, 0) + abs(x) / 2 + x", {"x": 0}, "x"),
    ("f = (x / y)^(1/2)", {"x": 0, "y": 2}, "y"),
]
"""Most have the derivative 0 or 1, by what the chain rule alone does not see."""


@pytest.mark.parametrize(("text", "at", "name"), UNTOLD)
def test_of_what_the_chain_rule_does_not_tell_no_more_is_said(text, at, name) -> None:
    derivation = symconv.derive_graph(text, at)
    told = in_one_line(derivation.to_text())
    output = derivation.graph.output
    assert f"The chain rule gives no ∂{output}/∂{name} here: " in told
    assert f"∂{output}/∂{name} has no value" not in told


SURE = [
    ("f = abs(x) y", {"x": 0, "y": 2}, "x"),
    ("q = abs(x); f = exp(3 q)", {"x": 0}, "x"),
    ("f = sqrt(2 x y) + x^2", {"x": 0, "y": 3}, "x"),
    ("f = 1 / (1 + abs(sin(x)))", {"x": 0}, "x"),
    ("q = 5 x; f = q^(1/3)", {"x": 0}, "x"),
    ("f = x^n", {"x": -3, "n": 2}, "n"),
]


@pytest.mark.parametrize(("text", "at", "name"), SURE)
def test_where_there_surely_is_none_it_is_said(text, at, name) -> None:
    """One kink alone, met at a slope that is not zero and passed on by others, is a kink."""
    told = in_one_line(symconv.derive_graph(text, at).to_text())
    assert f"∂f/∂{name} has no value here: " in told


@settings(max_examples=60, deadline=None, derandomize=True)
@given(graphs(quotients=True, functions=True, longest=3))
def test_operation_by_operation_is_what_the_formula_says(drawn: Drawn) -> None:
    """Where the derivative's formula has a value, the slope found without it is the same."""
    derivation = symconv.derive_graph(drawn.text, drawn.at)
    graph, flow = derivation.graph, derivation.flow
    assert flow is not None

    def slope(edge: tuple[str, str]) -> str | None:
        def work(arithmetic: Any) -> Any:
            values = {
                node.written: arithmetic.rational(drawn.at[node.name]) for node in graph.nodes
                if node.is_input
            }  # fmt: skip
            evaluator = Evaluator(arithmetic, values)
            for node in graph.nodes:
                if node.body is not None:
                    values[node.written] = evaluator.evaluate(node.body)
            by_name = graph.by_name
            found = Differentiator(evaluator, by_name[edge[1]].written).slope(by_name[edge[0]].body)
            assert isinstance(found, Value)
            return found

        return settle(work).decimal(12)

    for edge, known in flow.local.items():
        assert isinstance(known, Value)
        assert slope(edge) == known.decimal(12), edge


def test_bounded_slopes_alone_are_settled_by_zero() -> None:
    derivation = symconv.derive_graph("q = abs(x); r = sqrt(y); f = q + r", {"x": 0, "y": 0})
    assert derivation.flow is not None
    missing = [derivation.flow.local[edge] for edge in (("q", "x"), ("r", "y"))]
    assert [slope.bounded for slope in missing if isinstance(slope, Missing)] == [True, False]


def test_decimals_on_request() -> None:
    at = {"x": "1/3", "y": "1/8"}
    exact, decimal = (
        symconv.derive_graph("f = x + y", at, decimals=wanted, digits=4) for wanted in (False, True)
    )
    assert "  f = x + y = 1/3 + 1/8 = 11/24" in exact.to_text()
    assert "≈" not in exact.to_text()
    assert "  f = x + y ≈ 0.3333 + 0.125 ≈ 0.4583" in decimal.to_text()
    assert "inputs x ≈ 0.3333, y = 0.125." in decimal.to_text()
    assert "Numbers after ≈ are rounded to 4 significant digits." in decimal.to_text()
    assert decimal.values == exact.values
