"""What is said of a pool's entries: maxima, means and how a gradient goes through them."""

from __future__ import annotations

import pytest

import symconv
from symconv.verification.verdicts import Verdict, VerdictKind

HOLDS, CONDITIONAL = VerdictKind.HOLDS, VerdictKind.CONDITIONAL
REFUTED, OPEN = VerdictKind.REFUTED, VerdictKind.NOT_CHECKABLE

MAX = r"""# Max pooling

We use 2x2 max pooling with stride 2 on a 4x6 input $X$, the output is $Y$, the loss $L$.
Indices start at 1."""
MEAN = r"""# Mean pooling

Let the input $X$ be of size 4x6. Mean pooling with a 2x2 window and stride 2 gives the output $Y$.
Indices start at 0."""
DL_DX, DL_DY = r"\frac{\partial L}{\partial x_{p,q}}", r"\frac{\partial L}{\partial y_{i,j}}"
DY_DX = r"\frac{\partial y_{i,j}}{\partial x_{p,q}}"
SUMS = r"\sum_{i=1}^{2}\sum_{j=1}^{3}"


def said(prose: str, formula: str) -> Verdict:
    return symconv.verify(f"{prose}\n\n$${formula}$$\n").equations[-1].verdict


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        (r"y_{12} = \max(x_{13}, x_{14}, x_{23}, x_{24})", HOLDS),
        (r"y_{12} = \max\{x_{13}, x_{14}, x_{23}, x_{24}\}", HOLDS),
        (r"y_{12} = \max(x_{12}, x_{13}, x_{22}, x_{23})", REFUTED),
        (r"y_{12} = \max(x_{13}, x_{14}, x_{23})", REFUTED),
        (r"y_{12} = \max(x_{13}, x_{14}, x_{23}, x_{24}, x_{25})", REFUTED),
        (r"y_{i,j} = \max_{0 \le m,n < 2} x_{2i+m-1, 2j+n-1}", HOLDS),
        (r"y_{i,j} = \max_{0 \le m,n < 2} x_{i+m-1, j+n-1}", REFUTED),
        (r"y_{i,j} = \max_{m=0}^{1}\max_{n=0}^{1} x_{2i+m-1, 2j+n-1}", HOLDS),
        (rf"{DL_DX} = {SUMS} {DL_DY} {DY_DX}", HOLDS),
    ],
)
def test_the_forward_pass_of_a_maximum(formula: str, kind: VerdictKind) -> None:
    assert said(MAX, formula).kind is kind


@pytest.mark.parametrize(
    "formula",
    [
        rf"{DY_DX} = \begin{{cases}} 1 & \text{{if }} x_{{p,q}} = y_{{i,j}} \\ "
        r"0 & \text{otherwise} \end{cases}",
        rf"{DL_DX} = {SUMS} {DL_DY} \mathbb{{1}}[x_{{p,q}} = y_{{i,j}}]",
    ],
)
def test_an_entry_equal_to_the_maximum_is_the_only_one(formula: str) -> None:
    found = said(MAX, formula)
    assert found.kind is CONDITIONAL
    assert "no two entries of the input are equal" in found.condition


@pytest.mark.parametrize(
    "formula",
    [
        r"\frac{\partial y_{11}}{\partial x_{12}} = 1",
        r"\frac{\partial L}{\partial x_{11}} = \frac{\partial L}{\partial y_{11}}",
    ],
)
def test_nothing_is_said_where_the_largest_entry_is_not_known(formula: str) -> None:
    found = said(MAX, formula)
    assert (found.kind, found.reason) == (OPEN, "it depends on which entry is the largest")


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        (r"Y_{i,j} = \frac{1}{4}\sum_{m=0}^{1}\sum_{n=0}^{1} X_{2i+m, 2j+n}", HOLDS),
        (r"Y_{i,j} = \sum_{m=0}^{1}\sum_{n=0}^{1} X_{2i+m, 2j+n}", REFUTED),
        (r"\frac{\partial L}{\partial X_{2,3}} = \frac{1}{4}\frac{\partial L}{\partial Y_{1,1}}",
         HOLDS),
        (r"\frac{\partial L}{\partial X_{2,3}} = \frac{1}{2}\frac{\partial L}{\partial Y_{1,1}}",
         REFUTED),
        (r"\frac{\partial L}{\partial X_{2,3}} = \frac{1}{4}\frac{\partial L}{\partial Y_{1,2}}",
         REFUTED),
        (r"\frac{\partial Y_{0,1}}{\partial X_{1,3}} = \frac{1}{4}", HOLDS),
        (r"\frac{\partial Y_{0,1}}{\partial X_{1,3}} = 1", REFUTED),
    ],
)  # fmt: skip
def test_a_mean_divides_by_its_window(formula: str, kind: VerdictKind) -> None:
    assert said(MEAN, formula).kind is kind


def test_a_counterexample_is_in_numbers() -> None:
    found = said(MEAN, r"Y_{0,0} = X_{0,0}")
    assert found.counterexample is not None
    assert found.reason.startswith("an average pool gives")


def test_a_tap_that_may_lie_outside_the_window_refutes_nothing() -> None:
    found = said(MEAN, r"\frac{\partial Y_{i,j}}{\partial X_{2i+m,2j+n}} = \frac{1}{4}")
    assert found.kind is OPEN


