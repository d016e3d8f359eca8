"""What is said of one link: each kind of claim, true, false, and true on a condition."""

from __future__ import annotations

import pytest

from symconv.verification.verdicts import Verdict
from tests.verification.judging.stories import kinds, verdict, verdicts

FORWARD = r"Y_{i,j} = \sum_{u=0}^{R-1}\sum_{v=0}^{Q-1} X_{i+u,j+v} W_{u,v}"
BACKWARD = r"\frac{\partial L}{\partial W_{u,v}} = \sum_{i,j} \delta_{i,j} X_{i+u,j+v}"
GENERAL = (FORWARD, BACKWARD)
DX = r"\frac{\partial L}{\partial X} = "
DW = r"\frac{\partial L}{\partial W} = "


def said(formula: str, prose: str = "", around: tuple[str, ...] = GENERAL) -> Verdict:
    return verdict(formula, around, prose)


# Signs between whole arrays


def test_a_sign_that_is_not_defined_makes_a_condition() -> None:
    found = said(DX + r"\delta * \text{rot180}(W)")
    assert found.kind.value == "conditional"
    assert "* is the full cross-correlation" in found.condition
    turned = said(DX + r"\delta * W")
    assert turned.kind.value == "conditional"
    assert "* is the full true convolution" in turned.condition


@pytest.mark.parametrize(
    ("formula", "meaning", "kind"),
    [
        (DX + r"\delta * \text{rot180}(W)", "cross-correlation", "holds"),
        (DX + r"\delta * W", "cross-correlation", "refuted"),
        (DX + r"\delta * \text{rot180}(W)", "true convolution", "refuted"),
        (DX + r"\delta * W", "true convolution", "holds"),
        (DW + r"X * \delta", "cross-correlation", "holds"),
        (DW + r"X * \delta", "true convolution", "refuted"),
        (DW + r"X * \text{rot180}(\delta)", "true convolution", "holds"),
        ("Y = X * W", "cross-correlation", "holds"),
    ],
)
def test_a_sign_that_is_defined_is_taken_at_its_word(formula: str, meaning: str, kind: str) -> None:
    prose = f"The layer is a cross-correlation. Here * is {meaning}."
    found = said(formula, prose)
    assert found.kind.value == kind, found
    if kind == "refuted":
        assert "not what the document says" in found.reason


def test_no_meaning_of_a_sign_makes_other_arrays_alike() -> None:
    found = said(DW + r"W * \delta")
    assert found.kind.value == "refuted"
    assert found.counterexample is not None
    size = said(DX + r"X \odot X")
    assert size.kind.value == "refuted"


def test_functions_and_marks_turn_arrays() -> None:
    prose = "The layer is a cross-correlation. Here * is true convolution."
    assert said(DW + r"\text{flip}(\text{flip}(X)) * \text{rot180}(\delta)", prose).kind.value == (
        "holds"
    )


def test_functions_that_are_known_to_flip_need_no_definition() -> None:
    assert said(DX + r"\text{conv2}(\delta, W, 'full')").kind.value == "holds"
    assert said(DX + r"\text{conv2}(\delta, \text{rot180}(W), 'full')").kind.value == "refuted"
    assert said(DX + r"\text{xcorr2}(\delta, \text{rot180}(W), 'full')").kind.value == "holds"
    assert said(DX + r"\text{conv2}(\delta, W, 'valid')").kind.value == "refuted"
    border = said(DX + r"\text{conv2}(\delta, W)")
    assert border.kind.value == "conditional"
    assert "conv2 is the full true convolution" in border.condition
    assert said(DX + r"\text{Conv2D}(\delta, W)").kind.value == "refuted"
    open_ = said(DX + r"\text{conv}(\delta, W)")
    assert open_.kind.value == "conditional"
    assert "conv is the full true convolution" in open_.condition


def test_a_bias_that_is_left_out_of_whole_arrays_is_zero() -> None:
    biased = (r"Y_{i,j} = \sum_{u,v} X_{i+u,j+v} W_{u,v} + b", BACKWARD)
    prose = "The layer is a cross-correlation. Here * is cross-correlation."
    assert said("Y = X * W + b", prose, biased).kind.value == "holds"
    without = said("Y = X * W", prose, biased)
    assert without.kind.value == "conditional"
    assert "the bias is zero" in without.condition
    assert said("Y = X * W", prose).kind.value == "holds"


