"""Network files: a good one, and every way of getting one wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from symconv import SpecFileError
from symconv.specs.network import NetworkSpec, layer
from symconv.specs.network_file import ListedNetwork, NetworkOutput, read_network_file

HEAD = '[network]\nname = "small"\ninput_shape = [1, 6, 7]\n'
CONV = '[[network.layer]]\nkind = "conv"\nfilter_size = [3, 2]\nbias = true\n'
REST = (
    '[[network.layer]]\nkind = "activation"\nname = "act"\nfunction = "leaky_relu"\nslope = 0.1\n'
    '[[network.layer]]\nkind = "flatten"\n'
    '[[network.layer]]\nkind = "dense"\nunits = 3\n'
)
OUTPUTS = 'outputs = ["derivation", "module", "derivation"]\n'
GOOD = f'{HEAD}notation = "blog;base=1"\n{OUTPUTS}{CONV}{REST}'


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "network.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(SpecFileError) as caught:
        read_network_file(path)
    message = str(caught.value)
    assert "\n" not in message
    assert str(path) in message
    return message.replace(str(path), "FILE")


def test_a_file_gives_its_network(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    listed = read_network_file(path)
    assert listed == ListedNetwork(
        NetworkSpec(
            (1, 6, 7),
            [
                layer("conv", filter_size=(3, 2), bias=True),
                layer("activation", function="leaky_relu", slope="1/10", name="act"),
                layer("flatten"),
                layer("dense", units=3),
            ],
            "small",
        ),
        (NetworkOutput.DERIVATION, NetworkOutput.MODULE),
        "blog;base=1",
    )
    assert (listed.name, listed.where) == ("small", str(path))


def test_what_may_be_left_out(tmp_path: Path) -> None:
    listed = read_network_file(write(tmp_path, f"[network]\ninput_shape = [1, 6, 7]\n{CONV}"))
    assert (listed.name, listed.outputs, listed.notation) == (
        "network", (NetworkOutput.MODULE,), "matrix",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "FILE: no [network] table"),
        ("network = 3\n", "FILE: no [network] table"),
        ("[[network]]\n", "FILE: no [network] table"),
        ("[network\n", "FILE is not TOML: "),
        (b"\xff\xfe", "FILE is not TOML: "),
        (f"title = 1\n{GOOD}", "FILE: unknown key 'title'; a network stands in [network]"),
        (f"{GOOD}[[layer]]\nkind = 'conv'\n", "FILE: unknown key 'layer'; a network stands in"),
        (f"{HEAD}colour = 1\n{CONV}", "FILE: unknown key 'colour' in [network]"),
        (
            f"{HEAD}accumulate = 'int32'\n{CONV}",
            "FILE: [network]: accumulate goes with a layer of a spec list; a network sums",
        ),
        (f"{HEAD}{CONV}accumulate = 'int32'\n", "FILE: layer 1: accumulate goes with a layer"),
        (f"[network]\n{CONV}", "FILE: key 'input_shape' is missing in [network]"),
        (HEAD, "FILE: no [[network.layer]] table"),
        (f"{HEAD}layer = [1]\n", "FILE: no [[network.layer]] table"),
        (f"{HEAD}{CONV}[[network.layer]]\nunits = 2\n", "FILE: layer 2: key 'kind' is missing"),
        (
            f"{HEAD}{CONV}[[network.layer]]\nkind = 'cone'\n",
            "FILE: layer 2: kind 'cone' is not one of conv, ",
        ),
        (
            f"{HEAD}{CONV}[[network.layer]]\nkind = 'dense'\nname = 'head'\nunits = 2\n",
            "FILE: layer 2 (head), input (1, 4, 6): DenseSpec takes an input of shape (inputs,)",
        ),
        (f"{HEAD}{CONV}filters = 3\n", "FILE: layer 1 (conv1), input (1, 6, 7): unknown key "),
        (
            f"{HEAD}{CONV}stride = 'two'\n",
            "FILE: layer 1 (conv1), input (1, 6, 7): stride 'two' is",
        ),
        (f"{HEAD}{CONV}name = 7\n", "FILE: layer 1: name 7 is not an identifier"),
        (HEAD.replace('"small"', '"no name"') + CONV, "FILE: network: name 'no name' is not an"),
        (HEAD.replace("[1, 6, 7]", '"1x6x7"') + CONV, "FILE: input_shape '1x6x7' is not a shape"),
        (f"{HEAD}outputs = []\n{CONV}", "FILE: outputs is an empty list"),
        (f"{HEAD}outputs = 'module'\n{CONV}", "FILE: outputs 'module' is not a list of texts"),
        (
            f"{HEAD}outputs = ['kernel']\n{CONV}",
            "FILE: outputs has 'kernel', not one of 'module', 'derivation'",
        ),
        (f"{HEAD}notation = 3\n{CONV}", "FILE: notation 3 is not a line of text"),
        (f"{HEAD}notation = 'a\\u0007'\n{CONV}".replace("'a", '"a').replace("7'", '7"'),
         "FILE: notation "),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(tmp_path: Path, text: str | bytes, rule: str) -> None:
    assert refusal(write(tmp_path, text)).startswith(rule)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.toml") == "cannot read FILE: No such file or directory"
    assert refusal(tmp_path) == "cannot read FILE: Is a directory"
