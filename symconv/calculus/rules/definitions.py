"""Rules that put definitions in, read them backwards, or give an array a letter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

from symconv.calculus.arrays import (
    Defined,
    Named,
    Whole,
    places_of,
    relabelled,
    whole_of,
)
from symconv.calculus.errors import RuleError
from symconv.calculus.rule import (
    Context,
    Discharged,
    Rewritten,
    Rule,
    Words,
)
from symconv.calculus.setting import bound_names
from symconv.calculus.substitution import put_index, same_up_to_names
from symconv.calculus.values import require_integer
from symconv.formulas import (
    Entry,
    Formula,
    Index,
    Name,
    Partial,
    Within,
    substitute,
    walk_paths,
)


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
    put in and its bound indices renamed, is the formula; the entry lies within the array, at
    integers.
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
            require_integer(place, context)
            held += context.require(Within(axis.lower, setting.limit(place), axis.upper))
        return Rewritten(relabelled(declared.equation.left, self.array, self.places), held)


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
