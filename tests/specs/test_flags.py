"""Specs as command-line flags: there and back, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings

from symconv import ConvSpec, SpecError
from symconv.specs.flags import LayerFlags, describe, layer_flags, read_flags, to_flags
from symconv.specs.options.values import FlagValue
from tests.specs.typed import typed
from tests.strategies import conv_specs

FLAGS = layer_flags(input="3x7x8", filter="3x2")


def changed(**changes: FlagValue) -> LayerFlags:
    return layer_flags(**{**FLAGS.given, **changes})


@given(conv_specs())
@settings(max_examples=300, deadline=None)
@example(ConvSpec(5, 3, padding=((1, 2),)))
@example(ConvSpec((5, 6), 3, padding=((1, 2), (1, 2))))
@example(ConvSpec((5, 6, 7), 3, padding=((2, 2), (0, 0), (1, 1))))
@example(ConvSpec((5, 6), (3, 2), 6, 4, 2, (2, 1), (1, 3), 1, "replicate", True, True))
def test_every_spec_has_flags_that_give_it(spec: ConvSpec) -> None:
    words = to_flags(spec)
    assert read_flags(typed(words)) == spec
    assert not any(" " in word or not word.isascii() for word in words)


def test_flags_leave_defaults_out() -> None:
    assert to_flags(ConvSpec(5, 3)) == ["--input", "5", "--filter", "3"]
    assert " ".join(to_flags(ConvSpec((5, 6), (3, 2), 4, 6, 2, 2, (1, 3), (0, 2), "reflect"))) == (
        "--input 4x5x6 --filter 3x2 --filters 6 --stride 2 --padding 0x2 --dilation 1x3 --groups 2 "
        "--padding-mode reflect"
    )
    assert " ".join(to_flags(ConvSpec((5, 6), 3, 1, bias=True, flip_filter=True))) == (
        "--input 5x6 --filter 3x3 --bias --flip-filter"
    )


@pytest.mark.parametrize(
    ("input_", "filter_", "shape"),
    [
        ("9", "2", (1, 9)), ("3x9", "2", (3, 9)),
        ("8x9", "2x3", (1, 8, 9)), ("3x8x9", "2x3", (3, 8, 9)),
        ("7x8x9", "2x3x4", (1, 7, 8, 9)), ("3x7x8x9", "2x3x4", (3, 7, 8, 9)),
    ],
)  # fmt: skip
def test_the_filter_gives_the_rank(input_: str, filter_: str, shape: tuple[int, ...]) -> None:
    spec = read_flags(layer_flags(input=input_, filter=filter_))
    assert spec.input_shape == shape
    assert spec.filter_size == tuple(map(int, filter_.split("x")))


@pytest.mark.parametrize(
    ("text", "pads"),
    [
        ("2", ((2, 2), (2, 2))), ("1x2", ((1, 1), (2, 2))), ("0:1x2:0", ((0, 1), (2, 0))),
        ("1x2:0", ((1, 1), (2, 0))), ("0:1", ((0, 1), (0, 1))), ("valid", ((0, 0), (0, 0))),
        ("same", ((1, 1), (0, 1))), ("same_lower", ((1, 1), (1, 0))),
        ("full", ((2, 2), (1, 1))), ("causal", ((2, 0), (1, 0))),
    ],
)  # fmt: skip
def test_ways_of_writing_padding(text: str, pads: tuple[tuple[int, int], ...]) -> None:
    assert read_flags(changed(padding=text)).pads == pads


def test_steps_are_one_number_or_one_per_axis() -> None:
    spec = read_flags(changed(stride="2", dilation="3x1"))
    assert (spec.stride, spec.dilation) == ((2, 2), (3, 1))


NOT_NUMBERS = "is not whole numbers joined by x, such as 32x32"
PADDING_FORMS = (
    "is not numbers such as 1, 1x2 or 0:1x2:0 (before:after per axis), valid, same, "
    "same_lower, full or causal"
)
BAD = [
    ({"input": "7x8.5"}, f"--input '7x8.5' {NOT_NUMBERS}"),
    ({"input": "-7x8"}, f"--input '-7x8' {NOT_NUMBERS}"),
    ({"input": "7,8"}, f"--input '7,8' {NOT_NUMBERS}"),
    ({"input": "7x"}, f"--input '7x' {NOT_NUMBERS}"),
    ({"input": ""}, f"--input '' {NOT_NUMBERS}"),
    ({"input": "٣x٣"}, f"--input '٣x٣' {NOT_NUMBERS}"),
    ({"input": f"{'9' * 20}x8"}, f"--input '{'9' * 20}' is larger than 10**18"),
    ({"padding": f"1:{'9' * 20}"}, f"--padding '{'9' * 20}' is larger than 10**18"),
    ({"filter": "2 x 2"}, f"--filter '2 x 2' {NOT_NUMBERS}"),
    ({"filter": "1x2x3x4"}, "--filter 1x2x3x4 has 4 numbers; 1 to 3 are possible"),
    ({"stride": "1x2x3"}, "--stride 1x2x3 has 3 numbers; a 2-D layer takes 1 or 2"),
    ({"stride": "two"}, f"--stride 'two' {NOT_NUMBERS}"),
    ({"dilation": "1x2x3"}, "--dilation 1x2x3 has 3 numbers; a 2-D layer takes 1 or 2"),
    ({"padding": "1x2x3"}, "--padding 1x2x3 has 3 parts; a 2-D layer takes 1 or 2"),
    ({"padding": "1:2:3"}, f"--padding '1:2:3' {PADDING_FORMS}"),
    ({"padding": "1:"}, f"--padding '1:' {PADDING_FORMS}"),
    ({"padding": "-1"}, f"--padding '-1' {PADDING_FORMS}"),
    ({"padding": "half"}, f"--padding 'half' {PADDING_FORMS} (did you mean 'same'?)"),
]


def as_typed(flags: LayerFlags) -> Iterator[str]:
    for name, value in flags.given.items():
        text = str(value)
        quoted = f"'{text}'" if not text or " " in text or not text.isascii() else text
        yield f"--{name.replace('_', '-')} {quoted}"


@pytest.mark.parametrize(("changes", "rule"), BAD, ids=[str(changes) for changes, _ in BAD])
def test_refused_flags_are_named_with_rule_and_layer(changes: dict[str, str], rule: str) -> None:
    flags = changed(**changes)
    with pytest.raises(SpecError) as caught:
        read_flags(flags)
    assert str(caught.value) == f"{rule}: {' '.join(as_typed(flags))}"


def test_long_numbers_are_cut() -> None:
    with pytest.raises(SpecError) as caught:
        read_flags(layer_flags(input="9" * 5_000, filter="2"))
    nines = "9" * 56
    assert str(caught.value) == (
        f"--input '{nines}... is larger than 10**18: --input {nines}9... --filter 2"
    )
    with pytest.raises(SpecError, match=r"^input_size 9{19} is larger than 10\*\*18: ConvSpec"):
        read_flags(layer_flags(input="9" * 19, filter="2"))
    assert read_flags(layer_flags(input="0" * 5_000 + "3", filter="2")) == ConvSpec(3, 2)


def test_a_layer_that_cannot_be_is_shown_as_its_spec() -> None:
    with pytest.raises(SpecError) as caught:
        read_flags(changed(stride="2x0"))
    assert str(caught.value) == (
        "stride 0 is smaller than 1: ConvSpec((7, 8), (3, 2), in_channels=3, stride=(2, 0))"
    )


def test_every_flag_stands_in_an_error_as_it_was_typed() -> None:
    flags = layer_flags(
        input="9", filter="x", filters=2, stride="2", padding="1", dilation="3", groups=4,
        bias=True, padding_mode="reflect", flip_filter=True,
    )  # fmt: skip
    with pytest.raises(SpecError) as caught:
        read_flags(flags)
    assert str(caught.value).partition(": ")[2] == (
        "--input 9 --filter x --filters 2 --stride 2 --padding 1 --dilation 3 --groups 4 "
        "--padding-mode reflect --bias --flip-filter"
    )


def test_describing_a_layer() -> None:
    assert describe(ConvSpec(9, 2)) == "1-D, 1 channel, 9; 1 filter 2; output 1×8"
    assert describe(
        ConvSpec(
            (7, 9), (3, 2), 4, 6, 2, (2, 3), (1, 4), ((1, 0), (2, 3)), "circular",
            bias=True, flip_filter=True,
        )
    ) == (
        "2-D, 4 channels, 7×9; 6 filters 3×2, stride 2×3, dilation 1×4, "
        "padding 1:0x2:3 (circular), 2 groups, bias, filter flipped; output 6×3×4"
    )  # fmt: skip
