"""Sheets as Jupyter notebooks: exercises, cells for the answers, and cells that check them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from symconv.documents import Block, Document, Exercise, exercises_in, without_exercises
from symconv.printing.writers.markdown import MarkdownWriter
from symconv.worksheets.exports.sealed import seal
from symconv.worksheets.sheet import Key, Worksheet

_FORMAT, _MINOR = 4, 5
_FIRST = """\
# Run this cell first. It needs symconv and holds no answers, only what they are compared with.
from symconv.worksheets import open_sealed

answers = {}
sheet = open_sealed('''
%s
''')"""
_HOW = "# Write each answer between the quotation marks, such as a_1 b_2 + c, or as LaTeX."
_LAST = "# All answers at once.\nsheet.check(answers)"
_CODE: dict[str, Any] = {"metadata": {}, "execution_count": None, "outputs": []}


def write(shown: Worksheet | Key) -> str:
    """Give a sheet as a notebook; a key's has its solutions and nothing to run."""
    cells = list(_cells(shown))
    name = f"key-{shown.sheet.identity}" if isinstance(shown, Key) else shown.identity
    for number, cell in enumerate(cells):
        cell["id"] = f"sheet-{name}-{number}"
    notebook = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": _FORMAT,
        "nbformat_minor": _MINOR,
    }
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _cells(shown: Worksheet | Key) -> Iterator[dict[str, Any]]:
    document = shown.document()
    writer = _Writer(document)
    exercises = list(exercises_in(document.blocks))
    before = list(without_exercises(document.blocks))
    yield _markdown([f"# {writer.escape(document.title)}", "", *writer.write(before, 1)])
    if isinstance(shown, Key):
        yield from (_markdown(writer.write([one], 1)) for one in exercises)
        return
    yield _code(_FIRST % _in_quotes(seal(shown)), hidden=True)
    for exercise in exercises:
        yield _markdown(writer.write([replace(exercise, solution=())], 1))
        yield _code(_fields(exercise))
        numbers = ", ".join(str(field.number) for field in exercise.fields)
        yield _code(f"sheet.check(answers, {numbers})")
        if exercise.solution:
            yield _markdown(writer.folded("Solution", exercise.solution))
    yield _code(_LAST)


class _Writer(MarkdownWriter):
    """Writes Markdown as notebooks show it."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)

    def folded(self, summary: str, blocks: Sequence[Block]) -> Iterator[str]:
        """Give blocks that are shown when somebody asks for them."""
        yield from ("<details>", f"<summary>{summary}</summary>", "")
        yield from self.write(blocks, 2)
        yield "</details>"


def _in_quotes(text: str) -> str:
    """Give JSON as it stands between quotation marks in Python."""
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _fields(exercise: Exercise) -> str:
    asked = "# Write the letter between the quotation marks." if exercise.options else _HOW
    return "\n".join((asked, *(f'answers[{one.number}] = r""' for one in exercise.fields)))


def _markdown(lines: Iterator[str] | Sequence[str]) -> dict[str, Any]:
    text = "\n".join(lines).strip("\n")
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def _code(text: str, *, hidden: bool = False) -> dict[str, Any]:
    metadata = {"jupyter": {"source_hidden": True}, "tags": ["hide-input"]} if hidden else {}
    return {
        **_CODE, "cell_type": "code", "metadata": metadata,
        "source": text.splitlines(keepends=True),
    }  # fmt: skip
