"""A student fills a sheet in on the screen."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.requirements import require
from tests.worksheets.page.conftest import Driven, load
from tests.worksheets.page.sheets import TITLE, small_sheet

FIRST = 1
RIGHT = "X_11 F_11 + X_12 F_12 + X_21 F_21 + X_22 F_22"
EQUIVALENT = r"F_{22} \cdot X_{22} + X21F21 - (-X_12 F_12 − X₁₁F₁₁)"


def test_every_correct_form_is_right(driven: Driven) -> None:
    for text in (RIGHT, EQUIVALENT):
        driven.fill(FIRST, text)
        driven.press("Check exercise 1")
        assert driven.said(FIRST) == "✓ Right."
        assert driven.page.get_attribute("#symconv-field-1", "aria-invalid") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("X_11 F_11 + X_12 F_12 + X_21 F_21", "✗ A term is missing."),
        ("X_11 F_11 + X_12 F_13 + X_21 F_21 + X_22 F_22", "✗ Term 2, X_12 F_13, is not right."),
        ("X_11 F_11 + X_12 F_12 + X_21 F_21 - X_22 F_22", "✗ Term 4, - X_22 F_22, has the wrong "
                                                          "sign."),
        ("X_11 F_12 + X_12 F_11", "✗ Terms 1 and 2 are not right; 2 terms are missing."),
        ("x_11 F_11 + X_12 F_12 + X_21 F_21 + X_22 F_22", "✗ Term 1, x_11 F_11, is not right. "
                                                          "x does not occur on this sheet."),
        ("X_11", "✗ This is not right; 3 terms are missing."),
        ("X_11 F_11 + ", "? Not understood at character 13: a formula is expected, not the end."),
        ("X_11 ? F_11", "? Not understood at character 6: ? is not understood."),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_told_which_term(driven: Driven, text: str, message: str) -> None:
    driven.fill(FIRST, text)
    driven.press("Check exercise 1")
    assert driven.said(FIRST) == message
    assert driven.page.get_attribute("#symconv-field-1", "aria-invalid") == "true"


def test_what_is_changed_is_no_longer_judged(driven: Driven) -> None:
    driven.fill(FIRST, "X_11")
    driven.press("Check all")
    driven.fill(FIRST, "X_11 F")
    assert driven.said(FIRST) == ""


def test_an_exercise_says_how_many_are_right(driven: Driven) -> None:
    fields = len(small_sheet().questions[0].answers)
    driven.fill(FIRST, RIGHT)
    driven.fill(2, "X_11")
    driven.press("Check exercise 1")
    exercise = driven.page.locator(".symconv-exercise").first.locator(".symconv-result")
    assert exercise.text_content() == f"1 of {fields} right; {fields - 2} still empty."
    assert exercise.get_attribute("role") == "status"


def test_an_option_is_chosen(driven: Driven) -> None:
    number = small_sheet().questions[-2].answers[0].number
    group = driven.page.get_by_role("group", name=f"Choose one ({number})")
    for letter, message in (("C", "✗ Not right."), ("B", "✓ Right.")):
        group.locator(f"input[value={letter}]").check()
        driven.press("Check exercise 2")
        assert driven.said(number) == message


def test_a_slip_is_named_by_its_letter(driven: Driven) -> None:
    letter, formula = (answer.number for answer in small_sheet().questions[-1].answers)
    driven.fill(letter, "c")
    driven.fill(formula, "X_34 F_22")
    driven.press("Check exercise 3")
    assert (driven.said(letter), driven.said(formula)) == ("✓ Right.", "✓ Right.")


def test_hints_come_one_after_another(driven: Driven) -> None:
    hints = driven.page.locator(".symconv-exercise").first.locator("details")
    assert [hints.nth(place).is_visible() for place in (0, 1)] == [True, False]
    hints.nth(0).locator("summary").click()
    hints.nth(1).locator("summary").click()
    assert hints.nth(1).locator("p").is_visible()


def test_answers_are_there_again(driven: Driven) -> None:
    number = small_sheet().questions[-2].answers[0].number
    driven.page.get_by_label("Name:").fill("Ada L.")
    driven.fill(FIRST, "X_11 <b>")
    driven.page.check(f"[name=symconv-choice-{number}][value=C]")
    driven.page.reload()
    assert driven.page.get_by_label("Name:").input_value() == "Ada L."
    assert driven.page.input_value("#symconv-field-1") == "X_11 <b>"
    assert driven.page.is_checked(f"[name=symconv-choice-{number}][value=C]")


def test_clearing_asks_and_forgets(driven: Driven) -> None:
    driven.fill(FIRST, RIGHT)
    driven.press("Check all")
    driven.page.once("dialog", lambda dialog: dialog.dismiss())
    driven.press("Clear")
    assert driven.page.input_value("#symconv-field-1") == RIGHT
    driven.page.once("dialog", lambda dialog: dialog.accept())
    driven.press("Clear")
    assert driven.page.input_value("#symconv-field-1") == ""
    assert driven.said(FIRST) == ""
    driven.page.reload()
    assert driven.page.input_value("#symconv-field-1") == ""


def test_answers_are_exported(driven: Driven) -> None:
    number = small_sheet().questions[-2].answers[0].number
    driven.page.get_by_label("Name:").fill(" Émilie =1+1 ")
    driven.fill(FIRST, RIGHT)
    driven.page.check(f"[name=symconv-choice-{number}][value=A]")
    with driven.page.expect_download() as waiting:
        driven.press("Export answers")
    identity = small_sheet().identity
    assert waiting.value.suggested_filename == f"answers-{identity}.json"
    assert json.loads(Path(waiting.value.path()).read_text(encoding="utf-8")) == {
        "schema_version": 1,
        "sheet": identity,
        "name": "Émilie =1+1",
        "answers": {"1": RIGHT, str(number): "A"},
    }


def test_a_browser_that_keeps_nothing_is_enough(chromium: Any, sheet_path: Path) -> None:
    throws = "Object.defineProperty(window, 'localStorage', {get() {throw new Error('no')}})"
    driven = load(chromium, sheet_path, throws)
    driven.fill(FIRST, RIGHT)
    driven.press("Check all")
    assert driven.said(FIRST) == "✓ Right."
    driven.page.once("dialog", lambda dialog: dialog.accept())
    driven.press("Clear")
    driven.page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    assert driven.complaints == []
    driven.page.context.close()


def test_keys_are_enough(driven: Driven) -> None:
    page = driven.page
    page.keyboard.press("Tab")
    page.keyboard.type("Grace")
    assert page.get_by_label("Name:").input_value() == "Grace"
    for _ in range(5):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "One exercise at a time"
    page.keyboard.press("Tab")
    page.keyboard.type(RIGHT)
    page.keyboard.press("Enter")
    assert driven.said(FIRST) == "✓ Right."
    for _ in small_sheet().questions[0].answers:
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Check exercise 1"
    page.keyboard.press("Space")
    result = page.locator(".symconv-exercise").first.locator(".symconv-result").text_content()
    assert result.startswith("1 of ")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("details").first.get_attribute("open") is not None


def test_exercises_come_one_at_a_time(driven: Driven) -> None:
    seen = driven.page.locator(".symconv-exercise:visible :is(h2,h3)")
    assert seen.count() == 3
    driven.press("One exercise at a time")
    driven.press("Next")
    assert seen.all_text_contents() == ["Exercise 2: Which term (1 point)"]
    driven.press("Previous")
    assert seen.count() == 1
    driven.press("Show all exercises")
    assert seen.count() == 3


def test_paper_has_lines_and_no_buttons(driven: Driven) -> None:
    letter, formula = (answer.number for answer in small_sheet().questions[-1].answers)
    driven.fill(2, "X_12")
    driven.page.locator("[type=radio]").first.check()
    driven.press("Check all")
    driven.press("One exercise at a time")
    driven.page.emulate_media(media="print")
    page = driven.page
    assert page.locator("button:visible").count() == 0
    assert page.locator("summary:visible").count() == 0
    assert page.locator(".symconv-said:visible").count() == 0
    assert page.locator(".symconv-exercise:visible").count() == 3
    assert page.is_visible("#symconv-field-2"), "what is written is printed"
    assert not page.is_visible("#symconv-field-1"), "its blank is in the formula"
    assert page.is_visible(f"#symconv-field-{letter}")
    assert page.is_visible(f"#symconv-field-{formula}"), "no formula has a blank for it"
    widths = page.eval_on_selector_all(
        ".symconv-blank", "blanks => blanks.map(blank => blank.getBoundingClientRect().width)"
    )
    assert min(widths) > 60


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_accessible(driven: Driven, scheme: str) -> None:
    axe = require("axe_playwright_python.sync_playwright")
    driven.fill(FIRST, RIGHT)
    driven.fill(2, "X_11")
    driven.fill(3, "X_")
    driven.press("Check all")
    driven.page.emulate_media(color_scheme=scheme)
    found = axe.Axe().run(driven.page).response["violations"]
    assert [
        (each["id"], [part["html"] for part in each["nodes"]][:2]) for each in found
        if each["impact"] in ("serious", "critical")
    ] == []  # fmt: skip


@pytest.mark.parametrize("width", [360, 900])
def test_a_page_fits(driven: Driven, width: int) -> None:
    driven.page.set_viewport_size({"width": width, "height": 800})
    assert driven.page.evaluate("document.scrollingElement.scrollWidth") <= width


def test_a_title_is_text(driven: Driven) -> None:
    assert driven.page.title() == TITLE
    assert driven.page.locator("h1").text_content() == TITLE
    assert driven.page.locator("script").count() == 2


def test_nothing_may_be_loaded(driven: Driven) -> None:
    policy = driven.page.get_attribute("[http-equiv=Content-Security-Policy]", "content")
    assert re.match(r"default-src 'none'; script-src 'sha256-[A-Za-z0-9+/]{43}='; ", policy)
    assert driven.page.evaluate(
        "fetch('https://example.org').then(() => 'asked', () => 'refused')"
    ) == "refused"  # fmt: skip
    assert "Content Security Policy" in driven.complaints.pop(0)
    driven.complaints.clear()
    driven.requests[:] = [driven.path.as_uri()]
