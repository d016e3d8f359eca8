"""The pooling layer and its gradient, window by window.

A window is the list of input entries that it meets, row by row; entries of padding are none of
them. The gradient of a window's output goes to the entries of its window.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, NamedTuple

import numpy as np

from symconv.specs import Pooling, PoolSpec
from symconv.specs.pool import Ties

Array = np.ndarray[Any, Any]


class Window(NamedTuple):
    """One output position, the input positions that its window meets, and its entries counted.

    An average is divided by `divisor`: the layer's own, or the number of entries. Where padding
    counts, these are the window's on the padded input; what `ceil_mode` reaches beyond is not
    counted.
    """

    output: tuple[int, ...]
    inputs: list[tuple[int, ...]]
    divisor: int


def forward(spec: PoolSpec, x: Array) -> Array:
    """Give the output O, shape (N, C, *output_size).

    Maxima and minima have the type of `x`. Averages have the type of `x / n`, so that those of
    integers are float64, and objects are divided as they are; p-norms of integers are float64 too.
    """
    x = _as_result_type(spec, x)
    output = np.zeros((len(x), *spec.output_shape), x.dtype)
    for window in _windows(spec):
        if window.inputs:
            output[_everywhere(window.output)] = _pooled(spec, _entries(x, window), window.divisor)
    return output


def indices(spec: PoolSpec, x: Array) -> Array:
    """Give the places of the maxima or minima, int64, shape (N, C, *output_size).

    A place is the number of the entry in the whole of `x`, without padding: batch and channels
    first, and in each channel row by row, or column by column if the `storage_order` is 1.
    """
    numbers = np.arange(prod(spec.input_size)).reshape(spec.input_size)
    if spec.storage_order == 1:
        numbers = np.arange(numbers.size).reshape(spec.input_size[::-1]).T
    channels = np.arange(len(x) * spec.channels).reshape(len(x), spec.channels)
    result = np.zeros((len(x), *spec.output_shape), np.int64)
    for window in _windows(spec):
        places = np.array([numbers[index] for index in window.inputs])
        winner = _extreme(spec, _entries(x, window))
        result[_everywhere(window.output)] = channels * numbers.size + places[winner]
    return result


def grad_input(spec: PoolSpec, grad_o: Array, x: Array | None = None) -> Array:
    """Give the gradient of the loss by the input, shape (N, C, *input_size).

    Where the operation is a maximum or minimum, a window's gradient goes to the first of its
    entries, row by row, that has the value; to the last of them, or to each in equal parts, where
    the layer's `ties` say so. By a p-norm O the local gradient is
    sign(x) (|x| / O)^(p-1), and zero where the window is zero.
    """
    if x is None:
        return _grad_average(spec, grad_o)
    grad_o, x = _as_result_type(spec, grad_o), _as_result_type(spec, x)
    if spec.operation.selects and spec.ties is Ties.SPLIT and grad_o.dtype.kind in "iu":
        grad_o = grad_o.astype(np.float64)
    result = np.zeros((len(x), *spec.input_shape), grad_o.dtype)
    for window in _windows(spec):
        if not window.inputs:
            continue
        entries, upstream = _entries(x, window), grad_o[_everywhere(window.output)]
        route = _to_the_extreme if spec.operation.selects else _by_the_norm
        for index, share in zip(window.inputs, route(spec, entries, upstream), strict=True):
            result[_everywhere(index)] += share
    return result


def _grad_average(spec: PoolSpec, grad_o: Array) -> Array:
    """Give each entry of a window its share: the output gradient over the count."""
    grad_o = _as_result_type(spec, grad_o)
    result = np.zeros((len(grad_o), *spec.input_shape), grad_o.dtype)
    for window in _windows(spec):
        for index in window.inputs:
            result[_everywhere(index)] += grad_o[_everywhere(window.output)] / window.divisor
    return result


def _pooled(spec: PoolSpec, entries: Array, divisor: int) -> Array:
    """Give the outputs (N, C) of a window's entries (N, C, number)."""
    if spec.operation.selects:
        winners = _extreme(spec, entries)[..., np.newaxis]
        return np.take_along_axis(entries, winners, axis=-1)[..., 0]
    if spec.operation is Pooling.AVERAGE:
        mean: Array = _total(entries) / divisor
        return mean
    sizes = np.abs(entries)
    return _raised(_total(_raised(sizes, spec.power)), 1 / Fraction(spec.power))