def test_an_array_on_the_left_and_an_entry_on_the_right_lost_its_indices() -> None:
    found = said(r"\frac{\partial L}{\partial W} = \sum_{i,j} \delta_{i,j} X_{i+u,j+v}")
    assert found.kind.value in ("damaged", "refuted", "not_checkable")
    named = said(r"Y = \sum_{u,v} X_{i+u,j+v} W_{u,v}")
    assert named.kind.value == "damaged"
    assert "lacks the indices i, j" in named.reason


def test_positions_below_every_array_are_those_of_whole_arrays() -> None:
    layered = (
        r"z^{l}_{i,j} = \sum_{u,v} w^{l}_{u,v} a^{l-1}_{i-u,j-v}",
        r"a^{l}_{i,j} = \sigma(z^{l}_{i,j})",
        r"\frac{\partial L}{\partial w^{l}_{u,v}} = \sum_{i,j} \delta^{l}_{i,j} a^{l-1}_{i-u,j-v}",
    )
    prose = "The layer is a true convolution."
    right = r"\delta^{l}_{i,j} = \delta^{l+1} * w^{l+1}_{-i,-j} \sigma'(z^{l}_{i,j})"
    wrong = right.replace("-i,-j", "i,j")
    assert said(right, prose, layered).kind.value in ("proved", "holds", "conditional")
    assert said(wrong, prose, layered).kind.value == "refuted"


# Entries


def test_a_sum_one_too_far_is_true_with_zeros_outside() -> None:
    far = said(r"Y_{i,j} = \sum_{u=0}^{R}\sum_{v=0}^{Q-1} X_{i+u,j+v} W_{u,v}")
    assert far.kind.value == "conditional"
    assert "zero outside the limits" in far.condition
    assert "W" in far.condition
    prose = "All arrays are zero outside their range."
    assert said(
        r"Y_{i,j} = \sum_{u=0}^{R}\sum_{v=0}^{Q-1} X_{i+u,j+v} W_{u,v}", prose
    ).kind.value in ("proved", "holds")
    short = said(r"Y_{i,j} = \sum_{u=0}^{R-2}\sum_{v=0}^{Q-1} X_{i+u,j+v} W_{u,v}")
    assert short.kind.value == "refuted"


def test_a_false_sum_is_refuted_at_a_place_where_it_fails() -> None:
    found = said(r"\frac{\partial L}{\partial X_{p,q}} = \sum_{u,v} \delta_{p+u,q+v} W_{u,v}")
    assert found.kind.value == "refuted"
    assert found.counterexample is not None
    assert "p = " in found.counterexample.place
    assert "input 5x4, filter 2x3" in found.counterexample.place
    assert found.counterexample.left != found.counterexample.right


def test_a_loose_index_is_damage() -> None:
    found = said(r"\frac{\partial L}{\partial W_{u,v}} = \sum_{i,j} \delta_{i,j} X_{i+u,j+t}")
    assert found.kind.value == "damaged"
    assert "t is bound nowhere" in found.reason


def test_a_bias_that_is_left_out_is_zero() -> None:
    biased = FORWARD + " + b"
    found = said(FORWARD, around=(biased, BACKWARD))
    assert found.kind.value == "conditional"
    assert "the bias is zero" in found.condition


def test_what_is_proved_says_by_which_rules_and_what_holds_on_which_sizes() -> None:
    proved = said(BACKWARD)
    assert proved.kind.value == "proved"
    assert proved.method
    entry = verdicts(
        [r"Y_{11} = X_{11} W_{11} + X_{12} W_{12}", r"Y_{12} = X_{12} W_{11} + X_{13} W_{12}"],
        "The input is 1x3, the filter is 1x2.",
    )[0]
    assert entry.kind.value == "proved"
    assert "polynomial" in entry.reason


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        (r"\frac{\partial Y_{i,j}}{\partial X_{i+1,j}} = W_{1,0}", "proved"),
        (r"\frac{\partial Y_{i,j}}{\partial X_{i+1,j}} = W_{0,1}", "refuted"),
        (r"\frac{\partial Y_{0,0}}{\partial W_{1,0}} = X_{1,0}", "proved"),
        (r"\frac{\partial Y_{0,0}}{\partial X_{2,2}} = 0", "proved"),
        (r"\frac{\partial Y_{0,0}}{\partial X_{1,1}} = 0", "refuted"),
    ],
)
def test_local_gradients(formula: str, kind: str) -> None:
    found = said(formula, "Indices count from 0. The filter is 2x2, the input is 3x3.").kind.value
    assert found == kind or (kind, found) == ("proved", "holds")


def test_a_bias_is_summed_over_all_positions() -> None:
    around = (FORWARD + " + b", BACKWARD)
    summed = said(r"\frac{\partial L}{\partial b} = \sum_{i,j} \delta_{i,j}", around=around)
    assert summed.kind.value == "proved"
    missing = said(r"\frac{\partial L}{\partial b} = \delta", around=around)
    assert missing.kind.value == "refuted"


