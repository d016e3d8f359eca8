"""What a document's formulas tell of the way it writes."""

from symconv.reading.latex import infer_style, survey
from symconv.reading.written import Subscripts


def style_of(*formulas):
    return infer_style([use for formula in formulas for use in survey(formula)])


def test_two_digits_everywhere_are_two_indices():
    style = style_of("O_{11} = X_{11} F_{11} + X_{12} F_{12}", "O_{12} = X_{12} F_{11}")
    assert (style.subscripts, style.ranks["X"]) == (Subscripts.SPLIT, 2)


def test_flat_numbers_show_by_single_digits():
    style = style_of(r"z_1 = w_1 \times a_1 + w_2 \times a_{12}", "z_2 = w_1 a_{11}")
    assert style.ranks["a"] == 1


def test_parentheses():
    style = style_of(
        "y(i, j) = a(x(i, j)) + b", "h(k) = s(i-1) + k", "s = 2", r"\delta = f'(u_j^l)"
    )
    assert {"y", "x", "h"} <= style.placed
    assert style.functions == {"a", "f'"}
    assert style.scalars == {"s"}


def test_uses_tell_what_a_formula_differentiates_by():
    uses = survey(r"\frac{\partial L}{\partial w^{l}_{ij}} = \delta_{i,j}")
    use = {use.letter: use for use in uses}
    assert (use["w"].differentiated, use["L"].differentiated) == (True, False)
    assert (use["w"].superscript, use["w"].run, use["w"].digits) == (True, 2, False)
    assert use[r"\delta"].parts == 2


def test_what_cannot_be_read_is_surveyed_as_far_as_it_goes():
    assert [use.letter for use in survey("x_{11} + (y")][:1] == ["x"]
