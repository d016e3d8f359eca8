"""Bad input ends in one clear line, exit status 2, and leaves every file as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Outcome, Run
from tests.cli.layers import LIST, write_list
from tests.cli.processes import in_shell
from tests.generation.folders import contents

LAYER = "--input 5x6 --filter 3x2"
SPEC = "ConvSpec((5, 6), (3, 2)"

LAYERS = {
    # filter larger than the padded input
    "--input 5x6 --filter 3x9": ["filter 9 exceeds padded input 6", "ConvSpec((5, 6), (3, 9))"],
    f"{LAYER} --dilation 4": ["filter 3, dilated to 9,", f"{SPEC}, dilation=4)"],
    # zero, negative and fractional sizes
    "--input 0x6 --filter 3x2": ["input_size 0 is smaller than 1", "ConvSpec((0, 6), (3, 2))"],
    "--input 5x6 --filter 3x0": ["filter_size 0 is smaller than 1", "ConvSpec((5, 6), (3, 0))"],
    "--input=-5x6 --filter 3x2": ["--input '-5x6' is not whole numbers", "--filter 3x2"],
    "--input 5.5x6 --filter 3x2": ["--input '5.5x6' is not whole numbers", "--filter 3x2"],
    f"{LAYER} --filters 0": ["out_channels 0 is smaller than 1", f"{SPEC}, out_channels=0)"],
    f"{LAYER} --filters 1.5": ["'--filters'", "'1.5' is not a valid integer"],
    f"{LAYER} --groups -1": ["groups -1 is smaller than 1", f"{SPEC}, groups=-1)"],
    f"{LAYER} --padding -1": ["--padding '-1' is not numbers", LAYER],
    f"{LAYER} --stride 0": ["stride 0 is smaller than 1", f"{SPEC}, stride=0)"],
    f"{LAYER} --dilation 0x1": ["dilation 0 is smaller than 1", f"{SPEC}, dilation=(0, 1))"],
    # channels, modes and ranks
    f"{LAYER} --groups 2": ["groups 2 does not divide in_channels 1", f"{SPEC}, groups=2)"],
    "--input 2x5x6 --filter 3x2 --groups 2": ["groups 2 does not divide out_channels 1"],
    f"{LAYER} --padding 5 --padding-mode reflect": [
        "reflect padding 5 must be smaller than the input size 5 on axis 0",
        f"{SPEC}, padding=5, padding_mode='reflect')",
    ],
    f"{LAYER} --padding 0x7 --padding-mode circular": ["circular padding 7 exceeds the input size"],
    f"{LAYER} --padding-mode mirror": ["padding_mode 'mirror' is not one of zeros, circular"],
    f"{LAYER} --stride 1x2x3": ["--stride 1x2x3 has 3 numbers; a 2-D layer takes 1 or 2", LAYER],
    f"{LAYER} --padding 1x2x3": ["--padding 1x2x3 has 3 parts; a 2-D layer takes 1 or 2", LAYER],
    f"{LAYER} --padding half": ["--padding 'half' is not numbers such as", LAYER],
    "--input 6 --filter 3x2": ["--input 6 has 1 number", "(2-D) it takes 2", "--filter 3x2"],
    "--input 1x2x5x6 --filter 3x2": ["--input 1x2x5x6 has 4 numbers"],
    "--input 5x6 --filter 1x1x1x1": ["--filter 1x1x1x1 has 4 numbers; 1 to 3 are possible"],
    # what is no layer at all
    "": ["no layer" , "--input", "--layer"],
    "--input 5x6": ["--filter is missing"],
    "--filter 3x2": ["--input is missing"],
    "--bias": ["--input is missing"],
    f"{LAYER} --kernel 3": ["No such option", "--kernel"],
    f"{LAYER} more": ["more"],
    "--layer": ["--layer", "requires an argument"],
    "--layer none.toml": ["cannot read none.toml: No such file or directory"],
    "--layer layers.toml": ["layers.toml holds 2 layers", "small, strided"],
    "--layer layers.toml#tiny": ["layers.toml has no layer 'tiny'; it holds small, strided"],
    "--layer layers.toml#small --stride 2": ["--layer already describes the layer", "--stride"],
    "--layer broken.toml": ["broken.toml is not TOML: ", "line 2"],
    "--layer key.toml": ["key.toml: layer 1 (a): unknown key 'strides'"],
    "--layer stride.toml": ["stride.toml: layer 1 (a): stride 0 is smaller than 1: ConvSpec("],
    "--layer name.toml": ["name.toml: layer 1: name 'x; import os' is not an identifier"],
}  # fmt: skip

DERIVE = {
    f"{LAYER} --notation fancy": ["notation 'fancy' is not one of matrix, slides", f"{SPEC})"],
    f"{LAYER} --notation input=$x$": ["input letter '$x$' is neither an identifier", f"{SPEC})"],
    f"{LAYER} --notation input=X}}\\input{{/etc/passwd}}": ["input letter 'X}\\\\input{/etc/"],
    f"{LAYER} --notation input=__import__('os')": ["input letter \"__import__('os')\""],
    f"{LAYER} --notation matrix;base=2": ["base '2' is not 0 or 1", f"{SPEC})"],
    "--layer notation.toml": ["notation.toml: layer 1 (a): notation: notation 'fancy' is not one"],
    f"{LAYER} --format pdf": ["'--format'", "'pdf' is not one of 'text', 'latex', 'markdown'"],
    f"{LAYER} --only grad": ["--only 'grad' is not one of output, local"],
    f"{LAYER} --only grad-bias": [
        "--only grad-bias", "there are output, local, grad-filter, grad-input", f"{SPEC})",
    ],
    f"{LAYER} --entry X[9,9]": ["--entry X[9,9]", "F[3,2], X[5,6]", f"{SPEC})"],
    f"{LAYER} --entry F[1.5]": ["entry 'F[1.5]' is not a letter with indices, such as F[1,2]"],
    f"{LAYER} --entry __import__('os')": ["--entry __import__('os')"],
    f"{LAYER} --standalone": ["--standalone goes with --format latex or html"],
    f"{LAYER} --max-terms 0": ["'--max-terms'", "0"],
    f"{LAYER} --max-terms 89": [
        "90 terms exceed max_terms=89", "--max-terms 90", f"{SPEC})",
    ],
    f"{LAYER} -o none/file.txt": ["cannot write none/file.txt: No such file or directory"],
    f"{LAYER} -o kept.txt/file.txt": ["cannot write kept.txt/file.txt: Not a directory"],
    f"{LAYER} -o .": ["'.' is a directory"],
    f"{LAYER} -o": ["'-o' requires an argument"],
}  # fmt: skip

GENERATE = {
    f"{LAYER} --strategy magic": ["strategy 'magic' is not one of auto, ", f"{SPEC})"],
    f"{LAYER} -o kept.txt": ["cannot write to the folder kept.txt: kept.txt is not a folder"],
    f"{LAYER} -o kept.txt/sub": [
        "cannot write to the folder kept.txt/sub: ",
        "kept.txt is not a folder",
    ],
    f"{LAYER} --diff": ["--diff goes with --check"],
    f"{LAYER} --specs layers.toml": ["either a layer", "or --specs"],
    f"{LAYER} --check -o kept.txt": ["cannot read kept.txt/"],
    "--specs": ["--specs", "requires an argument"],
    "--specs none.toml": ["cannot read none.toml: No such file or directory"],
    "--specs .": ["'.' is a directory"],
    "--specs layers.toml --strategy taps": ["--strategy goes with a layer"],
    f"{LAYER} --accumulate int16": ["accumulate 'int16' is not one of int32, int64: ", f"{SPEC})"],
    "--kind pool --operation average --input 5 --pool 2 --accumulate int32": [
        "accumulate 'int32' goes with layers that make integers of integers",
        "PoolSpec((5,), (2,)",
    ],
    "--specs layers.toml --accumulate int32": ["--accumulate goes with a layer; a spec list names"],
    "--network none.toml --accumulate int32": [
        "--accumulate goes with a layer; give the kernels of a model or a network arrays of the",
    ],
    "--specs broken.toml": ["broken.toml is not TOML: "],
    "--specs strategy.toml": ["strategy.toml: layer 1 (a): strategies: strategy 'magic' is not"],
    "--specs notation.toml": ["notation.toml: layer 1 (a): notation: notation 'fancy' is not one"],
    "--specs output.toml": ["output.toml: layer 1 (a): outputs has 'pdf', not one of 'kernel'"],
    "--specs layers.toml -o kept.txt": ["cannot write to the folder kept.txt"],
}

CERTIFY = {
    f"{LAYER} --strategy magic": ["strategy 'magic' is not one of auto, ", f"{SPEC})"],
    f"kept.txt {LAYER}": ["either kernel files or a layer"],
    "kept.txt --strategy taps": ["--strategy goes with a layer"],
    "kept.txt --accumulate int32": ["--accumulate goes with a layer; a file has its own"],
    "none.py": ["cannot read kernel none.py: No such file or directory"],
    "kept.txt": ["kernel kept.txt is not ours"],
    ".": ["the folder . holds no generated Python file"],
    f"{LAYER} --format xml": ["'--format'", "'xml' is not one of 'text', 'json'"],
}

PROGRAM = {
    "frobnicate": ["No such command 'frobnicate'"],
    "--frobnicate": ["No such option", "--frobnicate"],
    "completion": ["bash", "zsh", "fish"],
    "completion tcsh": ["'tcsh' is not one of 'bash', 'zsh', 'fish'"],
    "notations --all": ["No such option", "--all"],
    "strategies all": ["all"],
}

CASES = {
    **{f"derive {arguments}": parts for arguments, parts in {**LAYERS, **DERIVE}.items()},
    **{f"generate {arguments}": parts for arguments, parts in GENERATE.items()},
    **{
        f"{command} {arguments}": parts
        for command in ("generate", "certify")
        for arguments, parts in LAYERS.items()
        if arguments and arguments != f"{LAYER} more"
    },
    **{f"certify {arguments}": parts for arguments, parts in CERTIFY.items()},
    **PROGRAM,
}

HEAD = '[[layer]]\nname = "a"\ninput_size = [5, 6]\nfilter_size = [3, 2]\n'
FILES = {
    "layers.toml": LIST,
    "broken.toml": "[[layer]]\nname = \n",
    "key.toml": f"{HEAD}strides = 2\n",
    "stride.toml": f"{HEAD}stride = 0\n",
    "name.toml": HEAD.replace('"a"', '"x; import os"'),
    "notation.toml": f'{HEAD}notation = "fancy"\noutputs = ["derivation"]\n',
    "strategy.toml": f'{HEAD}strategies = ["magic"]\n',
    "output.toml": f'{HEAD}outputs = ["pdf"]\n',
    "kept.txt": "kept\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def assert_one_line(outcome: Outcome, command: str) -> None:
    assert outcome.status == 2
    assert outcome.out == ""
    assert outcome.err.startswith(("symconv: error: ", f"symconv {command.split()[0]}: error: "))
    assert outcome.err.endswith("\n")
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize("command", CASES)
def test_one_line_status_2_and_nothing_changed(run: Run, folder: Path, command: str) -> None:
    before = contents(folder)
    outcome = run(command)
    assert_one_line(outcome, command)
    for part in CASES[command]:
        assert part in outcome.err
    assert contents(folder) == before


@pytest.mark.parametrize(
    "word", ["", "x\n", "a b", "\x1b[31mred", "\udcff", "x" * 5000, "%s{}$(ls)"]
)
@pytest.mark.parametrize(
    "command",
    [
        ["derive", "--filter", "2x2", "--input"],
        ["derive", "--input", "3x3", "--filter", "2x2", "--padding"],
        ["derive", "--input", "3x3", "--filter", "2x2", "--padding-mode"],
        ["derive", "--input", "3x3", "--filter", "2x2", "--notation"],
        ["derive", "--input", "3x3", "--filter", "2x2", "--filters"],
        ["derive", "--input", "3x3", "--filter", "2x2", "--only"],
        ["derive", "--layer"],
        ["generate", "--input", "3x3", "--filter", "2x2", "--strategy"],
        ["generate", "--specs"],
        ["certify"],
        [],
    ],
    ids=" ".join,
)
def test_odd_words_never_do_more_than_one_line(
    run: Run, folder: Path, command: list[str], word: str
) -> None:
    before = contents(folder)
    outcome = run(*command, word) if command else run(word, "--input", "3x3")
    assert outcome.status == 2
    assert outcome.out == ""
    assert outcome.err.count("\n") == 1
    assert "\x1b" not in outcome.err
    assert contents(folder) == before


HUGE = [
    "--input 99999999999x99999999999 --filter 3x3",
    "--input 1000000000 --filter 1000000000",
    "--input 1000000000 --filter 100000000 --padding same",
    "--input 3 --filter 2 --padding 1000000000 --stride 1000000000",
    "--input 999999999999999999 --filter 1 --stride 999999999999999999",
    "--input 999999999x3x3 --filter 2x2 --filters 999999999 --groups 999999999",
    "--input 3x3 --filter 2x2 --filters 999999999999999999",
]


@pytest.mark.parametrize("layer", HUGE)
def test_huge_layers_are_refused_before_any_work(layer: str) -> None:
    # the limits of memory (KiB) and time (s) end a run that sets to work all the same
    shown = in_shell(f"ulimit -v 8000000 -t 60; symconv derive {layer}")
    assert_one_line(Outcome(shown.returncode, shown.stdout, shown.stderr), "derive")
    assert " terms" in shown.stderr
    assert "exceed max_terms=200,000 (raise it with max_terms=" in shown.stderr


def test_a_filter_larger_than_any_input_is_refused(run: Run) -> None:
    outcome = run("derive --input 5 --filter 1000000000")
    assert outcome.err == (
        "symconv: error: filter 1000000000 exceeds padded input 5 on axis 0 (input 5, padding 0): "
        "ConvSpec((5,), (1000000000,))\n"
    )


def test_terms_are_named_with_the_way_to_raise_the_limit(run: Run) -> None:
    outcome = run("derive --input 300x301 --filter 5x6")
    terms = 296 * 296 * 5 * 6
    assert outcome.err == (
        f"symconv: error: {terms:,} terms exceed max_terms=200,000 (raise it with "
        f"max_terms={terms} or --max-terms {terms}): ConvSpec((300, 301), (5, 6))\n"
    )


def test_too_little_memory_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("symconv.derivation.derive", fail)
    assert_one_line(run(f"derive {LAYER}"), "derive")


def test_a_list_is_refused_as_a_whole(run: Run, tmp_path: Path) -> None:
    write_list(tmp_path, LIST + HEAD + 'strategies = ["magic"]\n')
    before = contents(tmp_path)
    assert_one_line(run("generate --specs layers.toml -o out"), "generate")
    assert contents(tmp_path) == before
