"""Broken equations say what the whole equation says, in every way of writing formulas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import symconv
from symconv.documents import Block, Display, Section
from symconv.formulas import (
    Add,
    Apply,
    Condition,
    Entry,
    Equation,
    Formula,
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
from symconv.formulas.chains import Chain, Link, Sign
from symconv.notation import Notation
from symconv.printing.breaking import Breaker
from symconv.printing.formulas import LatexPrinter, MathmlPrinter, Printer, TextPrinter
from symconv.printing.lines import Beside, Line, Row
from symconv.printing.measure import PlainMeasure, TypesetMeasure
from symconv.printing.narrowing import mean_as_product

NOTATION = Notation(product=r"\cdot")
"""With a sign between factors in every format, as broken products have one."""
LEFT = Entry("O", (1, 2))

# -- what is compared: the signs that are read, without those that only lay out -------------------

_LAYOUT = {
    TextPrinter: r"\s+",
    LatexPrinter: r"\s+|\\Bigl|\\Bigr|\\left|\\right|\\begin\{aligned\}|\\end\{aligned\}|\\\\|&",
    MathmlPrinter: r"</?(?:mtable|mtr|mtd|mrow|mspace)\b[^>]*>| (?:form|stretchy|minsize|maxsize|"
                   r"symmetric|class|lspace|rspace)=\"[^\"]*\"|\s+(?=<)",
}  # fmt: skip


def signs(text: str, printer: Printer) -> str:
    """Give a text without what only lays it out."""
    return re.sub(_LAYOUT[type(printer)], "", text)


def with_means_as_products(formula: Formula) -> Formula:
    """Give a right side the way a broken one is written: a mean is a fraction times a sum."""
    if isinstance(formula, Add):
        return Add(tuple(map(mean_as_product, formula.terms)))
    return mean_as_product(formula)


def read_back(lines: Iterable[Line], printer: Printer) -> str:
    """Give what lines say, one after another."""
    texts = []
    for line in lines:
        texts += [] if line.left is None else [printer.write(line.left)]
        texts += [] if line.sign is None else [printer.signs[line.sign]]
        texts.append(printer.parts(line.parts))
    return signs(" ".join(texts), printer)


# -- every way of writing, and how wide its lines are ----------------------------------------------


def text_breaker(line: float, notation: Notation = NOTATION) -> tuple[Breaker, Printer]:
    printer = TextPrinter(notation)
    return Breaker(PlainMeasure(printer), line, stacks=False), printer


def latex_breaker(line: float, notation: Notation = NOTATION) -> tuple[Breaker, Printer]:
    return Breaker(TypesetMeasure(notation), line), LatexPrinter(notation)


def mathml_breaker(line: float, notation: Notation = NOTATION) -> tuple[Breaker, Printer]:
    return Breaker(TypesetMeasure(notation), line), MathmlPrinter(notation)


WAYS = {"text": text_breaker, "latex": latex_breaker, "mathml": mathml_breaker}

# -- formulas of every kind that is broken ---------------------------------------------------------

ENTRIES = st.builds(
    Entry, st.sampled_from("XFOB"), st.tuples(*[st.integers(1, 9)] * 2), st.none(), st.just(())
)
NUMBERS = st.builds(Number, st.integers(2, 9))
GRADIENTS = st.builds(Partial, st.just(Name("L")), ENTRIES)
SHORT = st.one_of(ENTRIES, NUMBERS, GRADIENTS)
PRODUCTS = st.lists(SHORT, min_size=2, max_size=3).map(tuple).map(Product)
NEGATIVE = st.builds(lambda factor: Product((Number(-1), factor)), ENTRIES)
RANGES = st.lists(st.sampled_from("kmn"), min_size=1, max_size=2, unique=True).map(
    lambda letters: tuple(Range(Name(letter), Number(1), Number(4)) for letter in letters)
)


def sums_of(terms: st.SearchStrategy[Formula], longest: int = 9) -> st.SearchStrategy[Formula]:
    return st.lists(terms, min_size=2, max_size=longest).map(tuple).map(Add)


def larger(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    bodies = st.one_of(inner, sums_of(inner, 4))
    return st.one_of(
        sums_of(st.one_of(inner, NEGATIVE)),
        st.tuples(SHORT, bodies).map(Product),
        st.tuples(sums_of(inner), SHORT).map(Product),
        st.builds(Sum, bodies, RANGES),
        st.builds(Maximum, bodies, RANGES),
        st.builds(Partial, sums_of(inner, 4), ENTRIES),
        st.builds(lambda body: Power(body, Number(2)), sums_of(inner, 4)),
        st.builds(lambda body: Apply("exp", (body,)), bodies),
        st.lists(inner, min_size=2, max_size=9).map(tuple).map(lambda a: Apply("max", a)),
        st.builds(lambda a, b: Indicator((Condition(a, Relation.AT_LEAST, b),)), ENTRIES, bodies),
    )


FORMULAS = st.recursive(st.one_of(SHORT, PRODUCTS), larger, max_leaves=24)


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=150, deadline=None, derandomize=True)
@given(right=FORMULAS, line=st.integers(16, 62), per_line=st.integers(1, 9))
def test_a_broken_equation_reads_as_the_whole(
    way: str, right: Formula, line: int, per_line: int
) -> None:
    breaker, printer = WAYS[way](line)
    whole = signs(printer.write(Equation(LEFT, right)), printer)
    assert read_back(breaker.equation(Equation(LEFT, right), per_line), printer) == whole


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=80, deadline=None, derandomize=True)
@given(members=st.lists(FORMULAS, min_size=1, max_size=3), line=st.integers(20, 62))
def test_a_broken_chain_reads_as_the_whole(way: str, members: list[Formula], line: int) -> None:
    chain = Chain(LEFT, tuple(Link(Sign.NEARLY, member) for member in members))
    breaker, printer = WAYS[way](line)
    whole = signs(printer.write(chain), printer)
    assert read_back(breaker.equation(chain, 1), printer) == whole


SIMPLE = st.tuples(ENTRIES, ENTRIES).map(Product)
LONG = st.lists(SIMPLE, min_size=9, max_size=30).map(tuple).map(Add)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(total=LONG, other=LONG, factor=SHORT, ranges=RANGES, line=st.integers(60, 98))
def test_lines_of_text_fit_whatever_is_long_in_them(
    total: Add, other: Add, factor: Formula, ranges: tuple[Range, ...], line: int
) -> None:
    breaker, printer = text_breaker(line)
    for right in (
        total,
        Product((factor, total)),
        Product((total, other)),
        Add((Product((factor, total)), Product((other, factor)))),
        Quotient(total, Number(9)),
        Sum(total, ranges),
        Maximum(Product((factor, Sum(other, ranges))), ranges),
        Partial(total, LEFT),
    ):
        equation = Equation(LEFT, right)
        lines = list(breaker.equation(equation, breaker.terms_per_line([equation])))
        first, *others = [printer.parts(one.parts) for one in lines]
        below = len(printer.write(LEFT)) + 1
        assert others
        assert all(text.startswith(("+", "·")) for text in others)
        assert max(below + 2 + len(first), *(below + len(text) for text in others)) <= line


# -- what results show -----------------------------------------------------------------------------

NETWORK = symconv.NetworkSpec((1, 1, 8), [
    symconv.layer("conv", filter_size=(1, 3), out_channels=2, bias=True),
    symconv.layer("activation", function="sigmoid"),
    symconv.layer("flatten"),
    symconv.layer("dense", units=2),
    symconv.layer("loss", function="cross_entropy"),
])  # fmt: skip
RESULTS: dict[str, Callable[[], Any]] = {
    "convolution": lambda: symconv.derive(symconv.ConvSpec((5, 6), 3, 2, padding=1, bias=True)),
    "chapter": lambda: symconv.derive(symconv.ConvSpec((5, 5), 3, stride=2), "chapter"),
    "maxima": lambda: symconv.derive(symconv.PoolSpec((6, 6), 3)),
    "means": lambda: symconv.derive(symconv.PoolSpec((7, 7), "global", operation="average")),
    "roots": lambda: symconv.derive(symconv.PoolSpec((5, 5), 4, operation="lp", power=3)),
    "softmax": lambda: symconv.derive(symconv.ActivationSpec((6,), "softmax")),
    "network": lambda: symconv.derive(NETWORK),
    "network of the blog": lambda: symconv.derive(NETWORK, "blog"),
    "comparison": lambda: symconv.compare(symconv.ConvSpec((5, 6), (3, 2), stride=2)),
    "any size": lambda: symconv.derive_general("grad-input", 3, stride="s", padding="p"),
    "graph": lambda: symconv.derive_graph(
        "f = max(" + ", ".join(f"a{n} * b{n} + c" for n in range(9)) + ") / (1 + exp(-c))",
        {f"{letter}{n}": n - 5 for letter in "ab" for n in range(9)} | {"c": "0.5"},
    ),
}  # fmt: skip


@cache
def displays(name: str) -> tuple[tuple[Display, ...], Notation]:
    """Give the displays of a result, and the notation it is written in."""
    document = RESULTS[name]().document()
    return tuple(_displays(document.blocks)), document.notation


def _displays(blocks: Iterable[Block]) -> Iterable[Display]:
    for block in blocks:
        if isinstance(block, Display):
            yield block
        elif isinstance(block, Section):
            yield from _displays(block.blocks)


def whole_of(row: Row) -> tuple[Formula, ...]:
    return row.equations if isinstance(row, Beside) else ()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", RESULTS)
def test_every_display_of_a_result_reads_as_its_equations(name: str, way: str) -> None:
    shown, notation = displays(name)
    assert shown
    breaker, printer = WAYS[way](98 if way == "text" else 62, notation)
    for display in shown:
        rows = list(breaker.rows(display))
        lines = [row for row in rows if isinstance(row, Line)]
        beside = [equation for row in rows for equation in whole_of(row)]
        if beside and not lines:
            assert tuple(beside) == display.equations
            continue
        broken = _unsigned(read_back(lines, printer), printer)
        whole = " ".join(
            written(equation, display, printer)
            for equation in display.equations
            if equation not in beside
        )
        assert broken == _unsigned(signs(whole, printer), printer)


def written(equation: Formula, display: Display, printer: Printer) -> str:
    """Give an equation as its lines say it; where the left side stands above, without it."""
    if not isinstance(equation, Equation) or isinstance(equation.right, Equation):
        return printer.write(equation)
    left = "" if display.continued else printer.write(equation.left)
    right = printer.write(with_means_as_products(equation.right))
    return f"{left} {printer.sign(equation)} {right}"


def _unsigned(text: str, printer: Printer) -> str:
    """Give a text without signs between factors: a notation may have none but on new lines."""
    for sign in {printer.times.strip(), printer.times_at_start.strip()}:
        text = text.replace(signs(sign, printer), "") if sign else text
    return text
