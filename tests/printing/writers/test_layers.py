"""Whole derivations in every format."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import symconv
from symconv import ConvSpec, Notation
from symconv.derivation import StepKind
from symconv.derivation.selection import select_entries
from symconv.printing.writers.latex import escape_latex
from symconv.printing.writers.markdown import escape_markdown
from tests.latex_pages import lines_too_wide
from tests.plain import in_one_line

SMALL = ConvSpec((3, 4), (2, 2), bias=True)
ALL_OPTIONS = ConvSpec(
    (5, 6), (3, 2), 4, 2, 2, stride=(2, 1), dilation=(1, 2), padding=((1, 0), (2, 1)),
    padding_mode="reflect", bias=True, flip_filter=True,
)  # fmt: skip
LETTERS = Notation("a", "weight", r"\beta", "y", "J")
LAYERS = {
    "small": (SMALL, "matrix"),
    "chapter": (ConvSpec((5, 5), (3, 3), stride=2), "chapter"),
    "slides": (ConvSpec((4, 4), (2, 2), padding=1, bias=True), "slides"),
    "all options": (ALL_OPTIONS, "blog"),
    "two digits": (ConvSpec((2, 11), (1, 3), stride=(1, 4)), "matrix"),
    "rank 1": (ConvSpec((7,), (3,), stride=3, padding=((1, 2),)), "matrix"),
    "rank 3": (ConvSpec((3, 4, 2), (2, 3, 1), bias=True), LETTERS),
    "zero gradients": (ConvSpec((5, 7), (1, 2), stride=3), r"matrix;output=\hat{y};upstream=delta"),
}  # fmt: skip

STEPS_OF_A_GRADIENT = [
    StepKind.LOCAL, StepKind.CHAIN_RULE, StepKind.EXPANDED, StepKind.SUBSTITUTED,
    StepKind.MATRIX, StepKind.CLOSED,
]  # fmt: skip


def test_steps_in_the_order_of_the_slides() -> None:
    kinds = [(step.role, step.kind) for step in symconv.derive(SMALL).steps]
    expected = [(None, StepKind.FORWARD)]
    for role in ("filter", "input", "bias"):
        expected += [
            (role, kind)
            for kind in STEPS_OF_A_GRADIENT
            if (role, kind) != ("bias", StepKind.MATRIX)
        ]
    assert kinds == expected


@pytest.mark.parametrize("name", LAYERS)
def test_latex_compiles(name: str, tmp_path: Path) -> None:
    spec, notation = LAYERS[name]
    page = symconv.derive(spec, notation).to_latex(standalone=True, entries="all")
    assert max(lines_too_wide(page, tmp_path), default=0) < 30


def test_fragment_is_the_body_of_the_document() -> None:
    d = symconv.derive(SMALL)
    fragment, document = d.to_latex(), d.to_latex(standalone=True)
    assert fragment in document
    assert r"\documentclass" not in fragment
    assert document.rstrip().endswith(r"\end{document}")


def test_text_by_eye() -> None:
    text = symconv.derive(ConvSpec((2, 3), (1, 2), bias=True)).to_text()
    lines = text.splitlines()
    for line in (
        "  O₁₁ = X₁₁·F₁₁ + X₁₂·F₁₂ + B",
        "  ∂O₂₂/∂F₁₁ = X₂₂   ∂O₂₂/∂F₁₂ = X₂₃",
        "  ∂L/∂F_i = Σ{k=1..M} ∂L/∂O_k·∂O_k/∂F_i",
        "  ∂L/∂X₁₂ = ∂L/∂O₁₁·∂O₁₁/∂X₁₂ + ∂L/∂O₁₂·∂O₁₂/∂X₁₂",
        "  ∂L/∂X₁₂ = ∂L/∂O₁₁·F₁₂ + ∂L/∂O₁₂·F₁₁",
        "  ∂L/∂B = ∂L/∂O₁₁ + ∂L/∂O₁₂ + ∂L/∂O₂₁ + ∂L/∂O₂₂",
        "  [ ∂L/∂X₁₁  ∂L/∂X₁₂  ∂L/∂X₁₃ ] = [ 0  ∂L/∂O₁₁  ∂L/∂O₁₂  0 ] ⋆ [ F₁₂  F₁₁ ]",
        "  [ ∂L/∂X₂₁  ∂L/∂X₂₂  ∂L/∂X₂₃ ]   [ 0  ∂L/∂O₂₁  ∂L/∂O₂₂  0 ]",
        "  ∂L/∂X = pad[0×1](∂L/∂O) ⋆ rot180(F)",
        "  ∂L/∂B = Σ{k=1..M} ∂L/∂O_k·∂O_k/∂B",
        "  ∂L/∂B = sum(∂L/∂O)",
    ):
        assert line in lines
    assert "Proved for F: equal in every one of 2 entries, as polynomials." in text


def test_zero_gradients_are_printed_as_zero() -> None:
    text = symconv.derive(ConvSpec((5,), (1,), stride=3)).to_text()
    assert text.splitlines().count("  ∂L/∂X₂ = 0") == 2


def test_delta_stands_for_the_output_gradient() -> None:
    latex = symconv.derive(SMALL, "matrix;upstream=delta").to_latex()
    assert r"\frac{\partial L}{\partial F_{11}} &= \delta_{11} X_{11} + \delta_{12} X_{12}" in latex
    assert r"\frac{\partial L}{\partial O_{" not in latex


def test_factor_order() -> None:
    steps = {
        step.kind: step for step in symconv.derive(SMALL, "matrix;factor_order=local-first").steps
    }
    text = symconv.derive(SMALL, "matrix;factor_order=local-first").to_text()
    assert "O₁₁ = F₁₁·X₁₁ + F₁₂·X₁₂" in text
    assert "∂L/∂X₁₁ = F₁₁·∂L/∂O₁₁" in text
    assert steps[StepKind.CHAIN_RULE].equations


def test_json_holds_every_equation() -> None:
    d = symconv.derive(SMALL)
    data = json.loads(d.to_json())
    assert data["spec"] == repr(SMALL)
    assert data["terms"] == SMALL.terms
    assert data["notation"]["input"] == "X"
    assert [form["proved"] for form in data["closed_forms"]] == [True] * 3
    assert [step["kind"] for step in data["steps"]] == [step.kind for step in d.steps]
    for step, printed in zip(d.steps, data["steps"], strict=True):
        assert len(step.equations) == len(printed["equations"])
    first = data["steps"][0]["equations"][0]
    assert first["latex"].startswith("O_{11} = X_{11} F_{11} + ")
    assert first["formula"]["left"] == {
        "node": "Entry", "letter": "O", "indices": [1, 1], "superscript": None, "arguments": [],
    }  # fmt: skip
    assert first["formula"]["right"]["node"] == "Add"


def test_markdown_fences_are_balanced_and_hold_the_same_equations() -> None:
    d = symconv.derive(SMALL)
    markdown = d.to_markdown()
    assert markdown.startswith("# Derivation of")
    assert markdown.count("$$") == 2 * markdown.count(r"\begin{aligned}") > 0
    latex_rows = {
        row.removesuffix(r" \\")
        for row in d.to_latex().splitlines()
        if " &= " in row and "array" not in row
    }
    markdown_rows = {row.removesuffix(r" \\") for row in markdown.splitlines()}
    assert latex_rows <= markdown_rows


def test_plain_text_is_escaped() -> None:
    assert escape_latex(r"\input{a_b} 50% $x$") == (r"\textbackslash{}input\{a\_b\} 50\% \$x\$")
    assert escape_markdown("*a* <b> $x$") == r"\*a\* \<b\> \$x\$"


def test_output_does_not_depend_on_the_hash_seed() -> None:
    program = (
        "import symconv\n"
        "d = symconv.derive(symconv.ConvSpec((3, 4), 2, 2, 2, padding_mode='reflect', padding=1))\n"
        "import hashlib\n"
        "text = d.to_latex() + d.to_json() + d.to_text() + d.to_markdown() + d.to_html()\n"
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(digests) == 1


def test_output_does_not_depend_on_what_was_derived_before() -> None:
    first = symconv.derive(SMALL).to_latex()
    symconv.derive(ALL_OPTIONS, "blog").to_latex()
    assert symconv.derive(SMALL).to_latex() == first


def test_terms_with_a_common_factor_are_collected() -> None:
    text = symconv.derive(ConvSpec((3,), (2,), padding=1, padding_mode="replicate")).to_text()
    collected = text.split("Terms collected")[1].split("\n\n")[0].splitlines()[1:]
    assert collected == [
        "  ∂L/∂F₁ = (∂L/∂O₁ + ∂L/∂O₂)·X₁ + ∂L/∂O₃·X₂ + ∂L/∂O₄·X₃",
        "  ∂L/∂F₂ = ∂L/∂O₁·X₁ + ∂L/∂O₂·X₂ + (∂L/∂O₃ + ∂L/∂O₄)·X₃",
    ]
    assert "Terms collected" not in symconv.derive(SMALL).to_text()


def test_groups_are_told() -> None:
    grouped = in_one_line(symconv.derive(ConvSpec((3, 4), (2, 2), 2, 2, groups=2)).to_text())
    assert grouped.count("within each of 2 groups of channels") == 2
    assert "groups" not in symconv.derive(ConvSpec((3, 4), (2, 2), 2, 2)).to_text()


def test_delta_is_introduced() -> None:
    assert "Here δ is ∂L/∂O." in symconv.derive(SMALL, "matrix;upstream=delta").to_text()
    assert "δ" not in symconv.derive(SMALL).to_text()


@pytest.mark.parametrize("entry", ["F[1,2]", "F[1, 2]", "B", "O[2,3]"])
def test_entries_are_selected(entry: str) -> None:
    steps = select_entries(symconv.derive(SMALL).steps, [entry])
    assert steps
    assert all(step.note == () for step in steps)


def test_letters_are_selected_as_they_are_written_or_shown() -> None:
    steps = symconv.derive(SMALL, r"matrix;input=\delta;output=\hat{y}").steps
    assert select_entries(steps, [r"\delta[1,1]"]) == select_entries(steps, ["δ[1,1]"]) != ()
    assert select_entries(steps, [r"\hat{y}[1,1]"]) != ()


@pytest.mark.parametrize("entry", ["F[1 2]", "F[", "F[1,]", "F[" + "9" * 5000 + "]", "", "F[-1]"])
def test_what_is_no_entry_is_refused(entry: str) -> None:
    with pytest.raises(symconv.NotationError, match="is not a letter with indices"):
        select_entries(symconv.derive(SMALL).steps, [entry])
