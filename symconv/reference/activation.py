"""The functions of activation layers and their gradients, stable in floats.

Exponentials are only taken of numbers that are not positive, so none overflows.

Sources: docs/sources.md.
"""

from __future__ import annotations

import numpy as np

from symconv.errors import ArrayTypeError
from symconv.reference.arguments import Array, check_same_batch, checked_array, in_common_type
from symconv.reference.floats import as_floats, softmax
from symconv.specs import ActivationFunction, ActivationSpec
from symconv.specs.layer import Arithmetic


def forward(spec: ActivationSpec, x: Array) -> Array:
    """Give the output O, the function of every entry, shape (N, *shape).

    Parameters
    ----------
    spec : ActivationSpec
    x : input, shape (N, *shape)

    Raises
    ------
    ArrayShapeError, ArrayTypeError
        For an argument that does not fit the layer; for complex numbers unless the function is the
        identity or tanh; for objects that are no numbers where the function needs floats.

    Notes
    -----
    [onnx] Identity, Relu, LeakyRelu, Sigmoid, Tanh and Softmax. Integers come out of
    `leaky_relu` as float64; objects are multiplied and divided by the slope as they are. Integers
    and objects come out of `sigmoid`, `tanh` and `softmax` as float64. NaN stays NaN.
    """
    return _apply(spec, _in_its_numbers(spec, "x", checked_array("x", x, ("N", *spec.shape))))


def grad_input(spec: ActivationSpec, grad_o: Array, x: Array) -> Array:
    """Give the gradient of the loss by the input, shape (N, *shape).

    Parameters
    ----------
    spec : ActivationSpec
    grad_o : output gradient, shape (N, *shape)
    x : input, shape (N, *shape)

    Raises
    ------
    ArrayShapeError, ArrayTypeError
        As `forward`, and for arguments that differ in N.

    Notes
    -----
    Where x is 0, the derivative of relu is 0 and that of leaky_relu is the slope.
    """
    grad_o = checked_array("grad_o", grad_o, ("N", *spec.shape))
    x = checked_array("x", x, ("N", *spec.shape))
    check_same_batch("grad_o", grad_o, "x", x)
    grad_o, x = in_common_type(grad_o, x)
    grad_o, x = _in_its_numbers(spec, "grad_o", grad_o), _in_its_numbers(spec, "x", x)
    match spec.function:
        case ActivationFunction.IDENTITY:
            return grad_o.copy()
        case ActivationFunction.RELU:
            return np.where(x <= 0, np.zeros_like(grad_o), grad_o)
        case ActivationFunction.LEAKY_RELU:
            return np.where(x <= 0, _times_slope(spec, grad_o), grad_o)
    o = _apply(spec, x)
    if spec.function is ActivationFunction.SOFTMAX:
        mean = (grad_o * o).sum(axis=spec.axis + 1, keepdims=True)
        return np.asarray(o * (grad_o - mean))
    sigmoid = spec.function is ActivationFunction.SIGMOID
    derivative = o * (1 - o) if sigmoid else 1 - o * o
    return np.asarray(grad_o * derivative)


def _apply(spec: ActivationSpec, x: Array) -> Array:
    match spec.function:
        case ActivationFunction.IDENTITY:
            return x.copy()
        case ActivationFunction.RELU:
            return np.where(x <= 0, np.zeros_like(x), x)
        case ActivationFunction.LEAKY_RELU:
            return np.where(x <= 0, _times_slope(spec, x), x)
        case ActivationFunction.SIGMOID:
            small = np.exp(-np.abs(x))  # exp(-x) where x is positive, else exp(x)
            return np.asarray(np.where(x > 0, 1, small) / (1 + small))
        case ActivationFunction.TANH:
            return np.asarray(np.tanh(x))
        case ActivationFunction.SOFTMAX:
            return softmax(x, spec.axis + 1)


def _times_slope(spec: ActivationSpec, array: Array) -> Array:
    """Multiply by the slope: objects by its numerator over its denominator."""
    if array.dtype == object:
        return np.asarray(array * spec.slope.numerator / spec.slope.denominator)
    return np.asarray(array * float(spec.slope))


def _in_its_numbers(spec: ActivationSpec, name: str, array: Array) -> Array:
    """Give an argument in the numbers that the function is computed with."""
    if array.dtype.kind == "c":
        if not spec.takes_complex:
            raise ArrayTypeError(f"{name}: expected real numbers, given dtype {array.dtype}")
        return array
    if spec.arithmetic is Arithmetic.REAL:
        return as_floats(name, array)
    leaky = spec.function is ActivationFunction.LEAKY_RELU
    return array.astype(np.float64) if leaky and array.dtype.kind in "iu" else array
