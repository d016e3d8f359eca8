"""What a class made of each place of a sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from symconv.worksheets.grading.marking import MarkedSheet, Outcome


@dataclass(frozen=True)
class PlaceStatistics:
    """One place: the mean share of its points, and the wrong answer given most often.

    `wrong_count` says by how many; it is empty where no wrong answer was given twice.
    """

    number: int
    question: int
    mean: Fraction
    answered: int
    wrong: str = ""
    wrong_count: int = 0


_WRONG = (Outcome.WRONG, Outcome.PARTLY, Outcome.UNDECIDED, Outcome.NOT_UNDERSTOOD)


def statistics_of(sheets: Sequence[MarkedSheet]) -> tuple[PlaceStatistics, ...]:
    """Give the statistics of every place, over the sheets that were marked."""
    return tuple(_statistics([sheet for sheet in sheets if not sheet.problem]))


def _statistics(sheets: Sequence[MarkedSheet]) -> Iterator[PlaceStatistics]:
    for marks in zip(*(sheet.marks for sheet in sheets), strict=True):
        wrong = Counter(mark.given for mark in marks if mark.outcome in _WRONG)
        # Of those that are as frequent, the first in the alphabet: the same class, the same bytes.
        given, count = min(wrong.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
        mean = sum((mark.share for mark in marks), start=Fraction(0)) / len(marks)
        answered = sum(mark.outcome is not Outcome.EMPTY for mark in marks)
        first = marks[0]
        often = count > 1
        yield PlaceStatistics(
            first.number, first.question, mean, answered, given if often else "",
            count if often else 0,
        )  # fmt: skip
