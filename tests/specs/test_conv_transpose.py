"""What a ConvTransposeSpec takes, how it reads back, and what follows from it."""

from __future__ import annotations

import pickle
from collections import Counter
from dataclasses import FrozenInstanceError, replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from symconv import ConvSpec, ConvTransposeSpec, SpecError
from symconv.roles import Role
from symconv.specs.flags import describe, layer_flags, read_flags, to_flags
from symconv.specs.kinds import build_spec
from symconv.symbolic.geometry import meetings
from tests.specs.typed import typed
from tests.strategies import drawn_specs
from tests.strategies_conv_transpose import (
    TRANSPOSED_LABELS,
    conv_transpose_specs,
    drawn_transposed,
    transposed_labels,
)

SPEC = ConvTransposeSpec(
    (5, 7), (3, 2), in_channels=4, out_channels=6, groups=2, stride=(2, 3), dilation=(1, 4),
    padding=((1, 0), (2, 3)), output_padding=(1, 3), bias=True,
)  # fmt: skip
SPECS = drawn_transposed(200)
STEPS = list(product(range(1, 5), range(1, 4), range(1, 5), range(1, 4)))  # n, k, s, d


def test_everything_reads_back_normalised() -> None:
    assert (SPEC.input_size, SPEC.filter_size) == ((5, 7), (3, 2))
    assert (SPEC.in_channels, SPEC.out_channels, SPEC.groups) == (4, 6, 2)
    assert (SPEC.stride, SPEC.dilation) == ((2, 3), (1, 4))
    assert SPEC.pads == SPEC.padding == ((1, 0), (2, 3))
    assert SPEC.output_padding == (1, 3)
    assert SPEC.bias is True
    wide = ConvTransposeSpec(
        [5, 7], np.int8(3), stride=2, padding=1, output_padding=np.array([1, 0])
    )
    assert wide.filter_size == (3, 3)
    assert wide.pads == ((1, 1), (1, 1))
    assert wide.output_padding == (1, 0)


def test_sizes_of_one_layer_worked_out_by_hand() -> None:
    # rows: last input entry at 8, three taps, one more; columns: last at 18, taps 4 apart, 3 more
    assert SPEC.extent == (3, 5)
    assert SPEC.uncropped_size == (8 + 3 + 1, 18 + 5 + 3)
    assert SPEC.output_size == (11, 21)
    assert SPEC.input_shape == (4, 5, 7)
    assert SPEC.filter_shape == (4, 3, 3, 2)
    assert SPEC.output_shape == (6, 11, 21)
    assert dict(SPEC.parameter_shapes) == {Role.FILTER: (4, 3, 3, 2), Role.BIAS: (6,)}
    # rows: only the first entry through the first tap is cropped; columns: the first entry
    # through the first tap, and at the end nothing: the pads there crop the output padding
    assert SPEC.terms == 4 * 3 * (5 * 3 - 1) * (7 * 2 - 1)
    assert SPEC.entries == 4 * 35 + 4 * 3 * 6 + 6 * 12 * 26


def test_terms_are_the_meetings_counted() -> None:
    for spec in SPECS:
        met = sum(
            1 for place in product(*map(range, spec.output_size)) for _ in meetings(spec, place)
        )
        assert spec.terms == spec.in_channels * spec.filter_shape[1] * met, spec


def test_huge_layers_are_counted_at_once() -> None:
    spec = ConvTransposeSpec(10**9, 10**8, stride=7, padding=((10**8, 3),))
    assert spec.output_size == (7 * (10**9 - 1) + 10**8 - 10**8 - 3,)
    assert spec.terms > 10**16


def test_every_option_is_drawn() -> None:
    counts = Counter(label for spec in SPECS for label in transposed_labels(spec))
    assert set(counts) == TRANSPOSED_LABELS
    assert min(counts.values()) >= 8, counts.most_common()[-3:]


def test_output_size_given_is_the_output_size_and_the_text_s_pads() -> None:
    """ONNX: total = s(n-1) + output padding + e - output size, an odd one split by the rule."""
    seen = Counter()
    for (n, k, s, d), wanted, rule in product(
        STEPS, range(1, 14), (0, "valid", "same", "same_lower")
    ):
        for extra in range(max(s, d)):
            total = s * (n - 1) + extra + d * (k - 1) + 1 - wanted
            arguments: dict[str, Any] = {
                "stride": s, "dilation": d, "padding": rule, "output_padding": extra,
            }  # fmt: skip
            if extra - total >= max(s, d):
                with pytest.raises(SpecError, match="takes an output padding of"):
                    ConvTransposeSpec(n, k, **arguments, output_size=wanted)
                seen["refused"] += 1
                continue
            spec = ConvTransposeSpec(n, k, **arguments, output_size=wanted)
            assert spec.output_size == (wanted,)
            if total < 0:
                assert (spec.pads, spec.output_padding) == (((0, 0),), (extra - total,))
            else:
                half = total // 2
                pads = (half, total - half) if rule == "same" else (total - half, half)
                assert (spec.pads, spec.output_padding) == ((pads,), (extra,))
            seen["negative" if total < 0 else "odd" if total % 2 else "even"] += 1
    assert min(seen.values()) > 100
    assert len(seen) == 4


