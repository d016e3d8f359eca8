"""Adaptive pools: what their derivations say besides."""

from __future__ import annotations

from symconv.derivation.pool import of_ties
from symconv.derivation.step import Derived, Step, StepKind, adapt_steps, add_convention, add_notes
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
    steps = add_notes(steps, {StepKind.FORWARD: _window_note(derived)})
    return steps if spec.polynomial else add_convention(steps, StepKind.LOCAL, of_ties("maximum"))


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
