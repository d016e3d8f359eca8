"""Choosing what to print of a derivation: a part, or the equations of one entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from symconv.derivation.step import Step, StepKind
from symconv.errors import NotationError
from symconv.formulas import Entry, Equation, Formula, Name, Partial
from symconv.notation import Notation
from symconv.notation.letters import letter_to_text
from symconv.printing.formulas import LatexPrinter, TextPrinter
from symconv.reading.entries import SoughtEntry, as_typed, read_entry

Asked: TypeAlias = Callable[[Equation], bool]
"""Tells whether an equation is one that is asked for."""

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


def select_entries(
    steps: Iterable[Step], entries: Iterable[str], notation: Notation | None = None
) -> tuple[Step, ...]:
    r"""Give the steps with only the equations whose left side speaks of one of the entries.

    An entry is a letter, in LaTeX or as plain text, with its printed indices in brackets, such
    as `F[1,2]` or `w[7]`; in a network the number of the layer may stand between them, as in
    `w^2[7]`. With the notation in which the steps are printed, an entry is also what is printed, in
    text or LaTeX: `F₁₂`, `F_{12}`; and so is a gradient, `∂L/∂F₁₂`. Notes, which speak of all
    equations of a step, are left out; conventions, which each needs, stay.

    Raises `NotationError` for one that is not of this form.
    """
    of_entries = [
        step
        for step in steps
        if step.kind not in (StepKind.CHAIN_RULE, StepKind.MATRIX, StepKind.CLOSED)
    ]
    sought = [_asked(entry, of_entries, notation) for entry in entries]
    chosen = []
    for step in of_entries:
        equations = tuple(
            equation for equation in step.equations if any(asked(equation) for asked in sought)
        )
        if equations:
            chosen.append(replace(step, note=(), equations=equations))
    return tuple(chosen)


def _asked(entry: str, steps: Sequence[Step], notation: Notation | None) -> Asked:
    """Give what tells the equations of an entry: as it is named, or else as it is printed."""
    try:
        sought = read_entry(entry)
    except NotationError:
        if notation is None:
            raise
        printed = _printed_as(entry, notation)
        if not any(map(printed, _equations(steps))):
            raise
        return printed
    named = partial(is_subject, sought)
    return (
        named
        if notation is None or any(map(named, _equations(steps)))
        else _printed_as(entry, notation)
    )


def _equations(steps: Iterable[Step]) -> Iterator[Equation]:
    return (equation for step in steps for equation in step.equations)


def _printed_as(entry: str, notation: Notation) -> Asked:
    """Tell equations whose left side, or an entry in it, is printed as a text says."""
    wanted = as_typed(entry)
    printers = TextPrinter(notation), LatexPrinter(notation)

    def is_printed(equation: Equation) -> bool:
        left: Formula = equation.left
        parts = [left] if isinstance(left, Entry | Name | Partial) else []
        if isinstance(left, Partial):
            parts += [part for part in (left.of, left.by) if isinstance(part, Entry)]
        return any(as_typed(by.write(part)) == wanted for part in parts for by in printers)

    return is_printed
