"""Products and sums are what SymPy itself would give, structurally."""

from __future__ import annotations

import sympy
from hypothesis import given
from hypothesis import strategies as st

from symconv.symbolic.algebra import add, multiply

NAMES = [
    "a",
    "A",
    "b",
    "X_{2}",
    "X_{10}",
    "X_{1,1}",
    r"\delta_{1}",
    r"\frac{\partial L}{\partial O}",
]
SYMBOLS = [*map(sympy.Symbol, NAMES), sympy.Symbol("p", positive=True)]
FACTORS = st.sampled_from([*SYMBOLS, sympy.Integer(0), sympy.Integer(-1), sympy.Rational(2, 3),
                           SYMBOLS[0] ** 2, SYMBOLS[0] + SYMBOLS[1], -SYMBOLS[2]])  # fmt: skip


@given(FACTORS, FACTORS)
def test_products(left: sympy.Expr, right: sympy.Expr) -> None:
    product, expected = multiply(left, right), sympy.Mul(left, right)
    assert product == expected
    assert product.args == expected.args
    assert hash(product) == hash(expected)


def test_products_that_do_not_commute_keep_their_order() -> None:
    a, b = sympy.symbols("a b", commutative=False)
    assert multiply(b, a) == b * a != a * b


@given(st.lists(st.builds(sympy.Mul, FACTORS, FACTORS), min_size=1, max_size=24))
def test_sums(terms: list[sympy.Expr]) -> None:
    total, expected = add(terms), sympy.Add(*terms)
    assert total == expected
    assert total.args == expected.args
