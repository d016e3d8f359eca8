"""What small types of numbers cost in kernels, as ratios to 64-bit floats taken in one run.

Run it with `python benchmarks/number_types.py`. Times are the best of several calls of one
function; the last column has integers whose sums 64-bit floats do not hold.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from symconv import ConvSpec, ConvTransposeSpec, DenseSpec, build_kernel
from symconv.specs import LayerSpec

LAYERS: Mapping[str, tuple[LayerSpec, str]] = {
    "LeNet-5 conv2, im2col": (ConvSpec((14, 14), 5, 6, 16), "im2col"),
    "LeNet-5 conv2, taps": (ConvSpec((14, 14), 5, 6, 16), "taps"),
    "ResNet block, im2col": (ConvSpec((56, 56), 3, 64, 64, padding=1), "im2col"),
    "ResNet block, taps": (ConvSpec((56, 56), 3, 64, 64, padding=1), "taps"),
    "depthwise, taps": (ConvSpec((56, 56), 3, 64, 64, groups=64, padding=1), "taps"),
    "one filter 4×4, explicit": (ConvSpec((8, 8), 4), "explicit"),
    "transposed, im2col": (ConvTransposeSpec((28, 28), 3, 64, 32, stride=2), "im2col"),
    "transposed, taps": (ConvTransposeSpec((28, 28), 3, 64, 32, stride=2), "taps"),
    "dense 1024 to 512": (DenseSpec(1024, 512), "direct"),
}
TYPES = ("uint8", "int32", "int64", "float16", "float32")
LARGE = 2**27
"""Of such integers floats do not hold the sums of products, which are made in parts."""
BATCH = 4


def best_of(action: Callable[[], Any], calls: int = 7) -> float:
    """Give the seconds of the fastest of some calls."""
    times = []
    for _ in range(calls):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def arrays(spec: LayerSpec, function: str, held: str, factor: int = 1) -> list[Any]:
    """Give the arguments of a function, small integers times a factor, in a type of numbers."""
    rng = np.random.default_rng(0)
    taken = [spec.arguments[name] for name in spec.functions[function]]
    shapes = [(BATCH, *at.shape) if at.batched else at.shape for at in taken]
    return [(factor * rng.integers(1, 9, shape)).astype(held) for shape in shapes]


def main() -> None:
    """Print the table."""
    table = Table("layer", "function", "float64", *TYPES, "int32, large", title="Types of numbers")
    for name, (spec, strategy) in LAYERS.items():
        kernel = build_kernel(spec, strategy)
        for function in spec.functions:
            run = getattr(kernel, function)

            def seconds(held: str, factor: int = 1, calls: int = 7) -> float:
                given = arrays(spec, function, held, factor)  # noqa: B023
                return best_of(lambda: run(*given), calls)  # noqa: B023

            usual = seconds("float64")
            ratios = [seconds(held) / usual for held in TYPES]
            ratios.append(seconds("int32", LARGE, calls=2) / usual)
            cells = [f"{ratio:.1f}" for ratio in ratios]
            table.add_row(name, function, f"{usual * 1e3:.2f} ms", *cells)
    Console(width=110).print(table)
    Console(width=110).print("Relative to the same function of 64-bit floats.")


if __name__ == "__main__":
    main()
