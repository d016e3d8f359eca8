"""Answers of students: JSON or CSV of one or of many, read strictly, one line for what is wrong."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from symconv.errors import WorksheetError, shown
from symconv.worksheets.grading.strict import member, read_json, read_text

SCHEMA_VERSION = 1
MOST_BYTES = 2_000_000
"""Bytes of a file of answers."""
MOST_BYTES_OF_CLASS = 50_000_000
"""Bytes of a list of many students' answers."""
MOST_FILES = 5_000
MOST_STUDENTS = 20_000
MOST_FIELDS = 6_000
LONGEST_NAME = 80
SUFFIXES = (".json", ".csv")


@dataclass(frozen=True)
class Submission:
    """What one student handed in.

    Attributes
    ----------
    file : where it stands: a file's name, with the place in a list if it is one of many
    name, sheet : what it says of itself, cleaned to one printable line
    answers : the texts by the number of their place
    problem : why it cannot be marked, in one line; "" if it can be
    notes : what was left out of it
    """

    file: str
    name: str = ""
    sheet: str = ""
    answers: Mapping[int, str] = field(default_factory=dict)
    problem: str = ""
    notes: tuple[str, ...] = ()


def clean(text: str, longest: int = LONGEST_NAME) -> str:
    r"""Give a text of others on one printable line, cut where it is long.

    >>> clean("Ada\n\x00Lovelace\u202e")
    'Ada \\x00Lovelace\\u202e'
    """
    line = " ".join(text[: 4 * longest].split())
    line = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in line)
    return line if len(line) <= longest and len(text) <= 4 * longest else f"{line[:longest]}…"


def read_answers(path: Path) -> list[Submission]:
    """Read the answers of a file, or of all files that lie in a folder, sorted by their names.

    Files other than .json and .csv, archives and symbolic links get a line, and folders in the
    folder, too. Raises `WorksheetError` where there is nothing to read at all.
    """
    try:
        is_folder = path.is_dir()
        names = sorted(each.name for each in path.iterdir()) if is_folder else []
    except OSError as error:
        raise WorksheetError(f"{path}: it cannot be read: {error.strerror or error}") from error
    if not is_folder:
        if not path.exists():
            raise WorksheetError(f"{path}: there is no such file or folder")
        return list(read_file(path, clean(path.name)))
    names = [name for name in names if not name.startswith(".")]
    if not names:
        raise WorksheetError(f"{path}: there are no answers in this folder")
    if len(names) > MOST_FILES:
        raise WorksheetError(f"{path}: there are more than {MOST_FILES:,} files in this folder")
    return [found for name in names for found in read_file(path / name, clean(name))]


def read_file(path: Path, name: str) -> Iterator[Submission]:
    """Give what a file says; one submission with its problem where it cannot be read."""
    suffix = path.suffix.lower()
    try:
        if path.is_symlink():
            raise WorksheetError("it is a symbolic link, which is not followed")
        if path.is_dir():
            raise WorksheetError("it is a folder, which is not looked into")
        if suffix not in SUFFIXES:
            raise WorksheetError(f"it is no file of answers: these end in {' or '.join(SUFFIXES)}")
        text = read_text(path, MOST_BYTES if suffix == ".csv" else MOST_BYTES_OF_CLASS)
        if "\0" in text:
            raise WorksheetError("it has a null byte")
        if suffix == ".csv":
            yield from _of_table(text, name)
        else:
            if len(text) > MOST_BYTES and not text.lstrip().startswith("["):
                raise WorksheetError(f"it has more than {MOST_BYTES:,} bytes")
            yield from of_data(read_json(text), name)
    except WorksheetError as error:
        yield Submission(name, _stem(name), problem=clean(str(error), 200))


def of_data(data: Any, file: str) -> Iterator[Submission]:
    """Give the submissions of plain data: one object, or a list of them."""
    if not isinstance(data, list | tuple):
        yield _of_object(data, file)
        return
    if len(data) > MOST_STUDENTS:
        raise WorksheetError(f"it has more than {MOST_STUDENTS:,} entries")
    for number, each in enumerate(data, 1):
        yield _of_object(each, f"{file}#{number}")


