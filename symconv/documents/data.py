"""Plain data about what a document says, in which formulas and prose stand as such."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from symconv.formulas import Formula


@dataclass(frozen=True)
class Prose:
    """Text with formulas in it, as a value: its formulas are written as LaTeX between dollars."""

    text: tuple[str | Formula, ...]


@dataclass(frozen=True)
class Bare:
    """A formula of which only the LaTeX is given."""

    formula: Formula


@dataclass(frozen=True)
class Tree:
    """A formula of which only the tree is given."""

    formula: Formula


@dataclass(frozen=True)
class Keyed:
    """An object whose keys are formulas, written as LaTeX."""

    items: tuple[tuple[Formula, Data], ...]


Data: TypeAlias = (
    bool
    | int
    | str
    | Formula
    | Prose
    | Bare
    | Tree
    | Keyed
    | Sequence["Data"]
    | Mapping[str, "Data"]
    | None
)
"""What JSON says; a formula becomes an object with its LaTeX and its tree."""
