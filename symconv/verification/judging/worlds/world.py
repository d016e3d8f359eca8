"""Small networks of numbers: every array that a document may speak of, with its derivatives.

A world has layers 1 to Q. Layer q takes `Family.POST` q-1 and gives `Family.PRE` q, on which the
activation acts, if there is one, to give `Family.POST` q. The loss is a linear function of the
last layer's output, so that its gradient there is any array. Activations are any functions: their
values and slopes are drawn like the entries of the input. Everything is an exact integer, or a
fraction where a pool takes an average.

Indices count from 0 here: maps `(n, c, *position)`, filters `(k, c, *tap)`, biases `(k,)`.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import prod
from typing import Any, TypeAlias

from symconv.derivation.algebra.polynomial import Polynomial
from symconv.specs import ConvSpec, Pooling
from symconv.symbolic.geometry import meetings
from symconv.verification.judging.worlds.pool_numbers import draw_numbers

Indices: TypeAlias = tuple[int, ...]
Values: TypeAlias = Mapping[Indices, Any]


class Family(StrEnum):
    """What an array of a network is."""

    PRE = "pre"
    """A layer's output, before its activation."""
    POST = "post"
    """What the next layer takes; the input for layer 0."""
    FILTER = "filter"
    BIAS = "bias"


@dataclass(frozen=True)
class Variable:
    """An entry by which something is differentiated, or which is read."""

    family: Family
    layer: int
    index: Indices


@dataclass(frozen=True)
class Layer:
    """A convolution of a world, or a pool; `batch` examples go through it."""

    spec: ConvSpec
    batch: int = 1
    bias_placed: bool = False
    """Whether every output position has a bias of its own."""
    pool: Pooling | None = None

    @property
    def bias_shape(self) -> Indices:
        """The shape of its bias."""
        shape = self.spec.output_shape
        return shape if self.bias_placed else shape[:1]

    def channel(self, k: int, c: int) -> int:
        """Give the input channel that channel c of filter k meets: that of its group."""
        return k // (self.spec.out_channels // self.spec.groups) * self.spec.filter_shape[1] + c

    def met(self, position: Indices) -> list[tuple[Indices, Indices]]:
        """Give the (tap, input position) pairs that meet at an output position."""
        return [(m.filter_index, m.input_index) for m in meetings(self.spec, position)]