def _of_object(data: Any, file: str) -> Submission:
    name = _stem(file)
    try:
        if not isinstance(data, Mapping):
            raise WorksheetError(f"answers are an object of JSON, not {shown(data)}")
        name = _name(data) or name
        if (version := member(data, "schema_version", int)) != SCHEMA_VERSION:
            raise WorksheetError(f"schema_version {version} is not {SCHEMA_VERSION}")
        sheet = clean(member(data, "sheet", str))
        answers = data.get("answers")
        if not isinstance(answers, Mapping):
            raise WorksheetError('answers is not an object such as {"1": "X_11"}')
        return _submission(file, name, sheet, list(answers.items()))
    except WorksheetError as error:
        return Submission(file, name, problem=clean(str(error), 200))


def _name(data: Mapping[str, Any]) -> str:
    name = data.get("name", "")
    if not isinstance(name, str):
        raise WorksheetError(f"name {shown(name)} is not a text")
    return clean(name)


def _submission(file: str, name: str, sheet: str, items: Sequence[tuple[Any, Any]]) -> Submission:
    if len(items) > MOST_FIELDS:
        raise WorksheetError(f"it has more than {MOST_FIELDS:,} answers")
    answers: dict[int, str] = {}
    notes: list[str] = []
    for number, text in items:
        place = _number(number)
        if place is None:
            notes.append(f"{shown(number)} is no number of an answer")
        elif place in answers:
            raise WorksheetError(f"answer {place} stands twice")
        elif isinstance(text, bool) or not isinstance(text, str | int | None):
            notes.append(f"answer {place} is {shown(text)}, and no text")
        else:
            answers[place] = "" if text is None else str(text)
    return Submission(file, name, sheet, answers, "", tuple(clean(note, 120) for note in notes))


def _number(number: Any) -> int | None:
    text = str(number).strip() if isinstance(number, str | int) else ""
    return int(text) if re.fullmatch(r"[1-9]\d{0,8}", text, re.ASCII) else None


def _stem(file: str) -> str:
    return re.sub(r"\.(json|csv)(?=#|$)", "", file, flags=re.IGNORECASE)


def _of_table(text: str, file: str) -> Iterator[Submission]:
    """Give the submissions of a CSV text.

    Either two columns, a number and its answer (and rows `name` and `sheet`); or a row per
    student below a row of heads: name, sheet and the numbers.
    """
    try:
        rows = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as error:
        raise WorksheetError(f"it is no CSV: {error}") from None
    rows = [[cell.strip() for cell in row] for row in rows if any(map(str.strip, row))]
    if not rows:
        raise WorksheetError("it is empty")
    heads = [head.lower() for head in rows[0]]
    if "sheet" in heads and any(_number(head) is not None for head in heads):
        yield from _of_rows(rows, heads, file)
        return
    if any(len(row) != len(("number", "answer")) for row in rows):
        raise WorksheetError(
            "a row has not two columns, a number and its answer; with commas in an answer, quote it"
        )
    yield _of_pairs([(row[0], row[1]) for row in rows], file)


def _of_pairs(pairs: Sequence[tuple[str, str]], file: str) -> Submission:
    words = [(first.lower(), second) for first, second in pairs]
    told = dict(words)
    for word in ("name", "sheet"):
        if sum(first == word for first, _ in words) > 1:
            return Submission(file, _stem(file), problem=f"there are two rows {word}")
    name = clean(told.get("name", "")) or _stem(file)
    if "sheet" not in told:
        return Submission(file, name, problem="there is no row sheet with the sheet's number")
    heads = ("name", "sheet", "number")
    items = [(first, second) for first, second in words if first not in heads]
    try:
        return _submission(file, name, clean(told["sheet"]), items)
    except WorksheetError as error:
        return Submission(file, name, problem=str(error))


def _of_rows(
    rows: Sequence[Sequence[str]], heads: Sequence[str], file: str
) -> Iterator[Submission]:
    if len(set(heads)) < len(heads):
        raise WorksheetError("two columns have one head")
    for number, row in enumerate(rows[1:], 1):
        where = f"{file}#{number}"
        told = dict(zip(heads, row, strict=False))
        name = clean(told.get("name", "")) or _stem(where)
        if len(row) > len(heads):
            yield Submission(where, name, problem="the row has more cells than there are heads")
            continue
        items = [(head, cell) for head, cell in told.items() if head not in ("name", "sheet")]
        try:
            yield _submission(where, name, clean(told.get("sheet", "")), items)
        except WorksheetError as error:
            yield Submission(where, name, problem=str(error))
