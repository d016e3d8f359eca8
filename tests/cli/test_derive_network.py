"""`symconv derive --network`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import symconv
from symconv.specs.network import NetworkSpec, layer
from tests.cli.conftest import Run

FILE = """
[network]
name = "small"
input_shape = [1, 3, 4]
notation = "blog"

[[network.layer]]
kind = "conv"
name = "first"
filter_size = 2
out_channels = 2
bias = true

[[network.layer]]
kind = "activation"
function = "relu"

[[network.layer]]
kind = "flatten"

[[network.layer]]
kind = "dense"
units = 2

[[network.layer]]
kind = "loss"
function = "squared_error"
"""
NETWORK = NetworkSpec(
    (1, 3, 4),
    [
        layer("conv", filter_size=2, out_channels=2, bias=True, name="first"),
        layer("activation", function="relu"),
        layer("flatten"),
        layer("dense", units=2),
        layer("loss", function="squared_error"),
    ],
    "small",
)
DERIVATION = symconv.derive(NETWORK, "blog")
COMMAND = "derive --network net.toml"


@pytest.fixture(autouse=True)
def network_file(tmp_path: Path) -> Path:
    """Write the network's file where the program runs."""
    path = tmp_path / "net.toml"
    path.write_text(FILE)
    return path


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ("", DERIVATION.to_text()),
        ("--format latex", DERIVATION.to_latex()),
        ("--format latex --standalone", DERIVATION.to_latex(standalone=True)),
        ("--format markdown", DERIVATION.to_markdown()),
        ("--format json", DERIVATION.to_json()),
        ("--notation chapter;weight=v", symconv.derive(NETWORK, "chapter;weight=v").to_text()),
    ],
)
def test_prints_what_the_library_prints(run: Run, arguments: str, text: str) -> None:
    outcome = run(f"{COMMAND} {arguments}")
    assert (outcome.status, outcome.out) == (0, text)


def test_the_run_says_once_how_it_read_every_layer(run: Run) -> None:
    assert run(COMMAND).err == ""
    assert "2-D, 1 channel, 3×4; 2 filters 2×2, bias;" in run(COMMAND).out
    assert run(f"{COMMAND} -o net.txt").err.splitlines() == [
        "small: input 1×3×4; 5 layers; 34 parameters; output one number, the loss",
        "  first: conv, 2-D, 1 channel, 3×4; 2 filters 2×2, bias; output 2×2×3",
        "  activation1: relu; input 2×2×3 (channels first)",
        "  flatten1: input 2×2×3 (channels first); output 12",
        "  dense1: 12 inputs; 2 units; output 2",
        "  loss1: squared error; input and target 2",
    ]


def steps(run: Run, arguments: str) -> list[dict[str, object]]:
    outcome = run(f"{COMMAND} --format json {arguments}")
    assert outcome.status == 0, outcome.err
    found: list[dict[str, object]] = json.loads(outcome.out)["steps"]
    assert found
    return found


def test_one_layer_by_name(run: Run) -> None:
    found = steps(run, "--layer-name dense1")
    assert {step["layer"] for step in found} == {"dense1"}
    assert {"forward", "overview", "update", "substituted"} <= {step["kind"] for step in found}
    assert {step["role"] for step in found} == {None, "weight", "input"}
    assert len(found) < len(DERIVATION.steps) / 2


@pytest.mark.parametrize(
    ("part", "kinds", "roles"),
    [
        ("output", {"definition", "forward", "matrix", "closed-form"}, {None}),
        ("overview", {"overview"}, {None}),
        ("update", {"update"}, {None}),
        ("local", {"local"}, {"weight", "filter", "bias", "input"}),
        ("grad-weight", None, {"weight"}),
        ("grad-filter", None, {"filter"}),
        ("grad-input", None, {"input"}),
    ],
)
def test_only_prints_one_part_of_every_layer(
    run: Run, part: str, kinds: set[str] | None, roles: set[str | None]
) -> None:
    found = steps(run, f"--only {part}")
    assert {step["role"] for step in found} == roles
    assert kinds is None or {step["kind"] for step in found} == kinds


