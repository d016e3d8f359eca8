"""One step of a derivation, and how a kind of layer adds steps of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import singledispatch

import sympy

from symconv.derivation.engine import ChainRule
from symconv.documents import Text
from symconv.formulas import Equation, Formula
from symconv.roles import Role
from symconv.specs.normalise import counted
from symconv.symbolic import SymbolicLayer


class StepKind(StrEnum):
    """What a step does."""

    DEFINITION = "definition"
    FORWARD = "forward"
    LOCAL = "local"
    CHAIN_RULE = "chain-rule"
    EXPANDED = "expanded"
    SUBSTITUTED = "substituted"
    COLLECTED = "collected"
    SIMPLIFIED = "simplified"
    WORKED = "worked-case"
    MATRIX = "matrix"
    CLOSED = "closed-form"
    OVERVIEW = "overview"
    THROUGH = "through"
    UPDATE = "update"


@dataclass(frozen=True, repr=False)
class Step:
    """A step: its equations, with a title and a note whose formulas are printed like the rest.

    `role` is the array that the step differentiates by; None for the forward pass. `layer` names
    the layer of a network that the step belongs to. `convention` is what each of the equations
    alone needs to be read by, such as which of equal entries a maximum is.
    """

    kind: StepKind
    role: Role | None
    title: Text
    note: Text
    equations: tuple[Equation, ...]
    layer: str = ""
    convention: str = ""

    def __repr__(self) -> str:
        title = "".join(map(str, self.title))
        return f"<Step {self.kind.value}: {title} ({counted(len(self.equations), 'equation')})>"


def add_notes(steps: Iterable[Step], notes: Mapping[StepKind, Text]) -> tuple[Step, ...]:
    """Give the steps with something added to the notes of some kinds."""
    return tuple(replace(step, note=step.note + notes.get(step.kind, ())) for step in steps)


def add_convention(steps: Iterable[Step], kind: StepKind, convention: str) -> tuple[Step, ...]:
    """Give the steps with what the equations of a kind are read by."""
    return tuple(
        replace(step, convention=convention) if step.kind is kind else step for step in steps
    )


@dataclass(frozen=True)
class Derived:
    """What the steps of a kind of layer are written from."""

    layer: SymbolicLayer
    chain_rule: ChainRule
    write: Callable[[sympy.Expr], Formula]
    """Writes expressions in the symbols of the layer."""


@singledispatch
def adapt_steps(spec: object, steps: tuple[Step, ...], derived: Derived) -> tuple[Step, ...]:  # noqa: ARG001
    """Give the steps of a layer with those that only its kind has.

    `steps` are those that every kind has, in order. A kind of layer registers a function here.
    """
    return steps
