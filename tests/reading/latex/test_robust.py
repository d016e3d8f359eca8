"""No text brings the reader down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symconv.reading.latex import infer_style, read_statements, survey
from symconv.reading.written import ReadingError

PIECES = (
    "x_{12}", "{", "}", "_", "^", r"\frac", "(", ")", "[", "]", r"\sum", r"\\", "&", "=", "+", "-",
    "*", r"\partial", "d", r"\begin{array}{c}", r"\end{array}", r"\begin{cases}", r"\end{cases}",
    "|", "Σ", "₁", "ˡ", "...", r"\over", r"\max", "1", "[", r"\{", r"\}", r"\hat", "/", "//", "'",
    ",", r"\quad", "中", r"\nabla", r"\substack{", r"\sqrt", ".", "..", ":=", "#1", r"\lfloor",
    r"\rfloor", r"\text{if }", r"\text{", "rot180", "new", "W", "i", "0", " ", r"\left", r"\right",
    r"\delta", r"\underbrace", r"\operatorname{pad}", r"\in", r"\color{red}", r"\cdot", "if",
)  # fmt: skip


def outcome(text: str) -> bool:
    """Read a text in every way; give whether it could be read."""
    failure = None
    try:
        statements = read_statements(text, infer_style(survey(text)))
    except ReadingError as error:
        failure = error
    if failure is not None:
        assert 0 <= failure.position <= len(text)
        return False
    for statement in statements:
        assert 0 <= statement.span.start <= statement.span.stop <= len(text)
        for member in statement.members:
            assert str(member.formula)
            assert member.formula._repr_latex_()
    return True


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_pieces_of_formulas_in_any_order(text):
    outcome(text)


@given(st.text(max_size=30))
def test_any_text(text):
    outcome(text)


@pytest.mark.parametrize(
    "text",
    [
        "{" * 1_000_000, "{" * 19_000, "(" * 900 + ")" * 900, r"\frac" * 500, r"\hat" * 500,
        r"\sum " * 500, "x^{" * 500, "1[" * 500, "∇" * 500, "|" * 501, "f(" * 200 + ")" * 200,
        r"\begin{cases}" * 200, "x*" * 500 + "x", r"{a \over " * 300, "new " * 300, "_" * 500,
        "''", r"\text{\}}", "a = b = " * 500, "/" * 500, r"\underbrace{" * 300,
    ],
)  # fmt: skip
def test_hostile_texts_end_with_an_error(text):
    assert outcome(text) is False


@pytest.mark.parametrize("text", ["-" * 900 + "x", "x_{11} " * 300, "+-" * 300 + "x", "{x}" * 300])
def test_long_texts_are_read(text):
    assert outcome(text)
