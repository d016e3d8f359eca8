"""Index expressions as polynomials: read, computed with and written, against plain integers."""

from __future__ import annotations

from itertools import product
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symconv.calculus import RuleError
from symconv.calculus.polynomials import (
    ONE_INDEX,
    ZERO_INDEX,
    IndexPolynomial,
    IndexWriter,
    read_index,
    same_index,
)
from symconv.calculus.properties.integers import Integers
from symconv.formulas import Add, Entry, Floor, Formula, Name, Number, Product, Quotient
from tests.calculus.writing import D, I, K, N, P, S, T, U, X, at, minus, plus, times

LETTERS = (I, U, N, S)
WRITER = IndexWriter(frozenset({S, D}), frozenset({N, K, P}))
POINTS = tuple(product((-2, 0, 1, 3), repeat=len(LETTERS)))

leaves = st.sampled_from(LETTERS) | st.integers(-3, 3).map(Number)
expressions = st.recursive(
    leaves,
    lambda parts: (
        st.lists(parts, min_size=1, max_size=3).map(lambda terms: Add(tuple(terms)))
        | st.lists(parts, min_size=1, max_size=3).map(lambda factors: Product(tuple(factors)))
    ),
    max_leaves=7,
)


def value(formula: Formula, point: tuple[int, ...]) -> int:
    """Evaluate an expression as it is written."""
    match formula:
        case Number(number):
            return int(number)
        case Name():
            return point[LETTERS.index(formula)]
        case Add(terms):
            return sum(value(term, point) for term in terms)
        case Product(factors):
            return prod(value(factor, point) for factor in factors)
    raise TypeError(formula)


def value_of(polynomial: IndexPolynomial, point: tuple[int, ...]) -> int:
    """Evaluate a polynomial from its terms."""
    return sum(
        number * prod(value(letter, point) for letter in monomial)
        for monomial, number in polynomial.terms
    )


@settings(max_examples=25, deadline=None, derandomize=True)
@given(expressions, expressions)
def test_reading_and_arithmetic_agree_with_integers(left: Formula, right: Formula) -> None:
    one, other = read_index(left), read_index(right)
    for point in POINTS[::7]:
        a, b = value(left, point), value(right, point)
        assert value_of(one, point) == a
        assert value_of(one + other, point) == a + b
        assert value_of(one - other, point) == a - b
        assert value_of(-one, point) == -a
        assert value_of(one * other, point) == a * b


@settings(max_examples=25, deadline=None, derandomize=True)
@given(expressions, expressions)
def test_equal_as_polynomials_means_equal_everywhere(left: Formula, right: Formula) -> None:
    everywhere = all(value(left, point) == value(right, point) for point in POINTS)
    if same_index(left, right):
        assert everywhere
    # of degree at most 3 in each letter, four points per letter tell polynomials apart
    elif all(m.count(x) < 4 for m, _ in (read_index(left) - read_index(right)).terms for x in m):
        assert not everywhere


@settings(max_examples=40, deadline=None, derandomize=True)
@given(expressions)
def test_what_is_written_reads_back(formula: Formula) -> None:
    polynomial = read_index(formula)
    assert read_index(WRITER.write(polynomial)) == polynomial
    assert read_index(WRITER.index(polynomial)) == polynomial


@settings(max_examples=25, deadline=None, derandomize=True)
@given(expressions, expressions)
def test_substitution_agrees_with_integers(formula: Formula, put: Formula) -> None:
    replaced = read_index(formula).substitute({I: read_index(put)})
    for point in POINTS[::11]:
        moved = (value(put, point), *point[1:])
        assert value_of(replaced, point) == value(formula, moved)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (minus(plus(times(D, U), times(S, I)), P), plus(times(S, I), times(D, U), times(-1, P))),
        (minus(plus(P, X), times(D, U)), plus(X, P, times(-1, D, U))),
        (minus(minus(K, 1), U), plus(K, -1, times(-1, U))),
        (plus(1, N, -1), N),
        (times(2, plus(I, 1)), plus(times(2, I), 2)),
        (plus(I, times(-1, I)), Number(0)),
        (Add((I,)), I),
    ],
    ids=["place met", "window met", "from the end", "sum", "product", "zero", "one term"],
)  # fmt: skip
def test_writing(formula: Formula, expected: Formula) -> None:
    assert WRITER.write(read_index(formula)) == expected


def test_indices_come_before_sizes_and_negative_letters_last() -> None:
    polynomial = read_index(plus(-1, times(-1, U), K, times(S, I)))
    assert WRITER.write(polynomial) == plus(times(S, I), K, -1, times(-1, U))


def test_multiples_of_a_stride_are_kept_together() -> None:
    polynomial = read_index(minus(plus(X, P), times(D, K), times(-1, D), times(-1, D, U)))
    written = WRITER.write(polynomial)
    assert isinstance(written, Add)
    products = [term for term in written.terms if isinstance(term, Product)]
    assert len(products) == 1
    assert D in products[0].factors


def test_multiples_of_strides_and_dilations_are_in_the_order_of_their_letters() -> None:
    for scales in ((S, D), (D, S)):
        written = minus(N, *(times(scale, minus(K, 1)) for scale in scales))
        expected = minus(N, times(D, minus(K, 1)), times(S, minus(K, 1)))
        assert repr(WRITER.write(read_index(written))) == repr(
            plus(N, times(-1, D, plus(K, -1)), times(-1, S, plus(K, -1)))
        )
        assert same_index(written, expected)


def test_constants() -> None:
    assert read_index(plus(2, times(3, 4))).constant == 14
    assert (ZERO_INDEX.constant, ONE_INDEX.constant) == (0, 1)
    assert read_index(plus(I, 1)).constant is None
    assert read_index(I).constant is None
    assert WRITER.index(read_index(plus(2, 3))) == 5
    assert WRITER.write(read_index(plus(2, 3))) == Number(5)


def test_coefficients() -> None:
    polynomial = read_index(plus(times(S, I), times(3, I), times(-1, P)))
    assert polynomial.coefficient_of(I) == read_index(plus(S, 3))
    assert polynomial.coefficient_of(U) == ZERO_INDEX
    assert polynomial.letters == {S, I, P}
    with pytest.raises(RuleError, match="higher power"):
        read_index(plus(times(I, I), I)).coefficient_of(I)


def test_what_is_no_polynomial_counts_as_a_letter() -> None:
    floor, quotient, entry = Floor(Quotient(I, S)), Quotient(I, S), at("R", T)
    size = Entry("n", (1,))
    for letter in (floor, quotient, entry, size):
        assert read_index(plus(letter, letter)) == read_index(times(2, letter))
        assert read_index(letter).letters == {letter}
    sizes = Integers(sizes=frozenset({size}), places=frozenset({Entry("R")}))
    assert sizes.include(plus(floor, entry, size, I))
    assert not Integers().include(plus(floor, entry, size, I))
    assert not sizes.include(plus(I, quotient))
    assert not sizes.include(times(2, plus(quotient, 1)))
