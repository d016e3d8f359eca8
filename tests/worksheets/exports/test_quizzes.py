"""A question for each blank: jupyterquiz, Moodle, text2qti."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from symconv import same
from symconv.errors import SymconvError, WorksheetError
from symconv.worksheets import Blanks, write_export
from symconv.worksheets.exports.items import items_of
from tests.requirements import require
from tests.worksheets.exports.sheets import CHOICE, HOSTILE, SPECS, mixed_sheet, sheet_of

CHOSEN = ("answer", "correct", "feedback")


def quiz(name: str, **options: object) -> list[dict[str, object]]:
    return json.loads(write_export(sheet_of(name, **options), "jupyterquiz"))


@pytest.mark.parametrize("name", SPECS)
def test_there_is_a_question_for_each_blank_and_each_has_one_right_option(name: str) -> None:
    sheet = sheet_of(name)
    items = list(items_of(sheet))
    assert len({item.name for item in items}) == len(items) == sheet.points
    for item in items:
        if item.options:
            assert [option.right for option in item.options].count(True) == 1
            assert len(item.options) >= 3
        else:
            assert item.number is not None or item.spellings


@pytest.mark.parametrize("name", ["conv", "stride", "pool"])
@pytest.mark.parametrize("unit", ["factor", "term", "side"])
def test_no_two_options_are_equal_and_no_wrong_one_is_true(name: str, unit: str) -> None:
    sheet = sheet_of(name, blanks=Blanks.read(f"{unit} 1/9"), seed=5)
    compared = 0
    for item in items_of(sheet):
        formulas = [option.text[0] for option in item.options]
        assert len(set(map(str, formulas))) == len(formulas)
        for one, other in combinations(formulas, 2):
            try:
                assert not same(one, other), (item.name, str(one), str(other))
                compared += 1
            except SymconvError:
                continue
    assert compared > 5


def test_what_belongs_in_another_blank_of_the_same_sum_is_no_wrong_option() -> None:
    items = {item.name: item for item in items_of(mixed_sheet())}
    for name, elsewhere in (("together-6", "X₁₃·F₁₃"), ("together-7", "X₁₁·F₁₁")):
        options = {str(option.text[0]): option.right for option in items[name].options}
        assert list(options.values()).count(True) == 1
        assert elsewhere not in options


def test_questions_for_jupyterquiz_have_the_fields_that_it_reads() -> None:
    questions = json.loads(write_export(mixed_sheet(), "jupyterquiz"))
    kinds = [question["type"] for question in questions]
    assert kinds == ["multiple_choice"] * 3 + ["numeric"] * 2 + ["multiple_choice"] * 2
    for question in questions:
        assert set(question) == {"question", "type", "answers"}
    choice, letter, _, whole, third = questions[:5]
    assert [answer["correct"] for answer in choice["answers"]] == [False, True, False]
    assert choice["answers"][2]["feedback"].startswith("The sum is forgotten.")
    assert all(tuple(answer) == CHOSEN for answer in choice["answers"])
    assert [answer["correct"] for answer in letter["answers"]] == [True, False]
    assert (whole["answers"][0]["value"], third["answers"][0]["value"]) == (-7, 1 / 3)
    assert whole["answers"][1] == {"type": "default", "feedback": "That is not it. Add last."}


def test_hints_are_left_out_where_the_sheet_has_none_and_solutions_are_for_self_study() -> None:
    plain, bare = write_export(mixed_sheet(), "moodle"), write_export(mixed_sheet(hints=False),
                                                                      "moodle")  # fmt: skip
    assert ("Mind the sign." in plain, "Mind the sign." in bare) == (True, False)
    empty = '<generalfeedback format="html"><text></text></generalfeedback>'
    assert plain.count(empty) == 7
    assert write_export(mixed_sheet(self_study=True), "moodle").count(empty) == 0


def moodle(**options: object) -> ElementTree.Element:
    return ElementTree.fromstring(write_export(mixed_sheet(**options), "moodle").encode())


def test_moodle_reads_types_points_answers_and_hints() -> None:
    category, *questions = moodle(course="Networks 1/2")
    assert category.findtext("category/text") == "$course$/top/Networks 1//2/Mixed"
    kinds = [question.get("type") for question in questions]
    assert kinds == ["multichoice", "shortanswer", "multichoice", "numerical", "numerical",
                     "multichoice", "multichoice"]  # fmt: skip
    assert [question.findtext("defaultgrade") for question in questions[:4]] == ["2", "1", "1", "3"]
    assert [len(question.findall("hint")) for question in questions] == [1, 0, 0, 2, 2, 0, 0]
    for question in questions:
        assert question.findtext("name/text")
        assert question.find("questiontext").get("format") == "html"  # type: ignore[union-attr]
        fractions = [answer.get("fraction") for answer in question.findall("answer")]
        assert fractions.count("100") >= 1
        assert set(fractions) <= {"100", "0"}
        if question.get("type") == "multichoice":
            assert fractions.count("100") == 1
            assert question.findtext("single") == "true"
    numbers = questions[3].findall("answer")
    assert [(each.findtext("text"), each.findtext("tolerance")) for each in numbers] == [
        ("-7", "0"), ("*", "0"),
    ]  # fmt: skip
    assert float(questions[4].findtext("answer/text") or 0) == 1 / 3


def test_an_entry_is_typed_in_any_usual_spelling_in_moodle() -> None:
    root = ElementTree.fromstring(
        write_export(sheet_of("conv", blanks=Blanks.read("factor 1/3")), "moodle").encode()
    )
    typed = [question for question in root if question.get("type") == "shortanswer"]
    assert len(typed) > 10
    texts = [answer.findtext("text") for answer in typed[0].findall("answer")]
    entry = re.fullmatch(r"([A-Z])_(\d)(\d)", str(texts[0]))
    assert entry is not None
    letter, row, column = entry.groups()
    assert {f"{letter}_{{{row}{column}}}", f"{letter}{row}{column}",
            f"{letter}[{row},{column}]"} <= set(texts)  # fmt: skip
    assert typed[0].findtext("usecase") == "1"


def test_what_a_person_gave_comes_out_as_text() -> None:
    root = moodle(title=HOSTILE, course=HOSTILE)
    path = root.findtext("question/category/text")
    assert path == "$course$/top/" + "/".join([HOSTILE.replace("/", "//")] * 2)
    asked = replace(CHOICE, title=(HOSTILE,), task=(HOSTILE,))
    sheet = replace(mixed_sheet(), questions=(asked,))
    question = json.loads(write_export(sheet, "jupyterquiz"))[0]["question"]
    bank = ElementTree.fromstring(write_export(sheet, "moodle").encode())[1]
    for html in (question, str(bank.findtext("questiontext/text"))):
        assert "&lt;/script&gt;&lt;b&gt;&#36;x&#36; &#92;input{a} [z]&#8203;(w)" in html
        assert "]]&gt; &amp;" in html
        assert not {"<script", "</script", "<b>", "$"} & set(re.findall(r"</?\w+>?|\$", html))
    assert HOSTILE.split()[0] in str(bank.findtext("name/text"))


def test_a_reader_of_moodle_xml_that_is_not_ours_finds_the_questions() -> None:
    reader = require("moodle_xml_parser.parser")
    sheet = sheet_of("padding")
    found = reader.parse_string(write_export(sheet, "moodle"))["multichoice"]
    chosen = [item for item in items_of(sheet) if item.options and not item.spellings]
    assert len(found) == len(chosen) > 50
    for question, item in zip(found, chosen, strict=True):
        assert item.name in question.name
        assert [option.score_fraction for option in question.options] == [
            100.0 * option.right for option in item.options
        ]


def test_there_is_no_key_of_what_has_its_answers_in_it() -> None:
    with pytest.raises(WorksheetError, match="a file for moodle has the answers in it"):
        write_export(sheet_of("conv").key, "moodle")
    with pytest.raises(WorksheetError, match=r"is not one of .*did you mean 'ipynb'"):
        write_export(sheet_of("conv"), "notebook")


@pytest.mark.parametrize("format_", ["jupyterquiz", "moodle", "text2qti"])
def test_the_same_sheet_gives_the_same_bytes(format_: str) -> None:
    assert write_export(sheet_of("pool", seed=2), format_) == write_export(
        sheet_of("pool", seed=2), format_
    )


@pytest.mark.parametrize("name", ["stride", "mixed"])
def test_text2qti_packs_every_question(name: str, tmp_path: Path) -> None:
    require("text2qti")
    sheet = mixed_sheet(title=HOSTILE) if name == "mixed" else sheet_of(name)
    source = tmp_path / "sheet.txt"
    source.write_text(write_export(sheet, "text2qti"))
    subprocess.run([sys.executable, "-c", "from text2qti.cmdline import main; main()", source.name],
                   cwd=tmp_path, check=True, env={**os.environ, "HOME": str(tmp_path)})  # fmt: skip
    with zipfile.ZipFile(tmp_path / "sheet.zip") as packed:
        texts = [packed.read(each).decode() for each in packed.namelist() if "xml" in each]
    assert sum(text.count("<item ") for text in texts) == len(list(items_of(sheet)))
