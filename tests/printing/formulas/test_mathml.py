"""Formulas as MathML Core: the same mathematics as plain text says, in order, nothing trusted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

import pytest

import symconv
from symconv.documents import Block, Columns, Display, Matrices, Section
from symconv.formulas import (
    Add,
    Apply,
    Entry,
    Formula,
    Name,
    Number,
    Partial,
    Power,
    Product,
    Range,
    Sum,
)
from symconv.formulas import written as written_nodes
from symconv.formulas.variants import Variant
from symconv.notation import Notation
from symconv.printing.formulas import LatexPrinter, MathmlPrinter, TextPrinter
from symconv.printing.lines import Mark, Terms
from symconv.printing.stacked import StackedApply, StackedSum
from tests.printing.formulas.mathml_core import faults, said
from tests.printing.formulas.test_formulas import CASES

X, F, L = Entry("X", (1, 2)), Entry("F", (2, 1)), Name("L")
MINUS_X = Product((Number(-1), X))
X_IN_MATHML = "<msub><mi>X</mi><mn>12</mn></msub>"
F_IN_MATHML = "<msub><mi>F</mi><mn>21</mn></msub>"
SPECS = (
    symconv.ConvSpec((3, 4), (2, 2), 2, 2, padding=1, bias=True),
    symconv.ConvSpec((5, 6), (3, 2), stride=(2, 1), padding=1, padding_mode="reflect"),
    symconv.PoolSpec((4, 4), (2, 2), channels=2),
    symconv.DenseSpec(3, 2, bias=True),
    symconv.ActivationSpec((3,), "leaky_relu"),
)  # fmt: skip
NOTATIONS = ("matrix", "slides", "chapter", "blog", "matrix;index=comma", r"matrix;product=\times")


def element(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<math>{text}</math>")


def written(formula: Formula, notation: Notation | None = None) -> ElementTree.Element:
    return element(MathmlPrinter(notation or Notation()).write(formula))


def text_of(formula: Formula) -> str:
    return "".join(written(formula).itertext())


@pytest.mark.parametrize("formula", [formula for formula, _, _ in CASES])
def test_every_formula_is_mathml_core(formula: Formula) -> None:
    assert faults(written(formula)) == []


@pytest.mark.parametrize("formula", [formula for formula, _, _ in CASES])
def test_every_formula_says_what_plain_text_says(formula: Formula) -> None:
    text = TextPrinter(Notation()).write(formula)
    expected = said(text)
    if text.endswith("^(1/3)"):
        expected["1"] -= 1  # a root of degree 3
    assert said(text_of(formula)) == +expected


def equations(blocks: Iterable[Block]) -> Iterator[Formula]:
    for block in blocks:
        match block:
            case Section(blocks=inner):
                yield from equations(inner)
            case Display() | Matrices() | Columns():
                yield from block.equations


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("spec", SPECS, ids=repr)
def test_every_equation_of_derivations(spec: symconv.ConvSpec, notation: str) -> None:
    document = symconv.derive(spec, notation).document()
    text, mathml = TextPrinter(document.notation), MathmlPrinter(document.notation)
    found = list(equations(document.blocks))
    assert len(found) > 4
    for equation in found:
        math = element(mathml.write(equation))
        assert faults(math) == []
        assert said("".join(math.itertext())) == said(text.write(equation))


def test_the_rules_are_those_of_latex() -> None:
    read = {kind for kind in vars(written_nodes).values() if isinstance(kind, type)}
    own = {kind: rule for kind, rule in LatexPrinter.rules.items() if kind not in read}
    assert MathmlPrinter.rules.keys() == own.keys()
    names = {kind: rule.__name__.removeprefix("_").removesuffix("_latex")
             for kind, rule in own.items()}  # fmt: skip
    assert {kind: rule.__name__ for kind, rule in MathmlPrinter.rules.items()} == names


@pytest.mark.parametrize(
    ("formula", "mathml"),
    [
        (Add((X, F)), f"{X_IN_MATHML}<mo>+</mo>{F_IN_MATHML}"),
        (Add((F, MINUS_X)), f"{F_IN_MATHML}<mo>−</mo>{X_IN_MATHML}"),
        (Add((MINUS_X, F)), f'<mo form="prefix">−</mo>{X_IN_MATHML}<mo>+</mo>{F_IN_MATHML}'),
        (Product((X, F)), f"{X_IN_MATHML}<mo>\u2062</mo>{F_IN_MATHML}"),
        (
            Product((F, MINUS_X)),
            f'{F_IN_MATHML}<mo>\u2062</mo><mo stretchy="false">(</mo><mo form="prefix">−</mo>'
            f'{X_IN_MATHML}<mo stretchy="false">)</mo>',
        ),
        (
            Product((Add((F, L)), X)),
            f'<mo stretchy="false">(</mo>{F_IN_MATHML}<mo>+</mo><mi>L</mi>'
            f'<mo stretchy="false">)</mo><mo>\u2062</mo>{X_IN_MATHML}',
        ),
        (
            Partial(L, X),
            f"<mfrac><mrow><mi>∂</mi><mi>L</mi></mrow><mrow><mi>∂</mi>{X_IN_MATHML}</mrow></mfrac>",
        ),
        (Number(-3), '<mo form="prefix">−</mo><mn>3</mn>'),
        (Power(Name("x"), Number(2)), "<msup><mi>x</mi><mn>2</mn></msup>"),
        (
            Sum(X, (Range(Name("k"), Number(1), Name("M")),)),
            '<munderover><mo>∑</mo><mrow><mi>k</mi><mo lspace="0" rspace="0">=</mo><mn>1</mn>'
            f"</mrow><mi>M</mi></munderover>{X_IN_MATHML}",
        ),
        (
            Entry("X", (Add((Name("i"), Number(-1))),)),
            '<msub><mi>X</mi><mrow><mi>i</mi><mo lspace="0" rspace="0">−</mo><mn>1</mn></mrow>'
            "</msub>",
        ),
    ],
)
def test_formula_by_eye(formula: Formula, mathml: str) -> None:
    assert MathmlPrinter(Notation()).write(formula) == mathml


def test_both_signs_at_the_start_of_a_line() -> None:
    printer = MathmlPrinter(Notation())
    plus, minus = '<mo form="infix">+</mo>', '<mo form="infix">−</mo>'
    assert (
        printer.parts((Mark.PLUS, Terms((X, F)))) == f"{plus}{X_IN_MATHML}<mo>+</mo>{F_IN_MATHML}"
    )
    assert printer.parts((Mark.PLUS, Terms((MINUS_X,)))) == f"{minus}{X_IN_MATHML}"
    assert printer.parts((X, Mark.PLUS, MINUS_X)) == f"{X_IN_MATHML}<mo>−</mo>{X_IN_MATHML}"
    assert printer.parts((Mark.TIMES, X)) == f"<mo>⋅</mo>{X_IN_MATHML}"


def test_stacked_formulas_lose_nothing() -> None:
    letters = tuple(map(Name, "abcde"))
    minus_f = Product((Number(-1), Name("f")))
    stacked = written(StackedSum((*letters, minus_f), 2))
    assert faults(stacked) == []
    assert "".join(stacked.itertext()) == "a+b+c+d+e−f"
    assert "".join(written(StackedApply("max", letters, 2)).itertext()) == "max\u2061(a,b,c,d,e)"


@pytest.mark.parametrize("word", ["<script>", 'a"b', "a&b", "]]>", "<mi>"])
def test_words_are_escaped(word: str) -> None:
    for formula in (Apply(word, (X,)), Variant(X, word, (F,)), Name(word), Entry(word, (1,))):
        math = written(formula)
        assert faults(math) == []
        assert word in "".join(math.itertext())


@pytest.mark.parametrize(
    ("letter", "mathml"),
    [
        ("x", "<mi>x</mi>"),
        ("weight_in", "<mi>weight_in</mi>"),
        (r"\delta", "<mi>δ</mi>"),
        (r"\hat{y}", '<mover><mi>y</mi><mo stretchy="false">^</mo></mover>'),
        (r"\mathrm{d}", '<mi mathvariant="normal">d</mi>'),
        (r"\mathbf{X}", "<mi>𝐗</mi>"),
        (r"\mathbf{ab}", "<mi>𝐚𝐛</mi>"),
        (r"\mathcal{L}", "<mi>ℒ</mi>"),
        (r"\mathit{h}", "<mi>h</mi>"),
        (r"\mathit{hi}", "<mi>ℎ𝑖</mi>"),
        (r"\boldsymbol{\delta}", "<mi>𝜹</mi>"),
        (r"\mathsf{\delta}", "<mi>δ</mi>"),
        ("k'", "<mrow><mi>k</mi><mo>′</mo></mrow>"),
        (r"\differential{O}", "<mrow><mi>d</mi><mi>O</mi></mrow>"),
    ],
)
def test_letters(letter: str, mathml: str) -> None:
    assert MathmlPrinter(Notation()).write(Name(letter)) == mathml


def test_parentheses_grow_with_fractions_only() -> None:
    printer = MathmlPrinter(Notation())
    low, high = Add((X, L)), Add((Partial(L, X), L))
    assert 'stretchy="false"' in printer.write(Apply("f", (low,)))
    assert 'stretchy="false"' not in printer.write(Apply("f", (high,)))
