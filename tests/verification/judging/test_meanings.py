"""What formulas leave unsaid: repeated indices, patches, settings that words fix, identities."""

from __future__ import annotations

import pytest

import symconv
from symconv.verification.verdicts import Judged, VerdictKind

LAYER = r"""The input is $X$, the filter $F$, the output $O$, the loss $L$. Indices count from 0.

$$O_{i,j} = \sum_{m,n} X_{i+m,j+n} F_{m,n}$$
"""


def last(text: str) -> Judged:
    return [e for e in symconv.verify(text).equations if "=" in e.latex][-1]


def test_repeated_indices_are_summed_on_condition() -> None:
    claim = (
        r"$$\frac{\partial L}{\partial F_{m,n}} = \frac{\partial L}{\partial O_{i,j}} "
        r"\frac{\partial O_{i,j}}{\partial F_{m,n}}$$"
    )
    found = last(f"{LAYER}\n{claim}\n").verdict
    assert found.kind is VerdictKind.CONDITIONAL
    assert "repeated indices are summed" in found.condition
    said = last(f"{LAYER}\nRepeated indices are summed.\n\n{claim}\n").verdict
    assert said.kind in (VerdictKind.PROVED, VerdictKind.HOLDS)


def test_a_false_product_is_not_made_true_by_summing() -> None:
    claim = (
        r"$$\frac{\partial L}{\partial F_{m,n}} = \frac{\partial L}{\partial O_{i,j}} "
        r"\frac{\partial O_{j,i}}{\partial F_{m,n}}$$"
    )
    assert last(f"{LAYER}\n{claim}\n").verdict.kind is VerdictKind.DAMAGED


def test_an_index_that_stands_once_is_bound_nowhere() -> None:
    claim = r"$$\frac{\partial L}{\partial F_{m,n}} = \frac{\partial L}{\partial O_{m,n}} X_{i,j}$$"
    assert last(f"{LAYER}\n{claim}\n").verdict.kind is VerdictKind.DAMAGED


def test_a_sum_over_the_windows_that_hold_an_entry() -> None:
    over = r"\sum_{(i,j)\;\text{s.t.}\; X_{p,q} \in \text{patch}_{i,j}}"
    left = r"\frac{\partial L}{\partial X_{p,q}}"
    right = rf"$${left} = {over} \frac{{\partial L}}{{\partial O_{{i,j}}}} F_{{p-i,q-j}}$$"
    assert last(f"{LAYER}\n{right}\n").verdict.kind in (VerdictKind.PROVED, VerdictKind.HOLDS)
    wrong = right.replace("F_{p-i,q-j}", "F_{i-p,q-j}")
    assert last(f"{LAYER}\n{wrong}\n").verdict.kind is VerdictKind.REFUTED


def test_padding_that_words_fix_is_not_varied() -> None:
    text = r"""The input is $X$, the filter $F$, the output $O$, the loss $L$, 0-based.

$$O_{i,j} = \sum_{m,n} X_{i S + m - P, j S + n - P} F_{m,n}$$

For stride 1 and padding 0:

$$\frac{\partial L}{\partial X_{i,j}} = \sum_{m,n} \frac{\partial L}{\partial O_{i-m,j-n}} F_{m,n}$$
"""
    assert last(text).verdict.kind in (VerdictKind.PROVED, VerdictKind.HOLDS)


def test_an_entry_by_another_of_its_array_is_mended_beside_pooling() -> None:
    text = r"""# Max pooling

Max pooling takes the largest entry of each 2x2 window; let $x_{12}$ be the largest. Then

$$\frac{\partial y_{11}}{\partial x_{12}} = \frac{\partial x_{11}}{\partial x_{12}} = 1$$
"""
    found = last(text).verdict
    assert found.kind is VerdictKind.REFUTED
    assert found.suggestion is not None
    assert found.suggestion.replacement == "2"
    assert r"\frac{\partial x_{12}}{\partial x_{12}} = 1" in found.suggestion.latex


