"""Several NaN in a window of a maximum are a tie, and the layer's `ties` decides it."""

import numpy as np
import pytest

from symconv import PoolSpec, build_kernel


@pytest.mark.parametrize(
    ("ties", "gradient"),
    [("first", [1, 0, 0, 0]), ("last", [0, 0, 1, 0]), ("split", [0.5, 0, 0.5, 0])],
)
@pytest.mark.parametrize("strategy", ["taps", "direct"])
def test_of_several_nan_the_one_that_ties_names_has_the_gradient(
    strategy: str, ties: str, gradient: list[float]
) -> None:
    kernel = build_kernel(PoolSpec(4, 4, ties=ties), strategy)
    x = np.array([[[np.nan, 1, np.nan, 2]]])
    assert kernel.grad_input(np.ones((1, 1, 1)), x).tolist() == [[gradient]]
