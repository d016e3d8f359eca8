"""What we print, we read and prove: no printed formula comes back false, in any notation."""

from __future__ import annotations

from pathlib import Path

import pytest

import symconv
from symconv.verification.judging.worlds.values import METER
from symconv.verification.verdicts import VerdictKind

PROVED = {VerdictKind.PROVED, VerdictKind.HOLDS}
WRONG = {VerdictKind.REFUTED, VerdictKind.DAMAGED, VerdictKind.NOT_UNDERSTOOD}


@pytest.mark.parametrize("notation", ["matrix", "slides", "chapter", "blog"])
def test_a_printed_derivation_of_a_layer_that_is_not_square_is_proved(
    notation: str, tmp_path: Path
) -> None:
    page = tmp_path / "derivation.html"
    derivation = symconv.derive(symconv.ConvSpec((3, 4), (2, 3)), notation=notation)
    page.write_text(derivation.to_html(), encoding="utf-8")
    begun = METER.count
    (document,) = symconv.verify(page).documents
    said = [equation.verdict.kind for equation in document.equations]
    assert not WRONG & set(said)
    assert sum(kind in PROVED for kind in said) > 50
    assert METER.count - begun < 200_000


@pytest.mark.parametrize("form", ["markdown", "latex"])
def test_every_equation_of_a_wide_page_is_understood(form: str) -> None:
    derivation = symconv.derive(symconv.ConvSpec((3, 4), (2, 3)), notation="blog")
    said = [e.verdict.kind for e in symconv.verify(derivation.to(form)).equations]
    assert not WRONG & set(said)
    assert any(kind in PROVED for kind in said)


def test_a_page_without_its_head_is_read_as_a_page() -> None:
    derivation = symconv.derive(symconv.ConvSpec((3, 4), (2, 3)))
    said = [e.verdict.kind for e in symconv.verify(derivation.to_html()).equations]
    assert sum(kind in PROVED for kind in said) > 50
