"""The comparison printed: two columns, marks, words, in every format."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import symconv
from symconv import ConvSpec
from symconv.derivation.comparison import compare
from symconv.documents import Columns, ColumnsRow
from symconv.formulas import Entry, Equation, Product
from symconv.notation import Notation
from symconv.printing.breaking import Breaker, fits_beside
from symconv.printing.formulas import TextPrinter
from symconv.printing.measure import PlainMeasure
from tests.latex_pages import lines_too_wide

SMALL = ConvSpec((2, 4), (1, 3), bias=True)
LAYERS = {
    "small": (SMALL, "matrix"),
    "no change": (ConvSpec((3, 4), 1, in_channels=2), "slides"),
    "chapter": (ConvSpec((4, 5), (3, 2), padding=1), "chapter"),
    "slides": (ConvSpec((3, 3), (2, 2), 2, 1), "slides"),
    "blog": (ConvSpec((3, 4), (2, 2), bias=True), "blog"),
    "sums of filter entries": (
        ConvSpec((2, 3), (3, 2), padding=2, padding_mode="circular"), "matrix"
    ),
    "all options": (
        ConvSpec(
            (5, 6), (3, 2), 2, 2, 2, stride=2, dilation=(1, 2), padding=((1, 2), (0, 1)),
            padding_mode="reflect", bias=True,
        ),
        "matrix",
    ),
    "letters": (ConvSpec(12, 3, stride=2), r"input=\hat{x};filter=weight;output=y_1"),
    "rank 3": (ConvSpec((2, 3, 4), (2, 1, 3), 1, 2), "matrix;upstream=delta"),
}  # fmt: skip


def test_text_by_eye() -> None:
    lines = compare(SMALL).to_text().splitlines()
    for line in (
        "2-D, 1 channel, 2×4; 1 filter 1×3, bias; output 1×2×2",
        "    correlation                                       convolution",
        "≠   O₁₁ = X₁₁·F₁₁ + X₁₂·F₁₂ + X₁₃·F₁₃ + B             "
        "O₁₁ = X₁₃·F₁₁ + X₁₂·F₁₂ + X₁₁·F₁₃ + B",
        "≠   correlation  O = X ⋆ F + B",
        "    convolution  O = X ⋆ rot180(F) + B",
        "  O_conv(X, F, B) = O_corr(X, rot180(F), B)",
        "≠   ∂L/∂F₁₁ = ∂L/∂O₁₁·X₁₁ + ∂L/∂O₁₂·X₁₂               ∂L/∂F₁₁ = ∂L/∂O₁₁·X₁₃ + ∂L/∂O₁₂·X₁₄",
        "            + ∂L/∂O₂₁·X₂₁ + ∂L/∂O₂₂·X₂₂                       + ∂L/∂O₂₁·X₂₃ + ∂L/∂O₂₂·X₂₄",
        "    ∂L/∂F₁₂ = ∂L/∂O₁₁·X₁₂ + ∂L/∂O₁₂·X₁₃               ∂L/∂F₁₂ = ∂L/∂O₁₁·X₁₂ + ∂L/∂O₁₂·X₁₃",
        "    convolution  ∂L/∂F = rot180(X ⋆ ∂L/∂O)",
        "  (∂L/∂F)_conv(∂L/∂O, X) = rot180((∂L/∂F)_corr(∂L/∂O, X))",
        "≠   ∂L/∂X₁₁ = ∂L/∂O₁₁·F₁₁                             ∂L/∂X₁₁ = ∂L/∂O₁₁·F₁₃",
        "≠   correlation  ∂L/∂X = pad[0×2](∂L/∂O) ⋆ rot180(F)",
        "    convolution  ∂L/∂X = pad[0×2](∂L/∂O) ⋆ F",
        "  (∂L/∂X)_conv(∂L/∂O, F) = (∂L/∂X)_corr(∂L/∂O, rot180(F))",
        "  (∂L/∂B)_conv(∂L/∂O) = (∂L/∂B)_corr(∂L/∂O)",
        "the same sums, flipped. The entry in the middle is its own opposite. "
        "2 of 3 entries differ.",
        "- Changed: O, ∂L/∂F and ∂L/∂X.",
        "- Unchanged: ∂L/∂B; the shape of every array, and the number of products (12).",
    ):
        assert line in lines, line
    assert (
        lines.count("What the flip does: Proved: equal in every one of 4 entries, as polynomials.")
        == 1
    )


def test_marks_are_where_entries_differ() -> None:
    comparison = compare(SMALL)
    for part, title in zip(comparison.parts, ("Output", "filter", "input", "bias"), strict=True):
        text = comparison.to_text(roles=[part.role])
        entries = text.split(title, 1)[1].split("Closed forms")[0].splitlines()[4:]
        starts = [line[:1] for line in entries if " = " in line and "correlation  " not in line]
        assert starts == ["≠" if entry.differs else " " for entry in part.entries]


@pytest.mark.parametrize("name", LAYERS)
def test_lines_of_text_fit(name: str) -> None:
    comparison = compare(*LAYERS[name])
    lines = comparison.to_text().splitlines()
    assert all(line == line.rstrip() for line in lines)
    wide = [line for line in lines[3:] if len(line) > 100]
    assert all(
        "convolution  " in line or "correlation  " in line or "_conv" in line for line in wide
    )


def test_wide_equations_stand_below_each_other() -> None:
    lines = compare(*LAYERS["letters"]).to_text().splitlines()
    first = next(
        at for at, line in enumerate(lines) if line.startswith("≠   correlation  ∂L/∂weight")
    )
    assert lines[first + 1].startswith(" " * 8)
    assert any(line.startswith("    convolution  ∂L/∂weight[1]") for line in lines[first + 2 :])


def test_parts_are_chosen() -> None:
    comparison = compare(SMALL)
    whole = comparison.to_text()
    for role, title in (("filter", "Gradient of the filter F"), ("bias", "Gradient of the bias B")):
        text = comparison.to_text(roles={role})
        assert re.findall("^(?:Output|Gradient).*", text, re.MULTILINE) == [title]
        assert "Changed: O, ∂L/∂F and ∂L/∂X." in text
        assert set(text.splitlines()) < set(whole.splitlines())
    assert len(json.loads(comparison.to_json(roles=["output", "input"]))["parts"]) == 2


def test_json_holds_both_sides_of_every_entry() -> None:
    comparison = compare(SMALL)
    data = json.loads(comparison.to_json())
    assert data["spec"] == repr(SMALL)
    assert data["proved"] is True
    assert data["differing"]["filter"] == [[0, 0, 0, 0], [0, 0, 0, 2]]
    assert data["notation"]["filter"] == "F"
    for part, printed in zip(comparison.parts, data["parts"], strict=True):
        assert printed["role"] == part.role
        assert printed["claim"]["formula"]["left"]["node"] == "Variant"
        assert [entry["differs"] for entry in printed["entries"]] == [
            entry.differs for entry in part.entries
        ]
        for entry in printed["entries"]:
            assert entry["correlation"]["formula"]["node"] == "Equation"
    entry = data["parts"][1]["entries"][0]
    assert entry["index"] == [0, 0, 0, 0]
    assert entry["convolution"]["latex"].endswith(r"\frac{\partial L}{\partial O_{22}} X_{24}")


def test_markdown_has_tables_of_both() -> None:
    text = compare(SMALL).to_markdown()
    assert text.startswith("# Correlation and convolution with the same filter\n\n2-D, 1 channel")
    assert text.count(r"\begin{array}{c|l|l}") == 4
    assert r" & \text{correlation} & \text{convolution} \\[6pt]" in text
    assert text.count("$$") % 2 == 0
    row = next(
        line for line in text.splitlines() if line.startswith(r"\neq & \begin{aligned} O_{11}")
    )
    left, right = row.split(r"\end{aligned} & \begin{aligned}")
    assert r"X_{11} F_{11} + X_{12} F_{12}" in left
    assert r"X_{13} F_{11} + X_{12} F_{12}" in right


@pytest.mark.parametrize("name", LAYERS)
def test_latex_compiles(name: str, tmp_path: Path) -> None:
    assert lines_too_wide(compare(*LAYERS[name]).to_latex(standalone=True), tmp_path) == []


def test_fragment_is_the_body_of_the_document() -> None:
    comparison = compare(SMALL)
    fragment, document = comparison.to_latex(), comparison.to_latex(standalone=True)
    assert fragment in document
    assert r"\documentclass" not in fragment
    assert document.rstrip().endswith(r"\end{document}")
    assert fragment.isascii()


def test_columns_need_room_for_two_terms() -> None:
    entry, product = Entry("X", (1, 1)), Product((Entry("X", (1, 1)), Entry("F", (1, 1))))
    short = Equation(entry, product)
    long = compare(ConvSpec(9, 9)).parts[0].entries[0].correlation
    breaker = Breaker(PlainMeasure(TextPrinter(Notation())), 100, stacks=False)
    one = Columns(("a",), (ColumnsRow((short,)),))
    two = Columns(("a",), (ColumnsRow((short,)), ColumnsRow((long,))))
    assert breaker.terms_in_columns(one, len("X₁₁ = X₁₁·F₁₁")) == 1
    assert breaker.terms_in_columns(one, 9) == 0
    assert fits_beside(one, 1)
    assert not fits_beside(one, 0)
    assert not fits_beside(two, 1)
    assert fits_beside(two, 2)


def test_the_same_bytes_under_any_hash_seed() -> None:
    code = (
        "from symconv import ConvSpec, compare; c = compare(ConvSpec((3, 4), (2, 2), bias=True));"
        "print(c.to_text(), c.to_latex(), c.to_markdown(), c.to_json())"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(printed) == 1


def test_the_public_names() -> None:
    comparison = symconv.compare(SMALL)
    assert isinstance(comparison, symconv.Comparison)
    assert comparison.correlation.spec == SMALL
    assert comparison.convolution.spec.flip_filter
    assert comparison.correlation.grad_filter != comparison.convolution.grad_filter
