"""Where something is to be written: in formulas, and on lines of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symconv.documents import (
    Block,
    Columns,
    Display,
    Exercise,
    Field,
    Matrices,
    Paragraph,
    Section,
)
from symconv.formulas import Blank, Formula
from symconv.formulas.walk import walk_paths


def has_blanks(formula: Formula) -> bool:
    """Tell whether a part of a formula is left out.

    >>> has_blanks(Blank(1, 3))
    True
    """
    return any(isinstance(part, Blank) for _, part in walk_paths(formula))


def fields_of_their_own(exercise: Exercise) -> tuple[Field, ...]:
    """Give the fields that are no blank of a formula, such as the one for an option's letter."""
    blanks = {
        part.number
        for formula in _formulas(exercise.blocks)
        for _, part in walk_paths(formula)
        if isinstance(part, Blank)
    }
    return tuple(field for field in exercise.fields if field.number not in blanks)


def _formulas(blocks: Iterable[Block]) -> Iterator[Formula]:
    for block in blocks:
        match block:
            case Section():
                yield from _formulas(block.blocks)
            case Display() | Matrices() | Columns():
                yield from block.equations
            case Paragraph():
                yield from (part for part in block.text if not isinstance(part, str))
