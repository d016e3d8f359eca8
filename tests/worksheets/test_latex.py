"""Sheets as LaTeX: what fits the lines, and the teacher's switch between sheet and key."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from symconv.worksheets import Worksheet
from tests.latex_pages import lines_too_wide
from tests.requirements import require_tool
from tests.worksheets.pdf.sheets import LAYERS, sheet

MOST_POINTS = 5.0
SWITCH, OTHER = r"\keytrue %", r"\keyfalse %"


def text_of(document: str, folder: Path) -> str:
    """Compile a document; give its text."""
    lines_too_wide(document, folder)
    tool = str(require_tool("pdftotext"))
    read = subprocess.run([tool, "page.pdf", "-"], cwd=folder, capture_output=True, check=True)
    return read.stdout.decode()


@pytest.mark.parametrize("name", LAYERS)
def test_nothing_runs_over_the_lines(name: str, tmp_path: Path) -> None:
    made = sheet(name)
    for document in (made.to_latex(standalone=True), made.key.to_latex(standalone=True)):
        assert [
            points for points in lines_too_wide(document, tmp_path) if points > MOST_POINTS
        ] == []


@pytest.mark.parametrize("options", [{}, {"hints": False}, {"self_study": True}])
def test_the_key_becomes_the_sheet_by_its_switch(options: dict[str, bool], tmp_path: Path) -> None:
    made = sheet("dense", course="Deep $learning$", **options)
    key = made.key.to_latex(standalone=True)
    assert key.count(SWITCH) == 1
    assert key.splitlines()[1:3] == [r"\newif\ifkey", rf"{SWITCH} \keyfalse prints the sheet "
                                     "without solutions"]  # fmt: skip
    solved = text_of(key, tmp_path)
    assert solved.startswith("Key: ")
    assert solved.count("Solution") == len(made.questions)
    assert f"seed {made.options.seed}" in solved
    as_sheet = text_of(key.replace(SWITCH, OTHER), tmp_path)
    assert as_sheet == text_of(made.to_latex(standalone=True), tmp_path)


def test_a_student_gets_no_solutions_and_no_seed() -> None:
    made = sheet("plain")
    text = made.to_latex(standalone=True)
    for told in ("Solution", r"\ifkey", "seed", "build_worksheet", "surd"):
        assert told not in text
    assert "Solution" in made.key.to_latex()
    assert r"\ifkey" not in made.key.to_latex()  # a fragment has nowhere to say it


def test_the_key_in_a_format_by_its_name() -> None:
    key = sheet("plain").key
    assert key.to("latex", standalone=True) == key.to_latex(standalone=True)
    assert key.to("markdown") == key.to_markdown()
    with pytest.raises(TypeError, match="there is no choice 'entries'"):
        key.to_latex(standalone=True, entries="all")


def blank_widths(made: Worksheet) -> list[float]:
    return [float(em) for em in re.findall(r"\\hspace\{([\d.]+)em\}", made.to_latex())]


def test_blanks_have_room_for_a_pen() -> None:
    widths = blank_widths(sheet("chapter"))
    assert len(widths) > 30
    assert min(widths) >= 2.2
    assert max(widths) > 4


def test_rows_are_further_apart_where_something_is_to_be_written() -> None:
    made = sheet("plain")
    assert r"\jot=14pt" in made.to_latex()
    assert r"\jot=6pt" not in made.to_latex()
    assert r"\jot=6pt" in made.key.to_latex()
