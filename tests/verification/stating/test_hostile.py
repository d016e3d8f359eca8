"""Any text is read without an error, and only so much of it."""

from __future__ import annotations

import random

import pytest

from symconv.verification.stating import read_facts
from symconv.verification.stating.tokens import LONGEST_PROSE

_WRITTEN = (
    "input filter output the a A I of is X W \\delta $ $$ \\( \\) ( ) { } [ ] _ ^ , . : ; ? 3x3",
    "2 1 0-based stride padding = * \\times by \\frac 卷积核 输入 下标从 0 入力は 입력 вход ∈ R^{",
    "' ` | - number of size height and gradient not if \n \n\n \\text \\mathbf \\hat max pool",
    "× ₁ é l' وال والمرشح",
)
_PIECES = [piece for line in _WRITTEN for piece in line.split(" ")]


def test_made_up_texts_are_read() -> None:
    draw = random.Random(20)
    for _ in range(1500):
        separator = draw.choice(("", " "))
        text = separator.join(draw.choice(_PIECES) for _ in range(draw.randint(0, 40)))
        for fact in read_facts(text, 7):
            assert fact.line >= 7
            assert fact.words
            assert len(fact.words) <= 120


def test_any_characters_are_read() -> None:
    draw = random.Random(21)
    for _ in range(500):
        read_facts(
            "".join(
                chr(draw.choice((draw.randint(1, 255), draw.randint(1, 0xD7FF)))) for _ in range(60)
            )
        )


@pytest.mark.parametrize(
    "piece",
    [
        "a ",
        "$",
        "{",
        "W_{",
        "stride ",
        "x x ",
        "3x",
        "input of the ",
        "卷积核的",
        "(",
        "a, ",
        "\\hat{",
        "*",
    ],
)
def test_long_texts_are_read_to_a_limit(piece: str) -> None:
    text = piece * (LONGEST_PROSE // len(piece) + 500)
    assert read_facts(f"{text} stride 2") == read_facts(text)


def test_what_stands_before_the_limit_counts() -> None:
    assert len(read_facts("stride 2. " + "word " * LONGEST_PROSE)) == 1


def test_facts_tell_their_lines_and_words() -> None:
    facts = read_facts("First\nthe stride is 2\nand X is the input", 10)
    assert [(fact.line, fact.words) for fact in facts] == [
        (11, "stride is 2"),
        (12, "X is the input"),
    ]
