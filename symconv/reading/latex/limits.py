"""What stands below and above a sum, as ranges and conditions."""

from __future__ import annotations

from dataclasses import dataclass, field

from symconv.formulas import (
    Add,
    Condition,
    Entry,
    Equation,
    Formula,
    Name,
    Number,
    Product,
    Range,
    Relation,
    Within,
)  # fmt: skip
from symconv.formulas.written import Bundle, Marked, Relate, Words
from symconv.reading.latex.groups import as_condition

UNNAMED = Name("?")
"""The index of a sum that has limits but names no index."""


@dataclass
class Limits:
    """What stands below and above a sum."""

    ranges: list[Range] = field(default_factory=list)
    conditions: list[Formula] = field(default_factory=list)


def limits_of(below: list[Formula], above: list[Formula]) -> Limits:
    """Give ranges and conditions of what stands below and above a sum.

    A sum with limits that names no index is over the index `UNNAMED`; a limit above that stands
    alone holds for all the indices.
    """
    limits = Limits()
    pending: list[Formula] = []
    for part in below:
        if isinstance(part, Bundle) and all(map(_is_index, part.parts)):
            pending += part.parts
        elif _is_index(part):
            pending += part.factors if isinstance(part, Product) else [part]
        else:
            _add_limit(part, pending, limits)
            pending = []
    limits.ranges += [Range(_index_name(part)) for part in pending]
    uppers = list(above[0].parts) if len(above) == 1 and isinstance(above[0], Bundle) else above
    if uppers and not limits.ranges:
        limits.ranges = [Range(UNNAMED)]
    for place, old in enumerate(limits.ranges):
        if uppers and old.upper is None:
            upper = uppers[min(place, len(uppers) - 1)]
            limits.ranges[place] = Range(old.index, old.lower, upper)
    return limits


def _is_index(part: Formula) -> bool:
    several = isinstance(part, Product) and all(isinstance(one, Name) for one in part.factors)
    return several or isinstance(part, Name | Entry)


def _index_name(part: Formula) -> Name:
    if isinstance(part, Marked) and isinstance(part.of, Name | Entry):
        part = part.of
    if not isinstance(part, Name | Entry):
        raise ValueError("a sum's index is no letter")
    return part if isinstance(part, Name) else Name(letter_of(part))


def letter_of(part: Formula) -> str:
    r"""Give the name of an index that has a subscript itself: x_{k}.

    >>> letter_of(Entry("x", (Name("k"),)))
    'x_{k}'
    """
    if isinstance(part, Name):
        return part.letter
    if isinstance(part, Entry) and not part.arguments:
        below = ",".join(letter_of(i) if isinstance(i, Entry) else _bare(i) for i in part.indices)
        return f"{part.letter}_{{{below}}}"
    raise ValueError("a sum's index is no letter")


def _bare(index: object) -> str:
    return index.letter if isinstance(index, Name) else str(index)


def _add_limit(part: Formula, pending: list[Formula], limits: Limits) -> None:
    names = [*pending]
    match part:
        case Number():
            limits.ranges += [Range(_index_name(name)) for name in names]
            limits.ranges.append(Range(UNNAMED, part))
        case Bundle((Equation(left, lower), upper), ".."):
            limits.ranges += [Range(_index_name(name)) for name in names]
            limits.ranges.append(Range(_index_name(left), lower, upper))
        case Equation(Name() | Entry() as left, lower):
            every = [*names, left]
            lowers = lower.parts if isinstance(lower, Bundle) else (lower,) * len(every)
            limits.ranges += [
                Range(_index_name(name), low) for name, low in zip(every, lowers, strict=False)
            ]
        case Within(lower, Name() as index, upper):
            limits.ranges += [Range(_index_name(name)) for name in names]
            limits.ranges.append(Range(index, lower, upper))
        case Relate(Relate(lower, "≤", Name() as index), "<", upper):
            limits.ranges += [Range(_index_name(name)) for name in names]
            limits.ranges.append(Range(index, lower, _less_one(upper)))
        case Relate(Name() as index, "<" | "≤" as sign, upper) if _shared(limits):
            first = limits.conditions.pop()
            assert isinstance(first, Condition)
            last = _less_one(upper) if sign == "<" else upper
            every = [first.right, *names, index]
            limits.ranges += [Range(_index_name(name), first.left, last) for name in every]
        case Relate(left, "∈", place):
            _add_membership([*names, left], place, limits)
        case Words():
            limits.ranges += [Range(_index_name(name)) for name in names]
        case _:
            limits.ranges += [Range(_index_name(name)) for name in names]
            limits.conditions.append(as_condition(part))


def _shared(limits: Limits) -> bool:
    """Tell whether `0 ≤ p` went before, whose upper limit stands after a comma: 0 ≤ p, q < 2."""
    match limits.conditions[-1:]:
        case [Condition(_, Relation.AT_MOST, Name())]:
            return True
    return False


def _add_membership(members: list[Formula], place: Formula, limits: Limits) -> None:
    """Add indices that lie in a set or an interval."""
    names: list[Formula] = []
    for member in members:
        names += member.parts if isinstance(member, Bundle) else [member]
    interval = interval_of(place)
    if not all(map(_is_index, names)) or any(isinstance(one, Entry) and len(one.indices) > 1
                                             for one in names):  # fmt: skip
        limits.conditions.append(Relate(members[-1], "∈", place))
        limits.ranges += [Range(_index_name(name)) for name in members[:-1]]
        return
    for name in names:
        lower, upper = interval or (None, None)
        limits.ranges.append(Range(_index_name(name), lower, upper))
    if interval is None:
        member = members[0] if len(members) == 1 else Bundle(tuple(names))
        limits.conditions.append(Relate(member, "∈", place))


def interval_of(place: Formula) -> tuple[Formula, Formula] | None:
    """Give the inclusive limits of an interval of integers, None for any other set."""
    if isinstance(place, Bundle) and place.brackets in ("[]", "[)") and len(place.parts) == 2:
        lower, upper = place.parts
        return lower, upper if place.brackets == "[]" else _less_one(upper)
    return None


def _less_one(formula: Formula) -> Formula:
    if isinstance(formula, Number):
        return Number(formula.value - 1)
    terms = formula.terms if isinstance(formula, Add) else (formula,)
    return Add((*terms, Number(-1)))
