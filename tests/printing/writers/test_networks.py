"""A network's derivation as a document."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

import symconv
from symconv.formulas import Add, Entry, Equation, Product
from symconv.printing.breaking import Breaker
from symconv.printing.lines import Factor, Mark, Terms
from symconv.printing.measure import TypesetMeasure
from symconv.roles import Role
from symconv.specs.network import NetworkSpec, layer
from tests.derivation.networks import NETWORKS
from tests.latex_pages import lines_too_wide
from tests.plain import in_one_line

TWO_LAYERS = NetworkSpec((1, 3, 4), [
    layer("conv", filter_size=2, bias=True),
    layer("activation", function="relu"),
    layer("flatten"),
    layer("dense", units=2, bias=True),
    layer("loss", function="squared_error"),
])  # fmt: skip
WIDE = NetworkSpec((1, 8), [
    layer("conv", filter_size=3, out_channels=2),
    layer("activation", function="sigmoid"),
    layer("conv", filter_size=3, out_channels=4),
    layer("activation", function="tanh"),
    layer("loss", function="cross_entropy"),
])  # fmt: skip


@cache
def derived(notation: str, wide: bool = False) -> symconv.NetworkDerivation:
    return symconv.derive(WIDE if wide else TWO_LAYERS, notation)


def titles(text: str) -> list[str]:
    """Give the titles that are underlined."""
    lines = text.splitlines()
    return [above for above, below in pairwise(lines) if set(below) == {"-"}]


def test_sections_go_forward_then_back_then_to_the_update() -> None:
    assert titles(derived("matrix").to_text()) == [
        "The network",
        "Layer 1 (conv1): forward",
        "Layer 2 (activation1): forward",
        "Layer 3 (flatten1): forward",
        "Layer 4 (dense1): forward",
        "Layer 5 (loss1): forward",
        "Layer 5 (loss1): gradient of the input O⁽²⁾",
        "Layer 4 (dense1): gradient of the weight W",
        "Layer 4 (dense1): gradient of the bias B⁽²⁾",
        "Layer 4 (dense1): gradient of the input X⃗",
        "Layer 3 (flatten1): gradient of the input X⁽¹⁾",
        "Layer 2 (activation1): gradient of the input O⁽¹⁾",
        "Layer 1 (conv1): gradient of the filter F",
        "Layer 1 (conv1): gradient of the bias B⁽¹⁾",
        "Update of the parameters",
    ]
    assert "Layer 2 (activation1): gradient of the input c¹, written δ¹" in titles(
        derived("blog").to_text()
    )


@pytest.mark.parametrize(
    ("notation", "lines"),
    [
        (
            "matrix",
            [
                "conv1: O⁽¹⁾ from X⁽⁰⁾, F and B⁽¹⁾: 2-D, 1 channel, 3×4; 1 filter 2×2, bias; "
                "output 1×2×3.",
                "  ∂L/∂F = ∂L/∂O⁽²⁾·∂O⁽²⁾/∂X⃗·∂X⃗/∂X⁽¹⁾·∂X⁽¹⁾/∂O⁽¹⁾·∂O⁽¹⁾/∂F",
                "  X₁₃⁽¹⁾ = relu(O₁₃⁽¹⁾)",
                "  X⃗₄ = X₂₁⁽¹⁾",
                "  L = (T₁ − O₁⁽²⁾)²/2 + (T₂ − O₂⁽²⁾)²/2",
                "  ∂L/∂O₂⁽²⁾ = O₂⁽²⁾ − T₂",
                "  ∂L/∂X₂₁⁽¹⁾ = ∂L/∂X⃗₄",
                "  ∂L/∂O₂₃⁽¹⁾ = ∂L/∂X₂₃⁽¹⁾·1[O₂₃⁽¹⁾ > 0]",
                "  F_i ← F_i − α·∂L/∂F_i",
            ],
        ),
        (
            "chapter",
            [
                "flatten1: a⁽¹⁾ as it is: input 1×2×3 (channels first); output 6.",
                "  ∂L/∂y\N{COMBINING CIRCUMFLEX ACCENT}₂ = y\N{COMBINING CIRCUMFLEX ACCENT}₂ − y₂",
                "  new b_i⁽²⁾ = b_i⁽²⁾ − α × ∂L/∂b_i⁽²⁾",
            ],
        ),
        (
            "blog",
            [
                "  δ² = ∂E/∂c²",
                "  δ¹(1,2) = 1[c¹(1,2) > 0] · (w₅,₀² · δ₀² + w₅,₁² · δ₁²)",
                "  ∂E/∂b¹ = δ¹(0,0) + δ¹(0,1) + δ¹(0,2) + δ¹(1,0) + δ¹(1,1) + δ¹(1,2)",
                "  w_i² ← w_i² − α · ∂E/∂w_i²",
            ],
        ),
    ],
)
def test_text_by_eye(notation: str, lines: list[str]) -> None:
    text = derived(notation).to_text().splitlines()
    for line in lines:
        assert line in text


@pytest.mark.parametrize("notation", ["blog", "matrix"])
def test_numbers_above_letters_are_told_from_the_headings(notation: str) -> None:
    d = derived(notation, wide=True)
    assert (
        "Numbers above letters: They are not powers: 0 belongs to the input, 1 to conv1 and "
        "activation1, 2 to conv2 and activation2. The headings count every layer by itself."
    ) in in_one_line(d.to_text())
    above = {at.name: at.notation.whole(Role.OUTPUT).superscript for at in d.placed[:-1]}
    assert above == {"conv1": 1, "activation1": 1, "conv2": 2, "activation2": 2}


def test_numbers_above_letters_are_explained_only_where_there_are_any() -> None:
    dense = NetworkSpec((3,), [layer("dense", units=2)])
    assert "Numbers above" not in symconv.derive(dense).to_text()
    assert "0 belongs to the input, 1 to dense1.\n" in symconv.derive(dense, "blog").to_text()


@pytest.mark.parametrize("notation", ["matrix", "slides", "chapter", "blog"])
@pytest.mark.parametrize(
    "network",
    [
        NetworkSpec((3,), [layer("dense", units=2, bias=True)]),
        NetworkSpec((3,), [layer("activation", function="relu")]),
        NetworkSpec((3,), [layer("loss", function="squared_error")]),
        NetworkSpec((3,), [layer("flatten")]),
        NetworkSpec((3,), [layer("activation"), layer("loss", function="cross_entropy")]),
    ],
    ids=str,
)
def test_chain_rules_of_small_networks_are_never_empty(network: NetworkSpec, notation: str) -> None:
    chains = [step for step in symconv.derive(network, notation).steps if "Chain" in step.title[0]]
    assert all(step.equations for step in chains)
    if network.parameter_shapes:
        assert any("Whole arrays stand for their entries" in step.note[0] for step in chains)


def test_a_softmax_of_an_array_with_its_own_letter_is_written_with_layer_numbers() -> None:
    network = NetworkSpec(
        (3,), [layer("activation", function="softmax"), layer("loss", function="squared_error")]
    )
    text = symconv.derive(network).to_text()
    for line in (
        "  S = Σ{k=1..3} exp(X_k⁽⁰⁾)",
        "  X_i⁽¹⁾ = exp(X_i⁽⁰⁾)/S",
        "  ∂X_i⁽¹⁾/∂X_i⁽⁰⁾ = (exp(X_i⁽⁰⁾)·S − exp(X_i⁽⁰⁾)²)/S²",
        "  ∂X_i⁽¹⁾/∂X_j⁽⁰⁾ = −X_i⁽¹⁾·X_j⁽¹⁾",
    ):
        assert line in text.splitlines()
    assert (
        "with ∂S/∂X_j⁽⁰⁾ = exp(X_j⁽⁰⁾); each result is then written with entries of X⁽¹⁾." in text
    )


def test_a_long_sum_in_a_product_is_broken_within_its_parentheses() -> None:
    text = derived("blog", wide=True).to_text()
    recursion = text.split("The recursion of δ¹")[1].split("\n\n")[0].splitlines()[1:]
    assert max(map(len, recursion)) < 100
    start = recursion.index(next(line for line in recursion if "δ₀¹(3) = " in line))
    product = recursion[start : start + 4]
    assert product[0].count("(") == product[0].count(")") + 1
    assert [line.strip()[0] for line in product[1:]] == ["+"] * 3
    assert product[3].endswith("w₀,₃²(0) · δ₃²(3))")
    latex = derived("blog", wide=True).to_latex()
    assert latex.count(r"\Bigl(") == latex.count(r"\Bigr)") > 0


def test_of_two_sums_in_a_product_the_longer_is_broken() -> None:
    letters = [Entry("X", (n,)) for n in range(9)]
    short, long = Add(tuple(letters[:2])), Add(tuple(letters))
    equation = Equation(Entry("F"), Product((short, long, letters[0])))
    measure = TypesetMeasure(symconv.Notation())
    assert len(list(Breaker(measure, 60).equation(equation, 9))) == 1
    lines = list(Breaker(measure, 34, stacks=False).equation(equation, 9))
    parts = [part for line in lines for part in line.parts]
    assert parts[:3] == [Factor(short), Mark.TIMES, Mark.OPEN]
    assert parts[-3:] == [Mark.CLOSE, Mark.TIMES, Factor(letters[0])]
    runs = [part.terms for part in parts if isinstance(part, Terms)]
    assert [term for run in runs for term in run] == letters
    assert max(map(len, runs)) - min(map(len, runs)) <= 1


def test_a_network_without_parameters_is_derived_down_to_its_input() -> None:
    network = NetworkSpec(
        (2, 2), [layer("activation", function="relu"), layer("loss", function="squared_error")]
    )
    text = symconv.derive(network).to_text()
    assert titles(text)[-1] == "Layer 1 (activation1): gradient of the input X⁽⁰⁾"
    assert "  ∂L/∂X₂₁⁽⁰⁾ = ∂L/∂X₂₁⁽¹⁾·1[X₂₁⁽⁰⁾ > 0]" in text.splitlines()
    assert "Update" not in text


@pytest.mark.parametrize(
    ("notation", "wide"),
    [("matrix", False), ("slides", False), ("chapter", False), ("blog", False), ("blog", True),
     ("matrix;upstream=differential", True)],
)  # fmt: skip
def test_latex_compiles(notation: str, wide: bool, tmp_path: Path) -> None:
    page = derived(notation, wide).to_latex(standalone=True)
    assert max(lines_too_wide(page, tmp_path), default=0) < 30


def test_json_tells_the_layer_of_every_step() -> None:
    d = derived("blog")
    data = json.loads(d.to_json())
    assert data["spec"] == repr(TWO_LAYERS)
    assert data["terms"] == TWO_LAYERS.terms
    assert [about["name"] for about in data["layers"]] == list(d.layers)
    assert data["layers"][0]["spec"] == repr(TWO_LAYERS.layers[0].spec)
    assert all(form["proved"] for about in data["layers"] for form in about["closed_forms"])
    assert data["notation"]["input"] == "o"
    assert "places" not in data["notation"]
    assert [step.get("layer", "") for step in data["steps"]] == [step.layer for step in d.steps]
    assert {step.layer for step in d.steps} == {"", *d.layers}


def test_markdown_fences_are_balanced() -> None:
    markdown = derived("chapter").to_markdown()
    assert markdown.startswith("# Derivation of the gradients of network\n")
    assert markdown.count("$$") == 2 * markdown.count(r"\begin{aligned}") > 0


@pytest.mark.parametrize("name", NETWORKS)
def test_every_closed_form_of_every_layer_is_proved(name: str) -> None:
    for notation in ("matrix", "blog"):
        d = symconv.derive(NETWORKS[name], notation)
        forms = [form for at in d.layers.values() for form in at.closed_forms]
        assert forms
        assert [form.reason for form in forms if not form.proved] == []


def test_output_does_not_depend_on_the_hash_seed() -> None:
    program = (
        "import hashlib, symconv\n"
        "from symconv.specs.network import NetworkSpec, layer\n"
        f"d = symconv.derive({TWO_LAYERS!r}, 'blog')\n"
        "print(hashlib.sha256((d.to_latex() + d.to_json() + d.to_text()).encode()).hexdigest())"
    )
    program = f"from symconv import *\n{program}"
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "4711")
    }
    assert len(digests) == 1
