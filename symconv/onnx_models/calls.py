"""Functions of a model's own: how many nodes they stand for, counted before they take places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from symconv.errors import OnnxError, shown
from symconv.onnx_models.graphs import graphs_of_node
from symconv.onnx_models.loading import as_text

LARGEST_MODEL = 100_000
"""Nodes that a model may have once its functions stand in place of their calls."""

FunctionName: TypeAlias = tuple[str, str, str]
"""Domain, operator and overload, by which a node calls a function."""


def check_calls(model: Any) -> None:
    """Refuse functions that stand for more than `LARGEST_MODEL` nodes, or call themselves.

    Raises `OnnxError`.
    """
    bodies = {
        (function.domain, function.name, _overload(function)): _called(function.node)
        for function in model.functions
    }
    counts: dict[FunctionName, int] = {}
    for name in bodies:
        _count(name, bodies, counts)
    total = sum(counts.get(name, 1) for name in _called(model.graph.node))
    if total > LARGEST_MODEL:
        raise OnnxError(
            f"the model's functions stand for {total:,} nodes, more than the limit of "
            f"{LARGEST_MODEL:,}"
        )


def _called(nodes: Sequence[Any]) -> list[FunctionName]:
    """Give the operators of nodes, those of graphs within them included."""
    names = []
    for node in nodes:
        inner = (other for graph in graphs_of_node(node) for other in graph.node)
        names += [(item.domain, item.op_type, _overload(item)) for item in (node, *inner)]
    return names


def _overload(item: Any) -> str:
    """Give the overload of a function or of a call; older versions of onnx have none."""
    return str(getattr(item, "overload", ""))


def _count(
    name: FunctionName,
    bodies: Mapping[FunctionName, Sequence[FunctionName]],
    counts: dict[FunctionName, int],
) -> None:
    """Count the nodes that a function stands for, and those of each that it calls.

    Calls are followed on a list of our own, since they may be deeper than Python's.
    """
    path, open_calls = [name], {name}
    while path:
        called = [other for other in bodies[path[-1]] if other in bodies and other not in counts]
        if not called:
            done = path.pop()
            open_calls.discard(done)
            counts[done] = sum(counts.get(other, 1) for other in bodies[done])
        elif called[0] in open_calls:
            raise OnnxError(f"function {shown(as_text(called[0][1]))} of the model calls itself")
        else:
            path.append(called[0])
            open_calls.add(called[0])
