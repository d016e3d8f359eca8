"""Slips planted in true derivations and general formulas, by the thousand.

By command, with `python -m tests.campaign.test_planted_slips COUNT`, the counts are printed; CI
plants a few (`tests/verification/mending/test_planted.py`).
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable

import pytest

from tests.verification.mending import planting_general
from tests.verification.mending.planting import TRUE, Outcome, drawn, judged, outcome, planted

PLANTED, GENERAL = 4000, 600
CHUNKS = 20
DOCUMENTS = 40


def faults(found: Iterable[Outcome]) -> list[str]:
    """Give what went wrong, with the formula."""
    return [f"{one.planted.slip}: {one.fault}: {one.planted.wrong}" for one in found if one.fault]


@pytest.mark.campaign
@pytest.mark.parametrize("number", range(DOCUMENTS))
def test_every_derived_formula_is_proved(number: int) -> None:
    document = drawn(number)
    wrong = [text for text in document.formulas if judged(document, text).kind not in TRUE]
    assert not wrong, "\n".join(wrong)


@pytest.mark.campaign
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_planted_slip_is_found_and_mended(chunk: int) -> None:
    found = [outcome(one) for one in planted(PLANTED // CHUNKS, 100 + chunk, DOCUMENTS)]
    wrong = faults(found)
    assert not wrong, "\n".join(wrong)


@pytest.mark.campaign
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_slip_planted_in_general_formulas_is_found_and_mended(chunk: int) -> None:
    found = [outcome(one) for one in planting_general.planted(GENERAL // CHUNKS, 100 + chunk)]
    wrong = faults(found)
    assert not wrong, "\n".join(wrong)


def main() -> None:
    """Print the counts of a run: how many are planted, and from which seed on."""
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    kinds: Counter[str] = Counter()
    same = bad = 0
    general = planting_general.planted(count // 10, seed)
    for one in (*planted(count, seed, DOCUMENTS), *general):
        found = outcome(one)
        kinds[f"{one.slip}: {found.verdict.kind.value}"] += 1
        same += found.suggestion is not None and found.suggestion.latex == one.right
        if found.fault:
            bad += 1
            print(f"{one.slip}: {found.fault}\n  {one.wrong}\n  {one.right}")
    for name, number in sorted(kinds.items()):
        print(f"{number:6} {name}")
    total = count + count // 10
    print(f"planted: {total}, not found or not mended: {bad}, mended to what stood there: {same}")


if __name__ == "__main__":
    main()
