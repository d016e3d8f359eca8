"""Statements: several on a line, chains over rows, what stands beside them, what is damaged."""

import pytest

from symconv.formulas import Name, Number, Range
from symconv.reading.latex import read_statements
from symconv.reading.written import FlawKind, Joint, ReadingError
from tests.reading.latex.reading import read, shown


def test_a_chain_keeps_its_joints_and_places():
    text = "y = a + b ≈ c"
    (statement,) = read_statements(text)
    assert [member.joint for member in statement.members] == [None, Joint.EQUAL, Joint.NEARLY]
    second = statement.members[1].span
    assert text[second.start : second.stop] == "a + b"


@pytest.mark.parametrize(
    ("sign", "joint"),
    [(":=", Joint.DEFINED), (r"\equiv", Joint.IDENTICAL), ("+=", Joint.INCREASED),
     (r"\leftarrow", Joint.BECOMES)],
)  # fmt: skip
def test_joints(sign, joint):
    assert read_statements(f"w {sign} v")[0].members[1].joint is joint


def test_several_statements_on_a_line():
    assert shown(r"\frac{\partial q}{\partial x} = 1 \qquad y_1 = 2, z = 3") == (
        "∂q/∂x = 1\ny₁ = 2\nz = 3"
    )


def test_rows_go_on_with_the_chain_above():
    text = r"\begin{aligned} y &= a \\ &= b + \\ & c \\[2pt] z &= d \\ &\quad + e \end{aligned}"
    assert shown(text) == "y = a = b + c\nz = d + e"


def test_a_right_side_alone_continues():
    (statement,) = read_statements("&= a + b")
    assert statement.continues
    assert len(statement.members) == 1


def test_a_row_without_its_plus():
    text = "o &= a b \\\\\n &\\quad c d"
    (statement,) = read_statements(text)
    assert shown(text) == "o = a·b + c·d"
    (flaw,) = statement.flaws
    assert flaw.kind is FlawKind.LOST_SIGN
    assert (flaw.span.start, flaw.repair) == (text.index("c d"), "+ ")


def test_a_plus_on_both_sides_of_a_row_end():
    (statement,) = read_statements("o = a + \\\\ + b")
    assert [flaw.kind for flaw in statement.flaws] == [FlawKind.DOUBLE_SIGN]
    assert str(statement.members[1].formula) == "a + b"


def test_remarks_beside_an_equation():
    (statement,) = read_statements(r"y_i = x_i + b, \quad i = 0, \ldots, n - 1 \tag{4}")
    assert statement.remarks[0].index == Name("i")
    assert statement.remarks[0].lower == Number(0)
    assert str(statement.remarks[0].upper) == "n − 1"
    (other,) = read_statements(r"y = x & i \in [0, H), \text{for all } j")
    assert [str(remark) for remark in other.remarks] == ["i ∈ [0, H)", "for all", "j"]


def test_a_range_alone():
    assert read(r"i = 1, 2, \dots, M") == Range(Name("i"), Number(1), Name("M"))


def test_a_stray_bracket_is_noticed():
    (statement,) = read_statements(r"y = a \cdot b \right)")
    assert str(statement.members[1].formula) == "a·b"


def test_macros_are_expanded_and_places_survive():
    macros = {"pd": (2, r"\frac{\partial #1}{\partial #2}"), r"\loss": (0, r"\mathcal{L}")}
    text = r"\pd{\loss}{x_{12}} = y ?"
    with pytest.raises(ReadingError) as failure:
        read_statements(text, macros=macros)
    assert failure.value.position == text.index("?")
    (statement,) = read_statements(text[:-2], macros=macros)
    assert str(statement.members[0].formula) == "∂L/∂x₁₂"
    assert statement.members[0].span.stop == len(r"\pd{\loss}{x_{12}}")


def test_a_macro_without_end():
    with pytest.raises(ReadingError, match="without end"):
        read_statements(r"\a", macros={"a": (0, r"\a \a")})


@pytest.mark.parametrize("text", ["y =", "(a + b", "x_{", "", r"\foo x", r"\sum_{i}", "a + * b",
                                  r"\begin{bmatrix} a", "x?y"])  # fmt: skip
def test_what_cannot_be_read_is_told_in_one_line(text):
    with pytest.raises(ReadingError) as failure:
        read_statements(text)
    assert 0 <= failure.value.position <= len(text)
    assert "\n" not in str(failure.value)


def test_plain_text():
    assert shown("dL/dX_12 = dL/dO_12 F_12") == "∂L/∂X₁₂ = ∂L/∂O₁₂·F₁₂"
    assert shown("∂L/∂X₁₂ = ∂L/∂O₁₁·F₁₂ − 2·y") == "∂L/∂X₁₂ = ∂L/∂O₁₁·F₁₂ − 2·y"
