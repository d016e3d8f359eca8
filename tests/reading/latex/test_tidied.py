"""Braces around signs, systems under one open brace, points and marks between factors."""

from __future__ import annotations

import pytest

from symconv.formulas import Cases, Product
from symconv.formulas.written import Differential, Marked
from symconv.reading.latex import infer_style, read_statements, survey


def _members(text: str) -> list[list[str]]:
    found = read_statements(text, infer_style(survey(text)))
    return [[str(member.formula) for member in one.members] for one in found]


@pytest.mark.parametrize(
    ("odd", "usual"),
    [
        (r"u_{p{+}2,q{-}1} = 0", r"u_{p+2,q-1} = 0"),
        (r"u_p {=} v_p {\cdot} t", r"u_p = v_p \cdot t"),
        (r"c_{p,q} = k_{p}.v_{q} + d", r"c_{p,q} = k_{p} \cdot v_{q} + d"),
        (r"c_{p} = k_{p,q} . v_{q}", r"c_{p} = k_{p,q} \cdot v_{q}"),
        (r"e \bigodot g", r"e \odot g"),
        (r"K^T \Big( \frac{\partial L}{\partial o} \Big)", r"K^T \frac{\partial L}{\partial o}"),
    ],
)
def test_reads_as_the_usual_writing(odd: str, usual: str) -> None:
    assert _members(odd) == _members(usual)


def test_a_full_stop_before_a_space_ends_a_statement() -> None:
    assert _members("y = 3 x. z = 4") == [["y", "3·x"], ["z", "4"]]


@pytest.mark.parametrize("environment", ["matrix", "aligned", "gathered", "array}{l"])
def test_rows_under_one_brace_are_statements(environment: str) -> None:
    name = environment.split("}")[0]
    text = rf"\left\{{ \begin{{{environment}}} r = 2 s \\ t = 3 u \end{{{name}}} \right."
    assert _members(text) == [["r", "2·s"], ["t", "3·u"]]


def test_rows_behind_an_equals_sign_are_cases() -> None:
    text = r"h(v) = \left\{ {\begin{array}{ll} 1 & v > 4 \\ 0 & v \le 4 \end{array}} \right."
    (statement,) = read_statements(text)
    assert isinstance(statement.members[1].formula, Cases)
    assert len(statement.members[1].formula.cases) == 2


def test_a_closed_brace_around_a_matrix_stays_a_set() -> None:
    (statement,) = read_statements(r"s = \{ \begin{matrix} 1 & 2 \end{matrix} \}")
    assert not isinstance(statement.members[1].formula, Cases)


def test_a_script_of_a_sign_alone_stays_a_mark() -> None:
    (statement,) = read_statements("v^{+} = 1")
    assert isinstance(statement.members[0].formula, Marked)


def test_the_gradient_of_an_entry_is_a_differential() -> None:
    (statement,) = read_statements(r"\nabla v_{21} = \delta_{21} k_{11}")
    assert isinstance(statement.members[0].formula, Differential)


def test_a_delta_with_a_layer_before_a_bracket_is_a_factor() -> None:
    text = r"G = \delta^{m}(v^{m-1})^T"
    (statement,) = read_statements(text, infer_style(survey(text)))
    assert isinstance(statement.members[1].formula, Product)


def test_few_single_digits_beside_pairs_do_not_number_through() -> None:
    pairs = survey("X_1 = X_{11} + X_{12} + X_{21} + X_{22}")
    through = survey("X_1 + X_2 + X_3 + X_9 + X_{10} + X_{11} + X_{12}")
    assert infer_style(pairs).ranks["X"] == 2
    assert infer_style(through).ranks["X"] == 1
