"""Functions, conditions and what acts on whole arrays."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from symconv.worksheets.page.exact import (
    MINUS_ONE,
    ONE,
    check_exponent,
    coefficient,
    constant,
)
from symconv.worksheets.page.nodes import Kind, Node
from symconv.worksheets.page.points import Bound, Valued, Values, one_minus, pointwise
from symconv.worksheets.page.powers import Powers
from symconv.worksheets.page.tables import LINEAR, POINTS, PRIME_FIELD

_TRANSPOSED = (0, 2, 1, 3)


class Functions(Powers):
    """Evaluates functions of values."""

    def _number(self, node: Node, bound: Bound) -> Valued:
        del bound
        value = Fraction(node.label)
        below = pow(value.denominator, -1, PRIME_FIELD)
        return Valued((value.numerator * below % PRIME_FIELD,) * POINTS, scalar=True)

    def _call(self, node: Node, bound: Bound) -> Valued:
        name = node.label.partition("[")[0]
        inner = node.parts[0]
        if name == "rot180" and inner.kind is Kind.CALL and inner.label == node.label:
            return self.at(inner.parts[0], bound)
        if name == "exp" and len(node.parts) == 1:
            return self._exp(inner, bound)
        if name == "floor" and (value := constant(inner)) is not None:
            return self._number(Node(Kind.NUMBER, str(floor(value))), bound)
        if name == "sqrt":
            return self._raised(inner, Fraction(1, 2), node, bound)
        if name == "transpose":
            return self._transpose(Node(Kind.TRANSPOSE, "", (inner,)), bound)
        return self._function(name, node, bound)

    def _function(self, name: str, node: Node, bound: Bound) -> Valued:
        values = [self.at(part, bound).values for part in node.parts]
        if name in LINEAR and len(values) == 1:
            return self._linear(node.label, values[0])
        if name in ("sigmoid", "tanh") and len(values) == 1:
            return self._exponential_form(name, node, bound)
        zero = (0,) * POINTS
        if name == "relu" or (name == "max" and len(values) == 2 and zero in values):
            others = [one for one in values if one != zero]
            return self._positive_part(others[0] if others else zero)
        if name in ("max", "min"):
            columns = zip(*values, strict=True)
            ordered = [sorted(set(column)) for column in columns]
            return Valued(tuple(
                self.drawn(f"{name}({','.join(map(str, column))})")[place]
                for place, column in enumerate(ordered)
            ))  # fmt: skip
        return Valued(self._opaque(node.label, values))

    def _positive_part(self, values: Values) -> Valued:
        return pointwise(Valued(values), Valued(self._opaque(">", (values,))))

    def _exponential_form(self, name: str, node: Node, bound: Bound) -> Valued:
        """Give σ and tanh as what they are: quotients of exponentials."""
        above = Node(Kind.CALL, "exp", node.parts)
        below = Node(Kind.CALL, "exp", (Node(Kind.PRODUCT, "", (MINUS_ONE, *node.parts)),))
        if name == "sigmoid":
            quotient = (ONE, Node(Kind.SUM, "", (ONE, below)))
        else:
            minus = Node(Kind.PRODUCT, "", (MINUS_ONE, below))
            quotient = (Node(Kind.SUM, "", (above, minus)), Node(Kind.SUM, "", (above, below)))
        return self.at(Node(Kind.QUOTIENT, "", quotient, node.at, node.end), bound)

    def _exp(self, exponent: Node, bound: Bound) -> Valued:
        """Give e to the power of a sum as a product, so that its laws hold."""
        terms = exponent.parts if exponent.kind is Kind.SUM else (exponent,)
        found = Valued((1,) * POINTS)
        for term in terms:
            times, rest = coefficient(term)
            check_exponent(Fraction(times), term)
            values = Valued(self._opaque("exp", (self.at(rest, bound).values,)))
            found = pointwise(found, self._repeated_pointwise(values, times))
        return found

    def _repeated_pointwise(self, base: Valued, times: int) -> Valued:
        return Valued(tuple(pow(value, times, PRIME_FIELD) for value in base.values))

    def _transpose(self, node: Node, bound: Bound) -> Valued:
        inner = node.parts[0]
        if inner.kind is Kind.TRANSPOSE:
            return self.at(inner.parts[0], bound)
        valued = self.at(inner, bound)
        if self.matrices:
            return Valued(tuple(valued.values[place] for place in _TRANSPOSED), valued.scalar)
        return self._linear("transpose", valued.values)

    def _star(self, node: Node, bound: Bound) -> Valued:
        left, right = (self.at(part, bound).values for part in node.parts)
        sign = self.drawn(f"⋆[{node.label}]")
        return Valued(tuple(
            sign[place] * left[place] * right[(place + 1) % POINTS] % PRIME_FIELD
            for place in range(POINTS)
        ))  # fmt: skip

    def _relation(self, node: Node, bound: Bound) -> Valued:
        """Give 1 where a relation holds: a number that the difference of its sides gives."""
        left, right = (self.at(part, bound).values for part in node.parts)
        back = node.label in ("<", "≥")
        first, second = (right, left) if back else (left, right)
        difference = tuple((a - b) % PRIME_FIELD for a, b in zip(first, second, strict=True))
        if node.label in ("<", ">"):
            return Valued(self._opaque(">", (difference,)))
        if node.label in ("≤", "≥"):
            return Valued(one_minus(self._opaque(">", (difference,))))
        either = tuple(min(value, PRIME_FIELD - value) for value in difference)
        equal = self._opaque("=", (either,))
        return Valued(equal if node.label == "=" else one_minus(equal))

    def _cases(self, node: Node, bound: Bound) -> Valued:
        """Give the first value where its condition holds, and else the next."""
        found = self.at(node.parts[-1], bound)
        for place in range(len(node.parts) - 3, -1, -2):
            value, held = (self.at(node.parts[place + side], bound) for side in (0, 1))
            other = pointwise(found, Valued(one_minus(held.values)))
            taken = pointwise(value, held)
            found = Valued(tuple(
                (a + b) % PRIME_FIELD for a, b in zip(taken.values, other.values, strict=True)
            ))  # fmt: skip
        return found

    def _grid(self, node: Node, bound: Bound) -> Valued:
        entries = [self.at(part, bound).values for part in node.parts]
        return Valued(self._opaque(f"grid[{node.label}]", entries))
