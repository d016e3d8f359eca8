"""`docs/layers.md` tells the truth: its tables are drawn anew, its examples are run."""

from __future__ import annotations

import doctest
import inspect
import re
import shlex
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from symconv.specs.flags import to_flags
from symconv.specs.kinds import KINDS
from symconv.specs.layer import LayerSpec
from symconv.specs.listing import read_spec_list
from tests.cli.conftest import Run, run
from tests.docs.layers_page import (
    PAGE,
    draw_functions,
    draw_kinds,
    has_bias_to_show,
    read_sections,
)

__all__ = ["run"]

SECTIONS = read_sections()
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@lru_cache(maxsize=1)
def specs_in_python() -> dict[str, Any]:
    """Run the Python examples in order; give the `spec` that each section leaves."""
    names: dict[str, Any] = {}
    specs = {}
    for title, section in SECTIONS.items():
        test = doctest.DocTestParser().get_doctest(section.text, names, title, str(PAGE), 0)
        report: list[str] = []
        runner = doctest.DocTestRunner(optionflags=OPTIONS, verbose=False)
        result = runner.run(test, out=report.append, clear_globs=False)
        assert result.failed == 0, "".join(report)
        assert result.attempted or title not in KINDS
        names = test.globs
        specs[title] = names.pop("spec", None)
    return specs


def spec_in_toml(kind: str, folder: Path) -> LayerSpec:
    """Read the spec list of a section."""
    (toml,) = SECTIONS[kind].blocks("toml")
    path = folder / "layers.toml"
    path.write_text(toml, encoding="utf-8")
    (listed,) = read_spec_list(path)
    return listed.spec


def test_every_kind_has_a_section_and_a_row() -> None:
    assert [title for title in SECTIONS if title in KINDS] == list(KINDS)
    words, table = SECTIONS["Kinds"].tables
    assert re.findall(r"^\| `(\w+)` \|", words, re.MULTILINE) == list(KINDS)
    assert table == draw_kinds(), draw_kinds()


@pytest.mark.parametrize("kind", KINDS)
def test_functions_are_those_of_the_example(kind: str, tmp_path: Path) -> None:
    spec = spec_in_toml(kind, tmp_path)
    assert has_bias_to_show(spec)
    (table,) = SECTIONS[kind].tables
    assert table == draw_functions(spec), draw_functions(spec)


@pytest.mark.parametrize("kind", KINDS)
def test_one_layer_in_python_and_in_toml(kind: str, tmp_path: Path) -> None:
    spec = specs_in_python()[kind]
    assert isinstance(spec, KINDS[kind].spec)
    assert spec == spec_in_toml(kind, tmp_path)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_layer_on_the_command_line(kind: str, run: Run, tmp_path: Path) -> None:
    (example,) = SECTIONS[kind].blocks("console")
    command, _, expected = example.partition("\n")
    program, *words = shlex.split(command.removeprefix("$ "))
    flags = to_flags(spec_in_toml(kind, tmp_path))
    assert (program, words[0]) == ("symconv", "derive")
    assert sorted(words[1 : len(flags) + 1]) == sorted(flags)
    outcome = run(*words)
    assert outcome.status == 0
    assert any("=" in line for line in expected.splitlines())
    assert doctest.OutputChecker().check_output(expected, outcome.out, OPTIONS), outcome.out


@pytest.mark.parametrize("kind", KINDS)
def test_pytorch_is_mentioned_where_the_docstring_does(kind: str) -> None:
    docstring = inspect.getdoc(KINDS[kind].spec) or ""
    for authority in ("ONNX", "PyTorch"):
        if authority in docstring:
            assert authority in SECTIONS[kind].text


def test_a_wrong_table_would_be_noticed(tmp_path: Path) -> None:
    spec = spec_in_toml("dense", tmp_path)
    assert draw_functions(type(spec)(spec.inputs + 1, spec.units, bias=True)) != (
        draw_functions(spec)
    )
