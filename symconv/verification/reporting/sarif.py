"""A report as SARIF 2.1.0, the format in which code hosts take findings."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from symconv.verification.reporting.repairs import line_change
from symconv.verification.reporting.words import TELLINGS, place_of
from symconv.verification.verdicts import Judged, JudgedDocument, Suggestion, VerdictKind

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {
    VerdictKind.REFUTED: "error",
    VerdictKind.DAMAGED: "error",
    VerdictKind.NOT_UNDERSTOOD: "note",
}
"""Verdicts that are told to a code host, and how loud."""
_RULES = tuple(_LEVELS)
_NO_FILE = "<"
"""How names of documents begin that are no files."""


def report_as_sarif(documents: Sequence[JudgedDocument], strict: bool = False) -> str:
    """Give a report as a SARIF log with one run; equal reports give equal bytes.

    With `strict`, what is not understood is a warning. Paths are relative: one outside of the
    working folder is told by its name alone.
    """
    levels = {**_LEVELS, VerdictKind.NOT_UNDERSTOOD: "warning"} if strict else _LEVELS
    run: dict[str, Any] = {
        "tool": {"driver": _driver(levels)},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(documents)],
        "results": [result for document in documents for result in _results(document, levels)],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return f"{json.dumps(log, ensure_ascii=False, indent=1)}\n"


def _driver(levels: dict[VerdictKind, str]) -> dict[str, Any]:
    rules = [
        {
            "id": kind.value,
            "name": "".join(word.title() for word in TELLINGS[kind].word.split()),
            "shortDescription": {"text": f"A formula that is {TELLINGS[kind].word}."},
            "fullDescription": {"text": TELLINGS[kind].meaning},
            "defaultConfiguration": {"level": levels[kind]},
        }
        for kind in _RULES
    ]
    return {"name": "symconv", "rules": rules}


def _invocation(documents: Sequence[JudgedDocument]) -> dict[str, Any]:
    """Give whether all documents could be read, and why not."""
    failed = [document for document in documents if document.error]
    told = [
        {
            "level": "error",
            "message": {"text": document.error},
            **_located([{"physicalLocation": _artifact(document.path)}], document.path),
        }
        for document in failed
    ]
    return {"executionSuccessful": not failed, "toolExecutionNotifications": told}


def _located(locations: list[dict[str, Any]], path: str) -> dict[str, Any]:
    return {} if path.startswith(_NO_FILE) else {"locations": locations}


def _results(document: JudgedDocument, levels: dict[VerdictKind, str]) -> Iterator[dict[str, Any]]:
    for judged in document.equations:
        kind = judged.verdict.kind
        if kind not in levels:
            continue
        result: dict[str, Any] = {
            "ruleId": kind.value,
            "ruleIndex": _RULES.index(kind),
            "level": levels[kind],
            "message": {"text": _message(judged)},
            **_located([_location(document.path, judged)], document.path),
        }
        if judged.ignored is not None:
            justified = {"kind": "inSource", "justification": judged.ignored}
            result["suppressions"] = [justified]
        fix = _fix(document.path, judged)
        yield result | ({"fixes": [fix]} if fix else {})


def _message(judged: Judged) -> str:
    """Give in plain words what is wrong, and what would be right."""
    verdict = judged.verdict
    parts = [f"Formula {judged.number} is {TELLINGS[verdict.kind].word}: {verdict.reason}"]
    if verdict.counterexample is not None:
        found = verdict.counterexample
        parts.append(f"{found.place}: the left side is {found.left}, the right side {found.right}.")
    if verdict.correct:
        parts.append(f"Right is: {verdict.correct}")
    if verdict.suggestion is not None:
        parts.append(f"Suggested: {verdict.suggestion.latex} ({verdict.suggestion.cause})")
    return "\n".join(parts)


def _location(path: str, judged: Judged) -> dict[str, Any]:
    """Give where a formula stands; in a notebook by its cell, whose lines are none of the file."""
    location: dict[str, Any] = {"physicalLocation": _artifact(path)}
    if judged.cell is not None:
        name = f"cell {judged.cell}"
        place = place_of("", judged).removeprefix(":")
        location["logicalLocations"] = [
            {"name": name, "fullyQualifiedName": place, "kind": "element"}
        ]
        return location
    if judged.start is None:
        region = {"startLine": judged.line, "startColumn": judged.column}
    else:
        region = _region(judged, 0, len(judged.latex))
    location["physicalLocation"]["region"] = region
    return location


def _region(judged: Judged, start: int, stop: int) -> dict[str, int]:
    """Give lines and columns of a part of a formula that stands in the file as it is."""
    text = judged.latex
    (line, column), (end_line, end_column) = (
        _line_and_column(judged, text[:place]) for place in (start, stop)
    )
    return {
        "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column,
    }  # fmt: skip


def _line_and_column(judged: Judged, before: str) -> tuple[int, int]:
    lines = before.split("\n")
    first = judged.column if len(lines) == 1 else 1
    return judged.line + len(lines) - 1, first + len(lines[-1])


def _fix(path: str, judged: Judged) -> dict[str, Any] | None:
    """Give a suggestion as a replacement, if the formula stands in the file as it is."""
    suggestion = judged.verdict.suggestion
    if suggestion is None or judged.start is None or judged.cell is not None:
        return None
    if path.startswith(_NO_FILE) or line_change(judged) is None:
        return None
    change = {**_artifact(path), "replacements": [_replacement(judged, suggestion)]}
    return {"description": {"text": suggestion.cause}, "artifactChanges": [change]}


def _replacement(judged: Judged, suggestion: Suggestion) -> dict[str, Any]:
    return {
        "deletedRegion": _region(judged, suggestion.start, suggestion.stop),
        "insertedContent": {"text": suggestion.replacement},
    }


def _artifact(path: str) -> dict[str, Any]:
    return {"artifactLocation": {"uri": relative_uri(path)}}


def relative_uri(path: str) -> str:
    """Give a path as a relative reference; the name alone of what is not in the working folder.

    >>> relative_uri("notes/a chapter.md")
    'notes/a%20chapter.md'
    >>> relative_uri("../chapter.md")
    'chapter.md'
    """
    inside = os.path.relpath(path)
    pure = PurePath(inside)
    if ".." in pure.parts or pure.is_absolute():
        return quote(pure.name)
    return quote(pure.as_posix())
