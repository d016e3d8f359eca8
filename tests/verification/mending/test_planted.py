"""Slips planted in derivations: every one is found and mended, and nothing else is accused."""

from __future__ import annotations

from functools import cache

import pytest

from symconv.notation.presets import PRESETS
from symconv.verification.verdicts import VerdictKind
from tests.verification.mending import planting_general
from tests.verification.mending.planting import SLIPS, Outcome, drawn, judged, outcome, planted

DOCUMENTS = 15


@pytest.mark.parametrize("number", range(DOCUMENTS))
def test_what_is_derived_is_proved(number: int) -> None:
    document = drawn(number)
    some = document.formulas[:: max(1, len(document.formulas) // 8)]
    said = {text: judged(document, text).kind for text in some}
    assert set(said.values()) == {VerdictKind.PROVED}, said


@cache
def outcomes() -> tuple[Outcome, ...]:
    """Plant slips, look for each and mend it."""
    return tuple(outcome(one) for one in planted(110, documents=DOCUMENTS))


def test_every_planted_slip_is_found_and_mended() -> None:
    faults = [
        f"{one.planted.slip}: {one.fault}: {one.planted.wrong}" for one in outcomes() if one.fault
    ]
    assert not faults, "\n".join(faults)
    assert {one.planted.slip for one in outcomes()} == {slip.__name__ for slip in SLIPS}


def test_most_repairs_are_what_stood_there() -> None:
    same = [
        one
        for one in outcomes()
        if one.suggestion is not None and one.suggestion.latex == one.planted.right
    ]
    assert len(same) >= 95


@pytest.mark.parametrize("notation", PRESETS)
def test_general_formulas_hold(notation: str) -> None:
    documents = [planting_general.general(notation, number) for number in range(2)]
    assert [len(document.formulas) for document in documents] == [3, 3]


def test_every_slip_planted_in_general_formulas_is_found_and_mended() -> None:
    found = [outcome(one) for one in planting_general.planted(14)]
    faults = [f"{one.planted.slip}: {one.fault}: {one.planted.wrong}" for one in found if one.fault]
    assert not faults, "\n".join(faults)
