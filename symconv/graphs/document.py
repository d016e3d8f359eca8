"""A graph's derivation as a document: what is derived, its drawing, its steps and its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symconv.documents import (
    Align,
    Bare,
    Block,
    Data,
    Display,
    Document,
    Figure,
    Paragraph,
    Prose,
    Section,
    Table,
    Text,
)
from symconv.errors import GraphError
from symconv.formulas import Formula
from symconv.formulas.chains import Chain, Link, Sign
from symconv.graphs.arithmetic import PRECISIONS
from symconv.graphs.backward import Edge
from symconv.graphs.drawing import draw
from symconv.graphs.model import Node
from symconv.graphs.notes import listed
from symconv.graphs.numerals import is_exact
from symconv.graphs.slopes import Missing, Slope
from symconv.graphs.steps import GraphStep, GraphStepKind, StepWriter
from symconv.notation import Notation
from symconv.reading.names import write_name

TITLE = "The chain rule on a graph"
_ALIGNS = (Align.LEFT, Align.RIGHT, Align.RIGHT)


@dataclass(frozen=True)
class GraphDocument:
    """What a document is built from: the writer of steps, the steps, and the product sign."""

    writer: StepWriter
    steps: tuple[GraphStep, ...]
    notation: Notation

    def build(self, drawing: bool = True) -> Document:
        """Give the document; a graph too large for a drawing is shown without it."""
        figure = self.figure_if_possible if drawing else None
        blocks: list[Block] = [
            *map(Paragraph, self.about),
            *([] if figure is None else [figure]),
            *map(self._section, self.steps),
            *self._table(),
        ]
        return Document(TITLE, self.notation, tuple(blocks), self._head(), "steps")

    @property
    def about(self) -> Iterator[Text]:
        """What is derived, sentence by sentence."""
        graph = self.writer.graph
        inputs: list[Formula] = [graph.by_name[name].written for name in graph.inputs]
        if self.writer.flow is not None:
            inputs = [
                Chain(written, (Link(_sign(self.writer.value(name)), self.writer.value(name)),))
                for name, written in zip(graph.inputs, inputs, strict=True)
            ]
        word = "input" if len(inputs) == 1 else "inputs"
        told: Text = (f"; {word} ", *listed(inputs)) if inputs else ("; no inputs",)
        yield ("Output ", self.writer.output.written, *told, ".")
        if graph.unused:
            unused = [write_name(name) for name in graph.unused]
            output = self.writer.output.written
            yield ("Not used by ", output, " and left out: ", *listed(unused), ".")
        chains = (*inputs, *(chain for step in self.steps for chain in step.equations))
        if not all(map(is_exact, chains)):
            digits = self.writer.numerals.digits
            yield (f"Numbers after ≈ are rounded to {digits} significant digits.",)
            numbers = self.writer.flow.numbers if self.writer.flow is not None else ()
            if any(number.decimal(digits) is None for number in numbers):
                bits = PRECISIONS[-1]
                yield (f"Those that cannot be told from 0 with {bits} bits are written as 0.",)

    @property
    def figure(self) -> Figure:
        """The drawing; `GraphError` if the graph is too large for one."""
        described: list[str | Formula] = []
        for group in self.steps[0].groups:
            described += ["; "] * bool(described) + [group[0]]
        return draw(self.writer, self.notation, TITLE, self._legend, tuple(described))

    @property
    def figure_if_possible(self) -> Figure | None:
        """The drawing, or None if the graph is too large for one."""
        try:
            return self.figure
        except GraphError:
            return None

    @property
    def _legend(self) -> Text:
        """What stands where in the drawing."""
        output = self.writer.output.written
        if self.writer.flow is None:
            return ("Red, below: the gradient of ", output, ".")
        several = any(len(users) > 1 for users in self.writer.graph.users.values())
        on_wires = "; on wires: what a user adds to it." if several else "."
        return ("Green, above: values. Red, below: the gradient of ", output, on_wires)

    def _section(self, step: GraphStep) -> Section:
        beside = step.kind is GraphStepKind.LOCAL
        display = [Display(step.equations, beside=beside)] if step.equations else []
        record: dict[str, Data] = {
            "kind": step.kind.value,
            "title": Prose(step.title),
            "note": Prose(tuple(part for note in step.notes for part in (*note, " "))[:-1]),
            "equations": step.equations,
        }
        return Section(
            step.title,
            (*map(Paragraph, step.notes), *display),
            record,
        )

    def _table(self) -> Iterator[Block]:
        """Give the values and gradients; none without numbers."""
        writer = self.writer
        if writer.flow is None:
            return
        rows = tuple(
            ((node.written,), (writer.value(node.name),), (writer.gradient(node.name) or "none",))
            for node in writer.graph.nodes
        )
        heads: tuple[Text, ...] = (
            ("name",), ("value",), ("gradient of ", writer.output.written),
        )  # fmt: skip
        yield Section(("Values and gradients",), (Table(heads, _ALIGNS, rows),))

    def _head(self) -> dict[str, Data]:
        graph = self.writer.graph
        edges = [(node.name, name) for node in graph.nodes for name in node.arguments]
        return {
            "output": graph.output,
            "digits": self.writer.numerals.digits,
            "unused": list(graph.unused),
            "nodes": list(map(self._node, graph.nodes)),
            "edges": list(map(self._edge, edges)),
        }

    def _node(self, node: Node) -> Data:
        flow, name, backward = self.writer.flow, node.name, self.writer.backward
        return {
            "name": name,
            "latex": Bare(node.written),
            "body": None if node.body is None else self.writer.numerals.in_decimals(node.body),
            "arguments": list(node.arguments),
            "gradient": None
            if name in backward.undefined_gradients
            else backward.write(backward.gradients[name]),
            "value": None if flow is None else self._number(flow.values[name]),
            "gradient_value": None if flow is None else self._number(flow.gradients[name]),
        }

    def _edge(self, edge: Edge) -> Data:
        flow, backward = self.writer.flow, self.writer.backward
        return {
            "from": edge[1],
            "to": edge[0],
            "local": next(backward.forms(edge), None),
            "local_value": None if flow is None else self._number(flow.local[edge]),
            "part_value": None if flow is None else self._number(flow.parts[edge]),
        }

    def _number(self, value: Slope) -> Data:
        """Give a number: a fraction as text or null, and its significant digits; or why not."""
        if isinstance(value, Missing):
            return {"exact": None, "decimal": None, "missing": value.reason}
        exact = value.rational
        decimal = value.decimal(self.writer.numerals.digits)
        return {"exact": None if exact is None else str(exact), "decimal": decimal or "0"}


def _sign(value: Formula) -> Sign:
    return Sign.EQUAL if is_exact(value) else Sign.NEARLY
