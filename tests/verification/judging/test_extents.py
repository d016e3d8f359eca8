"""What letters of sizes mean, by the sums whose limits they are and the indices they multiply."""

from __future__ import annotations

import pytest

from symconv.verification.facts import Array, Fact, FactKind, Quantity
from symconv.verification.judging.reading import FLAT, Meaning, Reading
from symconv.verification.judging.understanding.extents import infer_sizes, said_sizes, scales_in
from tests.verification.judging.stories import equation, reading

PLAIN = Reading(
    letters={
        "X": Array.INPUT, "W": Array.FILTER, "Y": Array.OUTPUT, r"\delta": Array.GRADIENT
    },
    placings={(Array.INPUT, 4): "nchw", (Array.FILTER, 4): "kchw", (Array.OUTPUT, 4): "nchw"},
)  # fmt: skip
HEIGHT, WIDTH = 0, 1


def sizes(text: str) -> dict[str, Meaning]:
    return infer_sizes([equation(text)], PLAIN, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            r"Y_{i,j} = \sum_{u=0}^{R-1}\sum_{v=0}^{Q-1} X_{i+u,j+v} W_{u,v}",
            {"R": (Quantity.FILTER_SIZE, HEIGHT), "Q": (Quantity.FILTER_SIZE, WIDTH)},
        ),
        (
            r"Y_{i,j} = \sum_{u=1}^{R}\sum_{v=1}^{Q} X_{i+u-1,j+v-1} W_{u,v}",
            {"R": (Quantity.FILTER_SIZE, HEIGHT), "Q": (Quantity.FILTER_SIZE, WIDTH)},
        ),
        (
            r"Y_{i,j} = \sum_{u=0}^{R-1}\sum_{v=0}^{R-1} X_{i+u,j+v} W_{u,v}",
            {"R": (Quantity.FILTER_SIZE, None)},
        ),
        (
            r"dW_{u,v} = \sum_{i=0}^{A-1}\sum_{j=0}^{B-1} \delta_{i,j} X_{i+u,j+v}",
            {"A": (Quantity.OUTPUT_SIZE, HEIGHT), "B": (Quantity.OUTPUT_SIZE, WIDTH)},
        ),
        (
            r"Y_{n,k,i,j} = \sum_{c=1}^{C}\sum_{u,v} X_{n,c,i+u,j+v} W_{k,c,u,v}",
            {"C": (Quantity.IN_CHANNELS, None)},
        ),
        (
            r"dW_{k,c,u,v} = \sum_{n=1}^{N}\sum_{i,j} \delta_{n,k,i,j} X_{n,c,i+u,j+v}",
            {"N": (Quantity.BATCH, None)},
        ),
        (
            r"dX_{n,c,p,q} = \sum_{k=0}^{M-1}\sum_{i,j} \delta_{n,k,i,j} W_{k,c,p-i,q-j}",
            {"M": (Quantity.OUT_CHANNELS, None)},
        ),
        (
            r"Y_{i,j} = \sum_{u=i}^{i+R-1}\sum_{v=j}^{j+Q-1} X_{u,v} W_{u-i,v-j}",
            {"R": (Quantity.FILTER_SIZE, HEIGHT), "Q": (Quantity.FILTER_SIZE, WIDTH)},
        ),
        (r"Y_{i,j} = \sum_{u=0}^{2R-1} X_{i+u,j} W_{u,0}", {}),
        (r"Y_{i,j} = \sum_{u=0}^{2} X_{i+u,j} W_{u,0}", {}),
    ],
)  # fmt: skip
def test_limits_tell_sizes(text: str, expected: dict[str, tuple[Quantity, int | None]]) -> None:
    found = sizes(text)
    assert found == {name: Meaning(*meaning) for name, meaning in expected.items()}


def test_flat_numbers_count_all_positions() -> None:
    found = sizes(r"\frac{\partial L}{\partial X_m} = \sum_{i=1}^{P} \delta_{i} W_{m}")
    assert found == {"P": Meaning(Quantity.OUTPUT_SIZE, FLAT)}


def test_what_is_said_counts_before_what_is_seen() -> None:
    seen = equation(r"Y_{i,j} = \sum_{u=0}^{R-1} X_{i+u,j} W_{u,0}")
    said = Fact(FactKind.SIZE, "R", Quantity.OUTPUT_SIZE.value, "R is the size of the output", 1)
    number = Fact(FactKind.SIZE, "Q", "2", "Q = 2", 1)
    assert said_sizes([said, number]) == {"R": Meaning(Quantity.OUTPUT_SIZE)}
    assert infer_sizes([seen], PLAIN, [said])["R"].quantity is Quantity.OUTPUT_SIZE
    height = Fact(FactKind.SIZE, "h", Quantity.FILTER_HEIGHT.value, "h, its height", 1)
    assert said_sizes([height]) == {"h": Meaning(Quantity.FILTER_SIZE, HEIGHT)}


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        ("s i + u", {"s": Quantity.STRIDE}),
        ("i s + d u", {"s": Quantity.STRIDE, "d": Quantity.DILATION}),
        ("s i + d u - p", {"s": Quantity.STRIDE, "d": Quantity.DILATION, "p": Quantity.PADDING}),
        ("i + u - p", {"p": Quantity.PADDING}),
        ("i + u", {}),
        ("2 i + u", {}),
    ],
)
def test_factors_of_indices_tell_strides(index: str, expected: dict[str, Quantity]) -> None:
    text = rf"Y_{{i,j}} = \sum_{{u,v}} X_{{{index}, j + v}} W_{{u,v}}"
    assert scales_in([equation(text)], PLAIN) == expected


def test_a_document_reads_sizes_in_all_its_formulas() -> None:
    found = reading(
        [
            r"Y_{i,j} = \sum_{u=0}^{k_1-1}\sum_{v=0}^{k_2-1} X_{Si+u,Sj+v} W_{u,v}",
            r"\frac{\partial L}{\partial W_{u,v}} = \sum_{i=0}^{H-1}\sum_{j=0}^{M-1} "
            r"\frac{\partial L}{\partial Y_{i,j}} X_{Si+u,Sj+v}",
        ]
    )
    assert found.sizes["k_1"] == Meaning(Quantity.FILTER_SIZE, HEIGHT)
    assert found.sizes["k_2"] == Meaning(Quantity.FILTER_SIZE, WIDTH)
    assert found.sizes["H"] == Meaning(Quantity.OUTPUT_SIZE, HEIGHT)
    assert found.sizes["M"] == Meaning(Quantity.OUTPUT_SIZE, WIDTH)
    assert found.sizes["S"].quantity is Quantity.STRIDE
