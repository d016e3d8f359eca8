"""Exact polynomials against SymPy's."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from symconv.derivation.algebra.polynomial import (
    Polynomial,
    read_polynomial,
    sum_polynomials,
    variables,
)
from symconv.errors import DerivationError

SYMBOLS = sympy.symbols("x y z")
NUMBERS = {symbol: number for number, symbol in enumerate(SYMBOLS)}

polynomials = st.recursive(
    st.sampled_from(SYMBOLS) | st.fractions(-3, 3, max_denominator=4).map(sympy.Rational),
    lambda parts: (
        st.tuples(parts, parts).map(lambda p: p[0] + p[1])
        | st.tuples(parts, parts).map(lambda p: p[0] * p[1])
        | parts.map(lambda p: p**2)
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(polynomials, polynomials)
def test_equality_is_sympys_equality_after_expansion(a: sympy.Expr, b: sympy.Expr) -> None:
    p, q = read_polynomial(a, NUMBERS), read_polynomial(b, NUMBERS)
    assert (p == q) == (sympy.expand(a - b) == 0)
    assert p + q == read_polynomial(a + b, NUMBERS)
    assert p * q == read_polynomial(a * b, NUMBERS)
    assert p - q == read_polynomial(a - b, NUMBERS)
    assert sum_polynomials([p, q, p]) == p + q + p


def test_flows_through_object_arrays() -> None:
    a, b = variables((2, 3), 0), variables((3, 2), 6)
    product = a @ b
    assert product[1, 0] == a[1, 0] * b[0, 0] + a[1, 1] * b[1, 0] + a[1, 2] * b[2, 0]
    assert np.sum(a) == sum_polynomials(list(a.flat))
    assert 3 * a[0, 0] - a[0, 0] - a[0, 0] * 2 == 0
    assert Fraction(1, 2) * a[0, 0] * 2 == a[0, 0]
    assert np.int64(2) * a[0, 0] == a[0, 0] + a[0, 0]


@pytest.mark.parametrize("expression", [sympy.exp(SYMBOLS[0]), 1 / SYMBOLS[1], sympy.Symbol("t")])
def test_what_is_no_polynomial_is_refused(expression: sympy.Expr) -> None:
    with pytest.raises(DerivationError, match="is not a polynomial"):
        read_polynomial(expression, NUMBERS)


def test_a_sum_that_shares_its_parts_keeps_them_apart() -> None:
    a, b, c = (Polynomial.variable(number) for number in range(3))
    shared = a + b
    left, right = shared + c, shared - b
    assert right == a
    assert left == a + b + c
    assert shared == b + a
    assert (left - left).terms == {}
    assert left + right == 2 * a + b + c
