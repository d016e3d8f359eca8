"""Falsehoods planted in true statements: none is proved, and the true ones stay proved.

What is false is decided by loops over integers and fractions (`plain_values`). By command, with
`python -m tests.campaign.test_planted_falsehoods COUNT`, the counts are printed; CI plants a few.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import pytest

from symconv.calculus import RuleError, prove_equal
from symconv.formulas import Equation
from tests.campaign.falsehoods import Statement, drawn, falsified, handmade
from tests.campaign.plain_values import TooMuch, is_false, sizes_of
from tests.sources.index_formulas import read_setting
from tests.sources.test_published_sums import ROWS

DRAWN = 400
PLANTED = 100_000
CHUNKS = 20
LARGEST = 3
DECIDED, DECIDED_IN_SLICE = 435, 41
"""How many of the true statements are proved: no change of the rules may lose one."""


def published() -> Iterator[Statement]:
    """Give the published index sums that are true."""
    for row in ROWS:
        for text in row.true:
            setting = read_setting(row.setting, row.letters)
            yield Statement(f"{row.source} ({row.n})", setting, row.letters.equation(text))


@cache
def statements() -> tuple[Statement, ...]:
    """Give every true statement: those written out, those published, those drawn."""
    return (*handmade(), *published(), *map(drawn, range(DRAWN)))


def is_proved(statement: Statement) -> bool:
    """Tell whether a statement is proved; one that cannot be read is not."""
    try:
        found = prove_equal(statement.setting, statement.claim)
    except RuleError:
        return False
    return found is not None and found.proved


@dataclass
class Counts:
    """What was planted, what became of it, and what was proved although it is false."""

    planted: int = 0
    still_true: int = 0
    undecided: int = 0
    proved: list[Equation] = field(default_factory=list)


def plant(count: int, chunk: int, among: tuple[Statement, ...]) -> Counts:
    """Change statements until so many are false, and try to prove each of those."""
    source, counts = random.Random(f"falsehoods {chunk}"), Counts()
    known = {id(statement.setting): statement.setting for statement in among}
    sizes = {key: sizes_of(setting, LARGEST) for key, setting in known.items()}
    while counts.planted < count:
        at = source.randrange(len(among))
        changed = falsified(among[at], source)
        choices = sizes[id(among[at].setting)]
        chosen = source.sample(choices, min(6, len(choices)))
        try:
            false = is_false(changed.setting, changed.claim, chosen, source)
        except TooMuch:
            counts.undecided += 1
            continue
        except (KeyError, TypeError, AssertionError):
            counts.undecided += 1  # a letter that nothing declares: there is nothing to decide
            continue
        if not false:
            counts.still_true += 1
            continue
        counts.planted += 1
        if is_proved(changed):
            counts.proved.append(changed.claim)
    return counts


@pytest.mark.parametrize("chunk", range(2))
def test_a_slice_of_planted_falsehoods(chunk: int) -> None:
    among = (*handmade(), *map(drawn, range(chunk * 30, chunk * 30 + 30)))
    counts = plant(60, chunk, among)
    assert counts.planted == 60
    assert not counts.proved, "\n".join(map(str, counts.proved))


def test_true_statements_are_true_and_proved() -> None:
    some = (*handmade(), *map(drawn, range(25)))
    assert sum(map(is_proved, some)) >= DECIDED_IN_SLICE
    for statement in some:
        source = random.Random(statement.name)
        sizes = sizes_of(statement.setting, LARGEST)[-3:]
        assert not is_false(statement.setting, statement.claim, sizes, source)


@pytest.mark.campaign
def test_as_many_true_statements_are_proved_as_ever() -> None:
    assert all(map(is_proved, published()))
    assert sum(map(is_proved, statements())) >= DECIDED


@pytest.mark.campaign
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_planted_falsehood_is_proved(chunk: int) -> None:
    counts = plant(PLANTED // CHUNKS, chunk, statements())
    assert not counts.proved, "\n".join(map(str, counts.proved))


def main() -> None:
    """Print the counts of a run: how many are planted, and from which chunk on."""
    count, chunk = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    decided = Counter(map(is_proved, statements()))
    print(f"true statements: {decided[True]} proved, {decided[False]} left open")
    counts = plant(count, chunk, statements())
    print(
        f"planted: {counts.planted} false, {len(counts.proved)} of them proved; "
        f"{counts.still_true} changes left a statement true, {counts.undecided} undecided"
    )
    for claim in counts.proved:
        print(claim)


if __name__ == "__main__":
    main()
