"""The unpooling layer and its gradient, entry by entry."""

from __future__ import annotations

from typing import Any

import numpy as np

from symconv.specs import UnpoolSpec

Array = np.ndarray[Any, Any]


def forward(spec: UnpoolSpec, x: Array, i: Array) -> Array:
    """Give the output O, shape (N, C, *output_size), in the type of `x`."""
    counted_on = np.zeros((len(x), *spec.index_shape), x.dtype)
    flat = counted_on.reshape(-1)
    for place, value in zip(i.flat, x.flat, strict=True):
        flat[place] = value
    output = np.zeros((len(x), *spec.output_shape), x.dtype)
    output[_index_part(spec)] = counted_on
    return output


def grad_input(spec: UnpoolSpec, grad_o: Array, i: Array) -> Array:
    """Give the gradient of the loss by the input, shape (N, C, *input_size)."""
    upstream = grad_o[_index_part(spec)].reshape(-1)
    last = {int(place): number for number, place in enumerate(i.flat)}
    result = np.zeros((len(i), *spec.input_shape), grad_o.dtype)
    flat = result.reshape(-1)
    for place, number in last.items():
        flat[number] = upstream[place]
    return result


def _index_part(spec: UnpoolSpec) -> tuple[slice, ...]:
    """Give the part of the output that indices count on."""
    return (slice(None), slice(None), *map(slice, spec.index_size))
