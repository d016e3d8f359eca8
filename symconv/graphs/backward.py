"""Local gradients and the chain rule of a graph, in symbols.

Every assignment is differentiated by the names that it uses; names stay symbols, so that nothing
is ever multiplied out from one assignment into the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import sympy

from symconv.derivation.engine import differentiate
from symconv.errors import GraphError
from symconv.formulas import Formula, Partial, Writer
from symconv.graphs.expressions import check_derivative, to_expression
from symconv.graphs.model import ScalarGraph
from symconv.graphs.tidy import tidy
from symconv.notation import Notation
from symconv.symbolic.forward import name_entry

Edge: TypeAlias = tuple[str, str]
"""An assigned name, and a name that its assignment uses."""


@dataclass(frozen=True, repr=False)
class Backward:
    """A graph differentiated.

    Attributes
    ----------
    symbols : the symbol of each name
    expressions : what is assigned to each assigned name
    upstream : what stands for the gradient of the output by each name; 1 for the output itself
    derivatives : the derivative of each assignment by each name it uses, zero ones as well
    local : the same, with the assigned name where its whole formula occurs: for s = sigmoid(x),
        s (1 - s)
    """

    graph: ScalarGraph
    symbols: Mapping[str, sympy.Symbol]
    expressions: Mapping[str, sympy.Expr]
    upstream: Mapping[str, sympy.Expr]
    derivatives: Mapping[Edge, sympy.Expr]
    local: Mapping[Edge, sympy.Expr]

    def __repr__(self) -> str:
        return f"<Backward of {self.graph.output}: {len(self.gradients)} gradients>"

    @cached_property
    def gradients(self) -> Mapping[str, sympy.Expr]:
        """The gradient of the output by each name: the sum of upstream times local gradients.

        It is in names and in the gradients by users; one that is a single name or number stands
        for itself in those that come after it.
        """
        found: dict[str, sympy.Expr] = {}
        short: dict[sympy.Expr, sympy.Expr] = {}
        for node in self.graph.backward_order:
            users = self.graph.users[node.name]
            terms = [self.upstream[user] * self.local[user, node.name] for user in users]
            gradient = sympy.Add(*terms).xreplace(short)
            if node.name == self.graph.output:
                gradient = sympy.S.One
            found[node.name] = gradient
            if self._is_short(gradient):
                short[self.upstream[node.name]] = gradient
        return found

    @cached_property
    def short(self) -> Mapping[str, sympy.Expr]:
        """The gradients that are single names or numbers, perhaps with a minus."""
        return {
            name: gradient for name, gradient in self.gradients.items() if self._is_short(gradient)
        }

    def _is_short(self, gradient: sympy.Expr) -> bool:
        is_single = gradient.is_Atom or (-gradient).is_Atom
        return bool(is_single and gradient.free_symbols <= set(self.symbols.values()))

    @cached_property
    def _writer(self) -> Writer:
        by_name = self.graph.by_name
        output = by_name[self.graph.output].written
        letters: dict[sympy.Expr, Formula] = {
            symbol: Partial(output, by_name[name].written)
            for name, symbol in self.upstream.items()
            if symbol is not sympy.S.One
        }
        letters |= {symbol: by_name[name].written for name, symbol in self.symbols.items()}
        return Writer(letters)

    def check(self) -> None:
        """Refuse derivatives that have no value, whatever the names stand for.

        Raises `GraphError` that names the first.
        """
        for (user, used), derivative in self.derivatives.items():
            try:
                check_derivative(derivative, self.expressions[user])
            except GraphError as error:
                name = self.graph.name_edge((user, used))
                raise GraphError(f"{name} has no value here: {error}") from None

    def write(self, expression: sympy.Expr) -> Formula:
        """Write an expression in the names of the graph."""
        return tidy(self._writer.write(expression))


def derive_backward(graph: ScalarGraph) -> Backward:
    """Differentiate every assignment of a graph.

    Raises `GraphError` naming an assignment that has no value or whose numbers grow too large.
    """
    symbols = {node.name: sympy.Symbol(node.name) for node in graph.nodes}
    written: dict[Formula, sympy.Expr] = {node.written: symbols[node.name] for node in graph.nodes}
    expressions: dict[str, sympy.Expr] = {}
    derivatives: dict[Edge, sympy.Expr] = {}
    local: dict[Edge, sympy.Expr] = {}
    for node in graph.nodes:
        if node.body is None:
            continue
        try:
            expression = to_expression(node.body, written)
        except GraphError as error:
            raise GraphError(f"{node.name}: {error}") from None
        expressions[node.name] = expression
        own_name = _own_name(expression, symbols[node.name])
        found = differentiate(expression, {symbols[name] for name in node.arguments})
        for argument in node.arguments:
            derivative = found.get(symbols[argument], sympy.S.Zero)
            derivatives[node.name, argument] = derivative
            local[node.name, argument] = derivative.xreplace(own_name)
    return Backward(graph, symbols, expressions, _upstream(graph), derivatives, local)


def _own_name(expression: sympy.Expr, symbol: sympy.Symbol) -> dict[sympy.Expr, sympy.Expr]:
    """Give what the assigned name may stand for in derivatives of its assignment."""
    is_root = expression.is_Pow and not expression.exp.is_Integer
    if not (expression.is_Function or is_root) or not expression.free_symbols:
        return {}
    return {expression: symbol, 1 / expression: 1 / symbol}


def _upstream(graph: ScalarGraph) -> dict[str, sympy.Expr]:
    """Give a symbol for the gradient of the output by each name."""
    output = graph.by_name[graph.output].written
    notation = Notation()
    upstream: dict[str, sympy.Expr] = {
        node.name: sympy.Symbol(name_entry(Partial(output, node.written), notation))
        for node in graph.nodes
    }
    return upstream | {graph.output: sympy.S.One}
