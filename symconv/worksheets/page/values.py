"""Values of answers at pseudo-random points, modulo a prime.

A letter is a number that its name and the sheet's id give. What is no sum, product, quotient or
whole power is a number that its arguments' values give, so that functions of equal arguments are
equal. What acts on arrays (pad, rot180, a correlation) looks at the next point: it adds up where
arrays add up, and does not commute. Where matrices are multiplied, the points are the four
entries of a matrix.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from math import floor
from typing import TypeAlias

from symconv.worksheets.page.nodes import Kind, Node, UnreadError
from symconv.worksheets.page.tables import LINEAR, MOST_EXPONENT, POINTS, PRIME_FIELD

Values: TypeAlias = tuple[int, ...]
Bound: TypeAlias = Mapping[str, str]
"""What the bound indices are called by how deep they are bound, whatever they are called."""

_OVER = re.compile(r"^(Σ|max)\{(.*)\}$", re.ASCII)
_RANGE = re.compile(r"^([A-Za-z]+'*)(?:=(.*))?$", re.ASCII)
_INDEX = re.compile(r"[A-Za-z]+'*", re.ASCII)
_TRANSPOSED = (0, 2, 1, 3)


@dataclass(frozen=True)
class Valued:
    """Values, and whether they are those of a number, which multiplies matrices as such."""

    values: Values
    scalar: bool = False


@dataclass(frozen=True)
class Evaluator:
    """Gives the values of trees on one sheet."""

    salt: str
    matrices: bool = False
    scalars: tuple[str, ...] = ()
    known: dict[str, Values] = field(default_factory=dict, compare=False)

    def values(self, node: Node) -> Values:
        """Give a tree's values; raises `UnreadError` where it has none."""
        return self._at(node, {}).values

    def drawn(self, text: str) -> Values:
        """Give the values that a text has on this sheet."""
        if text not in self.known:
            self.known[text] = tuple(
                int(hashlib.sha256(f"{self.salt}|{place}|{text}".encode()).hexdigest()[:32], 16)
                % PRIME_FIELD
                for place in range(POINTS)
            )
        return self.known[text]

    def _opaque(self, label: str, arguments: Sequence[Values]) -> Values:
        """Give values that depend on a label and, point by point, on arguments."""
        return tuple(
            self.drawn(f"{label}({','.join(str(one[place]) for one in arguments)})")[place]
            for place in range(POINTS)
        )

    def _at(self, node: Node, bound: Bound) -> Valued:
        rules: dict[Kind, Callable[[Node, Bound], Valued]] = {
            Kind.NUMBER: self._number, Kind.SYMBOL: self._symbol, Kind.PARTIAL: self._partial,
            Kind.SUM: self._sum, Kind.PRODUCT: self._product, Kind.ENTRYWISE: self._entrywise,
            Kind.QUOTIENT: self._quotient, Kind.POWER: self._power, Kind.STAR: self._star,
            Kind.CALL: self._call, Kind.OVER: self._over, Kind.RELATION: self._relation,
            Kind.CASES: self._cases, Kind.TRANSPOSE: self._transpose, Kind.GRID: self._grid,
        }  # fmt: skip
        return rules[node.kind](node, bound)

    def _number(self, node: Node, bound: Bound) -> Valued:
        del bound
        value = Fraction(node.label)
        below = pow(value.denominator, -1, PRIME_FIELD)
        return Valued((value.numerator * below % PRIME_FIELD,) * POINTS, scalar=True)

    def _symbol(self, node: Node, bound: Bound) -> Valued:
        if node.label in self.scalars:
            return Valued((self.drawn(node.label)[0],) * POINTS, scalar=True)
        return Valued(self.drawn(renamed(node.label, bound)))

    def _partial(self, node: Node, bound: Bound) -> Valued:
        above, below = (renamed(part.label, bound) for part in node.parts)
        return Valued(self.drawn(f"d({above})/d({below})"))

    def _sum(self, node: Node, bound: Bound) -> Valued:
        parts = [self._at(part, bound) for part in node.parts]
        sums = zip(*(part.values for part in parts), strict=True)
        return Valued(
            tuple(sum(column) % PRIME_FIELD for column in sums), all(part.scalar for part in parts)
        )

    def _product(self, node: Node, bound: Bound) -> Valued:
        return reduce(self._times, (self._at(part, bound) for part in node.parts))

    def _times(self, left: Valued, right: Valued) -> Valued:
        """Multiply two of them, as matrices where these are meant."""
        a, b = left.values, right.values
        if not self.matrices or left.scalar or right.scalar:
            return _pointwise(left, right)
        rows = (
            a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3],
            a[2] * b[0] + a[3] * b[2], a[2] * b[1] + a[3] * b[3],
        )  # fmt: skip
        return Valued(tuple(value % PRIME_FIELD for value in rows))

    def _entrywise(self, node: Node, bound: Bound) -> Valued:
        return reduce(_pointwise, (self._at(part, bound) for part in node.parts))

    def _quotient(self, node: Node, bound: Bound) -> Valued:
        above, below = (self._at(part, bound) for part in node.parts)
        return _pointwise(above, self._inverse(below, node))

    def _inverse(self, valued: Valued, node: Node) -> Valued:
        if not all(valued.values):
            raise UnreadError(node.at, "it divides by zero")
        inverses = tuple(pow(value, -1, PRIME_FIELD) for value in valued.values)
        return Valued(inverses, valued.scalar)

    def _power(self, node: Node, bound: Bound) -> Valued:
        exponent = constant(node.parts[1])
        if exponent is None:
            base, above = (self._at(part, bound).values for part in node.parts)
            return Valued(self._opaque("pow", (base, above)))
        return self._raised(node.parts[0], exponent, node, bound)

    def _raised(self, base: Node, exponent: Fraction, node: Node, bound: Bound) -> Valued:
        """Give a power with a known exponent: a whole one of the base, times one of its root."""
        if abs(exponent.numerator) > MOST_EXPONENT or exponent.denominator > MOST_EXPONENT:
            raise UnreadError(node.at, f"an exponent above {MOST_EXPONENT}")
        whole = floor(exponent)
        rest = exponent - whole
        valued = self._at(base, bound)
        found = self._repeated(valued, whole, node)
        if rest:
            root = Valued(self._opaque(f"root{rest.denominator}", (valued.values,)))
            found = _pointwise(found, self._repeated(root, rest.numerator, node))
        return found

    def _repeated(self, base: Valued, times: int, node: Node) -> Valued:
        if times < 0:
            base, times = self._inverse(base, node), -times
        one = Valued((1,) * POINTS, scalar=True)
        return reduce(self._times, [base] * times, one)

    def _star(self, node: Node, bound: Bound) -> Valued:
        left, right = (self._at(part, bound).values for part in node.parts)
        sign = self.drawn(f"⋆[{node.label}]")
        return Valued(tuple(
            sign[place] * left[place] * right[(place + 1) % POINTS] % PRIME_FIELD
            for place in range(POINTS)
        ))  # fmt: skip

    def _linear(self, label: str, values: Values) -> Valued:
        sign = self.drawn(label)
        return Valued(tuple(
            sign[place] * values[(place + 1) % POINTS] % PRIME_FIELD for place in range(POINTS)
        ))  # fmt: skip

    def _transpose(self, node: Node, bound: Bound) -> Valued:
        inner = node.parts[0]
        if inner.kind is Kind.TRANSPOSE:
            return self._at(inner.parts[0], bound)
        valued = self._at(inner, bound)
        if self.matrices:
            return Valued(tuple(valued.values[place] for place in _TRANSPOSED), valued.scalar)
        return self._linear("transpose", valued.values)

    def _call(self, node: Node, bound: Bound) -> Valued:
        name = node.label.partition("[")[0]
        inner = node.parts[0]
        if name == "rot180" and inner.kind is Kind.CALL and inner.label == node.label:
            return self._at(inner.parts[0], bound)
        if name == "exp" and len(node.parts) == 1:
            return self._exp(inner, bound)
        if name == "floor" and (value := constant(inner)) is not None:
            return self._number(Node(Kind.NUMBER, str(floor(value))), bound)
        if name == "sqrt":
            return self._raised(inner, Fraction(1, 2), node, bound)
        if name == "transpose":
            return self._transpose(Node(Kind.TRANSPOSE, "", (inner,)), bound)
        return self._function(name, node, [self._at(part, bound) for part in node.parts])

    def _function(self, name: str, node: Node, arguments: Sequence[Valued]) -> Valued:
        values = [argument.values for argument in arguments]
        if name in LINEAR and len(values) == 1:
            return self._linear(node.label, values[0])
        if name in ("sigmoid", "tanh") and len(values) == 1:
            return self._exponential_form(name, node)
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
        return _pointwise(Valued(values), Valued(self._opaque(">", (values,))))

    def _exponential_form(self, name: str, node: Node) -> Valued:
        """Give σ and tanh as what they are: quotients of exponentials."""
        above = Node(Kind.CALL, "exp", node.parts)
        below = Node(Kind.CALL, "exp", (Node(Kind.PRODUCT, "", (_MINUS_ONE, *node.parts)),))
        if name == "sigmoid":
            quotient = (_ONE, Node(Kind.SUM, "", (_ONE, below)))
        else:
            minus = Node(Kind.PRODUCT, "", (_MINUS_ONE, below))
            quotient = (Node(Kind.SUM, "", (above, minus)), Node(Kind.SUM, "", (above, below)))
        return self._at(Node(Kind.QUOTIENT, "", quotient, node.at, node.end), {})

    def _exp(self, exponent: Node, bound: Bound) -> Valued:
        """Give e to the power of a sum as a product, so that its laws hold."""
        terms = exponent.parts if exponent.kind is Kind.SUM else (exponent,)
        found = Valued((1,) * POINTS)
        for term in terms:
            times, rest = _coefficient(term)
            if abs(times) > MOST_EXPONENT:
                raise UnreadError(term.at, f"an exponent above {MOST_EXPONENT}")
            values = Valued(self._opaque("exp", (self._at(rest, bound).values,)))
            found = _pointwise(found, self._repeated_pointwise(values, times))
        return found

    def _repeated_pointwise(self, base: Valued, times: int) -> Valued:
        return Valued(tuple(pow(value, times, PRIME_FIELD) for value in base.values))

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
        body = self._at(node.parts[0], inner)
        if name == "max":
            return Valued(self._opaque(label, (body.values,)))
        return _pointwise(Valued(self.drawn(label)), body)

    def _relation(self, node: Node, bound: Bound) -> Valued:
        """Give 1 where a relation holds: a number that the difference of its sides gives."""
        left, right = (self._at(part, bound).values for part in node.parts)
        back = node.label in ("<", "≥")
        first, second = (right, left) if back else (left, right)
        difference = tuple((a - b) % PRIME_FIELD for a, b in zip(first, second, strict=True))
        if node.label in ("<", ">"):
            return Valued(self._opaque(">", (difference,)))
        if node.label in ("≤", "≥"):
            return Valued(_one_minus(self._opaque(">", (difference,))))
        either = tuple(min(value, PRIME_FIELD - value) for value in difference)
        equal = self._opaque("=", (either,))
        return Valued(equal if node.label == "=" else _one_minus(equal))

    def _grid(self, node: Node, bound: Bound) -> Valued:
        entries = [self._at(part, bound).values for part in node.parts]
        return Valued(self._opaque(f"grid[{node.label}]", entries))

    def _cases(self, node: Node, bound: Bound) -> Valued:
        """Give the first value where its condition holds, and else the next."""
        found = self._at(node.parts[-1], bound)
        for place in range(len(node.parts) - 3, -1, -2):
            value, held = (self._at(node.parts[place + side], bound) for side in (0, 1))
            other = _pointwise(found, Valued(_one_minus(held.values)))
            taken = _pointwise(value, held)
            found = Valued(tuple(
                (a + b) % PRIME_FIELD for a, b in zip(taken.values, other.values, strict=True)
            ))  # fmt: skip
        return found


