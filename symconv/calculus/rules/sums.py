"""Rules about sums: merging, splitting, renaming, changing and flipping an index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

from symconv.calculus.errors import RuleError
from symconv.calculus.polynomials import ONE_INDEX, is_integral, read_index
from symconv.calculus.rule import Context, Discharged, Rewritten, Rule, Words
from symconv.calculus.setting import free_letters
from symconv.calculus.substitution import put_index
from symconv.formulas import (
    ONE,
    Add,
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


def sum_of(formula: Formula) -> Sum:
    """Give a formula that must be a sum."""
    if not isinstance(formula, Sum):
        raise RuleError(f"{formula} is no sum")
    return formula


def range_of(total: Sum, index: Name) -> Range:
    """Give the range of a bound index."""
    for limits in total.ranges:
        if limits.index == index:
            return limits
    raise RuleError(f"{index.letter} is not bound here")


def inside(context: Context, total: Sum) -> Context:
    """Give the context in which the indices of a sum are its own, and none around it."""
    return replace(context, facts=context.facts.and_ranges(total.ranges))


def factors_of(formula: Formula) -> tuple[Formula, ...]:
    """Give the factors of a product; anything else is its only factor."""
    return formula.factors if isinstance(formula, Product) else (formula,)


@dataclass(frozen=True)
class MergeSums(Rule):
    """A sum within a product, or within a sum, joins the sum around it.

    Side conditions: no index bound inside is free in the other factors, or bound outside; no
    limit or condition outside mentions one.
    """

    title = "multiply the outer factors into the inner sum, and join the two sums"

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Move factors into the innermost sum, and join it with the one around."""
        del context
        if isinstance(formula, Product):
            return Rewritten(_into_sum(formula))
        outer = sum_of(formula)
        inner = _into_sum(outer.body) if isinstance(outer.body, Product) else outer.body
        if not isinstance(inner, Sum):
            raise RuleError("there is no sum inside")
        bound = {limits.index for limits in inner.ranges}
        if bound & {limits.index for limits in outer.ranges}:
            raise RuleError("an index is bound twice")
        if any(free_letters(part) & bound for part in (*outer.ranges, *outer.conditions)):
            raise RuleError("an index bound inside is free outside")
        merged = Sum(
            inner.body, (*outer.ranges, *inner.ranges), (*outer.conditions, *inner.conditions)
        )
        return Rewritten(merged)

    @classmethod
    def propose(cls, formula: Formula, context: Context) -> Iterator[Self]:
        """Propose a sum that has a sum in it, or a product that has one."""
        del context
        body = formula.body if isinstance(formula, Sum) else formula
        within = factors_of(body) if body is not formula or isinstance(body, Product) else ()
        if any(isinstance(factor, Sum) for factor in within):
            yield cls()


def _into_sum(product: Product) -> Sum:
    """Give a product as a sum: the other factors move into its first sum."""
    for at, factor in enumerate(product.factors):
        if not isinstance(factor, Sum):
            continue
        before, after = product.factors[:at], product.factors[at + 1 :]
        bound = {limits.index for limits in factor.ranges}
        if any(free_letters(other) & bound for other in (*before, *after)):
            raise RuleError("an index bound inside is free outside")
        return replace(factor, body=Product((*before, *factors_of(factor.body), *after)))
    raise RuleError("there is no sum inside")


@dataclass(frozen=True)
class SplitSum(Rule):
    """A sum of several terms becomes several sums; a product with a sum is multiplied out.

    Side conditions: none.
    """

    title = "split the sum"

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Give a sum for each term."""
        del context
        if isinstance(formula, Sum) and isinstance(formula.body, Add):
            sums = (replace(formula, body=term) for term in formula.body.terms)
            return Rewritten(Add(tuple(sums)))
        if isinstance(formula, Product):
            for at, factor in enumerate(formula.factors):
                if isinstance(factor, Add):
                    before, after = formula.factors[:at], formula.factors[at + 1 :]
                    terms = (Product((*before, term, *after)) for term in factor.terms)
                    return Rewritten(Add(tuple(terms)))
        raise RuleError("there is nothing to split")

    @classmethod
    def propose(cls, formula: Formula, context: Context) -> Iterator[Self]:
        """Propose every sum of terms, and every product with such a factor."""
        del context
        several = isinstance(formula, Sum) and isinstance(formula.body, Add)
        if several or (
            isinstance(formula, Product)
            and any(isinstance(factor, Add) for factor in formula.factors)
        ):
            yield cls()


@dataclass(frozen=True)
class SplitRange(Rule):
    """A sum over lower..upper becomes a sum up to `last`, and one from the next index on.

    Side conditions: last is at least the lower limit less one, and at most the upper limit.
    """

    title = "split the range"
    index: Name
    last: Formula

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Give the two sums."""
        total = sum_of(formula)
        limits = range_of(total, self.index)
        if limits.lower is None or limits.upper is None:
            raise RuleError("the range has no limits")
        before = read_index(limits.lower) - ONE_INDEX
        context = inside(context, total)
        discharged = context.require(
            Condition(context.setting.limit(before), Relation.AT_MOST, self.last)
        ) + context.require(Condition(self.last, Relation.AT_MOST, limits.upper))
        after = context.setting.limit(read_index(self.last) + ONE_INDEX)
        parts = (replace(limits, upper=self.last), replace(limits, lower=after))
        sums = (
            replace(total, ranges=tuple(part if r == limits else r for r in total.ranges))
            for part in parts
        )
        return Rewritten(Add(tuple(sums)), discharged)


