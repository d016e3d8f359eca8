"""What is left out, and that it is what stood there."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

import symconv
from symconv.errors import WorksheetError
from symconv.formulas import Blank
from symconv.formulas.walk import walk_paths
from symconv.notation import Notation
from symconv.worksheets import Blanks, Unit
from symconv.worksheets.blanking import Numbering, leave_out
from tests.worksheets.layers import CONV

EQUATIONS = next(
    step
    for step in symconv.derive(CONV).steps
    if (step.kind, step.role) == ("substituted", "input")
).equations


def left_out(blanks, seed=0):
    numbering = Numbering(Notation())
    asked = leave_out(EQUATIONS, blanks, random.Random(seed), numbering)
    return asked, numbering.taken


def filled(equation, answers):
    from symconv.formulas import transform

    return transform(
        equation, lambda part: answers[part.number] if isinstance(part, Blank) else None
    )


@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize("seed", range(5))
def test_what_is_put_back_is_the_derivation(unit, seed) -> None:
    asked, taken = left_out(Blanks(unit, Fraction(1, 2)), seed)
    answers = {one.number: one.formula for one in taken}
    assert asked != EQUATIONS
    assert tuple(filled(equation, answers) for equation in asked) == EQUATIONS


def test_a_share_of_the_terms_is_left_out() -> None:
    terms = sum(len(getattr(one.right, "terms", (1,))) for one in EQUATIONS)
    _, taken = left_out(Blanks(share=Fraction(1, 4)))
    assert len(taken) == round(terms / 4)


def test_every_second_term_is_left_out() -> None:
    _, taken = left_out(Blanks(every=2))
    terms = [t for one in EQUATIONS for t in getattr(one.right, "terms", (one.right,))]
    assert [one.formula for one in taken] == terms[1::2]


def test_the_terms_of_an_entry_are_left_out() -> None:
    _, taken = left_out(Blanks(Unit.FACTOR, name="F_{12}"))
    assert taken
    assert {str(one.formula) for one in taken} == {"F₁₂"}


def test_blanks_are_numbered_in_reading_order_and_as_wide_as_their_answers() -> None:
    asked, taken = left_out(Blanks(Unit.FACTOR))
    blanks = [p for one in asked for _, p in walk_paths(one) if isinstance(p, Blank)]
    assert [blank.number for blank in blanks] == list(range(1, len(taken) + 1))
    assert [blank.width for blank in blanks] == [len(str(one.formula)) for one in taken]


def test_the_same_seed_leaves_the_same_out() -> None:
    assert left_out(Blanks(), 3) == left_out(Blanks(), 3)
    assert left_out(Blanks(), 3) != left_out(Blanks(), 4)


@pytest.mark.parametrize("text", ["0%", "3/0", "every 0", "200%", "what?", "1/3 term", ""])
def test_blanks_that_are_not_understood_say_how_to_write_them(text) -> None:
    with pytest.raises(WorksheetError, match="write blanks as"):
        Blanks.read(text)
