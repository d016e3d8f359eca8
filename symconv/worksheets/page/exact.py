"""What of a tree is known exactly, and what its bound indices are called."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import reduce

from symconv.worksheets.page.nodes import Kind, Node, UnreadError
from symconv.worksheets.page.points import Bound
from symconv.worksheets.page.tables import MOST_EXPONENT

_INDEX = re.compile(r"[A-Za-z]+'*", re.ASCII)
ONE = Node(Kind.NUMBER, "1")
MINUS_ONE = Node(Kind.NUMBER, "-1")


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


def coefficient(term: Node) -> tuple[int, Node]:
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
        inner, one = coefficient(rest[0])
        return times * inner, one
    return times, Node(Kind.PRODUCT, "", tuple(rest)) if rest else ONE


def check_exponent(exponent: Fraction, node: Node) -> None:
    """Raise `UnreadError` for an exponent that is too large to be meant."""
    if abs(exponent.numerator) > MOST_EXPONENT or exponent.denominator > MOST_EXPONENT:
        raise UnreadError(node.at, f"an exponent above {MOST_EXPONENT}")


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