_ONE = Node(Kind.NUMBER, "1")
_MINUS_ONE = Node(Kind.NUMBER, "-1")


def _pointwise(left: Valued, right: Valued) -> Valued:
    products = zip(left.values, right.values, strict=True)
    return Valued(tuple(a * b % PRIME_FIELD for a, b in products), left.scalar and right.scalar)


def _one_minus(values: Values) -> Values:
    return tuple((1 - value) % PRIME_FIELD for value in values)


def _coefficient(term: Node) -> tuple[int, Node]:
    """Give a whole factor of a term, and the rest of it."""
    if term.kind is not Kind.PRODUCT or term.label == "all":
        return 1, term
    times, rest = 1, []
    for part in term.parts:
        value = constant(part)
        if value is not None and value.denominator == 1:
            times *= value.numerator
        else:
            rest.append(part)
    if len(rest) == 1:
        inner, one = _coefficient(rest[0])
        return times * inner, one
    return times, Node(Kind.PRODUCT, "", tuple(rest)) if rest else _ONE


def constant(node: Node) -> Fraction | None:
    """Give the exact value of what is made of numbers alone, else None."""
    if node.kind is Kind.NUMBER:
        return Fraction(node.label)
    parts = [constant(part) for part in node.parts]
    known = [part for part in parts if part is not None]
    if len(known) != len(parts) or not parts:
        return None
    match node.kind:
        case Kind.SUM:
            return sum(known, Fraction(0))
        case Kind.PRODUCT if node.label != "all":
            return reduce(lambda a, b: a * b, known)
        case Kind.QUOTIENT if known[1]:
            return known[0] / known[1]
    return None


def renamed(label: str, bound: Bound) -> str:
    """Give a symbol's name with its bound indices by how deep they are bound.

    >>> renamed("O[k]", {"k": "#1"}), renamed("k", {"k": "#1"}), renamed("O[1,2]", {"k": "#1"})
    ('O[#1]', '#1', 'O[1,2]')
    """
    if not bound:
        return label
    if label in bound:
        return bound[label]
    start, end = label.find("["), label.rfind("]")
    if start < 0:
        return label
    inside = _INDEX.sub(lambda match: bound.get(match[0], match[0]), label[start:end])
    return label[:start] + inside + label[end:]
