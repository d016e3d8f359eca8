"""What to do about a shape that is not known, or not fixed: what is added to the reason."""

from __future__ import annotations

from collections.abc import Mapping
from shlex import quote
from typing import Any

from symconv.onnx_models.model import Shape
from symconv.onnx_models.nodes import NotALayerError, OpenSizeError, UnknownShapeError
from symconv.onnx_models.shapes import shape_of_type

_USUAL = (1, 3, 224, 224)
"""The shape of an image that stands in an example where the model says nothing."""


def explain_shape(reason: NotALayerError, graph: Any, failure: str) -> str:
    """Say why a shape is not known, or with which option it can be given; nothing if neither.

    `failure` is why shape inference failed, if it did.
    """
    if isinstance(reason, UnknownShapeError) and failure:
        return f", because shape inference failed: {failure}"
    if not isinstance(reason, UnknownShapeError | OpenSizeError):
        return ""
    inputs = _open_inputs(graph)
    if not inputs:
        return ""
    name = getattr(reason, "tensor", "")
    name = name if name in inputs else next(iter(inputs))
    sizes = "x".join(map(str, _example(inputs[name])))
    word = quote(name) if name.isprintable() else "NAME"
    return f"; give the sizes that the model leaves open, as in --onnx-input {word}={sizes}"


def _open_inputs(graph: Any) -> Mapping[str, Shape | None]:
    """Give the inputs of which more than the batch is open."""
    weights = {tensor.name for tensor in graph.initializer}
    shapes = {
        value.name: shape_of_type(value.type) for value in graph.input if value.name not in weights
    }
    return {
        name: shape
        for name, shape in shapes.items()
        if shape is None or not all(isinstance(size, int) for size in shape[1:])
    }


def _example(shape: Shape | None) -> tuple[int, ...]:
    if shape is None:
        return _USUAL
    usual = (*_USUAL[:2], *_USUAL[-1:] * max(len(shape) - 2, 0))
    return tuple(
        size if isinstance(size, int) else example
        for size, example in zip(shape, usual, strict=False)
    )
