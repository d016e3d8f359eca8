"""The adaptive pooling layer and its gradient, window by window."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import ceil, floor, prod
from typing import Any

import numpy as np

from symconv.specs.adaptive_pool import AdaptivePooling, AdaptivePoolSpec

Array = np.ndarray[Any, Any]


def forward(spec: AdaptivePoolSpec, x: Array) -> Array:
    """Give the output O, shape (N, C, *output_size).

    Maxima have the type of `x`, averages that of `x / n`: those of integers are float64.
    """
    if _averages(spec):
        x = _in_fractions(x)
    output = np.zeros((len(x), *spec.output_shape), x.dtype)
    for place, inputs in _windows(spec):
        entries = _entries(x, inputs)
        if _averages(spec):
            output[place] = entries.sum(axis=-1, dtype=x.dtype) / len(inputs)
        else:
            winner = _first_maximum(entries)[..., np.newaxis]
            output[place] = np.take_along_axis(entries, winner, axis=-1)[..., 0]
    return output


def indices(spec: AdaptivePoolSpec, x: Array) -> Array:
    """Give the places of the maxima, int64, shape (N, C, *output_size).

    A place is the number of the entry in the whole of `x`, row by row.
    """
    numbers = np.arange(prod(spec.input_size)).reshape(spec.input_size)
    channels = np.arange(len(x) * spec.channels).reshape(len(x), spec.channels)
    result = np.zeros((len(x), *spec.output_shape), np.int64)
    for place, inputs in _windows(spec):
        within = np.array([numbers[index] for index in inputs])
        result[place] = channels * numbers.size + within[_first_maximum(_entries(x, inputs))]
    return result


def grad_input(spec: AdaptivePoolSpec, grad_o: Array, x: Array | None = None) -> Array:
    """Give the gradient of the loss by the input, shape (N, C, *input_size).

    A window's gradient goes in equal parts to its entries, or to the first that is its maximum.
    """
    if x is None:
        grad_o = _in_fractions(grad_o)
    result = np.zeros((len(grad_o), *spec.input_shape), grad_o.dtype)
    for place, inputs in _windows(spec):
        above = grad_o[place]
        nothing = np.zeros_like(above)
        winner = None if x is None else _first_maximum(_entries(x, inputs))
        for number, index in enumerate(inputs):
            if winner is None:
                result[_everywhere(index)] += above / len(inputs)
            else:
                result[_everywhere(index)] += np.where(winner == number, above, nothing)
    return result


def _averages(spec: AdaptivePoolSpec) -> bool:
    return spec.operation is AdaptivePooling.AVERAGE


def _windows(spec: AdaptivePoolSpec) -> Iterator[tuple[Any, list[tuple[int, ...]]]]:
    """Give the place of every output entry in (N, C, *output_size), and its input entries.

    Those of output entry i lie, along an axis, between i n / m, rounded down, and (i + 1) n / m,
    rounded up.
    """
    for output in np.ndindex(*spec.output_size):
        spans = [
            range(floor(Fraction(i * n, m)), ceil(Fraction((i + 1) * n, m)))
            for i, n, m in zip(output, spec.input_size, spec.output_size, strict=True)
        ]
        yield _everywhere(output), list(product(*spans))


def _everywhere(index: tuple[int, ...]) -> tuple[Any, ...]:
    """Give the index of a place in every channel of every example."""
    return (..., *index)


def _entries(x: Array, inputs: list[tuple[int, ...]]) -> Array:
    """Give the entries of a window, shape (N, C, number)."""
    return np.stack([x[_everywhere(index)] for index in inputs], axis=-1)


def _first_maximum(entries: Array) -> Array:
    """Give the number of the first entry that is the maximum; NaN is."""
    first: Array = np.argmax(entries, axis=-1)
    return first


def _in_fractions(array: Array) -> Array:
    """Give integers as float64, other numbers as they are."""
    return array.astype(np.float64) if array.dtype.kind in "iu" else array