@pytest.mark.parametrize("rule", ["same", "same_lower"])
def test_same_padding_multiplies_the_size_by_the_stride(rule: str) -> None:
    for n, k, s, d in STEPS:
        spec = ConvTransposeSpec(n, k, stride=s, dilation=d, padding=rule)
        assert spec.output_size == (n * s,)
        assert spec == ConvTransposeSpec(
            n, k, stride=s, dilation=d, padding=rule, output_size=n * s
        )
        ((before, after),) = spec.pads
        assert after - before in ((0, 1) if rule == "same" else (0, -1))


@pytest.mark.parametrize("rule", ["same", "same_lower"])
def test_same_padding_is_that_of_the_convolution_it_is_the_gradient_of(rule: str) -> None:
    for n, k, s, d in STEPS:
        convolution = ConvSpec(n * s, k, stride=s, dilation=d, padding=rule)
        transposed = ConvTransposeSpec(n, k, stride=s, dilation=d, padding=rule)
        assert transposed.convolution == convolution
        assert ConvTransposeSpec.gradient_of(convolution) == transposed


def test_equal_layers_are_equal_however_they_are_written() -> None:
    spellings: list[dict[str, Any]] = [
        {"padding": ((1, 1), (1, 0)), "output_padding": (0, 0)},
        {"output_size": (7, 9), "padding": "same_lower"}, {"output_size": [7, 9]},
        {"output_size": (7, 9), "padding": "valid"}, {"output_size": (7, 9), "padding": (0, 0)},
    ]  # fmt: skip
    specs = {ConvTransposeSpec((4, 4), (3, 4), stride=2, **spelling) for spelling in spellings}
    assert len(specs) == 1
    assert ConvTransposeSpec(4, 3, padding="valid") == ConvTransposeSpec(4, 3)
    assert ConvSpec((5, 7), (3, 2)) != ConvTransposeSpec((5, 7), (3, 2))


