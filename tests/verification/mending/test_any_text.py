"""Texts that are no formulas: candidates are found in any, and every edit fits the text."""

from __future__ import annotations

import random
from itertools import islice

import pytest

from symconv.verification.facts import Array
from symconv.verification.mending.candidates import candidates
from symconv.verification.mending.known import Letters, plain
from symconv.verification.mending.source import Source

PIECES = (
    "X", "_", "{", "}", "^", "(", ")", "[", "]", "12", "i", "j", "+", "-", "=", ",", " ", "'", "*",
    r"\frac", r"\partial ", r"\sum", r"\delta", r"\\", "&", r"\begin{pmatrix}", r"\end{pmatrix}",
    r"\odot", "rot180", r"\substack", r"\leq", "\\", "d", "/", "L", "l-1", r"\text{", "∂", "$",
)  # fmt: skip
LETTERS = Letters(
    arrays={"X": Array.INPUT, r"\delta": Array.GRADIENT, "L": Array.LOSS},
    sizes=("N", "k_1"), strides=("s",), layers=("l",), indices=("i", "j"),
)  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_candidates_of_any_text_are_edits_of_it(seed: int) -> None:
    source = random.Random(seed)
    for _ in range(60):
        text = "".join(source.choices(PIECES, k=source.randrange(1, 40)))
        parts = Source(text)
        for candidate in islice(candidates(parts, LETTERS, (), ()), 400):
            edits = candidate.change.edits
            assert all(0 <= edit.start <= edit.stop <= len(text) for edit in edits), text
            assert candidate.change.tokens(text) > 0
            plain(candidate.change.applied(text))
