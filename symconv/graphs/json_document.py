"""A graph's derivation as JSON: its nodes, its edges, and every step as trees and as LaTeX."""

from __future__ import annotations

import json
from typing import Any

from symconv.formulas import Formula
from symconv.graphs.backward import Edge
from symconv.graphs.document import TITLE, GraphDocument
from symconv.graphs.model import Node
from symconv.graphs.notes import Text
from symconv.graphs.printers import GraphLatexPrinter
from symconv.graphs.steps import GraphStep, StepWriter
from symconv.graphs.values import Value
from symconv.printing.json_format import formula_data


def render_json(document: GraphDocument) -> str:
    """Give a derivation as JSON text.

    A number is an object: "exact" is a fraction as text or null, "decimal" its significant
    digits. A formula has its LaTeX and its tree, as in the derivation of a layer.
    """
    data = _JsonWriter(document.writer, document.latex_printer).data(document)
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


class _JsonWriter:
    def __init__(self, writer: StepWriter, printer: GraphLatexPrinter) -> None:
        self.writer = writer
        self.printer = printer

    def data(self, document: GraphDocument) -> dict[str, Any]:
        graph = self.writer.graph
        return {
            "title": TITLE,
            "output": graph.output,
            "digits": self.writer.numerals.digits,
            "unused": list(graph.unused),
            "nodes": list(map(self._node, graph.nodes)),
            "edges": [
                self._edge((node.name, name)) for node in graph.nodes for name in node.arguments
            ],
            "steps": list(map(self._step, document.steps)),
        }

    def _node(self, node: Node) -> dict[str, Any]:
        flow, name = self.writer.flow, node.name
        return {
            "name": name,
            "latex": self.printer.write(node.written),
            "body": None if node.body is None else self._formula(node.body),
            "arguments": list(node.arguments),
            "gradient": self._formula(
                self.writer.backward.write(self.writer.backward.gradients[name])
            ),
            "value": None if flow is None else self._number(flow.values[name]),
            "gradient_value": None if flow is None else self._number(flow.gradients[name]),
        }

    def _edge(self, edge: Edge) -> dict[str, Any]:
        flow = self.writer.flow
        return {
            "from": edge[1],
            "to": edge[0],
            "local": self._formula(self.writer.backward.write(self.writer.backward.local[edge])),
            "local_value": None if flow is None else self._number(flow.local[edge]),
            "part_value": None if flow is None else self._number(flow.parts[edge]),
        }

    def _number(self, value: Value) -> dict[str, Any]:
        exact = value.rational
        decimal = value.decimal(self.writer.numerals.digits)
        return {"exact": None if exact is None else str(exact), "decimal": decimal or "0"}

    def _formula(self, formula: Formula) -> dict[str, Any]:
        return {"latex": self.printer.write(formula), "formula": formula_data(formula)}

    def _step(self, step: GraphStep) -> dict[str, Any]:
        return {
            "kind": step.kind.value,
            "title": self._prose(step.title),
            "note": " ".join(map(self._prose, step.notes)),
            "equations": list(map(self._formula, step.equations)),
        }

    def _prose(self, text: Text) -> str:
        return "".join(
            part if isinstance(part, str) else f"${self.printer.write(part)}$" for part in text
        )
