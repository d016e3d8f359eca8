"""Formulas of other layers, in a document about convolutions and in one about none."""

from __future__ import annotations

import symconv
from symconv.verification.verdicts import VerdictKind

CLAIM = r"$$\frac{\partial L}{\partial F_{11}} = \frac{\partial L}{\partial O_{11}} X_{12}$$"
LAYER = (
    "A 2x2 input $X$ and a 2x2 filter $F$, stride 1, no padding.\n\n"
    "$$O_{11} = X_{11} F_{11} + X_{12} F_{12} + X_{21} F_{21} + X_{22} F_{22}$$\n\n"
)


def kinds(text: str) -> list[VerdictKind]:
    (document,) = symconv.verify(text).documents
    return [one.verdict.kind for one in document.equations if "=" in one.latex]


def test_what_is_false_of_a_convolution_is_refuted() -> None:
    assert kinds(f"# A convolution\n\n{LAYER}{CLAIM}\n") == [
        VerdictKind.PROVED,
        VerdictKind.REFUTED,
    ]


def test_under_a_heading_of_another_layer_nothing_is_refuted() -> None:
    text = (
        f"# A convolution\n\n{LAYER}\n## The dense layer\n\n{CLAIM}\n\n## Its gradient\n\n{CLAIM}\n"
    )
    assert kinds(text) == [
        VerdictKind.PROVED,
        VerdictKind.NOT_CHECKABLE,
        VerdictKind.REFUTED,
    ]


def test_a_document_about_no_convolution_has_no_findings() -> None:
    text = "The recurrent cell keeps a state from one word of the sentence to the next one.\n\n"
    claim = r"$$\frac{\partial L}{\partial W_{x}} = \frac{\partial L}{\partial o_t} x_{s} + b$$"
    assert VerdictKind.REFUTED not in kinds(text + claim)
    assert VerdictKind.DAMAGED not in kinds(text + claim)


POOL = "## Max pooling\n\nWe pool with a 2x2 window and stride 2.\n\n"


def test_claims_about_a_pool_are_not_held_against_a_convolution() -> None:
    claim = r"$$\frac{\partial L}{\partial X_{12}} = \frac{\partial L}{\partial O_{11}}$$"
    assert kinds(f"# A convolution\n\n{LAYER}\n{POOL}{claim}\n")[1:] == [VerdictKind.NOT_CHECKABLE]


def test_an_entry_does_not_change_with_another_of_its_array_under_any_layer() -> None:
    claim = r"$$\frac{\partial X_{11}}{\partial X_{12}} = 1$$"
    assert kinds(f"# A convolution\n\n{LAYER}\n{POOL}{claim}\n")[1:] == [VerdictKind.REFUTED]


def test_sizes_of_a_pool_are_judged() -> None:
    right = r"$$o = \left\lfloor \frac{n - k}{s} \right\rfloor + 1$$"
    assert kinds(f"# A convolution\n\n{LAYER}\n{POOL}{right}\n")[1:] == [VerdictKind.PROVED]
