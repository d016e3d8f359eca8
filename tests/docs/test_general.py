"""The page on derivations for any size names every rule, and its commands run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from symconv.calculus import rules
from symconv.cli.main import main

PAGE = (Path(__file__).parents[2] / "docs" / "general.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    symconv (derive --general[^#\n]*)", PAGE, re.MULTILINE)


@pytest.mark.parametrize("rule", rules.__all__)
def test_every_rule_is_named(rule: str) -> None:
    assert f"`{rule}`" in PAGE


def test_every_rule_that_is_named_is_there() -> None:
    table = re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE)
    named = [name for row in table for name in re.findall(r"`(\w+)`", row)]
    assert len(named) == len(set(named))
    assert set(named) == set(rules.__all__)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_runs(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*shlex.split(command), "--no-check"]) == 0
    assert ", for any size" in capsys.readouterr().out


def test_there_are_commands() -> None:
    assert len(COMMANDS) >= 6
