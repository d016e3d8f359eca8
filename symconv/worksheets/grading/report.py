"""What marking gives: every student's marks, and the class's, as a document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from symconv.documents import (
    Align,
    Block,
    Bullets,
    Data,
    Document,
    Paragraph,
    Prose,
    Section,
    Table,
    Text,
)
from symconv.printing.shown import Shown
from symconv.worksheets.grading.key import MarkingKey
from symconv.worksheets.grading.marking import Marked, MarkedSheet, Outcome
from symconv.worksheets.grading.statistics import PlaceStatistics, statistics_of
from symconv.worksheets.grading.table import write_table

SCHEMA_VERSION = 1


@dataclass(frozen=True, repr=False)
class Graded(Shown):
    """A marked class; it shows itself in every format, and as CSV.

    Attributes
    ----------
    key : what was marked by
    sheets : each student's, sorted by name and file
    """

    key: MarkingKey
    sheets: tuple[MarkedSheet, ...]

    def __repr__(self) -> str:
        return f"<Graded sheet {self.key.sheet}: {len(self.sheets)} students, mean {self._mean}>"

    @cached_property
    def statistics(self) -> tuple[PlaceStatistics, ...]:
        """What the class made of each place."""
        return statistics_of(self.sheets)

    @property
    def mean(self) -> Fraction:
        """The mean of the points, over the sheets that were marked; 0 if there is none."""
        marked = [sheet.points for sheet in self.sheets if not sheet.problem]
        return sum(marked, start=Fraction(0)) / len(marked) if marked else Fraction(0)

    @property
    def _mean(self) -> str:
        return f"{decimal(self.mean)} of {self.key.points} points"

    def to_csv(self) -> str:
        """Give a row per student as CSV; points as decimals, which spreadsheets take as numbers."""
        return write_table(self.key, self.sheets)

    def document(self) -> Document:
        """Give the class's table, each place's, and each student's remarks."""
        problems = sum(bool(sheet.problem) for sheet in self.sheets)
        said = f"Sheet {self.key.sheet}, {_count(len(self.sheets), 'student')}, mean {self._mean}."
        if problems:
            said += f" {_count(problems, 'sheet')} could not be marked."
        blocks: list[Block] = [
            Paragraph((said,)),
            Section(("Students",), (self._students(),)),
        ]
        if self.statistics:
            blocks.append(Section(("Answers",), (_places(self.statistics),)))
        blocks += [_section(sheet, self.key.points) for sheet in self.sheets]
        head: dict[str, Data] = {
            "sheet": self.key.sheet,
            "points": self.key.points,
            "mean": exact(self.mean),
            "answers": [_place_record(place) for place in self.statistics],
        }
        title = f"Marks: {self.key.title}"
        return Document(title, self.key.notation, tuple(blocks), head, series="students")

    def _students(self) -> Table:
        rows = tuple(
            ((sheet.submission.name,), (sheet.submission.file,), (_result(sheet),))
            for sheet in self.sheets
        )
        heads = (("name",), ("file",), (f"points of {self.key.points}",))
        return Table(heads, (Align.LEFT, Align.LEFT, Align.RIGHT), rows)


def decimal(value: Fraction) -> str:
    """Give a number of points as a decimal of at most three places.

    >>> decimal(Fraction(7, 2)), decimal(Fraction(1, 3)), decimal(Fraction(4))
    ('3.5', '0.333', '4')
    """
    text = f"{float(round(value, 3)):.3f}"
    return text.rstrip("0").rstrip(".")


def exact(value: Fraction) -> int | str:
    """Give a number as JSON has it: whole, or a fraction as text."""
    return value.numerator if value.denominator == 1 else str(value)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _result(sheet: MarkedSheet) -> str:
    return "not marked" if sheet.problem else decimal(sheet.points)


def _places(places: tuple[PlaceStatistics, ...]) -> Table:
    rows = tuple(
        (
            (str(place.number),),
            (str(place.question),),
            (f"{round(100 * place.mean)} %",),
            (str(place.answered),),
            (f"{place.wrong_count} × {place.wrong}" if place.wrong else "",),
        )
        for place in places
    )
    heads = (("place",), ("exercise",), ("mean",), ("answered",), ("most frequent wrong answer",))
    right = Align.RIGHT
    return Table(heads, (right, right, right, right, Align.LEFT), rows)


def _place_record(place: PlaceStatistics) -> dict[str, Data]:
    return {
        "number": place.number,
        "exercise": place.question,
        "mean": exact(place.mean),
        "answered": place.answered,
        "wrong": place.wrong,
        "wrong_count": place.wrong_count,
    }


def _section(sheet: MarkedSheet, points: int) -> Section:
    """Give what is said of one student: the answers that are not simply right."""
    submission = sheet.submission
    title = (f"{submission.name} ({submission.file})",)
    if sheet.problem:
        return Section(title, (Paragraph((f"Not marked: {sheet.problem}.",)),), _record(sheet))
    blocks: list[Block] = [Paragraph((f"{decimal(sheet.points)} of {points} points.",))]
    items = [*_lines(sheet), *((note,) for note in submission.notes)]
    if items:
        blocks.append(Bullets(tuple(items)))
    return Section(title, tuple(blocks), _record(sheet))


def _lines(sheet: MarkedSheet) -> Iterator[Text]:
    empty = [str(mark.number) for mark in sheet.marks if mark.outcome is Outcome.EMPTY]
    for mark in sheet.marks:
        if mark.outcome not in (Outcome.RIGHT, Outcome.EMPTY):
            yield _line(mark)
    if empty:
        yield (f"no answer: {', '.join(empty)}",)


def _line(mark: Marked) -> Text:
    parts: list[object] = [f"({mark.number}) {mark.given}: {mark.outcome}"]
    if mark.outcome is Outcome.PARTLY:
        parts.append(f", {decimal(mark.points)} of {mark.of}")
    for remark in mark.remarks:
        parts += ["; ", *remark]
    return tuple(parts)  # type: ignore[arg-type]


def _record(sheet: MarkedSheet) -> dict[str, Data]:
    submission = sheet.submission
    record: dict[str, Data] = {
        "name": submission.name,
        "file": submission.file,
        "points": None if sheet.problem else exact(sheet.points),
        "problem": sheet.problem,
        "notes": list(submission.notes),
        "marks": [
            {
                "number": mark.number,
                "given": mark.given,
                "outcome": mark.outcome.value,
                "points": exact(mark.points),
                "of": mark.of,
                "remarks": [Prose(remark) for remark in mark.remarks],
            }
            for mark in sheet.marks
        ],
    }
    return record
