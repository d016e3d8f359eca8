"""Index bases, signs, flips, zero extension."""

from __future__ import annotations

import pytest

from tests.verification.stating.reading_cases import said, values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0-based", ["base =0"]),
        ("We use zero-based indexing.", ["base =0"]),
        ("All indices start at 1.", ["base =1"]),
        ("Indices are counted from zero.", ["base =0"]),
        ("下标从0开始", ["base =0"]),
        ("添字は1から始まる", ["base =1"]),
        ("인덱스는 0부터 시작한다", ["base =0"]),
        ("индексы начинаются с нуля", ["base =0"]),
        ("Die Indizes beginnen bei 1", ["base =1"]),
        ("c 1-based, m,n 0-based", ["base c=1", "base n=0", "base m=0"]),
        ("0-based formulas, 1-based example", ["base =0"]),
        ("index i starts at 1 and ends at n", ["base i=1"]),
        ("the loop starts at index 0", []),
        ("Indices do not start at 0.", []),
        ("In Python indices start at 0.", []),
        ("the indices i and j run over 0 or 1", []),
    ],
)
def test_the_base_of_indices(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("where $*$ denotes cross-correlation", ["operation *=correlation"]),
        ("where $*$ is the convolution operation", ["operation *=layer"]),
        ("* = valid true convolution", ["operation *=convolution", "padded *=valid"]),
        (
            "star = cross-correlation x_{i+m}, * = true convolution A_{i-m}",
            ["operation ⋆=correlation", "operation *=convolution"],
        ),
        ("$\\odot$ is the element-wise product", ["operation ⊙=entrywise"]),
        ("we use $\\circ$ for the Hadamard product", ["operation ∘=entrywise"]),
        ("The cross-correlation ($\\otimes$) of two arrays", ["operation ⊗=correlation"]),
        ("We denote cross-correlation by $\\star$.", ["operation ⋆=correlation"]),
        ("FS multi-letter; * product", ["operation *=product"]),
        ("其中 $\\odot$ 表示逐元素乘积", ["operation ⊙=entrywise"]),
        ("* is convolution and product", []),
        ("* is not a convolution", []),
        ("* is the convolution, unlike the usual product", []),
        ("* Convolution with a small filter", []),
    ],
)
def test_what_a_sign_does(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("stride 1, pad 0, cross-correlation", ["correlation"]),
        ("The operation that the layer computes is really a cross-correlation.", ["correlation"]),
        ("conv as true convolution (4.5)", ["convolution"]),
        ("The convolution is implemented as a cross-correlation.", ["correlation"]),
        ("We do not flip the kernel.", ["correlation"]),
        ("forward is true convolution", ["convolution"]),
        ("In the forward pass the filter is flipped.", ["convolution"]),
        ("这里的卷积实际上是互相关", ["correlation"]),
        ("der Filter W wird nicht gespiegelt", ["correlation"]),
        ("Unlike true convolution, cross-correlation does not flip the filter.", []),
        ("Convolution and cross-correlation differ only in the flip.", []),
        ("Many libraries implement cross-correlation but call it convolution.", []),
        ("The filter gradient is a cross-correlation of the input and δ.", []),
        ("The filter is flipped before the backward convolution.", []),
        ("In convolution the kernel is flipped.", []),
        ("Is the filter flipped?", []),
        ("Convolution & (Cross-) Correlation", []),
        ("Correlation", []),
        ("卷积与互相关的区别在于卷积核是否翻转", []),
    ],
)
def test_whether_the_layer_flips_its_filter(text: str, expected: list[str]) -> None:
    assert values(text, "operation") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We assume that the stride divides H - K.", ["divisible ="]),
        ("i + 2p - k is a multiple of s", ["divisible ="]),
        ("The stride does not divide H - K.", []),
        ("If the stride divides H - K, nothing is left.", []),
        ("0-based, zero outside", ["base =0", "zero extension ="]),
        ("where δ is zero outside its map", ["zero extension \\delta="]),
        ("valid map stored 0-based (shifted by N_w-1)", ["origin ="]),
        ("Repeated indices are summed.", ["summed ="]),
        ("the indices stand in reversed order", ["swapped =reversed order"]),
        ("We go through the layers in reverse order.", []),
        ("vec column-wise", ["swapped =column-wise"]),
    ],
)
def test_other_conventions(text: str, expected: list[str]) -> None:
    assert said(text) == expected
