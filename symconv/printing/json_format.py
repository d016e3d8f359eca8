"""A derivation as JSON: every equation as a tree and as LaTeX."""

from __future__ import annotations

import json
from dataclasses import fields
from fractions import Fraction
from typing import Any

from symconv.derivation import Step, Text
from symconv.formulas import Formula
from symconv.printing.document import Document
from symconv.printing.latex import LatexPrinter


def render_json(document: Document, about: dict[str, Any]) -> str:
    """Give a derivation as JSON text.

    `about` (the layer and the closed forms, as plain data) stands before the steps. A formula
    is an object whose "node" names its kind; its other members are the node's fields. Whole
    numbers are JSON numbers, fractions are strings such as "1/2".
    """
    printer = LatexPrinter(document.notation)
    data = {
        "title": document.title,
        **about,
        "notation": _notation(document),
        "steps": [_step(step, printer) for step in document.steps],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def formula_data(value: object) -> Any:
    """Give a formula, or a part of one, as plain data."""
    if isinstance(value, Formula):
        members = {field.name: formula_data(getattr(value, field.name)) for field in fields(value)}
        return {"node": type(value).__name__, **members}
    if isinstance(value, tuple):
        return [formula_data(item) for item in value]
    if isinstance(value, Fraction):
        return str(value)
    return value


def _notation(document: Document) -> dict[str, Any]:
    notation = document.notation
    return {field.name: getattr(notation, field.name) for field in fields(notation)}


def _step(step: Step, printer: LatexPrinter) -> dict[str, Any]:
    return {
        "kind": step.kind.value,
        "role": None if step.role is None else step.role.value,
        "title": _prose(step.title, printer),
        "note": _prose(step.note, printer),
        "equations": [
            {"latex": printer.write(equation), "formula": formula_data(equation)}
            for equation in step.equations
        ],
    }


def _prose(text: Text, printer: LatexPrinter) -> str:
    return "".join(part if isinstance(part, str) else f"${printer.write(part)}$" for part in text)
