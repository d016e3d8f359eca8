"""Formulas too long for a line: broken or stacked, so that no page of a pool runs over."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

import symconv
from symconv import Notation, PoolSpec
from symconv.formulas import (
    Add,
    Apply,
    Condition,
    Entry,
    Equation,
    Formula,
    Indicator,
    Number,
    Power,
    Product,
    Quotient,
    Relation,
)
from symconv.formulas.chains import Sign
from symconv.printing.breaking import Breaker
from symconv.printing.formulas import LatexPrinter
from symconv.printing.lines import Line, Mark, Terms
from symconv.printing.measure import TypesetMeasure
from symconv.printing.stacked import StackedApply, StackedSum
from symconv.printing.writers.latex import LINE
from tests.latex_pages import lines_too_wide

MEASURE = TypesetMeasure(Notation())
BREAKER = Breaker(MEASURE, LINE)

ENTRIES = tuple(Entry("X", (row, column)) for row in range(1, 8) for column in range(1, 8))
OUTPUT = Entry("O", (1, 1))
WIDE = {
    "mean of all": PoolSpec((7, 7), "global", operation="average"),
    "maximum of all": PoolSpec((7, 7), "global"),
    "root of all": PoolSpec((7, 7), "global", operation="lp"),
    "cube root of all": PoolSpec((7, 7), "global", operation="lp", power=3),
    "sum of all": PoolSpec((7, 7), "global", operation="lp", power=1),
    "roots": PoolSpec((5, 5), 4, operation="lp"),
    "maxima": PoolSpec((7, 7), 4),
    "apart": PoolSpec((12, 12), 6, stride=6),
    "means of many sizes": PoolSpec((10, 10), 5, operation="average", padding=2),
    "volumes": PoolSpec((3, 3, 3), 3, 2, "min", padding=((1, 0), (0, 0), (0, 1))),
    "windows of many sizes": PoolSpec(
        (4, 5, 6), 2, stride=2, dilation=2, padding=1, ceil_mode=True
    ),
    "rank 1": PoolSpec(40, 20, stride=20),
    "long sizes": PoolSpec(
        (4, 5, 6), 2, 1, "average", 2, 2, ((1, 1), (0, 1), (0, 1)), ceil_mode=True
    ),
}


def broken(formula: Formula, per_line: int = 9) -> list[Line]:
    """Give the lines of an equation with this right side."""
    return list(BREAKER.equation(Equation(OUTPUT, formula), per_line))


def right(formula: Formula) -> Formula:
    """Give a right side that is fitted to a single line."""
    (line,) = broken(formula)
    (part,) = line.parts
    assert isinstance(part, Formula)
    return part


def latex(formula: Formula) -> str:
    return LatexPrinter(Notation()).write(formula)


def test_short_formulas_are_left_as_they_are() -> None:
    for formula in (
        Apply("max", ENTRIES[:4]),
        Quotient(Add(ENTRIES[:4]), Number(4)),
        Power(Add(ENTRIES[:3]), Number(2)),
    ):
        assert right(formula) is formula


def test_a_sum_goes_on_over_the_next_lines_about_equally_many_terms_to_each() -> None:
    first, *others = broken(Add(ENTRIES), 12)
    assert (first.left, first.sign) == (OUTPUT, Sign.EQUAL)
    assert all(line.left is None and line.sign is None for line in others)
    runs = [part.terms for line in (first, *others) for part in line.parts if part is not Mark.PLUS]
    assert [len(run) for run in runs] == [10, 10, 10, 10, 9]
    assert tuple(term for run in runs for term in run) == ENTRIES


def test_a_long_mean_is_a_fraction_times_a_sum_broken_over_lines() -> None:
    lines = broken(Quotient(Add(ENTRIES), Number(49)))
    terms = [t for line in lines for part in line.parts if isinstance(part, Terms)
             for t in part.terms]  # fmt: skip
    assert tuple(terms) == ENTRIES
    assert Mark.OPEN in lines[0].parts
    assert lines[-1].parts[-1] is Mark.CLOSE
    document = symconv.derive(WIDE["mean of all"]).to_latex()
    assert r"O_{11} &= \frac{1}{49} \Bigl(X_{11} + X_{12} + " in document
    assert "X_{77}\\Bigr)" in document


def test_a_long_maximum_is_stacked() -> None:
    maximum = right(Apply("max", ENTRIES))
    assert isinstance(maximum, StackedApply)
    assert MEASURE.width(maximum) < LINE
    short = latex(StackedApply("max", ENTRIES[:3], 2))
    assert short == r"\max\left(\begin{aligned} &X_{11}, X_{12}, \\ &X_{13} \end{aligned}\right)"


def test_an_indicator_is_stacked_inside() -> None:
    maximum = Apply("max", ENTRIES)
    indicator = right(Indicator((Condition(ENTRIES[0], Relation.EQUAL, maximum),)))
    assert isinstance(indicator, Indicator)
    (condition,) = indicator.conditions
    assert isinstance(condition, Condition)
    assert isinstance(condition.right, StackedApply)
    assert latex(indicator).startswith(
        r"\mathbf{1}\left[X_{11} = \max\left(\begin{aligned} &X_{11}, X_{12}, "
    )


def test_a_root_below_a_fraction_is_stacked() -> None:
    total = Add(tuple(Power(entry, Number(2)) for entry in ENTRIES))
    fraction = right(Quotient(ENTRIES[0], Power(total, Number(Fraction(1, 2)))))
    assert isinstance(fraction, Quotient)
    assert isinstance(fraction.denominator, Power)
    assert isinstance(fraction.denominator.base, StackedSum)
    assert r"\frac{X_{11}}{\sqrt{\begin{aligned} &X_{11}^{2} + " in latex(fraction)


def test_signs_stand_at_the_start_of_lines() -> None:
    a, b, c = ENTRIES[:3]
    minus = Product((Number(-1), b))
    assert latex(StackedSum((a, minus, c), 1)) == (
        r"\begin{aligned} &X_{11} \\ &-X_{12} \\ &+ X_{13} \end{aligned}"
    )
    tall = Product((c, StackedSum((a, b), 1)))
    assert latex(tall).startswith(r"X_{13} \left(\begin{aligned}")


def test_uneven_terms_are_broken_by_their_own_widths() -> None:
    long = tuple(Product((Add(ENTRIES[:7]), Number(Fraction(1, place)))) for place in (2, 3, 4))
    short = tuple(Product((entry, Number(2))) for entry in ENTRIES[:3])
    assert len(broken(Add((*short, *long)), 6)) == 6
    assert len(broken(Add(short), 6)) == 1


@pytest.mark.parametrize("name", WIDE)
def test_no_line_is_wider_than_the_page(name: str, tmp_path: Path) -> None:
    assert lines_too_wide(symconv.derive(WIDE[name]).to_latex(standalone=True), tmp_path) == []


def test_long_chains_have_a_line_for_each_link() -> None:
    assert len(broken(Equation(Add(ENTRIES[:2]), Number(3)))) == 1
    members = broken(Equation(Add(ENTRIES), Number(3)))
    assert [type(line.parts[0]) for line in members] == [StackedSum, Number]
    assert [line.sign for line in members] == [Sign.EQUAL, Sign.EQUAL]
    document = symconv.derive(WIDE["long sizes"]).to_latex()
    assert (
        "\n &= \\left\\lfloor \\frac{4 + 2 - 3 + 2 - 1}{2} \\right\\rfloor + 1 \\\\\n &= 3"
        in document
    )


@pytest.mark.parametrize("operation", ["average", "max", "lp"])
def test_a_worked_case_of_a_large_window_fits(operation: str, tmp_path: Path) -> None:
    derivation = symconv.derive(PoolSpec((7, 7), "global", operation=operation))
    numbers = [[(3 * row + 5 * column) % 11 for column in range(7)] for row in range(7)]
    steps = derivation.worked_case(numbers)
    assert lines_too_wide(derivation.to_latex(standalone=True, steps=steps), tmp_path) == []


def test_markdown_is_stacked_too() -> None:
    markdown = symconv.derive(WIDE["maxima"]).to_markdown()
    assert r"1}\left[X_{11} = \max\left(\begin{aligned} &X_{11}, " in markdown
