"""Rules about what arrays are made of: definitions, zeros outside, dilation, rot180."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

from symconv.calculus.arrays import (
    Axis,
    Defined,
    Dilated,
    Extended,
    Extension,
    Named,
    Turned,
    Whole,
    entry_like,
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
    Words,
    facts_at,
)
from symconv.calculus.rules.sums import factors_of, sum_of
from symconv.calculus.setting import Setting, bound_names
from symconv.calculus.substitution import put_index, same_up_to_names
from symconv.formulas import (
    ONE,
    Add,
    Condition,
    Entry,
    Formula,
    Index,
    Name,
    Number,
    Partial,
    Quotient,
    Range,
    Relation,
    Restriction,
    Sum,
    Within,
    substitute,
    walk_paths,
)

_PLACE = Name("t")
"""What a new index is called, with as many primes as it takes."""


@dataclass(frozen=True)
class Unfold(Rule):
    """An entry becomes what its array's definition says of it.

    `names` renames the indices bound in the definition, so that none is free in the equation or
    bound around. Side condition: every bound index of the definition gets a name that occurs
    nowhere in the equation.
    """

    title = "put in the definition"
    array: Whole
    names: tuple[tuple[Name, Name], ...] = ()

    def words(self) -> Words:
        """Name the array, and the indices that get other names."""
        said: list[str | Formula] = [self.array]
        for old, new in self.names:
            said += [", its index ", old, " renamed ", new]
        return tuple(said)

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Replace the entry; in a derivative, the entry that is differentiated."""
        if isinstance(formula, Partial) and whole_of(formula) != self.array:
            if whole_of(formula.by) == self.array:
                raise RuleError(f"{self.array} is what is differentiated by")
            inner = self.rewrite(formula.of, context)
            return replace(inner, formula=replace(formula, of=inner.formula))
        if whole_of(formula) != self.array:
            raise RuleError(f"{formula} is no entry of {self.array}")
        if self.array in context.differentiated_by:
            raise RuleError(f"{self.array} is what is differentiated by")
        body, values = context.setting.definition_of(self.array, places_of(formula))
        names = dict(self.names)
        bound = set(bound_names(body))
        if bound & values.keys():
            raise RuleError("an index of the definition is bound again within it")
        new = {names.get(name, name) for name in bound}
        if new & context.names or len(new) < len(bound):
            raise RuleError("an index bound in the definition occurs already")
        renamed = substitute(body, {name: names.get(name, name) for name in bound})
        return Rewritten(put_index(renamed, values, context.setting))

    @classmethod
    def propose(cls, formula: Formula, context: Context) -> Iterator[Self]:
        """Propose the definition of what is differentiated, if it depends on what it is by."""
        if not isinstance(formula, Partial) or formula.of == context.setting.loss:
            return
        whole, by = whole_of(formula.of), whole_of(formula.by)
        if whole is None or by is None or whole == by:
            return
        declared = context.setting.declaration(whole)
        if isinstance(declared, Defined) and context.setting.depends(whole, by):
            yield cls.freshly(whole, context)

    @classmethod
    def freshly(cls, whole: Whole, context: Context) -> Self:
        """Give the rule for an array, its bound indices primed where they are taken."""
        declared = context.setting.declaration(whole)
        if not isinstance(declared, Defined):
            raise RuleError(f"{whole} has no definition")
        names: list[tuple[Name, Name]] = []
        for name in bound_names(declared.equation.right):
            taken = frozenset(new for _, new in names)
            fresh = context.fresh(name, taken)
            names.append((name, fresh))
        return cls(whole, tuple((old, new) for old, new in names if old != new))


@dataclass(frozen=True)
class Fold(Rule):
    """A formula that an array's definition says of one of its entries becomes that entry.

    `places` are the indices of the entry. Side conditions: the definition, with these indices
    put in and its bound indices renamed, is the formula; the entry lies within the array.
    """

    title = "the definition read backwards"
    array: Whole
    places: tuple[Index, ...]

    def words(self) -> Words:
        """Name the array."""
        return (self.array,)

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Replace the formula by the entry."""
        setting = context.setting
        declared = setting.declaration(self.array)
        if not isinstance(declared, Defined):
            raise RuleError(f"{self.array} has no definition")
        if len(self.places) != len(declared.axes):
            raise RuleError(f"{self.array} has another number of indices")
        body, values = setting.definition_of(self.array, self.places)
        if not same_up_to_names(formula, put_index(body, values, setting)):
            raise RuleError(f"this is not what {self.array} is defined as")
        held = Discharged()
        for axis, place in zip(declared.axes, self.places, strict=True):
            held += context.require(Within(axis.lower, setting.limit(place), axis.upper))
        return Rewritten(relabelled(declared.equation.left, self.array, self.places), held)


@dataclass(frozen=True)
class ExtendByZero(Rule):
    """Of terms whose entry lies within its array, a sum over all terms of the array extended.

    The array is taken to be zero outside its limits; the conditions that kept the entry within
    them are then left out. `letter` is the extended array's. Side conditions: the entry is a
    factor of every term; the other axes, and what else is read, are known to be within limits.
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
        _require_readable(longer, context)
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
    or because it is known; so is what else is read.
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
        _require_readable(longer, context)
        return Rewritten(longer, held, {self.letter: declared})


