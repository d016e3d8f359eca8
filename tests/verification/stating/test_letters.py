"""What letters stand for."""

from __future__ import annotations

import pytest

from tests.verification.stating.reading_cases import letters, quantities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Input X", {"X": "input"}),
        ("Kernel - w", {"w": "filter"}),
        ("The filter is denoted by $W$.", {"W": "filter"}),
        (
            "We denote the kernel by $\\mathbf{K}$ and the input by $V$.",
            {"K": "filter", "V": "input"},
        ),
        ("W the image, X the filter", {"W": "input", "X": "filter"}),
        (
            "where $X$ is the input, $W$ the weights and b a bias",
            {"X": "input", "W": "filter", "b": "bias"},
        ),
        ("Let $I$ be an image, $K$ be a kernel", {"I": "input", "K": "filter"}),
        ("| $k$ | Kernel of size 3 |", {"k": "filter"}),
        ("output Z - the pre-activation", {"Z": "output"}),
        (
            "loss E, learning rate $\\alpha$, target t",
            {"E": "loss", "\\alpha": "rate", "t": "target"},
        ),
        ("δ is the error of this layer", {"\\delta": "gradient"}),
        ("$E$ is the error of the network", {"E": "loss"}),
        ("the upstream gradient dout", {"dout": "gradient"}),
        ("$w_{ij}$ are the weights", {"w": "filter"}),
        ("a is the output of the previous layer", {"a": "input"}),
        ("$\\alpha$ is the learning rate\\\n$i$ counts the entries", {"\\alpha": "rate"}),
        ("Let $W \\in \\mathbb{R}^{3 \\times 2}$ be the kernel", {"W": "filter"}),
        ("o is the output of the last layer", {}),
        ("上一层的输出 $a$", {"a": "input"}),
        ("V input (channel,row,col), K kernel (out,in,row,col)", {"V": "input", "K": "filter"}),
        ("X and W are the input and the filter", {"X": "input", "W": "filter"}),
        ("I and K denote a 2-D input and a 2-D kernel", {"I": "input", "K": "filter"}),
        ("Wir bezeichnen die Eingabe mit $X$.", {"X": "input"}),
        ("On note $X$ l'entrée et $W$ le noyau.", {"X": "input", "W": "filter"}),
        ("用 $\\delta^l$ 表示第 $l$ 层的误差项", {"\\delta": "gradient"}),
        ("обозначим через $W$ ядро свёртки", {"W": "filter"}),
        ("入力を $X$、出力を $Y$ とする", {"X": "input", "Y": "output"}),
        ("$\\hat{y}$ is the output", {"\\hat{y}": "output"}),
    ],
)
def test_a_letter_is_the_part_that_the_text_names(text: str, expected: dict[str, str]) -> None:
    assert letters(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "W is not the input.",
        "This is not the input X.",
        "The full convolution takes the flipped filter W.",
        "The padded input X is larger.",
        "The loss is L2.",
        "A fully connected layer has weights W and input a.",
        "Let F' be the flipped filter.",
        "$\\tilde{W}$ is the rotated kernel.",
        "dW is the gradient of the filter, dX is the gradient of the input.",
        "Here k is the index of the filter.",
        "each filter k has its own bias",
        "output at position i, j",
        "the input channel c and the filter n",
        "a filter slides over the input, a step at a time",
        "Which letter is the input X?",
        "The input is x * w",
        "W是输入的转置",
        "where i is the row of the input and j its column",
        "this input c is the result of a convolution",
    ],
)
def test_a_letter_of_something_else_gives_no_part(text: str) -> None:
    assert letters(text) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "input size i, kernel size k, stride s, padding p",
            {"i": "input size", "k": "filter size", "s": "stride", "p": "padding"},
        ),
        ("k kernel, s stride, p padding", {"k": "filter size", "s": "stride", "p": "padding"}),
        ("where H_k is the height of the kernel", {"H_k": "filter height"}),
        (
            "H and W are the height and width of the input",
            {"H": "input height", "W": "input width"},
        ),
        ("R and S are the filter height and width", {"R": "filter height", "S": "filter width"}),
        ("D is the depth, N the number of filters", {"D": "in channels", "N": "out channels"}),
        ("$N_w$ is the size of the weight kernel", {"N_w": "filter size"}),
        ("square kernels of size $K$ and stride $S$", {"K": "filter size", "S": "stride"}),
        ("a stride of $s$ and a padding of size P", {"s": "stride", "P": "padding"}),
        ("zero padding of X", {}),
        ("FS filter size", {"FS": "filter size"}),
        ("i=6, k=3, s=2", {"i": "6", "k": "3", "s": "2"}),
        ("for i = 0, ..., n and j = 1..m", {}),
        ("output size (n - k)/s + 1", {}),
    ],
)
def test_a_letter_may_stand_for_a_number(text: str, expected: dict[str, str]) -> None:
    assert quantities(text) == expected
