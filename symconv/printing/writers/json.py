"""Documents as JSON: what is said of them as plain data, every formula as LaTeX and as a tree."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from fractions import Fraction
from typing import Any

from symconv.documents import Bare, Data, Document, Keyed, Prose, Tree
from symconv.formulas import Formula
from symconv.printing.formulas.latex import LatexPrinter

SCHEMA_VERSION = 1
"""Raised when a key of today's is renamed, or means something else."""


def write_documents(documents: Sequence[Document], *, standalone: bool) -> str:
    """Give one document as a JSON object, several as a list of them.

    Head data stands first, then the notation and a record for each section. A formula is an
    object with its "latex" and its tree, in which "node" names the kind and the other members are
    the node's fields. Whole numbers are JSON numbers, fractions are strings such as "1/2".
    """
    del standalone
    texts = [_JsonWriter(LatexPrinter(document.notation)).write(document) for document in documents]
    if len(texts) == 1:
        return f"{texts[0]}\n"
    return "[\n" + ",\n".join(texts) + "\n]\n"


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


class _JsonWriter:
    def __init__(self, printer: LatexPrinter) -> None:
        self.printer = printer

    def write(self, document: Document) -> str:
        notation = document.notation
        head = {
            "schema_version": SCHEMA_VERSION,
            "title": document.title,
            **document.head,
            "notation": {field.name: getattr(notation, field.name) for field in fields(notation)},
        }
        members = [*self._members(head)]
        records = ",\n".join(map(self._record, document.records))
        members.append(f"{json.dumps(document.series)}: [\n{records}\n]")
        members += self._members(document.foot)
        return f"{{{', '.join(members)}}}"

    def _members(self, data: Mapping[str, Data]) -> Iterator[str]:
        for key, value in data.items():
            yield f"{json.dumps(key, ensure_ascii=False)}: {self._value(value)}"

    def _record(self, record: Mapping[str, Data]) -> str:
        return f"{{{', '.join(self._members(record))}}}"

    def _value(self, value: Data) -> str:
        """Give a value; formulas of a list stand on lines of their own."""
        if isinstance(value, tuple | list) and value and isinstance(value[0], Formula):
            return "[\n" + ",\n".join(map(self._dump, value)) + "\n]"
        return self._dump(value)

    def _dump(self, value: Data) -> str:
        return json.dumps(self.plain(value), ensure_ascii=False)

    def plain(self, value: Data) -> Any:
        """Give data as what JSON has."""
        match value:
            case Formula():
                return {"latex": self.printer.write(value), "formula": formula_data(value)}
            case Prose(text):
                return "".join(self._said(text))
            case Bare(formula):
                return self.printer.write(formula)
            case Tree(formula):
                return formula_data(formula)
            case Keyed(items):
                return {self.printer.write(key): self.plain(item) for key, item in items}
            case Mapping():
                return {key: self.plain(item) for key, item in value.items()}
            case None | bool() | int() | str():
                return value
        return [self.plain(item) for item in value]

    def _said(self, text: Iterable[str | Formula]) -> Iterator[str]:
        for part in text:
            yield part if isinstance(part, str) else f"${self.printer.write(part)}$"
