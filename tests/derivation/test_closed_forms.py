"""Closed forms: proved for every option, and refuted when they are wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from symconv import ConvSpec
from symconv.derivation import closed_forms, conv, derive_layer
from symconv.derivation.closed_forms import build_closed_forms
from symconv.formulas import Correlate, CorrelatePairs, Formula, KeepFirst, Pad, Rot180, Spread
from symconv.formulas.walk import children
from symconv.notation import Notation
from symconv.roles import Role
from tests.strategies import OPTION_LABELS, drawn_specs, option_labels

SPECS = drawn_specs(300, 150)


@pytest.mark.parametrize("chunk", range(5))
def test_every_closed_form_is_proved(chunk: int) -> None:
    for spec in SPECS[chunk::5]:
        forms = derive_layer(spec).closed_forms
        assert [form.role for form in forms] == ["filter", "input", "bias"][: 2 + spec.bias]
        for form in forms:
            assert (form.applies, form.proved) == (True, True), (
                f"{form.role}: {form.reason}: {spec}"
            )


def test_every_option_was_among_them() -> None:
    counts = Counter(label for spec in SPECS for label in option_labels(spec))
    print({label: counts[label] for label in sorted(OPTION_LABELS)})
    assert min(counts[label] for label in OPTION_LABELS) >= 3


def test_delta_notation_is_proved_too() -> None:
    derivation = derive_layer(ConvSpec((5, 6), (3, 2), stride=2, padding=1), "blog")
    assert [form.proved for form in derivation.closed_forms] == [True, True]


def changed(formula: Formula, kind: type[Formula], **fields: object) -> Formula:
    """Give `formula` with the fields of its first node of a kind changed."""
    if isinstance(formula, kind):
        return replace(formula, **fields)
    for name in formula.__dataclass_fields__:
        value = getattr(formula, name)
        if isinstance(value, Formula):
            inner = changed(value, kind, **fields)
            if inner != value:
                return replace(formula, **{name: inner})
    return formula


def without(formula: Formula, kind: type[Formula]) -> Formula:
    """Give `formula` with its first node of a kind left out."""
    if isinstance(formula, kind):
        return next(children(formula))
    for name in formula.__dataclass_fields__:
        value = getattr(formula, name)
        if isinstance(value, Formula):
            inner = without(value, kind)
            if inner != value:
                return replace(formula, **{name: inner})
    return formula


STRIDED = ConvSpec((6, 9), (2, 3), stride=(2, 3), padding=((1, 0), (2, 1)), dilation=(2, 1))
REMAINDER = ConvSpec((6, 8), (2, 3), stride=(3, 2), in_channels=2, out_channels=3)

MISTAKES = {
    "unflipped filter": (STRIDED, Role.INPUT, lambda form: without(form, Rot180)),
    "no spreading": (STRIDED, Role.INPUT, lambda form: without(form, Spread)),
    "missing dilation": (
        STRIDED, Role.INPUT, lambda form: changed(form, Correlate, dilation=(1, 1)),
    ),
    "remainder dropped": (
        REMAINDER, Role.INPUT, lambda form: changed(form, Pad, pads=((1, 1), (2, 2))),
    ),
    "pads swapped": (
        STRIDED, Role.FILTER, lambda form: changed(form, Pad, pads=((0, 1), (1, 2))),
    ),
    "stride and dilation not exchanged": (
        STRIDED, Role.FILTER,
        lambda form: changed(form, CorrelatePairs, stride=(2, 3), dilation=(2, 1)),
    ),
    "nothing cut off": (REMAINDER, Role.FILTER, lambda form: without(form, KeepFirst)),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_wrong_form_is_refuted(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spec, role, spoil = MISTAKES[mistake]
    right = conv.write_conv_closed_forms

    def wrong(spec: ConvSpec, notation: Notation) -> dict[Role, Formula]:
        forms = right(spec, notation)
        spoilt = spoil(forms[role])
        assert spoilt != forms[role]
        return {**forms, role: spoilt}

    derivation = derive_layer(spec)
    monkeypatch.setattr(closed_forms, "write_closed_forms", wrong)
    forms = {
        form.role: form for form in build_closed_forms(derivation.layer, derivation.chain_rule)
    }
    assert not forms[role].proved
    assert forms[role].reason.startswith(("entry", "shape"))
    others = [form for form in forms.values() if form.role is not role]
    assert all(form.proved for form in others)
