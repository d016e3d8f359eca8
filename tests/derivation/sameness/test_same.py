"""Two expressions are equal, different, or it is not decided: by examples whose answer is known."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from sympy import Abs, Eq, Max, Min, Ne, Piecewise, exp, log, sqrt

import symconv
from symconv import SameVerdict, same
from symconv.derivation.sameness import Enclosure
from symconv.derivation.sameness.limits import MOST_STEPS, TooMuchWorkError, Work
from symconv.derivation.sameness.normal import Normaliser
from symconv.derivation.sameness.read_sympy import SympyReader
from symconv.derivation.sameness.result import readable
from symconv.derivation.sameness.ring import Ring
from symconv.formulas import (
    ONE,
    ZERO,
    Add,
    Apply,
    Case,
    Cases,
    Condition,
    Entry,
    Equation,
    Formula,
    Grid,
    Indicator,
    Maximum,
    Name,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Range,
    Relation,
    Sum,
)
from symconv.symbolic.functions import IfPositive, LeakyRelu, Relu, Sigmoid, Tanh
from symconv.symbolic.norm_functions import Magnitude, Sign, ZeroedPower
from symconv.symbolic.pool_functions import (
    FirstMax,
    FirstMin,
    IsFirstMax,
    IsLastAt,
    IsLastMax,
    LastMax,
    PartOfMax,
)
from symconv.symbolic.softmax import Softmax

X, Y, Z, N = sympy.symbols("x y z n")
P = sympy.Symbol("p", positive=True)
K, J = sympy.symbols("k j", integer=True)
A = sympy.IndexedBase("A")
F = sympy.Function("f")
G = sympy.Function("g")
HALF = sympy.Rational(1, 2)
ONE_ = sympy.Integer(1)

EQUAL: list[tuple[Any, Any]] = [
    ((X + Y) ** 2, X**2 + 2 * X * Y + Y**2),
    ((X + Y + 1) ** 12 * (X - Y), (X + Y + 1) ** 12 * X - Y * (X + Y + 1) ** 12),
    ((X**2 - Y**2) / (X - Y), X + Y),
    (X / (X - Y) + Y / (Y - X), ONE_),
    (1 / (1 + 1 / X), X / (X + 1)),
    ((X / Y) ** -3, Y**3 / X**3),
    (X / 3 + X / 6, X * HALF),
    # Exponentials and what is made of them
    (exp(X + 2 * Y), exp(X) * exp(Y) ** 2),
    (exp(X) * exp(-X), ONE_),
    (exp(X / 2) ** 2, exp(X)),
    (exp((X**2 - 1) / (X + 1)) * exp(1 - X) ** 0, exp((1 - X**2) / (-1 - X))),
    (Sigmoid(X), 1 - Sigmoid(-X)),
    (Sigmoid(X) * (1 - Sigmoid(X)), exp(-X) / (1 + exp(-X)) ** 2),
    (Tanh(X), sympy.tanh(X)),
    (Tanh(X), 2 * Sigmoid(2 * X) - 1),
    (Softmax(0, X, Y), Sigmoid(X - Y)),
    (Softmax(1, X + Z, Y + Z), Softmax(1, X, Y)),
    (-log(Softmax(0, X, Y)), log(exp(X) + exp(Y)) - X),
    (log(exp(X)), X),
    (log(2 * exp(X) + 2), log(sympy.Integer(2)) + log(1 + exp(X))),
    (log(sqrt(2) * exp(X)), X + log(sqrt(2))),
    (log(X + Y), log(Y + X)),
    (log((X + 1) ** 2), log(X**2 + 2 * X + 1)),
    (sympy.sin(X - Y), -sympy.sin(Y - X)),
    (sympy.tan(X) * sympy.cos(X), sympy.sin(X)),
    # Roots and powers
    ((sqrt(X + Y) + 1) * (sqrt(X + Y) - 1), X + Y - 1),
    (sqrt(X + Y) ** 3, (X + Y) * sqrt(X + Y)),
    ((sqrt(X) + 1) * (X ** sympy.Rational(1, 3) + 1),
     X ** sympy.Rational(5, 6) + sqrt(X) + X ** sympy.Rational(1, 3) + 1),
    (1 / sqrt(2), sqrt(2) / 2),
    (X**N * X, X ** (N + 1)),
    (2 ** (N + 1), 2 * 2**N),
    (X ** (-N), 1 / X**N),
    # Maxima, cases and tests
    (Max(X, Y), Max(Y, X)),
    (Max(X, Y) + Min(X, Y), X + Y),
    (Max(X, 0) - Max(-X, 0), X),
    (Abs(X), Max(X, -X)),
    (Abs(X - Y), Abs(Y - X)),
    (Abs(X * Y), Max(-X * Y, X * Y)),
    (IfPositive(1 / X, 1, 0), IfPositive(X, 1, 0)),
    (IfPositive(Y / X**2, 1, 0), IfPositive(Y, 1, 0)),
    (X * sympy.sign(X), Abs(X)),
    (Max(X, Y, Z) + 1, Max(X + 1, Y + 1, Z + 1)),
    (2 * Max(X, Y, Z), Max(2 * X, 2 * Y, 2 * Z)),
    (FirstMax(X, Y, Z), Max(X, Y, Z)),
    (LastMax(X, FirstMax(Y, Z)), Max(X, Y, Z)),
    (FirstMin(X, Y), -Max(-X, -Y)),
    (exp(Max(X, Y)), exp(Max(Y, X))),
    (Relu(X), X * IfPositive(X, 1, 0)),
    (LeakyRelu(X, HALF), X / 2 + Relu(X) / 2),
    (Relu(X), Piecewise((X, X > 0), (0, True))),
    (Relu(X), Piecewise((0, X < 0), (X, True))),
    (Magnitude(X), Sign(X) * X),
    (IsFirstMax(1, X, Y) + IsFirstMax(2, X, Y), ONE_),
    (IsFirstMax(1, X, Y), Piecewise((1, X >= Y), (0, True))),
    (IsLastMax(1, X, Y), Piecewise((1, X > Y), (0, True))),
    (PartOfMax(1, X, Y) + PartOfMax(2, X, Y), ONE_),
    (IsLastAt(3, X, Y), Piecewise((0, Eq(Y, 3)), (1, Eq(X, 3)), (0, True))),
    (ZeroedPower(X, HALF), sqrt(X)),
    (ZeroedPower(X + Y, -HALF), ZeroedPower(Y + X, -HALF)),
    (Piecewise((1 / X, Ne(X, 0)), (0, True)), Piecewise((0, Eq(X, 0)), (1 / X, True))),
    (Piecewise((X, (X > 0) & (Y > 0)), (0, True)), Piecewise((X, (Y > 0) & (X > 0)), (0, True))),
    (Piecewise((1, (X > 0) | (Y > 0)), (0, True)), Piecewise((0, (X <= 0) & (Y <= 0)), (1, True))),
    (sympy.Heaviside(X, 0), IfPositive(X, 1, 0)),
    (sympy.KroneckerDelta(J, K), sympy.KroneckerDelta(K, J)),
    (sympy.floor(X + 3), sympy.floor(X) + 3),
    (sympy.ceiling(X), -sympy.floor(-X)),
    (sympy.Mod(X, 3), X - 3 * sympy.floor(X / 3)),
    # Sums, entries, functions that are only named
    (sympy.Sum(A[K], (K, 0, 2)), A[0] + A[1] + A[2]),
    (sympy.Sum(X * A[K] + Y, (K, 0, N)), X * sympy.Sum(A[J], (J, 0, N)) + Y * (N + 1)),
    (sympy.Sum(A[K, J], (K, 0, J), (J, 0, 2)),
     A[0, 0] + A[0, 1] + A[1, 1] + A[0, 2] + A[1, 2] + A[2, 2]),
    (A[J + K], A[K + J]),
    (F((X + Y) ** 2), F(X**2 + 2 * X * Y + Y**2)),
    (F(X * (X + 1) / X), F(X + 1)),
    (F((X**2 - Y**2) / (X - Y)), F(X + Y)),
    (sympy.gamma((X + 1) ** 2), sympy.gamma(X**2 + 2 * X + 1)),
    (sympy.Derivative(F(X), X) * 2, sympy.Derivative(F(X), X) + sympy.Derivative(F(X), X)),
    (sqrt(P**2), P),
    ((X + Y) ** 100_000, (Y + X) ** 100_000),
    ((X + Y) ** 100_000 * (X - Y), (X + Y) ** 100_000 * X - (X + Y) ** 100_000 * Y),
]  # fmt: skip

DIFFERENT: list[tuple[Any, Any]] = [
    (X * Y, X + Y),
    ((X + Y) ** 2, X**2 + Y**2),
    (X**2 - Y, X**2 + Y),
    (X, X + sympy.Rational(1, 10**9)),
    (1 / X, 1 / (X + 1)),
    (exp(X), X + 1),
    (exp(X), exp(2 * X)),
    (log(X * 2), log(X) * 2),
    (sqrt(X**2), X),
    (sqrt(sympy.Integer(2)), sympy.Rational(14142135623, 10**10)),
    (Max(X, Y, Z), Max(X, Y)),
    (Relu(X), X),
    (IfPositive(X, 1, 0), Piecewise((1, X >= 0), (0, True))),
    (IfPositive(X - 5, 1, 0), IfPositive(X - 6, 1, 0)),
    (IsFirstMax(2, X, Y), IsLastMax(2, X, Y)),
    (PartOfMax(1, X, Y), IsFirstMax(1, X, Y)),
    (sympy.Heaviside(X, HALF), IfPositive(X, 1, 0)),
    (Piecewise((1 / X, Ne(X, 0)), (0, True)), Piecewise((1 / X, Ne(X, 0)), (1, True))),
    (sympy.Sum(A[K], (K, 0, N)), sympy.Sum(A[K], (K, 0, N + 1))),
    (sympy.Sum(A[K], (K, 0, N)), sympy.Sum(A[K], (K, 1, N + 1))),
    (log(sqrt(2) * exp(X)), X),
    (Piecewise((1, Eq(X, Y) & (X > 1) & (Z < X - 1)), (0, True)), sympy.Integer(0)),
    (A[0], A[1]),
    (F(X), F(Y)),
    (F(X), G(X)),
    (sympy.floor(X), X),
    (X**N, X ** (N + 1)),
    ((X + Y) ** 100_000, (X + Y) ** 100_000 + 1),
    (P, -P),
    (X ** sympy.Rational(1, 10**9), X ** sympy.Rational(2, 10**9)),
    (Piecewise((sqrt(2**X), X > Y), (-2, True)), 2 ** (X / 2)),
    (sympy.Integer(2), sympy.Rational(5, 2)),
]

UNDECIDED: list[tuple[Any, Any, str]] = [
    (sympy.Mul((X + Y) ** 100_000, X + Y, evaluate=False), (X + Y) ** 100_001,
     "limit of 20,000 terms"),
    (sqrt(X) * sqrt(Y), sqrt(X * Y), "no point was found"),
    (sympy.Derivative(F(X), X), F(X), "no point was found"),
    (sympy.Derivative(Y, X, evaluate=False), sympy.Integer(0), "no point"),
    (sympy.Integral(X, X), X**2 / 2, "no point was found"),
    (sympy.Symbol("x", positive=True), X, "several different symbols are called x"),
    (sympy.Float("0.5") * X, X / 2, "a float, which is not exact"),
    (sympy.gamma(X), X, "no point was found"),
    (sympy.zoo, sympy.zoo, "not a real number"),
    (X * sympy.I, sympy.I * X, "not a real number"),
    (sympy.nan, sympy.nan, "not a real number"),
    (sympy.Symbol("c", commutative=False), X, "does not stand for a real number"),
    (sympy.Sum(1 / K**2, (K, 1, sympy.oo)), sympy.pi**2 / 6, "limits"),
    (1 / sympy.Add(X, -X, evaluate=False), X, "zero everywhere"),
    (log(-exp(X)), X, "has no value"),
    (sqrt(sympy.Integer(-2), evaluate=False), X, "not a real number"),
    (sympy.Symbol("r", irrational=True), sympy.Integer(1), "no point was found"),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), EQUAL, ids=str)
def test_equal_expressions(left: sympy.Expr, right: sympy.Expr) -> None:
    found = same(left, right)
    assert found, found
    assert found.verdict is SameVerdict.EQUAL
    assert found.equal
    assert not found.different
    assert not found.undecided
    assert same(right, left)


@pytest.mark.parametrize(("left", "right"), DIFFERENT, ids=str)
def test_different_expressions(left: sympy.Expr, right: sympy.Expr) -> None:
    found = same(left, right)
    assert found.different, found
    assert not found
    assert found.counterexample is not None
    assert found.counterexample.left != found.counterexample.right
    assert same(right, left).different


@pytest.mark.parametrize(("left", "right"), DIFFERENT, ids=str)
def test_the_algebra_alone_does_not_call_them_equal(left: sympy.Expr, right: sympy.Expr) -> None:
    assert not proved(left, right)
    assert proved(left, left) or (X + Y) ** 100_000 in left.args


def proved(left: sympy.Expr, right: sympy.Expr) -> bool:
    """Tell whether two sides are one quotient of polynomials, without a look at any point."""
    work = Work()
    reader, normal = SympyReader(work), Normaliser(Ring(work))
    try:
        return normal.ring.equal(normal(reader.read(left)), normal(reader.read(right)))
    except TooMuchWorkError:
        return False


@pytest.mark.parametrize(("left", "right", "why"), UNDECIDED, ids=str)
def test_undecided_expressions(left: sympy.Expr, right: sympy.Expr, why: str) -> None:
    found = same(left, right)
    assert found.undecided, found
    assert not found
    assert why in found.reason
    assert found.counterexample is None


def test_what_is_equal_names_the_denominators_that_must_not_be_zero() -> None:
    found = same((X**2 - Y**2) / (X - Y) + 1 / Z, X + Y + 1 / Z)
    assert set(found.nonzero) == {"x - y", "z"}
    assert all(f"{each} ≠ 0" in str(found) for each in found.nonzero)
    # Up to a factor each is named once; what is never zero is not named.
    assert len(same(1 / (X - Y) - 1 / (Y - X), 2 / (X - Y)).nonzero) == 1
    assert same(1 / (1 + exp(X)), exp(-X) / (1 + exp(-X))).nonzero == ()
    assert same(X / 3, X / 6 + X / 6).nonzero == ()


def test_zero_over_zero_is_not_equal_to_anything() -> None:
    x = Name("x")
    nothing = Add((x, Product((Number(-1), x))))
    for other in (ONE, ZERO, Quotient(nothing, nothing)):
        found = same(Quotient(nothing, nothing), other)
        assert found.undecided
        assert "zero everywhere" in found.reason
    assert same(Quotient(x, x), ONE).nonzero == ("x",)
    assert same(Quotient(ZERO, x), ZERO)
    # A denominator that is zero at every point, though its form does not show it.
    assert same(Quotient(ONE, Indicator((
        Condition(Power(x, Number(2)), Relation.LESS, ZERO),))), ONE).undecided  # fmt: skip
    nowhere = Quotient(ONE, Indicator((Condition(Power(x, Number(2)), Relation.LESS, ZERO),)))
    assert "no point was found at which both have a value" in same(nowhere, nowhere).reason


def test_a_counterexample_is_exact() -> None:
    found = same(X * Y, X + Y)
    counterexample = found.counterexample
    assert counterexample is not None
    point = {sympy.Symbol(each.name): each.value for each in counterexample.point}
    x, y = point[X], point[Y]
    assert (counterexample.left, counterexample.right) == (x * y, x + y)
    found = same(exp(X), 1 + X)
    assert found.counterexample is not None
    ((name, x),) = ((each.name, each.value) for each in found.counterexample.point)
    left = found.counterexample.left
    assert isinstance(left, Enclosure)
    assert name == "x"
    exact = sympy.exp(sympy.Rational(x.numerator, x.denominator))
    assert bool(left.lower <= exact) and bool(exact <= left.upper)  # noqa: PT018
    assert found.counterexample.right == 1 + x
    assert str(left).startswith("2.71828182845904523")


def test_a_counterexample_obeys_what_is_assumed_of_symbols() -> None:
    even = sympy.Symbol("m", even=True, positive=True)
    found = same(even, even**2)
    assert found.counterexample is not None
    (chosen,) = found.counterexample.point
    assert chosen.value > 0
    assert chosen.value % 2 == 0


def test_a_counterexample_keeps_indices_in_the_arrays_and_sums_from_turning_round() -> None:
    for left, least in ((A[N - 2], 2), (sympy.Sum(A[K], (K, 3, N)), 2)):
        found = same(left, 2 * left + 1)
        assert found.counterexample is not None
        n = next(each.value for each in found.counterexample.point if each.name == "n")
        assert n >= least
        assert n.denominator == 1


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("x + y", "the text 'x + y'"),
        (b"x", "the text b'x'"),
        (0.5, "0.5"),
        (True, "True"),
        (None, "None"),
        (Eq(X, Y), "Eq(x, y)"),
        (Equation(Name("x"), Name("y")), "the two sides, not an equation"),
        (sympy.MatrixSymbol("M", 2, 2), "M"),
        ([X, "y"], "the text 'y'"),
        (np.array([0.5]), "0.5"),
    ],
    ids=str,
)
def test_what_is_no_expression_is_refused_in_one_line(value: Any, words: str) -> None:
    for arguments in ((value, X), (X, value)):
        with pytest.raises(symconv.DerivationError) as refused:
            same(*arguments)
        assert words in str(refused.value)
        assert "\n" not in str(refused.value)


def test_text_is_never_read(tmp_path: Any) -> None:
    written = tmp_path / "written"
    with pytest.raises(symconv.DerivationError):
        same(f"open({str(written)!r}, 'w')", X)
    assert not written.exists()


# Arrays


def test_arrays_of_every_kind_are_compared_entry_by_entry() -> None:
    rows = [[X + Y, X * Y, ONE_], [X, Y, X**2]]
    kinds = [rows, sympy.Matrix(rows), sympy.ImmutableMatrix(rows), sympy.Array(rows),
             np.array(rows, dtype=object), tuple(map(tuple, rows))]  # fmt: skip
    for left in kinds:
        for right in kinds:
            found = same(left, right)
            assert found
            assert found.shape == (2, 3)
            assert "6 entries" in str(found)
    changed = [[X + Y, X * Y, ONE_], [X, Y, X**2 + Z]]
    found = same(rows, changed)
    assert found.different
    assert found.entry == (1, 2)
    assert "entry [1, 2]" in repr(found)
    assert same(np.arange(6).reshape(2, 3), [[0, 1, 2], [3, 4, Fraction(10, 2)]])
    assert same(Grid((1, 2), (Name("x"), ONE)), [[X, 1]])
    assert same([], [])


def test_one_entry_that_differs_outweighs_those_that_are_undecided() -> None:
    rows = [sqrt(X) * sqrt(Y), X]
    assert same(rows, [sqrt(X * Y), X]).entry == (0,)
    assert same(rows, [sqrt(X * Y), X]).undecided
    assert same(rows, [sqrt(X * Y), Y]).entry == (1,)
    assert same(rows, [sqrt(X * Y), Y]).different


@pytest.mark.parametrize(
    ("left", "right"), [([X], [X, Y]), (X, [X]), ([[X, Y]], [[X], [Y]]), ([X, [Y]], [X, Y])],
    ids=str,
)  # fmt: skip
def test_shapes_must_agree(left: Any, right: Any) -> None:
    with pytest.raises(symconv.ArrayShapeError):
        same(left, right)


# Formulas


def entry(letter: str, *indices: Any) -> Entry:
    return Entry(letter, tuple(Number(i) if isinstance(i, Formula) else i for i in indices))


def test_formulas_are_compared_as_expressions_are() -> None:
    x, y = Name("x"), Name("y")
    square = Power(Add((x, y)), Number(2))
    written = Add((Power(x, Number(2)), Product((Number(2), x, y)), Power(y, Number(2))))
    assert same(square, written)
    assert same(square, Add((Power(x, Number(2)), Power(y, Number(2))))).different
    assert same(square, (X + Y) ** 2)
    assert same(Apply("tanh", (x,)), Tanh(X))
    assert same(Apply("max", (x, y)), Max(X, Y))
    assert same(Apply(r"\sigma", (x,)), Sigmoid(X))
    assert same(Apply("a", (Add((x, y)),)), Apply("a", (Add((y, x)),)))
    assert same(Apply("a", (x,)), Apply("b", (x,))).different
    positive = Condition(x, Relation.GREATER, ZERO)
    assert same(Cases((Case(x, positive), Case(ZERO))), Apply("relu", (x,)))
    assert same(Product((x, Indicator((positive,)))), Apply("relu", (x,)))
    huge = Power(x, Number(10**12))
    assert same(huge, Product((huge, ONE)))
    assert same(Power(Number(3), Number(10**9)), Power(Number(3), Number(10**9 + 1))).undecided


def test_roots_and_tests_that_exclude_each_other() -> None:
    x = Name("x")
    root = Apply("sqrt", (x,))
    assert same(Product((root, root)), x)
    both = (Condition(x, Relation.GREATER, ZERO), Condition(x, Relation.EQUAL, ZERO))
    assert same(Indicator(both), ZERO)


def test_sums_over_indices() -> None:
    i, j, n, one, three = Name("i"), Name("j"), Name("n"), ONE, Number(3)

    def summed(index: Name, upper: Formula, *conditions: Condition) -> Sum:
        body = Product((Entry("F", (index,)), Entry("X", (Add((index, one)),))))
        return Sum(body, (Range(index, one, upper),), conditions)

    terms = [Product((Entry("X", (k + 1,)), Entry("F", (k,)))) for k in (1, 2, 3)]
    assert same(summed(i, three), Add(tuple(terms)))
    assert same(summed(i, three), Add(tuple(terms[:2]))).different
    assert same(summed(i, n), summed(j, n))
    assert same(summed(i, n), summed(j, Add((n, one)))).different
    at_two = Condition(i, Relation.EQUAL, Number(2))
    assert same(summed(i, three, at_two), terms[1])
    both = (Range(i, one, three), Range(j, one, i))
    assert same(Sum(ONE, both), Number(6))
    assert same(Maximum(Entry("X", (i,)), (Range(i, one, three),)),
                Apply("max", tuple(Entry("X", (k,)) for k in (3, 1, 2))))  # fmt: skip
    assert same(Sum(i, (Range(i),)), ONE).undecided
    assert same(Sum(i, (Range(i, one, n), Range(i, one, n))), ONE).undecided
    long = Sum(Entry("X", (i,)), (Range(i, one, Number(10**9)),))
    assert "limit of 10,000 terms of a sum" in same(long, ONE).reason


def test_an_index_that_is_bound_is_not_one_that_is_free() -> None:
    i, j, n = Name("i"), Name("j"), Name("n")
    own = Partial(Entry("O", (i,)), Entry("X", (i,)))
    bound = Sum(own, (Range(i, ONE, n),))
    free = Sum(own, (Range(j, ONE, n),))
    assert not same(bound, free)
    assert not same(bound, Product((n, own)))
    assert same(free, free)


def test_symbols_of_a_derivation_are_the_entries_they_are_named_after() -> None:
    d = symconv.derive(symconv.ConvSpec((4, 3), (2, 3), in_channels=2, out_channels=1, padding=1))
    for step in d.steps:
        if step.kind.value == "substituted":
            gradient = sympy.flatten(d.gradients[step.role])
            sides = [equation.right for equation in step.equations]
            assert same(sides, gradient)
            assert same(sides[1:], gradient[:-1]).different
    loss = Name("L")
    claimed = Product((Partial(loss, Entry("O", (1, 2))), Entry("F", (1, 2))))
    d = symconv.derive(symconv.ConvSpec((3, 3), (2, 2)))
    assert [index for index in np.ndindex(1, 3, 3) if same(claimed, d.grad_input[index])] == [
        (0, 0, 2)
    ]
    # An index that is summed over meets the symbol too.
    i = Name("i")
    total = Sum(Entry("F", (1, i)), (Range(i, ONE, Number(2)),))
    assert same(total, d.filter[0, 0, 0, 0] + d.filter[0, 0, 0, 1])


def test_names_that_may_mean_each_other_are_not_told_apart() -> None:
    found = same(Entry("W", (1,)), sympy.Symbol("w_1"))
    assert found.undecided
    assert "names" in found.reason
    # Where only one side has names of its own, they differ whatever these mean.
    assert same(Product((Name("x"), Name("y"))), X).different


def test_a_local_gradient_is_not_a_number_of_its_own() -> None:
    local = Partial(Entry("O", (1, 1)), Entry("X", (1, 2)))
    assert same(local, Entry("F", (1, 2))).undecided
    assert same(Product((local, ONE)), local)


# What is shown


def test_the_result_shows_itself() -> None:
    found = same(X * Y, X + Y)
    assert repr(found) == "<Sameness different: 2 against 3 where x = 1, y = 2>"
    text = found.to_text()
    assert "Different: 2 against 3 where x = 1, y = 2." in text
    assert '"left": "2"' in found.to_json()
    equal = same((X**2 - Y**2) / (X - Y), X + Y)
    assert repr(equal) == "<Sameness equal: wherever both have a value: x - y ≠ 0>"
    assert "x - y" in equal.to_markdown()
    assert "\n" not in repr(same([X * (Y + 1), Z], [X + X * Y, Z]))
    assert "Undecided" in same(sqrt(X) * sqrt(Y), sqrt(X * Y))._repr_html_()


def test_symbols_are_shown_as_the_entries_whose_latex_they_are() -> None:
    assert readable("X_{12}") == Entry("X", (1, 2))
    derivative = readable(r"\frac{\partial L}{\partial O_{12}}")
    assert derivative == Partial(Name("L"), Entry("O", (1, 2)))
    for other in (
        "X_{1,2}",
        "X_{01,2}",
        "X_12",
        r"\mathit{X}_{12}",
        "x",
        r"\frac{\partial L}{\partial O}",
        "X_{a}",
        "",
    ):
        assert readable(other) == other


def test_names_of_symbols_are_escaped() -> None:
    bad = sympy.Symbol(r"<script>\input{x}")
    found = same(bad, 2 * bad)
    assert "<script>" not in found.to_html()
    assert r"\input" not in found.to_latex()


def test_the_same_pair_gives_the_same_result() -> None:
    pair = Max(X, Y, Z) + F(X), Max(X, Y) + F(Y)
    assert same(*pair) == same(*pair)


def test_what_is_nested_deeply_ends_in_words() -> None:
    deep: Formula = Name("x")
    for _ in range(5000):
        deep = Apply("exp", (Apply("sin", (deep,)),))
    found = same(deep, Name("x"))
    assert found.undecided
    assert "nested too deeply" in found.reason


def test_work_on_arrays_is_bounded_in_all() -> None:
    """Entries share what there is, and each alone may not spend more than one may."""
    work = Work(in_all=2 * MOST_STEPS + 5)
    for left in (MOST_STEPS, MOST_STEPS, 5, 0):
        assert work.left == left
        with pytest.raises(TooMuchWorkError, match="limit of 1,500,000 steps"):
            work.spend(left + 1)
        work.begin()
    work = Work(in_all=MOST_STEPS)
    work.spend(10)
    work.begin()
    assert work.left == MOST_STEPS - 10  # what an entry leaves, the next may have


def test_numbers_too_long_to_read_are_told_by_their_length() -> None:
    found = same((X + Y) ** 100_000, (X + Y) ** 100_000 + 1)
    assert found.different
    assert "a fraction of about 47713 digits against " in found.to_text()
    assert '"left": "a fraction of about 47713 digits"' in found.to_json()
