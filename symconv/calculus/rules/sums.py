"""Rules about sums: merging, splitting, taking factors out, making brackets conditions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

from symconv.calculus.errors import RuleError
from symconv.calculus.polynomials import ONE_INDEX, read_index
from symconv.calculus.rule import Context, Rewritten, Rule
from symconv.calculus.setting import free_letters
from symconv.calculus.values import require_value
from symconv.formulas import (
    ONE,
    Add,
    Condition,
    Formula,
    Indicator,
    Name,
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
    raise RuleError(f"{index} is not bound here")


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

    Side conditions: last is an integer, at least the lower limit less one, and at most the upper
    limit.
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
        if not context.setting.integers.include(self.last):
            raise RuleError(f"{self.last} need not be an integer")
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

    Side conditions: the factors mention no bound index; they have a value outside the sum, where
    neither its range nor its conditions guard them.
    """

    title = "factors without the index stand outside the sum"
    after: bool = False

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Take the factors out."""
        total = sum_of(formula)
        bound = {limits.index for limits in total.ranges}
        factors = factors_of(total.body)
        outside = [factor for factor in factors if not free_letters(factor) & bound]
        inside = [factor for factor in factors if free_letters(factor) & bound]
        if not outside or not inside:
            raise RuleError("every factor mentions a bound index")
        require_value(Product(tuple(outside)), context)
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
