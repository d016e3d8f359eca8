"""SymPy expressions as formulas and back."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from symconv import DerivationError
from symconv.formulas import (
    ONE,
    ZERO,
    Add,
    Apply,
    Condition,
    Correlate,
    Entry,
    Equation,
    Floor,
    Formula,
    Indicator,
    Name,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    Writer,
    formula_of,
    to_sympy,
)

A, B, C = sympy.symbols("a b c")
P = sympy.Symbol("p", positive=True)
FORMULAS = {
    C: Entry("X", (1,)),
    A: Entry("X", (2,)),
    P: Partial(Name("L"), Name("o")),
    B: Name("b"),
}
SYMBOLS = {formula: symbol for symbol, formula in FORMULAS.items()}
X1, X2 = FORMULAS[C], FORMULAS[A]

numbers = st.one_of(
    st.integers(-4, 4).map(sympy.Integer),
    st.fractions(-2, 2, max_denominator=5).map(sympy.Rational),
)


def grown(below: st.SearchStrategy[sympy.Expr]) -> st.SearchStrategy[sympy.Expr]:
    return st.one_of(
        st.builds(sympy.Add, below, below),
        st.builds(sympy.Mul, below, below),
        st.builds(lambda base, power: base**power, below, st.integers(-3, 3)),
        st.builds(lambda base: base ** sympy.Rational(1, 2), below),
        st.builds(sympy.exp, below),
        st.builds(sympy.tanh, below),
        st.builds(lambda base, power: base**power, st.sampled_from([P, A]), below),
    )


expressions = st.recursive(st.one_of(st.sampled_from([A, B, C, P]), numbers), grown, max_leaves=8)


def can_be_said(expression: sympy.Expr) -> bool:
    """Tell whether an expression is finite and real in its constants, and of functions we have."""
    functions = {application.func for application in expression.atoms(sympy.Function)}
    infinite = (sympy.zoo, sympy.oo, -sympy.oo, sympy.nan, sympy.I)
    return functions <= {sympy.exp, sympy.tanh} and not expression.has(*infinite)


@given(expressions)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_what_is_written_reads_back(expression: sympy.Expr) -> None:
    assume(can_be_said(expression))
    for writer in (Writer(FORMULAS), Writer(FORMULAS, last_factor_first=True)):
        formula = writer.write(expression)
        difference = to_sympy(formula, SYMBOLS) - expression
        assert difference == 0 or sympy.simplify(difference) == 0, formula


@pytest.mark.parametrize(
    ("expression", "formula"),
    [
        (sympy.Integer(0), ZERO),
        (sympy.Integer(1), ONE),
        (sympy.Integer(-3), Number(-3)),
        (sympy.Rational(-2, 3), Number(Fraction(-2, 3))),
        (A, X2),
        (-A, Product((Number(-1), X2))),
        (sympy.Rational(2, 3) * A, Quotient(Product((Number(2), X2)), Number(3))),
        (1 / A, Quotient(ONE, X2)),
        (A / C, Quotient(X2, X1)),
        (A**2, Power(X2, Number(2))),
        (A**-2, Quotient(ONE, Power(X2, Number(2)))),
        (sympy.sqrt(A), Power(X2, Number(Fraction(1, 2)))),
        (sympy.E, Apply("exp", (ONE,))),
        (sympy.exp(-A), Apply("exp", (Product((Number(-1), X2)),))),
        (sympy.tanh(A + C), Apply("tanh", (Add((X1, X2)),))),
        (sympy.Symbol("other"), Name("other")),
    ],
    ids=str,
)
def test_how_expressions_are_written(expression: sympy.Expr, formula: Formula) -> None:
    assert formula_of(expression, FORMULAS) == formula


def test_terms_and_factors_stand_in_the_order_of_the_letters() -> None:
    # letters: c, a, p, b; SymPy's own order is a, b, c, p
    assert formula_of(A + B + C + P, FORMULAS) == Add((X1, X2, FORMULAS[P], FORMULAS[B]))
    assert formula_of(B * A * C, FORMULAS) == Product((X1, X2, FORMULAS[B]))
    assert formula_of(A * B + C * B + A * C, FORMULAS) == Add(
        (Product((X1, X2)), Product((X1, FORMULAS[B])), Product((X2, FORMULAS[B])))
    )
    assert formula_of(A + 5, FORMULAS) == Add((X2, Number(5)))
    assert formula_of(3 * B * C, FORMULAS) == Product((Number(3), X1, FORMULAS[B]))


def test_powers_take_their_place_by_what_they_are_powers_of() -> None:
    squared = Power(X1, Number(2))
    assert formula_of(A * B + C**2 * B, FORMULAS) == Add(
        (Product((squared, FORMULAS[B])), Product((X2, FORMULAS[B])))
    )
    assert formula_of(A**2 * C, FORMULAS) == Product((X1, Power(X2, Number(2))))


def test_factors_may_stand_the_other_way_round() -> None:
    writer = Writer(FORMULAS, last_factor_first=True)
    assert writer.write(A * C + B * C) == Add((Product((X2, X1)), Product((FORMULAS[B], X1))))
    assert writer.write(2 * A * C) == Product((Number(2), X2, X1))


def test_ten_comes_after_nine() -> None:
    symbols = sympy.symbols("x1:13")
    letters = {symbol: Entry("X", (n,)) for n, symbol in enumerate(symbols, 1)}
    total = formula_of(sympy.Add(*symbols), letters)
    assert total == Add(tuple(letters.values()))


def test_formulas_keep_an_order_that_sympy_does_not() -> None:
    one, other = Add((X1, X2)), Add((X2, X1))
    assert one != other
    assert to_sympy(one, SYMBOLS) == to_sympy(other, SYMBOLS) == A + C


def test_values_of_every_scalar_node() -> None:
    assert to_sympy(Floor(Quotient(Number(7), Number(2))), {}) == 3
    assert to_sympy(Add(()), {}) == 0
    assert to_sympy(Product(()), {}) == 1
    assert to_sympy(Power(Number(2), Number(Fraction(1, 2))), {}) == sympy.sqrt(2)
    assert to_sympy(Apply("log", (X2,)), SYMBOLS) == sympy.log(A)
    assert to_sympy(Partial(Name("L"), Name("o")), SYMBOLS) == P
    assert to_sympy(Sum(X2, ()), {Sum(X2, ()): A}) == A
    assert to_sympy(Indicator((Condition(Number(3), Relation.DIVIDES, Number(6)),)), {}) == 1
    assert to_sympy(Indicator((Condition(Number(4), Relation.DIVIDES, Number(6)),)), {}) == 0


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        (Entry("Y", (1,)), "has no symbol"),
        (Name("y"), "has no symbol"),
        (Partial(Name("L"), Name("y")), "has no symbol"),
        (Product((X1, Name("y"))), "has no symbol"),
        (Sum(X1, ()), "Sum has no scalar SymPy view"),
        (Equation(X1, X1), "Equation has no scalar SymPy view"),
        (Correlate(X1, X1, (1,), (1,)), "Correlate has no scalar SymPy view"),
        (Apply("__import__", (X1,)), "Apply has no scalar SymPy view"),
        (Apply("eval", (X1,)), "Apply has no scalar SymPy view"),
    ],
)
def test_what_has_no_value_is_refused(formula: Formula, reason: str) -> None:
    with pytest.raises(DerivationError, match=reason):
        to_sympy(formula, SYMBOLS)


@pytest.mark.parametrize("expression", [sympy.pi, sympy.I, sympy.oo, sympy.Float(0.5)], ids=str)
def test_what_formulas_cannot_say_is_refused(expression: sympy.Expr) -> None:
    with pytest.raises(DerivationError, match="has no formula"):
        formula_of(expression, FORMULAS)


def test_what_is_taken_away_and_what_is_no_letter_come_last() -> None:
    one_less = Add((ONE, Product((Number(-1), X1))))
    assert formula_of(1 - C, FORMULAS) == one_less
    assert formula_of((1 - C) * A, FORMULAS) == Product((X2, one_less))
    logarithm = Apply("log", (X1,))
    assert formula_of(sympy.log(C) * A, FORMULAS) == Product((X2, logarithm))
