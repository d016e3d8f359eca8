"""Layers that the kernel tests share, and the functions of a kernel beside the reference's."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from symconv import reference
from symconv.kernels import Kernel, build_kernel, strategies_of
from symconv.specs import ConvSpec

Array = np.ndarray[Any, Any]

STRATEGIES = strategies_of(ConvSpec(3, 2))
"""The strategies that compute a convolution."""

# Extents differ from each other, so that exchanged axes show in shapes; every option occurs.
LAYERS = {
    "plain": ConvSpec((3, 3), (2, 2)),
    "1-D": ConvSpec(11, 3, 2, 4, stride=2, dilation=2, padding=((1, 2),), bias=True),
    "3-D": ConvSpec((5, 4, 7), (2, 1, 3), 3, 2, stride=(1, 2, 3), padding=(1, 0, 2)),
    "rectangle": ConvSpec((7, 6), (3, 2), 2, 3, padding=((2, 0), (0, 1)), bias=True),
    "flip": ConvSpec((7, 6), (3, 2), 2, 3, stride=(2, 1), flip_filter=True),
    "groups": ConvSpec((6, 5), (3, 2), 4, 6, groups=2, stride=2, dilation=(1, 2), padding=1),
    "depthwise": ConvSpec((6, 5), (3, 2), 4, 4, groups=4, padding="same", bias=True),
    "multiplier": ConvSpec((5, 4), (3, 2), 3, 6, groups=3, dilation=(1, 2)),
    "one filter": ConvSpec((5, 7), (3, 4), 2, 1, padding="same_lower", flip_filter=True),
    "remainder": ConvSpec((9, 8), (2, 3), 2, 3, stride=(4, 3), padding=((0, 1), (0, 0))),
    "in padding": ConvSpec((1, 2), (1, 2), 1, 2, stride=(3, 1), padding=(3, 2), bias=True),
    "no terms": ConvSpec((1,), (2,), 1, 2, stride=1, dilation=2, padding=1),
    "circular": ConvSpec(
        (4, 3), (3, 2), 2, 3, padding=((4, 1), (0, 3)), padding_mode="circular", stride=(2, 1)
    ),
    "reflect": ConvSpec(
        (5, 4), (2, 3), 2, 1, padding=((4, 0), (3, 3)), padding_mode="reflect", flip_filter=True
    ),
    "replicate": ConvSpec(
        (4, 3), (3, 2), 2, 4, groups=2, padding=((1, 3), (2, 0)), padding_mode="replicate"
    ),
    "all copied": ConvSpec((2, 1), (3, 4), 1, 2, padding=(2, 3), padding_mode="replicate"),
}


@lru_cache(maxsize=128)
def kernel_of(layer: str, strategy: str) -> Kernel:
    return build_kernel(LAYERS[layer], strategy)


def compared(
    kernel: Kernel, x: Array, f: Array, b: Array | None, grad_o: Array
) -> Iterator[tuple[str, Array, Array]]:
    """Give each function's name, what the kernel makes of the arrays, and the reference."""
    spec = kernel.spec
    bias = () if b is None else (b,)
    yield "forward", kernel.forward(x, f, *bias), reference.forward(spec, x, f, *bias)
    yield "grad_input", kernel.grad_input(grad_o, f), reference.grad_input(spec, grad_o, f)
    yield "grad_filter", kernel.grad_filter(grad_o, x), reference.grad_filter(spec, grad_o, x)
    yield "grad_bias", kernel.grad_bias(grad_o), reference.grad_bias(spec, grad_o)


def assert_agrees(kernel: Kernel, x: Array, f: Array, b: Array | None, grad_o: Array) -> None:
    for function, given, expected in compared(kernel, x, f, b, grad_o):
        message = f"{function} of {kernel.name}"
        assert given.dtype == expected.dtype, message
        assert given.shape == expected.shape, message
        np.testing.assert_array_equal(given, expected, err_msg=message)
