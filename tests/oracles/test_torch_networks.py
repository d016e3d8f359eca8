"""Generated networks against PyTorch's autograd, and against differences, in float64.

Finite differences stand in for PyTorch where it has no such layer (minima, windows that end beyond
the padding, p-norms of padded input): the oracle has to compose those of other functions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from symconv import NetworkKernel, NetworkSpec, build_network
from symconv.kernels.networks.header import shape_constants
from tests.oracles.torch_networks import torch, torch_network
from tests.strategies_networks import drawn_networks, network_labels

Array = np.ndarray[Any, Any]

NETWORKS = 250
LEAST = {
    "conv": 60, "conv_transpose": 20, "pool": 50, "activation": 60, "flatten": 30, "dense": 60,
    "loss": 100, "no loss": 50, "5 layers": 20,
}  # fmt: skip
LEAST_OF_AN_OPTION = 4
# of one result, relative to its largest entry or to 1: five layers of sums of a hundred products
TOLERANCE = 1e-11
# of a directional derivative by central differences; their own error is about 1e-10
STEP, DIFFERENCE_TOLERANCE = 1e-5, 1e-6


@dataclass(frozen=True)
class Case:
    """A network's module, and arguments for it; `upstream` is t, or grad_o without a loss."""

    kernel: NetworkKernel
    x: Array
    upstream: Array
    parameters: dict[str, Array]

    def total(self, x: Array, parameters: dict[str, Array]) -> float:
        """Give the loss, or what stands for it: the output times its gradient from above."""
        if self.kernel.spec.loss:
            return float(self.kernel.loss(x, self.upstream, parameters))
        return float((self.kernel.forward(x, parameters) * self.upstream).sum())

    def gradients(self) -> tuple[dict[str, Array], Array]:
        *_, gradients, grad_x = self.kernel.backward(self.x, self.upstream, self.parameters)
        return gradients, grad_x


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Keep PyTorch from starting threads for arrays so small that they only wait."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return [case_of(network, seed) for seed, network in enumerate(drawn_networks(NETWORKS))]


def case_of(network: NetworkSpec, seed: int) -> Case:
    rng = np.random.default_rng(seed)
    kernel = build_network(network, input_gradient=True)
    batch, shapes = 1 + seed % 3, shape_constants(network)
    above = shapes["TARGET_SHAPE" if network.loss else "OUTPUT_SHAPE"]
    parameters = {
        name: rng.standard_normal(shape) for name, shape in kernel.parameter_shapes.items()
    }
    x, upstream = (rng.standard_normal((batch, *shape)) for shape in (network.input_shape, above))
    return Case(kernel, x, upstream, parameters)


def test_equals_autograd(cases: list[Case]) -> None:
    for case in cases:
        expected = torch_network(case.kernel.spec, case.x, case.upstream, case.parameters)
        gradients, grad_x = case.gradients()
        if case.kernel.spec.loss:
            result = case.kernel.backward(case.x, case.upstream, case.parameters)[0]
        else:
            result = case.kernel.forward(case.x, case.parameters)
        assert list(gradients) == list(expected[1])
        pairs = [(result, expected[0]), (grad_x, expected[2])]
        pairs += [(gradients[name], array) for name, array in expected[1].items()]
        for given, wanted in pairs:
            assert np.shape(given) == wanted.shape, case.kernel.spec
            assert given.dtype == np.float64, case.kernel.spec
            error = np.abs(given - wanted).max()
            assert error <= TOLERANCE * max(1, np.abs(wanted).max()), case.kernel.spec


def test_equals_differences(cases: list[Case]) -> None:
    """Derive the loss along a random direction in all parameters and the input together."""
    for seed, case in enumerate(cases):
        rng = np.random.default_rng([seed, 1])
        along_x = rng.standard_normal(case.x.shape)
        along = {name: rng.standard_normal(a.shape) for name, a in case.parameters.items()}
        totals = [
            case.total(
                case.x + step * along_x,
                {name: array + step * along[name] for name, array in case.parameters.items()},
            )
            for step in (STEP, -STEP)
        ]
        difference = (totals[0] - totals[1]) / (2 * STEP)
        gradients, grad_x = case.gradients()
        given = (grad_x * along_x).sum() + sum((gradients[n] * along[n]).sum() for n in along)
        scale = max(
            1, abs(given), *(np.abs(array).max() for array in (grad_x, *gradients.values()))
        )
        assert abs(given - difference) <= DIFFERENCE_TOLERANCE * scale, case.kernel.spec


def test_every_kind_is_drawn(cases: list[Case], capsys: pytest.CaptureFixture[str]) -> None:
    counts = Counter(label for case in cases for label in network_labels(case.kernel.spec))
    with capsys.disabled():
        shown = ", ".join(f"{label} {counts[label]}" for label in sorted(counts))
        print(f"\n{len(cases)} networks against PyTorch: {shown}")
    for label, least in LEAST.items():
        assert counts[label] >= least, label
    for label in OPTIONS:
        assert counts[label] >= LEAST_OF_AN_OPTION, label


OPTIONS = [
    *(f"activation function {name}"
      for name in ("identity", "relu", "leaky_relu", "sigmoid", "tanh", "softmax")),
    *(f"loss function {name}"
      for name in ("squared_error", "mean_squared_error", "cross_entropy")),
    *(f"pool operation {name}" for name in ("max", "min", "average", "lp")),
    *(f"conv padding_mode {name}" for name in ("zeros", "circular", "reflect", "replicate")),
    *(f"{kind} {what}" for kind in ("conv", "conv_transpose")
      for what in ("asymmetric pads", "dilated", "grouped")),
    "pool ceil_mode True", "pool count_include_pad True", "pool asymmetric pads", "pool dilated",
]  # fmt: skip
