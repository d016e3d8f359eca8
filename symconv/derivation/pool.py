"""Pools: what their derivations say besides, and their closed forms."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from symconv.derivation.algebra.correlation import Correlation
from symconv.derivation.closed_forms import whole_upstream, write_closed_forms
from symconv.derivation.output_size import LEFT_OUT, padding_note, size_equations
from symconv.derivation.step import Derived, Step, StepKind, adapt_steps, add_convention, add_notes
from symconv.documents import Text
from symconv.formulas import (
    ONE,
    Filled,
    Formula,
    Number,
)
from symconv.notation import Notation
from symconv.roles import Role
from symconv.specs import Pooling, PoolSpec, UnpoolSpec
from symconv.specs.pool import Ties
from symconv.symbolic.pool_geometry import common_divisor


@adapt_steps.register
def adapt_pool_steps(
    spec: PoolSpec,
    steps: tuple[Step, ...],
    derived: Derived,  # noqa: ARG001
) -> tuple[Step, ...]:
    """Say how large the output is, how padding counts, and which entry has a tie's gradient."""
    steps = add_notes(steps, {StepKind.FORWARD: _forward_note(spec)})
    return (size_step(spec), *add_convention(steps, StepKind.LOCAL, _convention(spec)))


@adapt_steps.register
def adapt_unpool_steps(
    spec: UnpoolSpec, steps: tuple[Step, ...], derived: Derived
) -> tuple[Step, ...]:
    """Say what the indices count, and which of equal indices has the last word."""
    indices = derived.layer.notation.whole(Role.INDICES)
    size = "×".join(map(str, spec.index_shape))
    note = (
        " The entries of ", indices, f" number those of an array of {size}, row by row from 0; "
        "of equal indices the last one counts, the others' indicators are 0.",
    )  # fmt: skip
    return add_notes(steps, {StepKind.FORWARD: note})


def _forward_note(spec: PoolSpec) -> Text:
    """Say what becomes of places that are no entries of the input, where windows have such."""
    padded = any(map(any, spec.pads))
    beyond = _reaches_beyond(spec)
    average = spec.operation is Pooling.AVERAGE
    if spec.divisor is not None:
        return (f" Each sum is divided by {spec.divisor}, however many entries it has.",)
    if padded and average and spec.count_include_pad:
        counted = " Entries of padding are zeros, and count in the number of entries divided by"
        return (counted + ("; places beyond the padding do not." if beyond else "."),)
    if not padded and not beyond:
        return ()
    if average:
        missing = "those of padding" if padded else "places beyond the input"
        return (f" Each sum is divided by the number of its entries; {missing} do not count.",)
    return (f" {'Entries of padding' if padded else 'Places beyond the input'} are in no window.",)


def _reaches_beyond(spec: PoolSpec) -> bool:
    """Tell whether the last window ends beyond the padding, as `ceil_mode` allows."""
    return any((axis.windows - 1) * axis.stride + axis.extent > axis.padded for axis in spec.axes)


def _convention(spec: PoolSpec) -> str:
    """Say which value a local gradient has where the function has no derivative."""
    match spec.operation:
        case Pooling.MAX | Pooling.MIN:
            return of_ties("maximum" if spec.operation is Pooling.MAX else "minimum", spec.ties)
        case Pooling.LP if spec.power == 1:
            return "At 0, where |x| has no derivative, sign is 0."
        case Pooling.LP:
            return "Where every entry of a window is 0, its local gradients are taken to be 0."
    return ""


def of_ties(extreme: str, ties: Ties = Ties.FIRST) -> str:
    """Say which of several equal entries has the gradient of their maximum or minimum."""
    several = f"If several entries of a window have the value of its {extreme},"
    if ties is Ties.SPLIT:
        plural = extreme.replace("um", "a")
        return (
            f"{several} they share its gradient: {plural}(...) is how many of the entries named "
            "have it."
        )
    return (
        f"{several} the {ties.value} of them, row by row, counts as it: its indicator is 1, that "
        "of the others 0."
    )


def size_step(spec: PoolSpec) -> Step:
    """Give the number of windows per axis, in words and in numbers."""
    equations = size_equations("Pool", spec.axes)
    note: Text = ("The number of windows along each axis.", *padding_note(spec.pads))
    if spec.ceil_mode:
        note += (
            " It is rounded up, so that the last window may end beyond the padding; windows that "
            "would start after the input and the padding before it are left out",
        )
        left_out = any(axis.left_out for axis in spec.axes)
        note += (", ", LEFT_OUT, " in number.") if left_out else (".",)
    return Step(StepKind.DEFINITION, None, ("Output size",), note, equations)


@write_closed_forms.register
def write_pool_closed_forms(spec: PoolSpec, notation: Notation) -> dict[Role, Formula]:
    """Give the closed forms of an average whose windows have equally many entries, else none."""
    divisor = common_divisor(spec) if spec.polynomial else None
    if divisor is None or _reaches_beyond(spec):
        return {}
    share = ONE if divisor == 1 else Number(Fraction(1, divisor))
    shares = Filled(share, (spec.channels, 1, *spec.pool_size))
    numbers = Correlation(
        filter_size=spec.pool_size,
        extent=spec.extent,
        stride=spec.stride,
        dilation=spec.dilation,
        groups=spec.channels,
        several_channels=False,
        pads=spec.pads,
        remainder=tuple(
            axis.padded - axis.extent - (axis.windows - 1) * axis.stride for axis in spec.axes
        ),
    )
    # equal entries turned round are the same entries, so that the gradient need not turn them
    turned = replace(numbers, flip_filter=True)
    return {
        Role.OUTPUT: numbers.output(notation.whole(Role.INPUT), shares),
        Role.INPUT: turned.input_gradient(shares, whole_upstream(notation)),
    }
