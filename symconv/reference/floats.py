"""Arguments of functions that need floats, and the softmax of them."""

from __future__ import annotations

import numpy as np

from symconv.errors import ArrayTypeError
from symconv.reference.arguments import Array


def as_floats(name: str, array: Array) -> Array:
    """Give integers and objects as float64; other floats as they are.

    Raises `ArrayTypeError` for complex numbers, and for objects that are no real numbers.
    """
    if array.dtype.kind == "f":
        return array
    if array.dtype.kind == "c":
        raise ArrayTypeError(f"{name}: expected real numbers, given dtype {array.dtype}")
    try:
        return array.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise ArrayTypeError(f"{name}: expected real numbers: {error}") from None


def softmax(x: Array, axis: int) -> Array:
    """Give exponentials over their sum along an axis.

    The largest entry is taken away first, which changes nothing but keeps them from overflowing.
    """
    exponentials = np.exp(x - x.max(axis=axis, keepdims=True))
    result: Array = exponentials / exponentials.sum(axis=axis, keepdims=True)
    return result


def log_softmax(x: Array, axis: int) -> Array:
    """Give the logarithm of the softmax, without taking that of an underflown 0."""
    shifted = x - x.max(axis=axis, keepdims=True)
    result: Array = shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
    return result
