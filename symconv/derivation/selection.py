"""Choosing what to print of a derivation: a part, or the equations of one entry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from symconv.derivation.step import Step, StepKind
from symconv.formulas import Entry, Equation, Formula, Name, Partial
from symconv.notation.letters import letter_to_text
from symconv.reading.entries import SoughtEntry, read_entry

_WHOLE = (StepKind.OVERVIEW, StepKind.UPDATE)
_KINDS = {
    "local": StepKind.LOCAL,
    "worked-case": StepKind.WORKED,
    "overview": StepKind.OVERVIEW,
    "update": StepKind.UPDATE,
}


def is_subject(sought: SoughtEntry, equation: Equation) -> bool:
    """Tell whether the left side of an equation speaks of an entry."""
    left: Formula = equation.left
    if isinstance(left, Name):
        named = letter_to_text(left.letter) == sought.letter
        return named and not sought.indices and sought.layer is None
    parts = (left.of, left.by) if isinstance(left, Partial) else (left,)
    return any(isinstance(part, Entry) and _is(sought, part) for part in parts)


def is_entry(sought: SoughtEntry, formula: Formula) -> bool:
    """Tell whether a formula is the entry that is sought."""
    return is_subject(sought, Equation(formula, formula))


def _is(sought: SoughtEntry, entry: Entry) -> bool:
    return (
        letter_to_text(entry.letter) == sought.letter
        and (*entry.indices, *entry.arguments) == sought.indices
        and sought.layer in (None, entry.superscript)
    )


def select_part(steps: Iterable[Step], part: str) -> tuple[Step, ...]:
    """Give the steps of a part.

    A part is output, local, worked-case, grad-input and the like, and of a network overview and
    update.
    """
    if part == "output":
        return tuple(step for step in steps if step.role is None and step.kind not in _WHOLE)
    if part in _KINDS:
        return tuple(step for step in steps if step.kind is _KINDS[part])
    role = part.removeprefix("grad-")
    return tuple(step for step in steps if step.role is not None and step.role == role)


def select_entries(steps: Iterable[Step], entries: Iterable[str]) -> tuple[Step, ...]:
    """Give the steps with only the equations whose left side speaks of one of the entries.

    An entry is a letter, in LaTeX or as plain text, with its printed indices in brackets, such
    as `F[1,2]` or `w[7]`; in a network the number of the layer may stand between them, as in
    `w^2[7]`. Notes, which speak of all equations of a step, are left out; conventions, which each
    needs, stay.

    Raises `NotationError` for one that is not of this form.
    """
    sought = list(map(read_entry, entries))
    chosen = []
    for step in steps:
        if step.kind in (StepKind.CHAIN_RULE, StepKind.MATRIX, StepKind.CLOSED):
            continue
        equations = tuple(
            equation
            for equation in step.equations
            if any(is_subject(one, equation) for one in sought)
        )
        if equations:
            chosen.append(replace(step, note=(), equations=equations))
    return tuple(chosen)
