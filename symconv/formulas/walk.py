"""Walking the tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from symconv.formulas.nodes import Formula


def children(formula: Formula) -> Iterator[Formula]:
    """Give the formulas directly below `formula`, in the order in which they are written."""
    for field in fields(formula):
        value = getattr(formula, field.name)
        if isinstance(value, Formula):
            yield value
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, Formula))


def mentions(formula: Formula, part: Formula) -> bool:
    """Tell whether `part` occurs in `formula`."""
    return formula == part or any(mentions(child, part) for child in children(formula))
