"""Local gradients and the chain rule of a graph, in symbols.

Every assignment is differentiated by the names that it uses; names stay symbols, so that nothing
is ever multiplied out from one assignment into the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import sympy

from symconv.derivation.engine import differentiate
from symconv.errors import GraphError
from symconv.formulas import Apply, Formula, Partial, Writer, transform
from symconv.graphs.expressions import to_expression, why_undefined
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
        for itself in those that come after it. Where there is none it is `nan`.
        """
        found: dict[str, sympy.Expr] = {}
        short: dict[sympy.Expr, sympy.Expr] = {}
        for node in self.graph.backward_order:
            users = self.graph.users[node.name]
            edges = [(user, node.name) for user in users if (user, node.name) not in self.idle]
            terms = [self.upstream[edge[0]] * self.local[edge] for edge in edges]
            gradient = sympy.Add(*terms).xreplace(short)
            if node.name == self.graph.output:
                gradient = sympy.S.One
            if node.name in self.undefined_gradients:
                found[node.name] = sympy.nan
                continue
            found[node.name] = gradient
            if self._is_short(gradient):
                short[self.upstream[node.name]] = gradient
        return found

    @cached_property
    def short(self) -> Mapping[str, sympy.Expr]:
        """The gradients that are single names or numbers, perhaps with a minus."""
        return {
            name: gradient
            for name, gradient in self.gradients.items()
            if name not in self.undefined_gradients and self._is_short(gradient)
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

    @cached_property
    def undefined(self) -> Mapping[Edge, str]:
        """The derivatives that have no value, whatever the names stand for, and why."""
        found: dict[Edge, str] = {}
        for edge, derivative in self.derivatives.items():
            reason = why_undefined(derivative, self.expressions[edge[0]])
            if reason is not None:
                found[edge] = reason
        return found

    @cached_property
    def idle(self) -> AbstractSet[Edge]:
        """The edges through which the output does not change at all, such as that of q in 0 q."""
        idle_names: set[str] = set()
        found: set[Edge] = set()
        for node in self.graph.backward_order:
            edges = [(user, node.name) for user in self.graph.users[node.name]]
            still = {e for e in edges if self.derivatives[e].is_zero or e[0] in idle_names}
            found |= still
            if edges and len(still) == len(edges) and node.name != self.graph.output:
                idle_names.add(node.name)
        return found

    @cached_property
    def undefined_gradients(self) -> Mapping[str, str]:
        """The names by which the output has no gradient, whatever they stand for, and why."""
        found: dict[str, str] = {}
        for node in self.graph.backward_order:
            for user in self.graph.users[node.name]:
                edge = (user, node.name)
                reason = self.undefined.get(edge, found.get(user))
                if reason is not None and edge not in self.idle:
                    found.setdefault(node.name, reason)
        return found

    def forms(self, edge: Edge) -> Iterator[Formula]:
        """Write a local gradient in the name of what is assigned, then without it."""
        if edge not in self.undefined:
            yield self.write(self.local[edge])
            if self.derivatives[edge] != self.local[edge]:
                yield self.write(self.derivatives[edge])

    def write(self, expression: sympy.Expr) -> Formula:
        """Write an expression in the names of the graph, and in its word for the logarithm."""
        written = tidy(self._writer.write(expression))
        return _in_ln(written) if self.graph.says_ln else written


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
            derivative = _join_powers(found.get(symbols[argument], sympy.S.Zero))
            derivatives[node.name, argument] = derivative
            local[node.name, argument] = derivative.xreplace(own_name)
    return Backward(graph, symbols, expressions, _upstream(graph), derivatives, local)


def _join_powers(derivative: sympy.Expr) -> sympy.Expr:
    """Write n x^n / x as n x^(n-1), which has a value at 0 too."""
    return derivative.replace(lambda part: part.is_Mul, _join_powers_of_product)


def _join_powers_of_product(product: sympy.Expr) -> sympy.Expr:
    pairs = [factor.as_base_exp() for factor in product.args]
    bases = {base for base, exponent in pairs if exponent.free_symbols}
    exponents: dict[sympy.Expr, sympy.Expr] = {}
    others = []
    for factor, (base, exponent) in zip(product.args, pairs, strict=True):
        if base in bases and base.free_symbols:
            exponents[base] = exponents.get(base, sympy.S.Zero) + exponent
        else:
            others.append(factor)
    return sympy.Mul(*others, *(sympy.Pow(*pair) for pair in exponents.items()))


def _in_ln(formula: Formula) -> Formula:
    """Write ln for every logarithm."""

    def change(part: Formula) -> Formula | None:
        if isinstance(part, Apply) and part.function == "log":
            return Apply("ln", tuple(map(_in_ln, part.arguments)))
        return None

    return transform(formula, change)


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
