"""Sums, derivatives, signs of operations, brackets, matrices."""

import pytest

from symconv.formulas import (
    Add,
    Apply,
    Cases,
    Entry,
    Floor,
    Indicator,
    Maximum,
    Name,
    Number,
    Partial,
    Product,
    Quotient,
    Range,
    Sum,
)  # fmt: skip
from symconv.formulas.written import Best, Bundle, Ceiling, Ellipsis, Labelled, Matrix, Operation
from symconv.reading.latex import read_statements
from symconv.reading.written import FlawKind, ReadingError
from tests.reading.latex.reading import read

ROW, COLUMN, X = Name("i"), Name("j"), Name("X")
DERIVATIVE = Partial(Name("L"), Entry("X", (1, 2)))


@pytest.mark.parametrize(
    "text",
    [
        r"\frac{\partial L}{\partial X_{12}}", r"\dfrac {\partial L} {\partial X_{12}}",
        r"{\partial L \over \partial X_{12}}", r"\frac{dL}{dX_{12}}", "∂L/∂X₁₂", "dL/dX_12",
        r"\partial L/\partial X_{12}", r"\frac{\partial}{\partial X_{12}} L",
        r"\frac{\partial L}{\color{red}{\partial X_{12}}}", r"\nabla_{X_{12}} L",
        r"\frac{\partial{\mathcal{L}}}{\partial{X_{1,2}}}",
    ],
)  # fmt: skip
def test_ways_to_write_a_derivative(text):
    assert read(text) == DERIVATIVE


def test_factors_follow_a_derivative_of_plain_text():
    assert read("dL/dO_12 F_12").factors == (Partial(Name("L"), Entry("O", (1, 2))),
                                             Entry("F", (1, 2)))  # fmt: skip


def test_a_lost_partial_is_read_and_mended():
    (statement,) = read_statements(r"\frac{\partial L}{w_{12}} = 0")
    assert statement.members[0].formula == Partial(Name("L"), Entry("w", (1, 2)))
    (flaw,) = statement.flaws
    text = r"\frac{\partial L}{w_{12}} = 0"
    mended = text[: flaw.span.start] + flaw.repair + text[flaw.span.stop :]
    assert flaw.kind is FlawKind.LOST_PARTIAL
    assert mended == r"\frac{\partial L}{\partial w_{12}} = 0"


def test_a_fraction_without_its_second_argument():
    with pytest.raises(ReadingError, match="two arguments") as failure:
        read(r"x = \frac{\partial f}")
    assert failure.value.position == 4


BODY = Entry("x", (ROW, COLUMN))


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        (r"\sum_{i=0}^{3} x_{ij}", (Range(ROW, Number(0), Number(3)),)),
        (r"\sum_i x_{ij}", (Range(ROW),)),
        (r"\sum_{i,j} x_{ij}", (Range(ROW), Range(COLUMN))),
        (r"\sum_{ij} x_{ij}", (Range(ROW), Range(COLUMN))),
        (r"\sum_{i,j=0}^{3} x_{ij}", (Range(ROW, Number(0), Number(3)),
                                      Range(COLUMN, Number(0), Number(3)))),
        (r"\sum^{(2,3)}_{i,j=(0,1)} x_{ij}", (Range(ROW, Number(0), Number(2)),
                                              Range(COLUMN, Number(1), Number(3)))),
        (r"\sum_0^{3} x_{ij}", (Range(Name("?"), Number(0), Number(3)),)),
        (r"\sum_{0 \le i \le 3} x_{ij}", (Range(ROW, Number(0), Number(3)),)),
        (r"\sum_{0 \le i < 4} x_{ij}", (Range(ROW, Number(0), Number(3)),)),
        (r"\sum_{0 \le i, j < 4} x_{ij}", (Range(ROW, Number(0), Number(3)),
                                           Range(COLUMN, Number(0), Number(3)))),
        (r"\sum_{i \in [0, 4)} x_{ij}", (Range(ROW, Number(0), Number(3)),)),
        (r"\sum_{\substack{i=0 \\ j=1}} x_{ij}", (Range(ROW, Number(0)), Range(COLUMN, Number(1)))),
        (r"\sum_{i}^{3,4} x_{ij}", (Range(ROW, None, Number(3)),)),
    ],
)  # fmt: skip
def test_limits(text, ranges):
    assert read(text) == Sum(BODY, ranges)


