"""Losses: derived gradients against the reference, closed forms, and the page down to o - t."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given, settings

import symconv
from symconv import LossSpec
from symconv.derivation import StepKind, closed_forms, derive_layer
from symconv.derivation.closed_forms import build_closed_forms
from symconv.formulas import Add, Entry, Entrywise, Formula, Number, Partial, Product, SumAlong
from symconv.formulas.nodes import Name
from symconv.notation import PRESETS, Notation
from symconv.roles import Role
from symconv.specs import LayerSpec, LossFunction
from symconv.specs.network import layer
from symconv.symbolic import build_layer
from tests.layer_arrays import integers, layer_arguments, run_derivation, run_reference
from tests.plain import in_one_line
from tests.strategies_loss import loss_specs

X, T, Y = map(Entry, "XTY")
TOLERANCE = 1e-13  # relative to the largest entry or to 1


def minus(formula: Formula) -> Formula:
    return Product((Number(-1), formula))


ERROR = Add((X, minus(T)))


@given(loss_specs())
@settings(max_examples=40, deadline=None)
def test_the_derivation_agrees_with_the_reference(spec: LossSpec) -> None:
    arrays = layer_arguments(spec, 1, integers(spec.terms))
    if spec.polynomial:
        to_fractions = np.vectorize(lambda n: Fraction(int(n)), otypes=[object])
        arrays = {name: to_fractions(array) for name, array in arrays.items()}
    derived = run_derivation(derive_layer(spec), arrays)
    for function, result in run_reference(spec, arrays).items():
        if spec.polynomial:
            exact = [Fraction(int(value.p), int(value.q)) for value in derived[function]]
            assert exact == result.ravel().tolist(), function
            continue
        values = np.array([float(value.evalf(30)) for value in derived[function]])
        error = np.abs(values - result.ravel()).max()
        assert error <= TOLERANCE * max(1, np.abs(values).max()), function


def test_the_output_is_the_loss_and_its_upstream_is_a_symbol_that_stands_for_1() -> None:
    layer = build_layer(LossSpec(2), Notation(loss="E"))
    assert layer.is_loss
    assert layer.output_entries == (Name("E"),)
    assert layer.output_shape == layer.upstream.shape == ()
    assert layer.upstream.formulas == (Partial(Name("E"), Name("E")),)
    d = symconv.derive(LossSpec(2))
    x, t, one = d.input, d.target, d.output_gradient[()]
    assert sympy.expand(d.grad_input[1] - one * (x[1] - t[1])) == 0
    assert d.gradients.keys() == {Role.INPUT}


FORMS: dict[str, tuple[LossSpec, Formula]] = {
    "half": (LossSpec((3, 2)), ERROR),
    "mean": (LossSpec((3, 2), "mean_squared_error"), Product((Number(Fraction(1, 3)), ERROR))),
    "mean of one": (LossSpec(1, "mean_squared_error"), Product((Number(2), ERROR))),
    "mean of two": (LossSpec(2, "mean_squared_error"), ERROR),
    "entropy": (
        LossSpec((3, 2), "cross_entropy"), Add((Entrywise((Y, SumAlong(T, 0))), minus(T))),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_closed_forms_are_those_of_textbooks_and_proved(name: str) -> None:
    spec, right = FORMS[name]
    (form,) = symconv.derive(spec).closed_forms
    assert form.equation.right == right
    assert form.proved


def test_a_proof_says_that_values_of_the_softmax_stand_as_symbols() -> None:
    reasons = {}
    for function in LossFunction:
        (form,) = symconv.derive(LossSpec(3, function)).closed_forms
        reasons[function.value] = form.reason
    plain = "equal in every one of 3 entries, as polynomials"
    assert reasons == {
        "squared_error": plain,
        "mean_squared_error": plain,
        "cross_entropy": f"{plain} in which function values stand as symbols",
    }


@pytest.mark.parametrize("notation", PRESETS)
@pytest.mark.parametrize("function", LossFunction)
@pytest.mark.parametrize("shape", [(1,), (3,), (2, 1, 2)])
def test_closed_forms_hold_in_every_notation(
    notation: str, function: LossFunction, shape: tuple[int, ...]
) -> None:
    (form,) = derive_layer(LossSpec(shape, function), notation).closed_forms
    assert form.proved


MISTAKES: dict[str, tuple[LossSpec, Formula]] = {
    "sign": (LossSpec(2), Add((T, minus(X)))),
    "factor": (LossSpec(3, "mean_squared_error"), ERROR),
    "no softmax": (LossSpec(2, "cross_entropy"), ERROR),
    "a distribution taken for granted": (LossSpec(2, "cross_entropy"), Add((Y, minus(T)))),
    "summed over everything": (
        LossSpec((2, 2), "cross_entropy"),
        Add((Entrywise((Y, SumAlong(SumAlong(T, 0), 1))), minus(T))),
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_wrong_form_is_refuted(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spec, wrong = MISTAKES[mistake]

    def write(_: LayerSpec, __: Notation) -> dict[Role, Formula]:
        return {Role.INPUT: wrong}

    derivation = derive_layer(spec)
    monkeypatch.setattr(closed_forms, "write_closed_forms", write)
    (form,) = build_closed_forms(derivation.layer, derivation.chain_rule)
    assert not form.proved


LINES = {
    "squared_error": [
        "  L = 1/2·Σ{k=1..3} (T_k − X_k)²",
        "  L = (T₁ − X₁)²/2 + (T₂ − X₂)²/2 + (T₃ − X₃)²/2",
        "  ∂L/∂X_k = 2/2·(T_k − X_k)·(−1)",
        "  ∂L/∂X_k = X_k − T_k",
        "  ∂L/∂X₃ = X₃ − T₃",
        "  ∂L/∂X = X − T",
    ],
    "mean_squared_error": [
        "  L = 1/3·Σ{k=1..3} (T_k − X_k)²",
        "  ∂L/∂X_k = 2/3·(T_k − X_k)·(−1)",
        "  ∂L/∂X₃ = 2/3·(X₃ − T₃)",
        "  ∂L/∂X = 2/3·(X − T)",
    ],
    "cross_entropy": [
        "  Y_i = exp(X_i)/S",
        "  ∂Y_i/∂X_j = −Y_i·Y_j",
        "  L = −Σ{k=1..3} T_k·log(Y_k)",
        "  L = −T₁·log(Y₁) − T₂·log(Y₂) − T₃·log(Y₃)",
        "  ∂log(Y_i)/∂X_i = 1/Y_i·∂Y_i/∂X_i",
        "  ∂log(Y_i)/∂X_i = 1 − Y_i",
        "  ∂log(Y_i)/∂X_j = −Y_j",
        "  ∂L/∂X₁ = Y₁·T₂ + Y₁·T₃ − T₁·(1 − Y₁)",
        "  ∂L/∂X₁ = Y₁·(T₁ + T₂ + T₃) − T₁",
        "  ∂L/∂X₁ = Y₁ − T₁",
        "  ∂L/∂X = Y ⊙ sum[axis 0](T) − T",
    ],
}


@pytest.mark.parametrize("function", LINES)
def test_the_page(function: str) -> None:
    text = symconv.derive(LossSpec(3, function)).to_text()
    missing = [line for line in LINES[function] if line not in text.splitlines()]
    assert not missing
    assert "nothing from above multiplies its derivatives ∂L/∂X." in in_one_line(text)


def test_the_condition_of_prediction_minus_target_is_said() -> None:
    text = in_one_line(symconv.derive(LossSpec(3, "cross_entropy")).to_text())
    assert "Where T₁ + T₂ + T₃ = 1, what is left is prediction minus target." in text
    assert "So it is for a label, which is 1 at one class and 0 at the others." in text
    assert text.endswith(
        "Closed form for a target that is a distribution: The sums of the target are 1, as those "
        "of a label are. ∂L/∂X = Y − T"
    )
    spatial = symconv.derive(LossSpec((2, 2), "cross_entropy")).to_text()
    assert "Where T₁₁ + T₂₁ = 1 and so on at every position" in spatial
    assert "  ∂L/∂X₂₁ = Y₂₁·(T₁₁ + T₂₁) − T₂₁" in spatial.splitlines()


def test_simplified_lines_equal_the_derivative() -> None:
    d = symconv.derive(LossSpec((2, 2), "cross_entropy"))
    layer, derivation_steps = d.layer, d.steps
    (named,) = layer.named
    letters = dict(zip(named.formulas, sympy.symbols("y:4"), strict=True))
    letters |= dict(
        zip(layer.data[Role.TARGET].formulas, layer.data[Role.TARGET].symbols, strict=True)
    )
    values = dict(zip(named.expressions, sympy.symbols("y:4"), strict=True))
    collected = next(step for step in derivation_steps if step.kind is StepKind.SIMPLIFIED)
    assert len(collected.equations) == 4
    for equation, symbol in zip(collected.equations, layer.wrt[Role.INPUT].symbols, strict=True):
        derived = d.chain_rule.local_gradient(0, symbol).xreplace(values)
        assert sympy.expand(symconv.formulas.to_sympy(equation.right, letters) - derived) == 0


@pytest.mark.parametrize("shape", [(3,), (2, 3), (2, 1, 2)])
def test_prediction_minus_target_is_the_derivative_where_targets_sum_to_one(shape) -> None:
    d = symconv.derive(LossSpec(shape, "cross_entropy"))
    x, targets = d.layer.wrt[Role.INPUT].symbols, d.layer.data[Role.TARGET].symbols
    (softmax,) = d.layer.named
    letters = dict(zip(softmax.formulas, softmax.expressions, strict=True))
    letters |= dict(zip(d.layer.data[Role.TARGET].formulas, targets, strict=True))
    positions = len(targets) // shape[0]
    label = {t: sympy.Integer(place < positions) for place, t in enumerate(targets)}
    *_, ended = (step for step in d.steps if step.kind is StepKind.SIMPLIFIED)
    for symbol, equation in zip(x, ended.equations, strict=True):
        derived = d.chain_rule.local_gradient(0, symbol).xreplace(label)
        claimed = symconv.formulas.to_sympy(equation.right, letters).xreplace(label)
        assert sympy.expand(derived - claimed) == 0
    whole = d.steps[-1].equations[0]
    assert whole.right == Add((Y, minus(T)))


@pytest.mark.parametrize("function", LossFunction)
@pytest.mark.parametrize("notation", PRESETS)
def test_the_loss_is_not_differentiated_by_itself(function: str, notation: str) -> None:
    network = symconv.NetworkSpec((2, 2), [layer("flatten"), layer("dense", units=2),
                                           layer("loss", function=function)])  # fmt: skip
    single = derive_layer(LossSpec((2, 2), function), notation)
    case = single.worked_case({"x": range(4), "t": [0, 1, 1, 0], "grad_o": [1]})
    loss = PRESETS[notation].loss
    for format_ in ("text", "latex", "markdown", "html", "json"):
        for text in (
            single.to(format_, steps=(*single.steps, *case)),
            symconv.derive(network, notation).to(format_),
        ):
            assert f"∂{loss}/∂{loss} " not in text
            by_itself = rf"{{\partial {loss}}}{{\partial {loss}}}"
            assert by_itself not in text.replace(r"\\", "\\")  # JSON doubles them
            twice = f"<mrow><mi>∂</mi><mi>{loss}</mi></mrow>"
            assert f"<mfrac>{twice}{twice}</mfrac>" not in text


def test_nothing_from_above_multiplies_a_loss() -> None:
    d = derive_layer(LossSpec(2))
    with pytest.raises(symconv.DerivationError, match="leave grad_o out"):
        d.worked_case({"x": [1, 2], "grad_o": [2]})


def test_the_letters_of_the_sources() -> None:
    text = symconv.derive(LossSpec(2), "blog").to_text()
    assert "  E = (t₀ − o₀ˡ⁻¹)²/2 + (t₁ − o₁ˡ⁻¹)²/2" in text.splitlines()
    assert "  ∂E/∂o₁ˡ⁻¹ = o₁ˡ⁻¹ − t₁" in text.splitlines()
    chapter = symconv.derive(LossSpec(2, "cross_entropy"), "chapter").to_text()
    assert "  ∂L/∂a₁ = y\N{COMBINING CIRCUMFLEX ACCENT}₁ − y₁" in chapter.splitlines()


def test_the_softmax_has_a_letter_of_its_own() -> None:
    for letters in ({}, {"input": "Y"}, {"target": "y"}, {"target": "Y", "output": "P"}):
        layer = build_layer(LossSpec(2, "cross_entropy"), Notation(**letters))
        entries = {formula for array in (*layer.wrt.values(), *layer.data.values())
                   for formula in array.formulas}  # fmt: skip
        assert not entries & set(layer.named[0].formulas)
