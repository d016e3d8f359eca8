"""Letters with what stands around them."""

import pytest

from symconv.formulas import Add, Apply, Entry, Name, Number, Power, Product
from symconv.formulas.written import Differential, Marked
from symconv.reading.latex import read_statements
from symconv.reading.written import FlawKind, Span, Style, Subscripts
from tests.reading.latex.reading import read

ROW, COLUMN, L = Name("i"), Name("j"), Name("l")


@pytest.mark.parametrize("text", ["X_{12}", "{X}_{12}", "X _ {12}", "X₁₂", r"\mathbf{X}_{1,2}",
                                  r"\boldsymbol X_{1, 2}", r"X_{1,\,2}", "X_12"])  # fmt: skip
def test_two_digits_are_two_indices(text):
    assert read(text) == Entry("X", (1, 2))


def test_flat_numbers_stay_whole():
    style = Style(subscripts=Subscripts.WHOLE)
    assert read("a_{13}", style) == Entry("a", (13,))
    assert read("a_{13}", Style(ranks={"a": 1})) == Entry("a", (13,))


def test_the_rank_of_a_letter_decides_first():
    assert read("W_{1012}", Style(ranks={"W": 2})) == Entry("W", (10, 12))
    assert read("W_{123}", Style(ranks={"W": 3})) == Entry("W", (1, 2, 3))


def test_indices_between_commas_are_expressions():
    assert read("x_{i+1,jS}") == Entry("x", (Add((ROW, Number(1))), Product((COLUMN, Name("S")))))
    assert read("w_{n,c,12,k}") == Entry("w", (Name("n"), Name("c"), 12, Name("k")))


def test_sums_in_parentheses_need_no_comma():
    assert read("y_{(i+1)(j-1)}") == read("y_{i+1,j-1}")


def test_letters_side_by_side_are_indices():
    assert read("x_{ij}") == Entry("x", (ROW, COLUMN))
    assert read("z_{i'j'}") == Entry("z", (Name("i'"), Name("j'")))


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        (r"\hat{y}", r"\hat{y}"), ("ŷ", r"\hat{y}"), (r"\tilde{\mathbf{x}}", r"\tilde{x}"),
        (r"\mathcal{L}", "L"), ("i''", "i''"), (r"c^{\prime}", "c'"), (r"c^\prime", "c'"),
        (r"X_\text{pad}", "X_{pad}"), ("W_{in}", "W_{in}"), (r"n_{H_{prev}}", "n_{H_{prev}}"),
        (r"\text{Pool_Height}", "Pool_Height"), ("stride", "stride"), ("δ", r"\delta"),
        (r"Height\_out", "Height_out"), (r"\text{Output Width}", "Output Width"),
    ],
)  # fmt: skip
def test_what_belongs_to_the_letter(text, letter):
    assert read(text) == Name(letter)


def test_a_word_and_indices_below_one_letter():
    assert read(r"\delta_{in,ij}") == Entry(r"\delta_{in}", (ROW, COLUMN))


@pytest.mark.parametrize(
    ("text", "above"),
    [("z^l", L), ("z^{(l)}", L), ("z^{[l]}", L), ("zˡ", L), ("z^{(12)}", 12),
     ("z^{l-1}", Add((L, Number(-1))))],
)  # fmt: skip
def test_a_layer_above(text, above):
    assert read(text) == Entry("z", (), above)


def test_powers_are_no_layers():
    assert read("n^2") == Power(Name("n"), Number(2))
    assert read("(t - o)^{2}") == Power(
        Add((Name("t"), Product((Number(-1), Name("o"))))), Number(2)
    )


def test_marks_above():
    assert read("W^T") == Marked(Name("W"), above=(Name("T"),))
    assert read("A^{[l] T}") == Marked(Entry("A", (), L), above=(Name("T"),))
    assert read(r"w^{\text{flip}}") == Marked(Name("w"), above=(Name("flip"),))
    assert read("w^{l,m}_{ij}") == Marked(Entry("w", (ROW, COLUMN)), above=(L, Name("m")))


def test_places_in_brackets_and_parentheses():
    places = (Add((ROW, Number(-1))), COLUMN)
    assert read("X[i-1, j]") == read("X[i-1][j]") == read("X(i-1, j)")
    assert read("X[i-1, j]") == Entry("X", (), None, places)
    assert read("w(f)_{i,j}^{l}") == Entry("w", (ROW, COLUMN), L, (Name("f"),))


def test_the_style_tells_functions_from_factors():
    inside = Add((ROW, Number(-1)))
    assert read("s(i-1)", Style(scalars=frozenset("s"))) == Product((Name("s"), inside))
    assert read("s(i-1)", Style(functions=frozenset("s"))) == Apply("s", (inside,))
    assert read("s(i-1)", Style(placed=frozenset("s"))) == Entry("s", (), None, (inside,))
    assert read("f(i-1)") == Apply("f", (inside,))
    assert read("f(i-1)", Style(scalars=frozenset("f"))) == Product((Name("f"), inside))
    assert read(r"\sigma'(z)") == Apply(r"\sigma'", (Name("z"),))


def test_differentials_and_letters_d():
    assert read("dW_{11}") == Differential(Entry("W", (1, 1)))
    assert read("dO(i, j)") == Differential(Entry("O", (), None, (ROW, COLUMN)))
    assert read("x_{d}") == Entry("x", (Name("d"),))
    assert read("(k-1)(d-1)").factors[1] == Add((Name("d"), Number(-1)))
    assert read("x_{i+dk}") == Entry("x", (Add((ROW, Product((Name("d"), Name("k"))))),))


def test_digits_beyond_braces_are_read_as_they_print_and_mended():
    (statement,) = read_statements(r"z = \alpha a_11 + {a_13}")
    one, three = Entry("a", (1,)), Number(3)
    assert statement.members[1].formula == Add(
        (Product((Name(r"\alpha"), one, Number(1))), Product((one, three)))
    )
    assert [(flaw.kind, flaw.repair) for flaw in statement.flaws] == [
        (FlawKind.LOST_BRACES, "a_{11}"),
        (FlawKind.LOST_BRACES, "a_{13}"),
    ]
    assert statement.flaws[0].span == Span(11, 15)


def test_plain_text_loses_no_braces():
    assert read_statements("z = a_11 b_i")[0].flaws == ()
    assert read_statements("z = a_11", plain=False)[0].flaws != ()


def test_an_underscore_that_became_a_star():
    (statement,) = read_statements(r"\frac{\partial L}{\partial X*{12}}")
    assert str(statement.members[0].formula) == "∂L/∂X₁₂"
    assert [flaw.repair for flaw in statement.flaws] == ["_"]


def test_an_empty_subscript_is_noticed():
    (statement,) = read_statements("G_{q,l,}")
    assert statement.members[0].formula == Entry("G", (Name("q"), L))
    assert [flaw.kind for flaw in statement.flaws] == [FlawKind.EMPTY_SUBSCRIPT]


def test_names_of_several_letters_where_the_formula_has_them():
    assert str(read(r"\sum_{kh=0}^{KH-1} src(n, oh + kh)")) == "Σ{kh=0..KH−1} src(n,oh+kh)"
    assert read("KH") == Product((Name("K"), Name("H")))
