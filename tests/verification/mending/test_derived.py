"""The right formula for a left side, in the hand of the document."""

from __future__ import annotations

import pytest

from symconv.verification.mending import correct
from symconv.verification.verdicts import VerdictKind
from tests.verification.mending.planting import derivation, judged


@pytest.mark.parametrize("notation", ["matrix", "slides", "chapter", "index", "blog"])
def test_what_is_derived_is_written_as_it_stands_there(notation: str) -> None:
    document = derivation((4, 5), (2, 3), 1, notation)
    for text in document.formulas[::10]:
        made = correct(document.context, document.letters, document.line, text)
        assert judged(document, made).kind is VerdictKind.PROVED
        assert sorted(made.split(" = ")[1].split(" + ")) == sorted(
            text.split(" = ")[1].split(" + ")
        )


def test_a_left_side_that_is_no_entry_of_the_example_has_no_right_side() -> None:
    document = derivation((4, 5), (2, 3), 1, "matrix")
    for text in (r"\frac{\partial L}{\partial X_{i,j}} = 0", r"O = X", "L = 1", r"Q_{11} = 1"):
        assert correct(document.context, document.letters, document.line, text) == ""


def test_an_entry_that_nothing_reads_has_gradient_zero() -> None:
    document = derivation((4, 5), (2, 2), 2, "matrix")
    text = r"\frac{\partial L}{\partial X_{15}} = \frac{\partial L}{\partial O_{12}} F_{12}"
    made = correct(document.context, document.letters, document.line, text)
    assert made == r"\frac{\partial L}{\partial X_{15}} = 0"
