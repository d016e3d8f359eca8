"""Functions: with a cache, with everything as arguments, one per gradient, of one image."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.verification.code.by_hand.calls import (
    BIAS,
    FILTER,
    INPUT,
    Adapter,
    Array,
    Call,
    Results,
    checked,
    chw,
    first,
    forward_of,
    from_last,
    hwc,
    hwio,
    last,
    name_all,
    oihw,
    only,
    per_image,
    swapped,
)


def cache_style(forward: str, backward: str, *constants: str, bias: str = "b") -> Any:
    """Give an adapter of `backward(dout, cache)`, channels first."""

    def adapt(call: Call) -> Any:
        bias_given = (getattr(call, bias),) if bias else ()
        given = (getattr(call, name) for name in constants)
        out, cache = getattr(call.module, forward)(call.x, call.f, *bias_given, *given)
        checked(call, out)
        return getattr(call.module, backward)(call.g, cache)

    return adapt


def nhwc_cache(call: Call) -> Any:
    """Channels last, with hparameters."""
    bias = call.b.reshape(1, 1, 1, -1)
    out, cache = call.module.conv_forward(last(call.x), hwio(call.f), bias, call.conv_param)
    checked(call, first(out))
    return out, cache


def nhwc_arguments(call: Call) -> Results:
    """(dZ, A_prev, W, b, padding, stride), channels last."""
    padding = "same" if any(map(any, call.spec.pads)) else "valid"
    bias = call.b.reshape(1, 1, 1, -1)
    return from_last(
        call.module.conv_backward(
            last(call.g), last(call.x), hwio(call.f), bias, padding, call.spec.stride
        )
    )


def square_filters(call: Call) -> Results:
    """No bias, channels last, a cache."""
    out, cache = call.module.forward(last(call.x), hwio(call.f), call.stride)
    checked(call, first(out))
    return from_last(call.module.backward(last(call.g), cache))


def hwc_image(call: Call) -> Results:
    """One image, channels last, filters (kh, kw, C, K)."""

    def step(g: Array, x: Array) -> Any:
        result = call.module.conv2d_backward(hwc(g), hwc(x), hwio(call.f), call.stride, call.pad)
        return chw(result[0]), oihw(result[1])

    return per_image(call, step)


def images_last(call: Call) -> Results:
    """(H, W, C, N)."""
    images, delta = call.x.transpose(2, 3, 1, 0), call.g.transpose(2, 3, 1, 0)
    dx, dw, db = call.module.cnn_backward(delta, images, hwio(call.f))
    return name_all((dx.transpose(3, 2, 0, 1), oihw(dw), db))


def _reordered(gradients: Any) -> Results:
    return dict(zip((FILTER, BIAS, INPUT), gradients, strict=True))


def _filters_by_input(call: Call, name: str) -> Any:
    filters = swapped(call.f)
    out, cache = call.module.forward(call.x, filters, call.b)
    if name == "forward":
        return out
    checked(call, out)
    dx, dw, db = call.module.backward(call.g, cache)
    return name_all((dx, swapped(dw), db))


def _depthwise(call: Call, *constants: int) -> Results:
    dx, dw = call.module.depthwise_backward(call.g, call.x, call.f[:, 0], *constants)
    return name_all((dx, dw[:, None]))


def _bias_one_number(call: Call) -> Results:
    out, cache = call.module.conv_forward(last(call.x), hwio(call.f), call.b, call.stride, call.pad)
    checked(call, first(out))
    return from_last(call.module.conv_backward(last(call.g), cache))


def _by_name(call: Call) -> Results:
    grads = call.module.conv_backward(
        last(call.g), last(call.x), hwio(call.f), call.b, call.conv_param
    )
    return from_last((grads["dx"], grads["dw"], grads["db"]))


_naive = cache_style("conv_forward_naive", "conv_backward_naive", "conv_param")
_one = cache_style("conv_forward", "conv_backward")
_strided = cache_style("conv_forward", "conv_backward", "stride")
_padded = cache_style("conv_forward", "conv_backward", "stride", "pad")
_param = cache_style("conv_forward", "conv_backward", "conv_param")
_short = cache_style("forward", "backward", "stride")
_dilated = cache_style("forward", "backward", "stride", "pad", "dilation")
_both_strides = cache_style("forward", "backward", "strides")


ADAPTERS: dict[str, Adapter] = {
    "naive_cache_tuple.py:conv_forward_naive": forward_of(
        lambda c: c.module.conv_forward_naive(c.x, c.f, c.b, c.conv_param)[0]
    ),
    "naive_cache_tuple.py:conv_backward_naive": lambda c: name_all(_naive(c)),
    "cache_dictionary.py:conv_forward": forward_of(
        lambda c: c.module.conv_forward(c.x, c.f, c.b, c.stride, c.pad)[0]
    ),
    "cache_dictionary.py:conv_backward": lambda c: _reordered(_padded(c)),
    "step_by_step_nhwc.py:conv_forward": forward_of(lambda c: first(nhwc_cache(c)[0])),
    "step_by_step_nhwc.py:conv_backward": lambda c: from_last(
        c.module.conv_backward(last(c.g), nhwc_cache(c)[1])
    ),
    "step_by_step_uncropped.py:conv_backward": lambda c: from_last(
        c.module.conv_backward(last(c.g), nhwc_cache(c)[1])
    ),
    "same_or_valid.py:conv_backward": nhwc_arguments,
    "same_unpadded_windows.py:conv_backward": nhwc_arguments,
    "true_division_sizes.py:conv_backward_naive": lambda c: name_all(_naive(c)),
    "square_filters.py:backward": square_filters,
    "stride_in_forward_only.py:conv_backward": lambda c: name_all(_strided(c)),
    "dilated_taps.py:conv2d_backward": lambda c: name_all(
        c.module.conv2d_backward(c.x, c.f, c.g, c.stride, c.pad, c.dilation)
    ),
    "dilation_in_forward_only.py:backward": lambda c: name_all(_dilated(c)),
    "mean_over_batch.py:conv_backward": lambda c: _reordered(c.module.conv_backward(c.g, c.x, c.f)),
    "step_in_place.py:conv_backward": lambda c: name_all(_one(c)),
    "bias_over_first_axes.py:backward": lambda c: name_all(_short(c)),
    "bias_in_backward.py:conv_backward": lambda c: name_all(_param(c)),
    "crop_from_the_end.py:conv_backward": lambda c: name_all(_padded(c)),
    "same_for_even_filters.py:conv_same": forward_of(lambda c: c.module.conv_same(c.x, c.f)),
    "same_for_even_filters.py:conv_same_backward": lambda c: name_all(
        c.module.conv_same_backward(c.g, c.x, c.f)
    ),
    "fixed_crop.py:conv2d_backward": lambda c: name_all(
        c.module.conv2d_backward(c.g, c.x, c.f, c.stride, c.pad)
    ),
    "partial_constants.py:grad_input": only(INPUT, lambda c: c.module.grad_input(c.g, c.f)),
    "partial_constants.py:grad_filter": only(FILTER, lambda c: c.module.grad_filter(c.g, c.x)),
    "partial_constants.py:grad_bias": only(BIAS, lambda c: c.module.grad_bias(c.g)),
    "rotated_full.py:dx": only(INPUT, lambda c: c.module.dx(c.g, c.f)),
    "rotated_full.py:dw": only(FILTER, lambda c: c.module.dw(c.g, c.x)),
    "unrotated_full.py:conv_input_grad": only(INPUT, lambda c: c.module.conv_input_grad(c.g, c.f)),
    "rotated_gradient.py:conv_filter_grad": only(
        FILTER, lambda c: c.module.conv_filter_grad(c.g, c.x)
    ),
    "spread_full.py:conv_backward": lambda c: name_all(
        c.module.conv_backward(c.g, c.x, c.f, c.stride, c.pad)
    ),
    "spread_without_remainder.py:conv_dx": only(
        INPUT, lambda c: c.module.conv_dx(c.g, c.f, c.stride)
    ),
    "spread_weights.py:conv_dw": only(FILTER, lambda c: c.module.conv_dw(c.g, c.x, c.stride)),
    "single_image_chw.py:conv2d": forward_of(
        lambda c: np.stack([c.module.conv2d(x, c.f) for x in c.x])
    ),
    "single_image_chw.py:conv2d_backward": lambda c: per_image(
        c, lambda g, x: c.module.conv2d_backward(g, x, c.f)
    ),
    "single_image_hwc.py:conv2d_backward": hwc_image,
    "grouped_loops.py:grouped_backward": lambda c: name_all(
        c.module.grouped_backward(c.g, c.x, c.f, c.stride, c.pad, c.spec.groups)
    ),
    "grouped_in_turn.py:grouped_backward": lambda c: name_all(
        c.module.grouped_backward(c.g, c.x, c.f, c.spec.groups)
    ),
    "filters_by_input.py:forward": forward_of(lambda c: _filters_by_input(c, "forward")),
    "filters_by_input.py:backward": lambda c: _filters_by_input(c, "backward"),
    "weights_by_input.py:backward": lambda c: name_all(
        cache_style("forward", "backward", bias="")(c)
    ),
    "reshaped_channels.py:conv_backward": lambda c: name_all(
        c.module.conv_backward(c.g, c.x, c.f, c.stride)
    ),
    "one_stride_for_both.py:backward": lambda c: name_all(_both_strides(c)),
    "true_convolution.py:conv_forward": forward_of(
        lambda c: c.module.conv_forward(c.x, c.f, c.b)[0]
    ),
    "true_convolution.py:conv_backward": lambda c: name_all(_one(c)),
    "unturned_forward.py:convolve": forward_of(lambda c: c.module.convolve(c.x, c.f, c.stride)),
    "sizes_rounded_up.py:conv_forward": forward_of(
        lambda c: c.module.conv_forward(c.x, c.f, c.b, c.stride)
    ),
    "images_last.py:cnn_convolve": forward_of(
        lambda c: oihw(c.module.cnn_convolve(c.x.transpose(2, 3, 1, 0), hwio(c.f), c.b))
    ),
    "images_last.py:cnn_backward": images_last,
    "depthwise.py:depthwise_backward": lambda c: _depthwise(c, c.stride, c.pad),
    "depthwise_last_example.py:depthwise_backward": _depthwise,
    "transposed_kernel.py:conv_backward_input": only(
        INPUT, lambda c: c.module.conv_backward_input(c.g, c.f)
    ),
    "cropped_to_output.py:conv_backward": lambda c: name_all(
        c.module.conv_backward(c.g, c.x, c.f, c.spec.stride, [p for p, _ in c.spec.pads])
    ),
    "param_last.py:conv_backward": _by_name,
    "gathered_taps.py:input_gradient": only(
        INPUT, lambda c: c.module.input_gradient(c.g, c.f, c.x, c.stride, c.pad)
    ),
    "gathered_without_rest.py:input_gradient": only(
        INPUT, lambda c: c.module.input_gradient(c.g, c.f, c.x, c.stride, c.pad)
    ),
    "one_padding_for_both.py:conv_grads": lambda c: name_all(
        c.module.conv_grads(c.g, c.x, c.f, [p for p, _ in c.spec.pads])
    ),
    "volumes.py:conv3d_backward": lambda c: name_all(
        c.module.conv3d_backward(c.g, c.x, c.f, c.stride, c.pad)
    ),
    "last_example_only.py:conv_backward": lambda c: name_all(_strided(c)),
    "bias_one_number.py:conv_backward": _bias_one_number,
    "turned_delta.py:backprop_conv": only(INPUT, lambda c: c.module.backprop_conv(c.g, c.f)),
}
