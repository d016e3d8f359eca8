"""Every printed line with numbers, read back as a person reads it, has equal sides.

Side by side, 1 and 1 are eleven and 1 and ½ are one and a half: a worked case whose factors stand
without a sign is false arithmetic, whatever the derivation behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from math import prod
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import symconv
from symconv.derivation import derive_layer
from symconv.formulas import (
    Add,
    Entry,
    Equation,
    Filled,
    Formula,
    Indicator,
    Name,
    Number,
    Power,
    Product,
    Quotient,
)
from symconv.formulas.chains import Decimal, Rounded
from symconv.formulas.nodes import Condition, Relation
from symconv.notation import PRESETS
from symconv.printing.formulas.latex import LatexPrinter
from symconv.printing.formulas.mathml import MathmlPrinter
from symconv.printing.formulas.text import TextPrinter
from symconv.specs import LayerSpec
from symconv.specs.network import layer
from tests.graphs.graphs import Drawn, graphs
from tests.printing.arithmetic import Chain, html_chains, latex_chains, text_chains, value
from tests.strategies import conv_specs

Chains = Callable[[str], Iterator[Chain]]
READERS: dict[str, Chains] = {
    "text": text_chains,
    "latex": latex_chains,
    "markdown": latex_chains,
    "html": html_chains,
}
NOTATIONS = (*PRESETS, r"matrix;product=\cdot", "index;product=*", r"blog;product=")
NUMBERS = st.builds(Fraction, st.integers(-12, 30), st.sampled_from([1, 1, 1, 2, 3, 10])).map(
    lambda number: int(number) if number.denominator == 1 else number
)
LAYERS: tuple[LayerSpec, ...] = (
    symconv.ConvSpec((3, 4), (2, 3)),
    symconv.ConvSpec((2, 3), 2, in_channels=2, out_channels=2, bias=True, padding=1, stride=2),
    symconv.ConvTransposeSpec((2, 3), (3, 2), stride=2),
    symconv.DenseSpec(3, 2, bias=True),
    symconv.PoolSpec((2, 5), 2, operation="average", padding=(0, 1)),
    symconv.PoolSpec((3, 4), 2, operation="max"),
    symconv.PoolSpec(4, 3, operation="lp", power=3),
    symconv.ActivationSpec((5,), "leaky_relu"),
    symconv.LossSpec((2, 3), "squared_error"),
    symconv.LossSpec(4, "mean_squared_error"),
)
A_NUMBER_WITHOUT_A_SIGN = re.compile(r"(?<!aligned\})[0-9a-zA-Z})] +(?:\d|\\frac\{-?\d+\}\{\d+\})")
SIGNS = re.compile(r"\\(?:cdot|star|odot|times|leq|geq|neq|approx|leftarrow|qquad|quad)\b")
MATRICES = re.compile(r"\\begin\{(array|cases)\}.*?\\end\{\1\}", re.DOTALL)


def equalities(text: str, format_: str) -> int:
    """Hold the numeric members of every chain against each other; give how many pairs there are."""
    count = 0
    for chain in READERS[format_](text):
        for run in chain.runs():
            for left, right in pairwise(run):
                assert left == right, chain
                count += 1
    return count


def given_numbers(spec: LayerSpec, draw: st.DrawFn) -> dict[str, list[Any]]:
    """Draw numbers for every argument of a layer."""
    return {
        name: draw(st.lists(NUMBERS, min_size=prod(a.shape), max_size=prod(a.shape)))
        for name, a in spec.arguments.items()
        if not (name == "grad_o" and isinstance(spec, symconv.LossSpec))
    }


@st.composite
def worked_cases(draw: st.DrawFn) -> tuple[LayerSpec, str, dict[str, list[Any]]]:
    spec = draw(st.one_of(conv_specs(max_terms=30), st.sampled_from(LAYERS)))
    return spec, draw(st.sampled_from(NOTATIONS)), given_numbers(spec, draw)


@pytest.mark.parametrize("format_", READERS)
@settings(max_examples=25, deadline=None, derandomize=True)
@given(case=worked_cases())
def test_worked_cases(format_: str, case: tuple[LayerSpec, str, dict[str, list[Any]]]) -> None:
    spec, notation, values = case
    derivation = derive_layer(spec, notation)
    for digits in (None, 5):
        steps = derivation.worked_case(values, digits)
        equalities(derivation.to(format_, steps=steps, entries="all"), format_)


@pytest.mark.parametrize("notation", ["matrix", "index"])
@pytest.mark.parametrize("format_", READERS)
def test_the_example_that_read_as_eleven(format_: str, notation: str) -> None:
    derivation = derive_layer(symconv.ConvSpec(3, 2), notation)
    case = derivation.worked_case({"x": [1, 2, "1/2"], "f": [1, "1/2"], "grad_o": [3, -2]})
    assert equalities(derivation.to(format_, steps=case), format_) == 6


@pytest.mark.parametrize("format_", READERS)
@settings(max_examples=25, deadline=None, derandomize=True)
@given(drawn=graphs(quotients=True, longest=3), product=st.sampled_from(["*", r"\times", r"\cdot"]))
def test_graphs(format_: str, drawn: Drawn, product: str) -> None:
    derivation = symconv.derive_graph(drawn.text, drawn.at, product=product)
    equalities(derivation.to(format_), format_)


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("format_", ["latex", "markdown"])
def test_no_number_follows_a_factor_without_a_sign(notation: str, format_: str) -> None:
    network = symconv.NetworkSpec(
        (1, 3, 4),
        [
            layer("conv", filter_size=(2, 3)),
            layer("activation", function="leaky_relu"),
            layer("pool", pool_size=(1, 2), operation="average"),
            layer("flatten"),
            layer("loss", function="squared_error"),
        ],
    )
    texts = [symconv.derive(network, notation).to(format_)]
    for spec in LAYERS:
        derivation = derive_layer(spec, notation)
        numbers = [(-1) ** place * (place + 1) for place in range(prod(spec.input_shape))]
        steps = (*derivation.steps, *derivation.worked_case(numbers))
        texts.append(derivation.to(format_, steps=steps))
    for text in texts:
        for line in SIGNS.sub("=", MATRICES.sub("", text)).splitlines():
            if "&" in line:
                assert not A_NUMBER_WITHOUT_A_SIGN.search(line), line


X, TWO, HALF = Entry("X", (1, 2)), Number(2), Number(Fraction(1, 2))
POSITIVE = Indicator((Condition(X, Relation.GREATER, Number(0)),))
FACTORS: list[tuple[tuple[Formula, ...], str]] = [
    ((TWO, Number(3)), r"2 \cdot 3"),
    ((TWO, HALF), r"2 \cdot \frac{1}{2}"),
    ((HALF, HALF, TWO), r"\frac{1}{2} \cdot \frac{1}{2} \cdot 2"),
    ((TWO, Power(Number(3), TWO)), r"2 \cdot 3^{2}"),
    ((Power(TWO, Number(3)), Number(5)), r"2^{3} \cdot 5"),
    ((TWO, Number(-3)), r"2 \cdot (-3)"),
    ((Number(-1), TWO, Number(3)), r"-2 \cdot 3"),
    ((TWO, Decimal(Fraction(1, 4))), r"2 \cdot 0.25"),
    ((Rounded("1.5e-7"), TWO), r"1.5 \cdot 10^{-7} \cdot 2"),
    ((TWO, Quotient(Number(1), X)), r"2 \cdot \frac{1}{X_{12}}"),
    ((TWO, Quotient(X, Number(3))), r"2 \frac{X_{12}}{3}"),
    ((X, TWO), r"X_{12} \cdot 2"),
    ((Add((X, TWO)), TWO), r"(X_{12} + 2) \cdot 2"),
    ((X, Product((TWO, Name("y")))), r"X_{12} \cdot 2 y"),
    ((TWO, POSITIVE), r"2 \cdot \mathbf{1}\left[X_{12} > 0\right]"),
    ((X, POSITIVE), r"X_{12} \mathbf{1}\left[X_{12} > 0\right]"),
    ((TWO, X), "2 X_{12}"),
    ((HALF, X), r"\frac{1}{2} X_{12}"),
    ((TWO, Add((X, TWO))), "2 (X_{12} + 2)"),
    ((TWO, Add((TWO, Number(3)))), r"2 \cdot (2 + 3)"),
]


@pytest.mark.parametrize(("factors", "latex"), FACTORS)
def test_factors_by_eye(factors: tuple[Formula, ...], latex: str) -> None:
    product = Product(factors)
    assert LatexPrinter(PRESETS["matrix"]).write(product) == latex
    mathml = MathmlPrinter(PRESETS["matrix"]).write(product)
    assert mathml.count("<mo>⋅</mo>") == latex.count(r"\cdot")


def test_ones_of_a_shape_do_not_run_into_their_number() -> None:
    ones = Filled(HALF, (2, 3))
    assert LatexPrinter(PRESETS["matrix"]).write(ones) == (
        r"\frac{1}{2} \cdot \mathbf{1}_{2\times 3}"
    )
    assert "<mo>⋅</mo>" in MathmlPrinter(PRESETS["matrix"]).write(ones)


def test_the_reader_sees_what_runs_together() -> None:
    assert value("2 1") == 21
    for text in (r"2 \frac{1}{2}", r"\frac{1}{2} 3", "(1 + 1) 4"):
        with pytest.raises(AssertionError, match="number"):
            value(text)


def test_the_reader_works_out_what_is_printed() -> None:
    readable = {
        r"2 \cdot 3^{2} - \frac{-1}{4} (1 - 3)": Fraction(35, 2),
        "−2·(−1/2)² + 10·10⁻¹": Fraction(1, 2),
        r"\sqrt{\frac{4}{9}} \times 3": 2,
    }
    assert {text: value(text) for text in readable} == readable
    equation = Equation(Product((TWO, Number(3))), Number(6))
    assert equalities(f"  {TextPrinter(PRESETS['matrix']).write(equation)}", "text") == 1
