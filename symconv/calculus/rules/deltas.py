"""Rules that use deltas and conditions: contracting them, dividing, dropping what is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

from symconv.calculus.arrays import Attained, places_of
from symconv.calculus.errors import RuleError
from symconv.calculus.polynomials import IndexPolynomial, read_index
from symconv.calculus.rule import (
    Context,
    Discharged,
    Rewritten,
    Rule,
    Words,
)
from symconv.calculus.rules.sums import factors_of, inside, range_of, sum_of
from symconv.calculus.setting import bound_names, free_letters
from symconv.calculus.substitution import put_index
from symconv.formulas import (
    ONE,
    Add,
    Condition,
    Entry,
    Formula,
    Indicator,
    Maximum,
    Name,
    Product,
    Quotient,
    Range,
    Relation,
    Restriction,
    Sum,
    Within,
    substitute,
    walk_paths,
)


def _equalities(total: Sum) -> Iterator[Condition]:
    """Give the equalities that restrict a sum: its own, and those of indicators in its body."""
    for condition in total.conditions:
        if isinstance(condition, Condition) and condition.relation is Relation.EQUAL:
            yield condition
    for factor in factors_of(total.body):
        if isinstance(factor, Indicator):
            for condition in factor.conditions:
                if isinstance(condition, Condition) and condition.relation is Relation.EQUAL:
                    yield condition


def _without(total: Sum, condition: Condition) -> Sum:
    """Give a sum without one of its equalities."""
    if condition in total.conditions:
        return replace(total, conditions=tuple(c for c in total.conditions if c != condition))
    factors = []
    found = False
    for factor in factors_of(total.body):
        if isinstance(factor, Indicator) and condition in factor.conditions:
            found = True
            factor = Indicator(tuple(c for c in factor.conditions if c != condition))
            if not factor.conditions:
                continue
        factors.append(factor)
    if not found:
        raise RuleError(f"there is no delta {condition}")
    return replace(total, body=Product(tuple(factors)) if factors else ONE)


def _solve(
    condition: Condition, index: Name, context: Context
) -> tuple[IndexPolynomial, IndexPolynomial]:
    """Give (coefficient, rest) of `coefficient * index = rest`, both integers."""
    if not isinstance(condition, Condition) or condition.relation is not Relation.EQUAL:
        raise RuleError(f"{condition} is no delta")
    difference = read_index(condition.left) - read_index(condition.right)
    coefficient = difference.coefficient_of(index)
    rest = coefficient * read_index(index) - difference
    letters = coefficient.letters | rest.letters
    if not coefficient.terms or any(index in free_letters(letter) for letter in letters):
        raise RuleError(f"{condition} is not linear in {index}")
    for letter in sorted(difference.letters, key=repr):
        if not context.setting.integers.include(letter):
            raise RuleError(f"{letter} need not be an integer")
    return coefficient, rest


def _put(
    total: Sum, index: Name, value: Formula, remaining: tuple[Restriction, ...], context: Context
) -> Sum:
    """Give a sum without an index, its value put in, and the conditions that remain.

    Those that mention no index of the sum stand in a bracket: below the sum they would look like
    ranges of more indices.
    """
    setting = context.setting
    values: dict[Formula, Formula] = {index: value}
    ranges = tuple(
        put_index(limits, values, setting) for limits in total.ranges if limits.index != index
    )
    conditions = tuple(put_index(condition, values, setting) for condition in total.conditions)
    body = put_index(total.body, values, setting)
    bound = {limits.index for limits in total.ranges}
    apart = tuple(condition for condition in remaining if not free_letters(condition) & bound)
    below = tuple(condition for condition in remaining if condition not in apart)
    if apart:
        body = Product((Indicator(apart), body))
    return Sum(body, ranges, (*conditions, *below))  # type: ignore[arg-type]


@dataclass(frozen=True)
class ContractDelta(Rule):
    """Of a sum over an index with a delta, one term remains: the delta says which.

    What remains is the condition that this term lies within the range of the index, unless it
    is known to. Side conditions: the delta is an equality of integers; the index has the
    coefficient 1 or -1 in it.
    """

    title = "only the term remains for which the bracket is 1"
    index: Name
    delta: Condition

    def words(self) -> Words:
        """Give the delta."""
        return (self.delta, " solved for ", self.index)

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Put the index's value in its place."""
        total = sum_of(formula)
        limits = range_of(total, self.index)
        coefficient, rest = _solve(self.delta, self.index, context)
        if coefficient.constant not in (1, -1):
            raise RuleError(f"{self.index} has not the coefficient 1 or -1")
        value = context.setting.limit(coefficient * rest)
        remaining: tuple[Restriction, ...] = ()
        if limits.lower is not None and limits.upper is not None:
            remaining = (Within(limits.lower, value, limits.upper),)
        elif limits.lower is not None:
            remaining = (Condition(limits.lower, Relation.AT_MOST, value),)
        elif limits.upper is not None:
            remaining = (Condition(value, Relation.AT_MOST, limits.upper),)
        return Rewritten(_put(_without(total, self.delta), self.index, value, remaining, context))

    @classmethod
    def propose(cls, formula: Formula, context: Context) -> Iterator[Self]:
        """Propose, for each delta, the first index of the sum that it mentions."""
        for index, delta, coefficient in _solvable(formula, context):
            if coefficient.constant in (1, -1):
                yield cls(index, delta)


