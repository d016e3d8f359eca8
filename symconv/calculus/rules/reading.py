"""Rules that read an array as what it is made of: named, turned, dilated, extended, defined.

They are the inverse of the rules that introduce such arrays: with them, formulas in which the
same arrays are written in different ways come down to entries of the arrays that are given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from symconv.calculus.arrays import (
    Axis,
    Declaration,
    Defined,
    Dilated,
    Extended,
    Extension,
    Named,
    Turned,
    Whole,
    entry_like,
    places_of,
)
from symconv.calculus.errors import RuleError
from symconv.calculus.polynomials import read_index
from symconv.calculus.rule import Context, Rewritten, Rule
from symconv.calculus.rules.definitions import Unfold
from symconv.formulas import Condition, Formula, Name, Partial, Range, Relation, Sum


def _declared(formula: Formula, context: Context) -> Declaration | None:
    found = context.setting.entry(formula)
    return None if found is None else found[1]


_PLACE = Name("t")
"""What a new index is called, with as many primes as it takes."""


@dataclass(frozen=True)
class ReadNamed(Rule):
    """An entry of an array that is another under a letter of its own is the other's entry.

    Side conditions: none.
    """

    title = "what the letter stands for"

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Write the entry of the array that is named."""
        declared = _declared(formula, context)
        if not isinstance(declared, Named):
            raise RuleError(f"{formula} is no entry of a named array")
        return Rewritten(entry_like(formula, declared.of, places_of(formula)))

    @classmethod
    def propose(cls, formula: Formula, context: Context) -> Iterator[Self]:
        """Propose every entry of a named array."""
        if isinstance(_declared(formula, context), Named):
            yield cls()


@dataclass(frozen=True)
class ReadTurned(Rule):
    """An entry of rot180 of an array is the array's entry counted from the other end.

    Side conditions: none.
    """

    title = "entries of rot180 are entries counted from the other end"

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Read the array itself at lower + upper - index, along every spatial axis."""
        declared, setting = _declared(formula, context), context.setting
        if not isinstance(declared, Turned):
            raise RuleError(f"{formula} is no entry of a turned array")
        places = list(places_of(formula))
        for number in range(len(places) - declared.spatial, len(places)):
            axis = declared.axes[number]
            ends = read_index(axis.lower) + read_index(axis.upper)
            places[number] = setting.index(ends - read_index(places[number]))
        return Rewritten(entry_like(formula, declared.of, tuple(places)))

    @classmethod
    def propose(cls, formula: Formula, context: Context) -> Iterator[Self]:
        """Propose every entry of a turned array."""
        if isinstance(_declared(formula, context), Turned):
            yield cls()


@dataclass(frozen=True)
class ReadDilated(Rule):
    """An entry of a dilated array is a sum of a delta over the array's own entries.

    The entry at place t is that at index i with step · (i - lower) = t, if there is one.
    Side conditions: the names are new.
    """

    title = "only entries of the array itself count, not the zeros between them"
    names: tuple[Name, ...]

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Sum over the array's entries."""
        declared, setting = _declared(formula, context), context.setting
        if not isinstance(declared, Dilated):
            raise RuleError(f"{formula} is no entry of a dilated array")
        axes, places = declared_axes(declared.of, self.names, context), places_of(formula)
        first = len(places) - len(declared.steps)
        deltas = []
        for number, (name, axis, place) in enumerate(zip(self.names, axes, places, strict=True)):
            own = read_index(name)
            if number >= first:
                step = read_index(declared.steps[number - first])
                own = step * (own - read_index(axis.lower))
            deltas.append(Condition(setting.limit(place), Relation.EQUAL, setting.limit(own)))
        ranges = tuple(
            Range(name, axis.lower, axis.upper) for name, axis in zip(self.names, axes, strict=True)
        )
        return Rewritten(Sum(entry_like(formula, declared.of, self.names), ranges, tuple(deltas)))

    @classmethod
    def propose(cls, formula: Formula, context: Context) -> Iterator[Self]:
        """Propose every entry of a dilated array."""
        if isinstance(_declared(formula, context), Dilated):
            yield cls(new_places(formula, context))


@dataclass(frozen=True)
class UnfoldEntry(Unfold):
    """An entry that is not differentiated becomes what its array's definition says of it.

    Side condition: every bound index of the definition gets a name that occurs nowhere in the
    equation.
    """

    @classmethod
    def propose(cls, formula: Formula, context: Context) -> Iterator[Self]:
        """Propose every entry of a defined array."""
        found = None if isinstance(formula, Partial) else context.setting.entry(formula)
        if found is not None and isinstance(found[1], Defined):
            yield cls.freshly(found[0], context)


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
