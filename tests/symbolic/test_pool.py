"""The functions of pooling layers: exact on numbers, their derivatives as stated, as written."""

from __future__ import annotations

import math
from itertools import permutations, product
from typing import Any

import pytest
import sympy
from sympy.core.function import ArgumentIndexError

from symconv.formulas import (
    ONE,
    Apply,
    Condition,
    Formula,
    Indicator,
    Name,
    Number,
    Power,
    Quotient,
    Relation,
    Writer,
)
from symconv.notation import Notation
from symconv.specs import PoolSpec, UnpoolSpec
from symconv.symbolic import build_layer
from symconv.symbolic.norm_functions import Magnitude, Sign, ZeroedPower
from symconv.symbolic.pool_functions import (
    FirstMax,
    FirstMin,
    IsFirstMax,
    IsFirstMin,
    IsLastAt,
    LastMax,
    LastMin,
    SplitMax,
    SplitMin,
)
from symconv.symbolic.pool_geometry import common_divisor, multiple_of_divisors, windows
from tests import pool_loops
from tests.strategies_pool import drawn_pools

A, B, C = sympy.symbols("a b c")
HALF = sympy.Rational(1, 2)


def written(expression: sympy.Expr) -> Formula:
    letters = {symbol: Name(symbol.name) for symbol in (A, B, C)}
    return Writer(letters).write(expression)


@pytest.mark.parametrize(
    ("extreme", "indicator", "choose"),
    [(FirstMax, IsFirstMax, max), (FirstMin, IsFirstMin, min)],
)
def test_extremes_and_their_derivatives_at_every_order_and_tie(
    extreme: type, indicator: type, choose: object
) -> None:
    function = extreme(A, B, C)
    slopes = [function.diff(symbol) for symbol in (A, B, C)]
    assert slopes == [indicator(place, A, B, C) for place in (1, 2, 3)]
    numbers = (sympy.Integer(-1), sympy.Rational(1, 3), sympy.sqrt(2))
    cases = {*permutations(numbers), *product(numbers[:2], repeat=3)}
    for values in cases:
        at = dict(zip((A, B, C), values, strict=True))
        best = choose(values)  # type: ignore[operator]
        assert function.xreplace(at) == best
        first = values.index(best)
        assert [slope.xreplace(at) for slope in slopes] == [int(k == first) for k in range(3)]
        assert function.branch(values) == (A, B, C)[first]
    assert all(slope.diff(A) == 0 for slope in slopes)


def test_an_extreme_of_one_is_itself_and_letters_stay() -> None:
    assert FirstMax(A) == A
    assert FirstMax(A, 2).xreplace({A: sympy.Integer(3)}) == 3
    assert FirstMax(A, 2).args == (A, 2)
    assert IsFirstMax(1, A, 2).args == (1, A, 2)
    # the chain rule through arguments that are not symbols
    assert FirstMax(A**2, B).diff(A) == 2 * A * IsFirstMax(1, A**2, B)
    with pytest.raises(ArgumentIndexError):
        FirstMax(A, B).fdiff(3)


def test_how_extremes_are_written() -> None:
    maximum = Apply("max", (Name("a"), Name("b")))
    assert written(FirstMax(A, B)) == maximum
    assert written(FirstMin(A, B)) == Apply("min", maximum.arguments)
    condition = Condition(Name("b"), Relation.EQUAL, maximum)
    assert written(IsFirstMax(2, A, B)) == Indicator((condition,))


def test_magnitude_and_sign() -> None:
    for value in (sympy.Rational(-5, 2), sympy.Integer(0), sympy.sqrt(3)):
        assert Magnitude(value) == abs(value)
        assert Magnitude(A).diff(A).xreplace({A: value}) == sympy.sign(value) == Sign(value)
    assert Sign(A).diff(A) == 0
    assert Magnitude(A).branch((sympy.Integer(-2),)) == -A
    assert written(Magnitude(A)) == Apply("abs", (Name("a"),))
    assert written(Sign(A)) == Apply("sign", (Name("a"),))


def test_a_root_and_its_derivative_at_zero() -> None:
    root = ZeroedPower(A, HALF)
    assert root.diff(A) == HALF * ZeroedPower(A, -HALF)
    assert [root.xreplace({A: sympy.Integer(n)}) for n in (0, 4)] == [0, 2]
    assert [root.diff(A).xreplace({A: sympy.Integer(n)}) for n in (0, 4)] == [0, HALF / 2]
    assert written(root) == Power(Name("a"), Number(written(HALF).value))
    assert written(ZeroedPower(A, -HALF)) == Quotient(ONE, written(root))
    assert written(B * ZeroedPower(A, -HALF)) == Quotient(Name("b"), written(root))
    with pytest.raises(ArgumentIndexError):
        root.fdiff(2)


