"""Pooling layers and worked cases on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from symconv.cli.main import main

POOL = ("--kind", "pool", "--input", "2x2", "--pool", "2x2")


def test_a_worked_case_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["derive", *POOL, "--values", "1,5; 2,3", "--only", "worked-case"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert "Worked case" in printed
    assert "  O₁₁ = X₁₂ = 5" in printed
    assert "  ∂L/∂X₁₂ = ∂L/∂O₁₁" in printed
    assert not any("Chain rule" in line for line in printed)


def test_a_worked_case_stands_after_the_derivation(capsys: pytest.CaptureFixture[str]) -> None:
    values = ("--values", "1 5 2 3", "--values", "grad_o=1/2")
    assert main(["derive", *POOL, *values]) == 0
    text = capsys.readouterr().out
    assert text.index("Local gradients substituted") < text.index("Worked case")
    assert "  ∂L/∂X₁₂ = ∂L/∂O₁₁ = 1/2\n" in text
    assert main(["derive", *POOL, "--values", "1 5 2 3", "--entry", "X[1,2]"]) == 0
    assert "∂O₁₁/∂X₁₂ = ∂X₁₂/∂X₁₂ = 1" in capsys.readouterr().out


@pytest.mark.parametrize("form", ["text", "latex", "markdown", "json"])
def test_every_kind_of_pool_prints_in_every_format(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for operation in ("max", "min", "average", "lp"):
        words = ["--operation", operation, "--format", form, "--values", "1 -5 2 3"]
        assert main(["derive", *POOL, *words]) == 0
        assert capsys.readouterr().out
    unpool = ["--kind", "unpool", "--input", "2", "--output-size", "4", "--index-size", "3"]
    assert main(["derive", *unpool, "--format", form, "--values", "i=2 0"]) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("--values", "1 2 3"),
            "values: x has 4 entries, given 3 numbers: PoolSpec((2, 2), (2, 2))",
        ),
        (
            ("--values", "1 2 3 four"),
            "values: x has 'four', not a number of at most 18 digits such as 3, -2/5 or 0.5",
        ),
        (("--values", "f=1"), "values: 'f' is not one of x, grad_o: PoolSpec((2, 2), (2, 2))"),
        (("--only", "worked-case"), "--only worked-case goes with --values"),
        (("--power", "3"), "power goes with operation 'lp', not 'max'"),
        (("--operation", "mean"), "operation 'mean' is not one of max, min, average, lp"),
        (("--padding", "2"), "a window of pool 2 meets only padding on axis 0"),
    ],
)
def test_bad_input_is_one_line(
    words: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["derive", *POOL, *words]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert message in printed.err
    assert len(printed.err.splitlines()) == 1


def test_help_says_that_global_takes_channels_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["derive", "--help"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "or global, with channels first in --input, as in 1x28x28." in told
    assert main(["derive", "--kind", "pool", "--input", "28x28", "--pool", "global"]) == 0
    printed = capsys.readouterr()
    assert "1-D, 28 channels, 28; maximum" in printed.out
    assert "did you mean --input 1x28x28?" in printed.err


def test_kernels_are_generated_and_certified(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["generate", *POOL, "--stride", "2", "-o", str(tmp_path)]) == 0
    (file,) = tmp_path.glob("*.py")
    assert file.name == "max_pool2d_1x2x2_k2x2_s2_direct.py"
    capsys.readouterr()
    assert main(["certify", str(file)]) == 0
    assert ": holds (sampled): In 6 rounds" in capsys.readouterr().out
    file.write_text(file.read_text().replace("argmax", "argmin"))
    assert main(["certify", str(file)]) == 1
    assert "indices[0, 0, 0, 0] is " in capsys.readouterr().out
