"""Rules that write an array differently: zeros outside, zeros between the entries, turned."""

from __future__ import annotations

from dataclasses import dataclass, replace

from symconv.calculus.arrays import (
    Axis,
    Dilated,
    Extended,
    Turned,
    Whole,
    places_of,
    relabelled,
    whole_of,
)
from symconv.calculus.errors import RuleError
from symconv.calculus.polynomials import read_index, same_index
from symconv.calculus.rule import (
    Context,
    Discharged,
    Rewritten,
    Rule,
)
from symconv.calculus.rules.sums import factors_of, sum_of
from symconv.calculus.setting import Setting
from symconv.calculus.values import require_value
from symconv.formulas import (
    ONE,
    Add,
    Condition,
    Entry,
    Formula,
    Index,
    Number,
    Quotient,
    Relation,
    Restriction,
    Sum,
    Within,
    substitute,
)


@dataclass(frozen=True)
class ExtendByZero(Rule):
    """Of terms whose entry lies within its array, a sum over all terms of the array extended.

    The array is taken to be zero outside its limits; the conditions that kept the entry within
    them are then left out. `letter` is the extended array's. Side conditions: the entry is a
    factor of every term; the other axes are known to be within limits; what is left has a value
    everywhere.
    """

    title = "instead of leaving terms out, read zeros outside the array"
    array: Whole
    letter: Entry

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Leave out the conditions, and read the extended array."""
        total, setting = sum_of(formula), context.setting
        entry = _only_entry(total, self.array)
        found = setting.entry(entry)
        if found is None:
            raise RuleError(f"{self.array} is no array")
        places, kept, held = places_of(entry), list(total.conditions), Discharged()
        inside = replace(context, facts=context.facts.and_ranges(total.ranges))
        for axis, place in zip(found[1].axes, places, strict=True):
            within = Within(axis.lower, setting.limit(place), axis.upper)
            if within in kept:
                kept.remove(within)
            else:
                held += inside.require(within)
        declared = Extended(self.array, found[1].axes, len(found[1].axes))
        extended = relabelled(entry, self.letter, places)
        body = substitute(total.body, {entry: extended})
        if whole_of(extended) != self.letter:
            raise RuleError(f"{self.letter} has indices already")
        longer = Sum(body, total.ranges, tuple(kept))
        _require_values(longer, context, self.letter, declared)
        return Rewritten(longer, held, {self.letter: declared})


def _only_entry(total: Sum, array: Whole) -> Formula:
    """Give the entry of an array among the factors of a sum's terms."""
    entries = [factor for factor in factors_of(total.body) if whole_of(factor) == array]
    if len(entries) != 1:
        raise RuleError(f"there is not one entry of {array} among the factors")
    return entries[0]


@dataclass(frozen=True)
class Dilate(Rule):
    """Entries at t / stride, where the stride divides t, are those of a dilated array at t.

    The dilated array has stride - 1 zeros between the array's entries, and zeros outside; so
    both conditions (that the stride divides t, and that the quotient lies within the array) are
    left out. Side conditions: the entry is a factor of every term; the divisibility is among the
    conditions, or the stride of the axis is 1; each place is within its limits, by a condition
    or because it is known; strides are at least 1; what is left has a value everywhere.
    """

    title = "instead of leaving terms out, put zeros between the entries and outside"
    array: Whole
    letter: Entry
    strides: tuple[Formula, ...]
    """One stride per trailing axis."""

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Leave out the conditions, and read the dilated array."""
        total, setting = sum_of(formula), context.setting
        entry = _only_entry(total, self.array)
        found = setting.entry(entry)
        if found is None:
            raise RuleError(f"{self.array} is no array")
        axes, places = found[1].axes, list(places_of(entry))
        kept, held = list(total.conditions), Discharged()
        inside = replace(context, facts=context.facts.and_ranges(total.ranges))
        first = len(axes) - len(self.strides)
        for stride in self.strides:
            context.require(Condition(ONE, Relation.AT_MOST, stride))
        for number, (axis, place) in enumerate(zip(axes, tuple(places), strict=True)):
            within = Within(axis.lower, _as_formula(place, setting), axis.upper)
            if within in kept:
                kept.remove(within)
            else:
                held += inside.require(within)
            if number < first:
                continue
            stride = self.strides[number - first]
            places[number] = setting.index(_multiple(place, axis, stride, setting))
            divides = Condition(stride, Relation.DIVIDES, setting.limit(places[number]))
            if stride != ONE:
                _remove(kept, divides)
        spread = tuple(
            _dilated_axis(axis, stride, setting)
            for axis, stride in zip(axes[first:], self.strides, strict=True)
        )
        declared = Dilated(self.array, (*axes[:first], *spread), self.strides)
        dilated = relabelled(entry, self.letter, tuple(places))
        body = substitute(total.body, {entry: dilated})
        longer = Sum(body, total.ranges, tuple(kept))
        _require_values(longer, context, self.letter, declared)
        return Rewritten(longer, held, {self.letter: declared})


def _require_values(
    total: Sum, context: Context, letter: Entry, declared: Extended | Dilated
) -> None:
    """Check that a sum has a value without the conditions that were left out."""
    setting = context.setting.with_array(letter, declared)
    require_value(total, replace(context, setting=setting))


def _as_formula(place: Index, setting: Setting) -> Formula:
    return place if isinstance(place, Quotient | Add) else setting.limit(place)


def _remove(conditions: list[Restriction], condition: Restriction) -> None:
    if condition not in conditions:
        raise RuleError(f"there is no condition {condition}")
    conditions.remove(condition)


def _multiple(place: Index, axis: Axis, stride: Formula, setting: Setting) -> Formula:
    """Give stride * (place - lower), without the quotient by the stride."""
    if stride == ONE:
        return setting.limit(read_index(place) - read_index(axis.lower))
    parts = place.terms if isinstance(place, Add) else (place,)
    quotients = [
        part for part in parts if isinstance(part, Quotient) and part.denominator == stride
    ]
    others = tuple(part for part in parts if part not in quotients)
    if len(quotients) != 1 or not same_index(Add(tuple(map(_formula, others))), axis.lower):
        raise RuleError(f"{place} is not a quotient by {stride}")
    quotient = quotients[0]
    assert isinstance(quotient, Quotient)
    return quotient.numerator


def _formula(index: Index) -> Formula:
    return Number(index) if isinstance(index, int) else index


def _dilated_axis(axis: Axis, stride: Formula, setting: Setting) -> Axis:
    length = read_index(axis.upper) - read_index(axis.lower)
    return Axis(Number(0), setting.limit(read_index(stride) * length))


@dataclass(frozen=True)
class Turn(Rule):
    """Entries read from the other end along every spatial axis are those of the array turned.

    rot180 of an array has at index u the entry at lower + upper - u. Side conditions: none; the
    indices are written for the turned array.
    """

    title = "entries counted from the other end are those of the array turned by 180 degrees"
    array: Whole
    letter: Entry
    spatial: int

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Read the turned array at the index counted from the other end."""
        setting = context.setting
        found = setting.entry(formula)
        if found is None or found[0] != self.array:
            raise RuleError(f"{formula} is no entry of {self.array}")
        axes, places = found[1].axes, list(places_of(formula))
        for number in range(len(axes) - self.spatial, len(axes)):
            axis = axes[number]
            ends = read_index(axis.lower) + read_index(axis.upper)
            places[number] = setting.index(ends - read_index(places[number]))
        declared = Turned(self.array, axes, self.spatial)
        turned = relabelled(formula, self.letter, tuple(places))
        return Rewritten(turned, Discharged(), {self.letter: declared})
