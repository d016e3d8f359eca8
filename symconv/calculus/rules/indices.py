"""Rules about a bound index: renaming, changing and flipping it, counting its terms."""

from __future__ import annotations

from dataclasses import dataclass, replace

from symconv.calculus.errors import RuleError
from symconv.calculus.polynomials import ONE_INDEX, read_index
from symconv.calculus.rule import Context, Discharged, Rewritten, Rule, Words
from symconv.calculus.rules.sums import range_of, sum_of
from symconv.calculus.setting import free_letters
from symconv.calculus.substitution import put_index
from symconv.calculus.values import require_value
from symconv.formulas import (
    Condition,
    Formula,
    Indicator,
    Name,
    Number,
    Product,
    Range,
    Relation,
    Sum,
)


@dataclass(frozen=True)
class Rename(Rule):
    """A bound index gets another name.

    Side conditions: the new name occurs nowhere in the equation.
    """

    title = "rename a bound index"
    index: Name
    new: Name

    def words(self) -> Words:
        """Give the old name and the new."""
        return (self.index, " is now ", self.new)

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Give the sum with the index renamed."""
        total = sum_of(formula)
        limits = range_of(total, self.index)
        if self.new in context.names:
            raise RuleError(f"{self.new} occurs already")
        renamed = replace(limits, index=self.new)
        return Rewritten(_replace_index(total, self.index, renamed, self.new, context))


@dataclass(frozen=True)
class ChangeIndex(Rule):
    """A linear change of a bound index: index = value, where value is ± new + the rest.

    Side conditions: the coefficient of the new index is 1 or -1 and the rest is an integer, so
    that integers go to integers, one to one; the new name occurs nowhere in the equation.
    """

    title = "change the index"
    index: Name
    new: Name
    value: Formula

    def words(self) -> Words:
        """Say what the index becomes."""
        return (self.index, " = ", self.value)

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Give the sum over the new index, between the limits that it has."""
        total, setting = sum_of(formula), context.setting
        limits = range_of(total, self.index)
        if self.new in context.names and self.new != self.index:
            raise RuleError(f"{self.new} occurs already")
        value = read_index(self.value)
        coefficient = value.coefficient_of(self.new)
        if coefficient.constant not in (1, -1):
            raise RuleError(f"{self.new} has not the coefficient 1 or -1")
        rest = value - coefficient * read_index(self.new)
        if any({self.index, self.new} & free_letters(letter) for letter in rest.letters):
            raise RuleError(f"{self.index} would stand for itself")
        if not setting.integers.include(rest):
            raise RuleError(f"{self.value} need not be an integer")
        ends = [
            None if end is None else setting.limit(coefficient * (read_index(end) - rest))
            for end in (limits.lower, limits.upper)
        ]
        if coefficient.constant == -1:
            ends.reverse()
        changed = Range(self.new, *ends)
        return Rewritten(_replace_index(total, self.index, changed, self.value, context))


def _replace_index(
    total: Sum, index: Name, changed: Range, value: Formula, context: Context
) -> Formula:
    values: dict[Formula, Formula] = {index: value}
    setting = context.setting
    return Sum(
        put_index(total.body, values, setting),
        tuple(
            changed if limits.index == index else put_index(limits, values, setting)  # type: ignore[misc]
            for limits in total.ranges
        ),
        tuple(put_index(condition, values, setting) for condition in total.conditions),  # type: ignore[misc]
    )


@dataclass(frozen=True)
class FlipIndex(Rule):
    """A bound index is counted from the other end: index becomes lower + upper - index.

    Side conditions: the index has both limits, so that the range stays what it is.
    """

    title = "count the index from the other end"
    index: Name

    def words(self) -> Words:
        """Name the index."""
        return (self.index,)

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Give the sum with the index flipped."""
        total = sum_of(formula)
        limits = range_of(total, self.index)
        if limits.lower is None or limits.upper is None:
            raise RuleError("an index without limits has no other end")
        ends = read_index(limits.lower) + read_index(limits.upper)
        if not context.setting.integers.include(ends):
            raise RuleError("the limits need not be integers")
        value = context.setting.limit(ends - read_index(self.index))
        return Rewritten(_replace_index(total, self.index, limits, value, context))


@dataclass(frozen=True)
class CollectNumbers(Rule):
    """Sum over nothing that depends on an index: the number of terms times the term.

    Side conditions: nothing else in the sum mentions the index; its limits mention no other index
    of the sum; they are integers, the range is not turned around; what is left has a value.
    """

    title = "count the terms"
    index: Name

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Multiply by the number of values of the index."""
        total = sum_of(formula)
        limits = range_of(total, self.index)
        others = tuple(part for part in total.ranges if part != limits)
        if any(
            self.index in free_letters(part) for part in (total.body, *total.conditions, *others)
        ):
            raise RuleError(f"{self.index} occurs in the term")
        if limits.lower is None or limits.upper is None:
            raise RuleError("the range has no limits")
        if free_letters(limits) & {part.index for part in others}:
            raise RuleError("the number of terms depends on another index of the sum")
        for end in (limits.lower, limits.upper):
            if not context.setting.integers.include(end):
                raise RuleError(f"the limit {end} need not be an integer")
        count = read_index(limits.upper) - read_index(limits.lower) + ONE_INDEX
        number = context.setting.limit(count)
        held = context.require(Condition(Number(0), Relation.AT_MOST, number))
        rest = Sum(total.body, others, total.conditions) if others else _alone(total)
        require_value(rest, context)
        return Rewritten(Product((number, rest)), Discharged() + held)


def _alone(total: Sum) -> Formula:
    """Give the term of a sum whose last index was counted, in the bracket of its conditions."""
    if not total.conditions:
        return total.body
    return Product((Indicator(total.conditions), total.body))
