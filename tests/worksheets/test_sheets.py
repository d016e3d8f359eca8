"""Sheets and keys of every kind of layer."""

from __future__ import annotations

import json
from unicodedata import normalize

import pytest

import symconv
from symconv.documents import Exercise, Section
from symconv.errors import WorksheetError
from symconv.worksheets import Topic, WorksheetOptions, build_worksheet
from symconv.worksheets.questions import Kind
from tests.worksheets.layers import CONV, LAYERS, chapter

ALL = WorksheetOptions(topics=tuple(Topic), seed=2)


def exercises(blocks):
    for block in blocks:
        if isinstance(block, Exercise):
            yield block
        elif isinstance(block, Section):
            yield from exercises(block.blocks)


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("format_", ["text", "markdown", "latex", "html", "json"])
def test_every_layer_has_a_sheet_and_a_key_in_every_format(name, format_) -> None:
    sheet = build_worksheet(LAYERS[name], options=ALL)
    assert sheet.questions
    for shown in (sheet, sheet.key):
        assert len(shown.to(format_)) > 200


def test_a_network_has_a_sheet() -> None:
    network, notation = chapter()
    sheet = build_worksheet(network, notation, ALL)
    groups = {"".join(map(str, question.group)) for question in sheet.questions}
    assert {"The network", "Update of the parameters", "In numbers"} <= groups
    assert "ŷ" in normalize("NFC", sheet.to_text())


def test_answers_are_numbered_through_the_sheet() -> None:
    sheet = build_worksheet(CONV, options=ALL)
    numbers = [answer.number for question in sheet.questions for answer in question.answers]
    assert numbers == list(range(1, len(numbers) + 1))
    names = [question.name for question in sheet.questions]
    assert len(set(names)) == len(names)


def test_a_sheet_tells_neither_solutions_nor_seed() -> None:
    sheet = build_worksheet(CONV, options=WorksheetOptions(seed=987654, topics=tuple(Topic)))
    for exercise in exercises(sheet.document().blocks):
        assert exercise.solution == ()
        assert all(option.right is None and not option.feedback for option in exercise.options)
    for format_ in ("text", "html", "latex", "markdown", "json"):
        assert "987654" not in sheet.to(format_)
        assert "Solution" not in sheet.to(format_)
    assert "987654" in sheet.key.to_text()
    assert sheet.identity in sheet.to_text()
    assert sheet.identity in sheet.key.to_text()


def test_solutions_stand_on_a_sheet_for_self_study() -> None:
    sheet = build_worksheet(CONV, self_study=True)
    assert "Solution" in sheet.to_text()
    assert "<details" in sheet.to_html()


def test_a_key_has_each_answer() -> None:
    sheet = build_worksheet(CONV, options=ALL)
    data = json.loads(sheet.key.to_json())
    told = [answer for exercise in data["exercises"] for answer in exercise["answers"]]
    assert [one["number"] for one in told] == list(range(1, len(told) + 1))
    assert data["sheet"] == sheet.identity
    assert "answers" not in sheet.to_json()


def test_what_a_person_gave_is_printed_as_text() -> None:
    title = r"<script>alert(1)</script> \input{/etc/passwd} $x$ _a_"
    sheet = build_worksheet(CONV, title=title, course=title)
    assert "<script>alert" not in sheet.to_html(standalone=True)
    assert r"\input" not in sheet.to_latex(standalone=True)
    assert r"\$x\$" in sheet.to_markdown()


def test_the_same_seed_gives_the_same_bytes() -> None:
    for format_ in ("html", "json"):
        texts = {build_worksheet(CONV, options=ALL).to(format_) for _ in range(2)}
        assert len(texts) == 1


def test_topics_choose_what_is_asked() -> None:
    sheet = build_worksheet(CONV, topics="forward,choice")
    assert {question.kind for question in sheet.questions} == {Kind.FILL, Kind.CHOICE}
    assert sheet.questions[0].name == "forward"


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"topics": "forwards"}, "did you mean 'forward'"),
        ({"topics": ""}, "no topic"),
        ({"topics": "update"}, "nothing to ask about update"),
        ({"seed": "x"}, "seed 'x' is not a whole number"),
        ({"tittle": "x"}, "did you mean 'title'"),
        ({"options": WorksheetOptions(), "seed": 3}, "not both"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line(choices, words) -> None:
    with pytest.raises(WorksheetError, match=words) as error:
        build_worksheet(CONV, **choices)
    assert "\n" not in str(error.value)


def test_it_is_public() -> None:
    assert symconv.build_worksheet(CONV).points > 0
