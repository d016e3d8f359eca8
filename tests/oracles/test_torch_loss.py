"""The reference and the kernels of losses against PyTorch's autograd, in float64."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from symconv import LossFunction, LossSpec, build_kernel
from tests.layer_arrays import Array, floats, layer_arguments, run_kernel, run_reference
from tests.requirements import require
from tests.strategies_loss import loss_specs

torch = require("torch")

# of numbers around 1, relative to the largest entry of a result or to 1
TOLERANCE = 1e-13


def torch_loss(spec: LossSpec, x: Any, t: Any) -> Any:
    """Give PyTorch's loss of one example, x and t without batch axis.

    Its mean squared error is a mean over everything, and its cross-entropy, summed, takes the
    batch axis first and the channels next.
    """
    functional = torch.nn.functional
    match spec.function:
        case LossFunction.SQUARED_ERROR:
            return functional.mse_loss(x, t, reduction="sum") / 2
        case LossFunction.MEAN_SQUARED_ERROR:
            return functional.mse_loss(x, t, reduction="mean")
        case LossFunction.CROSS_ENTROPY:
            return functional.cross_entropy(x[None], t[None], reduction="sum")
    raise AssertionError(spec)


def torch_results(spec: LossSpec, arrays: dict[str, Array]) -> dict[str, Array]:
    x = torch.tensor(arrays["x"], requires_grad=True)
    t = torch.tensor(arrays["t"])
    losses = torch.stack([torch_loss(spec, *pair) for pair in zip(x, t, strict=True)])
    losses.backward(torch.tensor(arrays["grad_o"]))
    return {"forward": losses.detach().numpy(), "grad_input": x.grad.numpy()}


@given(loss_specs(60), st.integers(1, 3), st.integers(0, 2**32), st.booleans())
@settings(max_examples=120, deadline=None)
def test_equals_autograd(spec: LossSpec, batch: int, seed: int, one_hot: bool) -> None:
    arrays = layer_arguments(spec, batch, floats(seed))
    if one_hot:
        arrays["t"] = (arrays["t"] == arrays["t"].max(axis=1, keepdims=True)).astype(float)
    expected = torch_results(spec, arrays)
    for results in (run_reference(spec, arrays), run_kernel(build_kernel(spec), arrays)):
        assert results.keys() == expected.keys()
        for function, theirs in expected.items():
            assert results[function].shape == theirs.shape
            error = np.abs(results[function] - theirs).max()
            assert error <= TOLERANCE * max(1, np.abs(theirs).max()), (function, spec)
