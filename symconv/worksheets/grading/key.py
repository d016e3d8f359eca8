"""A key as `symconv worksheet --key FILE.json` writes it, read strictly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from symconv.errors import NotationError, WorksheetError, shown
from symconv.formulas import Formula
from symconv.notation import Notation
from symconv.printing.formulas import LatexPrinter, TextPrinter
from symconv.printing.writers.json import SCHEMA_VERSION
from symconv.worksheets.grading.strict import member, read_json, read_text
from symconv.worksheets.grading.trees import read_tree

MOST_BYTES_OF_KEY = 50_000_000
MOST_ANSWERS = 5_000
"""Answers of one sheet."""
MOST_POINTS = 1_000_000


@dataclass(frozen=True)
class RightAnswer:
    """What is right at one place of a sheet: a formula, or the letter of an option.

    `text` and `latex` are how the sheet writes the formula.
    """

    number: int
    points: int
    question: int
    formula: Formula | None = None
    letter: str = ""
    text: str = ""
    latex: str = ""


@dataclass(frozen=True)
class MarkingKey:
    """The answers of one sheet, and the notation in which they are read."""

    sheet: str
    title: str
    notation: Notation
    answers: tuple[RightAnswer, ...]

    @property
    def points(self) -> int:
        """What all answers are worth."""
        return sum(answer.points for answer in self.answers)


def read_key_file(path: Path) -> MarkingKey:
    """Read the key of a file. Raises `WorksheetError` that names the file for anything else."""
    try:
        # A key is the teacher's own: a link to it is followed.
        return read_key(read_json(read_text(path.resolve(), MOST_BYTES_OF_KEY)))
    except WorksheetError as error:
        raise WorksheetError(f"{path}: this is no key that can be used: {error}") from None


def read_key(data: Any) -> MarkingKey:
    """Read a key from its plain data. Raises `WorksheetError` for anything else."""
    if not isinstance(data, Mapping):
        raise WorksheetError("a key is one object of JSON; write it with --key FILE.json")
    version = member(data, "schema_version", int)
    if version != SCHEMA_VERSION:
        raise WorksheetError(f"schema_version {version} is not {SCHEMA_VERSION}")
    notation = _notation(member(data, "notation", dict))
    answers = tuple(_answers(member(data, "exercises", list), notation))
    if not answers:
        raise WorksheetError("it has no answers: this is a sheet, and not its key")
    if len(answers) > MOST_ANSWERS:
        raise WorksheetError(f"it has more than {MOST_ANSWERS:,} answers")
    numbers = [answer.number for answer in answers]
    if len(set(numbers)) < len(numbers):
        raise WorksheetError("two answers have one number")
    return MarkingKey(member(data, "sheet", str), member(data, "title", str), notation, answers)


def _notation(data: Mapping[str, Any]) -> Notation:
    names = [field.name for field in fields(Notation)]
    for name in data:
        if name not in names:
            raise WorksheetError(f"notation has no {shown(name)}")
    try:
        return Notation(**data)
    except (NotationError, TypeError) as error:
        raise WorksheetError(f"notation: {error}") from None


def _answers(exercises: list[Any], notation: Notation) -> Iterator[RightAnswer]:
    for place, exercise in enumerate(exercises, 1):
        if not isinstance(exercise, Mapping):
            raise WorksheetError(f"exercise {place} is no object")
        question = member(exercise, "number", int)
        for answer in exercise.get("answers", ()):
            if not isinstance(answer, Mapping):
                raise WorksheetError(f"an answer of exercise {place} is no object")
            yield _answer(answer, question, notation)


def _answer(data: Mapping[str, Any], question: int, notation: Notation) -> RightAnswer:
    number, points = member(data, "number", int), member(data, "points", int)
    if not (0 <= points <= MOST_POINTS and number > 0):
        raise WorksheetError(f"answer {number}: {points} points are none")
    if "letter" in data:
        return RightAnswer(number, points, question, letter=member(data, "letter", str))
    right = member(data, "right", dict)
    try:
        formula = read_tree(member(right, "formula", dict))
        text, latex = TextPrinter(notation).write(formula), LatexPrinter(notation).write(formula)
    except (WorksheetError, TypeError, ValueError, LookupError, AttributeError) as error:
        raise WorksheetError(f"answer {number}: {error}") from None
    return RightAnswer(number, points, question, formula, "", text, latex)
