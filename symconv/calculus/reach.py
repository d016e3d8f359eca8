"""Whether a formula reads arrays only where they have entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symconv.calculus.arrays import Defined, Dilated, Extended, places_of
from symconv.calculus.errors import RuleError
from symconv.calculus.rule import Context, context_at
from symconv.calculus.setting import Setting
from symconv.formulas import (
    Condition,
    Entry,
    Equation,
    ForEvery,
    Formula,
    Quotient,
    Range,
    Relation,
    Within,
    children,
    walk_paths,
)
from symconv.formulas.walk import Path


def reads_inside(setting: Setting, formula: Formula) -> bool:
    """Tell whether every entry in a formula is known to be there, in definitions, too."""
    if not _is_inside(setting, formula):
        return False
    for declared in setting.arrays.values():
        if isinstance(declared, Defined):
            names = places_of(declared.equation.left)
            domain = tuple(
                Within(axis.lower, setting.limit(name), axis.upper)
                for name, axis in zip(names, declared.axes, strict=True)
            )
            if not _is_inside(replace(setting, domain=domain), declared.equation.right):
                return False
    return True


def _is_inside(setting: Setting, formula: Formula) -> bool:
    equation = Equation(formula, formula)
    return all(
        _is_there(entry, context_at(equation, path, setting)) for path, entry in _entries(formula)
    )


def _entries(formula: Formula, path: Path = ()) -> Iterator[tuple[Path, Entry]]:
    """Give every entry in a formula, what a derivative is by, too; not those in conditions."""
    if isinstance(formula, Entry):
        yield path, formula
    elif not isinstance(formula, Condition | Within | ForEvery | Range):
        for place, child in enumerate(children(formula)):
            yield from _entries(child, (*path, place))


def _is_there(entry: Entry, context: Context) -> bool:
    """Tell whether it is known that the indices of an entry are integers within its array."""
    found = context.setting.entry(entry)
    if found is None or isinstance(found[1], Extended | Dilated):
        return True
    try:
        for axis, place in zip(found[1].axes, places_of(entry), strict=True):
            written = place if isinstance(place, Formula) else context.setting.limit(place)
            context.require(Within(axis.lower, written, axis.upper))
            for _, part in walk_paths(written):
                if isinstance(part, Quotient):
                    divides = Condition(part.denominator, Relation.DIVIDES, part.numerator)
                    context.require(divides)
    except RuleError:
        return False
    return True
