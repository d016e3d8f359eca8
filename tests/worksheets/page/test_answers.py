"""What a page says of the answers that marking judges, too."""

from __future__ import annotations

import pytest

from symconv import same
from symconv.formulas import Formula
from symconv.worksheets.page import check_answer, checks_of
from symconv.worksheets.page.nodes import UnreadError
from symconv.worksheets.page.reader import read_answer
from symconv.worksheets.page.vocabulary import Vocabulary
from tests.worksheets.answer_set import AnswerCase, cases, names, sheet_named


@pytest.mark.parametrize("name", names())
def test_of_every_answer_is_said_what_is_true(name: str) -> None:
    checks = checks_of(sheet_named(name))
    told = [(case, check_answer(checks, case.number, case.text)) for case in cases(name)]
    assert [
        (case, said) for case, said in told
        if (said.state, said.wrong, said.signs, said.missing) != expected(case)
    ] == []  # fmt: skip


def expected(case: AnswerCase) -> tuple[str, tuple[int, ...], tuple[int, ...], int]:
    return case.state, case.wrong_terms, case.wrong_signs, case.missing


def test_the_set_has_every_kind_of_answer() -> None:
    states = [case.state for name in names() for case in cases(name)]
    assert {state: states.count(state) > 10 for state in set(states)} == {
        "right": True, "wrong": True, "unread": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (r"X_{11}^{\frac{1}{2}} X_11^{1/2} F_11", True),
        (r"\sqrt{X_{11}} √X₁₁ F₁₁", True),
        ("X_11^{-1} X_11^2 F_11", True),
        ("X_11 F_11/√(X_11^2) X_11", False),
        ("X_11/√F_11 * F_11^(3/2)", True),
        ("√(X_11^2) F_11", False),
    ],
)
def test_powers_of_one_base_add_up(text: str, right: bool) -> None:
    name = "a convolution, its terms"
    number = next(case.number for case in cases(name) if case.right == "X₁₁·F₁₁")
    said = check_answer(checks_of(sheet_named(name)), number, text)
    assert (said.state == "right") == right


def test_letters_with_accents_are_typed_in_many_ways() -> None:
    letters = Vocabulary(("L", "hat(y)", "y"), layered=("o",))
    typed = ("ŷ", "yhat", "y_hat", r"\hat{y}", r"\hat y", r"\widehat{y}", "hat(y)")
    assert {read_answer(text, letters).label for text in typed} == {"hat(y)"}
    assert read_answer("y", letters).label == "y"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("X_11 +", 6),
        ("X_11 ) F", 5),
        ("", 0),
        ("X_{11", 2),
        (r"X \foo", 2),
        ("max", 3),
        ("1[X]", 3),
    ],
)
def test_it_is_said_where_an_answer_is_not_understood(text: str, at: int) -> None:
    with pytest.raises(UnreadError) as caught:
        read_answer(text, Vocabulary(("F", "X")))
    assert caught.value.at == at


@pytest.mark.parametrize("name", names())
def test_answers_of_equal_values_are_equal(name: str) -> None:
    """Across the blanks of a sheet, what has the same values is the same formula, proved."""
    sheet = sheet_named(name)
    checks = checks_of(sheet)
    alike: dict[object, list[Formula]] = {}
    for question in sheet.questions:
        for answer in question.answers:
            expected = checks.expected[answer.number]
            if answer.formula is not None and len(expected.values) == 1:
                alike.setdefault((expected.mode, expected.values), []).append(answer.formula)
    different = [(one, two) for one, *others in alike.values() for two in set(others) - {one}]
    assert len(alike) > 5
    assert [(str(one), str(two)) for one, two in different if not same(one, two)] == []
