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


def test_in_symbols_what_never_has_a_value_is_said_and_the_others_are_given() -> None:
    for text, reason in (
        ("f = (-2)^n + x", LOGARITHM),
        ("f = (sqrt(2) - 3)^(2 n) + x", LOGARITHM),
        ("q = x + 1; f = q + (1 - 1)^n", "the logarithm of zero"),
    ):
        derivation = symconv.derive_graph(text)
        assert derivation.gradients["x"] == 1
        assert derivation.gradients["n"] is NONE
        told = in_one_line(derivation.to_text())
        assert f"∂f/∂n has no value: {reason}." in told
        assert "∂f/∂x = " in told


def test_a_formula_without_a_value_is_not_printed_as_if_it_had_one() -> None:
    told = in_one_line(symconv.derive_graph("f = (x^2)^n", {"x": 0, "n": 2}).to_text())
    assert "∂f/∂x, ∂f/∂n are found operation by operation" in told
    assert "∂f/∂x = 0" in told
    assert "/ 0" not in told
    assert "/0" not in told


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
