"""Formulas for sizes: what is true for all, on a condition, or for none, with where it fails."""

from __future__ import annotations

import pytest

from symconv import ConvSpec, ConvTransposeSpec
from symconv.verification.judging.claims.size_forms import form_of, is_proved
from symconv.verification.judging.claims.size_names import Size
from symconv.verification.judging.claims.sizing import (
    Fixed,
    SizeOutcome,
    derived,
    letters_of_sizes,
    try_sizes,
    worked_out,
)
from symconv.verification.judging.worlds.values import UnjudgedError
from symconv.verification.verdicts import Verdict
from tests.verification.judging.stories import formula, verdict

LETTERS = {
    "I": Size.INPUT, "K": Size.FILTER, "O": Size.OUTPUT, "S": Size.STRIDE, "P": Size.PADDING,
    "D": Size.DILATION, "E": Size.EXTENT, "A": Size.REST, "B": Size.BEFORE, "C": Size.AFTER,
}  # fmt: skip


def tried(left: str, right: str, fixed: Fixed | None = None) -> tuple[SizeOutcome, bool]:
    """Give what comes of a formula, and whether it is proved."""
    read, fixed = formula(right), fixed or Fixed()
    found = try_sizes(left, read, LETTERS, fixed)
    used = {n: LETTERS[n] for n in (*letters_of_sizes(read), left)}
    return found.outcome, is_proved(LETTERS[left], read, used, fixed)


TRUE = (
    ("O", r"I - K + 1"),
    ("O", r"\lfloor \frac{I - K}{S} \rfloor + 1"),
    ("O", r"\lfloor \frac{I + 2P - K}{S} \rfloor + 1"),
    ("O", r"\lfloor \frac{I + 2P - K}{S} + 1 \rfloor"),
    ("O", r"\lfloor \frac{I + 2P - K + S}{S} \rfloor"),
    ("O", r"\lceil \frac{I + 2P - K + 1}{S} \rceil"),
    ("O", r"\lfloor \frac{I + 2P - D (K - 1) - 1}{S} \rfloor + 1"),
    ("O", r"\lfloor \frac{I + 2P - (K + (K - 1)(D - 1))}{S} \rfloor + 1"),
    ("O", r"\lfloor \frac{I + B + C - K}{S} \rfloor + 1"),
    ("O", r"\lfloor \frac{I - E}{S} \rfloor + 1"),
    ("E", r"D (K - 1) + 1"),
    ("E", r"K + (K - 1)(D - 1)"),
    ("I", r"S (O - 1) + K - 2P"),
    ("I", r"(O - 1) S - 2P + D (K - 1) + A + 1"),
)
FALSE = (
    ("O", r"I - K"),
    ("O", r"I + K - 1"),
    ("O", r"\lfloor \frac{I + P - K}{S} \rfloor + 1"),
    ("O", r"\lfloor \frac{I + 2P - K + 1}{S} \rfloor"),
    ("O", r"\lceil \frac{I - K}{2} \rceil + 1"),
    ("O", r"\lfloor \frac{I + 2P - D K - 1}{S} \rfloor + 1"),
    ("O", r"\lfloor \frac{I + 2P - K}{2} \rfloor + 1"),
    ("O", r"\lfloor \frac{I - K + S/2}{S} \rfloor + \frac{1}{2}"),
    ("E", r"D K"),
    ("I", r"S O + K - 2P"),
)


@pytest.mark.parametrize(("left", "right"), TRUE)
def test_true_formulas_are_proved(left: str, right: str) -> None:
    assert tried(left, right) == (SizeOutcome.ALWAYS, True)


@pytest.mark.parametrize(("left", "right"), FALSE)
def test_false_formulas_are_found_out(left: str, right: str) -> None:
    outcome, proved = tried(left, right)
    assert outcome is SizeOutcome.FALSE
    assert not proved


def test_what_fails_only_where_something_is_left_over() -> None:
    assert tried("O", r"\frac{I + 2P - K}{S} + 1") == (SizeOutcome.IF_DIVISIBLE, False)
    assert tried("O", r"\lceil \frac{I - K}{S} \rceil + 1") == (SizeOutcome.IF_DIVISIBLE, False)
    fixed = Fixed(stride=2)
    assert tried("O", r"\frac{I - K}{2} + 1", fixed) == (SizeOutcome.IF_DIVISIBLE, False)
    assert tried("O", r"\lceil \frac{I - K}{2} \rceil + 1", fixed)[1] is False
    assert tried("O", r"\lceil \frac{I - K + 1}{2} \rceil", fixed) == (SizeOutcome.ALWAYS, True)
    assert tried("O", r"\frac{I + 2P - K}{S} + 1", Fixed(stride=1)) == (
        SizeOutcome.IF_DIVISIBLE, False
    )  # fmt: skip
    assert tried("P", r"\frac{K - 1}{2}")[0] is SizeOutcome.IF_ODD


