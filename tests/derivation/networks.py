"""Small networks, and what their derivations come to with every intermediate put in."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

from symconv.derivation import NetworkDerivation
from symconv.roles import Role
from symconv.specs.network import NetworkSpec, layer

POLYNOMIAL = {
    "conv and dense": NetworkSpec((2, 2, 2), [
        layer("conv", filter_size=2, out_channels=2, padding=((0, 0), (1, 0)), bias=True),
        layer("flatten"),
        layer("dense", units=2, bias=True),
        layer("loss", function="squared_error"),
    ]),
    "two convolutions": NetworkSpec((1, 3, 3), [
        layer("conv", filter_size=2, out_channels=2, flip_filter=True, bias=True),
        layer("activation", function="identity"),
        layer("conv", filter_size=(2, 1), out_channels=2, stride=(1, 2)),
        layer("loss", function="mean_squared_error"),
    ]),
    "up and down": NetworkSpec((2, 3), [
        layer("conv_transpose", filter_size=2, out_channels=1, stride=2),
        layer("pool", pool_size=3, operation="average", stride=2),
        layer("loss", function="squared_error"),
    ]),
}  # fmt: skip
RATIONAL = {
    "relu and max": NetworkSpec((1, 5, 6), [
        layer("conv", filter_size=2, out_channels=2, bias=True),
        layer("activation", function="relu"),
        layer("pool", pool_size=2, operation="max", stride=(2, 3)),
        layer("flatten"),
        layer("dense", units=3, bias=True),
        layer("loss", function="squared_error"),
    ]),
    "leaky and min": NetworkSpec((2, 7), [
        layer("conv", filter_size=3, out_channels=3, groups=1, padding=1),
        layer("pool", pool_size=2, operation="min", stride=2),
        layer("activation", function="leaky_relu", slope=0.25),
        layer("activation", function="relu"),
        layer("loss", function="mean_squared_error"),
    ]),
}  # fmt: skip
REAL = {
    "sigmoid and tanh": NetworkSpec((2, 2), [
        layer("flatten"),
        layer("dense", units=3, bias=True),
        layer("activation", function="sigmoid"),
        layer("dense", units=2),
        layer("activation", function="tanh"),
        layer("loss", function="squared_error"),
    ]),
    "softmax": NetworkSpec((3,), [
        layer("dense", units=3),
        layer("activation", function="softmax"),
        layer("loss", function="squared_error"),
    ]),
    "cross-entropy": NetworkSpec((1, 3, 3), [
        layer("pool", pool_size=2, operation="lp", stride=1),
        layer("flatten"),
        layer("dense", units=3, bias=True),
        layer("loss", function="cross_entropy"),
    ]),
}  # fmt: skip
NETWORKS: Mapping[str, NetworkSpec] = {**POLYNOMIAL, **RATIONAL, **REAL}


def given_symbols(d: NetworkDerivation) -> list[sympy.Symbol]:
    """Give the symbols of the network's input, its parameters and its target."""
    layers = list(d.layers.values())
    symbols = list(layers[0].layer.wrt[Role.INPUT].symbols)
    for layer_derivation in layers:
        arrays = layer_derivation.layer
        for role in layer_derivation.spec.parameter_shapes:
            symbols += arrays.wrt[role].symbols
        for array in arrays.data.values():
            symbols += array.symbols
    return symbols


def parameter_gradients(d: NetworkDerivation) -> dict[sympy.Symbol, sympy.Expr]:
    """Give the derived gradient of every parameter entry, by its symbol."""
    found = {}
    for (name, role), gradients in d.gradients.items():
        found |= zip(d.layers[name].layer.wrt[role].symbols, sympy.flatten(gradients), strict=True)
    return found


def composed(d: NetworkDerivation) -> dict[sympy.Symbol, sympy.Expr]:
    """Give every named intermediate with all others put in."""
    values: dict[sympy.Symbol, sympy.Expr] = {}
    for symbol, expression in d.definitions.items():
        values[symbol] = expression.xreplace(values)
    return values


def evaluated(d: NetworkDerivation, numbers: Mapping[sympy.Symbol, Any]) -> dict[sympy.Symbol, Any]:
    """Give the number that every named intermediate is, in order."""
    values = dict(numbers)
    for symbol, expression in d.definitions.items():
        values[symbol] = expression.xreplace(values)
    return values


def fractions_for(symbols: list[sympy.Symbol], seed: int) -> dict[sympy.Symbol, sympy.Rational]:
    """Draw a different fraction for every symbol."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(symbols))
    return {
        symbol: sympy.Rational(*Fraction(int(2 * place - len(symbols)) or 1, 7).as_integer_ratio())
        for symbol, place in zip(symbols, order, strict=True)
    }
