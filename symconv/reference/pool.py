"""The pooling layer and its gradient, by their definition.

A window has the input entries that it meets, row by row; padding is none of them. The gradient of a
window's output goes to the entries of its window.

Sources: docs/sources.md.
"""

from __future__ import annotations

from fractions import Fraction
from math import prod

import numpy as np
from numpy.typing import DTypeLike

from symconv.errors import ArrayShapeError, ArrayTypeError, SpecError
from symconv.reference.arguments import Array, check_same_batch, checked_array, in_common_type
from symconv.reference.empty_sums import completed, empty_sums
from symconv.reference.meetings import Axis, Block, blocks
from symconv.reference.windows import (
    Choice,
    extremes_of_windows,
    in_whole_input,
    sent_to,
    sums_of_windows,
    window_rows,
)
from symconv.specs import Pooling, PoolSpec
from symconv.specs.pool import Ties


def forward(spec: PoolSpec, x: Array) -> Array:
    """Give the output O, shape (N, C, *output_size).

    Maxima and minima have the type of `x`. Averages have the type of `x / n`, so that those of
    integers are float64, and objects are divided as they are; p-norms of integers are float64 too.

    Parameters
    ----------
    spec : PoolSpec
    x : input, shape (N, C, *input_size); complex numbers only where averages are taken

    Raises
    ------
    ArrayShapeError, ArrayTypeError
        For an argument that does not fit the layer.

    Notes
    -----
    [onnx] MaxPool, AveragePool and LpPool.
    """
    x = _as_result_type(spec, _checked_input(spec, x))
    if spec.operation.selects:
        return _extremes(spec, x)[0]
    if spec.operation is Pooling.AVERAGE:
        sums = sums_of_windows(_blocks(spec), x, _output_size(spec))
        return completed(sums / _divisors(spec, x.dtype))
    return _norms(spec, x)


def indices(spec: PoolSpec, x: Array) -> Array:
    """Give the places of the maxima or minima, int64, shape (N, C, *output_size).

    A place is the number of the entry in the whole of `x`, without padding: batch and channels
    first, and in each channel row by row, or column by column if the `storage_order` is 1.

    Raises
    ------
    ArrayShapeError, ArrayTypeError
        For an argument that does not fit the layer.
    SpecError
        For a layer that is neither a maximum nor a minimum, or that splits ties.
    """
    if "indices" not in spec.functions:
        known = ", ".join(spec.functions)
        raise SpecError(f"the layer has no indices, but {known}: {spec}")
    x = _checked_input(spec, x)
    _, places = _extremes(spec, x)
    if spec.storage_order == 1:
        by_columns = np.arange(prod(spec.input_size)).reshape(spec.input_size[::-1]).T
        places = by_columns.reshape(-1)[places]
    return in_whole_input(places, prod(spec.input_size))


def grad_input(spec: PoolSpec, grad_o: Array, x: Array | None = None) -> Array:
    """Give the gradient of the loss by the input, shape (N, C, *input_size).

    Where the operation is a maximum or minimum, a window's gradient goes to the first of its
    entries, row by row, that has the value; to the last of them, or to each in equal parts, where
    the layer's `ties` say so. By a p-norm O the local gradient is
    sign(x) (|x| / O)^(p-1), and zero where the window is zero.

    Parameters
    ----------
    spec : PoolSpec
    grad_o : output gradient, shape (N, C, *output_size)
    x : input, shape (N, C, *input_size); averages do without

    Raises
    ------
    ArrayShapeError, ArrayTypeError
        For arguments that do not fit the layer, or differ in N.
    """
    grad_o = checked_array("grad_o", grad_o, ("N", *spec.output_shape))
    if spec.operation is Pooling.AVERAGE:
        if x is not None:
            raise ArrayShapeError("x is given, but the gradient of averages does not depend on it")
        return _grad_average(spec, grad_o)
    x = _checked_input(spec, x)
    check_same_batch("grad_o", grad_o, "x", x)
    grad_o, x = (_as_result_type(spec, array) for array in in_common_type(grad_o, x))
    if not spec.operation.selects:
        return _grad_norm(spec, grad_o, x)
    extremes, places = _extremes(spec, x)
    if spec.ties is Ties.SPLIT:
        return _split(spec, grad_o, x, extremes)
    return sent_to(in_whole_input(places, prod(spec.input_size)), grad_o, x.shape)


def _grad_average(spec: PoolSpec, grad_o: Array) -> Array:
    """Give each entry of a window its share: the output gradient over the count."""
    grad_o = _as_result_type(spec, grad_o)
    shares = grad_o / _divisors(spec, grad_o.dtype)
    result = empty_sums((len(grad_o), *spec.input_shape), grad_o.dtype)
    for block in _blocks(spec):
        result[block.places] += shares[block.positions]
    return completed(result)


