"""Pooling."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.verification.code.by_hand.calls import (
    INPUT,
    Adapter,
    Call,
    Results,
    checked,
    chw,
    first,
    forward_of,
    hwc,
    last,
    only,
)


def nhwc_pool(forward: str, backward: str, named: bool = False) -> Any:
    """Give an adapter of a pool, channels last."""

    def adapt(call: Call) -> Results:
        size = call.spec.pool_size[0]
        constants = ({"f": size, "stride": call.stride},) if named else (size, call.stride)
        out, cache = getattr(call.module, forward)(last(call.x), *constants)
        checked(call, first(out))
        return {INPUT: first(getattr(call.module, backward)(last(call.g), cache))}

    return adapt


def shared_maxima(call: Call) -> Results:
    """A pool of one image, channels last."""
    images = []
    for image, (g, x) in enumerate(zip(call.g, call.x, strict=True)):
        out, cache = call.module.maxpool_forward(hwc(x))
        checked(call, chw(out), image)
        images.append(chw(call.module.maxpool_backward(hwc(g), cache)))
    return {INPUT: np.stack(images)}


def pool_layer(name: str) -> Any:
    """Give an adapter of a pooling layer."""

    def adapt(call: Call) -> Results:
        sizes = call.spec.pool_size
        kernel = sizes[0] if name == "MeanPool2d" else sizes
        layer = getattr(call.module, name)(kernel, call.stride)
        checked(call, layer.forward(call.x))
        return {INPUT: layer.backward(call.g)}

    return adapt


def pool_cache(forward: str, backward: str, *constants: str) -> Any:
    """Give an adapter of a pool, channels first, with a cache."""

    def adapt(call: Call) -> Results:
        given = [getattr(call, name) for name in constants]
        out, cache = getattr(call.module, forward)(call.x, *given)
        checked(call, out)
        return {INPUT: getattr(call.module, backward)(call.g, cache)}

    return adapt


def _layer(call: Call, layer: Any) -> Results:
    checked(call, layer.forward(call.x))
    return {INPUT: layer.backward(call.g)}


ADAPTERS: dict[str, Adapter] = {
    "argmax_loops.py:max_pool_forward_naive": forward_of(
        lambda c: c.module.max_pool_forward_naive(c.x, c.pool_param)[0]
    ),
    "argmax_loops.py:max_pool_backward_naive": pool_cache(
        "max_pool_forward_naive", "max_pool_backward_naive", "pool_param"
    ),
    "mask_of_maxima.py:max_pool_backward": pool_cache("max_pool_forward", "max_pool_backward"),
    "overlapping_windows.py:pool_backward": nhwc_pool("pool_forward", "pool_backward"),
    "shared_maxima.py:maxpool_backward": shared_maxima,
    "unravelled_by_height.py:MaxPool2d.backward": pool_layer("MaxPool2d"),
    "reshaped_blocks.py:backward": pool_cache("forward", "backward"),
    "size_from_outputs.py:maxpool_backward": nhwc_pool("maxpool_forward", "maxpool_backward"),
    "mean_layer.py:MeanPool2d": pool_layer("MeanPool2d"),
    "undivided_mean.py:avg_pool_forward": forward_of(
        lambda c: c.module.avg_pool_forward(c.x, c.pool_param)[0]
    ),
    "undivided_mean.py:avg_pool_backward": pool_cache(
        "avg_pool_forward", "avg_pool_backward", "pool_param"
    ),
    "pool_by_mode.py:max_backward": nhwc_pool("max_forward", "max_backward", named=True),
    "pool_by_mode.py:average_backward": nhwc_pool(
        "average_forward", "average_backward", named=True
    ),
    "erased_maxima.py:max_unpool_gradient": only(
        INPUT,
        lambda c: c.module.max_unpool_gradient(c.g, c.x, c.spec.pool_size[0], c.stride),
    ),
    "mean_by_repeat.py:avg_pool_backward": only(
        INPUT, lambda c: c.module.avg_pool_backward(c.g, c.x)
    ),
    "repeated_mask.py:MaxPool.backward": lambda c: _layer(c, c.module.MaxPool(2)),
    "pooling_columns.py:Pooling": lambda c: _layer(
        c, c.module.Pooling(*c.spec.pool_size, c.stride)
    ),
    "sums_of_windows.py:avg_pool": forward_of(
        lambda c: first(c.module.avg_pool(last(c.x), c.spec.pool_size[0], c.stride))
    ),
    "divided_in_place.py:avg_pool_backward": only(
        INPUT,
        lambda c: first(
            c.module.avg_pool_backward(
                np.moveaxis(c.g, 1, -1), last(c.x), c.spec.pool_size[0], c.stride
            )
        ),
    ),
    "line_pool.py:MaxPool1d": lambda c: _layer(
        c, c.module.MaxPool1d(c.spec.pool_size[0], c.stride)
    ),
}
