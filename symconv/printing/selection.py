"""Choosing what to print of a derivation: a part, or the equations of one entry."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from symconv.derivation import Step, StepKind
from symconv.errors import NotationError
from symconv.formulas import Entry, Equation, Formula, Partial
from symconv.symbolic.letters import letter_to_text

_ENTRY = re.compile(r"([^\[\]\s]+)\s*(?:\[\s*(\d{1,9}(?:\s*,\s*\d{1,9})*)\s*\])?", re.ASCII)


def select_part(steps: Iterable[Step], part: str) -> tuple[Step, ...]:
    """Give the steps of a part: output, local, grad-filter, grad-input or grad-bias."""
    if part == "output":
        return tuple(step for step in steps if step.kind is StepKind.FORWARD)
    if part == "local":
        return tuple(step for step in steps if step.kind is StepKind.LOCAL)
    role = part.removeprefix("grad-")
    return tuple(step for step in steps if step.role is not None and step.role == role)


def select_entry(steps: Iterable[Step], entry: str) -> tuple[Step, ...]:
    """Give the steps with only the equations whose left side speaks of `entry`.

    `entry` is a letter, in LaTeX or as plain text, with its printed indices in brackets, such
    as `F[1,2]` or `w[7]`. Notes, which speak of all equations of a step, are left out.

    Raises `NotationError` if it is not of this form.
    """
    match = _ENTRY.fullmatch(entry.strip())
    if match is None:
        raise NotationError(f"entry {entry!r} is not a letter with indices, such as F[1,2]")
    indices = tuple(int(text) for text in match[2].split(",")) if match[2] else ()
    letter = letter_to_text(match[1])
    chosen = []
    for step in steps:
        if step.kind in (StepKind.CHAIN_RULE, StepKind.MATRIX, StepKind.CLOSED):
            continue
        equations = tuple(
            equation for equation in step.equations if _is_about(equation, letter, indices)
        )
        if equations:
            chosen.append(replace(step, note=(), equations=equations))
    return tuple(chosen)


def _is_about(equation: Equation, letter: str, indices: tuple[int, ...]) -> bool:
    left: Formula = equation.left
    parts = (left.of, left.by) if isinstance(left, Partial) else (left,)
    return any(
        isinstance(part, Entry)
        and letter_to_text(part.letter) == letter
        and (*part.indices, *part.arguments) == indices
        for part in parts
    )
