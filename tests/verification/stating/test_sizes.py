"""Sizes of arrays, and windows of pooling."""

from __future__ import annotations

import pytest

from tests.verification.stating.reading_cases import said, shapes, values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a 4×5 input $X$ and a 2×3 filter $F$", {"X": "4x5", "F": "2x3"}),
        ("4x5 A, 2x3 W, stride 1", {"A": "4x5", "W": "2x3"}),
        ("The input is 6 by 7, the filter 3 by 2.", {"input": "6x7", "filter": "3x2"}),
        (
            "An input of size $6 \\times 7$ and one kernel of size 3x2",
            {"input": "6x7", "filter": "3x2"},
        ),
        ("Input G is a 5x4 matrix and filter H is a 3x2 matrix", {"G": "5x4", "H": "3x2"}),
        ("$X \\in \\mathbb{R}^{C \\times H \\times W}$", {"X": "C x H x W"}),
        ("X ∈ R^{3×8×9}", {"X": "3x8x9"}),
        ("kernel N_k x N_k", {"filter": "N_k x N_k"}),
        ("m x n image, p x q filter", {"input": "m x n", "filter": "p x q"}),
        ("5x6 input a_1..a_30 flat, 2x3 kernel w_1..w_6", {"a": "5x6", "w": "2x3"}),
        ("X has shape (3, 5, 4)", {"X": "3x5x4"}),
        ("$K$ be a kernel of size $[k, k, C, O]$", {"K": "k x k x C x O"}),
        (
            "The input is a $5 \\times 4$ matrix $A$ and the kernel a $3 \\times 2$ matrix $W$.",
            {"A": "5x4", "W": "3x2"},
        ),
        (
            "Let $x$ be an $N \\times M$ input, $\\omega$ a $p \\times q$ filter",
            {"x": "N x M", "\\omega": "p x q"},
        ),
        ("输入为 $6 \\times 5$，卷积核为 $3 \\times 2$", {"input": "6x5", "filter": "3x2"}),
        ("$n\\times m$ 的卷积核参数：$W$", {"filter": "n x m"}),
        ("a kxk kernel", {"filter": "k x k"}),
        ("kernel size 3x2, stride 1", {"filter": "3x2"}),
        ("an input of 6x7 with a 3x2 filter", {"input": "6x7", "filter": "3x2"}),
        ("5x4, 3x2", {"input": "5x4", "filter": "3x2"}),
        ("3x3 (a b c d e f g h j), 2x1 (w x)", {"input": "3x3", "filter": "2x1"}),
    ],
)
def test_sizes_are_those_of_the_array_that_they_are_said_of(
    text: str, expected: dict[str, str]
) -> None:
    assert shapes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2x3, 4x5",
        "An image of 224x224 pixels is typical.",
        "VGG uses 3x3 filters throughout.",
        "the filter is not 3x3",
        "What does a 3x3 filter compute?",
        "rotate the filter F by 180 degrees",
        "sum over a 3x2 window of the input",
        "The kernel size is usually odd, such as 3x3 or 5x5.",
        "The number of parameters is 3x3x64.",
        "F x G + 2 x H",
    ],
)
def test_sizes_of_something_else_are_not_the_layers(text: str) -> None:
    assert shapes(text) == {}


def test_a_pooling_tells_its_window_and_its_own_stride() -> None:
    assert said("2x3 max pool stride 2 on 4x6") == [
        "window max=2x3",
        "stride pool=2",
        "shape input=4x6",
    ]
    assert values("Mean pooling over non-overlapping 2x3 windows", "window") == ["2x3"]
