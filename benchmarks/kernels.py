"""What the kernels cost next to the reference and to each other, as ratios taken in one run.

Run it with `python benchmarks/kernels.py`. Times are the best of several calls, float32.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from symconv import ConvSpec, TooLargeError, build_kernel, reference
from symconv.kernels import strategies_of

LAYERS = {
    "slides 3×3": (ConvSpec((3, 3), (2, 2)), 8),
    "LeNet-5 conv1": (ConvSpec((32, 32), 5, 1, 6), 8),
    "LeNet-5 conv2": (ConvSpec((14, 14), 5, 6, 16), 8),
    "ResNet block": (ConvSpec((56, 56), 3, 64, 64, padding=1), 1),
    "depthwise": (ConvSpec((56, 56), 3, 64, 64, groups=64, padding=1), 1),
}

CONV_STRATEGIES = strategies_of(ConvSpec(3, 2))


def best_of(action: Callable[[], Any], calls: int = 5) -> float:
    """Give the seconds of the fastest of some calls."""
    times = []
    for _ in range(calls):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def training_step(
    functions: Any, arrays: tuple[Any, Any, Any], *first: ConvSpec
) -> Callable[[], None]:
    """Give one forward pass with both gradients."""
    x, f, grad_o = arrays

    def step() -> None:
        functions.forward(*first, x, f)
        functions.grad_input(*first, grad_o, f)
        functions.grad_filter(*first, grad_o, x)

    return step


def main() -> None:
    """Print the table."""
    table = Table("layer", "batch", "reference", *CONV_STRATEGIES, "auto picks", title="Kernels")
    rng = np.random.default_rng(0)
    for name, (spec, batch) in LAYERS.items():
        arrays = (
            rng.standard_normal((batch, *spec.input_shape), dtype=np.float32),
            rng.standard_normal(spec.filter_shape, dtype=np.float32),
            rng.standard_normal((batch, *spec.output_shape), dtype=np.float32),
        )
        seconds: dict[str, float] = {}
        for strategy in CONV_STRATEGIES:
            try:
                kernel = build_kernel(spec, strategy)
            except TooLargeError:
                continue
            seconds[strategy] = best_of(training_step(kernel, arrays))
        plain = best_of(training_step(reference, arrays, spec), calls=2)
        fastest = min(seconds.values())
        cells = [
            f"{seconds[strategy] / fastest:.2f}" if strategy in seconds else "refused"
            for strategy in CONV_STRATEGIES
        ]
        auto = str(build_kernel(spec, "auto").strategy)
        table.add_row(name, str(batch), f"{plain / fastest:.1f}", *cells, auto)
    Console(width=110).print(table)
    Console(width=110).print("Forward and both gradients, relative to the fastest strategy.")


if __name__ == "__main__":
    main()
