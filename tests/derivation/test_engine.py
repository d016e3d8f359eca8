"""The chain-rule engine against SymPy's own `diff`, on expressions that have no geometry."""

from __future__ import annotations

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import symconv
from symconv.derivation import derive_expressions
from symconv.derivation.engine import differentiate
from symconv.errors import DerivationError
from symconv.symbolic.algebra import multiply

X, Y, Z = SYMBOLS = sympy.symbols("x y z")
UPSTREAM = sympy.symbols("g:4")
FOREIGN = sympy.Symbol("t")

leaves = st.sampled_from([*SYMBOLS, FOREIGN]) | st.integers(-3, 4).map(sympy.Integer)


def grow(parts: st.SearchStrategy[sympy.Expr]) -> st.SearchStrategy[sympy.Expr]:
    """Sums, products, powers, quotients and exponentials of smaller expressions."""
    return (
        st.lists(parts, min_size=2, max_size=4).map(lambda terms: sympy.Add(*terms))
        | st.lists(parts, min_size=2, max_size=3).map(lambda factors: sympy.Mul(*factors))
        | st.tuples(parts, st.integers(2, 3)).map(lambda pair: pair[0] ** pair[1])
        | st.tuples(parts, parts).map(lambda pair: pair[0] / (pair[1] ** 2 + 1))
        | parts.map(sympy.exp)
        | parts.map(sympy.sin)
    )


expressions = st.recursive(leaves, grow, max_leaves=8)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(expressions, min_size=1, max_size=4))
def test_local_gradients_and_gradients_equal_sympys(outputs: list[sympy.Expr]) -> None:
    upstream = UPSTREAM[: len(outputs)]
    result = derive_expressions(outputs, SYMBOLS, upstream)
    for number, output in enumerate(outputs):
        for symbol in SYMBOLS:
            difference = result.local_gradient(number, symbol) - output.diff(symbol)
            assert difference == 0 or sympy.simplify(sympy.expand(difference)) == 0
    for symbol, gradient in zip(SYMBOLS, result, strict=True):
        terms = [g * result.local_gradient(number, symbol) for number, g in enumerate(upstream)]
        assert gradient == sympy.Add(*terms)


@pytest.mark.parametrize(
    ("expression", "derivative"),
    [
        (X**3, 3 * X**2),
        (X * X * Y, 2 * X * Y),
        (X / Y, 1 / Y),
        (Y / X, -Y / X**2),
        (sympy.exp(X * Y), Y * sympy.exp(X * Y)),
        (X * sympy.exp(X), sympy.exp(X) + X * sympy.exp(X)),
        (5 + 2 * X, sympy.Integer(2)),
        ((X + Y) * (X - Y), 2 * X),
        (sympy.Rational(1, 2) * (FOREIGN - X) ** 2, X - FOREIGN),
        (Y + 7, sympy.S.Zero),
    ],
)
def test_by_hand(expression: sympy.Expr, derivative: sympy.Expr) -> None:
    (gradient,) = derive_expressions([expression], [X], [sympy.S.One])
    assert sympy.expand(gradient - derivative) == 0


@pytest.mark.parametrize(
    "expression",
    [
        sympy.Function("f")(X * Y, X),
        sympy.atan2(X, Y * Z),
        sympy.Abs(X**2 * Y),
        sympy.Piecewise((X * Y, X > 0), (Z, True)),
        sympy.log(X) ** sympy.Rational(-1, 2),
        X**Y,
        sympy.besselj(2, X * Y),
        sympy.Integral(sympy.sin(X * Z), (Z, 0, Y)),
    ],
    ids=str,
)
def test_functions_that_differentiate_in_their_own_way(expression: sympy.Expr) -> None:
    derived = differentiate(expression, set(SYMBOLS))
    for symbol in SYMBOLS:
        difference = derived.get(symbol, sympy.S.Zero) - expression.diff(symbol)
        assert sympy.simplify(difference) == 0


def test_zero_derivatives_are_left_out() -> None:
    assert set(differentiate(X * Y - Y * X + Z, set(SYMBOLS))) == {Z}
    unevaluated = sympy.Add(X, sympy.Mul(-1, X, evaluate=False), Z, evaluate=False)
    assert set(differentiate(unevaluated, set(SYMBOLS))) == {Z}


def test_gradients_are_canonical() -> None:
    many = sympy.symbols("x_{1:31}")
    weights = sympy.symbols("w_{1:31}")
    outputs = [sympy.Add(*(x * w for x, w in zip(many, weights, strict=True))), many[3] ** 2]
    result = derive_expressions(outputs, many, UPSTREAM[:2])
    total = derive_expressions([x * FOREIGN for x in many], [FOREIGN], weights)[0]
    expected = sympy.Add(*(w * x for w, x in zip(weights, many, strict=True)))
    assert (total, total.args, hash(total)) == (expected, expected.args, hash(expected))
    assert result[3] == UPSTREAM[0] * weights[3] + UPSTREAM[1] * 2 * many[3]
    assert result.gradient(many[5]).args == (UPSTREAM[0] * weights[5]).args


def test_assumptions_do_not_disturb_the_order_of_factors() -> None:
    kinds = ({}, {"positive": True}, {"real": True}, {"integer": True}, {"commutative": False})
    symbols = [sympy.Symbol(name, **kind) for name in "abc" for kind in kinds]
    for left in symbols:
        for right in symbols:
            product = multiply(left, right)
            assert product == left * right
            assert product.args == (left * right).args
            if left != right and left.is_commutative:
                (gradient,) = derive_expressions([left * right], [right], [FOREIGN])
                assert gradient == FOREIGN * left


def test_arrays_are_read_row_by_row() -> None:
    d = symconv.derive(symconv.ConvSpec((3, 4), (2, 2)))
    result = derive_expressions(d.output, d.filter, d.output_gradient)
    assert list(result) == sympy.flatten(d.grad_filter.tolist())
    matrix = derive_expressions(
        sympy.Matrix([[X * Y, X], [Y, Z]]), [X], sympy.Matrix([[1, 2], [3, 4]])
    )
    assert list(matrix) == [Y + 2]


def test_numbers_and_indexed_symbols() -> None:
    entry = sympy.IndexedBase("A")[0]
    result = derive_expressions([3, entry**2 * X], [X, entry], [7, 1])
    assert list(result) == [entry**2, 2 * X * entry]
    assert result.local == ({}, {X: entry**2, entry: 2 * X * entry})


def test_same_symbol_above_and_below() -> None:
    (gradient,) = derive_expressions([X * Y], [X], [Y])
    assert gradient == Y**2


@pytest.mark.parametrize(
    ("outputs", "wrt", "upstream", "words"),
    [
        ([X, Y], [X], [Z], "2 outputs need as many upstream gradients, not 1"),
        (["X"], [X], [Z], "output 'X' is not a SymPy expression"),
        ([X], [X], ["z"], "upstream gradient 'z' is not"),
        ([X], [X + Y], [Z], "cannot differentiate by x + y"),
        ([X], [X, X], [Z], "named twice"),
        (X * Y, [X], [Z], "outputs x\\*y are not a sequence"),
        ([X], X, [Z], "wrt x are not a sequence"),
    ],
)
def test_bad_arguments(
    outputs: list[sympy.Expr], wrt: list[sympy.Expr], upstream: list[sympy.Expr], words: str
) -> None:
    with pytest.raises(DerivationError, match=words.replace("+", r"\+")) as caught:
        derive_expressions(outputs, wrt, upstream)
    assert "\n" not in str(caught.value)
