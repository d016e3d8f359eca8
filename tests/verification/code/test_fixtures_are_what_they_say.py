"""Each fixture is what the table says: right, or wrong where and why it says so.

What is called right equals the reference exactly; what has a fault differs in the results that
are named and in no other, and is right once the lines that are named as the fault are replaced.
"""

from __future__ import annotations

import traceback
from dataclasses import fields

import numpy as np
import pytest

from tests.verification.code.by_hand import ADAPTERS
from tests.verification.code.by_hand.calls import (
    BATCH,
    Call,
    Results,
    build_call,
    expected_results,
)
from tests.verification.code.table import CAUSES, FOLDER, RIGHT, Fixture, read_table

TABLE = read_table()
FAULTY = [row for row in TABLE if row.expected != RIGHT]
PARTS = {
    "forward": {"forward"},
    "grad_input": {"grad_input"},
    "grad_filter": {"grad_filter"},
    "grad_bias": {"grad_bias"},
}


def run(row: Fixture, mended: bool = False, batch: int = BATCH) -> tuple[Call, Call, Results]:
    """Give a call, the same arrays untouched, and what the fixture makes of them."""
    call, untouched = (build_call(row.load(mended), row.spec, batch) for _ in range(2))
    return call, untouched, ADAPTERS[f"{row.path.name}:{row.function}"](call)


def differing(results: Results, expected: Results) -> set[str]:
    """Name the results that differ in shape or in a number."""
    return {name for name, value in results.items() if not np.array_equal(value, expected[name])}


def changed(call: Call, untouched: Call) -> set[str]:
    """Name the arrays that are no longer what they were."""
    names = [field.name for field in fields(call) if field.name not in ("module", "spec", "f")]
    names += ["f"] if call.f is not None else []
    return {
        name for name in names if not np.array_equal(getattr(call, name), getattr(untouched, name))
    }


@pytest.mark.parametrize("batch", [2, BATCH])
@pytest.mark.parametrize(
    "row", [row for row in TABLE if row.expected != "crash"], ids=lambda row: row.name
)
def test_only_what_is_called_wrong_differs_from_the_reference(row: Fixture, batch: int):
    call, untouched, results = run(row, batch=batch)
    expected = expected_results(untouched, row.reduction)

    assert differing(results, expected) == set(row.wrong)
    assert set(results) >= PARTS.get(row.role, {"grad_input", "grad_filter"})
    assert bool(changed(call, untouched)) == (row.expected == "arguments changed")


@pytest.mark.parametrize("row", FAULTY, ids=lambda row: row.name)
def test_it_is_right_once_the_fault_is_mended(row: Fixture):
    call, untouched, results = run(row, mended=True)

    assert differing(results, expected_results(untouched, row.reduction)) == set()
    assert not changed(call, untouched)


@pytest.mark.parametrize(
    "row", [row for row in TABLE if row.expected == "crash"], ids=lambda row: row.name
)
def test_a_crash_is_one_in_the_file(row: Fixture):
    with pytest.raises((ValueError, TypeError, IndexError)) as caught:
        run(row)

    assert str(row.path) in {frame.filename for frame in traceback.extract_tb(caught.tb)}


@pytest.mark.parametrize("row", FAULTY, ids=lambda row: row.name)
def test_a_faulty_row_says_what_is_wrong(row: Fixture):
    assert {row.expected, *row.also} <= CAUSES
    assert row.mends
    assert bool(row.wrong) != (row.expected in ("crash", "arguments changed"))
    if row.expected == "wrong shape":
        _, untouched, results = run(row)
        right = expected_results(untouched, row.reduction)
        assert {name for name in results if results[name].shape != right[name].shape} == set(
            row.wrong
        )


def test_the_table_is_whole():
    files = {str(p.relative_to(FOLDER)) for p in FOLDER.glob("*/*.py")} - {
        f"{folder.name}/__init__.py" for folder in FOLDER.iterdir() if folder.is_dir()
    }

    assert files == {row.file for row in TABLE}
    assert len(files) >= 36
    assert {row.expected for row in FAULTY} == CAUSES
    assert len({(row.file, row.function, row.layer, row.reduction) for row in TABLE}) == len(TABLE)
