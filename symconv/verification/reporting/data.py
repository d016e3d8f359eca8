"""A report as plain data, for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from symconv.verification.verdicts import (
    Counterexample,
    Judged,
    JudgedDocument,
    LinkVerdict,
    Suggestion,
    Verdict,
)

SCHEMA_VERSION = 1
"""Raised when a key of today's is renamed, or means something else."""


def report_as_json(documents: Sequence[JudgedDocument]) -> str:
    """Give a report as a JSON object: its documents, each with its setting and its formulas."""
    data = {"schema_version": SCHEMA_VERSION, "documents": list(map(_document, documents))}
    return f"{json.dumps(data, ensure_ascii=False, indent=1)}\n"


def judgement_as_json(text: str, verdict: Verdict) -> str:
    """Give the verdict on one formula as a JSON object."""
    data = {"schema_version": SCHEMA_VERSION, "latex": text, **verdict_data(verdict)}
    return f"{json.dumps(data, ensure_ascii=False, indent=1)}\n"


def _document(document: JudgedDocument) -> dict[str, Any]:
    return {
        "path": document.path,
        "setting": list(document.setting),
        "equations": list(map(equation_data, document.equations)),
        "notes": list(document.notes),
        "error": document.error or None,
    }


def equation_data(judged: Judged) -> dict[str, Any]:
    """Give where a formula stands and what is said of it; what is not known is null."""
    return {
        "number": judged.number,
        "line": judged.line,
        "column": judged.column,
        "cell": judged.cell,
        "latex": judged.latex,
        **verdict_data(judged.verdict),
        "ignored": judged.ignored,
    }


def verdict_data(verdict: Verdict) -> dict[str, Any]:
    """Give a verdict as plain data."""
    return {
        "verdict": verdict.kind.value,
        "reason": verdict.reason,
        "condition": verdict.condition or None,
        "suggestion": _suggestion(verdict.suggestion),
        "counterexample": _counterexample(verdict.counterexample),
        "links": list(map(_link, verdict.links)),
        "method": verdict.method or None,
        "correct": verdict.correct or None,
        "readings": list(verdict.readings),
        "position": verdict.position,
    }


def _suggestion(suggestion: Suggestion | None) -> dict[str, Any] | None:
    if suggestion is None:
        return None
    return {
        "latex": suggestion.latex,
        "start": suggestion.start,
        "stop": suggestion.stop,
        "replacement": suggestion.replacement,
        "cause": suggestion.cause,
        "tokens": suggestion.tokens,
    }


def _counterexample(found: Counterexample | None) -> dict[str, str] | None:
    if found is None:
        return None
    return {"place": found.place, "left": found.left, "right": found.right}


def _link(link: LinkVerdict) -> dict[str, Any]:
    return {
        "left": link.left,
        "right": link.right,
        "verdict": link.kind.value,
        "reason": link.reason,
        "counterexample": _counterexample(link.counterexample),
    }