# What is no claim


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        (r"W_{new} = W - \eta \frac{\partial L}{\partial W}", "update"),
        (r"W \leftarrow W - \eta \frac{\partial L}{\partial W}", "update"),
        (r"L = \frac{1}{2} \sum_{i,j} (Y_{i,j} - T_{i,j})^2", "loss"),
        (r"(X * W)_{i,j} = \sum_{u,v} X_{i-u,j-v} W_{u,v}", "sign"),
        (r"Q_{i,j} = Y_{i,j} + 1", "name"),
    ],
)
def test_definitions(formula: str, words: str) -> None:
    found = said(formula)
    assert found.kind.value == "definition", found
    assert words in found.reason


def test_what_states_nothing_or_speaks_of_nothing() -> None:
    assert kinds([r"X_{i,j} W_{u,v}", r"p = \frac{e^a}{s}", r"\quad"])[0] == "not_checkable"
    assert kinds([r"\quad"]) == ["not_checkable"]
    broken = said(r"Y_{i,j} = \frac{X_{i,j}")
    assert broken.kind.value == "not_understood"
    assert broken.position is not None


# The chain rule, dots, windows, sizes of operations


@pytest.mark.parametrize(
    ("factors", "kind", "words"),
    [
        (r"\frac{\partial L}{\partial Y} \frac{\partial Y}{\partial W}", "conditional", "sum over"),
        (r"\frac{\partial Y}{\partial W} \frac{\partial L}{\partial Y}", "conditional", "sum over"),
        (r"\frac{\partial L}{\partial Y} \frac{\partial Y}{\partial X}", "refuted", "do not lead"),
        (r"\frac{\partial L}{\partial Y} \frac{\partial Q}{\partial W}", "damaged", "same letter"),
    ],
)
def test_the_chain_rule_of_whole_quantities(factors: str, kind: str, words: str) -> None:
    found = said(DW + factors)
    assert found.kind.value == kind
    assert words in found.condition + found.reason


@pytest.mark.parametrize(
    ("terms", "kind"),
    [
        (r"X_{11} W_{11} + \ldots + X_{22} W_{22}", "conditional"),
        (r"X_{11} W_{11} + \ldots + X_{22} W_{21}", "refuted"),
        (r"X_{12} W_{11} + \ldots", "refuted"),
        (r"X_{11} W_{11} + X_{12} W_{12} + X_{21} W_{21} + X_{22} W_{22} + \ldots", "proved"),
    ],
)
def test_dots_stand_for_terms_of_the_sum(terms: str, kind: str) -> None:
    full = r"Y_{11} = X_{11} W_{11} + X_{12} W_{12} + X_{21} W_{21} + X_{22} W_{22}"
    prose = "The input is 3x3, the filter is 2x2, the stride is 1."
    found = said(f"Y_{{11}} = {terms}", prose, (full,))
    assert found.kind.value == kind, found
    assert ("dots" in found.condition) is (kind == "conditional")


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        (r"A^{(10 \times 8)} * W^{(5 \times 3)} = Z^{(6 \times 6)}", "proved"),
        (r"A^{(10 \times 8)} * W^{(5 \times 3)} = Z^{(6 \times 5)}", "refuted"),
        (r"H_{(p-n+1) \times (q-n+1)} = G_{p \times q} * W_{n \times n}", "proved"),
        (r"H_{(p-n) \times (q-n)} = G_{p \times q} * W_{n \times n}", "refuted"),
    ],
)
def test_sizes_of_operations(formula: str, kind: str) -> None:
    assert verdict(formula).kind.value == kind


def test_windows_are_added_up_on_a_condition() -> None:
    sums = r"\sum_{h=0}^{n_H-1} \sum_{w=0}^{n_W-1}"
    around = (
        rf"dA += {sums} W_c \times dZ_{{hw}}",
        r"db = \sum_h \sum_w dZ_{hw}",
        rf"dW_c += {sums} a_{{slice}} \times dZ_{{hw}}",
    )
    right = verdicts([*around])[2]
    assert right.kind.value == "conditional"
    assert "a_slice is the window of the input" in right.condition
    assert "zero outside" not in right.condition
    far = verdicts([*around, around[2].replace("-1", "")])[3]
    assert "zero outside" in far.condition
    wrong = verdicts([*around, around[2].replace("a_{slice}", "W_c")])[3]
    assert wrong.kind.value not in ("proved", "holds", "conditional")
