"""Students' answers that pages and marking judge alike, from `answers.json`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import symconv
from symconv.printing.formulas import TextPrinter
from symconv.worksheets import Blanks, Topic, Worksheet, WorksheetOptions, build_worksheet

PATH = Path(__file__).with_name("answers.json")


@dataclass(frozen=True)
class AnswerCase:
    """One answer: the sheet and the blank that it is written in, and what is right to say of it."""

    sheet: str
    number: int
    right: str
    text: str
    state: str
    wrong_terms: tuple[int, ...]
    wrong_signs: tuple[int, ...]
    missing: int


@lru_cache(maxsize=1)
def entries() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(PATH.read_text(encoding="utf-8"))["sheets"])


def names() -> list[str]:
    return [entry["name"] for entry in entries()]


@lru_cache(maxsize=32)
def sheet_named(name: str) -> Worksheet:
    entry = next(entry for entry in entries() if entry["name"] == name)
    arguments = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in entry["arguments"].items()
    }
    spec = getattr(symconv, entry["spec"])(**arguments)
    options = WorksheetOptions(topics=tuple(Topic), blanks=Blanks.read(entry["blanks"]))
    return build_worksheet(spec, entry["notation"], options)


def cases(name: str) -> Iterator[AnswerCase]:
    sheet = sheet_named(name)
    write = TextPrinter(sheet.notation).write
    blanks: dict[str, int] = {}
    for question in sheet.questions:
        for answer in question.answers:
            if answer.formula is not None:
                blanks.setdefault(write(answer.formula), answer.number)
    for told in next(entry for entry in entries() if entry["name"] == name)["answers"]:
        yield AnswerCase(
            name, blanks[told["right"]], told["right"], told["text"], told["state"],
            tuple(told.get("wrong_terms", ())), tuple(told.get("wrong_signs", ())),
            told.get("missing", 0),
        )  # fmt: skip
