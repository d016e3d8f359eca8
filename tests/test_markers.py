"""Tests that are marked slow are left out of a plain run, and of nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def recipe_of_tests() -> str:
    found = re.search(r"^test:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert found is not None
    return found[1]


def test_the_command_of_the_readme_runs_the_slow_tests() -> None:
    assert "make test" in (ROOT / "README.md").read_text()
    assert '-m "not campaign"' in recipe_of_tests()


def test_ci_calls_the_command_of_the_readme() -> None:
    script = ROOT / ".ci" / "run"
    if not script.exists():
        pytest.skip("a source distribution has no CI")
    assert script.read_text().splitlines()[-1] == "make test"


def test_a_plain_run_leaves_them_out(pytestconfig: pytest.Config) -> None:
    options = " ".join(pytestconfig.getini("addopts"))
    assert "not campaign and not slow" in options
    assert any(line.startswith("slow:") for line in pytestconfig.getini("markers"))