def test_the_last_of_equal_indices() -> None:
    for i, j in product(range(2), repeat=2):
        at = {B: sympy.Integer(i), C: sympy.Integer(j)}
        assert IsLastAt(1, B, C).xreplace(at) == int(i == 1 and j != 1)
        assert IsLastAt(1, C).xreplace(at) == int(j == 1)
    condition = Condition(Name("b"), Relation.EQUAL, Number(1))
    assert written(IsLastAt(1, B, C)) == Indicator((condition,))


@pytest.mark.parametrize(
    ("extreme", "sign"), [(LastMax, 1), (SplitMax, 1), (LastMin, -1), (SplitMin, -1)]
)
def test_derivatives_of_ties(extreme: Any, sign: int) -> None:
    derivatives = [extreme(A, B, C).diff(symbol) for symbol in (A, B, C)]
    for values in ((3, 3, 3), (3, 3, 1), (1, 3, 3), (3, 1, 3), (1, 3, 2)):
        numbers = {s: sign * sympy.Integer(v) for s, v in zip((A, B, C), values, strict=True)}
        found = [derivative.xreplace(numbers) for derivative in derivatives]
        winners = [place for place, value in enumerate(values) if value == 3]
        shares = {place: sympy.Rational(1, len(winners)) for place in winners}
        if extreme in (LastMax, LastMin):
            shares = {winners[-1]: sympy.S.One}
        assert found == [shares.get(place, 0) for place in range(3)]
    assert extreme(A, B).diff(A).diff(A) == 0


def test_windows_are_those_laid_one_by_one() -> None:
    for spec in drawn_pools(150):
        laid = list(pool_loops.windows(spec))
        found = list(windows(spec))
        assert len(found) == len(laid)
        divisors = set()
        for window, (_, entries, divisor) in zip(found, laid, strict=True):
            flat = [sum(i * s for i, s in zip(e, steps(spec), strict=True)) for e in entries]
            assert list(window.inputs) == flat, spec
            assert divisor == window.divisor
            divisors.add(divisor)
        whole = spec.taps if divisors == {spec.taps} else None
        assert common_divisor(spec) == (whole if spec.divisor is None else spec.divisor), spec


def test_divisors_are_found_without_a_list_of_windows() -> None:
    for spec in drawn_pools(400, operations=("average",)):
        divisors = {divisor for _, _, divisor in pool_loops.windows(spec)}
        assert multiple_of_divisors(spec) == math.lcm(*divisors), spec
    far = 10**12
    counted = PoolSpec(5, 2, operation="average", padding=far, count_include_pad=True)
    assert (common_divisor(counted), multiple_of_divisors(counted)) == (2, 2)
    cut = PoolSpec(5, 4, 1, "average", 3, 1, ((far, 0),), True, True)
    assert (common_divisor(cut), multiple_of_divisors(cut)) == (None, math.lcm(4, 3))
    long = PoolSpec(far, 3, operation="average", padding=1)
    assert (common_divisor(long), multiple_of_divisors(long)) == (None, 6)


def steps(spec: PoolSpec) -> list[int]:
    sizes = [*spec.input_size[1:], 1]
    return [int(sympy.prod(sizes[axis:])) for axis in range(spec.rank)]


def test_outputs_of_every_operation() -> None:
    def outputs(**options: object) -> list[sympy.Expr]:
        return list(build_layer(PoolSpec(3, 2, **options), Notation()).outputs)

    x1, x2, x3 = sympy.symbols("X_{1} X_{2} X_{3}")
    assert outputs() == [FirstMax(x1, x2), FirstMax(x2, x3)]
    assert outputs(operation="min", stride=2, padding=1) == [x1, FirstMin(x2, x3)]
    assert outputs(operation="average") == [(x1 + x2) / 2, (x2 + x3) / 2]
    counted = {"operation": "average", "padding": 2, "count_include_pad": True, "stride": 2}
    assert outputs(**counted) == [0, (x1 + x2) / 2, x3 / 2]
    assert outputs(operation="lp") == [
        ZeroedPower(x1**2 + x2**2, HALF), ZeroedPower(x2**2 + x3**2, HALF),
    ]  # fmt: skip
    assert outputs(operation="lp", power=1, stride=2) == [Magnitude(x1) + Magnitude(x2)]
    third = sympy.Rational(1, 3)
    cubes = ZeroedPower(Magnitude(x1) ** 3 + Magnitude(x2) ** 3, third)
    assert outputs(operation="lp", power=3, stride=2) == [cubes]


def test_outputs_of_an_unpooling() -> None:
    layer = build_layer(UnpoolSpec(2, 3, index_size=2), Notation())
    x1, x2, i1, i2 = sympy.symbols("X_{1} X_{2} I_{1} I_{2}")
    assert list(layer.outputs) == [
        x1 * IsLastAt(0, i1, i2) + x2 * IsLastAt(0, i2),
        x1 * IsLastAt(1, i1, i2) + x2 * IsLastAt(1, i2),
        0,
    ]
