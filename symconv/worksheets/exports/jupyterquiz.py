"""Sheets as questions of jupyterquiz: a JSON list that `display_quiz` shows in a notebook.

A page shows what is in it as HTML, in which MathJax finds the formulas.
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from symconv.worksheets.exports.items import Item, ItemOption, items_of
from symconv.worksheets.exports.mathjax import MathJaxWriter
from symconv.worksheets.sheet import Key, Worksheet


def write(shown: Worksheet | Key) -> str:
    """Give a sheet as the JSON that jupyterquiz takes."""
    sheet = shown.sheet if isinstance(shown, Key) else shown
    writer = MathJaxWriter(sheet.notation)
    questions = [_question(item, writer) for item in items_of(sheet)]
    return json.dumps(questions, ensure_ascii=False, indent=1) + "\n"


def _question(item: Item, writer: MathJaxWriter) -> dict[str, Any]:
    title = f"<p><strong>{writer.prose(item.title)}</strong></p>"
    asked: dict[str, Any] = {"question": f"{title}\n{writer.html(item.blocks)}"}
    if item.number is not None:
        return {**asked, "type": "numeric", "answers": _about_number(item.number, item, writer)}
    if item.options:
        return {**asked, "type": "multiple_choice", "answers": [
            _option(option, item, writer) for option in item.options
        ]}  # fmt: skip
    return {**asked, "type": "string", "answers": [
        *({"answer": text, "correct": True, "match_case": True, "feedback": "Right."}
          for text in item.spellings),
        {"type": "default", "feedback": f"That is not it.{_hint(item, writer)}"},
    ]}  # fmt: skip


def _option(option: ItemOption, item: Item, writer: MathJaxWriter) -> dict[str, Any]:
    more = "" if option.right else _hint(item, writer)
    return {
        "answer": writer.prose(option.text),
        "correct": option.right,
        "feedback": writer.escape(option.feedback) + more,
    }


def _about_number(number: Fraction, item: Item, writer: MathJaxWriter) -> list[dict[str, Any]]:
    whole = number.denominator == 1
    right: dict[str, Any] = {
        "type": "value",
        "value": number.numerator if whole else float(number),
        "correct": True,
        "feedback": "Right.",
    }
    return [right, {"type": "default", "feedback": f"That is not it.{_hint(item, writer)}"}]


def _hint(item: Item, writer: MathJaxWriter) -> str:
    return f" {writer.prose(item.hints[0])}" if item.hints else ""
