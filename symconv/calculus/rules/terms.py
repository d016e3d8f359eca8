"""Rules about which terms a sum has: none at all, or the same ones counted by other indices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Self, TypeAlias

from symconv.calculus.errors import RuleError
from symconv.calculus.polynomials import ONE_INDEX, IndexPolynomial, read_index
from symconv.calculus.rule import Context, Discharged, Rewritten, Rule, Words
from symconv.calculus.rules.sums import factors_of
from symconv.calculus.setting import free_letters
from symconv.calculus.substitution import put_index
from symconv.formulas import (
    ZERO,
    Condition,
    Formula,
    Indicator,
    Name,
    Product,
    Range,
    Relation,
    Restriction,
    Sum,
    Within,
)

Values: TypeAlias = tuple[tuple[Name, Formula], ...]
"""What each of some indices is in terms of others."""


def as_sum(formula: Formula) -> Sum:
    """Give any term as a sum: without bound indices if it is none, restricted by its indicators."""
    if isinstance(formula, Sum):
        return formula
    factors = factors_of(formula)
    conditions = tuple(
        condition
        for factor in factors
        if isinstance(factor, Indicator)
        for condition in factor.conditions
    )
    others = tuple(factor for factor in factors if not isinstance(factor, Indicator))
    return Sum(others[0] if len(others) == 1 else Product(others), (), conditions)


@dataclass(frozen=True)
class DropImpossible(Rule):
    """A sum none of whose terms can meet a condition, or an indicator of it, is zero.

    Side condition: the contrary of the condition follows from the limits of sizes and indices.
    """

    title = "a condition that never holds: there is no term"
    condition: Restriction

    def words(self) -> Words:
        """Give the condition."""
        return (self.condition,)

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Give zero."""
        if not isinstance(formula, Sum | Indicator) or self.condition not in formula.conditions:
            raise RuleError(f"there is no condition {self.condition}")
        others = [c for c in formula.conditions if c != self.condition]
        ranges = formula.ranges if isinstance(formula, Sum) else ()
        facts = context.facts.and_ranges(ranges).and_conditions(others)
        inside = replace(context, facts=facts)
        for contrary in contraries(self.condition, context):
            try:
                return Rewritten(ZERO, inside.require(contrary))
            except RuleError:
                continue
        raise RuleError(f"it is not known that {self.condition} never holds")

    @classmethod
    def propose(cls, formula: Formula, context: Context) -> Iterator[Self]:
        """Propose every condition whose contrary is known."""
        del context
        if isinstance(formula, Sum | Indicator):
            yield from map(cls, formula.conditions)


def contraries(condition: Restriction, context: Context) -> Iterator[Condition]:
    """Give inequalities each of which makes a condition on integers impossible."""
    match condition:
        case Within(lower, value, upper):
            pairs = [(value, lower), (upper, value)]
        case Condition(left, Relation.EQUAL, right):
            pairs = [(left, right), (right, left)]
        case _:
            return
    for less, more in pairs:
        after = context.setting.limit(read_index(less) + ONE_INDEX)
        yield Condition(after, Relation.AT_MOST, more)


@dataclass(frozen=True)
class Recount(Rule):
    """The terms of a sum are counted by other indices, between limits and conditions given.

    `values` says what the bound indices are in terms of the new ones, `inverse` what the new
    ones are in terms of the old. Side conditions: both are integers, and putting one into the
    other gives every index back, so that integers go to integers, one to one; the new limits and
    conditions follow from the old ones, and the old from the new; no new index is free in the sum.
    """

    title = "the same terms, counted by other indices"
    values: Values
    inverse: Values
    ranges: tuple[Range, ...]
    conditions: tuple[Restriction, ...]

    def words(self) -> Words:
        """Say what the indices are."""
        said: list[str | Formula] = []
        for index, value in self.values:
            said += [", " if said else "", index, " = ", value]
        return tuple(said)

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Give the sum over the new indices."""
        total, setting = as_sum(formula), context.setting
        self._check_names(total, context)
        values = dict[Formula, Formula](self.values)
        old = tuple(
            put_index(condition, values, setting)
            for condition in (*limits_of(total.ranges), *total.conditions)
        )
        new = (*limits_of(self.ranges), *self.conditions)
        anew = tuple(Range(limits.index) for limits in self.ranges)
        inside = replace(context, facts=context.facts.and_ranges(anew))
        held = _follow(new, old, inside) + _follow(old, new, inside)
        body = put_index(total.body, values, setting)
        return Rewritten(Sum(body, self.ranges, self.conditions), held)

    def _check_names(self, total: Sum, context: Context) -> None:
        bound, new = dict(self.values), dict(self.inverse)
        if bound.keys() != {limits.index for limits in total.ranges}:
            raise RuleError("not every bound index has a value")
        if new.keys() != {limits.index for limits in self.ranges}:
            raise RuleError("not every new index has a value")
        for _, value in (*self.values, *self.inverse):
            if not context.setting.integers.include(value):
                raise RuleError(f"{value} need not be an integer, so indices go not one to one")
        if new.keys() & (free_letters(total) | context.setting.names):
            raise RuleError("a new index is free in the sum")
        if not (_gives_back(bound, new) and _gives_back(new, bound)):
            raise RuleError("the indices do not go to the new ones one to one")


def _gives_back(values: Mapping[Name, Formula], inverse: Mapping[Name, Formula]) -> bool:
    """Tell whether every index is itself once what it is made of is put in."""
    put = dict[Formula, IndexPolynomial]({name: read_index(at) for name, at in inverse.items()})
    return all(
        read_index(value).substitute(put) == read_index(name) for name, value in values.items()
    )


def limits_of(ranges: tuple[Range, ...]) -> Iterator[Restriction]:
    """Give the limits of bound indices as conditions."""
    for limits in ranges:
        if limits.lower is not None and limits.upper is not None:
            yield Within(limits.lower, limits.index, limits.upper)
        elif limits.lower is not None:
            yield Condition(limits.lower, Relation.AT_MOST, limits.index)
        elif limits.upper is not None:
            yield Condition(limits.index, Relation.AT_MOST, limits.upper)


def _follow(
    wanted: tuple[Formula, ...], known: tuple[Formula, ...], context: Context
) -> Discharged:
    """Prove conditions from others."""
    inside = replace(context, facts=context.facts.and_conditions(known))  # type: ignore[arg-type]
    held = Discharged()
    for condition in wanted:
        held += inside.require(condition)  # type: ignore[arg-type]
    return held
