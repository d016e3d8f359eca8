"""Generated texts through the readers: every formula is read or refused at a place of it.

    python -m tests.campaign.test_fuzz_readers COUNT [SEED]

reads formulas put together from pieces, damaged formulas, and, for one in twenty, a damaged
document of each format. It prints how many were read, and how long the slowest took.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter

import pytest

from symconv.verification.finding import find_formulas
from tests.campaign.test_fuzz_judge import damaged
from tests.reading.latex.test_robust import PIECES, outcome
from tests.verification.finding.stories import check_places
from tests.verification.finding.test_hostile import STORIES, mutated


def read_one(draw: random.Random) -> str:
    """Read a generated text; give what became of it."""
    kind = draw.random()
    if kind < 0.05:
        format = draw.choice(list(STORIES))
        text = mutated(STORIES[format], draw)
        check_places(find_formulas(text, format), text)
        return f"{format.value} document"
    if kind < 0.5:
        text = "".join(draw.choice(PIECES) for _ in range(draw.randint(1, 24)))
    else:
        text = damaged(draw)
    try:
        return "formula read" if outcome(text) else "formula refused"
    except Exception as error:  # a campaign goes on, and fails at its end
        return f"FAULT {type(error).__name__}: {text!r}"


def run(count: int, seed: int) -> tuple[Counter[str], float]:
    """Read many texts; give what became of them, and the seconds of the slowest."""
    draw = random.Random(seed)
    found: Counter[str] = Counter()
    slowest = 0.0
    for _ in range(count):
        begun = time.process_time()
        found[read_one(draw)] += 1
        slowest = max(slowest, time.process_time() - begun)
    return found, slowest


def faults(found: Counter[str]) -> list[str]:
    """Give what went wrong, with its text."""
    return [words for words in found if words.startswith("FAULT")]


def test_a_slice_is_read() -> None:
    found, _ = run(500, seed=1)
    assert not faults(found)
    assert found["formula read"] > 0
    assert found["formula refused"] > 0


@pytest.mark.campaign
@pytest.mark.parametrize("seed", range(10))
def test_a_million_are_read(seed: int) -> None:
    assert not faults(run(100_000, seed)[0])


def main() -> None:
    """Print what came of a run."""
    count = int(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    found, slowest = run(count, seed)
    print(f"{count} read, seed {seed}: {dict(found)}; slowest {slowest:.2f} s")


if __name__ == "__main__":
    main()