def test_a_set_stays_a_condition():
    summed = read(r"\sum_{(i,j) \in W} x_{ij}")
    assert summed.ranges == (Range(ROW), Range(COLUMN))
    assert str(summed.conditions[0]) == "(i, j) ∈ W"


def test_a_sum_reaches_to_the_next_plus_outside_brackets():
    total = read(r"\sum_i \left( x_i + y_i \right) z_i + b")
    assert isinstance(total, Add)
    assert str(total) == "Σ{i} (x_i + y_i)·z_i + b"


def test_signs_of_operations_keep_their_order():
    a, b, c = Name("a"), Name("b"), Name("c")
    assert read(r"a * b \odot c") == Operation("⊙", Operation("*", a, b), c)
    assert read(r"a \otimes b c") == Operation("⊗", a, Product((b, c)))
    assert read(r"a \cdot b") == Product((a, b))
    assert read(r"2 \times 3") == Product((Number(2), Number(3)))
    assert read(r"2 \times p") == Product((Number(2), Name("p")))
    assert read(r"a \times b") == Operation("×", a, b)


def test_subtraction_and_numbers():
    assert read("a - 2b - 1") == Add((Name("a"), Product((Number(-2), Name("b"))), Number(-1)))
    assert read("-a") == Product((Number(-1), Name("a")))
    assert read(r"\frac{1}{4}").value.denominator == 4
    assert read("1.50").value.numerator == 3


def test_floors():
    quotient = Quotient(Add((Name("n"), Product((Number(2), Name("p"))))), Name("s"))
    for text in (r"\left\lfloor \frac{n + 2p}{s} \right\rfloor", "⌊(n + 2p)/s⌋", "(n + 2p) // s",
                 r"floor((n + 2p)/s)", r"\text{int}[\frac{n + 2p}{s}]"):  # fmt: skip
        assert read(text) == Floor(quotient)
    assert read(r"\lceil n / s \rceil") == Ceiling(Quotient(Name("n"), Name("s")))
    assert read(r"\left[ \frac{n + 2p}{s} \right]") == Bundle((quotient,), "[]")


def test_word_operators():
    w = Name("W")
    for text in (r"\text{rot180}(W)", r"rot_{180}(W)", r"\operatorname{rot}_{180^\circ} W",
                 "rot180(W)"):  # fmt: skip
        assert read(text) == Apply("rot180", (w,))
    conv = read("conv2(a, rot180(k), 'full')")
    assert conv.function == "conv2"
    assert str(conv.arguments[2]) == "full"


def test_extremes_indicators_and_cases():
    assert read(r"\max_{i} x_i") == Maximum(Entry("x", (ROW,)), (Range(ROW),))
    assert read(r"\max(0, z)") == Apply("max", (Number(0), Name("z")))
    assert read(r"\arg\max_{i} x_i") == Best("argmax", Entry("x", (ROW,)), (ROW,))
    assert isinstance(read(r"\mathbb{1}[x > 0]"), Indicator)
    assert read(r"1\{x > 0\}") == read(r"\mathbf{1}\left[x > 0\right]")
    cases = read(r"\begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}")
    assert isinstance(cases, Cases)
    assert str(cases) == "{1 if x > 0; 0 otherwise}"


def test_dots_stand_among_terms_also_without_their_signs():
    with_signs = read(r"w_1 a_1 + \ldots + w_9 a_9")
    assert with_signs == read("w_1 a_1 ... w_9 a_9", plain=False)
    assert with_signs.terms[1] == Ellipsis()


def test_matrices():
    rows = ((Name("a"), Name("b")), (Number(0), DERIVATIVE))
    body = r"a & b \\ 0 & \frac{\partial L}{\partial X_{12}}"
    for kind in ("bmatrix", "vmatrix", "smallmatrix"):
        assert read(rf"\begin{{{kind}}} {body} \end{{{kind}}}") == Matrix.of_rows(rows)
    assert read(rf"\left[ \begin{{array}}{{cc}} {body} \end{{array}} \right]") == Matrix.of_rows(
        rows
    )


def test_braces_with_a_label():
    labelled = read(r"\underbrace{a + b}_{\text{the sum}}")
    assert isinstance(labelled, Labelled)
    assert str(labelled.of) == "a + b"


def test_inner_products_and_absolute_values():
    assert read(r"\langle a, b \rangle") == Apply("inner", (Name("a"), Name("b")))
    assert read(r"|a - b|").function == "abs"
