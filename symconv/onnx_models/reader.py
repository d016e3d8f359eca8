"""Reading a model: every node is a layer, skipped with a reason, or of an unknown operator."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from symconv.errors import OnnxError, SpecError
from symconv.onnx_models.attributes import read_attributes
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
from symconv.onnx_models.operators import OPERATORS, RELATED
from symconv.onnx_models.shapes import (
    fits,
    fix_input_shapes,
    infer_shapes,
    put_functions_in_place,
    write_shape,
)
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
        model = put_functions_in_place(onnx, model)
        check_strides(model.graph)
        model, failure = infer_shapes(onnx, model)
        return _read(onnx, model, opset, failure)
    except OnnxError as error:
        raise OnnxError(f"{path}: {error}") from None
    except UnicodeDecodeError:
        raise OnnxError(f"{path} is damaged: it has names that are not UTF-8") from None


def _read(onnx: Any, model: Any, opset: int, failure: str) -> OnnxModel:
    layers: list[OnnxLayer] = []
    skipped: list[SkippedNode] = []
    unknown: dict[str, list[NodePlace]] = {}
    for found in walk_nodes(model.graph):
        place = found.place
        is_own = place.domain == OWN_DOMAIN
        if is_own and place.op_type in OPERATORS:
            try:
                layers.append(_read_layer(onnx, found, opset))
            except NotALayerError as reason:
                words = f"{reason}{explain_shape(reason, model.graph, failure)}"
                skipped.append(SkippedNode(place, words))
        elif is_own and place.op_type in RELATED:
            skipped.append(SkippedNode(place, RELATED[place.op_type]))
        else:
            unknown.setdefault(place.operator, []).append(place)
    return OnnxModel(
        as_text(model.graph.name),
        opset,
        tuple(layers),
        tuple(skipped),
        tuple(UnknownOperator(name, tuple(places)) for name, places in unknown.items()),
    )


def _read_layer(onnx: Any, found: FoundNode, opset: int) -> OnnxLayer:
    """Give the layer of a node; raises `OnnxError` that names the node."""
    operator = OPERATORS[found.place.op_type]
    try:
        node = OperatorNode(found, opset, read_attributes(onnx, found.proto, opset))
        spec = operator.read(node)
    except (OnnxError, SpecError) as error:
        raise OnnxError(f"{found.place}: {error}") from None
    _check_output(spec, node.output_shape())
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
