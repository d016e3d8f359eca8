"""Reading a model: every node is a layer, skipped with a reason, or of an unknown operator."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from symconv.errors import OnnxError, SpecError, shown
from symconv.onnx_models.attributes import read_attributes
from symconv.onnx_models.hints import explain_shape
from symconv.onnx_models.loading import OWN_DOMAIN, as_text, import_onnx, own_opset, parse_model
from symconv.onnx_models.model import (
    NodePlace,
    OnnxLayer,
    OnnxModel,
    SkippedNode,
    UnknownOperator,
)
from symconv.onnx_models.nodes import (
    FoundNode,
    NoLayerOfSizeError,
    NotALayerError,
    OperatorNode,
    check_strides,
    walk_nodes,
)
from symconv.onnx_models.operators import OPERATORS, RELATED
from symconv.onnx_models.shapes import (
    drop_weights,
    fix_input_shapes,
    put_functions_in_place,
    write_shape,
)
from symconv.onnx_models.sizes import SizedModel, agrees, size_tensors


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
        model = put_functions_in_place(onnx, model)
        check_strides(model.graph)
        drop_weights(model)
        sized = size_tensors(onnx, model, partial(_output_shape, onnx, opset))
        return _read(onnx, sized, opset)
    except OnnxError as error:
        raise OnnxError(f"{path}: {error}") from None
    except UnicodeDecodeError:
        raise OnnxError(f"{path} is damaged: it has names that are not UTF-8") from None


def _read(onnx: Any, sized: SizedModel, opset: int) -> OnnxModel:
    graph = sized.model.graph
    layers: list[OnnxLayer] = []
    skipped: list[SkippedNode] = []
    unknown: dict[str, list[NodePlace]] = {}
    for found in walk_nodes(graph):
        place = found.place
        is_own = place.domain == OWN_DOMAIN
        if is_own and place.op_type in OPERATORS:
            try:
                layer = _read_layer(onnx, found, opset)
                _check_sizes(layer, found, sized)
                layers.append(layer)
            except NotALayerError as reason:
                words = f"{reason}{explain_shape(reason, graph, sized.failure)}"
                skipped.append(SkippedNode(place, words))
        elif is_own and place.op_type in RELATED:
            skipped.append(SkippedNode(place, RELATED[place.op_type]))
        else:
            unknown.setdefault(place.operator, []).append(place)
    return OnnxModel(
        as_text(graph.name),
        opset,
        tuple(layers),
        tuple(skipped),
        tuple(UnknownOperator(name, tuple(places)) for name, places in unknown.items()),
    )


def _output_shape(onnx: Any, opset: int, found: FoundNode) -> tuple[int, ...] | None:
    """Give the output shape of a node, batch aside, by its operator's rule, None if it has none."""
    if found.place.domain != OWN_DOMAIN or found.place.op_type not in OPERATORS:
        return None
    try:
        return _read_layer(onnx, found, opset).spec.output_shape
    except NoLayerOfSizeError as error:
        return error.output_shape
    except (NotALayerError, OnnxError):  # said when the node is read for good
        return None


def _read_layer(onnx: Any, found: FoundNode, opset: int) -> OnnxLayer:
    """Give the layer of a node; raises `OnnxError` that names the node."""
    operator = OPERATORS[found.place.op_type]
    try:
        node = OperatorNode(found, opset, read_attributes(onnx, found.proto, opset))
        spec = operator.read(node)
    except (OnnxError, SpecError) as error:
        raise OnnxError(f"{found.place}: {error}") from None
    inputs = zip(operator.arguments, found.proto.input, strict=False)
    outputs = zip(("forward", "indices"), found.proto.output, strict=False)
    return OnnxLayer(
        found.place,
        spec,
        {argument: as_text(name) for argument, name in inputs if name},
        {function: as_text(name) for function, name in outputs if name},
    )


def _check_sizes(layer: OnnxLayer, found: FoundNode, sized: SizedModel) -> None:
    """Skip a layer whose output is declared to have another shape, and one that depends on such.

    Raises `NotALayerError`.
    """
    for name in found.proto.input:
        if name in sized.doubts:
            raise NotALayerError(
                f"the shape of {shown(name)} depends on {sized.doubts[name]}, which is declared to "
                "give another shape than it gives"
            )
    stated = sized.declared.get(found.proto.output[0]) if found.proto.output else None
    spec = layer.spec
    if stated is not None and not agrees(stated, spec.output_shape):
        raise NotALayerError(
            f"the model declares its output to have the shape {write_shape(stated)}, batch first; "
            f"{spec!r} gives {spec.output_shape}"
        )
