"""Pages whose examples are run: commands in `console` blocks, and lines of Python."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True)
class Example:
    """A command and what it prints; `...` stands for anything."""

    command: str
    expected: str

    @property
    def status(self) -> int:
        """What the command ends with, by what it prints."""
        if "error:" in self.expected:
            return 2
        found = re.search("^[✗!] (refuted|damaged)|, [1-9]\\d* findings?", self.expected, re.M)
        return 1 if found else 0


def console_examples(page: Path) -> list[Example]:
    """Give the examples of the console blocks of a page, in order."""
    examples = []
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r"^```console\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = example.partition("\n")
            examples.append(Example(command, output))
    return examples


def check_console(example: Example, folder: Path) -> None:
    """Run a command of symconv in a folder, and compare what it prints, if the page shows it."""
    program, *arguments = shlex.split(example.command)
    assert program == "symconv"
    run = subprocess.run(
        [sys.executable, "-m", "symconv", *arguments],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False,
    )  # fmt: skip
    assert run.returncode == example.status, run.stdout
    shown = not example.expected or doctest.OutputChecker().check_output(
        example.expected, run.stdout, OPTIONS
    )
    assert shown, run.stdout


def check_python(page: Path) -> int:
    """Run the lines of Python on a page; gives how many there were."""
    results = doctest.testfile(str(page), module_relative=False, optionflags=OPTIONS)
    assert results.failed == 0
    return results.attempted
