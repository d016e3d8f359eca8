"""The graphs that a model holds: its own, and those in nodes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def graphs_of(graph: Any) -> Iterator[Any]:
    """Give a graph and the graphs in it."""
    yield graph
    for node in graph.node:
        yield from graphs_of_node(node)


def graphs_of_node(node: Any) -> Iterator[Any]:
    """Give the graphs that a node holds, and those in them."""
    for attribute in node.attribute:
        for inner in subgraphs(attribute):
            yield from graphs_of(inner)


def subgraphs(attribute: Any) -> Iterator[Any]:
    """Give the graphs that an attribute of a node holds."""
    if attribute.HasField("g"):
        yield attribute.g
    yield from attribute.graphs
