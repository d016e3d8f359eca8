"""The flatten layer and its gradient.

Sources: docs/sources.md.
"""

from __future__ import annotations

from symconv.reference.arguments import Array, checked_array
from symconv.specs import FlattenSpec


def forward(spec: FlattenSpec, x: Array) -> Array:
    """Give the output O, shape (N, C * prod(size)): the entries of each example, row-major.

    Parameters
    ----------
    spec : FlattenSpec
    x : input, shape (N, C, *size)

    Raises
    ------
    ArrayShapeError, ArrayTypeError
        For an argument that does not fit the layer.

    Notes
    -----
    [onnx] Flatten, axis 1.
    """
    x = checked_array("x", x, ("N", *spec.shape))
    return x.reshape(len(x), *spec.output_shape).copy()


def grad_input(spec: FlattenSpec, grad_o: Array) -> Array:
    """Give the gradient of the loss by the input, shape (N, C, *size).

    `grad_o` has shape (N, C * prod(size)).

    Raises
    ------
    ArrayShapeError, ArrayTypeError
        For an argument that does not fit the layer.
    """
    grad_o = checked_array("grad_o", grad_o, ("N", *spec.output_shape))
    return grad_o.reshape(len(grad_o), *spec.shape).copy()
