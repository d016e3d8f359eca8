"""What is assumed of the ranges of sums where two sides are equal only under it."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from fractions import Fraction

from symconv.derivation.sameness.terms import Bracketed, Term, Total
from symconv.formulas import Add, Condition, Formula, Number, Range, Relation


def depends_on_conditions(parts: Iterable[Term]) -> bool:
    """Tell whether terms have sums over ranges, or brackets, whose conditions may be assumed."""
    return any(
        isinstance(part, Bracketed) or (isinstance(part, Total) and part.source is not None)
        for part in parts
    )


def range_conditions(parts: Iterable[Term], counted: AbstractSet[Range]) -> tuple[Condition, ...]:
    """Give that no range whose values are counted is of negative length, each once."""
    found: dict[Condition, None] = {}
    for part in parts:
        match part:
            case Total(source=Range(_, Formula() as lower, Formula() as upper) as own):
                if own in counted:
                    found[_is_not_negative(lower, upper)] = None
    return tuple(found)


def _is_not_negative(lower: Formula, upper: Formula) -> Condition:
    """Say that a range has no negative length, numbers put together: n ≥ 0 for 0 to n - 1."""
    rest, number = _split_number(upper)
    number += 1
    if isinstance(lower, Number):
        return Condition(rest, Relation.AT_LEAST, Number(lower.value - number))
    if isinstance(upper, Number):
        return Condition(Number(upper.value + 1), Relation.AT_LEAST, lower)
    above = rest if number == 0 else Add((rest, Number(number)))
    return Condition(above, Relation.AT_LEAST, lower)


def _split_number(formula: Formula) -> tuple[Formula, Fraction | int]:
    """Take off the number that a sum ends in."""
    match formula:
        case Add((*others, Number(value))) if others:
            return others[0] if len(others) == 1 else Add(tuple(others)), value
    return formula, 0
