"""Networks to files: in memory, and by the program."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from symconv import KernelError, NetworkSpec, SpecFileError, build_network, layer, load_network
from symconv.cli.generating.network_module import read_strategies
from symconv.generation import MARKER, NetworkSource, produce_network, read_network_source
from symconv.kernels import NetworkKernel
from symconv.specs.network_file import ListedNetwork, NetworkOutput
from tests.cli.conftest import Outcome, Run
from tests.generation.folders import contents

SPEC = NetworkSpec(
    (1, 3, 4),
    [layer("conv", filter_size=2, out_channels=2, bias=True), layer("flatten"), layer("loss")],
    name="small",
)
FILE = """\
[network]
name = "small"
input_shape = [1, 3, 4]

[[network.layer]]
kind = "conv"
filter_size = 2
out_channels = 2
bias = true

[[network.layer]]
kind = "flatten"

[[network.layer]]
kind = "loss"
"""
WORDS = "input 1×3×4; 3 layers; 10 parameters; output one number, the loss\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "nets" / "any.toml"
    path.parent.mkdir()
    path.write_text(FILE)
    return path


@pytest.fixture
def wrong_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Generate networks whose step goes up."""

    def upward(spec: NetworkSpec, *options: Any) -> NetworkKernel:
        kernel = build_network(spec, *options)
        wrong = {"sgd_step": lambda p, g, rate: kernel.sgd_step(p, g, -rate)}
        return replace(kernel, functions={**kernel.functions, **wrong})

    monkeypatch.setattr("symconv.generation.network.build_network", upward)


def test_a_network_gives_its_module_named_after_it(file: Path) -> None:
    (kernel,), (module,) = produce_network(read_network_source(file))
    assert kernel.spec == SPEC
    assert (module.name, module.text) == ("small.py", build_network(SPEC).source)
    assert MARKER in module.text.partition("\n")[0]


def test_a_derivation_quotes_the_command_that_prints_it() -> None:
    both = (NetworkOutput.MODULE, NetworkOutput.DERIVATION)
    listed = ListedNetwork(SPEC, both, "slides;input=I")
    kernels, files = produce_network(NetworkSource(listed))
    assert [file.name for file in files] == ["small.py", "small.tex"]
    assert len(kernels) == 1
    marker, command, text = files[1].text.split("\n", 2)
    assert marker == f"% {MARKER}"
    assert command == (
        "% symconv derive --network small.toml --notation 'slides;input=I' --format latex "
        "--standalone"
    )
    assert "\n\\documentclass" in text
    only = replace(listed, outputs=(NetworkOutput.DERIVATION,))
    assert [file.name for file in produce_network(NetworkSource(only))[1]] == ["small.tex"]


def test_what_a_later_stage_refuses_names_file_and_key() -> None:
    wrong = ListedNetwork(SPEC, notation="fancy", where="a.toml")
    with pytest.raises(SpecFileError, match=r"^a\.toml: notation: notation 'fancy' is not one of"):
        produce_network(NetworkSource(wrong))
    derived = ListedNetwork(SPEC, (NetworkOutput.DERIVATION,), where="a.toml")
    with pytest.raises(SpecFileError, match=r"^a\.toml: outputs: .*max_terms=3"):
        produce_network(NetworkSource(derived), max_terms=3)


def test_a_module_is_read_without_being_run(tmp_path: Path) -> None:
    path = tmp_path / "made.py"
    source = build_network(SPEC, {"conv1": "taps"}, input_gradient=True).source
    path.write_text(source.replace("    generator", "    return 1 / 0\n    generator"))
    read = read_network_source(path)
    assert read.listed.spec == SPEC
    assert (read.strategies["conv1"], read.input_gradient) == ("taps", True)
    assert produce_network(read)[1][0].text == source


def test_a_module_that_is_damaged_or_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "made.py"
    with pytest.raises(KernelError, match=r"^cannot read kernel .*made\.py: No such file"):
        read_network_source(path)
    path.write_text("print(1)\n")
    with pytest.raises(KernelError, match=r"^network .*made\.py is not ours: its first line is"):
        read_network_source(path)


def test_the_program_writes_a_certified_module_beside_the_file(
    run: Run,
    file: Path,
    tmp_path: Path,
) -> None:
    outcome = run("generate --network nets/any.toml")
    assert (outcome.status, outcome.err) == (0, WORDS)
    found, _, table = outcome.out.partition("\n\n")
    verdict, *layers = found.splitlines()
    assert verdict.startswith("small.py: proved (exact): Its layers are computed by the code of")
    assert layers == [
        "  conv1: proved (symbolic)", "  flatten1: proved (symbolic)", "  loss1: proved (symbolic)",
    ]  # fmt: skip
    *_, counts, wrote = table.splitlines()
    assert (counts, wrote) == ("1 certified: 1 proved", "wrote nets/small.py")
    written = contents(tmp_path / "nets")
    assert written == {"any.toml": FILE.encode(), "small.py": build_network(SPEC).source.encode()}
    assert load_network(tmp_path / "nets" / "small.py").spec == SPEC


def test_the_command_that_a_module_quotes_gives_the_same_bytes(
    run: Run,
    file: Path,
    tmp_path: Path,
) -> None:
    """From a network file of the module's name, and from the module itself."""
    options = "--strategy conv1=taps --input-gradient --no-certify"
    assert run(f"generate --network nets/any.toml {options} -o first").status == 0
    (tmp_path / "small.toml").write_text(FILE)
    source = (tmp_path / "first" / "small.py").read_text()
    line = next(line for line in source.splitlines() if "symconv generate --network" in line)
    _, *command = shlex.split(line)
    assert command == [
        "generate", "--network", "small.toml", "--strategy", "conv1=taps", "--input-gradient",
    ]  # fmt: skip
    assert run(*command, "--no-certify", "-o", "second").status == 0
    assert run("generate --network first/small.py --no-certify -o third").status == 0
    for folder in ("second", "third"):
        assert contents(tmp_path / folder) == contents(tmp_path / "first")


