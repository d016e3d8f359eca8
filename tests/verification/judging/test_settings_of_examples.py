"""Claims of a worked example, of layers beside superscripts, and of what is no convolution."""

from __future__ import annotations

import pytest

from symconv.verification.entrance import Judge
from symconv.verification.judging.said import is_unknown_letter
from symconv.verification.judging.understanding.shadows import is_index_letter
from symconv.verification.stating import read_facts
from tests.verification.judging.stories import kinds, verdict

ENTRIES = (
    "v_{11} = x_{11}k_{11} + x_{12}k_{12} + x_{21}k_{21} + x_{22}k_{22}",
    "v_{12} = x_{12}k_{11} + x_{13}k_{12} + x_{22}k_{21} + x_{23}k_{22}",
    "v_{21} = x_{21}k_{11} + x_{22}k_{12} + x_{31}k_{21} + x_{32}k_{22}",
    "v_{22} = x_{22}k_{11} + x_{23}k_{12} + x_{32}k_{21} + x_{33}k_{22}",
)
SHAPES = "The input $x$ is 3x3, the filter $k$ is 2x2 and the output is $v$."
G = r"\frac{\partial E}{\partial v_{%s}}"
DK = (
    r"\begin{bmatrix} \frac{\partial E}{\partial k_{11}} & \frac{\partial E}{\partial k_{12}} \\"
    r" \frac{\partial E}{\partial k_{21}} & \frac{\partial E}{\partial k_{22}} \end{bmatrix}"
)


# Sums and matrices with the numbers of an example


def test_limits_that_are_numbers_are_those_of_the_example() -> None:
    right = r"v_{12} = \sum_{p=1}^{2}\sum_{q=1}^{2} k_{pq} x_{p,q+1}"
    wrong = r"v_{12} = \sum_{p=1}^{2}\sum_{q=1}^{2} k_{pq} x_{p+1,q}"
    assert verdict(right, ENTRIES, SHAPES).kind.value == "proved"
    assert verdict(wrong, ENTRIES, SHAPES).kind.value == "refuted"


def test_numbers_as_limits_say_nothing_where_no_size_is_known() -> None:
    forward = r"V_{i,j} = \sum_{u,v} T_{i+u,j+v} K_{u,v}"
    claim = r"V_{i,j} = \sum_{u=0}^{1}\sum_{v=0}^{1} T_{i+u,j+v} K_{u,v}"
    assert verdict(claim, (forward,)).kind.value == "not_checkable"


def test_sums_beside_numbered_entries_are_tried_at_the_example() -> None:
    chain = rf"\frac{{\partial E}}{{\partial x_{{11}}}} = \sum_{{i,j}} {G % 'ij'}"
    chain += r" \frac{\partial v_{ij}}{\partial x_{11}} = "
    assert verdict(chain + G % "11" + "k_{11}", ENTRIES, SHAPES).kind.value == "proved"
    assert verdict(chain + G % "11" + "k_{12}", ENTRIES, SHAPES).kind.value == "refuted"


def test_matrices_of_entries_are_tried_at_their_size() -> None:
    whole = r"\frac{\partial E}{\partial K} = " + DK
    assert verdict(whole, (*ENTRIES, "V = X * K"), SHAPES).kind.value != "refuted"
    swapped = DK.replace("k_{12}", "k_{00}").replace("k_{21}", "k_{12}").replace("00", "21")
    assert verdict(DK + "=" + swapped, ENTRIES, SHAPES).kind.value == "refuted"


def test_one_index_of_a_letter_that_has_two_is_no_flat_number() -> None:
    claim = r"\frac{\partial E}{\partial v_1} = \frac{\partial E}{\partial x_2}"
    assert verdict(claim, ENTRIES, SHAPES).kind.value == "not_checkable"


# Layers


DW = r"\frac{\partial E}{\partial w^{l+1}_{u,v}} = \sum_{i,j} \delta_{i,j}"
LAYERED = (r"z^{l}_{i,j} = \sum_u\sum_v w^{l}_{u,v} a^{l-1}_{i+u,j+v} + b^{l}", "a^l = f(z^l)")


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        (
            r"\frac{\partial E}{\partial w^{l+1}_{u,v}} = \sum_{i,j} \delta_{i,j} a^l_{i+u,j+v}",
            True,
        ),
        (
            r"\frac{\partial E}{\partial w^{l+1}_{u,v}} = \sum_{i,j} \delta_{i,j} a^l_{i+v,j+u}",
            False,
        ),
        ("z^{l+1} = a^{l} * w^{l+1} + b", True),
        ("z^{l+1} = w^{l+1} * w^{l+1} + b", False),
    ],
)
def test_what_bears_no_superscript_is_of_the_highest_layer(claim: str, kind: bool) -> None:
    found = verdict(claim, LAYERED).kind.value
    assert (found in ("proved", "holds", "conditional")) is kind, found


