"""Adaptive pooling layers: their windows, their flags, their place in a network."""

from __future__ import annotations

from collections import Counter
from itertools import chain, product
from math import ceil, floor, prod
from typing import Any

import pytest

from symconv import AdaptivePoolSpec, NetworkSpec, SpecError, layer
from symconv.specs.flags import LayerFlags, layer_flags, read_flags, to_flags
from symconv.specs.kinds import build_spec
from symconv.specs.layer import Arithmetic
from tests.specs.typed import typed

SPECS = [
    AdaptivePoolSpec(5, 2),
    AdaptivePoolSpec((5, 7), (2, 3), 4, "max"),
    AdaptivePoolSpec((2, 3, 4), (3, 1, 4), 2),
    AdaptivePoolSpec((6, 4), 3, operation="max"),
]


def test_windows_are_those_of_the_rule() -> None:
    for n, m in product(range(1, 16), repeat=2):
        spec = AdaptivePoolSpec(n, m, operation="max")
        windows = [range(floor(i * n / m), ceil((i + 1) * n / m)) for i in range(m)]
        assert list(spec.windows[0]) == windows
        assert spec.taps == max(map(len, windows)) == spec.chosen_from
        assert spec.terms == sum(map(len, windows)) * spec.taps
        assert AdaptivePoolSpec(n, m).terms == sum(map(len, windows))


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_there_and_back(spec: AdaptivePoolSpec) -> None:
    assert eval(repr(spec)) == spec
    assert build_spec("adaptive_pool", spec.literal()) == spec
    assert read_flags(typed(to_flags(spec))) == spec
    assert spec.entries == prod(spec.input_shape) + prod(spec.output_shape)


def test_what_follows_from_the_operation() -> None:
    average, maximum = AdaptivePoolSpec(5, 2), AdaptivePoolSpec(5, 2, operation="max")
    assert (average.polynomial, average.arithmetic) == (True, Arithmetic.RATIONAL)
    assert (maximum.polynomial, maximum.arithmetic) == (False, Arithmetic.INTEGER)
    assert "indices" in maximum.functions
    assert "indices" not in average.functions


def test_its_place_in_a_network() -> None:
    network = NetworkSpec(
        (3, 5, 7), [layer("adaptive_pool", output_size=(2, 3)), layer("flatten")], "pooled"
    )
    assert network.layers[0].spec == AdaptivePoolSpec((5, 7), (2, 3), 3)
    with pytest.raises(SpecError, match="key 'output_size' is missing"):
        NetworkSpec((3, 5), [layer("adaptive_pool")])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((5, 0), "output_size 0 is smaller than 1: AdaptivePoolSpec(5, 0)"),
        ((5, (2, 3)), "output_size (2, 3) has 2 numbers, but the input has 1 spatial axis: "),
        ((5, 2, 1, "min"), "operation 'min' is not one of average, max: "),
        ((5, 2, 0), "channels 0 is smaller than 1: "),
    ],
)
def test_wrong_arguments_are_refused_in_one_line(arguments: tuple[Any, ...], message: str) -> None:
    with pytest.raises(SpecError) as caught:
        AdaptivePoolSpec(*arguments)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (
            layer_flags("adaptive_pool", input="5"),
            "--output-size is missing (for example --output-size 6x6): --kind adaptive_pool "
            "--input 5",
        ),
        (
            layer_flags("adaptive_pool", input="5", output_size="2", ties="last"),
            "--ties does not go with --kind adaptive_pool: --kind adaptive_pool --input 5 "
            "--output-size 2 --ties last",
        ),
    ],
)
def test_wrong_flags_are_refused_in_one_line(flags: LayerFlags, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        read_flags(flags)
    assert str(caught.value) == message


def test_lengths_and_windows_of_an_entry_are_counted_without_a_list_of_windows() -> None:
    for inputs, outputs in product(range(1, 20), repeat=2):
        spec = AdaptivePoolSpec(inputs, outputs)
        (windows,) = spec.windows
        assert sorted(set(map(len, windows))) == list(spec.window_lengths[0]), spec
        assert max(Counter(chain(*windows)).values()) == spec.most_windows, spec
    huge = AdaptivePoolSpec(10**15 + 1, 10**15)
    assert (huge.window_lengths, huge.most_windows) == ((range(2, 3),), 2)
