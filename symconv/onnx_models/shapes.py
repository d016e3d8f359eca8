"""Shapes of a model's tensors: stated, given or inferred. Weights are dropped on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from symconv.errors import OnnxError, shown
from symconv.onnx_models.loading import OWN_DOMAIN, is_own_domain
from symconv.onnx_models.model import Shape

LARGEST_TENSOR_KEPT = 4096
"""Bytes; shapes may follow from the values of small tensors, and from those of no others."""

_DATA_FIELDS = (
    "raw_data", "float_data", "double_data", "int32_data", "int64_data", "uint64_data",
    "string_data",
)  # fmt: skip


def drop_weights(model: Any) -> None:
    """Take the numbers of large tensors out of a model; their shapes stay."""
    for tensor in _tensors(model.graph):
        if tensor.ByteSize() > LARGEST_TENSOR_KEPT:
            for name in _DATA_FIELDS:
                tensor.ClearField(name)


def infer_shapes(onnx: Any, model: Any) -> tuple[Any, str]:
    """Give a model with every shape that can be inferred, and why inference failed, if it did.

    Where inference fails, the shapes that it states are all there are.
    """
    try:
        return onnx.shape_inference.infer_shapes(model, data_prop=True), ""
    except Exception as error:  # the package raises errors of several kinds
        return model, _why_inference_failed(model, error)


def _why_inference_failed(model: Any, error: Exception) -> str:
    """Say it in one line: first what is known to stop it, else what the package says."""
    imported = {OWN_DOMAIN, *(item.domain for item in model.opset_import)}
    domains = [node.domain for graph in all_graphs(model.graph) for node in graph.node]
    missing = [shown(domain)[1:-1] for domain in dict.fromkeys(domains) if domain not in imported]
    if missing:
        return f"no opset import for {', '.join(missing)}"
    return " ".join(str(error).split()) or type(error).__name__


def fix_input_shapes(graph: Any, shapes: Mapping[str, tuple[int, ...]]) -> None:
    """Fill in the sizes that the inputs of a graph leave open.

    Raises `OnnxError` for an input that is not there and a shape that it cannot have.
    """
    weights = {tensor.name for tensor in graph.initializer}
    inputs = {value.name: value for value in graph.input if value.name not in weights}
    for name, shape in shapes.items():
        if name not in inputs:
            known = ", ".join(map(shown, inputs))
            raise OnnxError(f"input {shown(name)} is not one of the model's: {known}")
        tensor = inputs[name].type.tensor_type
        stated = shape_of_type(inputs[name].type)
        if stated is not None and not fits(stated, shape):
            raise OnnxError(f"input {shown(name)} has shape {write_shape(stated)}, not {shape}")
        tensor.shape.Clear()
        for size in shape:
            tensor.shape.dim.add().dim_value = size


@dataclass(frozen=True)
class Scope:
    """What a graph knows of its tensors, those of the graphs around it included."""

    shapes: dict[str, Shape | None] = field(default_factory=dict)
    constants: dict[str, Any] = field(default_factory=dict)
    producers: dict[str, Any] = field(default_factory=dict)
    types: dict[str, int] = field(default_factory=dict)

    def inside(self, graph: Any) -> Scope:
        """Give the scope of a graph within this one."""
        scope = Scope(
            dict(self.shapes), dict(self.constants), dict(self.producers), dict(self.types)
        )
        for value in graph.input:
            scope.producers.pop(value.name, None)
        for node in graph.node:
            scope.shapes.update(dict.fromkeys(node.output))
            scope.producers.update(dict.fromkeys(node.output, node))
            if node.op_type == "Constant":
                value = next((item.t for item in node.attribute if item.name == "value"), None)
                scope.constants.update(dict.fromkeys(node.output, value))
        for value in (*graph.value_info, *graph.output, *graph.input):
            scope.shapes[value.name] = shape_of_type(value.type)
            scope.types[value.name] = value.type.tensor_type.elem_type
        for tensor in graph.sparse_initializer:
            scope.shapes[tensor.values.name] = tuple(tensor.dims)
        for tensor in graph.initializer:
            scope.shapes[tensor.name] = tuple(tensor.dims)
            scope.constants[tensor.name] = tensor
        return scope


def shape_of_type(type_: Any) -> Shape | None:
    """Give the shape that a value is stated to have; None if not even its rank is."""
    if not type_.HasField("tensor_type") or not type_.tensor_type.HasField("shape"):
        return None
    return tuple(
        dim.dim_value if dim.HasField("dim_value") else dim.dim_param or None
        for dim in type_.tensor_type.shape.dim
    )


def write_shape(shape: Shape) -> str:
    """Give a shape as an error shows it; `?` is a size without a number or name."""
    words = ["?" if size is None else shown(size) for size in shape]
    return f"({', '.join(words)}{',' if len(words) == 1 else ''})"


def subgraphs(attribute: Any) -> Iterator[Any]:
    """Give the graphs that an attribute of a node holds."""
    if attribute.HasField("g"):
        yield attribute.g
    yield from attribute.graphs


def write_own_domain(model: Any) -> None:
    """Write ONNX's own domain as inference knows it: by the shorter of its two names."""
    nodes = (node for graph in all_graphs(model.graph) for node in graph.node)
    for item in (*model.opset_import, *nodes):
        if is_own_domain(item.domain):
            item.domain = OWN_DOMAIN


def all_graphs(graph: Any) -> Iterator[Any]:
    """Give a graph and the graphs in it."""
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            for inner in subgraphs(attribute):
                yield from all_graphs(inner)


def _tensors(graph: Any) -> Iterator[Any]:
    """Give every tensor that a graph and the graphs in it hold."""
    for inner in all_graphs(graph):
        yield from inner.initializer
        yield from (tensor.values for tensor in inner.sparse_initializer)
        for node in inner.node:
            yield from (attribute.t for attribute in node.attribute if attribute.HasField("t"))


def fits(stated: Shape, shape: tuple[int, ...]) -> bool:
    """Tell whether a tensor of the stated shape, as far as it is fixed, can have a shape."""
    return len(shape) == len(stated) and all(
        not isinstance(size, int) or size == given
        for size, given in zip(stated, shape, strict=True)
    )
