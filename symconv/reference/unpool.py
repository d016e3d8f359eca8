"""The unpooling layer and its gradient, by their definition.

Sources: docs/sources.md.
"""

from __future__ import annotations

import numpy as np

from symconv.errors import ArrayTypeError, ArrayValueError
from symconv.reference.arguments import Array, check_same_batch, checked_array
from symconv.specs import UnpoolSpec


def forward(spec: UnpoolSpec, x: Array, i: Array) -> Array:
    """Give the output O, shape (N, C, *output_size), in the type of `x`.

    Parameters
    ----------
    spec : UnpoolSpec
    x : input, shape (N, C, *input_size)
    i : for each entry of `x`, the row-major number of its place in (N, C, *index_size); integers

    Raises
    ------
    ArrayShapeError, ArrayTypeError
        For arguments that do not fit the layer, or differ in N.
    ArrayValueError
        For an index that is no such number.

    Notes
    -----
    [onnx] MaxUnpool; of equal indices the last one counts.
    """
    x = checked_array("x", x, ("N", *spec.input_shape))
    i = _checked_indices(spec, i)
    check_same_batch("x", x, "i", i)
    counted_on = np.zeros((len(x), *spec.index_shape), x.dtype)
    named, last = _last_entries(i, counted_on.size)
    counted_on.reshape(-1)[named] = x.reshape(-1)[last]
    output = np.zeros((len(x), *spec.output_shape), x.dtype)
    output[_index_part(spec)] = counted_on
    return output


def grad_input(spec: UnpoolSpec, grad_o: Array, i: Array) -> Array:
    """Give the gradient of the loss by the input, shape (N, C, *input_size).

    Parameters
    ----------
    spec : UnpoolSpec
    grad_o : output gradient, shape (N, C, *output_size)
    i : as `forward` takes it

    Raises
    ------
    ArrayShapeError, ArrayTypeError, ArrayValueError
        As `forward`.
    """
    grad_o = checked_array("grad_o", grad_o, ("N", *spec.output_shape))
    i = _checked_indices(spec, i)
    check_same_batch("grad_o", grad_o, "i", i)
    upstream = grad_o[_index_part(spec)].reshape(-1)
    named, last = _last_entries(i, upstream.size)
    result = np.zeros((len(i), *spec.input_shape), grad_o.dtype)
    result.reshape(-1)[last] = upstream[named]
    return result


def _last_entries(i: Array, places: int) -> tuple[Array, Array]:
    """Give the places that some entry of `i` names, and the number of the last entry that does."""
    last = np.full(places, -1)
    np.maximum.at(last, i.reshape(-1), np.arange(i.size))
    named = np.flatnonzero(last >= 0)
    return named, last[named]


def _index_part(spec: UnpoolSpec) -> tuple[slice, ...]:
    """Give the part of the output that indices count on."""
    return (slice(None), slice(None), *map(slice, spec.index_size))


def _checked_indices(spec: UnpoolSpec, i: object) -> Array:
    indices = checked_array("i", i, ("N", *spec.input_shape))
    if indices.dtype.kind not in "iu":
        raise ArrayTypeError(f"i: expected an array of integers, given dtype {indices.dtype}")
    counted_on = (len(indices), *spec.index_shape)
    end = int(np.prod(counted_on))
    beyond = indices[(indices < 0) | (indices >= end)]
    if beyond.size:
        raise ArrayValueError(f"i: index {beyond[0]} is not a place in an array of {counted_on}")
    return indices.astype(np.intp)
