"""`symconv derive`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import symconv
from symconv import ConvSpec
from symconv.printing.formats import Format
from tests.cli.conftest import Run
from tests.cli.layers import write_list

LAYER = "--input 3x4 --filter 2x3"
SPEC = ConvSpec((3, 4), (2, 3))


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ("", symconv.derive(SPEC).to_text()),
        ("--format text", symconv.derive(SPEC).to_text()),
        ("--format latex", symconv.derive(SPEC).to_latex()),
        ("--format latex --standalone", symconv.derive(SPEC).to_latex(standalone=True)),
        ("--format markdown", symconv.derive(SPEC).to_markdown()),
        ("--format json", symconv.derive(SPEC).to_json()),
        ("--notation chapter", symconv.derive(SPEC, "chapter").to_text()),
        ("--notation slides;base=0", symconv.derive(SPEC, "slides;base=0").to_text()),
        ("--notation input=I;product=cdot", symconv.derive(SPEC, "input=I;product=·").to_text()),
    ],
)
def test_prints_what_the_library_prints(run: Run, arguments: str, text: str) -> None:
    outcome = run(f"derive {LAYER} {arguments}")
    assert (outcome.status, outcome.out) == (0, text)


@pytest.mark.parametrize(
    ("flags", "spec"),
    [
        ("--input 9 --filter 2", ConvSpec(9, 2)),
        ("--input 2x9 --filter 3", ConvSpec(9, 3, in_channels=2)),
        ("--input 2x4x5 --filter 3x2 --filters 4 --groups 2", ConvSpec((4, 5), (3, 2), 2, 4, 2)),
        ("--input 3x4x2 --filter 2x3x1", ConvSpec((3, 4, 2), (2, 3, 1))),
        (
            "--input 4x5 --filter 2x3 --stride 2x1 --dilation 1x2 --padding 0:1x2:0 --bias",
            ConvSpec((4, 5), (2, 3), stride=(2, 1), dilation=(1, 2), padding=((0, 1), (2, 0)),
                     bias=True),
        ),
        (
            "--input 4x5 --filter 2x3 --padding same_lower --padding-mode circular --flip-filter",
            ConvSpec((4, 5), (2, 3), padding="same_lower", padding_mode="circular",
                     flip_filter=True),
        ),
    ],
)  # fmt: skip
def test_every_option_of_a_layer_reaches_the_derivation(
    run: Run, flags: str, spec: ConvSpec
) -> None:
    outcome = run(f"derive {flags} --format json")
    assert outcome.status == 0
    assert json.loads(outcome.out)["spec"] == repr(spec)


@pytest.mark.parametrize("command", ["derive", "compare"])
@pytest.mark.parametrize("format_", Format)
def test_the_run_says_once_how_it_read_the_layer(run: Run, command: str, format_: str) -> None:
    command = f"{command} --input 3x4x5 --filter 2x3 --only output --format {format_}"
    read = "2-D, 3 channels, 4×5; 1 filter 2×3; output 1×3×3"
    printed = run(command)
    assert (printed.out + printed.err).count("3 channels") == 1
    assert (read in printed.err) == Format(format_).is_data
    written = run(f"{command} -o page{Format(format_).suffixes[0]}")
    assert written.err.splitlines()[-1] == read


def test_a_long_result_is_announced(run: Run) -> None:
    outcome = run("derive --input 3x32x31 --filter 30x30 --only output")
    assert outcome.err.startswith("this is long: about ")
    assert outcome.err.count("\n") == 1


def test_only_prints_one_part(run: Run) -> None:
    whole = run(f"derive {LAYER} --bias --format json")
    kinds = {
        "output": {("forward", None)},
        "local": {("local", "filter"), ("local", "input"), ("local", "bias")},
    }
    for part in ("output", "local", "grad-filter", "grad-input", "grad-bias"):
        outcome = run(f"derive {LAYER} --bias --format json --only {part}")
        steps = json.loads(outcome.out)["steps"]
        found = {(step["kind"], step["role"]) for step in steps}
        if part in kinds:
            assert found == kinds[part]
        else:
            assert {role for _, role in found} == {part.removeprefix("grad-")}
            assert len(found) >= 5
        assert all(step in json.loads(whole.out)["steps"] for step in steps)


@pytest.mark.parametrize(
    ("arguments", "expected", "absent"),
    [
        (["--entry", "F[1,2]"], "∂L/∂F₁₂ = ", "∂L/∂F₁₁ = "),
        (["--entry", "X[3,4]"], "∂L/∂X₃₄ = ", "∂L/∂X₃₃ = "),
        (["--entry", "O[2,1]"], "O₂₁ = ", "O₂₂ = "),
        (["--entry", "w[6]", "--notation", "chapter"], "∂L/∂w₆ = ", "∂L/∂w₅ = "),
        (["--entry", " W[ 2 , 3 ] ", "--notation", "slides"], "∂L/∂W[2,3] = ", "∂L/∂W[2,2] = "),
        (["--entry", "F[0,1]", "--notation", "base=0"], "∂L/∂F₀₁ = ", "∂L/∂F₁₁ = "),
    ],
)
def test_entry_prints_the_equations_of_one_entry(
    run: Run, arguments: list[str], expected: str, absent: str
) -> None:
    outcome = run("derive", *LAYER.split(), *arguments)
    assert outcome.status == 0
    assert expected in outcome.out
    assert absent not in outcome.out
    assert len(outcome.out) < len(run(f"derive {LAYER}").out) / 2


AS_PRINTED = {
    "matrix": [
        ("X[1,2]", "X₁₂ X_{12} X_12 $X_{12}$"),
        ("F[2,3]", "F₂₃ F_{23}"),
        ("O[1,2]", "O₁₂ O_{12}"),
    ],
    "chapter": [("a[6]", "a₆ a_{6} a_6"), ("w[4]", "w₄ w_{4}")],
    "slides": [("A[1,2]", "A_{1,2} $A_{1,2}$")],
    "blog": [("w^l[0,1]", "wˡ(0,1) w^{l}(0,1)")],
    "matrix;input=\\delta": [("δ[1,2]", "δ₁₂ \\delta_{12} δ_{12}")],
}


@pytest.mark.parametrize("notation", AS_PRINTED)
def test_an_entry_is_taken_as_it_is_printed(run: Run, notation: str) -> None:
    command = ["derive", *LAYER.split(), "--notation", notation, "--entry"]
    for named, printed in AS_PRINTED[notation]:
        first, *others = ([named] if "^" not in named else []) + printed.split()
        expected = run(*command, first)
        assert expected.status == 0
        assert " = " in expected.out
        for entry in others:
            assert run(*command, entry).out == expected.out, entry


GRADIENTS = ["∂L/∂X₁₂", "∂L / ∂X₁₂", "dL/dX_12", r"\frac{\partial L}{\partial X_{12}}"]


@pytest.mark.parametrize("entry", GRADIENTS)
def test_a_gradient_is_taken_as_it_is_printed(run: Run, entry: str) -> None:
    outcome = run("derive", *LAYER.split(), "--entry", entry)
    lines = [line for line in outcome.out.splitlines() if " = " in line]
    assert [line.split(" = ")[0].strip() for line in lines] == ["∂L/∂X₁₂", "∂L/∂X₁₂"]


def test_entries_as_printed_may_be_joined(run: Run) -> None:
    joined = run("derive", *["--input", "3x11", "--filter", "2x2"], "--entry", "X_{1,10}, O[1,2]")
    assert "∂L/∂X[1,10] = " in joined.out
    assert "O[1,2] = " in joined.out


@pytest.mark.parametrize("entry", ["X₉₉", "X_{99}", "∂L/∂X", "Y₁₂", "X₁₂₃", "∂L/∂X₁₂ = 0"])
def test_what_is_not_printed_is_refused(run: Run, entry: str) -> None:
    outcome = run("derive", *LAYER.split(), "--entry", entry)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1


def test_entry_and_only_go_together(run: Run) -> None:
    outcome = run("derive", *LAYER.split(), "--only", "local", "--entry", "F[1,1]")
    assert "∂O₁₁/∂F₁₁ = X₁₁" in outcome.out
    assert "∂L" not in outcome.out


def test_an_entry_of_a_part_left_out_names_the_option(run: Run) -> None:
    arguments = ("derive", *LAYER.split(), "--only", "grad-filter")
    outcome = run(*arguments, "--entry", "F[1,1],X[1,1]")
    assert (outcome.status, outcome.out) == (2, "")
    assert "--entry X[1,1]: --only grad-filter leaves out its equations; " in outcome.err
    assert "nothing printed is an equation for it" in run(*arguments, "--entry", "X[9,9]").err


def test_a_layer_from_a_spec_list_brings_its_notation(run: Run, tmp_path: Path) -> None:
    write_list(tmp_path)
    assert run("derive --layer layers.toml#small").out == (
        symconv.derive(SPEC, "slides;input=I").to_text()
    )
    assert run("derive --layer layers.toml#small --notation chapter").out == (
        symconv.derive(SPEC, "chapter").to_text()
    )
    assert run("derive --layer layers.toml#strided").out == (
        symconv.derive(ConvSpec(7, 2, stride=3, bias=True)).to_text()
    )


def test_output_goes_to_a_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "derivation.tex"
    path.write_text("old")
    path.chmod(0o604)
    outcome = run("derive", *LAYER.split(), "--format", "latex", "-o", str(path))
    assert (outcome.status, outcome.out) == (0, "")
    assert outcome.err == "2-D, 1 channel, 3×4; 1 filter 2×3; output 1×2×2\n"
    assert path.read_text(encoding="utf-8") == symconv.derive(SPEC).to_latex()
    assert path.stat().st_mode & 0o777 == 0o604
    assert [file.name for file in tmp_path.iterdir()] == ["derivation.tex"]


def test_the_limit_can_be_raised_and_lowered(run: Run) -> None:
    refused = run(f"derive {LAYER} --max-terms 23")
    assert refused.status == 2
    assert refused.err == (
        "symconv: error: 24 terms exceed max_terms=23 (raise it with max_terms=24 or "
        "--max-terms 24): ConvSpec((3, 4), (2, 3))\n"
    )
    assert run(f"derive {LAYER} --max-terms 24").status == 0
