"""Dense and flatten layers: derived gradients against the reference, closed forms, the page."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

import symconv
from symconv import DenseSpec, FlattenSpec
from symconv.derivation import closed_forms, derive_layer
from symconv.derivation.closed_forms import build_closed_forms
from symconv.formulas import Add, Entry, Formula, MatrixProduct, Partial, Reshape, Transpose
from symconv.formulas.nodes import Name
from symconv.notation import PRESETS, Notation
from symconv.roles import Role
from symconv.specs import LayerSpec
from tests.layer_arrays import integers, layer_arguments, run_derivation, run_reference
from tests.strategies_dense import dense_specs, flatten_specs

W, X, B, OUT = map(Entry, "WXBO")
DLDO = Partial(Name("L"), OUT)
DENSE = DenseSpec(3, 2, bias=True)


def check_against_reference(spec: LayerSpec) -> None:
    arrays = layer_arguments(spec, 1, integers(spec.terms))
    derived = run_derivation(derive_layer(spec), arrays)
    for function, result in run_reference(spec, arrays).items():
        if function in derived:
            assert derived[function] == result.ravel().tolist(), function


@given(dense_specs())
@settings(max_examples=25, deadline=None)
def test_a_dense_layer_agrees_with_the_reference(spec: DenseSpec) -> None:
    check_against_reference(spec)


@given(flatten_specs())
@settings(max_examples=15, deadline=None)
def test_a_flatten_layer_agrees_with_the_reference(spec: FlattenSpec) -> None:
    check_against_reference(spec)


def test_closed_forms_are_those_of_textbooks_and_proved() -> None:
    forms = symconv.derive(DENSE).closed_forms
    assert {form.role: form.equation.right for form in forms} == {
        Role.OUTPUT: Add((MatrixProduct(W, X), B)),
        Role.WEIGHT: MatrixProduct(DLDO, Transpose(X)),
        Role.INPUT: MatrixProduct(Transpose(W), DLDO),
        Role.BIAS: DLDO,
    }
    assert all(form.applies and form.proved for form in forms)
    forms = symconv.derive(FlattenSpec((2, 3))).closed_forms
    assert {form.role: form.equation.right for form in forms} == {
        Role.OUTPUT: Reshape(X, (6,)), Role.INPUT: Reshape(DLDO, (2, 3)),
    }  # fmt: skip
    assert all(form.proved for form in forms)


@pytest.mark.parametrize("notation", PRESETS)
@pytest.mark.parametrize("spec", [DenseSpec(1, 1), DenseSpec(1, 3, True), DenseSpec(12, 2)])
def test_closed_forms_hold_in_every_notation(notation: str, spec: DenseSpec) -> None:
    assert all(form.proved for form in derive_layer(spec, notation).closed_forms)


MISTAKES: dict[str, tuple[LayerSpec, Role, Formula]] = {
    "not transposed": (DenseSpec(2, 2), Role.INPUT, MatrixProduct(W, DLDO)),
    "outer product mirrored": (DENSE, Role.WEIGHT, MatrixProduct(X, Transpose(DLDO))),
    "bias forgotten": (DENSE, Role.OUTPUT, MatrixProduct(W, X)),
    "bias twice": (DENSE, Role.OUTPUT, Add((MatrixProduct(W, X), B, B))),
    "not reshaped": (FlattenSpec((2, 3)), Role.INPUT, DLDO),
    "rows and columns exchanged": (
        FlattenSpec((2, 3)), Role.INPUT, Transpose(Reshape(DLDO, (3, 2))),
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_wrong_form_is_refuted(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spec, role, wrong = MISTAKES[mistake]

    def write(_: LayerSpec, __: Notation) -> dict[Role, Formula]:
        return {role: wrong}

    derivation = derive_layer(spec)
    monkeypatch.setattr(closed_forms, "write_closed_forms", write)
    (form,) = build_closed_forms(derivation.layer, derivation.chain_rule)
    assert not form.proved
    assert form.reason.startswith(("entry", "shape"))


def test_the_page_of_a_dense_layer() -> None:
    text = symconv.derive(DENSE).to_text()
    for line in (
        "  O₁ = X₁·W₁₁ + X₂·W₁₂ + X₃·W₁₃ + B₁",
        "  O = W X + B",
        "  ∂L/∂W₂₁ = ∂L/∂O₂·X₁",
        "  ∂L/∂W = ∂L/∂O Xᵀ",
        "  ∂L/∂X₃ = ∂L/∂O₁·W₁₃ + ∂L/∂O₂·W₂₃",
        "  [ ∂L/∂X₂ ] = [ W₁₂  W₂₂ ] [ ∂L/∂O₂ ]",
        "  ∂L/∂X = Wᵀ ∂L/∂O",
        "  ∂L/∂B = ∂L/∂O",
    ):
        assert line in text.splitlines()
    assert "Here ." not in text
    latex = symconv.derive(DENSE).to_latex()
    assert (
        r"\frac{\partial L}{\partial X} &= W^{\mathsf{T}} \, \frac{\partial L}{\partial O}" in latex
    )


def test_the_letters_of_the_sources() -> None:
    text = symconv.derive(DENSE, "blog").to_text()
    assert "  c₁ˡ = w₀,₁ˡ · o₀ˡ⁻¹ + w₁,₁ˡ · o₁ˡ⁻¹ + w₂,₁ˡ · o₂ˡ⁻¹ + b₁ˡ" in text
    assert "  ∂E/∂w = δ oᵀ" in text
    assert "  z₂ = w₄ × a₁ + w₅ × a₂ + w₆ × a₃ + b₂" in symconv.derive(DENSE, "chapter").to_text()


def test_matrices_that_fill_more_than_a_page_are_not_written_out() -> None:
    assert "product of matrices" in symconv.derive(DenseSpec(12, 3)).to_text()
    text = symconv.derive(DenseSpec(13, 3)).to_text()
    assert "as a product of matrices" not in text
    assert "  ∂L/∂X = Wᵀ ∂L/∂O" in text


def test_a_flatten_layer_is_read_row_by_row() -> None:
    d = symconv.derive(FlattenSpec((2, 2, 3)))
    assert d.output[7] == d.input[1, 0, 1]
    assert d.grad_input[1, 0, 1] == d.output_gradient[7]
    assert "  ∂L/∂X = reshape[2×2×3](∂L/∂O)" in d.to_text()
