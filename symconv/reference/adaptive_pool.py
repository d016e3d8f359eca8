"""The adaptive pooling layer and its gradient, by their definition."""

from __future__ import annotations

from itertools import product
from math import prod

import numpy as np

from symconv.errors import ArrayShapeError, ArrayTypeError, SpecError
from symconv.reference.arguments import Array, check_same_batch, checked_array, in_common_type
from symconv.reference.empty_sums import completed, empty_sums
from symconv.reference.meetings import Block
from symconv.reference.windows import (
    Choice,
    extremes_of_windows,
    in_whole_input,
    sent_to,
    sums_of_windows,
)
from symconv.specs.adaptive_pool import AdaptivePooling, AdaptivePoolSpec

_FIRST_MAXIMUM = Choice(largest=True, last=False)


def forward(spec: AdaptivePoolSpec, x: Array) -> Array:
    """Give the output O, shape (N, C, *output_size).

    Maxima have the type of `x`, averages that of `x / n`: those of integers are float64.

    Parameters
    ----------
    spec : AdaptivePoolSpec
    x : input, shape (N, C, *input_size); complex numbers only where averages are taken

    Raises
    ------
    ArrayShapeError, ArrayTypeError
        For an argument that does not fit the layer.
    """
    x = _checked_input(spec, x)
    if not _averages(spec):
        return extremes_of_windows(_blocks(spec), x, spec.output_size, _FIRST_MAXIMUM)[0]
    x = _in_fractions(x)
    sums = sums_of_windows(_blocks(spec), x, spec.output_size)
    return np.asarray(sums / _divisors(spec, x))


def indices(spec: AdaptivePoolSpec, x: Array) -> Array:
    """Give the places of the maxima, int64, shape (N, C, *output_size).

    A place is the number of the entry in the whole of `x`, row by row.

    Raises
    ------
    ArrayShapeError, ArrayTypeError
        For an argument that does not fit the layer.
    SpecError
        For a layer of averages.
    """
    if _averages(spec):
        known = ", ".join(spec.functions)
        raise SpecError(f"the layer has no indices, but {known}: {spec}")
    x = _checked_input(spec, x)
    return _places(spec, x)


def grad_input(spec: AdaptivePoolSpec, grad_o: Array, x: Array | None = None) -> Array:
    """Give the gradient of the loss by the input, shape (N, C, *input_size).

    A window's gradient goes in equal parts to its entries, or to the first that is its maximum.

    Parameters
    ----------
    spec : AdaptivePoolSpec
    grad_o : output gradient, shape (N, C, *output_size)
    x : input, shape (N, C, *input_size); averages do without

    Raises
    ------
    ArrayShapeError, ArrayTypeError
        For arguments that do not fit the layer, or differ in N.
    """
    grad_o = checked_array("grad_o", grad_o, ("N", *spec.output_shape))
    if not _averages(spec):
        x = _checked_input(spec, x)
        check_same_batch("grad_o", grad_o, "x", x)
        grad_o, x = in_common_type(grad_o, x)
        return sent_to(_places(spec, x), grad_o, x.shape)
    if x is not None:
        raise ArrayShapeError("x is given, but the gradient of averages does not depend on it")
    grad_o = _in_fractions(grad_o)
    shares = grad_o / _divisors(spec, grad_o)
    result = empty_sums((len(grad_o), *spec.input_shape), grad_o.dtype)
    for block in _blocks(spec):  # windows may share the entry that a tap meets
        np.add.at(result, block.places, shares[block.positions])
    return completed(result)


def _places(spec: AdaptivePoolSpec, x: Array) -> Array:
    """Give the places of the maxima in the whole of x."""
    _, places = extremes_of_windows(_blocks(spec), x, spec.output_size, _FIRST_MAXIMUM)
    return in_whole_input(places, prod(spec.input_size))


def _averages(spec: AdaptivePoolSpec) -> bool:
    return spec.operation is AdaptivePooling.AVERAGE


def _spans(spec: AdaptivePoolSpec, axis: int) -> tuple[Array, Array]:
    """Give where the windows of one axis start, and how many entries they have.

    Those of output entry i lie between i n / m, rounded down, and (i + 1) n / m, rounded up.
    """
    n, m = spec.input_size[axis], spec.output_size[axis]
    number = np.arange(m)
    starts, ends = number * n // m, -(-(number + 1) * n // m)
    return starts, ends - starts


def _blocks(spec: AdaptivePoolSpec) -> list[Block]:
    """Give what the windows meet, tap by tap or, where these are fewer, window by window."""
    spans = [_spans(spec, axis) for axis in range(len(spec.input_size))]
    if prod(int(lengths.max()) for _, lengths in spans) <= prod(spec.output_size):
        return _blocks_of_taps(spans)
    return _blocks_of_windows(spans)


def _blocks_of_taps(spans: list[tuple[Array, Array]]) -> list[Block]:
    """Give, for each tap, the windows that have it; the larger ones alone have the last."""
    found = []
    for tap in product(*(range(int(lengths.max())) for _, lengths in spans)):
        windows = [np.flatnonzero(n > t) for t, (_, n) in zip(tap, spans, strict=True)]
        met = zip(tap, spans, windows, strict=True)
        places = [starts[those] + t for t, (starts, _), those in met]
        number = prod(map(len, windows))
        found.append(
            Block((..., *np.ix_(*windows)), (..., *tap), (..., *np.ix_(*places)), (number, 1))
        )
    return found


def _blocks_of_windows(spans: list[tuple[Array, Array]]) -> list[Block]:
    """Give, for each window, all of its entries."""
    found = []
    for window in product(*(range(len(starts)) for starts, _ in spans)):
        at = [(int(starts[i]), int(n[i])) for i, (starts, n) in zip(window, spans, strict=True)]
        position = (..., *(slice(i, i + 1) for i in window))
        places = (..., *(slice(start, start + n) for start, n in at))
        taps = (..., *(slice(n) for _, n in at))
        found.append(Block(position, taps, places, (1, prod(n for _, n in at))))
    return found


def _divisors(spec: AdaptivePoolSpec, array: Array) -> Array:
    """Give the number of entries of each window, in the type of an array, (*output_size)."""
    counts = np.ones((), np.int64)
    for axis in range(len(spec.input_size)):
        counts = np.multiply.outer(counts, _spans(spec, axis)[1])
    return counts.astype(array.dtype)


def _checked_input(spec: AdaptivePoolSpec, x: object) -> Array:
    array = checked_array("x", x, ("N", *spec.input_shape))
    if array.dtype.kind == "c" and not _averages(spec):
        raise ArrayTypeError(f"x: expected real numbers, given dtype {array.dtype}")
    return array


def _in_fractions(array: Array) -> Array:
    """Give integers as float64, other numbers as they are."""
    return array.astype(np.float64) if array.dtype.kind in "iu" else array
