"""Marking: right in any form, partly right, wrong, and hostile answers that stop nothing."""

from __future__ import annotations

import json

import pytest

import symconv
from symconv.cli.main import main
from symconv.errors import WorksheetError
from symconv.worksheets import Topic, build_worksheet
from tests.worksheets.layers import CONV, LAYERS


def answered(sheet, answers, name="Ada"):
    return {"schema_version": 1, "sheet": sheet.identity, "name": name, "answers": answers}


def printed(sheet, form):
    data = json.loads(sheet.key.to_json())
    return {
        str(one["number"]): one["letter"] if "letter" in one
        else one["text"] if form == "text" else one["right"]["latex"]
        for exercise in data["exercises"]
        for one in exercise["answers"]
    }  # fmt: skip


@pytest.mark.parametrize("form", ["text", "latex"])
@pytest.mark.parametrize("name", ["conv", "strided", "channels", "line", "pool", "dense"])
def test_what_a_key_prints_is_right(name, form) -> None:
    sheet = build_worksheet(LAYERS[name], topics=[*Topic])
    (marked,) = symconv.grade(sheet, answered(sheet, printed(sheet, form))).sheets
    assert marked.points == sheet.points


def test_other_forms_are_right_and_parts_have_a_share() -> None:
    sheet = build_worksheet(CONV, topics="forward", blanks="side 1")
    right = printed(sheet, "text")["1"]
    terms = right.split(" + ")
    turned = " + ".join(reversed(terms))
    for answer, share in ((turned, 1), (" + ".join(terms[:3]), 0.5), ("X_11", 0), ("", 0)):
        (marked,) = symconv.grade(sheet, answered(sheet, {"1": answer})).sheets
        assert marked.points == share


HOSTILE = ["{" * 100_000, "X^99999999", "\x00", "__import__('os')", "x" * 10**6, r"\sum" * 4000]


def test_hostile_answers_get_nothing_and_the_class_goes_on() -> None:
    sheet = build_worksheet(CONV, topics="forward", blanks="side 1")
    right = printed(sheet, "text")
    students = [answered(sheet, {"1": text}, f"H{at}") for at, text in enumerate(HOSTILE)]
    graded = symconv.grade(sheet, [*students, answered(sheet, right)])
    points = {marked.submission.name: marked.points for marked in graded.sheets}
    assert points.pop("Ada") == sheet.points
    assert set(points.values()) == {0}


def test_a_class_is_marked_by_command_and_cells_are_quoted(tmp_path, capsys) -> None:
    key, folder = tmp_path / "key.json", tmp_path / "class"
    folder.mkdir()
    assert main(["worksheet", "--input", "3x4", "--filter", "2x3", "-o", str(tmp_path / "s.md"),
                 "--key", str(key)]) == 0  # fmt: skip
    sheet = json.loads(key.read_text())["sheet"]
    told = {"schema_version": 1, "sheet": sheet, "name": "=cmd()", "answers": {"1": "-"}}
    (folder / "a.json").write_text(json.dumps(told), encoding="utf-8")
    (folder / "b.json").write_text(json.dumps({**told, "sheet": "other"}), encoding="utf-8")
    (folder / "c.json").write_text("not json", encoding="utf-8")
    capsys.readouterr()
    assert main(["grade", str(key), str(folder), "--format", "csv"]) == 0
    out = capsys.readouterr().out
    assert "=cmd()" in out
    assert not any(cell.startswith("=") for line in out.splitlines() for cell in line.split(","))


def test_a_key_that_cannot_be_used_is_refused(tmp_path) -> None:
    path = tmp_path / "key.json"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(WorksheetError, match="no key"):
        symconv.grade(path, [])
