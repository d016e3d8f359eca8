"""`symconv notations` and `symconv strategies`."""

from __future__ import annotations

import os
import pty
import subprocess

import pytest

from symconv.kernels import AUTO_DESCRIPTION, STRATEGIES
from symconv.notation import PRESETS
from tests.cli.conftest import Run
from tests.cli.processes import PROGRAM, environment


def test_notations_are_one_line_each_with_an_example(run: Run) -> None:
    outcome = run("notations")
    rows = [line.split("\t") for line in outcome.out.splitlines()]
    assert outcome.status == 0
    assert [name for name, _, _ in rows] == list(PRESETS)
    examples = {name: example for name, example, _ in rows}
    assert examples["matrix"].startswith("O₁₁ = X₁₁·F₁₁ + X₁₂·F₁₂ + X₂₁·F₂₁ + X₂₂·F₂₂; ∂L/∂F₁₁ = ")
    assert examples["chapter"].startswith("z₁ = w₁ × a₁ + w₂ × a₂ + w₃ × a₄ + w₄ × a₅; ")
    assert all(source for _, _, source in rows)


def test_strategies_are_one_line_each(run: Run) -> None:
    outcome = run("strategies")
    assert outcome.status == 0
    expected = {"auto": AUTO_DESCRIPTION, **STRATEGIES}
    assert outcome.out.splitlines() == [f"{name}\t{text}" for name, text in expected.items()]


@pytest.mark.parametrize("command", ["notations", "strategies"])
@pytest.mark.parametrize(("no_color", "escapes"), [("1", False), (None, True)])
def test_a_terminal_gets_a_table_and_no_color_is_obeyed(
    command: str, no_color: str | None, escapes: bool
) -> None:
    variables = {} if no_color is None else {"NO_COLOR": no_color}
    variables |= {"TERM": "xterm-256color", "COLUMNS": "100"}
    reader, terminal = pty.openpty()
    process = subprocess.Popen([*PROGRAM, command], stdout=terminal, env=environment(**variables))
    os.close(terminal)
    shown = b""
    while chunk := read_terminal(reader):
        shown += chunk
    os.close(reader)
    assert process.wait() == 0
    assert "┃" in shown.decode()
    assert (b"\x1b" in shown) is escapes


def read_terminal(reader: int) -> bytes:
    """Read a piece of what a terminal shows; nothing when the program at it has ended."""
    try:
        return os.read(reader, 4096)
    except OSError:
        return b""
