"""SymPy's own view of index sums: it agrees with the lines of a derivation, written out."""

from __future__ import annotations

import pytest
import sympy

import symconv
from symconv.errors import DerivationError
from symconv.formulas import (
    ONE,
    Condition,
    Entry,
    Indicator,
    Name,
    Number,
    Range,
    Relation,
    Sum,
    Within,
    to_sympy_sum,
)

_DILATED = sympy.IndexedBase(r"\hat{G}")
SIZES = {"n": 7, "k": 3, "s": 2, "d": 1, "p": 0, "q": 0, "K": 1, "C": 1, "m": 3}


def _lines(operation: str, **sizes: object) -> list[sympy.Expr]:
    """Give every line that has no derivative left, with numbers for the sizes, written out."""
    theorem = symconv.derive_general(
        operation, 1, padding=0, dilation=1, in_channels=1, out_channels=1, stride=2, **sizes
    )
    found = []
    for line in theorem.derivation.lines[1:]:
        try:
            view = to_sympy_sum(line.right)
        except DerivationError:
            continue
        numbers = {sympy.Symbol(name, integer=True): value for name, value in SIZES.items()}
        found.append(view.subs(numbers).subs(sympy.Symbol("x", integer=True), 4).doit())
    return found


def test_the_lines_of_the_filter_gradient_agree_in_sympy() -> None:
    u = sympy.Symbol("u", integer=True)
    lines = [line.subs(u, 1).doit() for line in _lines("grad-filter")]
    assert len(lines) >= 3
    gradient, x = sympy.IndexedBase("d_O"), sympy.IndexedBase("X")
    expected = sum(gradient[i] * x[2 * i + 1] for i in range(3))
    assert all(sympy.expand(line - expected) == 0 for line in lines)


def test_the_lines_of_the_input_gradient_agree_in_sympy_up_to_the_divisibility() -> None:
    gradient, f = sympy.IndexedBase("d_O"), sympy.IndexedBase("F")
    expected = gradient[2] * f[0] + gradient[1] * f[2]
    lines = [line for line in _lines("grad-input") if not line.has(_DILATED)]
    assert len(lines) >= 2
    assert all(sympy.simplify(line - expected) == 0 for line in lines)


def test_conditions_of_every_kind() -> None:
    i = Name("i")
    body = Entry("X", (i,))
    ranges = (Range(i, Number(0), Number(5)),)
    x = sympy.IndexedBase("X")
    cases = [
        (Within(Number(1), i, Number(2)), x[1] + x[2]),
        (Condition(Number(4), Relation.AT_MOST, i), x[4] + x[5]),
        (Condition(Number(3), Relation.DIVIDES, i), x[0] + x[3]),
        (Condition(i, Relation.EQUAL, Number(2)), x[2]),
        (Condition(i, Relation.UNEQUAL, Number(2)), x[0] + x[1] + x[3] + x[4] + x[5]),
        (Condition(i, Relation.LESS, Number(2)), x[0] + x[1]),
        (Condition(i, Relation.AT_LEAST, Number(4)), x[4] + x[5]),
        (Condition(i, Relation.GREATER, Number(4)), x[5]),
    ]
    for condition, expected in cases:
        assert sympy.simplify(to_sympy_sum(Sum(body, ranges, (condition,))).doit() - expected) == 0
    assert to_sympy_sum(Indicator(())) == 1


def test_what_has_no_view_is_refused() -> None:
    with pytest.raises(DerivationError, match="without limits has no SymPy view"):
        to_sympy_sum(Sum(ONE, (Range(Name("i"), Number(0)),)))
