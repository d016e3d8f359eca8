"""The program run in this process, in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest

from symconv.cli.main import main


@dataclass(frozen=True)
class Outcome:
    """How a run ended, and what it printed."""

    status: int
    out: str
    err: str


Run: TypeAlias = Callable[..., Outcome]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the program with arguments, given as one text or one by one."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Outcome:
        words = arguments[0].split() if len(arguments) == 1 else list(arguments)
        capsys.readouterr()
        status = main(words)
        return Outcome(status, *capsys.readouterr())

    return call
