"""Numbers: exact where they can be, else right in every digit that is printed."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy

import symconv
from symconv.graphs.arithmetic import Arithmetic
from symconv.graphs.values import Value

FUNCTIONS = {
    "exp(x)": sympy.exp, "log(x + 9)": lambda x: sympy.log(x + 9), "sin(x)": sympy.sin,
    "cos(x)": sympy.cos, "tanh(x)": sympy.tanh, "sqrt(x + 9)": lambda x: sympy.sqrt(x + 9),
    "sigmoid(x)": lambda x: 1 / (1 + sympy.exp(-x)), "2^x": lambda x: 2**x,
    "(x + 9)^(1/3)": lambda x: (x + 9) ** sympy.Rational(1, 3),
}  # fmt: skip
POINTS = [Fraction(-7, 2), Fraction(-1, 3), Fraction(0), Fraction(1, 1000), Fraction(5)]


@pytest.mark.parametrize("text", FUNCTIONS)
@pytest.mark.parametrize("point", POINTS, ids=str)
def test_forty_digits_are_right(text: str, point: Fraction) -> None:
    value = symconv.derive_graph(f"f = {text}", {"x": point}, digits=40).flow.values["f"]
    expected = sympy.N(FUNCTIONS[text](sympy.Rational(str(point))), 60)
    assert abs(sympy.Float(value.decimal(40), 60) - expected) <= abs(expected) * 10**-39


def test_numbers_are_taken_exactly() -> None:
    numbers = [3, -2.5, 0.1, "0.1", "1/3", Fraction(1, 3), Decimal("0.30"), sympy.Rational(1, 7),
               np.float64(0.1), np.int64(4), np.float32(0.5), "2e-3"]  # fmt: skip
    exact = ["3", "-5/2", "1/10", "1/10", "1/3", "1/3", "3/10", "1/7", "1/10", "4", "1/2", "1/500"]
    found = [symconv.derive_graph("f = x", {"x": number}).values["f"] for number in numbers]
    assert found == [sympy.Rational(text) for text in exact]


def test_numbers_in_the_text_are_read_exactly() -> None:
    derivation = symconv.derive_graph("a = 0.1; b = 1/3; c = 2.5e-1; f = (a + b) / c")
    assert derivation.values["f"] == sympy.Rational(26, 15)


def test_values_that_are_no_fractions_stay_exact_while_they_are_short() -> None:
    derivation = symconv.derive_graph("e = exp(x); f = sqrt(2) e", {"x": 1})
    assert derivation.values["f"] == sympy.sqrt(2) * sympy.E
    chain = "; ".join(f"x{n + 1} = tanh(x{n}) x{n} + x{n}" for n in range(40))
    long = symconv.derive_graph(chain, {"x0": 1})
    assert isinstance(long.values["x40"], sympy.Float)


def test_cancellation_does_not_cost_digits() -> None:
    derivation = symconv.derive_graph("f = exp(x) - exp(y) + 1/3", {"x": 50, "y": "50.0"}, digits=9)
    assert derivation.to_text().count("= 1/3") >= 1
    near = symconv.derive_graph("f = cos(x) - 1", {"x": "1e-30"}, digits=5)
    assert near.flow.values["f"].decimal(5) == "-5e-61"


def test_decimals_are_printed_where_decimals_are_written() -> None:
    assert "f = 0.5 * x = 0.5 * 3 = 1.5" in symconv.derive_graph("f = 0.5 x", {"x": 3}).to_text()
    assert "f = 1/2 * x = 1/2 * 3 = 3/2" in symconv.derive_graph("f = 1/2*x", {"x": 3}).to_text()
    assert "f = x² = 0.25² = 0.0625" in symconv.derive_graph("f = x^2", {"x": 0.25}).to_text()
    assert "f = x² = (1/4)² = 1/16" in symconv.derive_graph("f = x^2", {"x": "1/4"}).to_text()


def test_rounded_numbers_follow_another_sign() -> None:
    text = symconv.derive_graph("e = exp(x); f = 3 e", {"x": 1}, digits=4).to_text()
    assert "  e = exp(x) = exp(1) ≈ 2.718" in text.splitlines()
    assert "  f = 3 * e ≈ 3 * 2.718 ≈ 8.155" in text.splitlines()
    assert "Numbers after ≈ are rounded to 4 significant digits." in text
    assert "rounded" not in symconv.derive_graph("f = 3 x", {"x": 1}).to_text()


def test_numbers_stand_in_parentheses_where_they_would_be_misread() -> None:
    at = {"x": -2, "y": -5, "z": Fraction(-1, 2)}
    for text, shown in {
        "f = x - y": "−2 − (−5) = 3",
        "f = x y": "−2 * (−5) = 10",
        "f = y^2": "(−5)² = 25",
        "f = -y^2": "−(−5)² = −25",
        "f = x / z": "(−2)/(−1/2) = 4",
        "f = x - (y + z)": "−2 − (−5 − 1/2) = 7/2",
        "f = x - (y - z) * x": "−2 − (−5 − (−1/2)) * (−2) = −11",
        "f = -(x + y)": "−(−2 − 5) = 7",
        "f = 2^(x + 1)": "2^(−2 + 1) = 1/2",
    }.items():
        used = {name: value for name, value in at.items() if name in text}
        (line,) = [
            line for line in symconv.derive_graph(text, used).to_text().splitlines()
            if line.startswith("  f = ") and line.endswith(shown.rpartition(" ")[2])
        ]  # fmt: skip
        assert line.endswith(f" = {shown}"), line


@pytest.mark.parametrize(
    ("text", "at", "parts"),
    [
        ("f = x / y", {"x": 1, "y": 0}, ["f", "division by zero"]),
        ("q = x - y; f = 1 / q^2", {"x": 2, "y": 2}, ["f", "division by zero"]),
        ("f = x / x", {"x": 0}, ["f", "division by zero"]),
        ("f = 0^x", {"x": -1}, ["f", "division by zero"]),
        ("f = 0^x", {"x": 0}, ["f", "zero to the power zero"]),
        ("f = log(x)", {"x": -1}, ["f", "the logarithm of a negative number"]),
        ("f = log(x)", {"x": 0}, ["f", "the logarithm of zero"]),
        ("f = sqrt(x)", {"x": -1}, ["f", "the square root of a negative number"]),
        ("f = x^y", {"x": -2, "y": Fraction(1, 2)}, ["f", "a negative number to a power"]),
        ("f = (-2)^x", {"x": 0.5}, ["f", "a negative number to a power that is not whole"]),
        ("f = exp(exp(x))", {"x": 50}, ["f", "a number that is too large"]),
        ("f = x^1000; g = f^1000", {"x": 9}, ["g", "a number that is too large"]),
        ("f = x^y", {"x": 9, "y": "1e9"}, ["f", "a number that is too large"]),
        ("f = tan(exp(x))", {"x": 9000}, ["f", "sine or cosine of a number that is too large"]),
        ("f = ln(x)", {"x": 0}, ["f", "the logarithm of zero"]),
        ("f = sin(exp(x))", {"x": 9000}, ["f", "sine or cosine of a number that is too large"]),
        ("f = relu(sin(x)^2 + cos(x)^2 - 1)", {"x": 1}, ["f", "too close to zero"]),
    ],
)  # fmt: skip
def test_what_has_no_value_is_one_clear_line(text, at, parts) -> None:
    with pytest.raises(symconv.GraphError) as error:
        symconv.derive_graph(text, at)
    message = str(error.value)
    assert message.startswith(f"{parts[0]} has no value here: ")
    assert parts[1] in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("at", "part"),
    [
        ({"x": 1}, "no number for y"),
        ({"x": 1, "y": 2, "w": 3}, "'w' is not an input; the inputs are: x, y"),
        ({"x": 1, "y": 2, "q": 3}, "'q' is assigned in the text; only inputs take numbers"),
        ({"x": 1, "y": "two"}, "y: 'two' is not a number"),
        ({"x": 1, "y": "1/0"}, "y: number '1/0' divides by zero"),
        ({"x": 1, "y": True}, "y: True is not a number"),
        ({"x": 1, "y": None}, "y: None is not a number"),
        ({"x": 1, "y": math.nan}, "y: nan is not a number"),
        ({"x": 1, "y": -math.inf}, "y: -inf is not a number"),
        ({"x": 1, "y": 1j}, "y: 1j is not a number"),
        ({"x": 1, "y": sympy.pi}, "y: pi is not a number"),
        ({"x": 1, "y": 10**100}, "y: "),
        ({"x": 1, "y": 10**5000}, "y: "),
        ({"x": 1, "y": "1e999"}, "y: number '1e999'"),
        ({"x": 1, "y": "__import__('os')"}, "y: \"__import__('os')\" is not a number"),
        ({"x": 1, 7: 2}, "7 is not an input"),
        ([("x", 1)], "[('x', 1)] is not a mapping"),
    ],
)
def test_numbers_that_do_not_fit_are_refused(at, part) -> None:
    with pytest.raises(symconv.GraphError) as error:
        symconv.derive_graph("q = x + y; f = 2 q", at)
    assert part in str(error.value)
    assert "\n" not in str(error.value)


def test_a_product_without_a_space_is_explained() -> None:
    with pytest.raises(symconv.GraphError, match=r"q z or q\*z"):
        symconv.derive_graph("q = x + y; f = qz", {"x": 1, "y": 2, "z": 3})


def test_greek_letters_may_be_given_as_they_look() -> None:
    for name in ("α", "alpha", r"\alpha"):
        assert symconv.derive_graph("f = 2 alpha", {name: 3}).values["f"] == 6
    with pytest.raises(symconv.GraphError, match="'alpha' is given two numbers"):
        symconv.derive_graph("f = 2 alpha", {"α": 3, "alpha": 3})


def test_constants_need_no_numbers() -> None:
    derivation = symconv.derive_graph("x = -2; y = 5; z = -4; q = x + y; f = q z")
    assert derivation.gradients["x"] == -4
    assert "  x = −2" in derivation.to_text().splitlines()


@pytest.mark.parametrize("name", ["exp", "log", "sin", "cos", "tanh", "sigmoid", "sqrt"])
def test_intervals_hold_every_value(name: str) -> None:
    arithmetic = Arithmetic(128)
    ends = [arithmetic.rational(number) for number in (Fraction(1, 3), Fraction(1, 2), 1)]
    whole = Value(arithmetic._context.mpf(["0.3", "1.0"]))
    found = getattr(arithmetic, name)(whole).interval
    for end in ends:
        inside = getattr(arithmetic, name)(end).interval
        assert found.a <= inside.a <= inside.b <= found.b


def test_what_cannot_be_told_from_zero_is_said_to_be_written_so() -> None:
    told = "Those that cannot be told from 0 with 8192 bits are written as 0."
    tiny = symconv.derive_graph("f = exp(-exp(x))", {"x": 40}).to_text()
    assert "≈ 0" in tiny
    assert told in tiny
    small = symconv.derive_graph("f = exp(-x)", {"x": 100_000}).to_text()
    assert "f = exp(−x) = exp(−100000) ≈ 3.56295·10⁻⁴³⁴³⁰" in small
    assert told not in small


def test_digits_that_cannot_be_told_are_none() -> None:
    """The product of what is next to nothing and what is huge may have any size."""
    with pytest.raises(symconv.GraphError, match="a number has digits that cannot be told, even"):
        symconv.derive_graph("f = exp(x) * exp(y)", {"x": -600_000, "y": 520_000}).to_text()
