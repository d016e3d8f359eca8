"""The README tells the truth: its examples are run and their output compared."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pages import ROOT, Example, check_console, check_python, console_examples

PAGE = ROOT / "README.md"
README = PAGE.read_text(encoding="utf-8")
EXAMPLES = console_examples(PAGE)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.command[:40])
def test_console_example(example: Example, tmp_path: Path) -> None:
    check_console(example, tmp_path)


def test_python_examples() -> None:
    assert check_python(PAGE) >= 2


def test_there_is_an_example_for_each_user() -> None:
    commands = {example.command.split()[1] for example in EXAMPLES}
    assert {"derive", "worksheet", "generate", "verify"} <= commands
    for tutorial in ("teacher", "kernels", "reader"):
        assert f"docs/tutorials/{tutorial}.md" in README


@pytest.mark.parametrize("target", ["demo", "test"])
def test_make_targets_exist(target: str) -> None:
    assert f"    make {target}" in README
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_what_is_linked_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert len(links) > 10
    for link in links:
        assert (ROOT / link).exists(), link


def test_the_picture_is_what_its_command_draws(tmp_path: Path) -> None:
    (picture,) = re.findall(r"!\[.+?\]\((.*?)\)", README, re.DOTALL)
    (command,) = re.findall(r"<!-- The picture is made by: (.*?) -->", README)
    program, *words = shlex.split(command)
    output = words.index("-o") + 1
    assert (program, words[output]) == ("symconv", picture)
    words[output] = str(tmp_path / "made.svg")
    subprocess.run([sys.executable, "-m", "symconv", *words], cwd=ROOT, check=True)
    assert (tmp_path / "made.svg").read_bytes() == (ROOT / picture).read_bytes()
