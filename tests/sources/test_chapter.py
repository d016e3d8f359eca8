"""[chapter] (docs/sources.md) whole: a network of its own layers, derived in its own notation.

Its damaged rows (12 and 13 lose their subscripts' braces) come out repaired and not as they stand,
its false ones (21 and 22) only corrected.
"""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache

import pytest

import symconv
from symconv import PoolSpec
from symconv.derivation import StepKind
from symconv.formulas import Correlate, CorrelatePairs
from symconv.roles import Role
from symconv.specs.network import NetworkSpec, layer
from tests.sources.normal_form import Normal, Term, normal_form, read_terms

NETWORK = NetworkSpec(
    (1, 5, 5),
    [
        layer("conv", filter_size=3, stride=2),
        layer("flatten"),
        layer("dense", units=1),
        layer("loss", function="squared_error"),
    ],
)
NOTATION = "chapter;weight=v"  # the document has no letter for the weights of its prediction
READABLE = (
    StepKind.FORWARD, StepKind.LOCAL, StepKind.CHAIN_RULE, StepKind.THROUGH, StepKind.EXPANDED,
    StepKind.SUBSTITUTED,
)  # fmt: skip
FORWARD = {
    "z_1": r"w_1 \times a_1 + w_2 \times a_2 + w_3 \times a_3 + w_4 \times a_6"
    r" + w_9 \times a_{13}",
    "z_2": r"w_1 \times a_3 + w_2 \times a_4 + w_3 \times a_5 + w_4 \times a_8"
    r" + w_9 \times a_{15}",
    "z_3": r"w_1 \times a_{11} + w_2 \times a_{12} + w_3 \times a_{13} + w_4 \times a_{16}"
    r" + w_9 \times a_{23}",
    "z_4": r"w_1 \times a_{13} + w_2 \times a_{14} + w_3 \times a_{15} + w_4 \times a_{18}"
    r" + w_9 \times a_{25}",
}
"""[chapter] eq. 1 to 4 and 8 to 11, "..." read as the terms left out."""
TRUE = {
    "6": r"\frac{\partial L}{\partial w_1} = "
    r"\frac{\partial z_1}{\partial w_1} \frac{\partial \hat{y}}{\partial z_1}"
    r" \frac{\partial L}{\partial \hat{y}} + "
    r"\frac{\partial z_2}{\partial w_1} \frac{\partial \hat{y}}{\partial z_2}"
    r" \frac{\partial L}{\partial \hat{y}} + "
    r"\frac{\partial z_3}{\partial w_1} \frac{\partial \hat{y}}{\partial z_3}"
    r" \frac{\partial L}{\partial \hat{y}} + "
    r"\frac{\partial z_4}{\partial w_1} \frac{\partial \hat{y}}{\partial z_4}"
    r" \frac{\partial L}{\partial \hat{y}}",
    "7": r"\frac{\partial L}{\partial w_1} = \frac{\partial z_1}{\partial w_1}"
    r" \frac{\partial L}{\partial z_1} + \frac{\partial z_2}{\partial w_1}"
    r" \frac{\partial L}{\partial z_2} + \frac{\partial z_3}{\partial w_1}"
    r" \frac{\partial L}{\partial z_3} + \frac{\partial z_4}{\partial w_1}"
    r" \frac{\partial L}{\partial z_4}",
    "7, in words": r"\frac{\partial z_1}{\partial w_1} = a_1",
    "between 6 and 7": r"\frac{\partial L}{\partial z_1} ="
    r" \frac{\partial \hat{y}}{\partial z_1} \frac{\partial L}{\partial \hat{y}}",
    "12, repaired": r"\frac{\partial L}{\partial w_1} = a_1 \frac{\partial L}{\partial z_1}"
    r" + a_3 \frac{\partial L}{\partial z_2} + a_{11} \frac{\partial L}{\partial z_3}"
    r" + a_{13} \frac{\partial L}{\partial z_4}",
    "13, repaired": r"\frac{\partial L}{\partial w_2} = a_2 \frac{\partial L}{\partial z_1}"
    r" + a_4 \frac{\partial L}{\partial z_2} + a_{12} \frac{\partial L}{\partial z_3}"
    r" + a_{14} \frac{\partial L}{\partial z_4}",
}
NOT_AS_THEY_STAND = {
    "12": r"\frac{\partial L}{\partial w_1} = a_1 \frac{\partial L}{\partial z_1}"
    r" + a_3 \frac{\partial L}{\partial z_2} + a_11 \frac{\partial L}{\partial z_3}"
    r" + a_13 \frac{\partial L}{\partial z_4}",
    "13": r"\frac{\partial L}{\partial w_2} = a_2 \frac{\partial L}{\partial z_1}"
    r" + a_4 \frac{\partial L}{\partial z_2} + a_12 \frac{\partial L}{\partial z_3}"
    r" + a_14 \frac{\partial L}{\partial z_4}",
    "6, a link lost": TRUE["6"].replace(r" \frac{\partial \hat{y}}{\partial z_1}", "", 1),
    "6, a link of another term": TRUE["6"].replace(r"{\partial z_1} \frac{\partial L}",
                                                  r"{\partial z_2} \frac{\partial L}", 1),
}  # fmt: skip


@cache
def printed() -> dict[Term, list[frozenset[tuple[Term, int]]]]:
    """Give the right sides of every equation that the derivation prints, by their left side."""
    steps = json.loads(symconv.derive(NETWORK, NOTATION).to_json())["steps"]
    found: dict[Term, list[frozenset[tuple[Term, int]]]] = {}
    for step in steps:
        if step["kind"] in READABLE and step["layer"] != "loss1":
            for equation in step["equations"]:
                left, right = normal_form(equation["latex"])
                found.setdefault(left, []).append(right)
    return found


