"""True equations are proved for all sizes, in the notation in which they are written."""

from __future__ import annotations

import pytest

from symconv.verification.proving import prove
from tests.verification.proving.claims import CLAIMS, Document
from tests.verification.proving.layered import LAYERED

CASES = [
    pytest.param(document, text, id=f"{kind}: {text}")
    for kind, (document, texts) in {**CLAIMS, **LAYERED}.items()
    for text in texts
]


@pytest.mark.parametrize(("document", "text"), CASES)
def test_true_equation_is_proved(document: Document, text: str) -> None:
    found = prove(document.equation(text), document.reading, document.setting)
    assert found is not None
    assert found.claim.proved
    assert found.assumptions
