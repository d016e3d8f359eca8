"""Adaptive pools: what their derivations say besides."""

from __future__ import annotations

from dataclasses import replace

from symconv.derivation.step import Derived, Step, StepKind, adapt_steps
from symconv.documents import Text
from symconv.formulas import Add, Floor, Number, Product, Quotient
from symconv.specs.adaptive_pool import AdaptivePoolSpec


@adapt_steps.register
def adapt_adaptive_pool_steps(
    spec: AdaptivePoolSpec,
    steps: tuple[Step, ...],
    derived: Derived,
) -> tuple[Step, ...]:
    """Say which entries a window has, and which has a tie's gradient."""
    notes = {StepKind.FORWARD: _window_note(derived)}
    if not spec.polynomial:
        notes[StepKind.LOCAL] = (
            " If several entries of a window have the value of its maximum, the first of them, row "
            "by row, counts as it: its indicator is 1, that of the others 0.",
        )
    return tuple(replace(step, note=step.note + notes.get(step.kind, ())) for step in steps)


def _window_note(derived: Derived) -> Text:
    """Say where windows begin and end along an axis, counted from zero."""
    number, entries, outputs = (
        derived.layer.notation.unused_letter(letters) for letters in ("ijpq", "nNrR", "mMsS")
    )
    first = Floor(Quotient(Product((number, entries)), outputs))
    following = Product((Add((number, Number(1))), entries))
    last = Floor(Quotient(Add((following, Number(-1))), outputs))
    return (
        " Along an axis of ", entries, " input and ", outputs, " output entries, counted from 0, "
        "the window of output entry ", number, " goes from ", first, " to ", last, ".",
    )  # fmt: skip
