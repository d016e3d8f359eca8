"""LaTeX of somebody else, set as it looks, or not at all."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symconv.printing.typeset import typeset_latex
from symconv.printing.typeset.typesetter import MOST_CHARACTERS
from tests.printing.formulas.mathml_core import faults

SET = {
    "x_{12}": "<msub><mi>x</mi><mn>12</mn></msub>",
    "x_12": "<msub><mi>x</mi><mn>1</mn></msub><mn>2</mn>",
    r"x^l_{i,j}'": (
        "<msubsup><mi>x</mi><mrow><mi>i</mi><mo>,</mo><mi>j</mi></mrow>"
        "<mrow><mi>l</mi><mo>′</mo></mrow></msubsup>"
    ),
    r"\sum_{i=0}^N": (
        "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>0</mn></mrow><mi>N</mi></munderover>"
    ),
    r"\sum\nolimits_i": "<msub><mo>∑</mo><mi>i</mi></msub>",
    r"{a \over b}": "<mrow><mfrac><mi>a</mi><mi>b</mi></mfrac></mrow>",
    r"\mathbf{W}\mathcal L\mathbb{R}": "<mi>𝐖</mi><mi>ℒ</mi><mi>ℝ</mi>",
    r"\operatorname{rot180}(x)": (
        '<mi>rot180</mi><mo stretchy="false">(</mo><mi>x</mi><mo stretchy="false">)</mo>'
    ),
    r"\text{if } a<b": "<mtext>if\u00a0</mtext><mi>a</mi><mo>&lt;</mo><mi>b</mi>",
    r"\left\lfloor x\right.": ('<mrow><mo form="prefix" stretchy="true">⌊</mo><mi>x</mi></mrow>'),
    r"a - b * c": "<mi>a</mi><mo>−</mo><mi>b</mi><mo>∗</mo><mi>c</mi>",
    r"\hat{\delta}": '<mover><mi>δ</mi><mo stretchy="false">^</mo></mover>',
    r"a % remark }": "<mi>a</mi>",
    r"\sqrt[3]{x}": "<mroot><mi>x</mi><mn>3</mn></mroot>",
    r"\not= \_ \{": "<mo>≠</mo><mo>_</mo><mo>{</mo>",
}


@pytest.mark.parametrize("latex", SET)
def test_how_it_looks(latex: str) -> None:
    assert typeset_latex(latex) == SET[latex]


def test_rows_and_cells() -> None:
    text = typeset_latex("\\begin{align}\na &= b \\\\[2pt]\n &= c\\nonumber\n\\end{align}")
    assert text is not None
    table = ElementTree.fromstring(text)
    assert [len(row) for row in table] == [2, 2]
    matrix = typeset_latex(r"\begin{bmatrix} a & b \\ c & d \\ \end{bmatrix}")
    assert matrix is not None
    assert matrix.count("<mtr>") == 2
    assert matrix.count('stretchy="true"') == 2


@pytest.mark.parametrize(
    "latex",
    [
        r"\input{/etc/passwd}", r"\def\x{y}", r"\frac{a}", "{a", "a}", "a_", "x__", "a^{b}_", "$a$",
        r"\begin{tikzpicture}\end{tikzpicture}", r"\begin{align} a \end{aligned}", r"\left( a",
        r"\begin{align} a", r"\text{50% of}", r"\text{a $b$}", "#1", r"\right)", r"\end{align}",
        "x" * (MOST_CHARACTERS + 1), "{" * 100 + "}" * 100, r"\frac", r"\mathbf", r"\sqrt[3",
        r"\begin{array} a \end{array}", "\\", r"\hat" * 3000 + "x", r"\frac" * 3000, "x_{" * 3000,
        r"\begin{matrix}" * 1000, r"\left(" * 1000, r"\sqrt[" * 1000, r"\mathbf{\mathbf" * 1000,
    ],
)  # fmt: skip
def test_what_cannot_be_set(latex: str) -> None:
    assert typeset_latex(latex) is None


PIECES = (
    "a", "Z", "1", "23", " ", "_", "^", "{", "}", "'", "&", r"\\", r"\frac", r"\sum", r"\left(",
    r"\right)", r"\begin{pmatrix}", r"\end{pmatrix}", r"\text{b c}", r"\mathbf", r"\_", "<", ">",
    r"\hat", r"\sqrt", "[", "]", r"\over", r"\substack", r"\tag 4", r"\limits", "%", "\n", "\x07",
    "δ",
    '"', "~", "|", r"\|", r"\big", "(", ")", r"\not", "=",
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_whatever_is_written_is_mathml_core_or_nothing(latex: str) -> None:
    text = typeset_latex(latex)
    if text is not None:
        assert not faults(ElementTree.fromstring(f"<math>{text}</math>"))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_any_text_ends(latex: str) -> None:
    text = typeset_latex(latex)
    if text is not None:
        ElementTree.fromstring(f"<math>{text}</math>")