def test_a_stride_that_is_not_said_is_a_condition() -> None:
    prose = MAX.replace(" with stride 2", "")
    found = said(prose, r"y_{12} = \max(x_{13}, x_{14}, x_{23}, x_{24})")
    assert found.kind is CONDITIONAL
    assert "stride" in found.condition
    assert said(prose, r"y_{12} = \max(x_{12}, x_{13}, x_{22}, x_{23})").kind is OPEN


def test_a_convolution_beside_a_pool_is_not_judged_as_one() -> None:
    prose = (
        "The convolution has the 4x6 input $X$, the 2x3 filter $F$ and the output $O$; "
        "2x2 max pooling with stride 2 follows."
    )
    claim = r"O_{1,1} = X_{1,1}F_{1,1} + X_{1,2}F_{1,2} + X_{1,3}F_{1,3} + X_{2,1}F_{2,1}"
    rest = r" + X_{2,2}F_{2,2} + X_{2,3}F_{2,3}"
    assert not said(prose, claim + rest).kind.is_finding


LARGEST = r"Y_{i,j} = \max_{0 \le m,n < 2} X_{2i+m,2j+n}"
SLIDING = r"Y_{i,j} = \max_{0 \le m,n < 2} X_{i+m,j+n}"
SAID = (
    "We use 2x2 max pooling with stride 2{}. The input is $X$, the output $Y$. Indices start at 0."
)


@pytest.mark.parametrize(
    "words",
    [
        ", padding 1", " and dilation 2", " after a ReLU", " (1, 2)", ", along the width 1",
        ", unlike mean pooling", "; below the windows overlap", " on the padded input", "/1",
    ],
)  # fmt: skip
def test_a_pool_of_which_more_is_said_than_understood_is_not_judged(words: str) -> None:
    assert said(SAID.format(""), LARGEST).kind is HOLDS
    for formula in (LARGEST, SLIDING):
        assert said(SAID.format(words), formula).kind is OPEN


def test_words_before_a_formula_may_change_the_pool() -> None:
    text = f"{SAID.format('')}\n\nA dense version takes every window:"
    assert said(text, SLIDING).kind is OPEN


def test_a_stride_in_a_sentence_of_its_own() -> None:
    text = SAID.format("").replace(" with stride 2", "") + " The stride is 1."
    assert said(text, SLIDING).kind is HOLDS
    assert said(text, LARGEST).kind is REFUTED


@pytest.mark.parametrize("size", [2, 7, 12])
def test_a_maximum_that_lacks_an_entry_or_compares_with_zero_is_refuted(size: int) -> None:
    text = SAID.format("").replace("2x2", f"{size}x{size}").replace("stride 2", f"stride {size}")
    whole = rf"\max_{{0 \le m,n < {size}}} X_{{m,n}}"
    assert said(text, f"Y_{{0,0}} = {whole}").kind is HOLDS
    assert said(text, rf"Y_{{0,0}} = \max(0, {whole})").kind is REFUTED
    if size == 2:
        assert said(text, r"Y_{0,0} = \max(X_{0,0}, X_{0,1}, X_{1,1})").kind is REFUTED


def test_maps_stored_with_channels_last_are_not_judged() -> None:
    formula = r"Y_{i,j,c} = \max_{0 \le m,n < 2} X_{2i+m,2j+n,c}"
    assert said(SAID.format(""), formula).kind is OPEN
    first = r"Y_{c,i,j} = \max_{0 \le m,n < 2} X_{c,2i+m,2j+n}"
    assert said(SAID.format(""), first).kind is HOLDS


def test_a_rectifier_beside_a_pool_is_a_definition() -> None:
    assert said(SAID.format(""), r"Y_{i,j} = \max(0, X_{i,j})").kind is VerdictKind.DEFINITION


def test_a_base_that_is_said_is_kept() -> None:
    shifted = r"Y_{i,j} = \max_{0 \le m,n < 2} X_{2i+m-1,2j+n-1}"
    assert said(SAID.format(""), shifted).kind is REFUTED


POOL = symconv.PoolSpec((4, 6), 2, stride=2)


def test_a_pool_may_be_given() -> None:
    right, wrong = (
        r"y_{12} = \max(x_{13}, x_{14}, x_{23}, x_{24})",
        r"y_{12} = \max(x_{12}, x_{13})",
    )
    assert symconv.judge(right, POOL).kind is HOLDS
    assert symconv.judge(wrong, POOL).kind is REFUTED


def test_a_pool_that_is_given_overrules_what_the_document_says() -> None:
    average = symconv.PoolSpec((4, 6), 2, stride=2, operation="average")
    text = f"{MAX}\n\n$$y_{{11}} = \\frac{{1}}{{4}}(x_{{11}} + x_{{12}} + x_{{21}} + x_{{22}})$$\n"
    assert symconv.verify(text).equations[-1].verdict.kind is REFUTED
    assert symconv.verify(text, average).equations[-1].verdict.kind is HOLDS


@pytest.mark.parametrize(
    "spec",
    [
        symconv.PoolSpec((4, 6), 2, operation="min"),
        symconv.PoolSpec((4, 6), 2, padding=1),
        symconv.PoolSpec((4, 6), 2, stride=(1, 2)),
        symconv.DenseSpec(3, 2),
    ],
)
def test_a_layer_whose_formulas_are_not_judged_is_refused(spec: symconv.LayerSpec) -> None:
    with pytest.raises(symconv.SpecError, match="formulas of this layer are not judged"):
        symconv.judge("y = x", spec)
