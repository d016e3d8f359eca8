"""Formulas in typst's mathematics, which typst itself has to take."""

from __future__ import annotations

from pathlib import Path

import pytest

from symconv.formulas import Add, Entry, Formula, Name, Number, Product, Quotient
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
)
from symconv.notation import Notation
from symconv.printing.formulas import TypstPrinter
from symconv.printing.formulas.typst_elements import letter_to_typst
from symconv.printing.lines import Factor, Mark, Terms
from symconv.printing.stacked import StackedApply, StackedSum
from tests.printing.formulas.test_formulas import CASES, DLDF, F, K, L, X
from tests.typst_pages import compiled, page_count, text_of

HOSTILE = '"] #read("/etc/passwd") $ \\ {'
WRITTEN: list[tuple[Formula, str]] = [
    (Operation("*", X, Operation("⊙", F, L)), "X_(12) ∗ (F_(21) ⊙ L)"),
    (Relate(X, "∈", K), "X_(12) ∈ k"),
    (Differential(X), "d X_(12)"),
    (Differential(X, "∂"), "∂ X_(12)"),
    (Marked(X, (K, L), (Name("j"),)), r"lr(X_(12))_(j)^(k\, L)"),
    (Bundle((K, L), "[)"), r"\[ k\, L \)"),
    (Matrix.of_rows([(X, K), (L,)]), 'mat(delim: "[", X_(12), k; L)'),
    (Labelled(X, Words("input")), 'underbrace(X_(12), "input")'),
    (Best("argmax", X, (K,)), 'op("argmax", limits: #true)_(k) X_(12)'),
    (Ellipsis(), "…"),
    (Ceiling(X), "lr(⌈ X_(12) ⌉)"),
    (Words(HOSTILE), '"\\"] #read(\\"/etc/passwd\\") $ \\\\ {"'),
    (StackedSum((X, Product((Number(-1), F)), L), 1), ""),
    (StackedApply("max", (X, F, L), 2), ""),
]


@pytest.mark.parametrize(("formula", "text"), [(f, t) for f, t in WRITTEN if t])
def test_what_people_write(formula: Formula, text: str) -> None:
    assert TypstPrinter(Notation()).write(formula) == text


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (DLDF, "frac(∂ L, ∂ F_(21))"),
        (Entry("X", (1, 2), 3), "X_(12)^((3))"),
        (Entry("X", (), None, (K, 3)), r"X (k\, 3)"),
        (Entry("F", (Add((K, Number(-1))), Name("j"))), r"F_(k - 1\, thin j)"),
        (Entry("G", (Quotient(Name("i"), Name("s")),)), r"G_(i\/s)"),
        (Product((Number(2), Number(3))), "2 ⋅ 3"),
        (Add((X, Product((Number(-1), F)))), "X_(12) - F_(21)"),
    ],
)
def test_formula(formula: Formula, text: str) -> None:
    assert TypstPrinter(Notation()).write(formula) == text


def test_letters_are_no_names_of_functions() -> None:
    assert letter_to_typst("sum") == '"sum"'
    assert letter_to_typst(r"\mathbf{X}") == "upright(bold(X))"
    assert letter_to_typst(r"\vec{\delta}'") == "arrow(δ)'"


def test_a_line_that_goes_on_keeps_its_signs_apart() -> None:
    parts = (Mark.PLUS, Terms((X, F)), Mark.TIMES, Factor(Add((K, L))), Mark.CLOSE)
    text = TypstPrinter(Notation()).parts(parts)
    assert text.startswith("+ med X_(12) + F_(21) (k + L)")
    assert text.endswith('class("closing", #text(size: 1.5em, sym.paren.r))')


@pytest.mark.parametrize("sign", ["", "*", r"\times"])
def test_typst_takes_every_formula(sign: str, tmp_path: Path) -> None:
    printer = TypstPrinter(Notation(product=sign))
    formulas = [*(formula for formula, _, _ in CASES), *(formula for formula, _ in WRITTEN)]
    rows = [f"{number}: $ {printer.write(formula)} $" for number, formula in enumerate(formulas)]
    pdf = compiled("\n\n".join([*rows, "last"]), tmp_path)
    text = text_of(pdf)
    assert "last" in text
    assert HOSTILE.replace(" ", "") in text.replace(" ", "").replace("”", '"').replace("“", '"')
    assert "root:" not in text
    assert page_count(pdf) > 2
