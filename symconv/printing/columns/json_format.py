"""A comparison as JSON: every equation as a tree and as LaTeX."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from symconv.derivation import Text
from symconv.formulas import Equation
from symconv.printing.columns.document import ColumnsDocument, ColumnsPart, Row
from symconv.printing.json_format import formula_data
from symconv.printing.variants import VariantLatexPrinter


def render_columns_json(document: ColumnsDocument, about: dict[str, Any]) -> str:
    """Give a comparison as JSON text.

    `about` (plain data on the layers) stands first. Formulas are trees as in a derivation's JSON;
    a row is an object with both layers' equations, its index from zero and whether it differs.
    """
    writer = _JsonWriter(VariantLatexPrinter(document.notation), document.heads)
    notation = document.notation
    head = {
        "title": document.title,
        **about,
        "notation": {field.name: getattr(notation, field.name) for field in fields(notation)},
        "introduction": writer.prose(document.introduction),
    }
    parts = ",\n".join(map(writer.part, document.parts))
    summary = json.dumps(list(map(writer.prose, document.summary)), ensure_ascii=False)
    start = json.dumps(head, ensure_ascii=False)[:-1]
    return f'{start}, "parts": [\n{parts}\n],\n"summary": {summary}}}\n'


class _JsonWriter:
    def __init__(self, printer: VariantLatexPrinter, heads: tuple[str, str]) -> None:
        self.printer = printer
        self.heads = heads

    def prose(self, text: Text) -> str:
        return "".join(
            part if isinstance(part, str) else f"${self.printer.write(part)}$" for part in text
        )

    def part(self, part: ColumnsPart) -> str:
        head = {
            "role": part.role,
            "title": self.prose(part.title),
            "note": self.prose(part.note),
            "closed_forms": {**self._row(part.forms), "note": self.prose(part.forms_note)},
            "claim": {**self._equation(part.claim), "note": self.prose(part.claim_note)},
        }
        rows = ",\n".join(json.dumps(self._row(row), ensure_ascii=False) for row in part.rows)
        return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "entries": [\n{rows}\n]}}'

    def _row(self, row: Row) -> dict[str, Any]:
        place = {} if row.index is None else {"index": row.index}
        left, right = map(self._equation, row.sides)
        return {**place, "differs": row.differs, self.heads[0]: left, self.heads[1]: right}

    def _equation(self, equation: Equation) -> dict[str, Any]:
        return {"latex": self.printer.write(equation), "formula": formula_data(equation)}