@dataclass
class World:
    """A network of numbers. `values` and `gradients` give arrays by family and layer."""

    layers: tuple[Layer, ...]
    activated: bool
    seed: int = 0
    symbolic: bool = False
    """Whether the numbers are variables, so that equal values are equal polynomials."""
    plain: bool = False
    """Whether the numbers are small, as a person would take them for an example."""
    values: dict[tuple[Family, int], dict[Indices, Any]] = field(default_factory=dict)
    slopes: dict[int, dict[Indices, Any]] = field(default_factory=dict)
    gradients: dict[tuple[Family, int], dict[Indices, Any]] = field(default_factory=dict)
    _best: dict[tuple[int, int, int, Indices], Indices] = field(default_factory=dict)
    _tangents: dict[Variable, dict[tuple[Family, int], dict[Indices, Any]]] = field(
        default_factory=dict
    )

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 - numbers to try, no secrets
        self._variables = 0
        first = self.layers[0]
        shape = (first.batch, *first.spec.input_shape)
        self.values[Family.PRE, 0] = self._draw_input(shape)
        self._activate(0)
        for number, layer in enumerate(self.layers, 1):
            self.values[Family.FILTER, number] = self._draw(layer.spec.filter_shape)
            self.values[Family.BIAS, number] = self._draw(layer.bias_shape)
            self.values[Family.PRE, number] = self._forward(number)
            self._activate(number)
        self._backward()

    @property
    def top(self) -> int:
        """The number of the last layer."""
        return len(self.layers)

    @property
    def pooled(self) -> bool:
        """Whether a layer is a pool."""
        return any(layer.pool for layer in self.layers)

    def shape(self, family: Family, layer: int) -> Indices:
        """Give an array's shape; an array that the world does not have has shape ()."""
        if family is Family.FILTER:
            return self.layers[layer - 1].spec.filter_shape if 1 <= layer <= self.top else ()
        if family is Family.BIAS:
            return self.layers[layer - 1].bias_shape if 1 <= layer <= self.top else ()
        if layer == 0:
            return (self.layers[0].batch, *self.layers[0].spec.input_shape)
        if not 1 <= layer <= self.top:
            return ()
        return (self.layers[layer - 1].batch, *self.layers[layer - 1].spec.output_shape)

    def _number(self) -> Any:
        if self.symbolic:
            self._variables += 1
            return Polynomial.variable(self._variables)
        if self.plain:
            return self._random.randint(1, 9)
        return self._random.choice((-1, 1)) * self._random.randint(2, 9973)

    def _draw_input(self, shape: Indices) -> dict[Indices, Any]:
        if not self.pooled or self.symbolic or self.plain:
            return self._draw(shape)
        places = list(product(*map(range, shape)))
        return dict(draw_numbers(places, self.layers[0].spec.filter_size, self.seed))

    def _draw(self, shape: Indices) -> dict[Indices, Any]:
        return {index: self._number() for index in product(*map(range, shape))}

    def _activate(self, number: int) -> None:
        before = self.values[Family.PRE, number]
        if not self.activated:
            self.values[Family.POST, number] = before
            self.slopes[number] = dict.fromkeys(before, 1)
            return
        self.values[Family.POST, number] = {index: self._number() for index in before}
        self.slopes[number] = {index: self._number() for index in before}

    def _met(self, number: int) -> dict[Indices, list[tuple[Indices, Indices]]]:
        layer = self.layers[number - 1]
        return {
            position: layer.met(position)
            for position in product(*map(range, layer.spec.output_size))
        }

    def _weight(self, number: int, n: int, k: int, c: int, tap: Indices, place: Indices) -> Any:
        """Give what an entry is multiplied by where a tap meets it: a filter's entry, or a pool's.

        Of a maximum it is 1 for the first largest entry of the window, else 0.
        """
        layer = self.layers[number - 1]
        if layer.pool is None:
            return self.values[Family.FILTER, number][k, c, *tap]
        if layer.pool is Pooling.AVERAGE:
            return Fraction(1, prod(layer.spec.filter_size))
        position = tuple(
            (p + before - d * t) // s
            for p, t, s, d, (before, _) in zip(
                place, tap, layer.spec.stride, layer.spec.dilation, layer.spec.pads, strict=True
            )
        )
        return int(self._largest(number, n, k, position) == place)

    def _largest(self, number: int, n: int, k: int, position: Indices) -> Indices:
        """Give where the largest entry of a window is, the first of several."""
        key = (number, n, k, position)
        if key not in self._best:
            layer, taken = self.layers[number - 1], self.values[Family.POST, number - 1]
            places = [place for _, place in layer.met(position)]
            channel = layer.channel(k, 0)
            self._best[key] = max(places, key=lambda place: taken[n, channel, *place])
        return self._best[key]

    def _forward(self, number: int) -> dict[Indices, Any]:
        layer = self.layers[number - 1]
        taken = self.values[Family.POST, number - 1]
        bias = self.values[Family.BIAS, number]
        channels = range(layer.spec.filter_shape[1])
        met = self._met(number)
        return {
            (n, k, *position): (
                bias[(k, *position)[: len(layer.bias_shape)]] if layer.spec.bias else 0
            )
            + sum(
                self._weight(number, n, k, c, tap, place) * taken[n, layer.channel(k, c), *place]
                for tap, place in met[position]
                for c in channels
            )
            for n in range(layer.batch)
            for k in range(layer.spec.output_shape[0])
            for position in met
        }

    def _backward(self) -> None:
        top = self.top
        last = {i: self._number() for i in self.values[Family.PRE, top]}
        self.gradients[Family.POST, top] = self.gradients[Family.PRE, top] = last
        if self.activated:
            slopes = self.slopes[top]
            self.gradients[Family.PRE, top] = {i: value * slopes[i] for i, value in last.items()}
        for number in range(top, 0, -1):
            self._backward_through(number)
            above = self.gradients[Family.POST, number - 1]
            slopes = self.slopes[number - 1]
            self.gradients[Family.PRE, number - 1] = (
                {index: value * slopes[index] for index, value in above.items()}
                if self.activated
                else above
            )

    def _backward_through(self, number: int) -> None:
        layer, given = self.layers[number - 1], self.gradients[Family.PRE, number]
        taken, filters = self.values[Family.POST, number - 1], self.values[Family.FILTER, number]
        by_input, by_filter = dict.fromkeys(taken, 0), dict.fromkeys(filters, 0)
        by_bias = dict.fromkeys(self.values[Family.BIAS, number], 0)
        met = self._met(number)
        for (n, k, *position), value in given.items():
            by_bias[(k, *position)[: len(layer.bias_shape)]] += value
            for tap, place in met[tuple(position)]:
                for c in range(layer.spec.filter_shape[1]):
                    weight = self._weight(number, n, k, c, tap, place)
                    by_input[n, layer.channel(k, c), *place] += value * weight
                    by_filter[k, c, *tap] += value * taken[n, layer.channel(k, c), *place]
        self.gradients[Family.POST, number - 1] = by_input
        self.gradients[Family.FILTER, number] = by_filter
        self.gradients[Family.BIAS, number] = by_bias

    def slope(self, of: Variable, by: Variable) -> Any:
        """Give the derivative of one entry by another, 0 where the one does not depend on it."""
        if of == by:
            return 1
        return self._tangent(by).get((of.family, of.layer), {}).get(of.index, 0)

    def _tangent(self, by: Variable) -> dict[tuple[Family, int], dict[Indices, Any]]:
        """Give how every entry above changes with one entry, array by array."""
        known = self._tangents.get(by)
        if known is not None:
            return known
        found: dict[tuple[Family, int], dict[Indices, Any]] = {}
        number = by.layer
        if by.family in (Family.FILTER, Family.BIAS):
            found[Family.PRE, number] = self._changed_by_parameter(by)
        else:
            found[by.family, number] = {by.index: 1}
            if by.family is Family.POST and not self.activated:
                found[Family.PRE, number] = found[by.family, number]
        while True:
            if (Family.POST, number) not in found:
                slopes = self.slopes[number]
                found[Family.POST, number] = {
                    index: value * slopes[index]
                    for index, value in found[Family.PRE, number].items()
                }
            if number == self.top:
                break
            number += 1
            found[Family.PRE, number] = self._changed(number, found[Family.POST, number - 1])
        self._tangents[by] = found
        return found

    def _changed_by_parameter(self, by: Variable) -> dict[Indices, Any]:
        layer = self.layers[by.layer - 1]
        outputs = self.values[Family.PRE, by.layer]
        k = by.index[0]
        if by.family is Family.BIAS:
            count = len(layer.bias_shape)
            one = int(layer.spec.bias)
            return {i: one for i in outputs if i[1 : 1 + count] == by.index}
        taken, (c, *tap) = self.values[Family.POST, by.layer - 1], by.index[1:]
        met = self._met(by.layer)
        return {
            index: sum(
                taken[index[0], layer.channel(k, c), *place]
                for t, place in met[index[2:]]
                if t == tuple(tap)
            )
            for index in outputs
            if index[1] == k
        }

    def _changed(self, number: int, below: Mapping[Indices, Any]) -> dict[Indices, Any]:
        layer = self.layers[number - 1]
        met = self._met(number)
        examples = {index[0] for index in below}
        return {
            (n, k, *position): sum(
                self._weight(number, n, k, c, tap, place)
                * below.get((n, layer.channel(k, c), *place), 0)
                for tap, place in pairs
                for c in range(layer.spec.filter_shape[1])
            )
            for n in sorted(examples)
            for k in range(layer.spec.output_shape[0])
            for position, pairs in met.items()
        }


@lru_cache(maxsize=128)
def world_of(
    layers: tuple[Layer, ...],
    activated: bool,
    seed: int = 0,
    symbolic: bool = False,
    plain: bool = False,
) -> World:
    """Give a world, the same one for the same layers: many claims are tried in it."""
    return World(layers, activated, seed, symbolic, plain)
