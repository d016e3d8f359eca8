"""Spec lists: a good file, and every way of getting one wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from symconv import ConvSpec, SpecFileError
from symconv.specs.kinds import KINDS
from symconv.specs.listing import ListedLayer, OutputKind, read_listed_layer, read_spec_list

GOOD = """
[[layer]]
name = "small"
kind = "conv"
input_size = [3, 4]
filter_size = 2

[[layer]]
name = "Large_2"
input_size = [7, 9]
filter_size = [3, 2]
in_channels = 4
out_channels = 6
groups = 2
stride = [2, 3]
dilation = [1, 4]
padding = [[1, 0], [2, 3]]
padding_mode = "circular"
bias = true
flip_filter = true
outputs = ["kernel", "derivation"]
strategies = ["im2col", "taps", "im2col"]
notation = "slides;base=0"
accumulate = "int64"
"""
HEAD = '[[layer]]\nname = "a"\n'
SIZES = "input_size = [3, 4]\nfilter_size = 2\n"


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "layers.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(SpecFileError) as caught:
        read_spec_list(path)
    message = str(caught.value)
    assert "\n" not in message
    assert str(path) in message
    return message.replace(str(path), "FILE")


def test_a_list_gives_its_layers_in_order(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    small, large = read_spec_list(path)
    assert small == ListedLayer(
        "small", ConvSpec((3, 4), 2), (OutputKind.KERNEL,), ("auto",), "matrix"
    )
    assert large == ListedLayer(
        "Large_2",
        ConvSpec((7, 9), (3, 2), 4, 6, 2, (2, 3), (1, 4), ((1, 0), (2, 3)), "circular", True, True),
        (OutputKind.KERNEL, OutputKind.DERIVATION),
        ("im2col", "taps"),
        "slides;base=0",
        "int64",
    )
    assert large.where == f"{path}: layer 2 (Large_2)"


def test_a_layer_is_referred_to_by_name(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    assert read_listed_layer(f"{path}#Large_2").spec.rank == 2
    assert read_listed_layer(f"{path}#small").name == "small"
    alone = tmp_path / "alone.toml"
    alone.write_text(HEAD + SIZES)
    assert read_listed_layer(str(alone)) == read_listed_layer(f"{alone}#a")


def test_names_of_files_may_have_a_sign_of_their_own(tmp_path: Path) -> None:
    odd, bare = tmp_path / "we#ird.toml", tmp_path / "we#ird"
    for path in (odd, bare):
        path.write_text(HEAD + SIZES)
        assert read_listed_layer(str(path)).name == "a"
        assert read_listed_layer(f"{path}#a").name == "a"
        path.unlink()
    with pytest.raises(SpecFileError, match=f"^cannot read {odd}: No such file"):
        read_listed_layer(str(odd))
    with pytest.raises(SpecFileError, match=f"^cannot read {odd}: No such file"):
        read_listed_layer(f"{odd}#a")


def test_a_reference_that_names_no_layer_lists_the_names(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    with pytest.raises(SpecFileError) as caught:
        read_listed_layer(f"{path}#tiny")
    assert str(caught.value) == f"{path} has no layer 'tiny'; it holds small, Large_2"
    for reference in (str(path), f"{path}#"):
        with pytest.raises(SpecFileError) as caught:
            read_listed_layer(reference)
        assert str(caught.value) == (
            f"{path} holds 2 layers; choose one with {path}#NAME: small, Large_2"
        )


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.toml") == "cannot read FILE: No such file or directory"
    assert refusal(tmp_path) == "cannot read FILE: Is a directory"
    path = write(tmp_path, GOOD) / "below"
    assert refusal(path) == "cannot read FILE: Not a directory"


DOTTED = {
    "a key": "a" + ".a" * 30_000 + " = 1\n",
    "a header": "[a" + ".a" * 30_000 + "]\n",
    "quoted parts": '"#"' + ' . "a"' * 30_000 + " = 1\n",
    "an inline table": "a = {b" + ".b" * 30_000 + " = 1}\n",
}


@pytest.mark.parametrize("text", DOTTED.values(), ids=DOTTED)
def test_keys_of_thousands_of_parts_are_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    def read(_: str) -> dict[str, object]:
        pytest.fail("a reader of TOML keeps 3.5 GB of such a key")

    monkeypatch.setattr("tomllib.loads", read)
    path = write(tmp_path, f"{HEAD}{text}")
    assert refusal(path) == (
        "FILE: line 3 has 30,000 dots, more than MOST_DOTS=40; keys here have a part or two"
    )


def test_files_longer_than_any_list_are_refused_unread(tmp_path: Path) -> None:
    assert refusal(write(tmp_path, "#" * 1_000_001)) == (
        "FILE is longer than MOST_BYTES=1,000,000 bytes"
    )
    assert refusal(Path("/dev/zero")) == "FILE is longer than MOST_BYTES=1,000,000 bytes"


def test_dots_in_a_comment_are_no_key(tmp_path: Path) -> None:
    path = write(tmp_path, f"  # {'.' * 100}\n{HEAD}{SIZES}")
    assert [layer.name for layer in read_spec_list(path)] == ["a"]


@pytest.mark.parametrize(
    "text",
    [
        "[[layer]\n", "layer = \n", HEAD + SIZES + "stride = 1 2\n", HEAD + 'name = "b"\n',
        b"\xff\xfe", b"name = '\xe9'\n", HEAD + f"input_size = {'9' * 5000}\nfilter_size = 2\n",
        HEAD + f"input_size = {'[' * 100_000}\n", "\x00",
    ],
    ids=range(9),
)  # fmt: skip
def test_what_is_not_toml_is_said_to_be(tmp_path: Path, text: str | bytes) -> None:
    assert refusal(write(tmp_path, text)).startswith("FILE is not TOML: ")


@pytest.mark.parametrize("text", ["", "layer = []\n", "layer = 3\n", "layer = [3]\n", "[layer]\n"])
def test_a_list_without_layers(tmp_path: Path, text: str) -> None:
    assert refusal(write(tmp_path, text)) == "FILE: no [[layer]] table"


def test_a_key_outside_the_layers(tmp_path: Path) -> None:
    assert refusal(write(tmp_path, f"title = 'x'\n{GOOD}")) == (
        "FILE: unknown key 'title'; layers stand in [[layer]] tables"
    )


BAD_NAMES = [
    '"x; import os"', '"__import__(\'os\')"', '"../up"', '"a b"', '"a\\nb"', '"class"', '"None"',
    '""', '"2d"', '"_x"', '"naïve"', f'"{"a" * 65}"', "3", "true", '["a"]',
]  # fmt: skip


@pytest.mark.parametrize("name", BAD_NAMES)
def test_names_are_identifiers(tmp_path: Path, name: str) -> None:
    message = refusal(write(tmp_path, f"[[layer]]\nname = {name}\n{SIZES}"))
    assert message.startswith("FILE: layer 1: name ")
    assert message.endswith(" is not an identifier (letters, digits, _)")


def test_a_missing_name_and_a_repeated_one(tmp_path: Path) -> None:
    assert refusal(write(tmp_path, f"[[layer]]\n{SIZES}")) == (
        "FILE: layer 1: key 'name' is missing"
    )
    assert refusal(write(tmp_path, f"{HEAD}{SIZES}{HEAD}{SIZES}")) == (
        "FILE: name 'a' is given to two layers"
    )


_KINDS = ", ".join(KINDS)
_KEYS = (
    "a layer of kind 'conv' has name, kind, outputs, strategies, accumulate, notation, input_size, "
    "filter_size, in_channels, out_channels, groups, stride, dilation, padding, padding_mode, "
    "bias, flip_filter"
)
BAD_KEYS = {
    f'kind = "cone"\n{SIZES}': f"kind 'cone' is not one of {_KINDS} (did you mean 'conv'?)",
    f"kind = 3\n{SIZES}": "kind 3 is not one of " + _KINDS,
    f"{SIZES}strides = 2\n": f"unknown key 'strides' (did you mean 'stride'?); {_KEYS}",
    f'{SIZES}"a b" = 2\n': f"unknown key 'a b'; {_KEYS}",
    "filter_size = 2\n": "key 'input_size' is missing",
    "input_size = 2\n": "key 'filter_size' is missing",
    f"{SIZES}stride = 0\n": "stride 0 is smaller than 1: ConvSpec([3, 4], 2, stride=0)",
    "input_size = [3.0, 4]\nfilter_size = 2\n": "input_size 3.0 is not an integer: "
    "ConvSpec([3.0, 4], 2)",
    "input_size = 2020-01-01\nfilter_size = 2\n": "input_size datetime.date(2020, 1, 1) is not an "
    "integer: ConvSpec(datetime.date(2020, 1, 1), 2)",
    f"{SIZES}padding = {{before = 1, after = 2}}\n": "padding {'before': 1, 'after': 2} is not an "
    "integer: ConvSpec([3, 4], 2, padding={'before': 1, 'after': 2})",
    f"{SIZES}groups = true\n": "groups True is not an integer: ConvSpec([3, 4], 2, groups=True)",
    f"{SIZES}bias = 1\n": "bias 1 is not True or False: ConvSpec([3, 4], 2, bias=1)",
    f'{SIZES}outputs = "kernel"\n': "outputs 'kernel' is not a list of texts",
    f"{SIZES}outputs = []\n": "outputs is an empty list",
    f'{SIZES}outputs = ["kernel", "pdf"]\n': "outputs has 'pdf', not one of 'kernel', 'derivation'",
    f"{SIZES}strategies = [3]\n": "strategies [3] is not a list of texts",
    f'{SIZES}strategies = "taps"\n': "strategies 'taps' is not a list of texts",
    f"{SIZES}accumulate = 32\n": "accumulate is 32, not the name of a type",
    f"{SIZES}notation = 3\n": "notation 3 is not a line of text",
    f'{SIZES}notation = "matrix;\\n\\\\input{{x}}"\n': "notation 'matrix;\\n\\\\input{x}' is not a "
    "line of text",
}


@pytest.mark.parametrize(("rest", "expected"), BAD_KEYS.items(), ids=BAD_KEYS.values())
def test_bad_keys_are_named_with_file_and_layer(tmp_path: Path, rest: str, expected: str) -> None:
    path = write(tmp_path, GOOD + HEAD + rest)
    assert refusal(path) == f"FILE: layer 3 (a): {expected}"


def test_the_error_of_a_later_stage_names_file_and_key(tmp_path: Path) -> None:
    layer = read_spec_list(write(tmp_path, GOOD))[0]
    error = layer.key_error("strategies", SpecFileError("no such thing"))
    assert str(error) == f"{tmp_path}/layers.toml: layer 1 (small): strategies: no such thing"
