"""Sheets about the pages of other derivations."""

from __future__ import annotations

import pytest

import symconv
from symconv.errors import WorksheetError
from symconv.formulas import Blank
from symconv.formulas.walk import walk_paths
from symconv.worksheets import build_worksheet
from symconv.worksheets.questions import Kind
from tests.worksheets.layers import CONV

PAGES = {
    "general": symconv.derive_general("grad-input", rank=1),
    "graph": symconv.derive_graph("q = x + y; f = q z", {"x": -2, "y": 5, "z": -4}),
    "comparison": symconv.compare(CONV),
}


def blanks_of(question):
    return [
        part.number
        for block in question.blocks
        for statement in getattr(block, "equations", ())
        for _, part in walk_paths(statement)
        if isinstance(part, Blank)
    ]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("format_", ["text", "markdown", "latex", "html", "json"])
def test_a_page_has_a_sheet_in_every_format(name, format_) -> None:
    sheet = build_worksheet(PAGES[name], topics="all")
    for shown in (sheet, sheet.key):
        assert len(shown.to(format_)) > 200


@pytest.mark.parametrize("name", PAGES)
def test_what_is_left_out_is_what_is_asked(name) -> None:
    for question in build_worksheet(PAGES[name], seed=4).questions:
        numbers = [answer.number for answer in question.answers]
        assert sorted(blanks_of(question)) == numbers


def test_some_lines_of_a_long_derivation_stay_whole() -> None:
    question = build_worksheet(PAGES["general"]).questions[0]
    displays = [block for block in question.blocks if hasattr(block, "equations")]
    asked = [
        any(isinstance(part, Blank) for one in block.equations for _, part in walk_paths(one))
        for block in displays
    ]
    assert any(asked)
    assert not all(asked)


def test_a_rule_is_chosen_among_the_rules_of_other_lines() -> None:
    sheet = build_worksheet(PAGES["general"], topics="choice")
    rules = [question for question in sheet.questions if question.kind is Kind.CHOICE]
    assert len(rules) == 3
    for question in rules:
        texts = [choice.text for choice in question.choices]
        assert len(set(texts)) == len(texts)
        assert [choice.right for choice in question.choices].count(True) == 1


def test_a_sheet_about_a_graph_shows_neither_its_drawing_nor_its_table() -> None:
    text = build_worksheet(PAGES["graph"]).to_text()
    assert "on the way" not in text
    assert "gradient of f" not in text


def test_what_is_no_derivation_is_refused() -> None:
    with pytest.raises(WorksheetError, match="is no layer, network or derivation"):
        build_worksheet("3x3")
