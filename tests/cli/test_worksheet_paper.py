"""`symconv worksheet` on paper: PDF, LaTeX and typst files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.requirements import require, require_tool

SHEET = "worksheet --input 3x4 --filter 2x3"


def test_a_pdf_says_what_set_it(run: Run, tmp_path: Path) -> None:
    require_tool("pdflatex")
    sheet, key = tmp_path / "sheet.pdf", tmp_path / "key.pdf"
    outcome = run(f"{SHEET} -o {sheet} --key {key}")
    assert outcome.status == 0
    assert f"{sheet}: PDF by LaTeX (pdflatex)" in outcome.err
    assert f"{key}: PDF by LaTeX (pdflatex)" in outcome.err
    assert sheet.read_bytes().startswith(b"%PDF")
    assert key.read_bytes() != sheet.read_bytes()


def test_where_there_is_no_latex_typst_sets_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require("typst")
    from symconv.worksheets.pdf import make

    monkeypatch.setattr(make, "has_latex", lambda engine: False)
    outcome = run(f"{SHEET} --format pdf -o {tmp_path / 'sheet.pdf'}")
    assert (outcome.status, outcome.out) == (0, "")
    assert "PDF by typst" in outcome.err


def test_a_refused_name_leaves_no_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from symconv.worksheets.pdf import make

    monkeypatch.setattr(make, "has_latex", lambda engine: False)
    monkeypatch.setattr(make, "has_typst", lambda: False)
    outcome = run(f"{SHEET} --title 中文 -o {tmp_path / 'sheet.pdf'}")
    assert outcome.status == 2
    assert outcome.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("--format pdf", "--format pdf needs a file to write to: -o FILE.pdf"),
        ("--format pdf --standalone -o x.pdf", "--standalone goes with --format"),
        ("-o sheet.doc", "no format has files that end so; name it with one of .txt"),
    ],
)
def test_what_is_no_paper_is_refused(run: Run, arguments: str, said: str) -> None:
    outcome = run(f"{SHEET} {arguments}")
    assert outcome.status == 2
    assert said in outcome.err


def test_files_of_latex_and_typst_are_whole(run: Run, tmp_path: Path) -> None:
    for ending, start in (("tex", "% Compile"), ("typ", "#set document")):
        sheet, key = tmp_path / f"sheet.{ending}", tmp_path / f"key.{ending}"
        assert run(f"{SHEET} -o {sheet} --key {key}").status == 0
        assert sheet.read_text().startswith(start)
        assert key.read_text().startswith(start)
        assert "Solution" not in sheet.read_text()
        assert "Solution" in key.read_text()
    assert r"\keytrue" in (tmp_path / "key.tex").read_text()
    assert run(f"{SHEET} --format latex").out.startswith(r"\section*")
