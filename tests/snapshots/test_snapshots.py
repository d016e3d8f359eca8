"""What is printed and emitted is what it was; a change of it is made on purpose."""

from __future__ import annotations

from difflib import unified_diff

import pytest

from tests.snapshots.cases import CASES, EXPECTED
from tests.snapshots.record import take


@pytest.mark.parametrize("name", CASES)
def test_a_run_gives_what_it_gave(name: str) -> None:
    path = EXPECTED / f"{name}.txt"
    expected = path.read_text(encoding="utf-8").splitlines(keepends=True)
    given = take(CASES[name]).splitlines(keepends=True)
    diff = "".join(list(unified_diff(expected, given, "expected", "given", n=1))[:60])
    assert not diff, f"{diff}\nIf this is meant, record it: python -m tests.snapshots.record {name}"


def test_every_snapshot_belongs_to_a_run() -> None:
    assert {path.stem for path in EXPECTED.iterdir()} == set(CASES)
