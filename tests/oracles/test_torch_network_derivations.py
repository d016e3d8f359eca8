"""Derived networks, evaluated step by step, against PyTorch's autograd in float64."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
import pytest
import sympy

from symconv.derivation import NetworkDerivation, derive_network
from symconv.roles import Role
from tests.derivation.networks import NETWORKS, evaluated
from tests.oracles.torch_networks import torch_network

TOLERANCE = 1e-12  # relative to 1: sums of a few dozen products of numbers below 2
LETTERS = {Role.FILTER: "f", Role.WEIGHT: "w", Role.BIAS: "b"}
Array = np.ndarray[Any, Any]


def drawn(shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Draw different numbers that floats and fractions hold exactly."""
    return rng.permutation(np.arange(prod(shape)) * 4 - 2 * prod(shape) + 1).reshape(shape) / 64


def numbers_of(
    d: NetworkDerivation, x: Array, target: Array, parameters: dict[str, Array]
) -> dict[sympy.Symbol, sympy.Rational]:
    """Give every symbol of what the network is given its number."""
    layers = list(d.layers.items())
    arrays = [(layers[0][1].layer.wrt[Role.INPUT], x)]
    for name, layer in layers:
        arrays += [
            (layer.layer.wrt[role], parameters[f"{name}_{LETTERS[role]}"])
            for role in layer.spec.parameter_shapes
        ]
        arrays += [(array, target) for array in layer.layer.data.values()]
    return {
        symbol: sympy.Rational(*float(value).as_integer_ratio())
        for array, values in arrays
        for symbol, value in zip(array.symbols, values.flat, strict=True)
    }


@pytest.mark.parametrize("name", NETWORKS)
def test_derivation_and_autograd_agree(name: str) -> None:
    network, rng = NETWORKS[name], np.random.default_rng(7)
    d = derive_network(network)
    x = drawn(network.input_shape, rng)
    target = drawn(network.hidden[-1].spec.output_shape, rng)
    parameters = {
        f"{layer_name}_{LETTERS[role]}": drawn(shape, rng)
        for (layer_name, role), shape in network.parameter_shapes.items()
    }
    values = evaluated(d, numbers_of(d, x, target, parameters))
    loss, gradients, _ = torch_network(network, x[None], target[None], parameters)
    np.testing.assert_allclose(float(values[sympy.Symbol("L")]), loss, TOLERANCE, TOLERANCE)
    assert len(d.gradients) == len(gradients)
    for (layer_name, role), derived in d.gradients.items():
        found = [float(g.xreplace(values)) for g in sympy.flatten(derived)]
        expected = gradients[f"{layer_name}_{LETTERS[role]}"]
        np.testing.assert_allclose(found, expected.ravel(), TOLERANCE, TOLERANCE)
        assert np.any(expected != 0)
