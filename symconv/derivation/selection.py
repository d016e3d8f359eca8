"""Choosing what to print of a derivation: a part, or the equations of one entry."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from symconv.derivation.step import Step, StepKind
from symconv.errors import NotationError
from symconv.formulas import Entry, Equation, Formula, Name, Partial
from symconv.notation.letters import letter_to_text

_ENTRY = re.compile(
    r"([^\[\]\s^]+)\s*(?:\^\(?(\d{1,9})\)?\s*)?(?:\[\s*(\d{1,9}(?:\s*,\s*\d{1,9})*)\s*\])?",
    re.ASCII,
)
_BETWEEN = re.compile(r"[,;](?![^\[]*\])")
_WHOLE = (StepKind.OVERVIEW, StepKind.UPDATE)
_KINDS = {
    "local": StepKind.LOCAL,
    "worked-case": StepKind.WORKED,
    "overview": StepKind.OVERVIEW,
    "update": StepKind.UPDATE,
}


@dataclass(frozen=True)
class _Sought:
    """An entry that a person asks for; a layer of None is any."""

    letter: str
    layer: int | None
    indices: tuple[int, ...]

    def is_subject_of(self, equation: Equation) -> bool:
        """Tell whether the left side of an equation speaks of the entry."""
        left: Formula = equation.left
        if isinstance(left, Name):
            return (
                letter_to_text(left.letter) == self.letter
                and not self.indices
                and self.layer is None
            )
        parts = (left.of, left.by) if isinstance(left, Partial) else (left,)
        return any(isinstance(part, Entry) and self._is(part) for part in parts)

    def _is(self, entry: Entry) -> bool:
        return (
            letter_to_text(entry.letter) == self.letter
            and (*entry.indices, *entry.arguments) == self.indices
            and self.layer in (None, entry.superscript)
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


def split_entries(text: str) -> list[str]:
    """Give the entries that a text names, between commas or semicolons outside brackets.

    >>> split_entries("F[1,2], X[3]")
    ['F[1,2]', 'X[3]']
    """
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()] or [text]


def select_entry(steps: Iterable[Step], entry: str) -> tuple[Step, ...]:
    """Give the steps with only the equations whose left side speaks of `entry`.

    `entry` is a letter, in LaTeX or as plain text, with its printed indices in brackets, such
    as `F[1,2]` or `w[7]`; in a network the number of the layer may stand between them, as in
    `w^2[7]`. Notes, which speak of all equations of a step, are left out.

    Raises `NotationError` if it is not of this form.
    """
    return select_entries(steps, [entry])


def select_entries(steps: Iterable[Step], entries: Iterable[str]) -> tuple[Step, ...]:
    """Give the steps with only the equations that speak of one of the entries.

    Raises `NotationError` for one that is not of the form that `select_entry` takes.
    """
    sought = list(map(_read_entry, entries))
    chosen = []
    for step in steps:
        if step.kind in (StepKind.CHAIN_RULE, StepKind.MATRIX, StepKind.CLOSED):
            continue
        equations = tuple(
            equation
            for equation in step.equations
            if any(one.is_subject_of(equation) for one in sought)
        )
        if equations:
            chosen.append(replace(step, note=(), equations=equations))
    return tuple(chosen)


def _read_entry(entry: str) -> _Sought:
    match = _ENTRY.fullmatch(entry.strip())
    if match is None:
        raise NotationError(f"entry {entry!r} is not a letter with indices, such as F[1,2]")
    return _Sought(
        letter_to_text(match[1]),
        int(match[2]) if match[2] else None,
        tuple(map(int, match[3].split(","))) if match[3] else (),
    )