def test_what_is_fixed_counts() -> None:
    assert tried("O", "I - K + 1", Fixed(stride=2))[0] is SizeOutcome.FALSE
    assert tried("O", r"\lfloor \frac{I - K}{2} \rfloor + 1", Fixed(stride=2)) == (
        SizeOutcome.ALWAYS, True
    )  # fmt: skip
    assert tried("O", "I - K + 3", Fixed(padding=1)) == (SizeOutcome.ALWAYS, True)
    assert tried("O", "I + P - K + 1", Fixed(total_padding=True)) == (SizeOutcome.ALWAYS, True)
    assert tried("O", "I + 2P - K + 1", Fixed(total_padding=True))[0] is SizeOutcome.FALSE
    zero = Fixed(dilation_from_zero=True)
    assert tried("E", "(D + 1)(K - 1) + 1", zero) == (SizeOutcome.ALWAYS, True)
    assert tried("E", "D (K - 1) + 1", zero)[0] is SizeOutcome.FALSE


@pytest.mark.parametrize(
    ("size", "taps", "stride", "pads", "dilation"),
    [(7, 3, 2, 1, 2), (9, 2, 3, 0, 3), (5, 3, 1, 2, 1), (4, 3, 2, 1, 1)],
)
def test_sizes_are_those_of_layers(
    size: int, taps: int, stride: int, pads: int, dilation: int
) -> None:
    given = {
        Size.INPUT: size, Size.FILTER: taps, Size.STRIDE: stride, Size.PADDING: pads,
        Size.DILATION: dilation,
    }  # fmt: skip
    spec = ConvSpec((size,), (taps,), stride=stride, padding=pads, dilation=dilation)
    (out,) = spec.output_size
    assert derived(Size.OUTPUT, given, Fixed()) == out
    back = {**given, Size.OUTPUT: size}
    transposed = ConvTransposeSpec((size,), (taps,), stride=stride, padding=pads, dilation=dilation)
    assert derived(Size.INPUT, back, Fixed()) == transposed.output_size[0]


def test_filters_larger_than_inputs_have_no_output() -> None:
    assert derived(Size.OUTPUT, {Size.INPUT: 2, Size.FILTER: 3}, Fixed()) is None
    assert derived(Size.OUTPUT, {Size.INPUT: 2}, Fixed()) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\lfloor \frac{a - b}{2} \rfloor + 1", 3), (r"\lceil \frac{a - b}{2} \rceil", 3),
        ("a b - 2a", 7), (r"\max(a, b)", 7), ("a^2", 49), (r"\frac{a}{2} - \frac{1}{2}", 3),
    ],
)  # fmt: skip
def test_formulas_are_worked_out(text: str, expected: int) -> None:
    assert worked_out(formula(text), {"a": 7, "b": 3 if "b - 2a" in text else 2}) == expected


def test_what_is_no_size_is_told() -> None:
    with pytest.raises(UnjudgedError, match="c is no size"):
        worked_out(formula("a + c"), {"a": 1})
    with pytest.raises(UnjudgedError, match="division by zero"):
        worked_out(formula(r"\frac{a}{a - 1}"), {"a": 1})


def test_forms_have_one_integer_part() -> None:
    assert form_of(formula(r"\lfloor \frac{a}{b} \rfloor + 1")) == form_of(
        formula(r"\lfloor \frac{a + b}{b} \rfloor")
    )
    assert form_of(formula(r"\lfloor \frac{a}{b} \rfloor + \lfloor \frac{a}{c} \rfloor")) is None


HOUT = r"H_{out} = "


def size(text: str, prose: str = "") -> Verdict:
    return verdict(text, prose=prose)


def test_verdicts_on_sizes() -> None:
    right = size(HOUT + r"\lfloor \frac{H_{in} + 2P - K}{S} \rfloor + 1")
    assert (right.kind.value, right.counterexample) == ("proved", None)
    open_ = size(HOUT + r"\frac{H_{in} + 2P - K}{S} + 1")
    assert open_.kind.value == "conditional"
    assert "divides" in open_.condition
    stated = size(
        HOUT + r"\frac{H_{in} + 2P - K}{S} + 1", "The stride must divide H_in + 2P - K exactly."
    )
    assert stated.kind.value in ("holds", "proved", "conditional")


def test_a_false_size_is_refuted_with_the_sizes_at_which_it_fails() -> None:
    false = size(HOUT + r"\lfloor \frac{H_{in} + P - K}{S} \rfloor + 1")
    assert false.kind.value == "refuted"
    assert false.counterexample is not None
    case = dict(pair.split(" = ") for pair in false.counterexample.place.split(", "))
    spec = ConvSpec(
        (int(case["H_{in}"]),), (int(case["K"]),), stride=int(case["S"]), padding=int(case["P"])
    )
    assert false.counterexample.left == str(spec.output_size[0])
    assert false.counterexample.right != false.counterexample.left


def test_arithmetic() -> None:
    assert size("5 - 3 + 1 = 3").kind.value == "proved"
    wrong = size("5 - 3 + 1 = 2")
    assert wrong.kind.value == "refuted"
    assert wrong.counterexample is not None
    assert (wrong.counterexample.left, wrong.counterexample.right) == ("3", "2")
