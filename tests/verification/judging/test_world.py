"""Worlds of integers: their gradients are the reference's, their slopes those of differences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from symconv import ConvSpec, reference
from symconv.verification.judging.worlds.world import Family, Indices, Layer, Variable, World

SPECS = (
    ConvSpec((4, 5), (2, 3)),
    ConvSpec((7, 6), (3, 2), stride=(2, 3), padding=((1, 0), (2, 1))),
    ConvSpec((6, 5), (2, 2), dilation=(3, 2), padding=1),
    ConvSpec((4, 5), (2, 3), in_channels=4, out_channels=6, groups=2, bias=True),
    ConvSpec((5, 4), (3, 2), in_channels=2, out_channels=3, flip_filter=True, padding=1),
    ConvSpec((7,), (3,), stride=2, bias=True),
    ConvSpec((4, 3, 5), (2, 2, 3), in_channels=2),
)
ACTIVATED = (
    Layer(ConvSpec((6, 5), (2, 3), out_channels=3, bias=True), batch=2),
    Layer(ConvSpec((5, 3), (3, 2), in_channels=3, out_channels=2, padding=1, bias=True), batch=2),
)
PLACED = Layer(ConvSpec((4, 5), (2, 3), out_channels=2, bias=True), batch=2, bias_placed=True)


def array(values: Mapping[Indices, Any]) -> np.ndarray:
    found = np.zeros([1 + max(at) for at in zip(*values, strict=True)], dtype=object)
    for index, value in values.items():
        found[index] = value
    return found


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_one_layer_is_that_of_the_reference(spec: ConvSpec) -> None:
    world = World((Layer(spec, batch=2),), activated=False, seed=3)
    x, f = array(world.values[Family.POST, 0]), array(world.values[Family.FILTER, 1])
    given = array(world.gradients[Family.PRE, 1])
    b = (array(world.values[Family.BIAS, 1]),) if spec.bias else ()
    assert np.array_equal(array(world.values[Family.PRE, 1]), reference.forward(spec, x, f, *b))
    by_input = reference.grad_input(spec, given, f)
    assert np.array_equal(array(world.gradients[Family.POST, 0]), by_input)
    by_filter = reference.grad_filter(spec, given, x)
    assert np.array_equal(array(world.gradients[Family.FILTER, 1]), by_filter)
    by_bias = given.sum(axis=(0, *range(2, given.ndim)))
    assert np.array_equal(array(world.gradients[Family.BIAS, 1]), by_bias)


def test_two_layers_with_an_activation_are_those_of_the_reference() -> None:
    world = World(ACTIVATED, activated=True, seed=5)
    second = ACTIVATED[1].spec
    given = array(world.gradients[Family.PRE, 2])
    f, x = array(world.values[Family.FILTER, 2]), array(world.values[Family.POST, 1])
    assert np.array_equal(
        array(world.values[Family.PRE, 2]),
        reference.forward(second, x, f, array(world.values[Family.BIAS, 2])),
    )
    through = reference.grad_input(second, given, f)
    assert np.array_equal(array(world.gradients[Family.POST, 1]), through)
    before = through * array(world.slopes[1])
    assert np.array_equal(array(world.gradients[Family.PRE, 1]), before)
    by_filter = reference.grad_filter(
        ACTIVATED[0].spec, before, array(world.values[Family.POST, 0])
    )
    assert np.array_equal(array(world.gradients[Family.FILTER, 1]), by_filter)


def test_a_bias_per_position_has_the_gradient_of_its_own_output() -> None:
    world = World((PLACED,), activated=False, seed=2)
    assert world.shape(Family.BIAS, 1) == (2, 3, 3)
    given = array(world.gradients[Family.PRE, 1])
    assert np.array_equal(array(world.gradients[Family.BIAS, 1]), given.sum(axis=0))
    plain = array(world.values[Family.PRE, 1]) - array(world.values[Family.BIAS, 1])
    without = replace(PLACED.spec, bias=False)
    x, f = array(world.values[Family.POST, 0]), array(world.values[Family.FILTER, 1])
    assert np.array_equal(plain, reference.forward(without, x, f))


def changed(world: World, by: Variable) -> dict[tuple[Family, int], dict[Indices, Any]]:
    """Give how the arrays above change when an entry grows by 1; activations are lines there."""
    other = World(world.layers, world.activated, world.seed)
    other.values[by.family, by.layer] = dict(other.values[by.family, by.layer])
    other.values[by.family, by.layer][by.index] += 1
    activate = by.family is Family.PRE
    for number in range(by.layer, world.top + 1):
        made = by.family in (Family.FILTER, Family.BIAS) or number > by.layer
        if made and number:
            other.values[Family.PRE, number] = other._forward(number)
        if made or activate:
            slopes = world.slopes[number]
            other.values[Family.POST, number] = {
                index: world.values[Family.POST, number][index]
                + slopes[index] * (value - world.values[Family.PRE, number][index])
                for index, value in other.values[Family.PRE, number].items()
            }
    return {
        key: {index: value - world.values[key][index] for index, value in values.items()}
        for key, values in other.values.items()
    }


VARIABLES = (
    Variable(Family.FILTER, 1, (1, 0, 1, 2)),
    Variable(Family.BIAS, 1, (2,)),
    Variable(Family.FILTER, 2, (1, 2, 0, 1)),
    Variable(Family.PRE, 1, (1, 0, 2, 1)),
    Variable(Family.POST, 1, (0, 2, 1, 1)),
    Variable(Family.POST, 0, (1, 0, 3, 2)),
)


@pytest.mark.parametrize("by", VARIABLES, ids=str)
def test_slopes_are_differences_of_integers(by: Variable) -> None:
    world = World(ACTIVATED, activated=True, seed=7)
    difference = changed(world, by)
    compared = 0
    for number in range(1, 3):
        for family in (Family.PRE, Family.POST):
            for index, expected in difference[family, number].items():
                found = world.slope(Variable(family, number, index), by)
                assert found == expected, (family, number, index)
                compared += bool(expected)
    assert compared > 3


@pytest.mark.parametrize(
    ("layer", "by"),
    [
        (PLACED, Variable(Family.BIAS, 1, (1, 2, 0))),
        (Layer(SPECS[1]), Variable(Family.FILTER, 1, (0, 0, 2, 1))),
        (Layer(SPECS[2]), Variable(Family.POST, 0, (0, 0, 3, 2))),
        (Layer(SPECS[3]), Variable(Family.FILTER, 1, (4, 1, 1, 0))),
        (Layer(SPECS[4]), Variable(Family.POST, 0, (0, 1, 2, 2))),
    ],
    ids=str,
)
def test_slopes_of_one_layer_are_differences_of_integers(layer: Layer, by: Variable) -> None:
    world = World((layer,), activated=False, seed=1)
    difference = changed(world, by)[Family.PRE, 1]
    assert any(difference.values())
    for index, expected in difference.items():
        assert world.slope(Variable(Family.PRE, 1, index), by) == expected


def test_gradients_are_sums_of_slopes() -> None:
    """The backward pass and the slopes share no code: the chain rule joins them."""
    world = World(ACTIVATED, activated=True, seed=11)
    for by in VARIABLES:
        top = world.gradients[Family.PRE, 2]
        total = sum(
            value * world.slope(Variable(Family.PRE, 2, index), by) for index, value in top.items()
        )
        assert total == world.gradients[by.family, by.layer][by.index]


def test_equal_polynomials_are_equal_numbers() -> None:
    numbers = World((Layer(SPECS[0]),), activated=False, seed=1)
    symbols = World((Layer(SPECS[0]),), activated=False, seed=1, symbolic=True)
    for key, values in numbers.values.items():
        assert set(values) == set(symbols.values[key])
    output = symbols.values[Family.PRE, 1][0, 0, 1, 2]
    assert len(output.terms) == 6
    assert all(len(monomial) == 2 for monomial in output.terms)


def test_worlds_are_the_same_for_the_same_seed_only() -> None:
    first, again, other = (World(ACTIVATED, True, seed) for seed in (4, 4, 5))
    assert first.values == again.values
    assert first.gradients == again.gradients
    assert first.values != other.values


def test_arrays_that_a_world_lacks_have_no_shape() -> None:
    world = World((Layer(SPECS[0]),), activated=False)
    assert world.shape(Family.FILTER, 2) == world.shape(Family.PRE, 3) == ()
    assert world.shape(Family.POST, 0) == (1, 1, 4, 5)
    assert world.shape(Family.PRE, 1) == (1, 1, 3, 3)
