"""Drawn equalities stay equal, and perturbed ones never are: checked by values at fractions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from random import Random

import pytest
import sympy

from symconv import same
from symconv.derivation.sameness import Sameness
from tests.derivation.sameness.plain_values import NoValueError, Point, value
from tests.derivation.sameness.test_same import proved

SYMBOLS = sympy.symbols("a b c")
SEEDS = range(250)


def draw(random: Random, depth: int) -> sympy.Expr:
    """Draw an expression of arithmetic, maxima, cases."""
    if depth == 0 or random.random() < 0.15:
        numbers = (sympy.Integer(random.randint(-3, 3)), sympy.Rational(random.randint(1, 5), 2))
        return random.choice([*SYMBOLS, *SYMBOLS, random.choice(numbers)])
    one, other = (draw(random, depth - 1) for _ in range(2))
    return random.choice(_MADE)(one, other)


_MADE: list[Callable[[sympy.Expr, sympy.Expr], sympy.Expr]] = [
    lambda a, b: a + b,
    lambda a, b: a * b,
    lambda a, b: a - b,
    lambda a, b: a * b,
    lambda a, b: a / b if b != 0 else a,
    lambda a, b: (a + b) ** 2,
    lambda a, b: sympy.Max(a, b),
    lambda a, b: sympy.Abs(a) - b,
    lambda a, b: sympy.Min(a, b),
    lambda a, b: sympy.Piecewise((a, a > b), (b, True)),
    lambda a, b: sympy.Piecewise((a * b, sympy.Ne(b, 0)), (a + 1, True)),
    lambda a, b: sympy.Piecewise((a / b, sympy.Ne(b, 0)), (a, True)) if b != 0 else b,
    lambda a, b: sympy.floor(a) + b,
    lambda a, b: sympy.sign(a) * b,
]


def rewritten(expression: sympy.Expr, random: Random) -> sympy.Expr:
    """Give an expression that is equal wherever both have a value, written otherwise."""
    change = random.choice([
        sympy.expand, sympy.together, sympy.factor_terms,
        lambda e: sympy.Add(e, SYMBOLS[0], evaluate=False) - SYMBOLS[0],
        lambda e: (e * (SYMBOLS[1] + 2)) / (SYMBOLS[1] + 2),
        lambda e: e.replace(sympy.Max, lambda *of: -sympy.Min(*(-part for part in of))),
        lambda e: e.replace(sympy.Abs, lambda of: sympy.Max(of, -of)),
    ])  # fmt: skip
    found: sympy.Expr = change(expression)
    return found


def perturbed(expression: sympy.Expr, random: Random) -> sympy.Expr:
    """Give an expression with one part changed: a number, a symbol, a relation."""
    parts = [part for part in sympy.preorder_traversal(expression) if part.is_Rational
             or part.is_Symbol or part.func in (sympy.Max, sympy.Gt, sympy.Ne)]  # fmt: skip
    part = random.choice(parts)
    if part.is_Rational:
        is_exponent = any(power.exp == part for power in expression.atoms(sympy.Pow))
        new = part + random.choice([1, -1] if is_exponent else [1, -1, sympy.Rational(1, 1000)])
    elif part.is_Symbol:
        new = random.choice([symbol for symbol in SYMBOLS if symbol != part])
    elif part.func is sympy.Max:
        new = sympy.Min(*part.args)
    else:
        new = {sympy.Gt: sympy.Ge, sympy.Ne: sympy.Lt}[part.func](*part.args)
    found: sympy.Expr = expression.xreplace({part: new})
    return found


def values(left: sympy.Expr, right: sympy.Expr, seed: int) -> Iterator[tuple[Fraction, Fraction]]:
    """Give the values of both sides at points where both have one, some with ties."""
    random = Random(seed)
    for number in range(60):
        few = [Fraction(n) for n in range(-2, 4)]
        point: Point = {
            symbol: random.choice(few) if number % 2 else Fraction(random.randint(-20, 20),
                                                                   random.randint(1, 7))
            for symbol in SYMBOLS
        }  # fmt: skip
        try:
            yield value(left, point), value(right, point)
        except NoValueError:
            continue


def check(left: sympy.Expr, right: sympy.Expr, found: Sameness, seed: int) -> None:
    """Hold a verdict against values that were found by other code."""
    if found.equal:
        assert all(one == other for one, other in values(left, right, seed)), (left, right)
    if found.different:
        counterexample = found.counterexample
        assert counterexample is not None
        point = {symbol: Fraction(1) for symbol in SYMBOLS}
        point |= {sympy.Symbol(each.name): each.value for each in counterexample.point}
        shown = value(left, point), value(right, point)
        assert shown == (counterexample.left, counterexample.right), (left, right)
        assert shown[0] != shown[1]


def is_real(expression: sympy.Expr) -> bool:
    return not expression.has(sympy.zoo, sympy.nan, sympy.oo, -sympy.oo, sympy.I)


def pairs() -> Iterator[tuple[int, sympy.Expr, sympy.Expr, bool]]:
    """Give drawn pairs, each with whether the second is only written otherwise."""
    for seed in SEEDS:
        random = Random(seed)
        expression = draw(random, 3)
        for change, keeps in ((rewritten, True), (perturbed, False)):
            if not is_real(expression) or not expression.free_symbols:
                continue
            other = change(expression, random)
            if is_real(other):
                yield seed, expression, other, keeps


@pytest.fixture(scope="module")
def judged() -> list[tuple[int, sympy.Expr, sympy.Expr, bool, Sameness]]:
    return [(*pair, same(pair[1], pair[2])) for pair in pairs()]


def test_no_verdict_is_false(
    judged: list[tuple[int, sympy.Expr, sympy.Expr, bool, Sameness]],
) -> None:
    for seed, left, right, _, found in judged:
        check(left, right, found, seed)


def test_nothing_that_is_only_written_otherwise_is_called_different(
    judged: list[tuple[int, sympy.Expr, sympy.Expr, bool, Sameness]],
) -> None:
    kept = [found for *_, keeps, found in judged if keeps]
    assert not any(found.different for found in kept)
    assert sum(found.equal for found in kept) >= 0.9 * len(kept)


def test_what_is_changed_is_found_wherever_values_tell(
    judged: list[tuple[int, sympy.Expr, sympy.Expr, bool, Sameness]],
) -> None:
    told = [
        found
        for seed, left, right, keeps, found in judged
        if not keeps and any(one != other for one, other in values(left, right, seed))
    ]
    assert len(told) > 100
    assert not any(told)
    apart = [
        pair
        for pair in judged
        if not pair[3] and any(one != other for one, other in values(*pair[1:3], pair[0]))
    ]
    assert not any(proved(left, right) for _, left, right, *_ in apart)
    assert sum(found.different for found in told) >= 0.95 * len(told)