def test_what_no_near_slip_mends_is_given_its_whole_right_side() -> None:
    claim = r"$$\frac{\partial L}{\partial X_{a,b}} = \sum_{i,j} F_{i+j,b} X_{b,a} X_{a,j}$$"
    found = last(f"{LAYER}\n{claim}\n").verdict
    assert found.suggestion is not None
    assert found.suggestion.cause == "the right side is another's"
    text = f"{LAYER}\n$${found.suggestion.latex}$$\n"
    assert last(text).verdict.kind in (VerdictKind.PROVED, VerdictKind.HOLDS)


def test_a_whole_array_is_given_its_whole_right_side() -> None:
    text = r"""The input is $x$, the filter $w$, the output $y$, the loss $L$.

$$y = x \star w$$

$$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial y} \star x^T$$
"""
    found = last(text).verdict
    assert found.kind is VerdictKind.REFUTED
    assert found.suggestion is not None
    assert found.suggestion.latex.endswith(r"= x \star \frac{\partial L}{\partial y}")


def test_an_example_counts_from_zero_though_its_filter_is_summed_from_one() -> None:
    text = r"""The input is $X$, the filter $K$, the output $O$, the loss $L$.

$$O(i,j) = \sum_{m=1}^{M} \sum_{n=1}^{N} K(m,n) X(i + m - 1, j + n - 1)$$

A 3x3 $X$, a 2x2 $K$, 0-based:

$$\frac{\partial L}{\partial X_{01}} =
\frac{\partial L}{\partial O_{00}} K_{01} + \frac{\partial L}{\partial O_{01}} K_{00}$$
"""
    assert last(text).verdict.kind is VerdictKind.PROVED


SIZED = r"""The input $X$ is $H \times W$, the filter $F$ is $k \times k$, the loss $L$; 0-based.

$$O_{i,j} = \sum_{m,n} X_{i+m,j+n} F_{m,n}$$
"""
CASES = (
    r"$$\frac{{\partial O_{{i,j}}}}{{\partial X_{{a,b}}}} = \begin{{cases}} {value} & "
    r"0 \le a-i < k, 0 \le b-j < {limit} \\ 0 & \text{{otherwise}} \end{{cases}}$$"
)


def test_cases_are_worked_out_with_all_their_conditions() -> None:
    right = CASES.format(value="F_{a-i,b-j}", limit="k")
    assert last(f"{SIZED}\n{right}\n").verdict.kind in (VerdictKind.PROVED, VerdictKind.HOLDS)
    for value, limit in (("F_{b-j,a-i}", "k"), ("F_{a-i,b-j}", "k-1")):
        wrong = CASES.format(value=value, limit=limit)
        assert last(f"{SIZED}\n{wrong}\n").verdict.kind is VerdictKind.REFUTED, (value, limit)


WORDED = {
    r"\text{Full Convolution}(180^{\circ} \text{ rotated Filter } F, "
    r"\text{Loss gradient } \frac{\partial L}{\partial O})": VerdictKind.CONDITIONAL,
    r"\text{full\_conv}(\text{rot180}(F), \frac{\partial L}{\partial O})": VerdictKind.CONDITIONAL,
    r"\text{Full Cross-Correlation}(\frac{\partial L}{\partial O}, F)": VerdictKind.REFUTED,
}


@pytest.mark.parametrize("right", WORDED)
def test_formulas_in_words_are_judged(right: str) -> None:
    text = rf"{LAYER}$$\frac{{\partial L}}{{\partial X}} = {right}$$"
    found = last(text + "\n").verdict
    assert found.kind is WORDED[right]
    if found.kind is VerdictKind.CONDITIONAL:
        assert "full" in found.condition


def test_words_beside_an_array_are_no_damage() -> None:
    right = (
        r"\text{Convolution}(\text{Input } X, "
        r"\text{Loss gradient } \frac{\partial L}{\partial O})"
    )
    text = rf"{LAYER}$$\frac{{\partial L}}{{\partial F}} = {right}$$"
    assert last(text + "\n").verdict.kind is VerdictKind.CONDITIONAL


def test_what_is_not_judged_gets_no_other_right_side() -> None:
    claim = (
        r"$$\frac{\partial L}{\partial X_{a,b}} = "
        r"\sum_{i,j} \frac{\partial L}{\partial O_{i,j}} \Xi_{a,b,i,j}$$"
    )
    found = last(f"{LAYER}\n{claim}\n").verdict
    assert found.kind is VerdictKind.NOT_CHECKABLE
    assert found.suggestion is None
