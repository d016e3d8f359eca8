"""A sheet as a notebook: it runs, it checks, and it holds no answer."""

from __future__ import annotations

import re

import nbformat
import pytest

from symconv.errors import WorksheetError
from symconv.printing.formulas import LatexPrinter, TextPrinter
from symconv.worksheets import Blanks, Topic, Worksheet, open_sealed, write_export
from symconv.worksheets.exports.sealed import seal
from tests.requirements import require
from tests.worksheets.exports.sheets import HOSTILE, SPECS, mixed_sheet, sheet_of

nbclient = require("nbclient")


def right_answers(sheet: Worksheet, printer: type = TextPrinter) -> dict[int, str]:
    write = printer(sheet.notation).write
    return {
        one.number: one.letter if one.formula is None else write(one.formula)
        for question in sheet.questions
        for one in question.answers
    }


def filled(text: str, answers: dict[int, str]) -> nbformat.NotebookNode:
    def put(match: re.Match[str]) -> str:
        return f"answers[{match[1]}] = r'''{answers[int(match[1])]}'''"

    notebook = nbformat.reads(text, as_version=4)
    for cell in notebook.cells:
        cell.source = re.sub(r'answers\[(\d+)\] = r""', put, cell.source)
    return notebook


def last_output(notebook: nbformat.NotebookNode) -> list[str]:
    nbclient.NotebookClient(notebook, timeout=120).execute()
    return notebook.cells[-1].outputs[0]["data"]["text/plain"].splitlines()


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("sheet", [sheet_of("stride", blanks=Blanks.read("term 1/5")),
                                   mixed_sheet()], ids=["stride", "mixed"])  # fmt: skip
def test_it_runs_with_blanks_left_empty_and_with_right_answers(sheet: Worksheet) -> None:
    text = write_export(sheet, "ipynb")
    nbformat.validate(nbformat.reads(text, as_version=4))
    answers = right_answers(sheet)
    empty = last_output(nbformat.reads(text, as_version=4))
    assert empty == [*(f"({number}) empty" for number in answers), f"0 of {len(answers)} right"]
    right = last_output(filled(text, answers))
    assert right[-1] == f"{len(answers)} of {len(answers)} right"


@pytest.mark.parametrize("name", SPECS)
@pytest.mark.parametrize("unit", ["factor", "term", "side"])
@pytest.mark.parametrize("printer", [TextPrinter, LatexPrinter])
def test_an_answer_is_right_as_text_and_as_latex(name: str, unit: str, printer: type) -> None:
    sheet = sheet_of(name, blanks=Blanks.read(f"{unit} 1/4"), seed=3)
    answers = right_answers(sheet, printer)
    checked = open_sealed(seal(sheet)).check(answers)
    others = {number: said for number, said in checked.said.items() if said.state != "right"}
    assert [number for number in others if r"\begin" not in answers[number]] == []
    # Arrays that are written out are typed as [[a b] [c d]] only.
    assert all("is not understood" in repr(checked) for _ in others)


@pytest.mark.parametrize("name", SPECS)
def test_no_answer_stands_in_its_code(name: str) -> None:
    sheet = sheet_of(name, blanks=Blanks.read("term 1"))
    notebook = nbformat.reads(write_export(sheet, "ipynb"), as_version=4)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    for printer in (TextPrinter, LatexPrinter):
        for answer in right_answers(sheet, printer).values():
            if len(answer) > 3:
                assert answer not in code
    for secret in (sheet.command, f"seed={sheet.options.seed}", "Solution"):
        assert secret not in str(notebook)


def test_solutions_are_folded_and_for_self_study_alone() -> None:
    assert "<details>" not in write_export(sheet_of("conv"), "ipynb")
    notebook = write_export(sheet_of("conv", self_study=True), "ipynb")
    assert notebook.count("<summary>Solution</summary>") == len(sheet_of("conv").questions)


def test_terms_that_may_change_places_are_right_in_either_blank_but_not_twice() -> None:
    sheet = open_sealed(seal(mixed_sheet()))
    assert sheet.check({6: "X_13 F_13", 7: "F_11 X_11"}, 6, 7).right == 2
    assert sheet.check({6: "X_11 F_11", 7: "X_11 F_11"}, 6, 7).right == 1
    assert sheet.check({6: "X_13 F_13", 7: "X_13 F_13"}, 6, 7).right == 1
    assert sheet.check({6: "X_12 F_12", 7: "X_11 F_11"}, 6, 7).right == 1
    assert sheet.check({6: "", 7: "X_11 F_11"}, 6, 7).right == 1


def test_it_says_which_term_is_wrong_and_where_text_is_not_understood() -> None:
    sheet = sheet_of("conv", blanks=Blanks.read("side 1"), topics=(Topic.FORWARD,))
    sealed = open_sealed(seal(sheet))
    said = repr(sealed.check({1: "X_11 F_11 + X_12 F_21 + X_21 F_21 + X_22 F_22"}, 1))
    assert said.startswith("(1) not right: term 2 is wrong")
    assert "not understood at character" in repr(sealed.check({1: "X_11 +* )"}, 1))
    assert sealed.check({1: "__import__('os').system('true')"}, 1).right == 0


def test_wrong_use_is_refused_in_one_line() -> None:
    sealed = open_sealed(seal(mixed_sheet()))
    with pytest.raises(WorksheetError, match=r"there is no blank \(99\): they are 1 to 7"):
        sealed.check({}, 99)
    with pytest.raises(WorksheetError, match=r"the answer \(4\) is no text"):
        sealed.check({4: -7})  # type: ignore[dict-item]
    for damaged in ("", "{}", "[1]", seal(mixed_sheet()).replace('"values"', '"valves"')):
        with pytest.raises(WorksheetError, match="damaged"):
            open_sealed(damaged)
    with pytest.raises(WorksheetError, match="another version"):
        open_sealed(seal(mixed_sheet()).replace('"schema_version": 1', '"schema_version": 9'))


def test_the_same_sheet_gives_the_same_bytes_and_hostile_titles_are_text() -> None:
    assert write_export(sheet_of("pool"), "ipynb") == write_export(sheet_of("pool"), "ipynb")
    notebook = nbformat.reads(write_export(mixed_sheet(title=HOSTILE, course=HOSTILE), "ipynb"), 4)
    head = notebook.cells[0].source
    assert r"\</script\>\<b\>\$x\$" in head
    assert r"\[z\](w)" in head
