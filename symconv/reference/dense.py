"""The dense layer and its gradients: products of matrices.

Sources: docs/sources.md.
"""

from __future__ import annotations

import numpy as np

from symconv.reference.arguments import (
    Array,
    check_same_batch,
    checked_array,
    checked_bias,
    in_common_type,
)
from symconv.specs import DenseSpec


def forward(spec: DenseSpec, x: Array, w: Array, b: Array | None = None) -> Array:
    """Give the output O = W X + B, shape (N, units).

    Parameters
    ----------
    spec : DenseSpec
    x : input, shape (N, inputs)
    w : weights, shape (units, inputs)
    b : bias, shape (units,), exactly when the layer has one

    Raises
    ------
    ArrayShapeError, ArrayTypeError
        For arguments that do not fit the layer.

    Notes
    -----
    [onnx] Gemm with the weights transposed.
    """
    x = checked_array("x", x, ("N", spec.inputs))
    w = checked_array("w", w, spec.weight_shape)
    b = checked_bias(b, spec.output_shape, spec.bias)
    if b is None:
        x, w = in_common_type(x, w)
        return np.asarray(x @ w.T)
    x, w, b = in_common_type(x, w, b)
    return np.asarray(x @ w.T + b)


def grad_input(spec: DenseSpec, grad_o: Array, w: Array) -> Array:
    """Give the gradient of the loss by the input, shape (N, inputs).

    Parameters
    ----------
    spec : DenseSpec
    grad_o : output gradient, shape (N, units)
    w : weights, shape (units, inputs)

    Raises
    ------
    ArrayShapeError, ArrayTypeError
        For arguments that do not fit the layer.
    """
    grad_o = checked_array("grad_o", grad_o, ("N", spec.units))
    w = checked_array("w", w, spec.weight_shape)
    grad_o, w = in_common_type(grad_o, w)
    return np.asarray(grad_o @ w)


def grad_weight(spec: DenseSpec, grad_o: Array, x: Array) -> Array:
    """Give the gradient of the loss by the weights, summed over N, shape (units, inputs).

    Parameters
    ----------
    spec : DenseSpec
    grad_o : output gradient, shape (N, units)
    x : input, shape (N, inputs)

    Raises
    ------
    ArrayShapeError, ArrayTypeError
        For arguments that do not fit the layer, or differ in N.
    """
    grad_o = checked_array("grad_o", grad_o, ("N", spec.units))
    x = checked_array("x", x, ("N", spec.inputs))
    check_same_batch("grad_o", grad_o, "x", x)
    grad_o, x = in_common_type(grad_o, x)
    if not len(x):  # some versions of NumPy give None for empty sums of objects
        return np.zeros(spec.weight_shape, x.dtype)
    return np.asarray(grad_o.T @ x)


def grad_bias(spec: DenseSpec, grad_o: Array) -> Array:
    """Give the gradient of the loss by the bias, summed over N, shape (units,).

    `grad_o` has shape (N, units). The layer need not have a bias.

    Raises
    ------
    ArrayShapeError, ArrayTypeError
        For an argument that does not fit the layer.
    """
    grad_o = checked_array("grad_o", grad_o, ("N", spec.units))
    total: Array = grad_o.sum(axis=0, dtype=grad_o.dtype)
    return total
