"""Values of tensors that are constants of a model, where a layer depends on them."""

from __future__ import annotations

from symconv.errors import OnnxError, shown
from symconv.onnx_models.loading import import_onnx
from symconv.onnx_models.nodes import NotALayerError, OperatorNode


def read_integers(node: OperatorNode, position: int, what: str) -> tuple[int, ...]:
    """Give the integers of an input.

    Raises `NotALayerError` for an input that is no constant, `OnnxError` for one that is damaged.
    """
    name = node.input_name(position, what)
    tensor = node.found.scope.constants.get(name)
    onnx = import_onnx()
    if tensor is None:
        raise NotALayerError(f"{what} {shown(name)} is not a constant of the model")
    if tensor.data_location == onnx.TensorProto.EXTERNAL:
        raise NotALayerError(f"{what} {shown(name)} is kept in another file")
    try:
        numbers = onnx.numpy_helper.to_array(tensor).ravel().tolist()
    except Exception:
        raise OnnxError(f"{what} {shown(name)} is damaged") from None
    if not all(isinstance(number, int) for number in numbers):
        raise OnnxError(f"{what} {shown(name)} does not hold whole numbers")
    return tuple(numbers)
