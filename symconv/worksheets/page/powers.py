"""Products and powers: the exponents of each base are added up."""

from __future__ import annotations

from abc import abstractmethod
from fractions import Fraction
from functools import reduce
from math import floor

from symconv.worksheets.page.exact import check_exponent, constant
from symconv.worksheets.page.nodes import Kind, Node, UnreadError
from symconv.worksheets.page.points import Bound, Points, Valued, Values, pointwise
from symconv.worksheets.page.tables import POINTS, PRIME_FIELD


class Powers(Points):
    """Evaluates products, quotients and powers."""

    def _product(self, node: Node, bound: Bound) -> Valued:
        return reduce(self._times, (self.at(part, bound) for part in node.parts))

    def _times(self, left: Valued, right: Valued) -> Valued:
        """Multiply two of them, as matrices where these are meant."""
        a, b = left.values, right.values
        if not self.matrices or left.scalar or right.scalar:
            return pointwise(left, right)
        rows = (
            a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3],
            a[2] * b[0] + a[3] * b[2], a[2] * b[1] + a[3] * b[3],
        )  # fmt: skip
        return Valued(tuple(value % PRIME_FIELD for value in rows))

    def _quotient(self, node: Node, bound: Bound) -> Valued:
        above, below = (self.at(part, bound) for part in node.parts)
        return pointwise(above, self._inverse(below, node))

    def _inverse(self, valued: Valued, node: Node) -> Valued:
        if not all(valued.values):
            raise UnreadError(node.at, "it divides by zero")
        inverses = tuple(pow(value, -1, PRIME_FIELD) for value in valued.values)
        return Valued(inverses, valued.scalar)

    def _power(self, node: Node, bound: Bound) -> Valued:
        exponent = constant(node.parts[1])
        if exponent is None:
            base, above = (self.at(part, bound).values for part in node.parts)
            return Valued(self._opaque("pow", (base, above)))
        return self._raised(node.parts[0], exponent, node, bound)

    def _raised(self, base: Node, exponent: Fraction, node: Node, bound: Bound) -> Valued:
        """Give a power with a known exponent; of a matrix whole ones alone multiply it."""
        check_exponent(exponent, node)
        valued = self.at(base, bound)
        if self.matrices and not valued.scalar and exponent.denominator == 1:
            return self._repeated(valued, exponent.numerator, node)
        return Valued(self._rational(valued.values, exponent, node), valued.scalar)

    def _rational(self, base: Values, exponent: Fraction, node: Node) -> Values:
        """Give a whole power of values, times a power of their root."""
        if exponent < 0 and not all(base):
            raise UnreadError(node.at, "it divides by zero")
        whole = floor(exponent)
        rest = exponent - whole
        found = tuple(pow(value, whole, PRIME_FIELD) for value in base)
        if not rest:
            return found
        roots = self._opaque(f"root{rest.denominator}", (base,))
        return tuple(
            value * pow(root, rest.numerator, PRIME_FIELD) % PRIME_FIELD
            for value, root in zip(found, roots, strict=True)
        )

    def _repeated(self, base: Valued, times: int, node: Node) -> Valued:
        if times < 0:
            base, times = self._inverse(base, node), -times
        one = Valued((1,) * POINTS, scalar=True)
        return reduce(self._times, [base] * times, one)

    def _by_bases(self, node: Node, bound: Bound) -> Valued:
        """Give a product of powers with the exponents of each base added up, so that √x √x = x."""
        exponents: dict[Values, Fraction] = {}
        self._collect(node, Fraction(1), bound, exponents)
        found = (1,) * POINTS
        for base, exponent in exponents.items():
            raised = self._rational(base, exponent, node)
            found = tuple(a * b % PRIME_FIELD for a, b in zip(found, raised, strict=True))
        return Valued(found)

    def _collect(
        self, node: Node, times: Fraction, bound: Bound, exponents: dict[Values, Fraction]
    ) -> None:
        """Add the bases of a product to a list, each with its exponent."""
        exponent = constant(node.parts[1]) if node.kind is Kind.POWER else None
        if node.kind is Kind.PRODUCT:
            for part in node.parts:
                self._collect(part, times, bound, exponents)
            return
        if node.kind is Kind.QUOTIENT:
            for part, sign in zip(node.parts, (1, -1), strict=True):
                self._collect(part, times * sign, bound, exponents)
            return
        if exponent is not None:
            check_exponent(exponent, node)
            if exponent.denominator == 1:
                self._collect(node.parts[0], times * exponent, bound, exponents)
                return
        root = node.kind is Kind.CALL and node.label == "sqrt"
        inner = node.parts[0] if root or exponent is not None else node
        power = Fraction(1, 2) if root else exponent if exponent is not None else Fraction(1)
        values = self._other(inner, bound) if inner is node else self.at(inner, bound).values
        if times * power < 0 and not all(values):
            raise UnreadError(node.at, "it divides by zero")
        exponents[values] = exponents.get(values, Fraction(0)) + times * power

    @abstractmethod
    def _other(self, node: Node, bound: Bound) -> Values:
        """Give the values of what is no product, quotient or power with a known exponent."""
