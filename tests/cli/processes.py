"""The program as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys

PROGRAM = [sys.executable, "-m", "symconv"]
_OURS = ("PYTHONUNBUFFERED", "PYTHONIOENCODING", "NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS")


def environment(**variables: str) -> dict[str, str]:
    """Give the environment without what changes how the program writes, and with `variables`."""
    return {name: value for name, value in os.environ.items() if name not in _OURS} | variables


def in_process(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the program and give what came of it."""
    options = {"env": environment()} | options
    return subprocess.run(
        [*PROGRAM, *arguments], capture_output=True, text=True, check=False, **options
    )


def in_shell(line: str) -> subprocess.CompletedProcess[str]:
    """Run a line of bash, in which `symconv` is the program."""
    script = f'symconv() {{ {" ".join(PROGRAM)} "$@"; }}\n{line}'
    command = ["bash", "-c", script]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment())
