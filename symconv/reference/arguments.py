"""Checks of the arrays that a reference function is given."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeAlias

import numpy as np
from numpy.typing import NDArray

from symconv.errors import ArrayShapeError, ArrayTypeError, ArrayValueError

Array: TypeAlias = NDArray[Any]
P = ParamSpec("P")
Shape: TypeAlias = tuple[int | str, ...]

_NUMBER_KINDS = "iufcO"


def naming_layer(function: Callable[P, Array]) -> Callable[P, Array]:
    """Give `function` with the layer, its first argument, at the end of its errors."""

    @wraps(function)
    def named(*args: P.args, **kwargs: P.kwargs) -> Array:
        try:
            return function(*args, **kwargs)
        except (ArrayShapeError, ArrayTypeError, ArrayValueError) as error:
            raise type(error)(f"{error}: {args[0]}") from None

    return named


def summing_wide(function: Callable[P, Array]) -> Callable[P, Array]:
    """Give `function` computed in float32 where its result is of float16, which it then is.

    In float16 a sum of ones ends at 2048, since the next number there is 2050.
    """

    @wraps(function)
    def wide(*args: P.args, **kwargs: P.kwargs) -> Array:
        arrays = [a for a in (*args, *kwargs.values()) if isinstance(a, np.ndarray)]
        numbers = [array.dtype for array in arrays if array.dtype.kind in _NUMBER_KINDS]
        if not numbers or np.result_type(*numbers) != np.float16:
            return function(*args, **kwargs)
        widened = {name: _float32_of_float16(value) for name, value in kwargs.items()}
        result = function(*map(_float32_of_float16, args), **widened)
        return result.astype(np.float16) if result.dtype == np.float32 else result

    return wide


def _float32_of_float16(value: Any) -> Any:
    is_half = isinstance(value, np.ndarray) and value.dtype == np.float16
    return value.astype(np.float32) if is_half else value


def checked_array(name: str, value: object, shape: Shape) -> Array:
    """Give `value` as a plain array of native bytes, if it holds numbers in the expected shape.

    Parameters
    ----------
    name : the argument's name, for the message
    value : the argument
    shape : sizes; a letter stands for any size, as N in `("N", 3, 5, 5)`

    Raises
    ------
    ArrayTypeError
        For anything but a NumPy array, and for arrays of booleans, text or dates.
    ArrayShapeError
        For another shape; says expected and given.
    """
    if not isinstance(value, np.ndarray):
        raise ArrayTypeError(f"{name}: expected a NumPy array, given {type(value).__name__}")
    if value.dtype.kind not in _NUMBER_KINDS:
        raise ArrayTypeError(f"{name}: expected an array of numbers, given dtype {value.dtype}")
    fits = len(value.shape) == len(shape) and all(
        isinstance(size, str) or size == given
        for size, given in zip(shape, value.shape, strict=True)
    )
    if not fits:
        raise ArrayShapeError(
            f"{name} has the wrong shape: expected {_written(shape)}, given {_written(value.shape)}"
        )
    native = value.dtype.newbyteorder("=")  # sums are not made in another order of bytes
    return np.asarray(value.astype(native, copy=False))


def checked_bias(value: object, shape: tuple[int, ...], expected: bool) -> Array | None:
    """Give the bias `b` of shape (K,), or None for a layer that has none.

    Raises
    ------
    ArrayShapeError
        For a bias that is missing, unexpected or of another shape.
    """
    if value is None:
        if expected:
            raise ArrayShapeError(f"b is missing: the layer has a bias of shape {_written(shape)}")
        return None
    if not expected:
        raise ArrayShapeError("b is given, but the layer has no bias")
    return checked_array("b", value, shape)


def check_same_batch(first: str, a: Array, second: str, b: Array) -> None:
    """Raise `ArrayShapeError` when two arguments differ in N, the size of their first axis."""
    if len(a) != len(b):
        raise ArrayShapeError(
            f"{first} and {second} differ in their batch size N: "
            f"shapes {_written(a.shape)} and {_written(b.shape)}"
        )


def in_common_type(*arrays: Array) -> tuple[Array, ...]:
    """Give the arrays in `np.result_type` of them all; those that have it are not copied."""
    dtype = np.result_type(*(array.dtype for array in arrays))
    return tuple(array.astype(dtype, copy=False) for array in arrays)


def _written(shape: Shape) -> str:
    sizes = ", ".join(map(str, shape))
    return f"({sizes},)" if len(shape) == 1 else f"({sizes})"
