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
    head = {"title": document.title, **about, "notation": _notation(document)}
    steps = ",\n".join(_step(step, printer) for step in document.steps)
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "steps": [\n{steps}\n]}}\n'


def formula_data(value: object) -> Any:
    """Give a formula, or a part of one, as plain data."""
    if isinstance(value, Formula):
        data: dict[str, Any] = {"node": type(value).__name__}
        for name in value.__dataclass_fields__:
            data[name] = formula_data(getattr(value, name))
        return data
    if isinstance(value, tuple):
        return [formula_data(item) for item in value]
    if isinstance(value, Fraction):
        return str(value)
    return value


def _notation(document: Document) -> dict[str, Any]:
    notation = document.notation
    return {field.name: getattr(notation, field.name) for field in fields(notation)}


def _step(step: Step, printer: LatexPrinter) -> str:
    place = {"layer": step.layer} if step.layer else {}
    head = {
        **place,
        "kind": step.kind.value,
        "role": None if step.role is None else step.role.value,
        "title": _prose(step.title, printer),
        "note": _prose(step.note, printer),
    }
    equations = ",\n".join(
        json.dumps(
            {"latex": printer.write(equation), "formula": formula_data(equation)},
            ensure_ascii=False,
        )
        for equation in step.equations
    )
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "equations": [\n{equations}\n]}}'


def _prose(text: Text, printer: LatexPrinter) -> str:
    return "".join(part if isinstance(part, str) else f"${printer.write(part)}$" for part in text)
