"""The terms of an answer: as they were typed, and multiplied out."""

from __future__ import annotations

from itertools import product

from symconv.worksheets.page.nodes import Kind, Node
from symconv.worksheets.page.tables import MOST_TERMS


def top_terms(node: Node) -> tuple[Node, ...]:
    """Give the terms of a sum as they were typed; what is no sum is one term."""
    return node.parts if node.kind is Kind.SUM else (node,)


def expanded(node: Node) -> tuple[Node, ...]:
    """Give the terms of a formula with its products multiplied out, in the order of the factors.

    What would have too many terms stays one.
    """
    if node.kind is Kind.SUM:
        found = tuple(term for part in node.parts for term in expanded(part))
        return found if len(found) <= MOST_TERMS else (node,)
    if node.kind is Kind.PRODUCT and node.label != "all":
        return _multiplied(node)
    if node.kind is Kind.QUOTIENT:
        above = expanded(node.parts[0])
        return tuple(Node(Kind.QUOTIENT, "", (one, node.parts[1]), node.at, node.end)
                     for one in above)  # fmt: skip
    return (node,)


def _multiplied(node: Node) -> tuple[Node, ...]:
    factors = [expanded(part) for part in node.parts]
    count = 1
    for factor in factors:
        count *= len(factor)
        if count > MOST_TERMS:
            return (node,)
    if count == 1:
        return (node,)
    return tuple(Node(Kind.PRODUCT, "", parts, node.at, node.end) for parts in product(*factors))
