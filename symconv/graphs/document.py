"""What is printed of a graph, before any format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symconv.errors import GraphError
from symconv.formulas import Formula
from symconv.formulas.chains import Chain, Link, Sign
from symconv.graphs.drawing import Drawing, draw
from symconv.graphs.names import write_name
from symconv.graphs.notes import Text, listed
from symconv.graphs.numerals import is_exact
from symconv.graphs.printers import GraphLatexPrinter, GraphTextPrinter
from symconv.graphs.steps import GraphStep, StepWriter
from symconv.notation import Notation

TITLE = "The chain rule on a graph"
LINE_WIDTH = 78


@dataclass(frozen=True)
class Row:
    """A row of the table: a name, its value, and the gradient of the output by it."""

    name: Formula
    value: Formula
    gradient: Formula


@dataclass(frozen=True)
class GraphDocument:
    """A derivation to print: what the steps are written from, and the product sign."""

    writer: StepWriter
    steps: tuple[GraphStep, ...]
    notation: Notation

    @property
    def text_printer(self) -> GraphTextPrinter:
        """Writes formulas as plain text."""
        return GraphTextPrinter(self.notation, self.writer.numerals.decimals)

    @property
    def latex_printer(self) -> GraphLatexPrinter:
        """Writes formulas as LaTeX."""
        return GraphLatexPrinter(self.notation, self.writer.numerals.decimals)

    @property
    def about(self) -> Iterator[Text]:
        """What is derived, sentence by sentence."""
        graph = self.writer.graph
        inputs: list[Formula] = [graph.by_name[name].written for name in graph.inputs]
        if self.writer.flow is not None:
            inputs = [
                Chain(written, (Link(Sign.EQUAL, self.writer.value(name)),))
                for name, written in zip(graph.inputs, inputs, strict=True)
            ]
        word = "input" if len(inputs) == 1 else "inputs"
        told: Text = (f"; {word} ", *listed(inputs)) if inputs else ("; no inputs",)
        yield ("Output ", self.writer.output.written, *told, ".")
        if graph.unused:
            unused = [write_name(name) for name in graph.unused]
            output = self.writer.output.written
            yield ("Not used by ", output, " and left out: ", *listed(unused), ".")
        if not all(is_exact(chain) for step in self.steps for chain in step.equations):
            digits = self.writer.numerals.digits
            yield (f"Numbers after ≈ are rounded to {digits} significant digits.",)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The table of values and gradients; none without numbers."""
        if self.writer.flow is None:
            return ()
        return tuple(
            Row(node.written, self.writer.value(node.name), self.writer.gradient(node.name))
            for node in self.writer.graph.nodes
        )

    @property
    def drawing(self) -> Drawing:
        """The drawing; `GraphError` if the graph is too large for one."""
        return draw(self.writer, self.text_printer)

    @property
    def drawing_if_possible(self) -> Drawing | None:
        """The drawing, or None if the graph is too large for one."""
        try:
            return self.drawing
        except GraphError:
            return None

    @property
    def legend(self) -> Text:
        """What stands where in the drawing."""
        output = self.writer.output.written
        if self.writer.flow is None:
            return ("Red, below: the gradient of ", output, ".")
        several = any(len(users) > 1 for users in self.writer.graph.users.values())
        on_wires = "; on wires: what a user adds to it." if several else "."
        return ("Green, above: values. Red, below: the gradient of ", output, on_wires)
