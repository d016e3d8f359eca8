"""The convolution layer and its gradients, computed by their definition.

At an output entry, a filter entry meets an input entry. Every result is one sum:

    output                   over its meetings, filter * input, plus the bias
    gradient of the filter   over the meetings of a filter entry, output gradient * input
    gradient of the input    over the meetings of an input entry, filter * output gradient

A filter entry on zero padding meets nothing, so it is in no sum. Other padding is a copy of input
entries, which is made first; its gradient is added to that of the entries that were copied.

Sources: docs/sources.md.
"""

from __future__ import annotations

import numpy as np

from symconv.reference.arguments import (
    Array,
    check_same_batch,
    checked_array,
    checked_bias,
    in_common_type,
)
from symconv.reference.empty_sums import completed
from symconv.reference.meetings import Axis
from symconv.reference.padding import folded, padded
from symconv.reference.products import sums_at_places, sums_at_positions, sums_at_taps
from symconv.specs import ConvSpec, PaddingMode


def forward(spec: ConvSpec, x: Array, f: Array, b: Array | None = None) -> Array:
    """Give the output O, shape (N, K, *output_size).

    Parameters
    ----------
    spec : ConvSpec
    x : input, shape (N, C, *input_size)
    f : filter, shape (K, C/groups, *filter_size)
    b : bias, shape (K,), exactly when the layer has one

    Raises
    ------
    ArrayShapeError, ArrayTypeError
        For arguments that do not fit the layer.

    Notes
    -----
    [onnx] Conv; with `flip_filter` the filter is flipped along every spatial axis.
    """
    x = checked_array("x", x, ("N", *_input_shape(spec)))
    f = checked_array("f", f, _filter_shape(spec))
    b = checked_bias(b, (spec.out_channels,), spec.bias)
    if b is None:
        x, f = in_common_type(x, f)
    else:
        x, f, b = in_common_type(x, f, b)
    entries, weights = _grouped(spec, padded(spec, x)), _weights(spec, f)
    sums = sums_at_positions(_axes(spec), entries, weights)
    output = sums.reshape(len(x), *_output_shape(spec))
    if b is not None:
        output = output + b.reshape(-1, *(1 for _ in spec.input_size))
    return completed(output)


def grad_input(spec: ConvSpec, grad_o: Array, f: Array) -> Array:
    """Give the gradient of the loss by the input, shape (N, C, *input_size).

    Parameters
    ----------
    spec : ConvSpec
    grad_o : output gradient, shape (N, K, *output_size)
    f : filter, shape (K, C/groups, *filter_size)

    Raises
    ------
    ArrayShapeError, ArrayTypeError
        For arguments that do not fit the layer.
    """
    grad_o = checked_array("grad_o", grad_o, ("N", *_output_shape(spec)))
    f = checked_array("f", f, _filter_shape(spec))
    grad_o, f = in_common_type(grad_o, f)
    sums = sums_at_places(_axes(spec), _grouped(spec, grad_o), _weights(spec, f))
    by_padded = sums.reshape(len(grad_o), spec.in_channels, *sums.shape[3:])
    return completed(folded(spec, by_padded))


def grad_filter(spec: ConvSpec, grad_o: Array, x: Array) -> Array:
    """Give the gradient of the loss by the filter, summed over N, in the shape of the filter.

    Parameters
    ----------
    spec : ConvSpec
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
    entries = _grouped(spec, padded(spec, x))
    sums = sums_at_taps(_axes(spec), _grouped(spec, grad_o), entries)
    result = completed(sums.reshape(_filter_shape(spec)))
    return np.ascontiguousarray(_flipped_if_convolution(spec, result))


def grad_bias(spec: ConvSpec, grad_o: Array) -> Array:
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


def _axes(spec: ConvSpec) -> list[Axis]:
    """Give the numbers of each axis: the outputs are the positions, the inputs the places."""
    numbers = zip(spec.stride, spec.filter_size, spec.dilation, strict=True)
    axes = []
    for axis, (stride, taps, dilation) in enumerate(numbers):
        size, (before, after) = spec.input_size[axis], spec.pads[axis]
        first, places = -before, size
        if spec.padding_mode is not PaddingMode.ZEROS:  # the copies are places too
            first, places = 0, before + size + after
        axes.append(Axis(_outputs(spec, axis), stride, taps, dilation, first, places))
    return axes


def _outputs(spec: ConvSpec, axis: int) -> int:
    """Count the places, a stride apart, where a filter begins that ends on the padded axis."""
    padded_size = spec.input_size[axis] + sum(spec.pads[axis])
    reach = (spec.filter_size[axis] - 1) * spec.dilation[axis]
    return len(range(0, padded_size - reach, spec.stride[axis]))


def _weights(spec: ConvSpec, f: Array) -> Array:
    """Give the filter as it meets the input, (G, K/G, C/G, *filter_size)."""
    f = _flipped_if_convolution(spec, f)
    return f.reshape(spec.groups, spec.out_channels // spec.groups, *f.shape[1:])


def _grouped(spec: ConvSpec, array: Array) -> Array:
    """Give an array (N, channels, *size) as (N, G, channels/G, *size)."""
    batch, channels, *size = array.shape
    return array.reshape(batch, spec.groups, channels // spec.groups, *size)


def _flipped_if_convolution(spec: ConvSpec, f: Array) -> Array:
    """Give a filter flipped along its spatial axes when the layer says so."""
    return np.flip(f, axis=tuple(range(2, f.ndim))) if spec.flip_filter else f


def _input_shape(spec: ConvSpec) -> tuple[int, ...]:
    return (spec.in_channels, *spec.input_size)


def _filter_shape(spec: ConvSpec) -> tuple[int, ...]:
    return (spec.out_channels, spec.in_channels // spec.groups, *spec.filter_size)


def _output_shape(spec: ConvSpec) -> tuple[int, ...]:
    return (spec.out_channels, *(_outputs(spec, axis) for axis in range(len(spec.input_size))))