def test_check_tells_what_is_not_up_to_date_and_writes_nothing(
    run: Run,
    file: Path,
    tmp_path: Path,
) -> None:
    missing = run("generate --network nets/any.toml --check")
    assert (missing.status, missing.out) == (1, "missing: nets/small.py\n")
    run("generate --network nets/any.toml --no-certify")
    (file.parent / "other.py").write_text(f"# {MARKER}\n")  # another network's: not ours to judge
    assert_up_to_date(run("generate --network nets/any.toml --check"))
    path = file.parent / "small.py"
    path.write_text(path.read_text().replace("- rate", "+ rate"))
    before = contents(tmp_path)
    outcome = run("generate --network nets/any.toml --check --diff")
    assert outcome.status == 1
    assert outcome.out.startswith("drifted: nets/small.py\n--- nets/small.py (found)\n")
    assert "+    return {name: p[name] - rate * g[name] for name in" in outcome.out
    assert contents(tmp_path) == before


def assert_up_to_date(outcome: Outcome) -> None:
    assert (outcome.status, outcome.out, outcome.err) == (0, "", WORDS)


@pytest.mark.usefixtures("wrong_networks")
def test_a_failed_certificate_writes_nothing(
    run: Run,
    file: Path,
    tmp_path: Path,
) -> None:
    before = contents(tmp_path)
    outcome = run("generate --network nets/any.toml -o out")
    assert outcome.status == 1
    assert "small.py: FAILED (sampled): The module is wrong: 2 comparisons failed." in outcome.out
    assert "\n  sgd_step['conv1_f'][0, 0, 0, 0] is " in outcome.out
    assert outcome.err.endswith("nothing was written\n")
    assert contents(tmp_path) == before
    assert run("generate --network nets/any.toml -o out --no-certify").status == 0


def test_the_program_certifies_networks_and_layers(run: Run, file: Path) -> None:
    run("generate --network nets/any.toml --no-certify -o out")
    run("generate --input 3x3 --filter 2x2 --strategy taps --no-certify -o out")
    outcome = run("certify out/small.py out/conv2d_1x3x3_f1x2x2_s1_taps.py")
    assert outcome.status == 0
    assert "out/small.py: proved (exact): Its layers" in outcome.out
    assert "  conv1: proved (symbolic)\n" in outcome.out
    assert "out/conv2d_1x3x3_f1x2x2_s1_taps.py: proved (symbolic): Run on" in outcome.out
    path = Path("out/small.py")
    path.write_text(path.read_text().replace("p[name] - rate", "p[name] + rate"))
    refuted = run("certify out/small.py")
    assert refuted.status == 1
    assert "out/small.py: FAILED (sampled): The module is wrong" in refuted.out


BAD_USAGE = [
    ("generate --network nets/any.toml --input 3x3 --filter 2x2", "give either a layer"),
    ("generate --network nets/any.toml --specs a.toml", "give either a layer"),
    ("generate --network nets/any.toml --notation slides", "--notation goes with a layer"),
    ("generate --network nets/any.toml --diff", "--diff goes with --check"),
    ("generate --network nets/any.toml --strategy taps", "--strategy 'taps' is not LAYER=NAME,..."),
    ("generate --network nets/any.toml --strategy conv1=taps,conv1=taps", "is not LAYER=NAME"),
    ("generate --network nets/any.toml --strategy conv7=taps", "the layers are conv1, flatten1,"),
    ("generate --network nets/any.toml --strategy loss1=taps", "layer loss1: strategy taps cannot"),
    ("generate --input 3x3 --filter 2x2 --input-gradient", "--input-gradient goes with --network"),
    ("generate --network nets/absent.toml", "cannot read nets/absent.toml: No such file"),
    ("generate --network nets", "cannot read nets: Is a directory"),
    ("generate --network nets/any.toml -o nets/any.toml", "nets/any.toml is not a folder"),
    ("certify nets/any.toml", "kernel nets/any.toml is not ours"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "message"), BAD_USAGE, ids=[c for c, _ in BAD_USAGE])
def test_bad_input_is_one_line(
    run: Run,
    file: Path,
    tmp_path: Path,
    command: str,
    message: str,
) -> None:
    outcome = run(command)
    assert outcome.status == 2
    assert outcome.out == ""
    *_, line = outcome.err.splitlines()
    assert line.startswith("symconv")
    assert message in line
    assert contents(tmp_path) == {"nets": None, "nets/any.toml": FILE.encode()}


def test_a_network_whose_shapes_do_not_meet(run: Run, file: Path, tmp_path: Path) -> None:
    file.write_text(FILE.replace("filter_size = 2", "filter_size = 5"))
    outcome = run("generate --network nets/any.toml")
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith(
        "symconv: error: nets/any.toml: layer 1 (conv1), input (1, 3, 4): filter 5 exceeds"
    )
    assert outcome.err.count("\n") == 1
    assert list(file.parent.iterdir()) == [file]


def test_strategies_by_layer() -> None:
    assert read_strategies(None) == {}
    assert read_strategies("a=taps,b=auto") == {"a": "taps", "b": "auto"}
