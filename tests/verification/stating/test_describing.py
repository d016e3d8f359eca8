"""How a document was read, told back."""

from __future__ import annotations

from symconv.verification.stating import describe, read_facts


def test_the_last_word_counts() -> None:
    facts = read_facts("4x5 input X, 2x3 filter F, stride 1, 1-based")
    facts += read_facts("From here on the stride is 2.", 30)
    assert describe(facts) == (
        "read as: X 4×5, F 2×3, stride 2, 1-based",
        "letters: X input, F filter",
    )


def test_letters_of_numbers_are_named_and_their_values_told() -> None:
    facts = read_facts("stride $S = 2$, no padding; δ is the error; the stride divides n - k")
    assert describe(facts) == (
        "read as: S = 2, stride 2, padding 0, the stride divides",
        "letters: S stride, δ gradient",
    )


def test_signs_and_conventions_are_told_in_words() -> None:
    facts = read_facts("* = valid cross-correlation, zero outside; c 1-based")
    assert describe(facts) == (
        "read as: * is valid, * is correlation, c 1-based, arrays zero outside",
    )


def test_nothing_said_is_nothing_told() -> None:
    assert describe(read_facts("We thank our readers.")) == ()