@pytest.mark.parametrize(
    "change",
    [
        {"input_size": (7, 5)}, {"filter_size": (2, 3)}, {"in_channels": 8}, {"out_channels": 8},
        {"groups": 1}, {"stride": (3, 2)}, {"dilation": (2, 4)}, {"padding": ((0, 1), (2, 3))},
        {"output_padding": (0, 3)}, {"bias": False},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_every_argument_tells_specs_apart(change: dict[str, object]) -> None:
    assert replace(SPEC, **change) != SPEC


def test_a_spec_is_frozen_and_pickled() -> None:
    with pytest.raises(FrozenInstanceError):
        SPEC.stride = (1, 1)
    with pytest.raises(AttributeError):
        SPEC.output_size = (1, 1)
    assert pickle.loads(pickle.dumps(SPEC)) == SPEC
    assert hash(replace(SPEC)) == hash(SPEC)
    assert replace(SPEC, padding=0, output_size=(10, 20)).output_size == (10, 20)


@given(conv_transpose_specs())
@settings(max_examples=200, deadline=None)
def test_a_spec_is_written_back(spec: ConvTransposeSpec) -> None:
    assert eval(repr(spec)) == spec
    assert "\n" not in repr(spec)
    assert build_spec("conv_transpose", spec.literal()) == spec
    assert read_flags(typed(to_flags(spec))) == spec
    options = {k: v for k, v in spec.literal().items() if k not in ("input_size", "in_channels")}
    assert ConvTransposeSpec.sized_for(spec.input_shape, options) == spec


def test_how_it_is_written() -> None:
    assert repr(ConvTransposeSpec(5, 3)) == "ConvTransposeSpec((5,), (3,))"
    assert repr(SPEC) == (
        "ConvTransposeSpec((5, 7), (3, 2), in_channels=4, out_channels=6, groups=2, "
        "stride=(2, 3), dilation=(1, 4), padding=((1, 0), (2, 3)), output_padding=(1, 3), "
        "bias=True)"
    )
    assert " ".join(to_flags(SPEC)) == (
        "--kind conv_transpose --input 4x5x7 --filter 3x2 --filters 6 --stride 2x3 "
        "--padding 1:0x2:3 --dilation 1x4 --groups 2 --output-padding 1x3 --bias"
    )
    assert describe(SPEC) == (
        "2-D, 4 channels, 5×7; 6 filters 3×2 transposed, stride 2×3, dilation 1×4, "
        "padding 1:0x2:3 (cropped), output padding 1×3, 2 groups, bias; output 6×11×21"
    )
    assert (
        describe(ConvTransposeSpec(9, 2)) == "1-D, 1 channel, 9; 1 filter 2 transposed; output 1×10"
    )


def test_an_output_size_on_the_command_line() -> None:
    flags = layer_flags(
        input="3x3", filter="3x3", stride="3x2", output_size="10x8", kind="conv_transpose"
    )
    expected = ConvTransposeSpec((3, 3), 3, stride=(3, 2), output_padding=1)
    assert read_flags(flags) == expected
    square = layer_flags(
        input="3x3", filter="3x3", stride="2", padding="same", kind="conv_transpose"
    )
    assert read_flags(square).output_size == (6, 6)


FLAGS = layer_flags(input="3x3", filter="3x3", kind="conv_transpose")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"output_size": "1x2x3"},
            "--output-size 1x2x3 has 3 numbers; a 2-D layer takes 1 or 2: "
            "--kind conv_transpose --input 3x3 --filter 3x3 --output-size 1x2x3",
        ),
        (
            {"padding_mode": "zeros"},
            "--padding-mode does not go with --kind conv_transpose: "
            "--kind conv_transpose --input 3x3 --filter 3x3 --padding-mode zeros",
        ),
        (
            {"output_padding": "-1"},
            "--output-padding '-1' is not whole numbers joined by x, such as 32x32: "
            "--kind conv_transpose --input 3x3 --filter 3x3 --output-padding -1",
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_wrong_flags_are_refused_in_one_line(changes: dict[str, str], message: str) -> None:
    with pytest.raises(SpecError) as caught:
        read_flags(layer_flags("conv_transpose", **FLAGS.given, **changes))
    assert str(caught.value) == message


BAD: list[tuple[dict[str, Any], str]] = [
    ({"input_size": 0}, "input_size 0 is smaller than 1"),
    ({"groups": 2}, "groups 2 does not divide in_channels 1"),
    ({"stride": (1, 2)}, "stride (1, 2) has 2 numbers, but the input has 1 spatial axis"),
    ({"padding": -1}, "padding -1 is smaller than 0"),
    ({"padding": "full"}, "padding 'full' goes with convolutions (kind 'conv') alone; "
     "write a number of entries or one of 'valid', 'same', 'same_lower'"),
    ({"padding": 2}, "padding 2 crops all of the 4 output entries on axis 0"),
    ({"padding": ((1, 3),)}, "padding 1 before and 3 after crops all of the 4 output entries on "
     "axis 0"),
    ({"output_padding": 1}, "output_padding 1 on axis 0 is smaller than neither stride 1 nor "
     "dilation 1"),
    ({"output_padding": 3, "stride": 2, "dilation": 3}, "output_padding 3 on axis 0 is smaller "
     "than neither stride 2 nor dilation 3"),
    ({"output_padding": True}, "output_padding True is not an integer"),
    ({"output_size": 0}, "output_size 0 is smaller than 1"),
    ({"output_size": 4.0}, "output_size 4.0 is not an integer"),
    ({"output_size": 9, "stride": 2}, "output_size 9 on axis 0 takes an output padding of 3, which "
     "is smaller than neither stride 2 nor dilation 1"),
    ({"output_size": 4, "padding": 1}, "padding 1 and output_size 4 are both given; output_size "
     "works the pads out"),
    ({"bias": 1}, "bias 1 is not True or False"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "rule"), BAD, ids=[str(arguments) for arguments, _ in BAD])
def test_wrong_arguments_are_refused_in_one_line(arguments: dict[str, Any], rule: str) -> None:
    with pytest.raises(SpecError) as caught:
        ConvTransposeSpec(**{"input_size": 3, "filter_size": 2, **arguments})
    message = str(caught.value)
    assert message.startswith(f"{rule}: ConvTransposeSpec(")
    assert "\n" not in message


def test_the_convolution_reads_the_output_at_every_input_entry() -> None:
    for spec in SPECS:
        convolution = spec.convolution
        if convolution is None:
            over = zip(spec.output_padding, spec.stride, spec.pads, strict=True)
            assert any(extra - (s - 1) > after for extra, s, (_, after) in over), spec
            continue
        assert convolution.input_shape == spec.output_shape
        assert convolution.output_shape == spec.input_shape
        assert convolution.filter_shape == spec.filter_shape
        assert convolution.remainder == spec.convolution_remainder
        if all(extra < s for extra, s in zip(spec.output_padding, spec.stride, strict=True)):
            assert convolution.pads == spec.pads
            assert convolution.remainder == spec.output_padding
            assert ConvTransposeSpec.gradient_of(convolution, bias=spec.bias) == spec


def test_the_gradient_of_a_convolution_has_it_as_its_convolution() -> None:
    seen = 0
    for convolution in drawn_specs(300):
        padded = any(map(any, convolution.pads))
        if convolution.flip_filter or (padded and convolution.padding_mode != "zeros"):
            with pytest.raises(SpecError, match="a transposed convolution"):
                ConvTransposeSpec.gradient_of(convolution)
            continue
        back = ConvTransposeSpec.gradient_of(convolution).convolution
        assert back == replace(convolution, bias=False, padding_mode="zeros")
        seen += 1
    assert seen > 50
