"""Sizes that layers give, where their operators' texts say another than shape inference does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from symconv.onnx_models.graphs import graphs_of, graphs_of_node
from symconv.onnx_models.model import NodePlace, Shape
from symconv.onnx_models.nodes import FoundNode, walk_nodes
from symconv.onnx_models.shapes import fits, infer_shapes, shape_of_type

OutputShape: TypeAlias = Callable[[FoundNode], tuple[int, ...] | None]
"""Gives the output shape of a node, batch aside, by its operator's rule; None if it has none."""


@dataclass(frozen=True)
class SizedModel:
    """A model with the shapes of its tensors, and what is known of them besides.

    `failure` says why shape inference failed, if it did. `declared` has the shapes that the model
    itself states of what its nodes give. `doubts` has the tensors whose shape depends on which of
    two is believed: what a node is declared to give, or what it gives; and that node.
    """

    model: Any
    failure: str
    declared: Mapping[str, Shape]
    doubts: Mapping[str, NodePlace]


def size_tensors(onnx: Any, model: Any, output_shape: OutputShape) -> SizedModel:
    """Give the shapes of a model's tensors: of layers by their rule, of the rest as inferred.

    Before opset 22 inference counts windows that start in the padding after the input, and at any
    opset those that `ceil_mode` adds where padding is given by `auto_pad`. The operators' texts,
    ONNX's reference evaluator and PyTorch have neither.
    """
    declared = _declared(model)
    inferred, failure = infer_shapes(onnx, _copy(onnx, model))
    by_rule: dict[str, Shape] = {}
    against: dict[str, NodePlace] = {}
    sized = inferred
    while (departure := _first_departure(sized, by_rule, output_shape)) is not None:
        found, shape = departure
        names = [name for name in found.proto.output if name]
        by_rule.update(dict.fromkeys(names, shape))
        if not all(agrees(declared.get(name), shape[1:]) for name in names):
            against.update(dict.fromkeys(names, found.place))
        sized = _infer_with(onnx, model, by_rule)
    doubts: Mapping[str, NodePlace] = {}
    if against:
        trusting = {name: shape for name, shape in by_rule.items() if name not in against}
        doubts = _doubts(sized, _infer_with(onnx, model, trusting), against)
    return SizedModel(sized, failure, declared, doubts)


def agrees(stated: Shape | None, shape: Sequence[Any]) -> bool:
    """Tell whether a stated shape, as far as it is fixed, can be a shape without the batch."""
    return stated is None or fits(stated[1:], tuple(shape))


def _copy(onnx: Any, model: Any) -> Any:
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    return copy


def _declared(model: Any) -> dict[str, Shape]:
    """Give the shapes that a model states of what its nodes give."""
    values = (v for graph in graphs_of(model.graph) for v in (*graph.value_info, *graph.output))
    shapes = ((value.name, shape_of_type(value.type)) for value in values)
    return {name: shape for name, shape in shapes if shape is not None}


def _first_departure(
    model: Any, known: Mapping[str, Shape], output_shape: OutputShape
) -> tuple[FoundNode, Shape] | None:
    """Give the first node whose output is said to have another shape than its rule gives."""
    for found in walk_nodes(model.graph):
        outputs = found.proto.output
        stated = found.scope.shapes.get(outputs[0]) if outputs else None
        if stated is None or outputs[0] in known:
            continue
        shape = output_shape(found)
        if shape is not None and not agrees(stated, shape):
            return found, (stated[0] if stated else None, *shape)
    return None


def _infer_with(onnx: Any, model: Any, known: Mapping[str, Shape]) -> Any:
    """Infer shapes anew from some that are known; what depends on them is no longer stated.

    For inference, the nodes that give them are left out and what they give is an input.
    """
    values = {
        name: onnx.helper.make_tensor_value_info(name, _element_type(onnx, model, name), shape)
        for name, shape in known.items()
    }
    reached = set(_reached(model.graph, dict.fromkeys(known)))
    reduced = _copy(onnx, model)
    for graph in graphs_of(reduced.graph):
        _set(graph.node, [node for node in graph.node if not known.keys() & set(node.output)])
        _set(graph.value_info, [v for v in graph.value_info if v.name not in reached])
        for value in graph.output:
            if value.name in reached:
                value.type.tensor_type.ClearField("shape")
    reduced.graph.input.extend(values.values())
    inferred, _ = infer_shapes(onnx, reduced)
    sized = _copy(onnx, model)
    for graph, other in zip(graphs_of(sized.graph), graphs_of(inferred.graph), strict=True):
        own = [values[name] for node in graph.node for name in node.output if name in values]
        _set(graph.value_info, [*other.value_info, *own])
        _set(graph.output, [values.get(value.name, value) for value in other.output])
    return sized


def _set(field: Any, entries: Sequence[Any]) -> None:
    """Give a repeated field of a message other entries."""
    copies = list(entries)
    field_type = [type(entry).FromString(entry.SerializeToString()) for entry in copies]
    del field[:]
    field.extend(field_type)


def _element_type(onnx: Any, model: Any, name: str) -> int:
    """Give the type of a tensor's numbers; sizes do not depend on it, and float will do."""
    values = (v for graph in graphs_of(model.graph) for v in (*graph.value_info, *graph.output))
    stated = (value.type.tensor_type.elem_type for value in values if value.name == name)
    return next((kind for kind in stated if kind), int(onnx.TensorProto.FLOAT))


def _reached(graph: Any, sources: Mapping[str, Any]) -> dict[str, Any]:
    """Give the tensors that depend on some of a graph, those included, each with its source's."""
    reached = dict(sources)
    for found in walk_nodes(graph):
        inner = (node for held in graphs_of_node(found.proto) for node in held.node)
        taken = [*found.proto.input]
        taken += [name for node in inner for name in (*node.input, *node.output)]
        source = next((reached[name] for name in taken if name in reached), None)
        if any(name in reached for name in taken):
            for name in found.proto.output:
                reached.setdefault(name, source)
    return reached


def _doubts(sized: Any, trusting: Any, against: Mapping[str, NodePlace]) -> dict[str, NodePlace]:
    """Give the tensors that have one shape if a declaration is right, and another if it is not."""
    reached = _reached(sized.graph, against)
    shapes = [
        {name: shape for found in walk_nodes(model.graph) for name, shape in _outputs(found)}
        for model in (sized, trusting)
    ]
    return {
        name: place for name, place in reached.items() if shapes[0].get(name) != shapes[1].get(name)
    }


def _outputs(found: FoundNode) -> Iterator[tuple[str, Shape | None]]:
    for name in found.proto.output:
        yield name, found.scope.shapes.get(name)
