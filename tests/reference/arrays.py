"""Arrays of small integers for a layer."""

from __future__ import annotations

from typing import Any

import numpy as np

from symconv.specs import ConvSpec

Array = np.ndarray[Any, Any]


def integer_arrays(spec: ConvSpec, batch: int, seed: int = 0) -> tuple[Array, Array, Any, Array]:
    rng = np.random.default_rng(seed)
    shapes = (
        (batch, *spec.input_shape),
        spec.filter_shape,
        spec.bias_shape,
        (batch, *spec.output_shape),
    )
    x, f, b, grad_o = (rng.integers(-9, 10, shape) for shape in shapes)
    return x, f, b if spec.bias else None, grad_o
