"""Transposed convolutions: derived gradients, closed forms, and being a convolution's gradient."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import sympy

import symconv
from symconv import ConvSpec, ConvTransposeSpec
from symconv.derivation import StepKind, closed_forms, derive_layer
from symconv.derivation.closed_forms import build_closed_forms
from symconv.derivation.conv_transpose import (
    compare_with_convolution,
    write_conv_transpose_closed_forms,
)
from symconv.formulas import (
    Add,
    Correlate,
    CorrelatePairs,
    Formula,
    KeepFirst,
    Pad,
    Rot180,
    Spread,
    SwapChannels,
)
from symconv.notation import PRESETS, Notation
from symconv.roles import Role
from tests.derivation.test_closed_forms import changed, without
from tests.layer_arrays import run_reference
from tests.plain import in_one_line
from tests.strategies_conv_transpose import TRANSPOSED_LABELS, drawn_transposed, transposed_labels

SPECS = drawn_transposed(200, 100)
STRIDED = ConvTransposeSpec(
    (3, 4), (2, 3), 2, 3, stride=(2, 3), dilation=(1, 2), padding=((1, 0), (0, 2)), bias=True
)
OVER = ConvTransposeSpec((3, 2), (2, 3), stride=(2, 1), dilation=(1, 3), output_padding=(1, 2))
UNBIASED = replace(STRIDED, out_channels=2, bias=False)
SLIDES = ConvTransposeSpec((2, 2), (2, 2), stride=2, padding=((1, 0), (0, 0)))


@pytest.mark.parametrize("chunk", range(4))
def test_every_closed_form_is_proved(chunk: int) -> None:
    for spec in SPECS[chunk::4]:
        forms = derive_layer(spec).closed_forms
        roles = [Role.OUTPUT, Role.FILTER, Role.INPUT, Role.BIAS]
        assert [form.role for form in forms] == roles[: 3 + spec.bias]
        for form in forms:
            assert (form.applies, form.proved) == (True, True), (
                f"{form.role}: {form.reason}: {spec}"
            )


def test_every_option_was_among_them() -> None:
    counts = Counter(label for spec in SPECS for label in transposed_labels(spec))
    assert min(counts[label] for label in TRANSPOSED_LABELS) >= 4, counts.most_common()[-3:]


def test_it_is_the_gradient_of_its_convolution() -> None:
    """The convolution derived by itself, its symbols exchanged, gives this layer's output."""
    seen = 0
    for spec in SPECS:
        if spec.convolution is None or spec.terms > 30:
            continue
        mine, its = derive_layer(spec), derive_layer(spec.convolution)
        read_as = {its.input: mine.output_gradient, its.output_gradient: mine.input}
        exchanged = dict(zip(_flat(its.filter), _flat(mine.filter), strict=True))
        for theirs, ours in read_as.items():
            exchanged.update(zip(_flat(theirs), _flat(ours), strict=True))
        output = _flat(mine.output)
        if spec.bias:
            output = [entry.subs(dict.fromkeys(_flat(mine.bias), 0)) for entry in output]
        assert _renamed(its.grad_input, exchanged) == output, spec
        assert _renamed(its.output, exchanged) == _flat(mine.grad_input), spec
        assert _renamed(its.grad_filter, exchanged) == _flat(mine.grad_filter), spec
        seen += 1
    assert seen > 40


def _flat(array: object) -> list[sympy.Expr]:
    return list(sympy.flatten(array))


def _renamed(array: object, names: dict[sympy.Symbol, sympy.Symbol]) -> list[sympy.Expr]:
    return [entry.xreplace(names) for entry in _flat(array)]


def test_the_comparison_finds_another_convolution_out() -> None:
    derivation = derive_layer(STRIDED)
    right = STRIDED.convolution
    assert set(compare(right, derivation).values()) == {True}
    flipped = replace(right, flip_filter=True)
    assert set(compare(flipped, derivation).values()) == {False}
    shifted = replace(right, padding=((0, 1), (0, 2)))
    assert set(compare(shifted, derivation).values()) == {False}


def compare(convolution: ConvSpec, derivation: symconv.derivation.Derivation) -> dict:
    return compare_with_convolution(convolution, derivation.layer, derivation.chain_rule)


def test_derived_expressions_are_what_the_reference_makes_of_the_symbols() -> None:
    small = [spec for spec in SPECS if 8 <= spec.terms <= 60]
    assert len(small) >= 60
    for spec in small[:60]:
        d = derive_layer(spec)
        symbols = {"x": d.input, "f": d.filter, "b": d.bias, "grad_o": d.output_gradient}
        arrays = {
            name: _objects(symbols[name], (1,) if argument.batched else ())
            for name, argument in spec.arguments.items()
        }
        derived = {
            "forward": d.output, "grad_input": d.grad_input, "grad_filter": d.grad_filter,
            "grad_bias": d.grad_bias,
        }  # fmt: skip
        for function, result in run_reference(spec, arrays).items():
            if derived[function] is not None:
                assert list(result.flat) == _flat(derived[function]), (function, spec)


def _objects(array: Any, lead: tuple[int, ...]) -> np.ndarray:
    entries = np.empty(len(_flat(array)), dtype=object)
    entries[:] = _flat(array)
    return entries.reshape((*lead, *array.shape))


