"""Pooling and unpooling layers derived: equal to the reference on numbers, and what steps say."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings

from symconv import Pooling, PoolSpec, UnpoolSpec, derive
from symconv.derivation import Step, StepKind
from symconv.derivation.pool import size_step
from symconv.derivation.selection import select_entries
from symconv.formulas import Equation, Name, to_sympy
from symconv.notation import Notation
from symconv.printing.formulas import LatexPrinter, TextPrinter
from symconv.roles import Role
from tests.layer_arrays import layer_arguments, run_derivation, run_reference
from tests.strategies_pool import drawn_pools, unpool_specs

TOLERANCE = 1e-12  # of roots in float64
SMALL = {"ranks": (1, 2), "most_channels": 2}


def few(seed: int) -> Any:
    """Draw -1, 0 and 1: ties in nearly every window, and windows of zeros."""
    rng = np.random.default_rng(seed)
    return lambda shape: rng.integers(-1, 2, shape)


@pytest.mark.parametrize("operation", Pooling)
def test_formulas_equal_the_reference_exactly_ties_and_zeros_included(operation: Pooling) -> None:
    drawn = drawn_pools(60, operations=(operation.value,), **SMALL)
    specs = [spec for spec in drawn if spec.terms <= 150]
    assert len(specs) >= 25
    for seed, spec in enumerate(specs):
        exact = operation is not Pooling.LP or spec.power == 1
        arrays = layer_arguments(spec, 1, few(seed))
        if exact:
            arrays = {name: array + Fraction(0) for name, array in arrays.items()}
        derived, expected = run_derivation(derive(spec), arrays), run_reference(spec, arrays)
        for function in ("forward", "grad_input"):
            entries = expected[function].ravel().tolist()
            for value, entry in zip(derived[function], entries, strict=True):
                if exact:
                    assert Fraction(int(value.p), int(value.q)) == entry, (function, spec)
                else:
                    assert abs(float(value) - entry) < TOLERANCE, (function, spec)


@given(unpool_specs())
@settings(max_examples=25, deadline=None)
def test_unpooling_equals_the_reference_repeated_indices_included(spec: UnpoolSpec) -> None:
    if spec.terms > 1000:
        return
    arrays = layer_arguments(spec, 1, few(3))
    rng = np.random.default_rng(5)
    arrays["i"] = rng.integers(0, np.prod(spec.index_shape), arrays["i"].shape)
    derived, expected = run_derivation(derive(spec), arrays), run_reference(spec, arrays)
    for function, values in derived.items():
        assert values == expected[function].ravel().tolist(), (function, spec)


def steps_of(spec: PoolSpec | UnpoolSpec, kind: StepKind) -> list[Step]:
    return [step for step in derive(spec).steps if step.kind is kind]


def note(step: Step) -> str:
    printer = TextPrinter(Notation())
    words = (*step.note, step.convention)
    return "".join(part if isinstance(part, str) else printer.write(part) for part in words)


def test_local_gradients_of_a_maximum_are_indicators_and_ties_are_told() -> None:
    (local,) = steps_of(PoolSpec((4, 4), 2, stride=2), StepKind.LOCAL)
    assert len(local.equations) == 16
    printer = LatexPrinter(Notation())
    assert printer.write(local.equations[1]) == (
        r"\frac{\partial O_{11}}{\partial X_{12}} = "
        r"\mathbf{1}\left[X_{12} = \max(X_{11}, X_{12}, X_{21}, X_{22})\right]"
    )
    assert "the first of them, row by row, counts as it: its indicator is 1" in note(local)


def test_one_entry_alone_says_which_of_equal_ones_counts() -> None:
    derivation = derive(PoolSpec((4, 4), 2, stride=2))
    (local, *_) = select_entries(derivation.steps, ["X[1,2]"])
    assert local.note == ()
    printed = " ".join(derivation.to_text(steps=[local]).split())
    assert (
        "∂O/∂X: If several entries of a window have the value of its maximum, the first" in printed
    )


@pytest.mark.parametrize(
    ("spec", "kind", "words"),
    [
        (PoolSpec(3, 2, operation="min"), StepKind.LOCAL, "the value of its minimum, the first"),
        (PoolSpec(3, 2, ties="last"), StepKind.LOCAL, "the value of its maximum, the last of them"),
        (
            PoolSpec(3, 2, operation="min", ties="split"), StepKind.LOCAL,
            "they share its gradient: minima(...) is how many of the entries named have it.",
        ),
        (PoolSpec(3, 2, operation="lp"), StepKind.LOCAL, "its local gradients are taken to be 0"),
        (PoolSpec(3, 2, operation="lp", power=1), StepKind.LOCAL, "At 0, where |x| has no"),
        (PoolSpec(3, 2, padding=1), StepKind.FORWARD, "Entries of padding are in no window"),
        (
            PoolSpec(3, 2, operation="average", padding=1, count_include_pad=True),
            StepKind.FORWARD, "zeros, and count in the number of entries divided by",
        ),
        (
            PoolSpec(3, 2, operation="average", padding=1),
            StepKind.FORWARD, "those of padding do not count",
        ),
        (
            PoolSpec(4, 3, stride=2, ceil_mode=True), StepKind.FORWARD,
            "Places beyond the input are in no window.",
        ),
        (
            PoolSpec(4, 3, operation="average", stride=2, ceil_mode=True), StepKind.FORWARD,
            "the number of its entries; places beyond the input do not count.",
        ),
        (
            PoolSpec(4, 3, 1, "average", 2, 1, ((1, 0),), True, True), StepKind.FORWARD,
            "count in the number of entries divided by.",
        ),
        (
            PoolSpec(4, 3, 1, "average", 3, 1, ((1, 0),), True, True), StepKind.FORWARD,
            "divided by; places beyond the padding do not.",
        ),
        (
            PoolSpec(3, 2, operation="average", padding=1, divisor=5), StepKind.FORWARD,
            "Each sum is divided by 5, however many entries it has.",
        ),
        (PoolSpec(3, 2, ceil_mode=True), StepKind.DEFINITION, "It is rounded up"),
        (
            UnpoolSpec(2, 4, 3), StepKind.FORWARD,
            "The entries of I number those of an array of 3×4, row by row from 0; of equal indices "
            "the last one counts",
        ),
    ],
)  # fmt: skip
def test_notes_say_what_counts(spec: PoolSpec | UnpoolSpec, kind: StepKind, words: str) -> None:
    assert words in note(steps_of(spec, kind)[0])


def test_nothing_is_said_of_padding_where_there_is_none() -> None:
    (step,) = steps_of(PoolSpec(4, 2, stride=2, ceil_mode=True), StepKind.FORWARD)
    assert note(step) == "Each entry of the output O."


def test_the_output_size_is_worked_out_in_words_and_numbers() -> None:
    for spec in drawn_pools(100):
        step = size_step(spec)
        assert len(step.equations) == spec.rank
        for equation, axis in zip(step.equations, spec.axes, strict=True):
            numbers = {
                "Stride": axis.stride, "Dilation": axis.dilation, "Left_out": axis.left_out,
                "Padding": axis.pads[0], "Padding_before": axis.pads[0],
                "Padding_after": axis.pads[1],
                **dict.fromkeys(("Depth", "Height", "Width"), axis.size),
                **{f"Pool_{n}": axis.pool for n in ("Depth", "Height", "Width")},
            }  # fmt: skip
            symbols = {Name(name): sympy.Integer(number) for name, number in numbers.items()}
            rest: Any = equation.right
            while isinstance(rest, Equation):
                assert to_sympy(rest.left, symbols) == axis.windows, spec
                rest = rest.right
            assert rest.value == axis.windows


def test_the_output_size_reads_as_in_the_chapter() -> None:
    (step,) = steps_of(PoolSpec((4, 4), 2, stride=2), StepKind.DEFINITION)
    # [chapter] eq. 18 and 19, the quotient rounded down
    assert TextPrinter(Notation()).write(step.equations[0]) == (
        "Height_out = ⌊(Height − Pool_Height)/Stride⌋ + 1 = ⌊(4 − 2)/2⌋ + 1 = 2"
    )


def test_padding_is_named_as_it_is_given() -> None:
    printer = TextPrinter(Notation())
    step = size_step(PoolSpec(3, 2, stride=2, padding=1))
    assert printer.write(step.equations[0]) == (
        "Width_out = ⌊(Width + 2·Padding − Pool_Width)/Stride⌋ + 1 = ⌊(3 + 2 − 2)/2⌋ + 1 = 2"
    )
    assert note(step).endswith("along each axis. Padding entries are added on each side of it.")
    step = size_step(PoolSpec((3, 4), 2, padding=((1, 0), (1, 1))))
    assert [printer.write(equation) for equation in step.equations] == [
        "Height_out = ⌊(Height + Padding_before + Padding_after − Pool_Height)/Stride⌋ + 1 = "
        "⌊(3 + 1 + 0 − 2)/1⌋ + 1 = 3",
        "Width_out = ⌊(Width + 2·Padding − Pool_Width)/Stride⌋ + 1 = ⌊(4 + 2 − 2)/1⌋ + 1 = 5",
    ]
    assert note(step).endswith(
        "Padding entries are added on each side of it. Where both sides differ, they are "
        "Padding_before before and Padding_after after it."
    )


def test_windows_left_out_are_named_where_there_are_any() -> None:
    printer = TextPrinter(Notation())
    step = size_step(PoolSpec(3, 2, stride=3, padding=1, ceil_mode=True))
    assert "Left_out" not in printer.write(step.equations[0])
    assert note(step).endswith("and the padding before it are left out.")
    step = size_step(PoolSpec(3, 1, stride=3, padding=((0, 1),), operation="lp", ceil_mode=True))
    assert "+ 1 − Left_out = ⌊(3 + 0 + 1 − 1 + 3 − 1)/3⌋ + 1 − 1 = 1" in (
        printer.write(step.equations[0])
    )
    assert note(step).endswith("and the padding before it are left out, Left_out in number.")


def test_closed_forms_of_averages_are_proved() -> None:
    some = none = 0
    for spec in drawn_pools(80, operations=("average",), **SMALL):
        forms = derive(spec).closed_forms
        if not forms:
            none += 1
            continue
        assert [form.role for form in forms] == [Role.OUTPUT, Role.INPUT]
        assert all(form.proved for form in forms), (spec, forms)
        some += 1
    assert min(some, none) > 15
    assert derive(PoolSpec(3, 2)).closed_forms == ()
    # windows that meet different numbers of entries are divided by one number
    assert len(derive(PoolSpec(3, 2, operation="average", padding=1, divisor=2)).closed_forms) == 2


def test_gradients_of_overlapping_averages_are_collected() -> None:
    (step,) = steps_of(PoolSpec(3, 2, operation="average"), StepKind.COLLECTED)
    written = [TextPrinter(Notation()).write(equation) for equation in step.equations]
    assert written == ["∂L/∂X₂ = (∂L/∂O₁ + ∂L/∂O₂)·1/2"]
