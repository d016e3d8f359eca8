"""The transposed convolution and its gradients, computed by their definition.

Every filter tap carries the whole input to places of the output that are `stride` apart. The
output is made large enough for all of them, with the output padding at its end, and then cropped
by the pads:

    output                 over the taps, filter * input, added at the tap's places; plus the bias
    gradient of the input  over the taps, filter * output gradient, taken from the tap's places
    gradient of a tap      output gradient * input, taken from the tap's places

Sources: docs/sources.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import TypeAlias

import numpy as np

from symconv.reference.arguments import (
    Array,
    check_same_batch,
    checked_array,
    checked_bias,
    in_common_type,
)
from symconv.specs import ConvTransposeSpec

Index: TypeAlias = tuple[slice | int, ...]


def forward(spec: ConvTransposeSpec, x: Array, f: Array, b: Array | None = None) -> Array:
    """Give the output O, shape (N, K, *output_size).

    Parameters
    ----------
    spec : ConvTransposeSpec
    x : input, shape (N, C, *input_size)
    f : filter, shape (C, K/groups, *filter_size)
    b : bias, shape (K,), exactly when the layer has one

    Raises
    ------
    ArrayShapeError, ArrayTypeError
        For arguments that do not fit the layer.

    Notes
    -----
    [onnx] ConvTranspose.
    """
    x = checked_array("x", x, ("N", *_input_shape(spec)))
    f = checked_array("f", f, _filter_shape(spec))
    b = checked_bias(b, (spec.out_channels,), spec.bias)
    if b is None:
        x, f = in_common_type(x, f)
    else:
        x, f, b = in_common_type(x, f, b)
    whole = np.zeros((len(x), spec.out_channels, *_whole_size(spec)), x.dtype)
    for tap, places in _taps(spec):
        for ins, outs in _channel_groups(spec):
            at: Index = (slice(None), outs, *places)
            entry: Index = (ins, slice(None), *tap)
            whole[at] += _over_channels(x[:, ins], f[entry])
    output: Array = whole[_cropped(spec)]
    if b is not None:
        return output + b.reshape(-1, *(1 for _ in spec.input_size))
    return np.ascontiguousarray(output)


def grad_input(spec: ConvTransposeSpec, grad_o: Array, f: Array) -> Array:
    """Give the gradient of the loss by the input, shape (N, C, *input_size).

    Parameters
    ----------
    spec : ConvTransposeSpec
    grad_o : output gradient, shape (N, K, *output_size)
    f : filter, shape (C, K/groups, *filter_size)

    Raises
    ------
    ArrayShapeError, ArrayTypeError
        For arguments that do not fit the layer.
    """
    grad_o = checked_array("grad_o", grad_o, ("N", *_output_shape(spec)))
    f = checked_array("f", f, _filter_shape(spec))
    grad_o, f = in_common_type(grad_o, f)
    whole = _uncropped(spec, grad_o)
    result = np.zeros((len(grad_o), *_input_shape(spec)), f.dtype)
    for tap, places in _taps(spec):
        for ins, outs in _channel_groups(spec):
            at: Index = (slice(None), outs, *places)
            entry: Index = (ins, slice(None), *tap)
            result[:, ins] += _over_channels(whole[at], f[entry].T)
    return result


def grad_filter(spec: ConvTransposeSpec, grad_o: Array, x: Array) -> Array:
    """Give the gradient of the loss by the filter, summed over N, in the shape of the filter.

    Parameters
    ----------
    spec : ConvTransposeSpec
    grad_o : output gradient, shape (N, K, *output_size)
    x : input, shape (N, C, *input_size)

    Raises
    ------
    ArrayShapeError, ArrayTypeError
        For arguments that do not fit the layer, or differ in N.
    """
    grad_o = checked_array("grad_o", grad_o, ("N", *_output_shape(spec)))
    x = checked_array("x", x, ("N", *_input_shape(spec)))
    check_same_batch("grad_o", grad_o, "x", x)
    grad_o, x = in_common_type(grad_o, x)
    whole = _uncropped(spec, grad_o)
    result = np.zeros(_filter_shape(spec), x.dtype)
    if not len(x):  # some versions of NumPy give None for empty sums of objects
        return result
    every = (0, *range(2, x.ndim))
    for tap, places in _taps(spec):
        for ins, outs in _channel_groups(spec):
            at: Index = (slice(None), outs, *places)
            entry: Index = (ins, slice(None), *tap)
            result[entry] = np.tensordot(x[:, ins], whole[at], axes=(every, every))
    return result


def grad_bias(spec: ConvTransposeSpec, grad_o: Array) -> Array:
    """Give the gradient of the loss by the bias, summed over N, shape (K,).

    `grad_o` has shape (N, K, *output_size). The layer need not have a bias.

    Raises
    ------
    ArrayShapeError, ArrayTypeError
        For an argument that does not fit the layer.
    """
    grad_o = checked_array("grad_o", grad_o, ("N", *_output_shape(spec)))
    all_but_channel = (0, *range(2, grad_o.ndim))
    result: Array = grad_o.sum(axis=all_but_channel, dtype=grad_o.dtype)
    return result


def _taps(spec: ConvTransposeSpec) -> Iterator[tuple[tuple[int, ...], tuple[slice, ...]]]:
    """Give each tap with the places, one per input entry and axis, to which it carries the input.

    Places are counted on the output before it is cropped.
    """
    for tap in product(*map(range, spec.filter_size)):
        firsts = [t * d for t, d in zip(tap, spec.dilation, strict=True)]
        places = zip(firsts, spec.input_size, spec.stride, strict=True)
        yield tap, tuple(slice(first, first + (n - 1) * s + 1, s) for first, n, s in places)


def _over_channels(array: Array, weights: Array) -> Array:
    """Multiply (N, A, *size) by (A, B), summed over A: (N, B, *size)."""
    return np.moveaxis(np.tensordot(array, weights, axes=(1, 0)), -1, 1)


def _uncropped(spec: ConvTransposeSpec, grad_o: Array) -> Array:
    """Give the output gradient with zeros where the output was cropped."""
    whole = np.zeros((*grad_o.shape[:2], *_whole_size(spec)), grad_o.dtype)
    whole[_cropped(spec)] = grad_o
    return whole


def _cropped(spec: ConvTransposeSpec) -> Index:
    """Index what the pads leave of the output."""
    sizes = zip(_whole_size(spec), spec.pads, strict=True)
    return (slice(None), slice(None), *(slice(b, size - a) for size, (b, a) in sizes))


def _whole_size(spec: ConvTransposeSpec) -> tuple[int, ...]:
    """Give the size of the output before it is cropped: the last tap's last place, and padding."""
    last = [
        (n - 1) * s + (k - 1) * d
        for n, s, k, d in zip(
            spec.input_size, spec.stride, spec.filter_size, spec.dilation, strict=True
        )
    ]
    return tuple(place + 1 + extra for place, extra in zip(last, spec.output_padding, strict=True))


def _channel_groups(spec: ConvTransposeSpec) -> Iterator[tuple[slice, slice]]:
    """Give the input channels and the output channels of each group."""
    ins, outs = spec.in_channels // spec.groups, spec.out_channels // spec.groups
    for group in range(spec.groups):
        yield slice(group * ins, (group + 1) * ins), slice(group * outs, (group + 1) * outs)


def _input_shape(spec: ConvTransposeSpec) -> tuple[int, ...]:
    return (spec.in_channels, *spec.input_size)


def _filter_shape(spec: ConvTransposeSpec) -> tuple[int, ...]:
    return (spec.in_channels, spec.out_channels // spec.groups, *spec.filter_size)


def _output_shape(spec: ConvTransposeSpec) -> tuple[int, ...]:
    sizes = zip(_whole_size(spec), spec.pads, strict=True)
    return (spec.out_channels, *(size - sum(pair) for size, pair in sizes))
