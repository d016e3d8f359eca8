"""Sizes that may have been meant otherwise: the run says how it read them, and asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from symconv import SpecError, SpecFileError
from symconv.specs.answers.doubts import doubt_of_flags, doubt_of_shape
from symconv.specs.flags import layer_flags, read_flags
from symconv.specs.network_file import read_network_file

ASKED = [
    # a window of one number, and an input that seems to be 2-D
    ("conv", "3x3", "2", "was read as 3 channels of 3, as --filter 2 is 1-D", "--filter 2x2"),
    ("conv", "5x6", "3", "was read as 5 channels of 6", "--filter 3x3"),
    ("conv", "3x32x31", "5", "--filter 5 is 1-D", "--filter 5x5"),
    ("conv", "224x224x3", "5", "--filter 5 is 1-D", "--input 3x224x224 --filter 5x5"),
    ("conv", "2x8x9x7", "3", "--filter 3 is 1-D", "--filter 3x3x3"),
    ("pool", "28x28", "2", "was read as 28 channels of 28, as --pool 2 is 1-D", "--pool 2x2"),
    ("pool", "28x28", "global", "channels come first with --pool global", "--input 1x28x28"),
    # an input of one number
    ("conv", "28", "3x3", "--filter 3x3 is 2-D", "--input 28x28"),
    ("conv_transpose", "9", "3x2x3", "--filter 3x2x3 is 3-D", "--input 9x9x9"),
    # channels last
    ("conv", "224x224x3", "3x3", "was read as 224 channels of 224x3", "--input 3x224x224"),
    ("conv", "480x640x4", "3x3", "channels come first", "--input 4x480x640"),
    ("conv", "7x7x512", "1x1", "was read as 7 channels of 7x512", "--input 512x7x7"),
    ("conv", "16x16x16x1", "3x3x3", "channels come first", "--input 1x16x16x16"),
    ("pool", "32x32x3", "2x2", "channels come first", "--input 3x32x32"),
    ("activation", "32x32x3", None, "was read as 32 channels of 32x3", "--input 3x32x32"),
    # the batch
    ("conv", "1x3x32x32", "3x3", "the batch has no place in --input", "--input 3x32x32"),
]


def given(kind: str, size: str, window: str | None) -> dict[str, str]:
    name = "pool" if kind == "pool" else "filter"
    return {"input": size} | ({} if window is None else {name: window})


@pytest.mark.parametrize(("kind", "size", "window", "said", "asked"), ASKED)
def test_the_question(kind: str, size: str, window: str | None, said: str, asked: str) -> None:
    flags = given(kind, size, window)
    doubt = doubt_of_flags(kind, flags)
    assert said in doubt
    assert doubt.endswith(f": did you mean {asked}?")
    meant = dict(zip(asked.split()[::2], asked.split()[1::2], strict=True))
    changed = flags | {flag.removeprefix("--"): value for flag, value in meant.items()}
    assert doubt_of_flags(kind, changed) == ""


CLEAR = [
    ("conv", "3x3", "2x2"), ("conv", "3x32x32", "5x5"), ("conv", "64", "3"),
    ("conv", "3x100", "5"), ("conv", "16x8x9", "3x3"), ("conv", "64x56x57", "3x3"),
    ("conv", "3x8x8", "3x3"), ("conv", "2x3x4", "2x3"), ("conv", "512x7x7", "1x1"),
    ("conv", "8x8x9", "3x3"), ("conv", "3x3x2", "2x2"),
    ("conv", "1x1x1", "1x1"), ("conv", "4x9x8", "3x2"), ("conv", "2x4x5x6", "2x2x2"),
    ("pool", "1x28x28", "global"), ("dense", "9", None), ("activation", "3x32x32", None),
    ("flatten", "10", None), ("loss", "10x4", None), ("nonsense", "3x3", "2"),
    ("conv", "three", "2"), ("conv", "3x3", "two"), ("conv", "", ""), ("conv", "x", "x"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "size", "window"), CLEAR)
def test_no_question_where_there_is_no_doubt(kind: str, size: str, window: str | None) -> None:
    assert doubt_of_flags(kind, given(kind, size, window)) == ""


@pytest.mark.parametrize(
    ("flags", "rule", "asked"),
    [
        (
            layer_flags(input="224x224x3", filter="5x5"),
            "filter 5 exceeds padded input 3 on axis 1 (input 3, padding 0): ConvSpec((224, 3), ",
            "--input 3x224x224",
        ),
        (
            layer_flags(input="8", filter="3x2"),
            "--input 8 has 1 number; with --filter 3x2 (2-D) it takes 2 (one channel) or 3 "
            "(channels first): --input 8 --filter 3x2",
            "--input 8x8",
        ),
        (
            layer_flags(input="2x3x7x8", filter="3x2"),
            "--input 2x3x7x8 has 4 numbers; with --filter 3x2 (2-D) it takes 2 (one channel) or 3 ",
            "--input 3x7x8",
        ),
    ],
)
def test_an_error_ends_with_the_question(flags: object, rule: str, asked: str) -> None:
    with pytest.raises(SpecError) as caught:
        read_flags(flags)
    message = str(caught.value)
    assert message.startswith(rule)
    assert message.endswith(f": did you mean {asked}?)")
    assert message.count("did you mean") == 1


def test_the_input_of_a_network_may_have_its_channels_last(tmp_path: Path) -> None:
    assert doubt_of_shape("input_shape", (3, 28, 28)) == ""
    assert doubt_of_shape("input_shape", (10,)) == ""
    path = tmp_path / "network.toml"
    path.write_text(
        '[network]\ninput_shape = [28, 28, 1]\n[[network.layer]]\nkind = "conv"\nfilter_size = 3\n'
    )
    with pytest.raises(SpecFileError) as caught:
        read_network_file(path)
    assert str(caught.value).endswith(
        "(input_shape 28x28x1 was read as 28 channels of 28x1; channels come first: "
        "did you mean 1x28x28?)"
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[]", "input_shape [] has 0 axes; 1 to 4 are possible"),
        ("[28, true, 28]", "input_shape True is not an integer"),
        ("[28, 28, false]", "input_shape False is not an integer"),
        ("[9, -40, 3]", "input_shape -40 is smaller than 1"),
        ("[28, 28, 0]", "input_shape 0 is smaller than 1"),
        ("[28, 28, 1.0]", "input_shape 1.0 is not an integer"),
        ("[28, 29, 27, 28, 1]", "input_shape [28, 29, 27, 28, 1] has 5 axes; 1 to 4 are possible"),
        ("[[28, 28], 1]", "input_shape [28, 28] is not an integer"),
    ],
)
def test_nothing_is_asked_of_what_is_no_shape(tmp_path: Path, written: str, said: str) -> None:
    path = tmp_path / "network.toml"
    path.write_text(
        f'[network]\ninput_shape = {written}\n[[network.layer]]\nkind = "conv"\nfilter_size = 3\n'
    )
    with pytest.raises(SpecFileError) as caught:
        read_network_file(path)
    assert str(caught.value) == f"{path}: {said}"