def _solvable(
    formula: Formula, context: Context
) -> Iterator[tuple[Name, Condition, IndexPolynomial]]:
    """Give, for each delta of a sum, the first bound index that it is linear in."""
    if not isinstance(formula, Sum):
        return
    for delta in _equalities(formula):
        for limits in formula.ranges:
            try:
                coefficient, _ = _solve(delta, limits.index, context)
            except RuleError:
                continue
            yield limits.index, delta, coefficient
            break


@dataclass(frozen=True)
class DivideDelta(Rule):
    """A delta stride · (index - lower) = t picks index = t / stride + lower, if stride divides t.

    What remains are two conditions: that the stride divides t, and that the index lies within
    its range. Side conditions: the delta is an equality of integers; the index has limits; its
    coefficient is at least 1.
    """

    title = (
        "solve the bracket for the index: it is a term of the sum only if the stride divides, and "
        "within the range"
    )
    index: Name
    delta: Condition

    def words(self) -> Words:
        """Give the delta."""
        return (self.delta, " solved for ", self.index)

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Put the quotient in the index's place."""
        total, setting = sum_of(formula), context.setting
        limits = range_of(total, self.index)
        if limits.lower is None or limits.upper is None:
            raise RuleError("the range has no limits")
        coefficient, rest = _solve(self.delta, self.index, context)
        scale = setting.limit(coefficient)
        held = inside(context, total).require(Condition(ONE, Relation.AT_MOST, scale))
        lower = read_index(limits.lower)
        divided = setting.limit(rest - coefficient * lower)
        quotient: Formula = Quotient(divided, scale)
        value = quotient if lower.constant == 0 else Add((quotient, limits.lower))
        remaining = (
            Condition(scale, Relation.DIVIDES, divided),
            Within(limits.lower, value, limits.upper),
        )
        return Rewritten(
            _put(_without(total, self.delta), self.index, value, remaining, context), held
        )

    @classmethod
    def propose(cls, formula: Formula, context: Context) -> Iterator[Self]:
        """Propose, for each delta, the first index of the sum that it mentions."""
        for index, delta, coefficient in _solvable(formula, context):
            scale = context.setting.limit(coefficient)
            if coefficient.constant not in (1, -1) and context.facts.prove(
                Condition(ONE, Relation.AT_MOST, scale)
            ):
                yield cls(index, delta)


