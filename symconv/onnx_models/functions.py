"""Functions of a model's own: counted, put in place of their calls, and where their nodes stood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeAlias

from symconv.errors import OnnxError, shown
from symconv.onnx_models.loading import as_text
from symconv.onnx_models.shapes import all_graphs, subgraphs, write_own_domain

MAX_NODES = 200_000
MAX_BYTES = 2**28
"""Nodes, and bytes of them, that a model may have with its functions in place of their calls."""
MAX_DEPTH = 100
"""Functions that may call one another in a row."""

Key: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True)
class Origin:
    """Where a node stands: its number among the nodes of its graph or function, from 1.

    `path` leads there: for every graph or function around it the number and name of the node that
    holds or calls it, and the attribute or function. `graphs` has the nodes of those that it holds.
    """

    number: int
    path: tuple[str, ...]
    graphs: tuple[tuple[Origin, ...], ...]


def put_functions_in_place(onnx: Any, model: Any) -> tuple[Any, tuple[Origin, ...]]:
    """Give a model without functions of its own, and where its nodes stood before.

    ONNX's domain is written in one way.

    Raises `OnnxError` for functions that call themselves, and for more than `MAX_NODES` nodes.
    """
    functions = {_key(function): function for function in model.functions}
    _check_size(model.graph, functions)
    placed = model
    with suppress(Exception):  # calls that cannot be put in place are listed as unknown
        if functions:
            placed = onnx.inliner.inline_local_functions(model)
    left = {_call(node) for graph in all_graphs(placed.graph) for node in graph.node}
    called = {key: value for key, value in functions.items() if key not in left}
    origins = tuple(_origins(model.graph.node, called, ()))
    write_own_domain(placed)
    return placed, origins


def label(number: int, name: str, op_type: str) -> str:
    """Give how a path names a node: by its number, and its name or else its operator."""
    return f"{number}:{as_text(name or op_type)}"


def _origins(nodes: Any, functions: Mapping[Key, Any], path: tuple[str, ...]) -> Iterator[Origin]:
    """Give the origins of nodes, those of a function where it is called."""
    for number, node in enumerate(nodes, 1):
        here = (*path, label(number, node.name, node.op_type))
        function = functions.get(_call(node))
        if function is not None:
            yield from _origins(function.node, functions, (*here, as_text(function.name)))
            continue
        graphs = tuple(
            tuple(_origins(graph.node, functions, (*here, name)))
            for name, graph in named_subgraphs(node)
        )
        yield Origin(number, path, graphs)


def named_subgraphs(node: Any) -> Iterator[tuple[str, Any]]:
    """Give the graphs that a node holds, each with its attribute's name."""
    for attribute in node.attribute:
        held = list(subgraphs(attribute))
        name = as_text(attribute.name)
        for number, graph in enumerate(held):
            yield (f"{name}[{number}]" if len(held) > 1 else name), graph


def _check_size(graph: Any, functions: Mapping[Key, Any]) -> None:
    """Count the nodes and bytes of a graph with functions in place, without putting them there."""
    counts: dict[Key, tuple[int, int]] = {}

    def count(nodes: Any, around: tuple[Key, ...]) -> tuple[int, int]:
        sums = [(1, node.ByteSize()) for node in nodes]
        for node in nodes:
            if _call(node) in functions:
                sums.append(of_function(_call(node), around))
            sums += [count(inner.node, around) for _, inner in named_subgraphs(node)]
        return sum(nodes for nodes, _ in sums), sum(size for _, size in sums)

    def of_function(key: Key, around: tuple[Key, ...]) -> tuple[int, int]:
        if key in around:
            raise OnnxError(f"function {shown(key[1])} calls itself")
        if len(around) == MAX_DEPTH:
            raise OnnxError(f"more than {MAX_DEPTH} functions call one another in a row")
        if key not in counts:
            counts[key] = count(functions[key].node, (*around, key))
        return counts[key]

    nodes, size = count(graph.node, ())
    if functions and (nodes > MAX_NODES or size > MAX_BYTES):
        raise OnnxError(
            f"with its functions in place of their calls the model has {nodes:,} nodes of {size:,} "
            f"bytes, more than the limits of {MAX_NODES:,} and {MAX_BYTES:,}"
        )


def _key(function: Any) -> Key:
    return function.domain, function.name, getattr(function, "overload", "")


def _call(node: Any) -> Key:
    return node.domain, node.op_type, getattr(node, "overload", "")
