"""Formulas in error messages stand there as formulas."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable

import pytest

from symconv.calculus import Setting, refute
from symconv.calculus.arrays import Axis, Extended, Given
from symconv.calculus.evaluation import Evaluator
from symconv.errors import DerivationError
from symconv.formulas import (
    ONE,
    ZERO,
    Add,
    Condition,
    Entry,
    Equation,
    ForEvery,
    Formula,
    Indicator,
    Name,
    Number,
    Partial,
    Product,
    Quotient,
    Range,
    Relation,
    Sum,
    Within,
    to_sympy,
    to_sympy_sum,
)
from tests.formulas.messages import is_for_a_person

PLACE, N = Name("i"), Name("n")
X = Entry("X", (PLACE,))
LENGTH = Axis(ZERO, Add((N, Number(-1))))
POSITIVE = Condition(ONE, Relation.AT_MOST, N)
WHERE = Setting(
    {Entry("X"): Given((LENGTH,))}, (Condition(ONE, Relation.AT_MOST, N),), sizes=frozenset({N})
)


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (Entry("X", (1, 2)), "X₁₂"),
        (Entry(r"\bar{X}", (Add((PLACE, Number(1))),)), "X̄[i+1]"),
        (Sum(Product((X, Entry("F", (PLACE,)))), (Range(PLACE, ZERO, N),)), "Σ{i=0..n} X_i·F_i"),
        (Partial(Name("L"), X), "∂L/∂X_i"),
        (Within(ZERO, PLACE, N), "0 ≤ i ≤ n"),
        (Range(PLACE, ZERO, N), "i=0..n"),
        (Condition(N, Relation.DIVIDES, PLACE), "n | i"),
    ],
)
def test_a_formula_is_shown_as_it_is_read(formula: Formula, text: str) -> None:
    assert str(formula) == f"{formula}" == text
    assert is_for_a_person(text)
    assert not is_for_a_person(repr(formula))


def test_printing_is_loaded_where_a_formula_is_shown_and_not_before() -> None:
    code = (
        "import sys; from symconv.formulas import Name; modules = sys.modules; "
        "print('symconv.printing' in modules, str(Name('x')), 'symconv.printing' in modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "x", "True"]


def refusals() -> dict[str, tuple[Callable[[], object], str]]:
    """Give what is refused, and what is said of it."""
    always = ForEvery(POSITIVE, (Range(PLACE, ZERO, N),))
    return {
        "a symbol that nobody gave": (
            lambda: to_sympy(Add((X, ONE)), {}),
            "X_i has no symbol",
        ),
        "a condition that SymPy has not": (
            lambda: to_sympy(Indicator((always,)), {}),
            "1 ≤ n for all i=0..n has no SymPy view",
        ),
        "a condition that a sum in SymPy has not": (
            lambda: to_sympy_sum(Indicator((always,))),
            "1 ≤ n for all i=0..n has no SymPy view",
        ),
        "a setting that contradicts itself": (
            lambda: WHERE.with_array(Entry("X"), Extended(Entry("Y"), (LENGTH,), 1)),
            "X stands for another array already",
        ),
        "too many indices": (
            lambda: WHERE.entry(Entry("X", (PLACE, PLACE))),
            "X[i,i] has not as many indices as its array",
        ),
        "a claim about a letter that nothing bounds": (
            lambda: refute(WHERE, Equation(X, ONE)),
            "nothing says what i is",
        ),
        "an index that is no integer": (
            lambda: Evaluator(WHERE).index(Quotient(PLACE, Number(2)), {PLACE: 1}),
            "i/2 is no integer",
        ),
    }


@pytest.mark.parametrize("what", refusals())
def test_an_error_names_the_formula(what: str) -> None:
    refused, said = refusals()[what]
    with pytest.raises(DerivationError, match=re.escape(said)) as caught:
        refused()
    assert str(caught.value) == said
    assert is_for_a_person(str(caught.value))
