"""What is right is certified, and of what is wrong the cause is named."""

from __future__ import annotations

import importlib
from functools import reduce
from typing import Any

import pytest

import symconv
from tests.verification.code.by_hand import ADAPTERS
from tests.verification.code.by_hand.calls import build_call
from tests.verification.code.table import RIGHT, Fixture, read_table

pytest.importorskip("symconv.verification.code")

TABLE = read_table()


def judged(row: Fixture) -> Any:
    """Give what is said of a fixture, imported as a module of its own."""
    name = row.file.removesuffix(".py").replace("/", ".")
    module = importlib.import_module(f"tests.verification.code.fixtures.{name}")
    told = {
        name: value
        for name, value in (
            ("arguments", row.arguments),
            ("returns", row.returns),
            ("filter_layout", row.filter_layout),
        )
        if value
    }
    return symconv.certify_function(
        reduce(getattr, row.function.split("."), module),
        row.spec,
        role=row.role,
        layout=row.layout,
        reduction=row.reduction,
        **told,
    )


def parts_by_hand(row: Fixture) -> set[str]:
    """Give what the function has among its results, or keeps: all of that is to be judged."""
    return set(ADAPTERS[f"{row.path.name}:{row.function}"](build_call(row.load(), row.spec, 2)))


@pytest.mark.parametrize(
    "row", [row for row in TABLE if row.expected == RIGHT], ids=lambda row: row.name
)
def test_what_is_right_is_certified(row: Fixture):
    answer = judged(row)

    assert answer.holds, answer.to_text()
    assert answer
    assert parts_by_hand(row) <= {str(part) for part in answer.parts}


@pytest.mark.parametrize(
    "row", [row for row in TABLE if row.expected != RIGHT], ids=lambda row: row.name
)
def test_what_is_wrong_is_told_with_its_cause(row: Fixture):
    answer = judged(row)

    assert not answer.holds, answer.to_text()
    assert not answer.proved
    causes = {str(cause) for cause in answer.causes}
    assert causes & {row.expected, *row.also}, answer.to_text()
