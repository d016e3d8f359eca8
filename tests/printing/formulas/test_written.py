"""What only readers give, as it is shown."""

import pytest

from symconv.formulas import Add, Entry, Name, Product
from symconv.formulas.written import (
    Best,
    Bundle,
    Ceiling,
    Differential,
    Ellipsis,
    Labelled,
    Marked,
    Matrix,
    Operation,
    Relate,
    Words,
)  # fmt: skip
from symconv.notation import Notation
from symconv.printing.formulas import LatexPrinter, TextPrinter

A, B, C = Name("a"), Name("b"), Name("c")
CASES = [
    (Operation("*", Add((A, B)), C), r"(a + b) \ast c", "(a + b) * c"),
    (Operation("⊙", A, Operation("⋆", B, C)), r"a \odot (b \star c)", "a ⊙ (b ⋆ c)"),
    (Product((Operation("⋆", A, B), C)), r"(a \star b) c", "(a ⋆ b)·c"),
    (Differential(Entry("X", (1, 2))), "dX_{12}", "dX₁₂"),
    (Differential(A, "∂"), r"\partial a", "∂a"),
    (Marked(A, above=(Name("T"),)), "a^{T}", "a^{T}"),
    (Marked(Operation("*", A, B), below=(C,)), r"(a \ast b)_{c}", "(a * b)_{c}"),
    (Add((A, Ellipsis(), B)), r"a + \ldots + b", "a + … + b"),
    (Words("if x_1 & y"), r"\text{if x\_1 \& y}", "if x_1 & y"),
    (
        Matrix.of_rows(((A, B), (B, C))),
        r"\begin{bmatrix} a & b \\ b & c \end{bmatrix}",
        "[a, b; b, c]",
    ),
    (Bundle((A, B), "[)"), "[a, b)", "[a, b)"),
    (Bundle((A,), "{}"), r"\{a\}", "{a}"),
    (Ceiling(A), r"\left\lceil a \right\rceil", "⌈a⌉"),
    (Labelled(Add((A, B)), C), r"\underbrace{a + b}_{c}", "(a + b) [c]"),
    (Best("argmax", A, (B,)), r"\operatorname{argmax}_{b} a", "argmax_{b} a"),
    (Relate(A, "∈", B), r"a \in b", "a ∈ b"),
    (Entry("x", (Operation("*", A, B), 2)), r"x_{a \ast b, 2}", "x[a*b,2]"),
]


@pytest.mark.parametrize(("formula", "latex", "text"), CASES)
def test_written(formula, latex, text):
    assert LatexPrinter(Notation()).write(formula) == latex
    assert TextPrinter(Notation()).write(formula) == text
