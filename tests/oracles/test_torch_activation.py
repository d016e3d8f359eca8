"""The reference and the kernels of activation layers against PyTorch's autograd, in float64."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symconv import ActivationFunction, ActivationSpec, build_kernel
from tests.layer_arrays import Array, floats, layer_arguments, run_kernel, run_reference
from tests.requirements import require
from tests.strategies_activation import activation_specs

torch = require("torch")

# of numbers around 1, relative to the largest entry of a result or to 1
TOLERANCE = 1e-14


def torch_function(spec: ActivationSpec, x: Any) -> Any:
    match spec.function:
        case ActivationFunction.IDENTITY:
            return x * 1
        case ActivationFunction.RELU:
            return torch.relu(x)
        case ActivationFunction.LEAKY_RELU:
            return torch.nn.functional.leaky_relu(x, float(spec.slope))
        case ActivationFunction.SOFTMAX:
            return torch.softmax(x, spec.axis + 1)
    return getattr(torch, spec.function.value)(x)


def torch_results(spec: ActivationSpec, arrays: dict[str, Array]) -> dict[str, Array]:
    x = torch.tensor(arrays["x"], requires_grad=True)
    output = torch_function(spec, x)
    output.backward(torch.tensor(arrays["grad_o"]))
    return {"forward": output.detach().numpy(), "grad_input": x.grad.numpy()}


def check(spec: ActivationSpec, arrays: dict[str, Array]) -> None:
    expected = torch_results(spec, arrays)
    for results in (run_reference(spec, arrays), run_kernel(build_kernel(spec), arrays)):
        assert results.keys() == expected.keys()
        for function, theirs in expected.items():
            error = np.abs(results[function] - theirs).max()
            assert error <= TOLERANCE * max(1, np.abs(theirs).max()), (function, spec)


@given(activation_specs(60), st.integers(1, 3), st.integers(0, 2**32))
@settings(max_examples=150, deadline=None)
def test_equals_autograd(spec: ActivationSpec, batch: int, seed: int) -> None:
    check(spec, layer_arguments(spec, batch, floats(seed)))


@pytest.mark.parametrize("function", ActivationFunction)
def test_equals_autograd_at_kinks_and_far_out(function: ActivationFunction) -> None:
    x = np.array([[0.0, -0.0, 30.0, -30.0, 750.0, -750.0, 1e-300]])
    grad_o = np.array([[3.0, 5.0, 7.0, 11.0, 13.0, 17.0, 19.0]])
    check(ActivationSpec(7, function), {"x": x, "grad_o": grad_o})
