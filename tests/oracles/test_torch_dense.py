"""Reference and kernels of dense and flatten layers against PyTorch's autograd, in float64."""

from __future__ import annotations

import numpy as np
import pytest

from symconv import DenseSpec, FlattenSpec, build_kernel
from tests.layer_arrays import floats, layer_arguments, run_kernel, run_reference
from tests.requirements import require

torch = require("torch")

# relative to the largest entry of a result: sums of at most a hundred products
TOLERANCE = 1e-13


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize(("inputs", "units"), [(1, 1), (7, 1), (1, 6), (100, 30), (13, 17)])
def test_dense_equals_linear(inputs: int, units: int, bias: bool) -> None:
    spec = DenseSpec(inputs, units, bias)
    arrays = layer_arguments(spec, 3, floats(inputs))
    tensors = {name: torch.tensor(array, requires_grad=True) for name, array in arrays.items()}
    b = tensors["b"] if bias else torch.zeros(units, dtype=torch.float64, requires_grad=True)
    output = torch.nn.functional.linear(tensors["x"], tensors["w"], b)
    output.backward(torch.tensor(arrays["grad_o"]))
    expected = {
        "forward": output.detach(),
        "grad_input": tensors["x"].grad,
        "grad_weight": tensors["w"].grad,
        "grad_bias": b.grad,
    }
    for results in (run_reference(spec, arrays), run_kernel(build_kernel(spec), arrays)):
        assert results.keys() == expected.keys()
        for function, result in results.items():
            theirs = expected[function].numpy()
            assert result.shape == theirs.shape
            assert np.abs(result - theirs).max() <= TOLERANCE * np.abs(theirs).max(), function


def test_flatten_equals_flatten() -> None:
    spec = FlattenSpec((2, 3, 4, 5))
    arrays = layer_arguments(spec, 3, floats(0))
    x = torch.tensor(arrays["x"], requires_grad=True)
    output = torch.flatten(x, 1)
    output.backward(torch.tensor(arrays["grad_o"]))
    for results in (run_reference(spec, arrays), run_kernel(build_kernel(spec), arrays)):
        assert np.array_equal(results["forward"], output.detach().numpy())
        assert np.array_equal(results["grad_input"], x.grad.numpy())
