"""Values of answers at pseudo-random points, modulo a prime.

A letter is a number that its name and the sheet's id give. What is no sum, product, quotient or
whole power is a number that its arguments' values give, so that functions of equal arguments are
equal. What acts on arrays (pad, rot180, a correlation) looks at the next point: it adds up where
arrays add up, and does not commute. Where matrices are multiplied, the points are the four
entries of a matrix.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import reduce
from typing import ClassVar, TypeAlias

from symconv.worksheets.page.exact import renamed
from symconv.worksheets.page.functions import Functions
from symconv.worksheets.page.nodes import Kind, Node
from symconv.worksheets.page.points import Bound, Valued, Values, pointwise
from symconv.worksheets.page.tables import POINTS, PRIME_FIELD

_OVER = re.compile(r"^(Σ|max)\{(.*)\}$", re.ASCII)
_RANGE = re.compile(r"^([A-Za-z]+'*)(?:=(.*))?$", re.ASCII)
_POWERS = (Kind.PRODUCT, Kind.QUOTIENT, Kind.POWER)


class Evaluator(Functions):
    """Gives the values of trees on one sheet."""

    _rules: ClassVar[Mapping[Kind, Rule]] = {}

    def values(self, node: Node) -> Values:
        """Give a tree's values; raises `UnreadError` where it has none."""
        return self.at(node, {}).values

    def at(self, node: Node, bound: Bound) -> Valued:
        """Give the values of a tree within bound indices."""
        if not self.matrices and node.kind in _POWERS:
            return self._by_bases(node, bound)
        return self._rules[node.kind](self, node, bound)

    def _other(self, node: Node, bound: Bound) -> Values:
        return self._rules[node.kind](self, node, bound).values

    def _symbol(self, node: Node, bound: Bound) -> Valued:
        if node.label in self.scalars:
            return Valued((self.drawn(node.label)[0],) * POINTS, scalar=True)
        return Valued(self.drawn(renamed(node.label, bound)))

    def _partial(self, node: Node, bound: Bound) -> Valued:
        above, below = (renamed(part.label, bound) for part in node.parts)
        return Valued(self.drawn(f"d({above})/d({below})"))

    def _sum(self, node: Node, bound: Bound) -> Valued:
        parts = [self.at(part, bound) for part in node.parts]
        sums = zip(*(part.values for part in parts), strict=True)
        return Valued(
            tuple(sum(column) % PRIME_FIELD for column in sums), all(part.scalar for part in parts)
        )

    def _entrywise(self, node: Node, bound: Bound) -> Valued:
        return reduce(pointwise, (self.at(part, bound) for part in node.parts))

    def _over(self, node: Node, bound: Bound) -> Valued:
        match = _OVER.match(node.label)
        name, told = (match[1], match[2]) if match else ("Σ", node.label)
        inner, ranges = dict(bound), []
        for piece in told.split(","):
            part = _RANGE.match(piece)
            if part:
                inner[part[1]] = f"#{len(inner) + 1}"
                limits = f"={renamed(f'[{part[2]}]', bound)}" if part[2] else ""
                ranges.append(f"{inner[part[1]]}{limits}")
            else:
                ranges.append(renamed(f"[{piece}]", inner))
        label = f"{name}{{{','.join(ranges)}}}"
        body = self.at(node.parts[0], inner)
        if name == "max":
            return Valued(self._opaque(label, (body.values,)))
        return pointwise(Valued(self.drawn(label)), body)


Rule: TypeAlias = Callable[[Evaluator, Node, Bound], Valued]
Evaluator._rules = {
    Kind.NUMBER: Evaluator._number, Kind.SYMBOL: Evaluator._symbol,
    Kind.PARTIAL: Evaluator._partial, Kind.SUM: Evaluator._sum, Kind.PRODUCT: Evaluator._product,
    Kind.ENTRYWISE: Evaluator._entrywise, Kind.QUOTIENT: Evaluator._quotient,
    Kind.POWER: Evaluator._power, Kind.STAR: Evaluator._star, Kind.CALL: Evaluator._call,
    Kind.OVER: Evaluator._over, Kind.RELATION: Evaluator._relation, Kind.CASES: Evaluator._cases,
    Kind.TRANSPOSE: Evaluator._transpose, Kind.GRID: Evaluator._grid,
}  # fmt: skip
