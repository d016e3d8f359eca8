"""Our own functions: their derivatives follow from their definitions, and agree with SymPy's."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy

from symconv.errors import DerivationError
from symconv.formulas import (
    Apply,
    Case,
    Cases,
    Condition,
    Entry,
    Indicator,
    Name,
    Number,
    Range,
    Relation,
    Sum,
    Writer,
)
from symconv.symbolic.functions import IfPositive, LeakyRelu, Relu, Sigmoid, Tanh, own_derivative
from symconv.symbolic.own_terms import Ratio, by_quotient_rule, in_own_terms
from symconv.symbolic.softmax import Softmax, sum_of

X, Y, Z = sympy.symbols("x y z")
SLOPE = sympy.Rational(1, 100)


def test_relu_is_differentiated_case_by_case_and_is_0_at_its_kink() -> None:
    derivative = Relu(X).diff(X)
    assert derivative == IfPositive(X, 1, 0)
    assert [Relu(value) for value in (-2, 0, sympy.Rational(3, 2))] == [0, 0, sympy.Rational(3, 2)]
    assert [derivative.subs(X, value) for value in (-2, 0, 3)] == [0, 0, 1]
    assert derivative.diff(X) == 0


def test_leaky_relu_has_its_slope_at_its_kink() -> None:
    derivative = LeakyRelu(X, SLOPE).diff(X)
    assert [LeakyRelu(value, SLOPE) for value in (-2, 0, 3)] == [-sympy.Rational(1, 50), 0, 3]
    assert [derivative.subs(X, value) for value in (-2, 0, 3)] == [SLOPE, SLOPE, 1]
    assert LeakyRelu(X, sympy.S.One).diff(X) == 1


def test_the_chain_rule_goes_through_them() -> None:
    assert Relu(X**2 * Y).diff(X) == 2 * X * Y * IfPositive(X**2 * Y, 1, 0)
    s = Sigmoid(3 * X)
    assert sympy.expand(s.diff(X) - 3 * s * (1 - s)) == 0
    assert Softmax(0, X * Y, Y).diff(X) == Y * Softmax(0, X * Y, Y) * (1 - Softmax(0, X * Y, Y))


def test_sigmoid_and_tanh_in_their_own_terms() -> None:
    assert Sigmoid(X).diff(X) == Sigmoid(X) * (1 - Sigmoid(X))
    assert Tanh(X).diff(X) == 1 - Tanh(X) ** 2
    assert Sigmoid(0) == sympy.Rational(1, 2)
    assert Tanh(sympy.S.Zero) == 0


@pytest.mark.parametrize("function", [Sigmoid, Tanh])
def test_own_terms_agree_with_sympys_derivative_of_the_definition(function: type) -> None:
    polynomial, y = own_derivative(function)
    definition = function.ratio(X).value
    difference = definition.diff(X) - polynomial.subs(y, definition)
    assert sympy.simplify(difference) == 0


def test_tanh_is_sympys() -> None:
    for value in (sympy.Rational(-7, 3), sympy.Rational(1, 5), sympy.Integer(4)):
        assert abs((Tanh(value) - sympy.tanh(value)).evalf(40)) < 1e-38


@pytest.mark.parametrize("entries", [1, 2, 4])
def test_softmax_derivatives_agree_with_sympys(entries: int) -> None:
    variables = sympy.symbols(f"x:{entries}")
    exponentials = list(map(sympy.exp, variables))
    for i in range(entries):
        plain = exponentials[i] / sum(exponentials)
        for variable in variables:
            ours = Softmax(i, *variables).diff(variable)
            spelt_out = ours.replace(
                Softmax, lambda place, *_: exponentials[int(place)] / sum(exponentials)
            )
            assert sympy.simplify(spelt_out - plain.diff(variable)) == 0


def test_softmax_of_equal_and_of_repeated_variables() -> None:
    assert Softmax(1, 5, 5, 5) == sympy.Rational(1, 3)
    assert sympy.simplify(Softmax(0, X, X).diff(X).subs(X, 2)) == 0


def test_a_function_without_own_terms_is_refused() -> None:
    log_one_plus_exp_squared = (1 + sympy.exp(X)) ** 2
    with pytest.raises(DerivationError):
        in_own_terms(
            sympy.exp(2 * X) / (1 + sympy.exp(X)), [1 / log_one_plus_exp_squared], [Y], [X]
        )


def test_a_wrong_definition_changes_the_derivative() -> None:
    steeper = Ratio(sympy.S.One, 1 + sympy.exp(-2 * X))
    found = in_own_terms(by_quotient_rule(steeper, X).value, [steeper.value], [Y], [X])
    assert sympy.expand(found - 2 * Y * (1 - Y)) == 0


def test_how_they_are_written() -> None:
    x = Entry("X", (1,))
    write = Writer({X: x}).write
    positive = Condition(x, Relation.GREATER, Number(0))
    assert write(Relu(X)) == Apply("relu", (x,))
    assert write(Sigmoid(X)) == Apply(r"\sigma", (x,))
    assert write(Relu(X).diff(X)) == Indicator((positive,))
    assert write(LeakyRelu(X, SLOPE).diff(X)) == Cases(
        (Case(Number(1), positive), Case(Number(Fraction(1, 100))))
    )


def test_long_sums_are_written_with_a_summation_sign() -> None:
    row = [Entry("X", (2, number, 1)) for number in range(1, 6)]
    k = Name("k")
    assert sum_of(row) == Sum(Entry("X", (2, k, 1)), (Range(k, Number(1), Number(5)),))
    assert not isinstance(sum_of(row[:4]), Sum)
    places = [Entry("k", (), None, (number, 7)) for number in range(5)]
    j = Name("j")
    assert sum_of(places) == Sum(Entry("k", (), None, (j, 7)), (Range(j, Number(0), Number(4)),))
    apart = [Entry("a", (number,)) for number in (1, 3, 5, 7, 9)]
    assert not isinstance(sum_of(apart), Sum)
