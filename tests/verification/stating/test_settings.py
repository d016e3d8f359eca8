"""Strides, paddings, dilations."""

from __future__ import annotations

import pytest

from tests.verification.stating.reading_cases import said, values


@pytest.mark.parametrize(
    ("text", "stride", "padding"),
    [
        ("stride 2, pad 0, 1-based", ["2"], ["0"]),
        ("We use a stride of two (stride = 2) and zero padding (padding = 0).", ["2"], ["0"]),
        ("P: Padding (here - 0) S: Stride (here - 1)", ["S", "1"], ["P", "0"]),
        ("stride S = 3, padding P = 1", ["3"], ["1"]),
        ("unit strides and no padding", ["1"], ["0"]),
        ("stride s, padding p per side", ["s"], ["p"]),
        ("stride (2, 2), padding (1,1)", ["2"], ["1"]),
        ("The stride is set to 3, without any padding.", ["3"], ["0"]),
        ("Stride: taking bigger steps, stride 2 from here on", ["2"], []),
        ("stride-2 convolution", ["2"], []),
        ("Backpropagation with stride 2", ["2"], []),
        ("* **Stride** = 2", ["2"], []),
        ("Stride (S): 2", ["S", "2"], []),
        ("步长(stride)为2，填充为1", ["2"], ["1"]),
        ("Move two elements to the right", ["2"], []),
        ("the filter F moves by 3 pixels", ["3"], []),
    ],
)
def test_settings_are_read(text: str, stride: list[str], padding: list[str]) -> None:
    assert (values(text, "stride"), values(text, "padding")) == (stride, padding)


@pytest.mark.parametrize(
    "text",
    [
        "If the stride is 2, the output is 2x2.",
        "When the stride is greater than 1, zeros are inserted.",
        "With padding 1 the output would have been larger.",
        "Larger strides, say 2 or 3, reduce the output.",
        "The stride may be 1 or 2.",
        "no stride of 2 is used here",
        "stride > 1",
        "What is the stride 2 good for?",
        "AlexNet has stride 4 and padding 2.",
        "padding k - 1",
        "dX = conv(dO, rot180(F), padding = 1)",
        "The gradient ∂L/∂X is computed with padding 1 and stride 1.",
        "To obtain it we pad the output gradient with a padding of 1.",
        "pad δ with k - 1 zeros on each side",
        "Full convolution: stride 1",
        "We compare a stride of 1 with a stride of 2.",
        "In step 2 the filter moves on.",
        "Шаг 1: найдём градиент",
        "Paso 1: calcular el gradiente",
        "如果步长为2，则输出变小",
        "The weight gradient is a convolution of the input with the output gradient of stride 1.",
    ],
)
def test_a_case_or_a_question_sets_nothing(text: str) -> None:
    assert values(text, "stride") == values(text, "padding") == []


def test_padding_by_name() -> None:
    assert said("same padding") == ["padded layer=same"]
    assert said("padding='valid'") == ["padded layer=valid"]
    assert said("forward conv2(x,k,valid)") == ["padded layer=valid"]
    assert said("p = TOTAL padding") == ["total padding ="]
    assert said("padding added in all, half on each side") == ["total padding ="]


def test_a_dilation_and_what_zero_means_of_it() -> None:
    assert values("dilation rate d = 2", "dilation") == ["2"]
    assert said("dh=0 means no dilation") == ["dilation from zero ="]