def is_printed(latex: str) -> bool:
    left, right = normal_form(latex)
    return right in printed().get(left, [])


@pytest.mark.parametrize("row", TRUE)
def test_a_true_row_is_derived(row: str) -> None:
    assert is_printed(TRUE[row])


@pytest.mark.parametrize("row", NOT_AS_THEY_STAND)
def test_a_damaged_row_is_not(row: str) -> None:
    assert not is_printed(NOT_AS_THEY_STAND[row])


@pytest.mark.parametrize("left", FORWARD)
def test_the_terms_shown_of_the_forward_pass_are_derived(left: str) -> None:
    (subject,) = read_terms(left)
    (terms,) = printed()[subject]
    assert len(terms) == 9
    assert {(term, 1) for term in read_terms(FORWARD[left])} <= terms


def test_the_update_of_rows_5_and_14() -> None:
    latex = symconv.derive(NETWORK, NOTATION).to_latex()
    assert (
        r"\mathrm{new}\,w_{i} &= w_{i} - \alpha \times \frac{\partial L}{\partial w_{i}}" in latex
    )
    assert "9 of $w$" in latex  # "i is the value in the given range 1 to 9"


def test_the_word_formula_p1_with_cross_correlation_and_a_dilated_output_gradient() -> None:
    forms = symconv.derive(NETWORK, NOTATION).layers["conv1"].closed_forms
    (form,) = [form for form in forms if form.role is Role.FILTER]
    right = form.equation.right
    assert form.proved
    assert isinstance(right, CorrelatePairs | Correlate)
    assert (right.stride, right.dilation) == ((1, 1), (2, 2))


POOL = PoolSpec((4, 4), 2, operation="max", stride=2)
POOL_NOTATION = "matrix;input=x;output=y;upstream=differential"


def printed_sizes(spec: PoolSpec) -> list[str]:
    """Give the lines of the step that says how many windows there are along each axis."""
    (step,) = [step for step in symconv.derive(spec).steps if step.title == ("Output size",)]
    text = symconv.derive(spec).to_text(steps=[step])
    return [line.strip() for line in text.splitlines() if "_out = " in line]


@pytest.mark.parametrize(("height", "pool", "stride"), [(4, 2, 2), (9, 3, 2), (7, 4, 3)])
def test_rows_18_and_19_where_the_stride_divides(height: int, pool: int, stride: int) -> None:
    width = height + stride
    spec = PoolSpec((height, width), pool, operation="max", stride=stride)
    sizes = [Fraction(size - pool, stride) + 1 for size in (height, width)]
    assert list(spec.output_size) == sizes
    assert printed_sizes(spec) == [
        f"Height_out = ⌊(Height − Pool_Height)/Stride⌋ + 1 = ⌊({height} − {pool})/{stride}⌋ + 1"
        f" = {sizes[0]}",
        f"Width_out = ⌊(Width − Pool_Width)/Stride⌋ + 1 = ⌊({width} − {pool})/{stride}⌋ + 1"
        f" = {sizes[1]}",
    ]


def test_rows_18_and_19_where_it_does_not() -> None:
    spec = PoolSpec((5, 6), 2, operation="max", stride=2)
    assert spec.output_size == (2, 3)
    assert printed_sizes(spec) == [
        "Height_out = ⌊(Height − Pool_Height)/Stride⌋ + 1 = ⌊(5 − 2)/2⌋ + 1 = 2",
        "Width_out = ⌊(Width − Pool_Width)/Stride⌋ + 1 = ⌊(6 − 2)/2⌋ + 1 = 3",
    ]


@cache
def worked_case() -> frozenset[Normal]:
    """Give the equations of the case that the text works: x_12 is the largest of its region."""
    d = symconv.derive(POOL, POOL_NOTATION)
    steps = d.worked_case([1, 5, 2, 0, 3, 2, 7, 1, 4, 0, 3, 8, 9, 6, 2, 5])
    data = json.loads(d.to_json(steps=steps))["steps"]
    found = set()
    for step in data:
        for equation in step["equations"]:
            left, *rights = equation["latex"].replace("dy", "d").split("=")
            if "array" not in equation["latex"]:
                found |= {normal_form(f"{left}={right}") for right in rights}
    return frozenset(found)


@pytest.mark.parametrize(
    "latex",
    [
        # 21, the middle corrected; 22, corrected; "other derivatives in the region are zero"
        r"\frac{\partial y_{11}}{\partial x_{12}} = \frac{\partial x_{12}}{\partial x_{12}}",
        r"\frac{\partial y_{11}}{\partial x_{12}} = 1",
        r"\frac{\partial L}{\partial x_{12}} = d_{11}",
        r"\frac{\partial y_{11}}{\partial x_{11}} = 0",
        r"\frac{\partial L}{\partial x_{11}} = 0",
    ],
)
def test_the_worked_case_of_max_pooling(latex: str) -> None:
    assert normal_form(latex) in worked_case()


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{\partial y_{11}}{\partial x_{12}} = \frac{\partial x_{11}}{\partial x_{12}}",
        r"\frac{\partial x_{11}}{\partial x_{12}} = 1",
        r"\frac{\partial x_{11}}{\partial x_{12}} = d_{11}",
    ],
)
def test_rows_21_and_22_as_they_stand_are_not(latex: str) -> None:
    assert normal_form(latex) not in worked_case()
