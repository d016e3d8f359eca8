"""Walking the tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from symconv.formulas.nodes import Formula


def children(formula: Formula) -> Iterator[Formula]:
    """Give the formulas directly below `formula`, in the order in which they are written."""
    for field in fields(formula):
        value = getattr(formula, field.name)
        if isinstance(value, Formula):
            yield value
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, Formula))


def substitute(formula: Formula, values: Mapping[Formula, Formula]) -> Formula:
    """Give `formula` with its parts that are in `values` replaced, outermost parts first."""
    if formula in values:
        return values[formula]
    changed: dict[str, Any] = {}
    for field in fields(formula):
        value = getattr(formula, field.name)
        if isinstance(value, Formula):
            changed[field.name] = substitute(value, values)
        elif isinstance(value, tuple):
            changed[field.name] = tuple(
                substitute(item, values) if isinstance(item, Formula) else item for item in value
            )
    return replace(formula, **changed)


def mentions(formula: Formula, part: Formula) -> bool:
    """Tell whether `part` occurs in `formula`."""
    return formula == part or any(mentions(child, part) for child in children(formula))