def test_parts_and_layers_go_together(run: Run) -> None:
    found = steps(run, "--only local --layer-name first")
    assert {(step["layer"], step["kind"]) for step in found} == {("first", "local")}


@pytest.mark.parametrize(
    ("entry", "expected", "absent"),
    [
        ("w^1[0,1,1]", "∂E/∂w₀¹(1,1) = ", "∂E/∂w₀¹(1,0) = "),
        ("c[1,0,1]", "c₁¹(0,1) = ", "c₁²"),
        ("c^2[1]", "c₁² = ", "c₀² = "),
        ("δ^(2)[0]", "δ₀² = ", "δ₁² = "),
        ("E", "E = ", "c₀² = "),
    ],
)
def test_entry_prints_the_equations_of_one_entry(
    run: Run, entry: str, expected: str, absent: str
) -> None:
    outcome = run("derive", "--network", "net.toml", "--entry", entry)
    assert outcome.status == 0, outcome.err
    assert any(line.strip().startswith(expected) for line in outcome.out.splitlines())
    assert not any(line.strip().startswith(absent) for line in outcome.out.splitlines())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("derive --network none.toml", "cannot read none.toml: No such file or directory"),
        (f"{COMMAND} --input 3x3", "--network already describes the layers; leave out their"),
        (f"{COMMAND} --layer net.toml", "--network already describes the layers; leave out"),
        (f"{COMMAND} --values 1", "--values goes with a layer, not with --network, which has no"),
        (f"{COMMAND} --only worked-case", "--only worked-case goes with a layer, not with --net"),
        (f"{COMMAND} --only output,worked-case --values 1", "--values goes with a layer, not wit"),
        (f"{COMMAND} --decimals", "--decimals goes with a layer, not with --network"),
        (
            f"{COMMAND} --layer-name conv1",
            "--layer-name conv1: small has no such layer; its layers are first, activation1, "
            "flatten1, dense1, loss1",
        ),
        ("derive --input 3x3 --filter 2x2 --layer-name a", "--layer-name goes with --network"),
        (f"{COMMAND} --notation fancy", "notation 'fancy' is not one of matrix, slides"),
        (
            f"{COMMAND} --only grad-bias --layer-name dense1",
            "--only grad-bias: there is no such part; there are ",
        ),
        (
            f"{COMMAND} --entry q[1]",
            "--entry q[1]: nothing printed is an equation for it; entries are written like "
            "c^1[1,1,2], w^1[1,1,1], o^0[2,3], b^1[1] here, the last of their arrays (network ",
        ),
        (
            f"{COMMAND} --max-terms 50",
            "98 terms of network small exceed max_terms=50 (raise it with max_terms=",
        ),
        ("derive", "no layer: give --input and --filter"),
    ],
)
def test_bad_usage_is_one_line(run: Run, arguments: str, message: str) -> None:
    outcome = run(arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert message in outcome.err
    assert outcome.err.startswith("symconv")
    assert outcome.err.count("\n") == 1


def test_a_notation_of_the_file_that_is_none_names_the_file(run: Run, network_file: Path) -> None:
    network_file.write_text(FILE.replace('"blog"', '"fancy"'))
    outcome = run(COMMAND)
    assert outcome.status == 2
    assert "net.toml: notation: notation 'fancy' is not one of" in outcome.err


def test_the_limit_can_be_raised(run: Run) -> None:
    needed = max(NETWORK.terms, NETWORK.entries)
    assert run(f"{COMMAND} --max-terms {needed}").status == 0
    assert run(f"{COMMAND} --max-terms {needed - 1}").status == 2


def test_output_goes_to_a_file(run: Run, tmp_path: Path) -> None:
    outcome = run(f"{COMMAND} --format latex -o net.tex")
    assert (outcome.status, outcome.out) == (0, "")
    assert (tmp_path / "net.tex").read_text(encoding="utf-8") == DERIVATION.to_latex()