@dataclass(frozen=True)
class PullOut(Rule):
    """Factors that do not mention the bound indices stand before the sum (or after it).

    Side conditions: the factors mention no bound index.
    """

    title = "factors without the index stand outside the sum"
    after: bool = False

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Take the factors out."""
        del context
        total = sum_of(formula)
        bound = {limits.index for limits in total.ranges}
        factors = factors_of(total.body)
        outside = [factor for factor in factors if not free_letters(factor) & bound]
        inside = [factor for factor in factors if free_letters(factor) & bound]
        if not outside or not inside:
            raise RuleError("every factor mentions a bound index")
        body = inside[0] if len(inside) == 1 else Product(tuple(inside))
        rest = replace(total, body=body)
        parts = (rest, *outside) if self.after else (*outside, rest)
        return Rewritten(Product(parts))


@dataclass(frozen=True)
class RestrictSum(Rule):
    """An indicator among the factors becomes a condition on the indices of the sum.

    Terms where it is zero are left out. Side conditions: none.
    """

    title = "a term is zero unless its bracket holds: make it a condition"

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Move every indicator's conditions to the sum."""
        del context
        total = sum_of(formula)
        factors = factors_of(total.body)
        conditions = [
            condition
            for factor in factors
            if isinstance(factor, Indicator)
            for condition in factor.conditions
            if condition not in total.conditions
        ]
        if not any(isinstance(factor, Indicator) for factor in factors):
            raise RuleError("there is no indicator among the factors")
        others = tuple(factor for factor in factors if not isinstance(factor, Indicator))
        body = Product(others) if others else ONE
        return Rewritten(Sum(body, total.ranges, (*total.conditions, *conditions)))

    @classmethod
    def propose(cls, formula: Formula, context: Context) -> Iterator[Self]:
        """Propose every sum with an indicator among its factors."""
        del context
        if isinstance(formula, Sum) and any(
            isinstance(factor, Indicator) for factor in factors_of(formula.body)
        ):
            yield cls()


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
            raise RuleError(f"{self.new.letter} occurs already")
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
            raise RuleError(f"{self.new.letter} occurs already")
        value = read_index(self.value)
        coefficient = value.coefficient_of(self.new)
        if coefficient.constant not in (1, -1):
            raise RuleError(f"{self.new.letter} has not the coefficient 1 or -1")
        rest = value - coefficient * read_index(self.new)
        if any({self.index, self.new} & free_letters(letter) for letter in rest.letters):
            raise RuleError(f"{self.index.letter} would stand for itself")
        if not is_integral(rest):
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
        if not is_integral(read_index(limits.lower) + read_index(limits.upper)):
            raise RuleError("the limits need not be integers")
        ends = read_index(limits.lower) + read_index(limits.upper)
        value = context.setting.limit(ends - read_index(self.index))
        return Rewritten(_replace_index(total, self.index, limits, value, context))


@dataclass(frozen=True)
class OrderFactors(Rule):
    """Factors change places.

    Side conditions: `order` names every factor once.
    """

    title = "order of factors"
    order: tuple[int, ...]

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Give the product in the order wanted."""
        del context
        factors = factors_of(formula)
        if sorted(self.order) != list(range(len(factors))):
            raise RuleError("an order names every factor once")
        return Rewritten(Product(tuple(factors[at] for at in self.order)))


@dataclass(frozen=True)
class OrderTerms(Rule):
    """Terms of a sum change places.

    Side conditions: `order` names every term once.
    """

    title = "order of terms"
    order: tuple[int, ...]

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Give the sum in the order wanted."""
        del context
        if not isinstance(formula, Add) or sorted(self.order) != list(range(len(formula.terms))):
            raise RuleError("an order names every term once")
        return Rewritten(Add(tuple(formula.terms[at] for at in self.order)))


@dataclass(frozen=True)
class CollectNumbers(Rule):
    """Sum over nothing that depends on an index: the number of terms times the term.

    Side conditions: nothing else in the sum mentions the index; its limits mention no other index
    of the sum; the range is not turned around.
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
            raise RuleError(f"{self.index.letter} occurs in the term")
        if limits.lower is None or limits.upper is None:
            raise RuleError("the range has no limits")
        if free_letters(limits) & {part.index for part in others}:
            raise RuleError("the number of terms depends on another index of the sum")
        count = read_index(limits.upper) - read_index(limits.lower) + ONE_INDEX
        number = context.setting.limit(count)
        held = context.require(Condition(Number(0), Relation.AT_MOST, number))
        rest = Sum(total.body, others, total.conditions)
        return Rewritten(Product((number, rest)), Discharged() + held)