def _extreme(spec: PoolSpec, entries: Array) -> Array:
    """Give the number of the entry that is the maximum or minimum; NaN is either.

    Of several the first, or the last if ties go there.
    """
    choose = np.argmax if spec.operation is Pooling.MAX else np.argmin
    last = spec.ties is Ties.LAST
    place: Array = choose(entries[..., ::-1] if last else entries, axis=-1)
    return entries.shape[-1] - 1 - place if last else place


def _to_the_extreme(spec: PoolSpec, entries: Array, upstream: Array) -> Iterator[Array]:
    """Give, for each entry of a window, its part of the output gradient, mostly zero."""
    place = _extreme(spec, entries)[..., np.newaxis]
    chosen = place == np.arange(entries.shape[-1])
    if spec.ties is Ties.SPLIT:
        value = np.take_along_axis(entries, place, axis=-1)
        chosen = (entries == value) | (entries != entries)
        upstream = upstream / chosen.sum(axis=-1).astype(upstream.dtype)
    upstream = upstream[..., np.newaxis]
    yield from np.moveaxis(np.where(chosen, upstream, np.zeros_like(upstream)), -1, 0)


def _by_the_norm(spec: PoolSpec, entries: Array, upstream: Array) -> Iterator[Array]:
    """Give, for each entry of a window, the output gradient times the derivative by the entry."""
    sizes = np.abs(entries)
    norm = _raised(_total(_raised(sizes, spec.power)), 1 / Fraction(spec.power))
    divisor = np.array(norm)
    divisor[norm == 0] = 1  # every sign is zero there
    for number in range(entries.shape[-1]):
        share = _raised(sizes[..., number] / divisor, spec.power - 1)
        yield upstream * (np.sign(entries[..., number]) * share)


def _raised(array: Array, exponent: int | Fraction) -> Array:
    """Give a power; objects make of it what their own power makes, floats what floats make."""
    raised: Array
    if exponent == int(exponent):
        raised = array ** int(exponent)
    else:
        raised = array ** (exponent if array.dtype == object else float(exponent))
    return raised


def _total(entries: Array) -> Array:
    """Sum over the last axis, which is not empty, in the array's own type."""
    total: Array = entries.sum(axis=-1, dtype=entries.dtype)
    return total


def _as_result_type(spec: PoolSpec, array: Array) -> Array:
    """Give integers as float64 where the operation makes fractions of them."""
    if spec.operation.selects or array.dtype.kind not in "iu":
        return array
    return array.astype(np.float64)


def _everywhere(index: tuple[int, ...]) -> tuple[Any, ...]:
    """Give the index of a place in every channel of every example."""
    return (..., *index)


def _entries(x: Array, window: Window) -> Array:
    """Give the entries of a window, shape (N, C, number)."""
    return np.stack([x[_everywhere(index)] for index in window.inputs], axis=-1)


def _windows(spec: PoolSpec) -> Iterator[Window]:
    """Give every window: it meets an input entry that each axis meets, and covers padding else."""
    per_axis = [_axis_windows(spec, axis) for axis in range(len(spec.input_size))]
    for numbered in product(*map(enumerate, per_axis)):
        output = tuple(number for number, _ in numbered)
        places = [places for _, places in numbered]
        within = zip(places, spec.input_size, strict=True)
        inputs = list(product(*([at for at in axis if 0 <= at < size] for axis, size in within)))
        counted = prod(map(len, places)) if spec.count_include_pad else len(inputs)
        yield Window(output, inputs, spec.divisor or counted)


def _axis_windows(spec: PoolSpec, axis: int) -> list[list[int]]:
    """Give the places of each window on one axis, counted from the first input entry."""
    size, pool, stride, dilation = (
        numbers[axis] for numbers in (spec.input_size, spec.pool_size, spec.stride, spec.dilation)
    )
    before, after = spec.pads[axis]
    reach = dilation * (pool - 1)
    # a window ends on the padded axis; rounding up, a last one may end beyond it
    last_start = size + after - 1 - reach
    if spec.ceil_mode:
        last_start = min(last_start + stride - 1, size - 1)
    return [
        [place for place in range(start, start + reach + 1, dilation) if place < size + after]
        for start in range(-before, last_start + 1, stride)
    ]
