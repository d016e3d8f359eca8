"""The README tells the truth: its examples are run and their output compared."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def console_examples() -> list[tuple[str, str]]:
    """Give (command, expected output) pairs of the console blocks; `...` stands for anything."""
    examples = []
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL):
        for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = example.partition("\n")
            examples.append((command, output))
    return examples


@pytest.mark.parametrize(("command", "expected"), console_examples())
def test_console_example(command: str, expected: str, tmp_path: Path) -> None:
    program, *arguments = shlex.split(command)
    assert program == "symconv"
    run = subprocess.run(
        [sys.executable, "-m", "symconv", *arguments],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False,
    )  # fmt: skip
    found = 1 if re.search("^[✗!] (refuted|damaged)", expected, re.MULTILINE) else 0
    assert run.returncode == (2 if "error:" in expected else found), run.stdout
    assert doctest.OutputChecker().check_output(expected, run.stdout, OPTIONS), run.stdout


def test_python_examples() -> None:
    results = doctest.testfile(str(ROOT / "README.md"), module_relative=False, optionflags=OPTIONS)
    assert results.attempted > 15
    assert results.failed == 0


def test_there_are_examples_of_every_sort() -> None:
    commands = [command for command, _ in console_examples()]
    assert {command.split()[1] for command in commands} >= {"derive", "generate"}


@pytest.mark.parametrize("target", ["demo", "test"])
def test_make_targets_exist(target: str) -> None:
    assert f"    make {target}" in README
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, re.MULTILINE)
