"""Layers with forward and backward."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.verification.code.by_hand.calls import (
    FILTER,
    Adapter,
    Array,
    Call,
    Results,
    checked,
    first,
    from_last,
    hwc,
    hwio,
    last,
    name_all,
    per_image,
)


def with_attributes(layer: Any, call: Call, dw: str, db: str) -> Results:
    """Run forward and backward of a layer that keeps its gradients."""
    checked(call, layer.forward(call.x))
    dx = layer.backward(call.g)
    return name_all((dx, getattr(layer, dw), getattr(layer, db).reshape(-1)))


def resampling(call: Call) -> Results:
    """A layer of two, the inner one with W and b."""
    channels = call.spec.in_channels, call.spec.out_channels
    layer = call.module.Conv2d(*channels, 3, call.stride, call.pad)
    inner = layer.conv2d_stride1
    inner.W, inner.b = call.f, call.b
    checked(call, layer.forward(call.x))
    return name_all((layer.backward(call.g), inner.dLdW, inner.dLdb))


def parametrised(name: str, *kernel: Any, dw: str, db: str) -> Any:
    """Give an adapter of a layer built from (C, K, kernel, stride, ...), with W and b."""

    def adapt(call: Call) -> Results:
        channels = call.spec.in_channels, call.spec.out_channels
        layer = getattr(call.module, name)(*channels, *kernel)
        layer.W, layer.b = call.f, call.b
        return with_attributes(layer, call, dw, db)

    return adapt


def learning(build: Callable[[Call], Any], weights: str, bias: str, loose: bool) -> Any:
    """Give an adapter of a layer of one image that shows dW and db only in its update."""

    def adapt(call: Call) -> Results:
        def step(g: Array, x: Array) -> Any:
            layer = build(call)
            setattr(layer, weights, np.array(call.f))
            if bias:
                setattr(layer, bias, np.array(call.b).reshape((-1, 1, 1) if loose else -1))
            image = next(i for i, other in enumerate(call.x) if np.array_equal(other, x))
            checked(call, layer.forward(x), image)
            dx = layer.backward(g, 1.0)
            dw = call.f - getattr(layer, weights)
            return (dx, dw, call.b - getattr(layer, bias).reshape(-1)) if bias else (dx, dw)

        return per_image(call, step)

    return adapt


def image_regions(call: Call) -> Results:
    """A grey image, maps last, the update of the filters."""
    total = 0
    for image, (g, x) in enumerate(zip(call.g, call.x, strict=True)):
        layer = call.module.Conv3x3(call.spec.out_channels)
        layer.filters = np.array(call.f)[:, 0]
        checked(call, np.moveaxis(layer.forward(x[0]), -1, 0), image)
        layer.backprop(hwc(g), 1.0)
        total = total + call.f[:, 0] - layer.filters
    return {FILTER: np.asarray(total)[:, None]}


def grads_dictionary(call: Call) -> Results:
    """Channels last, params and grads."""
    spec = call.spec
    layer = call.module.Conv2D(
        spec.in_channels, spec.out_channels, spec.filter_size, call.stride, call.pad
    )
    layer.params.update(W=hwio(call.f), b=call.b.reshape(1, 1, 1, -1))
    checked(call, first(layer.forward(last(call.x))))
    dx = layer.backward(last(call.g))
    return from_last((dx, layer.grads["W"], layer.grads["b"]))


def update_method(call: Call) -> Results:
    """A layer with w, b (K, 1), dw and db; the update is checked besides."""
    spec = call.spec
    layer = call.module.ConvolutionLayer(
        spec.out_channels, spec.in_channels, *spec.filter_size, call.stride
    )
    layer.w, layer.b = np.array(call.f), call.b.reshape(-1, 1).copy()
    results = with_attributes(layer, call, "dw", "db")
    layer.update(1)
    np.testing.assert_allclose(layer.w, call.f - results[FILTER])
    return results


def kept(call: Call, name: str, *sizes: int) -> Results:
    """A layer with weight and bias that keeps dx, dw and db, and returns nothing."""
    layer = getattr(call.module, name)(call.spec.in_channels, call.spec.out_channels, *sizes)
    layer.weight, layer.bias = call.f, call.b
    checked(call, layer.forward(call.x))
    assert layer.backward(call.g) is None
    return name_all((layer.dx, layer.dw, layer.db))


def optimised(call: Call) -> Results:
    """A layer that updates W and w0 by itself, with rate 1."""
    spec = call.spec
    layer = call.module.Conv2D(spec.out_channels, spec.filter_size, spec.input_shape, call.stride)
    layer.W, layer.w0 = call.f, call.b[:, None]
    checked(call, layer.forward_pass(call.x))
    dx = layer.backward_pass(call.g)
    return name_all((dx, call.f - layer.W, (call.b[:, None] - layer.w0).reshape(-1)))


def error_tensor(call: Call) -> Results:
    """A layer with weights, bias and their gradients."""
    spec = call.spec
    layer = call.module.Conv(spec.stride, spec.filter_shape[1:], spec.out_channels)
    layer.weights, layer.bias = call.f, call.b
    return with_attributes(layer, call, "gradient_weights", "gradient_bias")


def dilated_layer(call: Call) -> Results:
    """A layer without a bias."""
    spec = call.spec
    layer = call.module.DilatedConv2d(
        spec.in_channels, spec.out_channels, spec.filter_size, call.dilation
    )
    layer.W = call.f
    checked(call, layer.forward(call.x))
    return name_all((layer.backward(call.g), layer.dW))


def bias_in_helper(call: Call) -> Results:
    """A layer with weights, bias, dweights and dbias."""
    layer = call.module.ConvLayer(call.spec.in_channels, call.spec.out_channels, 3)
    layer.weights, layer.bias = call.f, call.b
    return with_attributes(layer, call, "dweights", "dbias")


ADAPTERS: dict[str, Adapter] = {
    "resampling_layer.py:Conv2d.backward": resampling,
    "resampling_layer.py:Conv2dStride1": parametrised("Conv2dStride1", 3, dw="dLdW", db="dLdb"),
    "upsampling_layer.py:ConvLayer.backward": parametrised(
        "ConvLayer", (3, 2), 2, dw="dW", db="db"
    ),
    "learning_rate_update.py:Convolutional": learning(
        lambda c: c.module.Convolutional(c.spec.input_shape, 3, c.spec.out_channels),
        "kernels",
        "biases",
        loose=False,
    ),
    "last_filter_only.py:Conv.backward": learning(
        lambda c: c.module.Conv(c.spec.out_channels, c.spec.in_channels, 3), "filters", "", False
    ),
    "unturned_kernels.py:Convolution.backward": learning(
        lambda c: c.module.Convolution(c.spec.in_channels, c.spec.out_channels, 3),
        "weights",
        "bias",
        loose=True,
    ),
    "image_regions.py:Conv3x3.backprop": image_regions,
    "grads_dictionary.py:Conv2D": grads_dictionary,
    "line_layer.py:Conv1d.backward": parametrised("Conv1d", 4, 2, 1, dw="dLdW", db="dLdb"),
    "update_method.py:ConvolutionLayer": update_method,
    "weights_given.py:Convolution": lambda c: with_attributes(
        c.module.Convolution(c.f, c.b, c.stride, c.pad), c, "dW", "db"
    ),
    "untransposed_product.py:Convolution.backward": lambda c: with_attributes(
        c.module.Convolution(c.f, c.b, c.stride), c, "dW", "db"
    ),
    "results_kept.py:Conv2D.backward": lambda c: kept(c, "Conv2D", 3, c.stride, c.pad),
    "mean_bias.py:ConvolutionalLayer.backward": lambda c: kept(
        c, "ConvolutionalLayer", 3, c.stride
    ),
    "optimised_inside.py:Conv2D.backward_pass": optimised,
    "error_tensor.py:Conv": error_tensor,
    "dilated_layer.py:DilatedConv2d.backward": dilated_layer,
    "bias_in_helper.py:ConvLayer.backward": bias_in_helper,
    "uncropped_layer.py:Conv": lambda c: with_attributes(
        c.module.Conv(c.f, c.b, c.stride, c.pad), c, "dW", "db"
    ),
    "line_unturned.py:Conv1dStride1.backward": parametrised(
        "Conv1dStride1", 4, dw="dLdW", db="dLdb"
    ),
}
