"""Activation layers: derived gradients against the reference, closed forms, the printed page."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

import symconv
from symconv import ActivationFunction, ActivationSpec
from symconv.derivation import StepKind, closed_forms, derive_layer
from symconv.derivation.closed_forms import build_closed_forms
from symconv.formulas import (
    ONE,
    ZERO,
    Add,
    Condition,
    Entry,
    Entrywise,
    Formula,
    Indicator,
    Number,
    Partial,
    Product,
    Relation,
    SumAlong,
)
from symconv.formulas.nodes import Name
from symconv.notation import PRESETS, Notation
from symconv.roles import Role
from symconv.specs import LayerSpec
from symconv.specs.layer import Arithmetic
from tests.layer_arrays import integers, layer_arguments, run_derivation, run_reference
from tests.plain import in_one_line
from tests.strategies_activation import activation_specs

X, OUT = Entry("X"), Entry("O")
DLDO = Partial(Name("L"), OUT)
MINUS_ONE = Number(-1)
TOLERANCE = 1e-14  # of floats next to the derivation's formulas, evaluated to 30 digits


@given(activation_specs())
@settings(max_examples=60, deadline=None)
def test_the_derivation_agrees_with_the_reference(spec: ActivationSpec) -> None:
    arrays = layer_arguments(spec, 1, integers(spec.terms))
    if spec.arithmetic is Arithmetic.RATIONAL:
        arrays = {name: array.astype(object) for name, array in arrays.items()}
    derived = run_derivation(derive_layer(spec), arrays)
    for function, result in run_reference(spec, arrays).items():
        if spec.arithmetic is Arithmetic.INTEGER:
            assert derived[function] == result.ravel().tolist(), function
            continue
        values = np.array([float(value.evalf(30)) for value in derived[function]])
        assert np.abs(values - result.ravel().astype(float)).max() <= 8 * TOLERANCE, function


FORMS: dict[str, Formula] = {
    "identity": DLDO,
    "relu": Entrywise((DLDO, Indicator((Condition(X, Relation.GREATER, ZERO),)))),
    "sigmoid": Entrywise((DLDO, OUT, Add((ONE, Product((MINUS_ONE, OUT)))))),
    "tanh": Entrywise((DLDO, Add((ONE, Product((MINUS_ONE, Entrywise((OUT, OUT)))))))),
    "softmax": Entrywise(
        (OUT, Add((DLDO, Product((MINUS_ONE, SumAlong(Entrywise((DLDO, OUT)), 0))))))
    ),
}


@pytest.mark.parametrize("function", FORMS)
def test_closed_forms_are_those_of_textbooks_and_proved(function: str) -> None:
    (*_, form) = symconv.derive(ActivationSpec((3, 2), function)).closed_forms
    assert form.role is Role.INPUT
    assert form.equation.right == FORMS[function]
    assert form.proved


STAND_AS_SYMBOLS = {
    "identity": "",
    "relu": "indicators",
    "leaky_relu": "slopes",
    "sigmoid": "function values",
    "tanh": "function values",
    "softmax": "function values",
}


@pytest.mark.parametrize("function", ActivationFunction)
def test_a_proof_says_what_stands_as_symbols_in_its_polynomials(function: str) -> None:
    d = symconv.derive(ActivationSpec(3, function))
    kept = STAND_AS_SYMBOLS[function]
    words = "equal in every one of 3 entries, as polynomials"
    words += f" in which {kept} stand as symbols" if kept else ""
    assert {form.reason for form in d.closed_forms} == {words}
    assert f"{words}." in in_one_line(d.to_text())


@pytest.mark.parametrize("notation", PRESETS)
@pytest.mark.parametrize("function", ActivationFunction)
def test_closed_forms_hold_in_every_notation(notation: str, function: ActivationFunction) -> None:
    for shape in ((1,), (3,), (1, 2, 2), (2, 1, 3)):
        forms = derive_layer(ActivationSpec(shape, function), notation).closed_forms
        assert forms
        assert all(form.proved for form in forms)


@pytest.mark.parametrize("slope", ["0", "1", "-3/2"])
def test_closed_forms_of_any_slope(slope: str) -> None:
    (form,) = derive_layer(ActivationSpec((2, 2), "leaky_relu", slope)).closed_forms
    assert form.proved


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_a_softmax_is_summed_along_its_axis(axis: int) -> None:
    (form,) = derive_layer(ActivationSpec((2, 3, 2), "softmax", axis=axis)).closed_forms
    assert form.proved
    assert form.equation.right.factors[1].terms[1].factors[1].axis == axis


MISTAKES: dict[str, tuple[ActivationSpec, Formula]] = {
    "derivative forgotten": (ActivationSpec(2), DLDO),
    "derivative of the other side": (
        ActivationSpec(2), Entrywise((DLDO, Indicator((Condition(X, Relation.AT_MOST, ZERO),)))),
    ),
    "not times 1 - O": (ActivationSpec(2, "sigmoid"), Entrywise((DLDO, OUT))),
    "tanh for sigmoid": (ActivationSpec(2, "sigmoid"), FORMS["tanh"]),
    "entries of a softmax taken alone": (ActivationSpec(2, "softmax"), FORMS["sigmoid"]),
    "along the wrong axis": (ActivationSpec((2, 3), "softmax", axis=1), FORMS["softmax"]),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_wrong_form_is_refuted(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spec, wrong = MISTAKES[mistake]

    def write(_: LayerSpec, __: Notation) -> dict[Role, Formula]:
        return {Role.INPUT: wrong}

    derivation = derive_layer(spec)
    monkeypatch.setattr(closed_forms, "write_closed_forms", write)
    if mistake == "derivative of the other side":
        with pytest.raises(TypeError):  # nothing is known of that condition
            build_closed_forms(derivation.layer, derivation.chain_rule)
        return
    (form,) = build_closed_forms(derivation.layer, derivation.chain_rule)
    assert not form.proved
    assert form.reason.startswith("entry")


LINES = {
    "identity": ["  O₁ = X₁", "  ∂L/∂X = ∂L/∂O"],
    "relu": [
        "  relu(x) = {x if x > 0; 0 otherwise}",
        "  ∂relu(x)/∂x = {1 if x > 0; 0 otherwise}",
        "  ∂relu(x)/∂x = 1[x > 0]",
        "  O₂ = relu(X₂)",
        "  ∂O₁/∂X₁ = 1[X₁ > 0]   ∂O₂/∂X₂ = 1[X₂ > 0]   ∂O₃/∂X₃ = 1[X₃ > 0]",
        "  ∂L/∂X₃ = ∂L/∂O₃·1[X₃ > 0]",
        "  ∂L/∂X = ∂L/∂O ⊙ 1[X > 0]",
    ],
    "leaky_relu": [
        "  leaky_relu(x) = {x if x > 0; x/100 otherwise}",
        "  ∂leaky_relu(x)/∂x = {1 if x > 0; 1/100 otherwise}",
        "  ∂L/∂X = ∂L/∂O ⊙ {1 if X > 0; 1/100 otherwise}",
    ],
    "sigmoid": [
        "  σ(x) = 1/(1 + exp(−x))",
        "  ∂σ(x)/∂x = exp(−x)/(1 + exp(−x))²",
        "  1 − σ(x) = exp(−x)/(1 + exp(−x))",
        "  ∂σ(x)/∂x = σ(x)·(1 − σ(x))",
        "  ∂L/∂X₃ = ∂L/∂O₃·O₃·(1 − O₃)",
        "  ∂L/∂X = ∂L/∂O ⊙ O ⊙ (1 − O)",
    ],
    "tanh": [
        "  tanh(x) = (exp(x) − exp(−x))/(exp(x) + exp(−x))",
        "  ∂tanh(x)/∂x = ((exp(x) + exp(−x))² − (exp(x) − exp(−x))²)/(exp(x) + exp(−x))²",
        "  ∂tanh(x)/∂x = 1 − tanh(x)²",
        "  ∂L/∂X₃ = ∂L/∂O₃·(1 − O₃²)",
        "  ∂L/∂X = ∂L/∂O ⊙ (1 − O ⊙ O)",
    ],
    "softmax": [
        "  S = Σ{k=1..3} exp(X_k)",
        "  O_i = exp(X_i)/S",
        "  ∂O_i/∂X_i = (exp(X_i)·S − exp(X_i)²)/S²",
        "  ∂O_i/∂X_i = O_i·(1 − O_i)",
        "  ∂O_i/∂X_j = (−exp(X_i)·exp(X_j))/S²",
        "  ∂O_i/∂X_j = −O_i·O_j",
        "  O₂ = exp(X₂)/(exp(X₁) + exp(X₂) + exp(X₃))",
        "  ∂L/∂X₁ = ∂L/∂O₁·O₁·(1 − O₁) − ∂L/∂O₂·O₁·O₂ − ∂L/∂O₃·O₁·O₃",
        "  ∂L/∂X = O ⊙ (∂L/∂O − sum[axis 0](∂L/∂O ⊙ O))",
    ],
}


@pytest.mark.parametrize("function", LINES)
def test_the_page(function: str) -> None:
    lines = symconv.derive(ActivationSpec(3, function)).to_text().splitlines()
    missing = [line for line in LINES[function] if line not in lines]
    assert not missing


@pytest.mark.parametrize(("function", "value"), [("relu", "0"), ("leaky_relu", "1/100")])
def test_the_value_at_the_kink_is_stated(function: str, value: str) -> None:
    text = symconv.derive(ActivationSpec(2, function)).to_text()
    assert f"the value of the second case is taken, {value}, as PyTorch does" in text
    smooth = symconv.derive(ActivationSpec(2, "leaky_relu", 1)).to_text()
    assert "kink" not in smooth
    assert "  ∂L/∂X₂ = ∂L/∂O₂" in smooth.splitlines()


def test_the_definition_comes_first_and_belongs_to_the_output() -> None:
    d = symconv.derive(ActivationSpec(2, "sigmoid"))
    assert [step.kind for step in d.steps][:2] == [StepKind.DEFINITION, StepKind.FORWARD]
    assert d.steps[0].role is None


def test_long_softmaxes_use_a_summation_sign() -> None:
    text = symconv.derive(ActivationSpec((6, 2), "softmax"), "blog").to_text()
    assert "  c₀ˡ(1) = exp(o₀ˡ⁻¹(1))/(Σ{k=0..5} exp(o_kˡ⁻¹(1)))" in text.splitlines()


def test_factors_in_the_order_of_the_notation() -> None:
    text = symconv.derive(ActivationSpec(2, "sigmoid"), "chapter").to_text()
    assert "  ∂L/∂a₂ = z₂ × (1 − z₂) × ∂L/∂z₂" in text.splitlines()
    assert "  ∂L/∂a = z ⊙ (1 − z) ⊙ ∂L/∂z" in text.splitlines()


def test_the_softmax_of_one_entry_has_no_other_entry() -> None:
    for spec in (ActivationSpec(1, "softmax"), ActivationSpec((1, 3), "softmax")):
        text = in_one_line(symconv.derive(spec).to_text())
        assert "which differ" not in text
        assert "The softmax of a single entry is 1 whatever the entry is; its derivative" in text