def _grad_norm(spec: PoolSpec, grad_o: Array, x: Array) -> Array:
    """Give each entry of a window the output gradient times the derivative by the entry."""
    sizes, signs, norms = np.abs(x), np.sign(x), _norms(spec, x)
    norms[norms == 0] = 1  # every sign is zero there
    result = empty_sums(x.shape, grad_o.dtype)
    for block in _blocks(spec):
        share = _raised(sizes[block.places] / norms[block.positions], spec.power - 1)
        result[block.places] += grad_o[block.positions] * (signs[block.places] * share)
    return completed(result)


def _split(spec: PoolSpec, grad_o: Array, x: Array, extremes: Array) -> Array:
    """Give each entry that is its window's extreme an equal part of the output gradient."""
    if grad_o.dtype.kind in "iu":
        grad_o = grad_o.astype(np.float64)
    counts = np.zeros(extremes.shape, np.int64)
    for block in _blocks(spec):
        into = counts[block.positions]
        into += _are_extremes(x, extremes, block).sum(axis=-1).reshape(into.shape)
    shares = grad_o / counts.astype(grad_o.dtype)
    result = np.zeros(x.shape, grad_o.dtype)
    for block in _blocks(spec):
        into = result[block.places]
        are = _are_extremes(x, extremes, block).reshape(into.shape)
        into += np.where(are, shares[block.positions], np.zeros_like(into))
    return result


def _are_extremes(x: Array, extremes: Array, block: Block) -> Array:
    """Tell which entries of a block are their window's extreme; every NaN is."""
    entries = window_rows(x, block)
    windows, _ = block.shape
    its = extremes[block.positions].reshape(*x.shape[:2], windows, 1)
    are: Array = (entries == its) | (entries != entries)
    return are


def _extremes(spec: PoolSpec, x: Array) -> tuple[Array, Array]:
    """Give each window's extreme, and its number in its channel."""
    choice = Choice(largest=spec.operation is Pooling.MAX, last=spec.ties is Ties.LAST)
    return extremes_of_windows(_blocks(spec), x, _output_size(spec), choice)


def _norms(spec: PoolSpec, x: Array) -> Array:
    """Give each window's p-norm."""
    powers = _raised(np.abs(x), spec.power)
    sums = sums_of_windows(_blocks(spec), powers, _output_size(spec))
    return completed(_raised(sums, 1 / Fraction(spec.power)))


def _raised(array: Array, exponent: int | Fraction) -> Array:
    """Give a power; objects make of it what their own power makes, floats what floats make."""
    raised: Array
    if exponent == int(exponent):
        raised = array ** int(exponent)
    else:
        raised = array ** (exponent if array.dtype == object else float(exponent))
    return raised


def _checked_input(spec: PoolSpec, x: object) -> Array:
    array = checked_array("x", x, ("N", *spec.input_shape))
    if array.dtype.kind == "c" and spec.operation is not Pooling.AVERAGE:
        raise ArrayTypeError(f"x: expected real numbers, given dtype {array.dtype}")
    return array


def _as_result_type(spec: PoolSpec, array: Array) -> Array:
    """Give integers as float64 where the operation makes fractions of them."""
    if spec.operation.selects or array.dtype.kind not in "iu":
        return array
    return array.astype(np.float64)


def _blocks(spec: PoolSpec) -> list[Block]:
    """Give what the windows meet."""
    return list(blocks([_axis(spec, axis) for axis in range(len(spec.input_size))]))


def _divisors(spec: PoolSpec, dtype: DTypeLike) -> Array:
    """Give what the sum of each window is divided by, (*output_size).

    It is the layer's divisor, or the number of entries. Where padding counts, these are the
    window's on the padded input; what `ceil_mode` reaches beyond is not counted.
    """
    counts = np.ones((), np.int64)
    for number in range(len(spec.input_size)):
        axis = _axis(spec, number)
        if spec.count_include_pad:
            axis = axis._replace(first=0, places=axis.places + sum(spec.pads[number]))
        counts = np.multiply.outer(counts, _counts(axis))
    if spec.divisor is not None:
        counts = np.full_like(counts, spec.divisor)
    return counts.astype(dtype)


def _counts(axis: Axis) -> Array:
    """Give the number of entries that each window of one axis has."""
    counts = np.zeros(axis.positions, np.int64)
    for block in blocks([axis]):
        counts[block.positions] += block.shape[1]
    return counts


def _axis(spec: PoolSpec, axis: int) -> Axis:
    """Give the numbers of one axis: the windows are the positions, the inputs the places."""
    size, pool, stride, dilation = (
        numbers[axis] for numbers in (spec.input_size, spec.pool_size, spec.stride, spec.dilation)
    )
    before, after = spec.pads[axis]
    # a window ends on the padded axis; rounding up, a last one may end beyond it
    last_start = size + after - 1 - dilation * (pool - 1)
    if spec.ceil_mode:
        last_start = min(last_start + stride - 1, size - 1)
    windows = len(range(-before, last_start + 1, stride))
    return Axis(windows, stride, pool, dilation, -before, size)


def _output_size(spec: PoolSpec) -> tuple[int, ...]:
    return tuple(_axis(spec, axis).positions for axis in range(len(spec.input_size)))
