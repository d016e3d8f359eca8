"""What a spec list produces, in memory."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from symconv import ConvSpec, SpecFileError
from symconv.cli.main import main
from symconv.generation import MARKER, produce_kernel, produce_list
from symconv.kernels import build_kernel
from symconv.specs.listing import ListedLayer, read_spec_list

SMALL = """
[[layer]]
name = "small"
input_size = [3, 4]
filter_size = 2
"""


def listed(folder: Path, *extra: str) -> tuple[ListedLayer, ...]:
    path = folder / "layers.toml"
    layers = (SMALL.replace("small", f"small{at}") + lines for at, lines in enumerate(extra))
    path.write_text("".join(layers))
    return read_spec_list(path)


def test_a_kernel_of_one_layer_is_named_after_layer_and_strategy() -> None:
    spec = ConvSpec((3, 4), 2)
    kernel, file = produce_kernel(spec, "taps")
    assert file.name == f"{kernel.name}.py"
    assert file.text == build_kernel(spec, "taps").source
    assert MARKER in file.text.partition("\n")[0]


def test_a_list_gives_kernels_by_strategy_and_derivations_in_order(tmp_path: Path) -> None:
    layers = listed(
        tmp_path,
        'strategies = ["taps", "im2col"]\noutputs = ["kernel", "derivation"]\n',
        'outputs = ["derivation"]\n',
        'strategies = ["im2col"]\n',
    )
    kernels, files = produce_list(layers)
    assert [file.name for file in files] == [
        "small0_taps.py", "small0_im2col.py", "small0.tex", "small1.tex", "small2_im2col.py",
    ]  # fmt: skip
    assert [kernel.strategy for kernel in kernels] == ["taps", "im2col", "im2col"]
    assert [file.text for file in files if file.name.endswith(".py")] == [k.source for k in kernels]


def test_a_list_says_in_which_type_integers_are_summed(tmp_path: Path) -> None:
    kernels, files = produce_list(listed(tmp_path, 'accumulate = "int32"\n', ""))
    assert [kernel.accumulate for kernel in kernels] == ["int32", None]
    assert ["--accumulate int32" in file.text for file in files] == [True, False]
    wrong = listed(tmp_path, 'accumulate = "int8"\n')
    with pytest.raises(SpecFileError, match=r"small0\): accumulate: accumulate 'int8' is not one"):
        produce_list(wrong)


def test_auto_and_the_strategy_that_it_picks_are_one_file(tmp_path: Path) -> None:
    picked = build_kernel(ConvSpec((3, 4), 2)).strategy
    _, files = produce_list(listed(tmp_path, f'strategies = ["auto", "{picked}", "auto"]\n'))
    assert [file.name for file in files] == [f"small0_{picked}.py"]


def test_a_derivation_quotes_the_command_that_prints_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    extra = (
        'outputs = ["derivation"]\nnotation = "slides;input=I"\nbias = true\nstride = [1, 2]\n'
        'padding = "same"\n'
    )
    _, (file,) = produce_list(listed(tmp_path, extra))
    marker, command, text = file.text.split("\n", 2)
    assert marker == f"% {MARKER}"
    assert command == (
        "% symconv derive --input 3x4 --filter 2x2 --stride 1x2 --padding 0:1x0:0 --bias "
        "--notation 'slides;input=I' --format latex --standalone"
    )
    assert "\n\\documentclass" in text
    program, *arguments = shlex.split(command.removeprefix("% "))
    assert program == "symconv"
    assert main(arguments) == 0
    assert capsys.readouterr().out == text


BAD = [
    ('strategies = ["taps", "magic"]\n', "strategies: strategy 'magic' is not one of "),
    ('notation = "fancy"\noutputs = ["derivation"]\n', "notation: notation 'fancy' is not one of "),
    ('notation = "fancy"\n', "notation: notation 'fancy' is not one of "),
    (
        'notation = "slides;input=W"\noutputs = ["derivation"]\n',
        "notation: letter 'W' stands for two things",
    ),
    (
        'in_channels = 2\nout_channels = 9999\noutputs = ["derivation"]\n',
        "outputs: 479,952 terms exceed max_terms=200,000",
    ),
]


@pytest.mark.parametrize(("extra", "reason"), BAD, ids=[reason for _, reason in BAD])
def test_what_a_later_stage_refuses_names_file_layer_and_key(
    tmp_path: Path, extra: str, reason: str
) -> None:
    layers = listed(tmp_path, "", extra)
    with pytest.raises(SpecFileError) as caught:
        produce_list(layers)
    assert str(caught.value).startswith(f"{tmp_path}/layers.toml: layer 2 (small1): {reason}")
    assert "\n" not in str(caught.value)


def test_names_that_differ_only_in_case_would_be_one_file_on_some_disks(tmp_path: Path) -> None:
    layers = listed(tmp_path, "", "")
    assert len(produce_list(layers)[1]) == 2
    path = tmp_path / "layers.toml"
    path.write_text(SMALL + SMALL.replace("small", "Small"))
    with pytest.raises(SpecFileError) as caught:
        produce_list(read_spec_list(path))
    assert str(caught.value) == (
        f"{path}: layer 2 (Small): two outputs would be written to Small_taps.py"
    )
