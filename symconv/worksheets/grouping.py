"""Exercises below the headings of their groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from symconv.documents import Block, Exercise, Section
from symconv.worksheets.questions import Question


def grouped(questions: Sequence[Question], exercises: Sequence[Exercise]) -> Iterator[Block]:
    """Give the exercises of questions in sections, one for neighbours of the same group."""
    pairs = zip(questions, exercises, strict=True)
    for title, group in groupby(pairs, key=lambda pair: pair[0].group):
        blocks = tuple(exercise for _, exercise in group)
        yield from (Section(title, blocks),) if title else blocks
