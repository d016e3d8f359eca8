"""Networks that the kernel tests share: extents differ, so that exchanged arrays show."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from symconv import NetworkKernel, NetworkSpec, build_network, layer
from symconv.kernels.networks.header import shape_constants

Array = np.ndarray[Any, Any]

NETWORKS = {
    # every layer rational: certified on fractions; one shape twice, so that two layers fit a place
    "rational": NetworkSpec(
        (1, 5, 4),
        [
            layer("conv", filter_size=3, out_channels=2, bias=True, padding=1),
            layer("activation", function="leaky_relu", slope="1/4"),
            layer("conv", filter_size=3, out_channels=2, padding=1),
            layer("activation", function="relu", name="relu2"),
            layer("pool", pool_size=2, stride=2),
            layer("flatten"),
            layer("dense", units=4, bias=True),
            layer("loss"),
        ],
        name="rational",
    ),
    "real": NetworkSpec(
        (1, 5, 4),
        [
            layer("conv", filter_size=2, out_channels=2, bias=True, flip_filter=True),
            layer("activation", function="tanh"),
            layer("conv_transpose", filter_size=2, out_channels=3, stride=2),
            layer("pool", pool_size=3, stride=2, operation="average", padding=1),
            layer("flatten"),
            layer("dense", units=3),
            layer("loss", function="cross_entropy"),
        ],
        name="real",
    ),
    "no loss": NetworkSpec(
        (2, 7), [layer("conv", filter_size=3, out_channels=2), layer("pool", pool_size=2)],
        name="block",
    ),
    "polynomial": NetworkSpec(
        (1, 4, 3),
        [layer("conv", filter_size=2, out_channels=2, bias=True), layer("conv", filter_size=2)],
        name="polynomial",
    ),
    "no parameters": NetworkSpec(
        (2, 4), [layer("pool", pool_size=2), layer("activation"), layer("loss")], name="fixed"
    ),
    "only a loss": NetworkSpec((3,), [layer("loss", function="mean_squared_error")], name="loss"),
    "one layer": NetworkSpec((3,), [layer("dense", units=2)], name="one"),
}  # fmt: skip


@lru_cache(maxsize=32)
def network_of(name: str, input_gradient: bool = False) -> NetworkKernel:
    return build_network(NETWORKS[name], input_gradient=input_gradient)


def arguments_of(kernel: NetworkKernel, batch: int = 2, seed: int = 0) -> tuple[Any, ...]:
    """Give x, t (or grad_o without a loss) and parameters, of floats."""
    rng = np.random.default_rng(seed)
    shapes = shape_constants(kernel.spec)
    above = shapes["TARGET_SHAPE" if kernel.spec.loss else "OUTPUT_SHAPE"]
    parameters = {
        name: rng.standard_normal(shape) for name, shape in kernel.parameter_shapes.items()
    }
    x, upstream = (
        rng.standard_normal((batch, *shape)) for shape in (kernel.spec.input_shape, above)
    )
    return x, upstream, parameters
