"""Small ONNX models, made to be read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from symconv.onnx_models import OnnxModel, read_model
from tests.requirements import require

onnx = require("onnx")
helper = require("onnx.helper")
FLOAT, INT64 = onnx.TensorProto.FLOAT, onnx.TensorProto.INT64

IMAGE = (2, 4, 7, 9)
FILTER = (6, 4, 3, 2)


def tensor(name: str, shape: Sequence[int | str | None] | None, kind: int = FLOAT) -> Any:
    """Give a graph's input or output."""
    return helper.make_tensor_value_info(name, kind, shape)


def zeros(name: str, shape: Sequence[int]) -> Any:
    """Give a weight."""
    count = 1
    for size in shape:
        count *= size
    return helper.make_tensor(name, FLOAT, shape, [0.0] * count)


def integers(name: str, *values: int) -> Any:
    """Give a constant of whole numbers."""
    return helper.make_tensor(name, INT64, [len(values)], values)


def node(operator: str, *inputs: str, name: str = "", outputs: str = "y", **attributes: Any) -> Any:
    """Give a node; its outputs are the words of a text."""
    return helper.make_node(operator, list(inputs), outputs.split(), name=name, **attributes)


def model(
    *nodes: Any,
    x: Sequence[int | str | None] | None = IMAGE,
    weights: Sequence[Any] = (),
    inputs: Sequence[Any] = (),
    opset: int = 22,
    **more: Any,
) -> Any:
    """Give a model of nodes that take `x` and weights, and give `y`."""
    graph = helper.make_graph(
        list(nodes),
        "made to be read",
        [tensor("x", x), *inputs],
        [tensor("y", None)],
        list(weights),
    )
    imports = [helper.make_opsetid("", opset), *more.pop("opset_imports", [])]
    return helper.make_model(graph, opset_imports=imports, **more)


def conv_model(x: Sequence[int | str | None] = IMAGE, **options: Any) -> Any:
    """Give a model of one convolution; options are those of `model` and attributes."""
    own = {key: options.pop(key) for key in ("opset", "inputs") if key in options}
    weights = options.pop("weights", [zeros("w", FILTER)])
    return model(node("Conv", "x", "w", **options), x=x, weights=weights, **own)


def pool_model(operator: str, x: Sequence[int | str | None] = IMAGE, **options: Any) -> Any:
    """Give a model of one pool."""
    opset = options.pop("opset", 22)
    return model(node(operator, "x", **options), x=x, opset=opset)


def save(folder: Path, proto: Any, name: str = "model.onnx") -> Path:
    """Write a model into a folder."""
    path = folder / name
    path.write_bytes(proto.SerializeToString())
    return path


def read(folder: Path, proto: Any, **options: Any) -> OnnxModel:
    """Write a model and read it."""
    return read_model(save(folder, proto), **options)


def only_spec(folder: Path, proto: Any, **options: Any) -> Any:
    """Give the layer of a model that has one."""
    result = read(folder, proto, **options)
    assert [str(skipped) for skipped in result.skipped] == []
    (layer,) = result.layers
    return layer.spec