@pytest.mark.parametrize("notation", PRESETS)
def test_closed_forms_hold_in_every_notation(notation: str) -> None:
    for spec in (STRIDED, OVER):
        derivation = derive_layer(spec, notation)
        assert all(form.proved for form in derivation.closed_forms)
        assert not any("NOT" in str(step.note) for step in derivation.steps)


MISTAKES: dict[str, tuple[ConvTransposeSpec, Role, Callable[[Formula], Formula]]] = {
    "unflipped filter": (UNBIASED, Role.OUTPUT, lambda form: without(form, Rot180)),
    "channels not swapped": (UNBIASED, Role.OUTPUT, lambda form: without(form, SwapChannels)),
    "no spreading": (UNBIASED, Role.OUTPUT, lambda form: without(form, Spread)),
    "bias forgotten": (STRIDED, Role.OUTPUT, lambda form: form.terms[0]),
    "bias twice": (STRIDED, Role.OUTPUT, lambda form: Add((*form.terms, form.terms[1]))),
    "output padding forgotten": (
        OVER, Role.OUTPUT, lambda form: changed(form, Pad, pads=((1, 1), (6, 6))),
    ),
    "output padding in front": (
        OVER, Role.OUTPUT, lambda form: changed(form, Pad, pads=((2, 1), (8, 6))),
    ),
    "not strided": (STRIDED, Role.INPUT, lambda form: changed(form, Correlate, stride=(1, 1))),
    "output padding not cropped": (OVER, Role.INPUT, lambda form: without(form, Pad)),
    "stride and dilation not exchanged": (
        STRIDED, Role.FILTER,
        lambda form: changed(form, CorrelatePairs, stride=(2, 3), dilation=(1, 2)),
    ),
    "nothing cut off": (OVER, Role.FILTER, lambda form: without(form, KeepFirst)),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_wrong_form_is_refuted(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spec, role, spoil = MISTAKES[mistake]

    def wrong(spec: ConvTransposeSpec, notation: Notation) -> dict[Role, Formula]:
        forms = write_conv_transpose_closed_forms(spec, notation)
        spoilt = spoil(forms[role])
        assert spoilt != forms[role]
        return {**forms, role: spoilt}

    derivation = derive_layer(spec)
    monkeypatch.setattr(closed_forms, "write_closed_forms", wrong)
    forms = {f.role: f for f in build_closed_forms(derivation.layer, derivation.chain_rule)}
    assert not forms[role].proved
    assert forms[role].reason.startswith(("entry", "shape"))
    assert all(form.proved for form in forms.values() if form.role is not role)


def test_the_page_says_what_the_layer_is() -> None:
    derivation = symconv.derive(SLIDES)
    lines = derivation.to_text().splitlines()
    text = in_one_line(derivation.to_text())
    for line in (
        "  O₁₁ = X₁₁·F₂₁",
        "  O₃₄ = X₂₂·F₂₂",
        "  [ O₂₁  O₂₂  O₂₃  O₂₄ ] = [ 0  0    0  0    0 ] ⋆ [ F₂₂  F₂₁ ]",
        "  O = pad[0:1×1:1](spread[2](X)) ⋆ rot180(F)",
        "  ∂L/∂F = pad[1:0×0:0](∂L/∂O) ⋆[dilation 2] X",
        "  ∂L/∂X = pad[1:0×0:0](∂L/∂O) ⋆[stride 2] F",
    ):
        assert line in lines
    assert (
        "O is the gradient by its input of a convolution with the filter F and the output gradient "
        "X (2-D, 1 channel, 3×4; 1 filter 2×2, stride 2, padding 1:0x0:0 (zeros); output 1×2×2): "
        "derived from that convolution by the chain rule, and compared entry by entry."
    ) in text
    assert "∂L/∂X is the output of the convolution that O is a gradient of" in text
    latex = derivation.to_latex()
    assert r"\operatorname{spread}_{2}\left(X\right)" in latex.replace(" ", "")


def test_the_forms_of_the_output_stand_with_the_output() -> None:
    derivation = symconv.derive(STRIDED)
    kinds = [step.kind for step in derivation.steps if step.role is None]
    assert kinds == [StepKind.FORWARD, StepKind.MATRIX, StepKind.CLOSED]
    matrix = derivation.steps[1]
    assert len(matrix.equations) == 3
    assert [len(equation.right.terms) for equation in matrix.equations] == [3, 3, 3]
    assert "added to every entry" in str(matrix.note)


def test_output_padding_that_no_convolution_leaves_over_is_said() -> None:
    assert OVER.convolution is None
    text = in_one_line(symconv.derive(OVER).to_text())
    assert (
        "No convolution has O as its gradient: the output padding leaves more entries over than a "
        "convolution of this stride can."
    ) in text
    assert "∂L/∂X = pad[0:0×0:−2](∂L/∂O) ⋆[stride 2×1, dilation 1×3] F" in text


def test_a_convolution_has_no_closed_form_of_its_output() -> None:
    roles = [form.role for form in derive_layer(ConvSpec((3, 3), 2)).closed_forms]
    assert Role.OUTPUT not in roles
