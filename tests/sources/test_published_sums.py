"""Published index sums of other sources: true ones proved, false ones refuted and mended."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from symconv.calculus import RuleError, prove_equal, refute
from tests.sources.index_formulas import read_setting
from tests.sources.published_layers import ANSWERS, BOOK, CHANNELS, LIBRARY, ONE_CHANNEL, Row
from tests.sources.published_sources import CHAIN, MORE, ONE_BASED

PUBLISHED = {
    (row["source"], row["n"]): row
    for row in map(
        json.loads,
        (Path(__file__).parent / "published_sums.jsonl").read_text("utf-8").splitlines(),
    )
}
ROWS = [*ONE_CHANNEL, *CHANNELS, *BOOK, *LIBRARY, *ANSWERS, *CHAIN, *ONE_BASED, *MORE]


CASES = [
    pytest.param(row, text, id=f"{row.source} ({row.n}){at or ''}")
    for row in ROWS
    for at, text in enumerate(row.true)
]
REFUTED = [
    pytest.param(row, text, id=f"{row.source} ({row.n}){at or ''}")
    for row in ROWS
    for at, text in enumerate((*row.false, *row.undefined, *row.captured))
]


@pytest.mark.parametrize(("row", "text"), CASES)
def test_true_row_is_proved(row: Row, text: str) -> None:
    setting, claim = read_setting(row.setting, row.letters), row.letters.equation(text)
    found = prove_equal(setting, claim)
    assert found is not None
    assert found.proved
    assert refute(setting, claim, cases=2, largest=3) is None


@pytest.mark.parametrize(("row", "text"), REFUTED)
def test_false_row_is_refuted(row: Row, text: str) -> None:
    setting, claim = read_setting(row.setting, row.letters), row.letters.equation(text)
    counter = refute(setting, claim, cases=12, largest=3)
    assert counter is not None
    assert counter.left != counter.right
    assert counter.left is not None
    assert (counter.right is None) == (text in row.undefined)
    if text in row.captured:
        with pytest.raises(RuleError, match="is bound in the claim"):
            prove_equal(setting, claim)
    else:
        assert prove_equal(setting, claim) is None


@pytest.mark.parametrize("key", PUBLISHED, ids=lambda key: f"{key[0]} ({key[1]})")
def test_the_list_says_the_same(key: tuple[str, str]) -> None:
    """What the list calls true is proved alone, what it calls false is refuted and mended."""
    stated = [row for row in ROWS if (row.source, row.n) == key]
    assert any(row.true for row in stated)
    refuted = any(row.false or row.undefined or row.captured for row in stated)
    verdict = PUBLISHED[key]["verdict"]
    if verdict == "false":
        assert refuted
    elif verdict in ("true", "definition"):
        assert not refuted


def test_every_row_is_stated() -> None:
    assert {(row.source, row.n) for row in ROWS} == set(PUBLISHED)
