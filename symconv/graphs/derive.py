"""Assignments go in; their gradients, step by step and drawn, come out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

import sympy

from symconv.documents import Document
from symconv.errors import GraphError, shown
from symconv.graphs.backward import Backward, derive_backward
from symconv.graphs.document import GraphDocument
from symconv.graphs.flow import Flow, flow, read_numbers
from symconv.graphs.model import ScalarGraph, read_graph
from symconv.graphs.numerals import Numerals
from symconv.graphs.slopes import Missing, Slope
from symconv.graphs.steps import GraphStep, StepWriter
from symconv.notation import Notation
from symconv.printing.shown import Shown
from symconv.reading.limits import MAX_DIGITS

DEFAULT_DIGITS = 6


@dataclass(frozen=True, repr=False)
class GraphDerivation(Shown):
    """The chain rule on a graph; it shows itself.

    Attributes
    ----------
    graph : the nodes
    backward : the local gradients and the chain rule, in symbols
    flow : the numbers, or None
    """

    graph: ScalarGraph
    backward: Backward
    flow: Flow | None
    numerals: Numerals
    notation: Notation = field(default_factory=lambda: Notation(product="*"))

    @cached_property
    def values(self) -> Mapping[str, sympy.Expr]:
        """The value of each name as SymPy's number; without numbers, each assignment in names.

        A number is exact, or a `Float` of 30 digits where its exact form would be long.
        """
        if self.flow is not None:
            return {name: value.number for name, value in self.flow.values.items()}
        return {
            name: self.backward.expressions.get(name, symbol)
            for name, symbol in self.backward.symbols.items()
        }

    @cached_property
    def gradients(self) -> Mapping[str, sympy.Expr]:
        """The gradient of the output by each name; names that it does not use have zero.

        Where the chain rule gives none it is `sympy.nan`. Without numbers it is the sum of upstream
        times local gradients, in which names and gradients by users are symbols.
        """
        gradients = dict(self.backward.gradients)
        if self.flow is not None:
            gradients = {name: _as_sympy(slope) for name, slope in self.flow.gradients.items()}
        names = (*(node.name for node in self.graph.nodes), *self.graph.unused)
        return {name: gradients.get(name, sympy.S.Zero) for name in names}

    @cached_property
    def local_gradients(self) -> Mapping[tuple[str, str], sympy.Expr]:
        """The derivative of each assigned name by each name it uses, in symbols."""
        return MappingProxyType(dict(self.backward.derivatives))

    @cached_property
    def _writer(self) -> StepWriter:
        return StepWriter(self.backward, self.flow, self.numerals)

    @cached_property
    def steps(self) -> tuple[GraphStep, ...]:
        """Forward, local gradients, chain rule: each with its equations."""
        return self._writer.steps()

    def __repr__(self) -> str:
        numbers = "in symbols" if self.flow is None else "with numbers"
        return f"<GraphDerivation of {self.graph.output}: {len(self.graph.nodes)} nodes, {numbers}>"

    @property
    def _builder(self) -> GraphDocument:
        return GraphDocument(self._writer, self.steps, self.notation)

    def document(self, drawing: bool = True) -> Document:
        """Give what is shown, with or without the drawing."""
        return self._builder.build(drawing)

    def to_svg(self) -> str:
        """Give the drawing; `GraphError` for a graph that is too large to look at."""
        from symconv.printing.writers.svg import write_svg

        return write_svg(self._builder.figure, self.notation)

    def _repr_svg_(self) -> str | None:
        """Show the drawing in a notebook."""
        return None if self._builder.figure_if_possible is None else self.to_svg()


def derive_graph(
    text: str,
    at: Mapping[str, object] | None = None,
    of: str | None = None,
    split: bool = False,
    digits: int = DEFAULT_DIGITS,
    product: str = "*",
    decimals: bool = False,
) -> GraphDerivation:
    r"""Derive the gradients of a small computation, node by node.

    Parameters
    ----------
    text : assignments such as "q = x + y; f = q z", on lines of their own or between semicolons
    at : a number for every input: integers, fractions, decimals, or texts such as "1/3". A float
        counts as the decimal that Python shows for it. Without it, everything stays in symbols
    of : the name to differentiate; the last one assigned if None
    split : whether every operation becomes a node of its own
    digits : significant digits of rounded numbers, 1 to 50
    product : the product sign that is printed: "*", r"\times" or r"\cdot"

    decimals : whether fractions are written as decimals, rounded where those do not end

    A derivative that the chain rule does not give at the numbers is said, with the reason; the
    others are given.

    Raises
    ------
    GraphError
        For a text that is not in the grammar, with line and column; for numbers that are missing
        or that no function takes, such as a division by zero.
    NotationError
        For an unknown product sign.

    Examples
    --------
    >>> d = derive_graph("q = x + y; f = q z", at={"x": -2, "y": 5, "z": -4})
    >>> d.values["f"], d.gradients["x"], d.gradients["z"]
    (-12, -4, 3)
    """
    digits = _check_digits(digits)
    notation = Notation(product=product)
    if not notation.product:
        raise GraphError("a product sign is needed, so that numbers do not run together")
    graph = read_graph(text, of, split)
    backward = derive_backward(graph)
    rounds, decimals = bool(decimals), graph.decimals
    numbers: Flow | None = None
    if at is not None and not isinstance(at, Mapping):
        raise GraphError(f"{shown(at)} is not a mapping from names to numbers")
    if at or not graph.inputs:
        given = at or {}
        numbers = flow(backward, read_numbers(graph, given), digits)
        decimals = decimals or any(map(_is_decimal, given.values()))
    numerals = Numerals(digits, decimals or rounds, rounds)
    return GraphDerivation(graph, backward, numbers, numerals, notation)


def _as_sympy(slope: Slope) -> sympy.Expr:
    return sympy.nan if isinstance(slope, Missing) else slope.number


def _check_digits(digits: object) -> int:
    if isinstance(digits, bool) or not isinstance(digits, int) or not 1 <= digits <= MAX_DIGITS:
        raise GraphError(f"digits {shown(digits)} is not an integer from 1 to {MAX_DIGITS}")
    return digits


def _is_decimal(value: object) -> bool:
    """Tell whether a number is written with a decimal point."""
    if isinstance(value, str):
        return "." in value or "e" in value.lower()
    return isinstance(value, float | Decimal)
