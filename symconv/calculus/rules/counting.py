"""Rules that count: conditions for every tap, inequalities solved, ranges from them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from symconv.calculus.errors import RuleError
from symconv.calculus.polynomials import IndexPolynomial, read_index
from symconv.calculus.rule import Context, Discharged, Rewritten, Rule, Words
from symconv.calculus.rules.sums import inside, range_of, sum_of
from symconv.calculus.setting import free_letters
from symconv.formulas import (
    ONE,
    ZERO,
    Condition,
    Floor,
    ForEvery,
    Formula,
    Name,
    Quotient,
    Range,
    Relation,
    Restriction,
    Sum,
)


def _replaced(total: Sum, old: Restriction, new: tuple[Restriction, ...]) -> Sum:
    if old not in total.conditions:
        raise RuleError(f"there is no condition {old}")
    at = total.conditions.index(old)
    return replace(total, conditions=(*total.conditions[:at], *new, *total.conditions[at + 1 :]))


def _at_most(condition: Restriction) -> tuple[IndexPolynomial, IndexPolynomial]:
    """Give the sides of `left ≤ right`."""
    if not isinstance(condition, Condition) or condition.relation is not Relation.AT_MOST:
        raise RuleError(f"{condition} is not of the form a ≤ b")
    return read_index(condition.left), read_index(condition.right)


@dataclass(frozen=True)
class WorstCase(Rule):
    """An inequality holds for every value of an index if it holds at the end that is worst.

    `a ≤ b` is linear in the index, so it is worst at the upper limit if b - a falls with the
    index, and at the lower if it rises. Side conditions: which of the two is the case is known;
    the range is not empty; its limits are integers.
    """

    title = "an inequality holds for every value of an index if it holds at its worst one"
    condition: ForEvery

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Put the worst value in the index's place."""
        total, setting = sum_of(formula), context.setting
        context = inside(context, total)
        if len(self.condition.ranges) != 1:
            raise RuleError("one index at a time")
        (limits,) = self.condition.ranges
        if limits.lower is None or limits.upper is None:
            raise RuleError("an index without limits has no worst value")
        if not (setting.integers.include(limits.lower) and setting.integers.include(limits.upper)):
            raise RuleError(f"the limits of {limits.index} need not be integers")
        left, right = _at_most(self.condition.condition)
        slope = (right - left).coefficient_of(limits.index)
        others = (right - left).letters - {limits.index}
        if any(limits.index in free_letters(letter) for letter in others):
            raise RuleError(f"the inequality is not linear in {limits.index}")
        held = context.require(Condition(limits.lower, Relation.AT_MOST, limits.upper))
        if context.facts.prove_nonnegative(-slope):
            worst, sign = limits.upper, setting.limit(-slope)
        elif context.facts.prove_nonnegative(slope):
            worst, sign = limits.lower, setting.limit(slope)
        else:
            raise RuleError("it is not known which end is worst")
        held += context.require(Condition(ZERO, Relation.AT_MOST, sign))
        values: dict[Formula, IndexPolynomial] = {limits.index: read_index(worst)}
        at_worst = Condition(
            setting.limit(left.substitute(values)),
            Relation.AT_MOST,
            setting.limit(right.substitute(values)),
        )
        return Rewritten(_replaced(total, self.condition, (at_worst,)), held)


@dataclass(frozen=True)
class SolveInequality(Rule):
    """stride · index + a ≤ b holds for an integer index just if index ≤ floor((b - a) / stride).

    With the coefficient 1 or -1 there is nothing to divide: index ≤ b - a, or a - b ≤ index.
    Side conditions: the coefficient is at least 1, or is -1.
    """

    title = "solve the inequality for the index, an integer"
    index: Name
    condition: Condition

    def words(self) -> Words:
        """Give the inequality."""
        return (self.condition,)

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Give the condition on the index alone."""
        total, setting = sum_of(formula), context.setting
        context = inside(context, total)
        range_of(total, self.index)
        left, right = _at_most(self.condition)
        difference = left - right
        coefficient = difference.coefficient_of(self.index)
        rest = coefficient * read_index(self.index) - difference
        if any(self.index in free_letters(letter) for letter in rest.letters):
            raise RuleError(f"{self.condition} is not linear in {self.index}")
        if coefficient.constant == -1:
            solved = Condition(setting.limit(-rest), Relation.AT_MOST, self.index)
            return Rewritten(_replaced(total, self.condition, (solved,)))
        scale, bound = setting.limit(coefficient), setting.limit(rest)
        held = context.require(Condition(ONE, Relation.AT_MOST, scale))
        most = bound if scale == ONE else Floor(Quotient(bound, scale))
        solved = Condition(self.index, Relation.AT_MOST, most)
        return Rewritten(_replaced(total, self.condition, (solved,)), held)


@dataclass(frozen=True)
class NarrowRange(Rule):
    """A condition `index ≤ b`, or `a ≤ index`, becomes a limit of the index's range.

    Side conditions: the new limit lies within the old ones, so that it is the stricter one; it
    mentions no bound index of the sum.
    """

    title = "the condition becomes a limit of the sum"
    index: Name
    condition: Condition

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Narrow the range."""
        total = sum_of(formula)
        limits = range_of(total, self.index)
        held = Discharged()
        if self.condition.relation is not Relation.AT_MOST:
            raise RuleError(f"{self.condition} is not of the form a ≤ b")
        if self.condition.left == self.index:
            bound = self.condition.right
            if limits.upper is not None:
                held += context.require(Condition(bound, Relation.AT_MOST, limits.upper))
            narrowed = Range(self.index, limits.lower, bound)
        elif self.condition.right == self.index:
            bound = self.condition.left
            if limits.lower is not None:
                held += context.require(Condition(limits.lower, Relation.AT_MOST, bound))
            narrowed = Range(self.index, bound, limits.upper)
        else:
            raise RuleError(f"{self.condition} is no limit of {self.index}")
        if not context.setting.integers.include(bound):
            raise RuleError(f"{bound} need not be an integer")
        if free_letters(bound) & {known.index for known in total.ranges}:
            raise RuleError(f"the limit {bound} mentions an index of the sum")
        ranges = tuple(narrowed if known == limits else known for known in total.ranges)
        return Rewritten(replace(_replaced(total, self.condition, ()), ranges=ranges), held)