def test_a_bias_left_out_between_whole_arrays_is_a_condition() -> None:
    found = verdict("z^{l+1} = a^{l} * w^{l+1}", LAYERED)
    assert found.kind.value == "conditional"


def test_several_filters_of_layers_that_share_a_letter() -> None:
    forward = (
        r"z^l_{d,i,j} = \sum_{c}\sum_{m}\sum_{n} W_{m,n,c,d}^{l} z_{c,i+m,j+n}^{l-1} + b^{l}_d"
    )
    wrong = forward.replace("i+m,j+n", "i+n,j+m")
    assert kinds([forward, wrong])[0] in ("proved", "holds")
    assert kinds([forward, forward, wrong])[2] == "refuted"


# Letters that are sizes and indices


def test_a_letter_of_a_size_counts_where_it_is_an_index() -> None:
    prose = "The input size is $i$ and the output size is $o$."
    forward = r"y_{i,j} = \sum_{m,n} w_{m,n} x_{i+m,j+n}"
    assert verdict(forward, (forward,), prose).kind.value in ("proved", "holds")
    wrong = forward.replace("i+m,j+n", "i+n,j+m")
    assert verdict(wrong, (forward, forward), prose).kind.value == "refuted"


def test_a_stride_that_only_words_give_is_a_condition() -> None:
    forward = r"y_{i,j} = \sum_{m,n} w_{m,n} x_{i+m,j+n}"
    found = verdict(forward, (forward,), "The filter moves with stride $s$.")
    assert found.kind.value == "conditional"
    assert "stride is 1" in found.condition


# What is no claim of a convolution


@pytest.mark.parametrize(
    "claim",
    [
        "g(z) = z",
        r"a_{i,j} = f(z_{i,j})",
        r"z = w \times x + b",
        r"\frac{\partial E}{\partial z_i} = -\sum_j y_j \frac{\partial \log a_j}{\partial z_i}",
        r"A = (a_{i,j})_{m \times n}",
        "X_i = 0",
        r"\delta^{l-1} = upsample(\delta^l) \odot f'(z^{l-1})",
        r"2400 \times 9 \approx 20000",
    ],
)
def test_other_layers_are_no_findings(claim: str) -> None:
    assert verdict(claim, LAYERED).kind.value in ("definition", "not_checkable")


def test_the_number_of_an_equation_is_no_factor() -> None:
    claim = r"\delta^l = \frac{\partial E}{\partial z^l} \ \ \ (3)"
    assert verdict(claim, LAYERED).kind.value in ("proved", "holds")


def test_a_comment_behind_slashes_is_no_part() -> None:
    claim = r"\begin{align} &\delta^l = \frac{\partial E}{\partial z^l} &//定义 l+1 \end{align}"
    assert verdict(claim, LAYERED).kind.value in ("proved", "holds")


# Repairs of letters


def test_a_letter_that_the_document_uses_elsewhere_is_no_slip() -> None:
    texts = [(text, at) for at, text in enumerate((*ENTRIES, "Q = 3 R", "Q = 4 X", "Q = V"), 1)]
    judge = Judge(texts, list(read_facts(SHAPES)), {}, None)
    assert judge("V = Q * K", 9, None)[0].kind.value != "damaged"


def test_only_a_letter_is_an_unknown_letter() -> None:
    assert is_unknown_letter("E among whole arrays")
    assert not is_unknown_letter("∂h/∂t among whole arrays")
    assert not is_unknown_letter("cases")


def test_index_letters() -> None:
    assert is_index_letter(r"\hat{i}")
    assert not is_index_letter("I")


# Labels above a filter, and words that are misread


ABOVE = (
    r"z^{l}_{i,j,m} = \sum_{a}\sum_{b}\sum_{c} w^{l,m}_{a,b,c} x^{l-1}_{i+a,j+b,c} + b^{l,m}",
    r"x^{l}_{i,j,m} = \sigma(z^{l}_{i,j,m})",
)


def test_a_label_above_a_filter_leaves_the_positions_of_the_maps() -> None:
    slope = r"\frac{\partial E}{\partial z^{l}_{i,j,m}} = \frac{\partial E}{\partial x^l_{i,j,m}}"
    right = slope + r" \sigma'(z^{l}_{i,j,m})"
    assert verdict(right, ABOVE).kind.value in ("proved", "holds")
    assert verdict(slope + r" \sigma'(z^{l}_{j,i,m})", ABOVE).kind.value == "refuted"
    assert verdict(ABOVE[0], ABOVE).kind.value != "refuted"


def test_a_forward_pass_overrules_words_that_call_its_filter_an_input() -> None:
    forward = r"y_{i,j} = \sum_{p,q} w_{p,q} x_{i+p,j+q}"
    found = verdict(forward, (forward,), "Here the input $w$ slides.")
    assert found.kind.value in ("proved", "holds")


def test_an_index_that_stands_as_a_layer_is_bound() -> None:
    claim = r"\delta^t = \frac{\partial E_t}{\partial z_t}"
    assert verdict(claim, LAYERED).kind.value != "damaged"
