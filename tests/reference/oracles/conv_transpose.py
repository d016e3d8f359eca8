"""The transposed convolution and its gradients on the whole output, which is cropped afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, TypeAlias

import numpy as np

from symconv.specs import ConvTransposeSpec

Array = np.ndarray[Any, Any]
Index: TypeAlias = tuple[slice | int, ...]


def forward(spec: ConvTransposeSpec, x: Array, f: Array, b: Array | None = None) -> Array:
    """Give the output O, shape (N, K, *output_size)."""
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
    """Give the gradient of the loss by the input, shape (N, C, *input_size)."""
    whole = _uncropped(spec, grad_o)
    result = np.zeros((len(grad_o), *_input_shape(spec)), f.dtype)
    for tap, places in _taps(spec):
        for ins, outs in _channel_groups(spec):
            at: Index = (slice(None), outs, *places)
            entry: Index = (ins, slice(None), *tap)
            result[:, ins] += _over_channels(whole[at], f[entry].T)
    return result


def grad_filter(spec: ConvTransposeSpec, grad_o: Array, x: Array) -> Array:
    """Give the gradient of the loss by the filter, summed over N, in the shape of the filter."""
    whole = _uncropped(spec, grad_o)
    result = np.zeros(_filter_shape(spec), x.dtype)
    every = (0, *range(2, x.ndim))
    for tap, places in _taps(spec):
        for ins, outs in _channel_groups(spec):
            at: Index = (slice(None), outs, *places)
            for own in range(ins.start, ins.stop):
                products = x[:, own : own + 1] * whole[at]
                entry: Index = (own, slice(None), *tap)
                result[entry] = products.sum(axis=every, dtype=x.dtype)
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
    products = array[:, :, np.newaxis] * weights.reshape(*weights.shape, *(1,) * (array.ndim - 2))
    total: Array = products.sum(axis=1, dtype=array.dtype)
    return total


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
