"""Each kind of formula in LaTeX and in plain text."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symconv import formulas
from symconv.formulas import (
    Add,
    Apply,
    Assignment,
    Blank,
    Case,
    Cases,
    Condition,
    Correlate,
    CorrelatePairs,
    Entry,
    Entrywise,
    Equation,
    Filled,
    Floor,
    Fold,
    ForEvery,
    Formula,
    Grid,
    Indicator,
    KeepFirst,
    MatrixProduct,
    Maximum,
    Name,
    Number,
    Pad,
    Partial,
    Power,
    Product,
    Quotient,
    Range,
    Relation,
    Renewed,
    Reshape,
    Rot180,
    Spread,
    Sum,
    SumAlong,
    SumPositions,
    SwapChannels,
    Transpose,
    Within,
    written,
)
from symconv.formulas.chains import Approximation, Chain, Decimal, Held, Link, Rounded
from symconv.formulas.variants import Variant
from symconv.notation import Notation
from symconv.printing.formulas import LatexPrinter, MathmlPrinter, TextPrinter, TypstPrinter
from symconv.printing.stacked import StackedApply, StackedSum

X, F = Entry("X", (1, 2)), Entry("F", (2, 1))
L, K, M = Name("L"), Name("k"), Name("M")
DLDF = Partial(L, F)

CASES: list[tuple[Formula, str, str]] = [
    (X, "X_{12}", "X₁₂"),
    (Entry("B"), "B", "B"),
    (Entry(r"\delta", (3,)), r"\delta_{3}", "δ₃"),
    (Entry("weight_in", (1,)), r"\mathrm{weight\_in}_{1}", "weight_in₁"),
    (Entry("F", (K,)), "F_{k}", "F_k"),
    (
        Entry("o", (2,), Add((Name("l"), Number(-1))), (0, 3)),
        "o_{2}^{l-1}(0, 3)",
        "o₂ˡ⁻¹(0,3)",
    ),
    (Blank(3, 2), r"\underline{\hspace{2.8em}}_{(3)}", "[3]____"),
    (Number(Fraction(-1, 2)), r"-\frac{1}{2}", "−1/2"),
    (DLDF, r"\frac{\partial L}{\partial F_{21}}", "∂L/∂F₂₁"),
    (Product((X, F)), "X_{12} F_{21}", "X₁₂·F₂₁"),
    (Product((Number(-1), X)), "-X_{12}", "−X₁₂"),
    (Product((X, Add((F, L)))), "X_{12} (F_{21} + L)", "X₁₂·(F₂₁ + L)"),
    (Product((Add((F, L)), X)), "(F_{21} + L) X_{12}", "(F₂₁ + L)·X₁₂"),
    (Product((X, Product((Number(-1), F)))), "X_{12} (-F_{21})", "X₁₂·(−F₂₁)"),
    (Add((X, Product((Number(-1), F)))), "X_{12} - F_{21}", "X₁₂ − F₂₁"),
    (Add(()), "0", "0"),
    (Quotient(X, Add((F, L))), r"\frac{X_{12}}{F_{21} + L}", "X₁₂/(F₂₁ + L)"),
    (Power(Add((X, F)), Number(2)), "(X_{12} + F_{21})^{2}", "(X₁₂ + F₂₁)²"),
    (Power(Name("x"), Name("n")), "x^{n}", "x^n"),
    (Power(Apply("abs", (X,)), Number(3)), r"\left|X_{12}\right|^{3}", "|X₁₂|³"),
    (
        Quotient(X, Power(Add((X, F)), Number(Fraction(1, 2)))),
        r"\frac{X_{12}}{\sqrt{X_{12} + F_{21}}}",
        "X₁₂/√(X₁₂ + F₂₁)",
    ),
    (Power(Add((X, F)), Number(Fraction(1, 3))), r"\sqrt[3]{X_{12} + F_{21}}", "(X₁₂ + F₂₁)^(1/3)"),
    (Power(Number(Fraction(1, 2)), Number(2)), r"\left(\frac{1}{2}\right)^{2}", "(1/2)²"),
    (Power(Power(Number(4), Number(2)), Number(2)), "(4^{2})^{2}", "(4²)²"),
    (Apply("exp", (X,)), r"\exp(X_{12})", "exp(X₁₂)"),
    (Floor(Quotient(K, Number(2))), r"\left\lfloor \frac{k}{2} \right\rfloor", "⌊k/2⌋"),
    (Sum(X, (Range(K, Number(1), M),)), r"\sum_{k=1}^{M} X_{12}", "Σ{k=1..M} X₁₂"),
    (
        Sum(X, (Range(K, Number(1), M),), (Condition(K, Relation.UNEQUAL, Number(2)),)),
        r"\sum_{\substack{1 \leq k \leq M \\ k \neq 2}} X_{12}",
        "Σ{k=1..M, k ≠ 2} X₁₂",
    ),
    (Sum(X, (Range(K), Range(M))), r"\sum_{k, M} X_{12}", "Σ{k, M} X₁₂"),
    (Equation(X, Number(0)), "X_{12} = 0", "X₁₂ = 0"),
    (Transpose(Entry("X", (), 2)), r"(X^{(2)})^{\mathsf{T}}", "(X⁽²⁾)ᵀ"),
    (Assignment(X, Number(0)), r"X_{12} \leftarrow 0", "X₁₂ ← 0"),
    (Approximation(X, Rounded("-1.5e-7")), r"X_{12} \approx -1.5 \cdot 10^{-7}", "X₁₂ ≈ −1.5·10⁻⁷"),
    (Renewed(X), r"\mathrm{new}\,X_{12}", "new X₁₂"),
    (Entry("X", (1, 2), 3), "X_{12}^{(3)}", "X₁₂⁽³⁾"),
    (
        Grid((2, 2), (X, F, L, K)),
        r"\left[\begin{array}{*{2}{c}} X_{12} & F_{21} \\ L & k \end{array}\right]",
        "[[X₁₂ F₂₁] [L k]]",
    ),
    (
        Grid((2, 1, 1), (L, K)),
        r"\left(\left[\begin{array}{*{1}{c}} L \end{array}\right],\; "
        r"\left[\begin{array}{*{1}{c}} k \end{array}\right]\right)",
        "[[[L]] [[k]]]",
    ),
    (Correlate(X, F, (1, 1), (1, 1)), r"X_{12} \star F_{21}", "X₁₂ ⋆ F₂₁"),
    (
        CorrelatePairs(X, F, (2, 1), (3, 3)),
        r"X_{12} \mathbin{\star_{\text{stride}\,2\times 1,\,\text{dilation}\,3}} F_{21}",
        "X₁₂ ⋆[stride 2×1, dilation 3] F₂₁",
    ),
    (
        Pad(X, ((1, 0), (-1, 2))),
        r"\operatorname{pad}_{1:0\times -1:2}\left(X_{12}\right)",
        "pad[1:0×−1:2](X₁₂)",
    ),
    (
        Fold(X, ((1, 1),), "reflect"),
        r"\operatorname{fold}_{1}^{\mathrm{reflect}}\left(X_{12}\right)",
        "fold[1, reflect](X₁₂)",
    ),
    (Spread(X, (2, 2)), r"\operatorname{spread}_{2}\left(X_{12}\right)", "spread[2](X₁₂)"),
    (Rot180(X, 2), r"\operatorname{rot}_{180}\left(X_{12}\right)", "rot180(X₁₂)"),
    (SwapChannels(X, 1), r"\operatorname{swap}\left(X_{12}\right)", "swap(X₁₂)"),
    (
        KeepFirst(X, (2, 3)),
        r"\operatorname{first}_{2\times 3}\left(X_{12}\right)",
        "first[2×3](X₁₂)",
    ),
    (
        Indicator((Condition(X, Relation.GREATER, F), Condition(X, Relation.AT_LEAST, K))),
        r"\mathbf{1}\left[X_{12} > F_{21},\; X_{12} \geq k\right]",
        "1[X₁₂ > F₂₁, X₁₂ ≥ k]",
    ),
    (
        Cases((Case(X, Condition(X, Relation.AT_MOST, Number(0))), Case(Number(0)))),
        r"\begin{cases} X_{12} & \text{if } X_{12} \leq 0 \\ 0 & \text{otherwise} \end{cases}",
        "{X₁₂ if X₁₂ ≤ 0; 0 otherwise}",
    ),
    (Transpose(X), r"X_{12}^{\mathsf{T}}", "X₁₂ᵀ"),
    (
        Transpose(DLDF),
        r"\left(\frac{\partial L}{\partial F_{21}}\right)^{\mathsf{T}}",
        "(∂L/∂F₂₁)ᵀ",
    ),
    (MatrixProduct(X, Transpose(F)), r"X_{12} \, F_{21}^{\mathsf{T}}", "X₁₂ F₂₁ᵀ"),
    (MatrixProduct(Add((X, F)), L), r"(X_{12} + F_{21}) \, L", "(X₁₂ + F₂₁) L"),
    (
        Filled(Number(Fraction(1, 4)), (1, 1, 2, 3)),
        r"\frac{1}{4} \cdot \mathbf{1}_{2\times 3}",
        "1/4·1[2×3]",
    ),
    (
        Reshape(X, (2, 2, 3)),
        r"\operatorname{reshape}_{2\times 2\times 3}\left(X_{12}\right)",
        "reshape[2×2×3](X₁₂)",
    ),
    (Apply(r"\sigma", (X,)), r"\sigma(X_{12})", "σ(X₁₂)"),
    (Power(Apply("exp", (X,)), Number(2)), r"\exp(X_{12})^{2}", "exp(X₁₂)²"),
    (Quotient(X, Power(L, Number(2))), r"\frac{X_{12}}{L^{2}}", "X₁₂/L²"),
    (
        Entrywise((X, Add((F, L)), DLDF)),
        r"X_{12} \odot (F_{21} + L) \odot \frac{\partial L}{\partial F_{21}}",
        "X₁₂ ⊙ (F₂₁ + L) ⊙ ∂L/∂F₂₁",
    ),
    (
        SumAlong(X, 1),
        r"\operatorname{sum}_{\text{axis }1}\left(X_{12}\right)",
        "sum[axis 1](X₁₂)",
    ),
    (SumPositions(X, 2), r"\operatorname{sum}\left(X_{12}\right)", "sum(X₁₂)"),
    (
        Within(Number(0), Quotient(Add((K, Number(-1))), M), M),
        r"0 \leq (k - 1)/M \leq M",
        "0 ≤ (k − 1)/M ≤ M",
    ),
    (
        ForEvery(Condition(K, Relation.AT_MOST, M), (Range(K, Number(0), Number(3)),)),
        r"k \leq M \text{ for all } 0 \leq k \leq 3",
        "k ≤ M for all k=0..3",
    ),
    (
        Maximum(X, (Range(K, Number(1), M),)),
        r"\max_{\substack{1 \leq k \leq M}} X_{12}",
        "max{k=1..M} X₁₂",
    ),
    (
        Partial(Add((X, F)), X),
        r"\frac{\partial}{\partial X_{12}} (X_{12} + F_{21})",
        "∂/∂X₁₂ (X₁₂ + F₂₁)",
    ),
    (
        Entry("X", (Add((Product((Name("s"), K)), Product((Number(-1), Name(r"\alpha"), M)))),)),
        r"X_{sk-\alpha M}",
        "X[s·k−α·M]",
    ),
    (Entry("G", (Quotient(Add((K, Number(1))), Name("s")),)), "G_{(k+1)/s}", "G[(k+1)/s]"),
]


@pytest.mark.parametrize(("formula", "latex", "text"), CASES)
def test_formula(formula: Formula, latex: str, text: str) -> None:
    assert LatexPrinter(Notation()).write(formula) == latex
    assert TextPrinter(Notation()).write(formula) == text


def test_every_node_has_a_rule_in_every_printer_and_a_case_here() -> None:
    exported = [getattr(formulas, name) for name in formulas.__all__]
    kinds = {kind for kind in exported if isinstance(kind, type) and issubclass(kind, Formula)}
    kinds -= {Formula}
    special = {Chain, Link, Held, Decimal, Rounded, Approximation, Variant}
    stacked = {StackedSum, StackedApply}
    read = {
        kind
        for kind in vars(written).values()
        if isinstance(kind, type) and issubclass(kind, Formula)
    } - {Formula}
    assert set(TextPrinter.rules) == kinds | special | read
    assert set(LatexPrinter.rules) == kinds | special | stacked | read
    assert set(TypstPrinter.rules) == set(LatexPrinter.rules)
    assert set(MathmlPrinter.rules) == kinds | special | stacked
    covered = {type(formula) for formula, _, _ in CASES}
    assert kinds - covered == {Range, Condition, Case, Name}  # these stand inside the others


@pytest.mark.parametrize(
    ("sign", "latex", "text"),
    [
        ("", "X_{12} F_{21}", "X₁₂·F₂₁"),
        ("*", "X_{12} * F_{21}", "X₁₂ * F₂₁"),
        (r"\times", r"X_{12} \times F_{21}", "X₁₂ × F₂₁"),
        (r"\cdot", r"X_{12} \cdot F_{21}", "X₁₂ · F₂₁"),
        ("times", r"X_{12} \times F_{21}", "X₁₂ × F₂₁"),
    ],
)
def test_product_signs(sign: str, latex: str, text: str) -> None:
    notation = Notation(product=sign)
    assert LatexPrinter(notation).write(Product((X, F))) == latex
    assert TextPrinter(notation).write(Product((X, F))) == text


def test_comma_indices() -> None:
    notation = Notation(index="comma")
    assert LatexPrinter(notation).write(Entry("X", (1, 12))) == "X_{1,12}"
    assert TextPrinter(notation).write(Entry("X", (1, 12))) == "X[1,12]"
