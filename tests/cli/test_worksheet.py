"""`symconv worksheet`: sheets, keys, variants and courses from the command line."""

from __future__ import annotations

import json

import pytest

from symconv.cli.main import main

LAYER = ("worksheet", "--input", "3x4", "--filter", "2x2")


def refused(capsys, *arguments) -> str:
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1, error
    return error


def test_a_sheet_is_printed(capsys) -> None:
    assert main(LAYER) == 0
    out = capsys.readouterr().out
    assert "Exercise 1: Output size" in out
    assert "[1]___" in out


@pytest.mark.parametrize(
    ("name", "start"),
    [("a.html", "<!DOCTYPE html>"), ("a.tex", "%"), ("a.md", "# "), ("a.txt", "Worksheet")],
)
def test_the_ending_chooses_the_format(tmp_path, name, start) -> None:
    path = tmp_path / name
    assert main([*LAYER, "-o", str(path)]) == 0
    assert path.read_text(encoding="utf-8").startswith(start)


def test_the_key_is_of_the_sheet(tmp_path) -> None:
    sheet, key = tmp_path / "sheet.md", tmp_path / "key.json"
    assert main([*LAYER, "--seed", "5", "--numeric", "-o", str(sheet), "--key", str(key)]) == 0
    data = json.loads(key.read_text(encoding="utf-8"))
    assert data["seed"] == 5
    assert data["sheet"] in sheet.read_text(encoding="utf-8")
    assert any(one["name"].startswith("numbers") for one in data["exercises"])


def test_variants_are_numbered_and_differ(tmp_path) -> None:
    sheet, key = tmp_path / "sheet.md", tmp_path / "key.json"
    arguments = [*LAYER, "--variants", "11", "--vary", "padding=0,1", "-o", str(sheet)]
    assert main([*arguments, "--key", str(key)]) == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted(
        f"{stem}-{n:02d}.{ending}"
        for n in range(1, 12)
        for stem, ending in (("sheet", "md"), ("key", "json"))
    )
    assert len({path.read_text(encoding="utf-8") for path in tmp_path.glob("*.md")}) == 11


def test_a_stress_run_reports_and_writes_nothing(tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([*LAYER, "--numeric", "--stress", "40"]) == 0
    assert "40 variants drawn, 0 degenerate" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())


def test_a_course_is_written_into_folders(tmp_path) -> None:
    course = tmp_path / "course.toml"
    layer = "layer = {input_size = [3, 4], filter_size = 2}"
    course.write_text(
        f'[[sheet]]\nname = "a"\n{layer}\n[[sheet]]\nname = "b"\n{layer}\nvariants = 2\n'
    )
    sheets, keys = tmp_path / "sheets", tmp_path / "keys"
    assert main(["worksheet", str(course), "-o", str(sheets), "--key", str(keys)]) == 0
    assert sorted(path.name for path in sheets.iterdir()) == ["a.html", "b-1.html", "b-2.html"]
    assert sorted(path.name for path in keys.iterdir()) == ["a.json", "b-1.json", "b-2.json"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--general", "--operation", "grad-filter", "--rank", "1"),
        ("--graph", "q = x + y; f = q z", "--at", "x=-2,y=5,z=-4"),
        ("--compare", "--input", "3x3", "--filter", "2x2"),
        ("--network", "generated/networks/seed_chapter.toml"),
    ],
)
def test_other_derivations_have_sheets(arguments, capsys) -> None:
    assert main(["worksheet", *arguments]) == 0
    assert "Exercise 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("worksheet",), "no layer"),
        ((*LAYER, "--topics", "forwards"), "did you mean 'forward'"),
        ((*LAYER, "--blanks", "some"), "nothing to ask"),
        ((*LAYER, "--blanks", "150%"), "a share is above 0"),
        ((*LAYER, "-o", "sheet.docx"), "no format has files that end so"),
        ((*LAYER, "--variants", "3"), "--variants goes with -o"),
        ((*LAYER, "--vary", "stride=1,2"), "--vary goes with --variants"),
        ((*LAYER, "--variants", "3", "--vary", "stride", "-o", "a.md"), "write a name and numbers"),
        ((*LAYER, "--variants", "3", "--vary", "colour=1", "-o", "a.md"), "colour cannot all vary"),
        (("worksheet", "--compare", "--general"), "--compare does not go with --general"),
        (("worksheet", "--graph", "f = ("), "line 1, column 6"),
        (("worksheet", "none.toml", "-o", "x"), "cannot read none.toml"),
        (("worksheet", "none.toml"), "a course goes with -o FOLDER"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_line(arguments, words, capsys, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert words in refused(capsys, *arguments)
    assert not list(tmp_path.iterdir())
