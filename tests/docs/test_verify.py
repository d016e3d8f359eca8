"""`docs/verify.md` tells the truth: its table, its options, its workflow and its hook."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from symconv.cli.main import cli
from symconv.printing.formats import Format
from symconv.verification.formats import SUFFIXES
from symconv.verification.report import SARIF
from symconv.verification.reporting.data import equation_data
from symconv.verification.reporting.words import TELLINGS
from symconv.verification.verdicts import Judged, Verdict, VerdictKind

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "verify.md").read_text()
COMMANDS = [
    line.strip().partition("  #")[0].partition(" > ")[0].removeprefix("- run: ")
    for line in PAGE.splitlines()
    if re.match(r"\s+(- run: )?symconv verify ", line)
]


def test_the_table_of_verdicts_is_that_of_reports() -> None:
    rows = [
        f"| {telling.mark} | {telling.word} | {telling.meaning} |" for telling in TELLINGS.values()
    ]
    assert "\n".join(rows) in PAGE


def test_formats_and_endings_are_all_named() -> None:
    for name in (*Format, SARIF):
        assert f"`{name}`" in PAGE
    for suffix in SUFFIXES:
        assert f"`{suffix}`" in PAGE


def test_keys_of_an_equation_are_those_that_are_written() -> None:
    keys = equation_data(Judged(1, 1, 1, "x", Verdict(VerdictKind.PROVED, "So.")))
    named = PAGE[PAGE.index("Each equation in JSON") : PAGE.index("The exit status is 0")]
    for name in re.findall(r"`(\w+)`", named):
        assert name in keys or name == "null"


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_is_understood(line: str) -> None:
    cli.commands["verify"].make_context("verify", shlex.split(line)[2:])


def test_there_are_commands() -> None:
    assert len(COMMANDS) == 7


def test_the_hook_is_there_and_runs_the_command() -> None:
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text()
    assert hooks.count("- id:") == 1
    assert "- id: symconv-verify\n" in hooks
    assert "  entry: symconv verify\n" in hooks
    assert "  language: python\n" in hooks
    assert "  types_or: [markdown, tex, rst, html, jupyter]\n" in hooks
    assert "      - id: symconv-verify\n" in PAGE


def test_the_report_is_that_of_the_example() -> None:
    block = re.search(r"```console\n\$ symconv (verify .*?)\n(.*?)```", PAGE, re.DOTALL)
    assert block is not None
    run = subprocess.run(
        [sys.executable, "-m", "symconv", *shlex.split(block[1])],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert run.returncode == 1
    assert run.stdout.rstrip() == block[2].rstrip()