@dataclass(frozen=True)
class DropKnown(Rule):
    """A condition that is known to hold is left out.

    Side condition: it follows from the limits of sizes and indices.
    """

    title = "leave out conditions that hold in any case"
    condition: Restriction

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Leave the condition out of a sum, or of an indicator."""
        if not isinstance(formula, Sum | Indicator) or self.condition not in formula.conditions:
            raise RuleError(f"there is no condition {self.condition}")
        others = tuple(c for c in formula.conditions if c != self.condition)
        held = _held(self.condition, formula, others, context)
        return Rewritten(replace(formula, conditions=others), held)

    @classmethod
    def propose(cls, formula: Formula, context: Context) -> Iterator[Self]:
        """Propose every condition that is known."""
        if not isinstance(formula, Sum | Indicator):
            return
        for condition in formula.conditions:
            others = tuple(c for c in formula.conditions if c != condition)
            try:
                _held(condition, formula, others, context)
            except RuleError:
                continue
            yield cls(condition)


def _held(
    condition: Restriction,
    formula: Sum | Indicator,
    others: tuple[Restriction, ...],
    context: Context,
) -> Discharged:
    """Prove a condition from what is known, the other conditions and the sum's ranges."""
    facts = context.facts
    if isinstance(formula, Sum):
        facts = facts.and_ranges(formula.ranges)
    facts = facts.and_conditions((*others, *_attained(condition, context)))
    return replace(context, facts=facts).require(condition)


def _attained(condition: Restriction, context: Context) -> Iterator[Within]:
    """Give the limits of the places of maxima that a condition mentions."""
    for _, part in walk_paths(condition):
        found = context.setting.entry(part) if isinstance(part, Entry) else None
        if found is None or not isinstance(found[1], Attained):
            continue
        largest = found[1].equation.right
        limits = largest.ranges[found[1].number] if isinstance(largest, Maximum) else None
        if limits is None or limits.lower is None or limits.upper is None:
            continue
        own = set(places_of(found[1].equation.left))
        if not (free_letters(limits.lower) | free_letters(limits.upper)) & own:
            yield Within(limits.lower, part, limits.upper)


@dataclass(frozen=True)
class InsertDelta(Rule):
    """A new index that is equal to an expression: one times the sum of a delta over it.

    Side conditions: the name is new; the expression is an integer and lies within the range.
    """

    title = "name the place by an index"
    index: Name
    lower: Formula
    upper: Formula
    value: Formula

    def words(self) -> Words:
        """Say what the new index stands for."""
        return (self.index, " = ", self.value)

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Add the index to the sum, with its delta."""
        total = sum_of(formula)
        if self.index in context.names:
            raise RuleError(f"{self.index} occurs already")
        if not context.setting.integers.include(self.value):
            raise RuleError(f"{self.value} need not be an integer")
        inside = Within(self.lower, self.value, self.upper)
        held = _held(inside, total, total.conditions, context)
        delta = Condition(self.value, Relation.EQUAL, self.index)
        limits = Range(self.index, self.lower, self.upper)
        return Rewritten(Sum(total.body, (*total.ranges, limits), (*total.conditions, delta)), held)


def _is_entry(part: Formula) -> bool:
    return isinstance(part, Entry)


@dataclass(frozen=True)
class UseEquality(Rule):
    """Where a sum's condition says that two expressions are equal, one may stand for the other.

    It is replaced in the sum's other conditions and in its body alone. Side conditions: the
    condition is an equality, and among those of the sum; it is one of indices and sizes alone; no
    letter in it is bound further inside.
    """

    title = "put equals for equals"
    equality: Condition

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Put the right side of the equality in the place of its left side."""
        total = sum_of(formula)
        if self.equality not in total.conditions or self.equality.relation is not Relation.EQUAL:
            raise RuleError(f"there is no equality {self.equality}")
        if any(context.setting.entry(p) for _, p in walk_paths(self.equality) if _is_entry(p)):
            raise RuleError("entries of arrays change, so that they need not stay equal")
        inside = {name for part in (total.body, *total.conditions) for name in bound_names(part)}
        if inside & free_letters(self.equality):
            raise RuleError("an index bound inside would be replaced, or would capture another")
        values = {self.equality.left: self.equality.right}
        conditions = tuple(
            c if c == self.equality else substitute(c, values) for c in total.conditions
        )
        return Rewritten(Sum(substitute(total.body, values), total.ranges, conditions))  # type: ignore[arg-type]
