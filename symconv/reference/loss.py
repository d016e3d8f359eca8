"""Losses and their gradients by the prediction, example by example.

Sources: docs/sources.md.
"""

from __future__ import annotations

from math import prod

import numpy as np

from symconv.reference.arguments import Array, check_same_batch, checked_array, in_common_type
from symconv.reference.floats import as_floats, log_softmax, softmax
from symconv.specs import LossFunction, LossSpec

CHANNELS = 1
"""The axis of the softmax in a cross-entropy; the batch is axis 0."""


def forward(spec: LossSpec, x: Array, t: Array) -> Array:
    """Give the loss of each example, shape (N,).

    Parameters
    ----------
    spec : LossSpec
    x, t : prediction and target, each of shape (N, *shape)

    Raises
    ------
    ArrayShapeError, ArrayTypeError
        For arguments that do not fit the loss, or differ in N.

    Notes
    -----
    ½ Σ (t - x)² ([blog] eq. 9), mean (t - x)², or -Σ t log softmax(x). Integers come out of the
    squared errors as float64, and objects are divided as they are; integers and objects come out of
    the cross-entropy as float64.
    """
    x, t = _checked_pair(spec, x, t)
    x, t = in_common_type(x, t)
    x, t = _in_its_numbers(spec, "x", x), _in_its_numbers(spec, "t", t)
    if spec.function is LossFunction.CROSS_ENTROPY:
        return -_per_example(t * log_softmax(x, CHANNELS))
    return np.asarray(_per_example((t - x) * (t - x)) / _divisor(spec))


def grad_input(spec: LossSpec, grad_o: Array, x: Array, t: Array) -> Array:
    """Give the gradient by the prediction, shape (N, *shape).

    Parameters
    ----------
    spec : LossSpec
    grad_o : gradient by each example's loss, shape (N,)
    x, t : prediction and target, each of shape (N, *shape)

    Raises
    ------
    ArrayShapeError, ArrayTypeError
        For arguments that do not fit the loss, or differ in N.
    """
    grad_o = checked_array("grad_o", grad_o, ("N",))
    x, t = _checked_pair(spec, x, t)
    check_same_batch("grad_o", grad_o, "x", x)
    grad_o, x, t = in_common_type(grad_o, x, t)
    x, t = _in_its_numbers(spec, "x", x), _in_its_numbers(spec, "t", t)
    upstream = _in_its_numbers(spec, "grad_o", grad_o).reshape(-1, *(1 for _ in spec.shape))
    if spec.function is LossFunction.CROSS_ENTROPY:
        total = t.sum(axis=CHANNELS, keepdims=True)
        return np.asarray(upstream * (softmax(x, CHANNELS) * total - t))
    return np.asarray(upstream * (2 * (x - t)) / _divisor(spec))


def _divisor(spec: LossSpec) -> int:
    """Give what the sum of squares is divided by."""
    return 2 if spec.function is LossFunction.SQUARED_ERROR else prod(spec.shape)


def _per_example(values: Array) -> Array:
    """Sum over everything but the batch, in the array's own type."""
    flat = values.reshape(len(values), prod(values.shape[1:]))
    total: Array = flat.sum(axis=1, dtype=values.dtype)
    return total


def _checked_pair(spec: LossSpec, x: Array, t: Array) -> tuple[Array, Array]:
    x = checked_array("x", x, ("N", *spec.shape))
    t = checked_array("t", t, ("N", *spec.shape))
    check_same_batch("x", x, "t", t)
    return x, t


def _in_its_numbers(spec: LossSpec, name: str, array: Array) -> Array:
    """Give an argument in the numbers that the loss is computed with."""
    if not spec.polynomial:
        return as_floats(name, array)
    return array.astype(np.float64) if array.dtype.kind in "iu" else array
