"""Adaptive pools against PyTorch's autograd, in float64."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from symconv import AdaptivePoolSpec, build_kernel, reference
from tests.requirements import require

torch: Any = require("torch")
functional = torch.nn.functional

SIZES = [
    ((5,), (2,)), ((7,), (3,)), ((3,), (5,)), ((5, 7), (2, 3)), ((6, 4), (3, 4)),
    ((4, 9), (6, 1)), ((3, 5, 4), (2, 3, 3)), ((4, 4, 6), (2, 5, 1)),
]  # fmt: skip


@pytest.mark.parametrize(("size", "output_size"), SIZES)
@pytest.mark.parametrize("operation", ["average", "max"])
def test_equals_autograd(size: Any, output_size: Any, operation: str) -> None:
    spec = AdaptivePoolSpec(size, output_size, 2, operation)
    rng = np.random.default_rng(0)
    x = rng.standard_normal((3, *spec.input_shape))
    above = rng.standard_normal((3, *spec.output_shape))
    tensor = torch.tensor(x, requires_grad=True)
    kernel = build_kernel(spec)
    if operation == "max":
        pool = getattr(functional, f"adaptive_max_pool{spec.rank}d")
        output, places = pool(tensor, output_size, return_indices=True)
        channels = np.arange(6).reshape(3, 2, *(1,) * spec.rank) * int(np.prod(size))
        assert (kernel.indices(x) == places.numpy() + channels).all()
        assert (reference.indices(spec, x) == kernel.indices(x)).all()
        others = (x,)
    else:
        output = getattr(functional, f"adaptive_avg_pool{spec.rank}d")(tensor, output_size)
        others = ()
    output.backward(torch.tensor(above))
    for forward, gradient in (
        (reference.forward(spec, x), reference.grad_input(spec, above, *others)),
        (kernel.forward(x), kernel.grad_input(above, *others)),
    ):
        np.testing.assert_allclose(forward, output.detach().numpy(), 1e-13, 1e-13)
        np.testing.assert_allclose(gradient, tensor.grad.numpy(), 1e-13, 1e-13)
