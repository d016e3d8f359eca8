"""A letter that a document does not use for an array is no other name of it."""

from __future__ import annotations

import symconv
from symconv.verification.verdicts import Judged, VerdictKind

PAPER = r"""
A 3x3 input $X$ and a 2x2 filter $F$ of a convolution, stride 1, no padding.

$$O_{11} = X_{11} F_{11} + X_{12} F_{12} + X_{21} F_{21} + X_{22} F_{22}$$

$$O_{12} = X_{12} F_{11} + X_{13} F_{12} + X_{22} F_{21} + X_{23} F_{22}$$

$$\frac{\partial L}{\partial X_{11}} = \frac{\partial L}{\partial O_{11}} F_{11}$$

"""


def last(claim: str) -> Judged:
    (document,) = symconv.verify(f"{PAPER}$${claim}$$\n").documents
    return document.equations[-1]


def test_a_stray_letter_is_damage_and_its_repair_is_the_documents_letter() -> None:
    found = last(r"\frac{\partial L}{\partial X_{13}} = \frac{\partial L}{\partial O_{12}} W_{12}")
    assert found.verdict.kind is VerdictKind.DAMAGED
    assert found.verdict.suggestion is not None
    assert r"F_{12}" in found.verdict.suggestion.latex


def test_two_letters_for_one_array_claim_nothing() -> None:
    claim = r"O_{21} = X_{21} F_{11} + A_{22} F_{12} + X_{31} F_{21} + X_{32} F_{22}"
    assert last(claim).verdict.kind not in (VerdictKind.PROVED, VerdictKind.HOLDS)


def test_a_second_name_for_an_array_is_a_definition() -> None:
    assert last(r"Z_{ij} = O_{ij}").verdict.kind is VerdictKind.DEFINITION


def test_a_square_is_no_layer() -> None:
    claim = r"O_{21} = X_{21}^2 F_{11} + X_{22} F_{12} + X_{31} F_{21} + X_{32} F_{22}"
    assert last(claim).verdict.kind not in (VerdictKind.PROVED, VerdictKind.HOLDS)
