"""Marks as CSV that a spreadsheet takes as text and numbers, and never as formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from fractions import Fraction

from symconv.worksheets.grading.key import MarkingKey
from symconv.worksheets.grading.marking import MarkedSheet

_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell must not begin with: spreadsheets take it as a formula."""


def safe_cell(text: str) -> str:
    """Give a text that a spreadsheet takes as text.

    >>> safe_cell("=1+1"), safe_cell("Ada")
    ("'=1+1", 'Ada')
    """
    return f"'{text}" if text.lstrip(" ").startswith(_ACTIVE) or text.startswith(_ACTIVE) else text


def write_table(key: MarkingKey, sheets: Sequence[MarkedSheet]) -> str:
    """Give a row per student: name, file, points, of how many, each place's points, remarks."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    numbers = [str(answer.number) for answer in key.answers]
    writer.writerow(["name", "file", "points", "of", *numbers, "remarks"])
    for sheet in sheets:
        told = sheet.submission
        marks = [_number(mark.points) for mark in sheet.marks] or [""] * len(numbers)
        total = "" if sheet.problem else _number(sheet.points)
        said = [sheet.problem, *told.notes] if sheet.problem else list(told.notes)
        writer.writerow(
            [
                safe_cell(told.name), safe_cell(told.file), total, str(key.points), *marks,
                safe_cell("; ".join(filter(None, said))),
            ]
        )  # fmt: skip
    return out.getvalue()


def _number(value: Fraction) -> str:
    """Give points as a decimal: a spreadsheet takes 1/2 as a date."""
    return f"{float(value):.4f}".rstrip("0").rstrip(".")