def _require_readable(total: Sum, context: Context) -> None:
    """Check that no term of a sum reads an array outside; those that go on have no outside."""
    setting = context.setting
    for path, part in walk_paths(total.body, (0,)):
        found = setting.entry(part)
        if found is None or isinstance(found[1], Extended | Dilated):
            continue
        there = replace(context, facts=facts_at(total, path, context.facts))
        for axis, place in zip(found[1].axes, places_of(part), strict=True):
            there.require(Within(axis.lower, _as_formula(place, setting), axis.upper))


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


@dataclass(frozen=True)
class ReadInside(Rule):
    """An entry of an array extended by zeros is a sum of a delta over the array's own entries.

    Outside the array no delta is one, and the sum is zero. Side conditions: the names are new.
    """

    title = "what the extended array has at a place is the sum over the entries there: one, or none"
    array: Whole
    names: tuple[Name, ...]

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Sum over the array's entries."""
        setting = context.setting
        found = setting.entry(formula)
        declared = None if found is None else found[1]
        if not isinstance(declared, Extended) or declared.of != self.array:
            raise RuleError(f"{formula} is no entry of {self.array} extended")
        if declared.extension is not Extension.ZEROS:
            raise RuleError("the array goes on otherwise than by zeros")
        axes = declared_axes(self.array, self.names, context)
        ranges = tuple(
            Range(name, axis.lower, axis.upper) for name, axis in zip(self.names, axes, strict=True)
        )
        deltas = tuple(
            Condition(setting.limit(place), Relation.EQUAL, name)
            for place, name in zip(places_of(formula), self.names, strict=True)
        )
        entry = entry_like(formula, self.array, self.names)
        return Rewritten(Sum(entry, ranges, deltas))

    @classmethod
    def propose(cls, formula: Formula, context: Context) -> Iterator[Self]:
        """Propose every entry of an array extended by zeros, with new names."""
        found = context.setting.entry(formula)
        declared = None if found is None else found[1]
        if isinstance(declared, Extended) and declared.extension is Extension.ZEROS:
            yield cls(declared.of, new_places(formula, context))


def declared_axes(array: Whole, names: tuple[Name, ...], context: Context) -> tuple[Axis, ...]:
    """Give the axes of an array, one for each of some names that must be new."""
    declared = context.setting.declaration(array)
    new = set(names) - context.names
    if declared is None or not len(declared.axes) == len(names) == len(new):
        raise RuleError("there is not one new index per axis")
    return declared.axes


def new_places(formula: Formula, context: Context) -> tuple[Name, ...]:
    """Give as many names that occur nowhere as an entry has indices."""
    names: list[Name] = []
    for _ in places_of(formula):
        names.append(context.fresh(_PLACE, frozenset(names)))
    return tuple(names)


@dataclass(frozen=True)
class NameArray(Rule):
    """Entries of an array, such as the gradient from above, are written with a letter of its own.

    Side condition: nothing is differentiated by an entry of the array.
    """

    title = "a letter for it"
    array: Whole
    letter: Entry

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Write every entry of the array with the letter."""
        setting = context.setting
        declared = setting.declaration(self.array)
        if declared is None:
            raise RuleError(f"{self.array} is no array")
        partials = (part for _, part in walk_paths(formula) if isinstance(part, Partial))
        if any(whole_of(partial.by) == self.array for partial in partials):
            raise RuleError(f"something is differentiated by an entry of {self.array}")
        entries = {
            part: relabelled(part, self.letter, places_of(part))
            for _, part in walk_paths(formula)
            if whole_of(part) == self.array
        }
        named = Named(self.array, declared.axes)
        return Rewritten(substitute(formula, entries), Discharged(), {self.letter: named})
