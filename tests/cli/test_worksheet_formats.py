"""`symconv worksheet`: which format goes into which file."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from symconv.cli.printing.exports import EXPORTS
from symconv.worksheets import Export
from tests.cli.conftest import Run

SHEET = "worksheet --input 3x4 --filter 2x3 --topics forward,substituted"


def test_the_command_has_every_export_and_knows_how_its_files_end() -> None:
    assert {row.value: row.suffixes[0] for row in Export} == EXPORTS


def test_the_ending_chooses_the_format_of_the_sheet_and_of_the_key(run: Run) -> None:
    assert run(f"{SHEET} -o sheet.ipynb --key key.md").status == 0
    assert json.loads(Path("sheet.ipynb").read_text())["nbformat"] == 4
    assert Path("key.md").read_text().startswith("# Key:")


def test_a_notebook_may_have_a_notebook_as_its_key_and_a_page_in_myst_one_in_myst(run: Run) -> None:
    assert run(f"{SHEET} -o sheet.ipynb --key key.ipynb").status == 0
    cells = json.loads(Path("key.ipynb").read_text())["cells"]
    assert {cell["cell_type"] for cell in cells} == {"markdown"}
    assert run(f"{SHEET} --format myst -o sheet.md --key key.md").status == 0
    assert "```{math}" in Path("key.md").read_text()


@pytest.mark.parametrize(
    ("name", "told"), [("a.json", "json or jupyterquiz"), ("a.xml", "moodle"), ("a.odt", ".ipynb")]
)
def test_endings_that_do_not_say_enough_need_a_format(run: Run, name: str, told: str) -> None:
    outcome = run(f"{SHEET} -o {name}")
    assert (outcome.status, told in outcome.err, outcome.err.count("\n")) == (2, True, 1)
    assert list(Path().iterdir()) == []


def test_short_names_are_those_of_files(run: Run) -> None:
    assert run(f"{SHEET} --format md").out == run(f"{SHEET} --format markdown").out
    assert run(f"{SHEET} --format tex --standalone").out.count(r"\documentclass") == 1


@pytest.mark.parametrize("row", Export)
def test_every_export_is_replaced_under_its_own_ending_only(run: Run, row: Export) -> None:
    path, other = Path(f"sheet{row.suffixes[0]}"), Path("notes.doc")
    assert run(f"{SHEET} --format {row} -o {path}").status == 0
    first = path.read_bytes()
    assert run(f"{SHEET} --format {row} -o {path}").status == 0
    assert path.read_bytes() == first
    other.write_text("mine")
    assert run(f"{SHEET} --format {row} -o {other}").status == 2
    assert other.read_text() == "mine"
    assert run(f"{SHEET} --format {row} -o {other} --force").status == 0
    assert other.read_bytes() == first


@pytest.mark.parametrize("key", ["key.xml", "sheet.md", "mine.md.bak"])
def test_a_key_that_cannot_be_written_stops_the_sheet_as_well(run: Run, key: str) -> None:
    Path("mine.md.bak").write_text("notes of a person")
    assert run(f"{SHEET} -o sheet.md --key {key}").status == 2
    assert not Path("sheet.md").exists()


def test_what_has_its_answers_in_it_goes_to_standard_output_too(run: Run) -> None:
    quiz = ElementTree.fromstring(run(f"{SHEET} --format moodle").out.encode())
    assert [each.get("type") for each in quiz][:2] == ["category", "multichoice"]
