"""The results for any size, at the sizes of drawn layers: entry for entry what these give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import pytest
import sympy

import symconv
from symconv import ConvSpec
from symconv.errors import SpecError
from symconv.theorems import Operation
from tests.strategies import OPTION_LABELS, drawn_specs, option_labels
from tests.theorems.instances import Layer, flat, general_for

SPECS, CHUNKS, MAX_TERMS = 304, 8, 72
LONG_SPECS, LONG_CHUNKS, LONG_MAX_TERMS = 1200, 24, 200
WITHOUT_BIAS = tuple(op for op in Operation if op is not Operation.GRAD_BIAS)


def assert_agreement(specs: Iterable[ConvSpec]) -> None:
    """Compare every operation of layers; that on the bias, of the layers with one."""
    for spec in specs:
        layer = Layer(spec)
        for operation in WITHOUT_BIAS:
            assert layer.differences(operation) == [], (operation, spec)
        with_bias = layer if spec.bias else Layer(replace(spec, bias=True))
        assert with_bias.differences(Operation.GRAD_BIAS) == [], with_bias.spec


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_the_last_line_is_the_entry_by_entry_derivation(chunk: int) -> None:
    assert_agreement(drawn_specs(SPECS, MAX_TERMS, (1, 2))[chunk::CHUNKS])


@pytest.mark.campaign
@pytest.mark.parametrize("chunk", range(LONG_CHUNKS))
@pytest.mark.parametrize("ranks", [(1, 2), (3,)], ids=["ranks 1 and 2", "rank 3"])
def test_the_last_line_is_the_entry_by_entry_derivation_of_many(
    chunk: int, ranks: tuple[int, ...]
) -> None:
    assert_agreement(drawn_specs(LONG_SPECS, LONG_MAX_TERMS, ranks)[chunk::LONG_CHUNKS])


def test_every_derivation_that_is_instantiated_is_proved() -> None:
    """One of each kind of layer: padding modes, flips, ranks."""
    kinds: dict[tuple[object, ...], ConvSpec] = {}
    for spec in drawn_specs(SPECS, MAX_TERMS, (1, 2)):
        if any(map(any, spec.pads)):
            kinds.setdefault((spec.padding_mode, spec.flip_filter, spec.rank), spec)
    assert len(kinds) == 16
    for spec in kinds.values():
        for operation in WITHOUT_BIAS:
            _, derivation, _ = general_for(operation, spec)
            assert derivation.proved, (operation, spec)


def test_every_option_is_drawn() -> None:
    specs = drawn_specs(SPECS, MAX_TERMS, (1, 2))
    counts = Counter(label for spec in specs for label in option_labels(spec))
    missing = {label for label in OPTION_LABELS - {"rank 3"} if counts[label] < 2}
    assert missing == set()


FEW = [
    ConvSpec(5, 2, stride=2, dilation=3, padding=((1, 2),)),
    ConvSpec(
        (4, 5), (3, 2), in_channels=4, out_channels=6, groups=2, stride=(1, 2), padding=1, bias=True
    ),
    ConvSpec((5, 4), (2, 3), in_channels=2, padding=((1, 0), (2, 1)), padding_mode="reflect"),
    ConvSpec((3, 5), (2, 4), padding=1, padding_mode="circular", flip_filter=True, bias=True),
    ConvSpec((2, 4, 3), (2, 3, 1), stride=(1, 2, 2), padding=((0, 1), (0, 0), (1, 0))),
]


@pytest.mark.parametrize("spec", FEW, ids=repr)
def test_instances_are_sympy_arrays_equal_to_the_layers_own(spec: ConvSpec) -> None:
    layer = symconv.derive(spec)
    operations = Operation if spec.bias else WITHOUT_BIAS
    for operation in operations:
        theorem = symconv.derive_general(
            operation.value, spec.rank, groups=None, padding_mode=spec.padding_mode,
            bias=spec.bias, flip_filter=spec.flip_filter,
        )  # fmt: skip
        found, wanted = theorem.instantiate(spec), Layer(spec).result(operation)
        assert found.shape == wanted.shape
        if spec.padding_mode == "zeros":
            assert flat(found) == flat(wanted)  # structurally, not only after expansion
        else:  # an entry that a window meets twice has a local gradient of two terms there
            assert [sympy.expand(entry) for entry in flat(found)] == [
                sympy.expand(entry) for entry in flat(wanted)
            ]
        assert type(found).__name__ == type(layer.grad_input).__name__


def test_a_general_result_is_that_of_many_layers() -> None:
    theorem = symconv.derive_general("grad-input", 1, dilation=1, padding="p")
    for size, stride in ((4, 1), (5, 2), (7, 3)):
        spec = ConvSpec(size, 3, stride=stride, padding=1)
        assert flat(theorem.instantiate(spec)) == flat(symconv.derive(spec).grad_input)


FIXED = {
    "rank": 1, "input_size": 7, "filter_size": 3, "in_channels": 2, "out_channels": 4,
    "groups": 2, "stride": 2, "dilation": 1, "padding": ((1, 0),), "bias": True,
}  # fmt: skip
DESCRIBED = ConvSpec(
    7, 3, in_channels=4, out_channels=8, groups=2, stride=2, padding=((1, 0),), bias=True
)


def test_the_layer_that_is_described_is_instantiated() -> None:
    theorem = symconv.derive_general("grad-filter", **FIXED)  # type: ignore[arg-type]
    assert flat(theorem.instantiate(DESCRIBED)) == flat(symconv.derive(DESCRIBED).grad_filter)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"input_size": 8}, "input size 8 of the layer is not 7"),
        ({"filter_size": 2}, "filter size 2 of the layer is not 3"),
        ({"stride": 3}, "stride 3 of the layer is not 2"),
        ({"dilation": 2}, "dilation 2 of the layer is not 1"),
        ({"padding": ((0, 0),)}, "padding before 0 of the layer is not 1"),
        ({"padding": ((1, 1),)}, "padding after 1 of the layer is not 0"),
        ({"in_channels": 2}, "channels of a group 1 of the layer is not 2"),
        ({"out_channels": 4}, "filters of a group 2 of the layer is not 4"),
        ({"groups": 4}, "groups 4 of the layer is not 2"),
        ({"bias": False}, "bias False of the layer is not True"),
        ({"flip_filter": True}, "flip_filter True of the layer is not False"),
        ({"padding_mode": "reflect"}, "padding mode reflect is not zeros"),
        ({"input_size": (7, 7), "filter_size": (3, 3), "stride": (2, 2), "dilation": (1, 1),
          "padding": ((1, 0), (1, 0))}, "rank 2 of the layer is not 1"),
    ],
)  # fmt: skip
def test_other_layers_are_refused(change: dict[str, object], words: str) -> None:
    arguments = {
        "input_size": 7, "filter_size": 3, "in_channels": 4, "out_channels": 8, "groups": 2,
        "stride": 2, "dilation": 1, "padding": ((1, 0),), "bias": True,
    }  # fmt: skip
    theorem = symconv.derive_general("grad-filter", **FIXED)  # type: ignore[arg-type]
    with pytest.raises(SpecError, match=words) as caught:
        theorem.instantiate(ConvSpec(**arguments | change))
    assert "ConvSpec(" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_one_letter_is_one_size() -> None:
    theorem = symconv.derive_general("grad-input", filter_size="k", stride="s", padding=0)
    square = ConvSpec((5, 6), (2, 2), stride=2)
    assert flat(theorem.instantiate(square)) == flat(symconv.derive(square).grad_input)
    for spec in (ConvSpec((5, 6), (2, 3), stride=2), ConvSpec((5, 6), (2, 2), stride=(2, 1))):
        with pytest.raises(SpecError, match="of the layer is not 2"):
            theorem.instantiate(spec)
