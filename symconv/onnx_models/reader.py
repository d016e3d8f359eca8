"""Reading a model: every node is a layer, skipped with a reason, or of an unknown operator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from symconv.errors import OnnxError, SpecError
from symconv.onnx_models.attributes import read_attributes
from symconv.onnx_models.functions import Origin, put_functions_in_place
from symconv.onnx_models.hints import explain_shape
from symconv.onnx_models.loading import OWN_DOMAIN, as_text, import_onnx, own_opset, parse_model
from symconv.onnx_models.model import (
    NodePlace,
    OnnxLayer,
    OnnxModel,
    Shape,
    SkippedNode,
    UnknownOperator,
)
from symconv.onnx_models.nodes import (
    FoundNode,
    NotALayerError,
    OperatorNode,
    check_strides,
    walk_nodes,
)
from symconv.onnx_models.operators import OPERATORS
from symconv.onnx_models.others import kind_of_operator, why_related
from symconv.onnx_models.shapes import drop_weights, fits, fix_input_shapes, write_shape
from symconv.onnx_models.sizes import Settled, settle_sizes
from symconv.specs import LayerSpec


def read_model(
    path: str | PathLike[str], input_shapes: Mapping[str, tuple[int, ...]] | None = None
) -> OnnxModel:
    """Give the layers of an ONNX model, and the nodes that are none.

    Only shapes are read, no weights; data in other files is not looked for. Nodes of subgraphs
    are read like others, and functions of the model's own are put in place of their calls.

    Parameters
    ----------
    path : the file
    input_shapes : the shapes of inputs whose sizes the model leaves open, by name

    Raises
    ------
    OnnxError
        In one line that names the file, and the node if it is one: the package onnx is missing;
        the file cannot be read, is damaged or no ONNX model; a node is not as its operator says.
    """
    onnx = import_onnx()
    model = parse_model(onnx, Path(fspath(path)))
    try:
        opset = own_opset(onnx, model)
        fix_input_shapes(model.graph, input_shapes or {})
        model, origins = put_functions_in_place(onnx, model)
        check_strides(model.graph, origins)
        drop_weights(model)
        settled = settle_sizes(onnx, model, origins, lambda found: _own_size(onnx, found, opset))
        return _read(onnx, settled, origins, opset)
    except OnnxError as error:
        raise OnnxError(f"{path}: {error}") from None
    except UnicodeDecodeError:
        raise OnnxError(f"{path} is damaged: it has names that are not UTF-8") from None


def _read(onnx: Any, settled: Settled, origins: Sequence[Origin], opset: int) -> OnnxModel:
    graph = settled.model.graph
    layers: list[OnnxLayer] = []
    skipped: list[SkippedNode] = []
    unknown: dict[tuple[str, str], list[NodePlace]] = {}
    nodes = zip(walk_nodes(graph, origins), settled.stated, settled.doubts, strict=True)
    for found, stated, doubt in nodes:
        place = found.place
        is_own = place.domain == OWN_DOMAIN
        if is_own and place.op_type in OPERATORS:
            try:
                layers.append(_read_layer(onnx, found, opset, stated, doubt))
            except NotALayerError as reason:
                words = f"{reason}{explain_shape(reason, graph, settled.failure)}"
                skipped.append(SkippedNode(place, words))
        elif words := why_related(place):
            skipped.append(SkippedNode(place, words))
        else:
            of_kind = (place.operator, kind_of_operator(found, opset))
            unknown.setdefault(of_kind, []).append(place)
    return OnnxModel(
        as_text(graph.name),
        opset,
        tuple(layers),
        tuple(skipped),
        tuple(
            UnknownOperator(name, tuple(places), kind) for (name, kind), places in unknown.items()
        ),
    )


def _own_size(onnx: Any, found: FoundNode, opset: int) -> tuple[int, ...] | None:
    """Give the output's shape of a node that is a layer, batch aside; None for any other."""
    operator = OPERATORS.get(found.place.op_type)
    if operator is None:
        return None
    try:
        node = OperatorNode(found, opset, read_attributes(onnx, found.proto, opset))
        return operator.read(node).output_shape
    except (NotALayerError, OnnxError, SpecError):
        return None


def _read_layer(
    onnx: Any, found: FoundNode, opset: int, stated: Shape | None, doubt: str
) -> OnnxLayer:
    """Give the layer of a node; raises `OnnxError` that names the node."""
    if doubt:
        raise NotALayerError(f"the size of its input follows from {doubt}")
    operator = OPERATORS[found.place.op_type]
    try:
        node = OperatorNode(found, opset, read_attributes(onnx, found.proto, opset))
        spec = operator.read(node)
    except (OnnxError, SpecError) as error:
        raise OnnxError(f"{found.place}: {error}") from None
    _check_output(spec, stated)
    inputs = zip(operator.arguments, found.proto.input, strict=False)
    outputs = zip(("forward", "indices"), found.proto.output, strict=False)
    return OnnxLayer(
        found.place,
        spec,
        {argument: as_text(name) for argument, name in inputs if name},
        {function: as_text(name) for function, name in outputs if name},
    )


def _check_output(spec: LayerSpec, stated: Shape | None) -> None:
    """Skip a layer of which the model expects another output shape, batch aside."""
    if stated is not None and not fits(stated[1:], spec.output_shape):
        raise NotALayerError(
            f"the model gives its output the shape {write_shape(stated)}, batch first; "
            f"{spec!r} gives {spec.output_shape}"
        )
