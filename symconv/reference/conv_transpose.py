"""The transposed convolution and its gradients, computed by their definition.

Every filter tap carries each input entry to a place of the output; those of neighbouring entries
are `stride` apart. What the pads crop away is no place. Every result is one sum:

    output                   over what is carried to an entry, filter * input, plus the bias
    gradient of the filter   over the inputs that a tap carries, input * output gradient
    gradient of the input    over the taps that carry an entry, filter * output gradient

Sources: docs/sources.md.
"""

from __future__ import annotations

from symconv.reference.arguments import (
    Array,
    check_same_batch,
    checked_array,
    checked_bias,
    in_common_type,
)
from symconv.reference.empty_sums import completed
from symconv.reference.meetings import Axis
from symconv.reference.products import sums_at_places, sums_at_positions, sums_at_taps
from symconv.specs import ConvTransposeSpec


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
    sums = sums_at_places(_axes(spec), _grouped(spec, x), _weights(spec, f))
    output = sums.reshape(len(x), *_output_shape(spec))
    if b is not None:
        output = output + b.reshape(-1, *(1 for _ in spec.input_size))
    return completed(output)


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
    sums = sums_at_positions(_axes(spec), _grouped(spec, grad_o), _weights(spec, f))
    return completed(sums.reshape(len(grad_o), *_input_shape(spec)))


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
    sums = sums_at_taps(_axes(spec), _grouped(spec, x), _grouped(spec, grad_o))
    return completed(sums.reshape(_filter_shape(spec)))


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


def _axes(spec: ConvTransposeSpec) -> list[Axis]:
    """Give the numbers of each axis: the inputs are the positions, the outputs the places."""
    numbers = zip(spec.input_size, spec.stride, spec.filter_size, spec.dilation, strict=True)
    return [
        Axis(inputs, stride, taps, dilation, -before, outputs)
        for (inputs, stride, taps, dilation), (before, _), outputs in zip(
            numbers, spec.pads, _output_size(spec), strict=True
        )
    ]


def _weights(spec: ConvTransposeSpec, f: Array) -> Array:
    """Give the filter in groups, (G, C/G, K/G, *filter_size)."""
    return f.reshape(spec.groups, spec.in_channels // spec.groups, *f.shape[1:])


def _grouped(spec: ConvTransposeSpec, array: Array) -> Array:
    """Give an array (N, channels, *size) as (N, G, channels/G, *size)."""
    batch, channels, *size = array.shape
    return array.reshape(batch, spec.groups, channels // spec.groups, *size)


def _output_size(spec: ConvTransposeSpec) -> tuple[int, ...]:
    """Give the size after the last tap's last place and the output padding, less the pads."""
    numbers = zip(spec.input_size, spec.stride, spec.filter_size, spec.dilation, strict=True)
    last = [(n - 1) * s + (k - 1) * d for n, s, k, d in numbers]
    extras = zip(last, spec.output_padding, spec.pads, strict=True)
    return tuple(place + 1 + extra - sum(pads) for place, extra, pads in extras)


def _input_shape(spec: ConvTransposeSpec) -> tuple[int, ...]:
    return (spec.in_channels, *spec.input_size)


def _filter_shape(spec: ConvTransposeSpec) -> tuple[int, ...]:
    return (spec.in_channels, spec.out_channels // spec.groups, *spec.filter_size)


def _output_shape(spec: ConvTransposeSpec) -> tuple[int, ...]:
    return (spec.out_channels, *_output_size(spec))
