"""Formulas with parts replaced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

from symconv.formulas import Entry, Formula, Name, Number


def rewrite(formula: Formula, change: Callable[[Formula], Formula | None]) -> Formula:
    """Give a formula with every part replaced for which `change` gives another, outermost first."""
    changed = change(formula)
    if changed is not None:
        return changed
    if isinstance(formula, Name | Entry | Number):
        return formula
    parts = {field.name: getattr(formula, field.name) for field in fields(formula)}
    return type(formula)(**{name: _rewrite_part(part, change) for name, part in parts.items()})


def _rewrite_part(part: object, change: Callable[[Formula], Formula | None]) -> object:
    if isinstance(part, Formula):
        return rewrite(part, change)
    if isinstance(part, tuple):
        return tuple(_rewrite_part(item, change) for item in part)
    return part
