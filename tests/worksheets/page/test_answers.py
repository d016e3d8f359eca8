"""What a page says of the answers that marking judges, too."""

from __future__ import annotations

import pytest

from symconv.worksheets.page import check_answer, checks_of
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
