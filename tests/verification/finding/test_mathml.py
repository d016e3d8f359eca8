"""MathML without a source: its TeX is written from the elements."""

from __future__ import annotations

import pytest

from symconv.verification.finding import Format
from symconv.verification.finding.mathml import MAX_DEPTH
from tests.verification.finding.stories import found, latex

PARTIAL = "<mfrac><mrow><mi>∂</mi><mi>L</mi></mrow><mrow><mi>∂</mi>{}</mrow></mfrac>"


@pytest.mark.parametrize(
    ("elements", "tex"),
    [
        ("<msub><mi>X</mi><mn>11</mn></msub>", "X_{11}"),
        ("<msubsup><mi>δ</mi><mi>i</mi><mi>l</mi></msubsup>", r"\delta_{i}^{l}"),
        (PARTIAL.format("<msub><mi>F</mi><mn>1</mn></msub>"),
         r"\frac{\partial L}{\partial F_{1}}"),
        ("<mi>a</mi><mo>=</mo><mi>b</mi><mo>&InvisibleTimes;</mo><mi>c</mi>", "a = b c"),
        ("<munderover><mo>∑</mo><mrow><mi>k</mi><mo>=</mo><mn>1</mn></mrow><mi>M</mi>"
         "</munderover><mi>x</mi>", r"\sum_{k = 1}^{M}x"),
        ("<munder><mo>∑</mo><mi>k</mi></munder><mi>x</mi>", r"\sum_{k}x"),
        ("<mover><mi>y</mi><mo>^</mo></mover>", r"\hat{y}"),
        ("<msup><mi>c</mi><mo>′</mo></msup>", "c'"),
        ("<mo>⌊</mo><mi>n</mi><mo>⌋</mo>", r"\lfloor n\rfloor"),
        ("<mi>max</mi><mo>(</mo><mi>a</mi><mo>)</mo>", r"\max(a)"),
        ("<msup><mrow><mi>a</mi><mi>b</mi></mrow><mn>2</mn></msup>", "{ab}^{2}"),
        ("<mi>pad</mi>", r"\mathrm{pad}"),
        ('<mi mathvariant="bold">w</mi>', r"\mathbf{w}"),
        ("<mtext>full {x}</mtext>", r"\text{full x}"),
        ("<mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr>"
         "<mtr><mtd><mi>c</mi></mtd><mtd><mi>d</mi></mtd></mtr></mtable>",
         r"\begin{matrix} a & b \\ c & d \end{matrix}"),
        ("<mtable><mtr><mtd><mi>a</mi></mtd><mtd><mo>=</mo><mi>b</mi></mtd></mtr></mtable>",
         r"\begin{aligned} a & = b \end{aligned}"),
        ("<msqrt><mi>a</mi></msqrt><mfrac><mi>b</mi></mfrac>", r"\sqrt{a}\frac{b}{}"),
        ("<mi>a</mi><unknown><mi>b</mi></unknown>", "ab"),
        ("a < b </nothing><mi>c", "c"),
    ],
)  # fmt: skip
def test_elements(elements: str, tex: str) -> None:
    document = found(f"<p>so <math>{elements}</math> is</p>", Format.HTML)
    assert latex(document) == [tex]
    assert document.formulas[0].start is None
    assert (document.formulas[0].line, document.formulas[0].column) == (1, 7)


def test_a_formula_nested_too_deep_is_given_up() -> None:
    deep = "<mrow>" * (MAX_DEPTH + 1) + "<mi>x</mi>" + "</mrow>" * (MAX_DEPTH + 1)
    assert latex(found(f"<p><math>{deep}</math> <math><mi>y</mi></math></p>", Format.HTML)) == ["y"]
