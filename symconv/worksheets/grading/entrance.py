"""Marking a student's answers, or a whole class's, by the key of their sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from symconv.errors import WorksheetError, shown
from symconv.worksheets.grading.answers import Submission, of_data, read_answers
from symconv.worksheets.grading.key import MarkingKey, read_key, read_key_file
from symconv.worksheets.grading.marking import MarkedSheet, Marker
from symconv.worksheets.grading.report import Graded
from symconv.worksheets.grading.strict import read_json
from symconv.worksheets.sheet import Key, Worksheet


def grade(key: Any, answers: Any) -> Graded:
    """Mark answers by a key: right in any equivalent form, or which term is missing or wrong.

    An answer of several terms gets a share of its points: the right terms less the wrong ones, of
    all that are right, and not below 0. A single term, and a letter, is right or not.

    Parameters
    ----------
    key : a worksheet, its key, or the key's JSON: a path, or plain data
    answers : a student's answers as plain data, a list of them, a file of either (JSON or CSV), or
        a folder of such files. A student's are
        {"schema_version": 1, "sheet": "...", "name": "...", "answers": {"1": "X_11 F_11"}}

    Raises
    ------
    WorksheetError
        For a key that cannot be used, and where there are no answers at all. What is wrong with one
        student's answers stands in the result.

    >>> from symconv import ConvSpec, build_worksheet
    >>> sheet = build_worksheet(ConvSpec((3, 3), (2, 2)))
    >>> told = {"schema_version": 1, "sheet": sheet.identity, "name": "Ada", "answers": {}}
    >>> grade(sheet, told).sheets[0].points
    Fraction(0, 1)
    """
    marker = Marker(key_of(key))
    return graded(marker.key, map(marker.mark, submissions(answers)))


def graded(key: MarkingKey, sheets: Iterable[MarkedSheet]) -> Graded:
    """Give the result, in the order of names and files."""
    ordered = sorted(sheets, key=lambda sheet: _order(sheet.submission))
    return Graded(key, tuple(ordered))


def _order(submission: Submission) -> tuple[str, str, tuple[int, ...]]:
    file, _, place = submission.file.partition("#")
    return submission.name.casefold(), file, (int(place),) if place.isdigit() else ()


def key_of(key: Any) -> MarkingKey:
    """Give a key to mark by. Raises `WorksheetError`."""
    if isinstance(key, MarkingKey):
        return key
    if isinstance(key, Worksheet):
        key = key.key
    if isinstance(key, Key):
        return read_key(read_json(key.to_json()))
    if isinstance(key, Mapping):
        return read_key(key)
    if isinstance(key, str | PathLike):
        return read_key_file(Path(key))
    raise WorksheetError(f"a key is a worksheet, its key, a path or plain data, not {shown(key)}")


def submissions(answers: Any) -> list[Submission]:
    """Give what is to be marked. Raises `WorksheetError` where there is nothing."""
    if isinstance(answers, str | PathLike):
        found = read_answers(Path(answers))
    elif isinstance(answers, Mapping | Sequence):
        plain = answers if isinstance(answers, Mapping) else list(answers)
        found = list(of_data(plain, "answers"))
    else:
        raise WorksheetError(f"answers are a path or plain data, not {shown(answers)}")
    if not found:
        raise WorksheetError("there are no answers: the list is empty")
    return found
