"""Rules of plain algebra: nesting, quotients, logarithms, order, what is assumed to be equal."""

from __future__ import annotations

from dataclasses import dataclass, replace

from symconv.calculus.errors import RuleError
from symconv.calculus.polynomials import read_index
from symconv.calculus.properties.signs import is_positive
from symconv.calculus.rule import Context, Discharged, Rewritten, Rule, SideCondition
from symconv.calculus.rules.sums import factors_of, sum_of
from symconv.calculus.setting import free_letters
from symconv.calculus.substitution import same_up_to_names
from symconv.calculus.tidying import tidy
from symconv.calculus.values import require_value
from symconv.formulas import (
    ONE,
    Add,
    Apply,
    Equation,
    Formula,
    Name,
    Number,
    Product,
    Quotient,
    Range,
    Restriction,
    Sum,
)


@dataclass(frozen=True)
class NestSum(Rule):
    """A sum over many indices becomes a sum over some of a sum over the others.

    Factors and conditions that mention no inner index stand outside the inner sum. Side
    conditions: no limit of an outer index mentions an inner one; factors taken out have a value
    where the inner range and its conditions do not guard them.
    """

    title = "sum over some of the indices first, and take out what does not mention them"
    inner: tuple[Name, ...]

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Give the nested sums."""
        total, inner = sum_of(formula), set(self.inner)
        outside = tuple(limits for limits in total.ranges if limits.index not in inner)
        inside = tuple(limits for limits in total.ranges if limits.index in inner)
        if len(inside) != len(inner) or any(free_letters(limits) & inner for limits in outside):
            raise RuleError("the inner indices are not bound here, or an outer limit mentions one")
        factors = factors_of(total.body)
        before = tuple(factor for factor in factors if not free_letters(factor) & inner)
        within = tuple(factor for factor in factors if free_letters(factor) & inner)
        apart = tuple(c for c in total.conditions if not free_letters(c) & inner)
        conditions = tuple(c for c in total.conditions if free_letters(c) & inner)
        _require_values(before, outside, apart, context)
        nested = Sum(tidy(Product(within)), inside, conditions)
        return Rewritten(Sum(Product((*before, nested)), outside, apart))


def _require_values(
    factors: tuple[Formula, ...],
    ranges: tuple[Range, ...],
    conditions: tuple[Restriction, ...],
    context: Context,
) -> None:
    """Check that factors have values where ranges and conditions alone guard them."""
    inside = context.facts.and_ranges(ranges).and_conditions(conditions)
    require_value(Product(factors), replace(context, facts=inside))


@dataclass(frozen=True)
class LogOfShare(Rule):
    """The logarithm of exp(a) / b is a - log(b).

    Side conditions: b is positive, being a sum of exponentials.
    """

    title = "logarithm of a quotient"

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Give the difference."""
        match formula:
            case Apply("log", (Quotient(Apply("exp", (above,)), below),)) if is_positive(
                below, context
            ):
                held = SideCondition((below, " is positive"))
                difference = Add((above, Product((Number(-1), Apply("log", (below,))))))
                return Rewritten(difference, Discharged((held,)))
        raise RuleError("this is no logarithm of an exponential over a sum of exponentials")


@dataclass(frozen=True)
class OneFraction(Rule):
    """A product with a factor 1 / b becomes one fraction; numbers stay before it.

    Side conditions: none.
    """

    title = "write as one fraction"

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Put the other factors above the line."""
        del context
        factors = list(factors_of(formula))
        for at, factor in enumerate(factors):
            if isinstance(factor, Quotient) and factor.numerator == ONE:
                others = factors[:at] + factors[at + 1 :]
                numbers = [other for other in others if isinstance(other, Number)]
                above = tidy(Product(tuple(o for o in others if not isinstance(o, Number))))
                return Rewritten(Product((*numbers, Quotient(above, factor.denominator))))
        raise RuleError("there is no factor one over something")


@dataclass(frozen=True)
class PutEqual(Rule):
    """What is assumed to be equal to something stands for it.

    Side conditions: the equation is one of the setting's assumptions; no letter of it is bound
    around.
    """

    title = "put in what is assumed"
    equation: Equation

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Replace the formula, if it is the equation's left side."""
        if self.equation not in context.setting.equations:
            raise RuleError(f"{self.equation} is not assumed")
        if context.differentiated_by:
            raise RuleError("what is assumed need not hold where entries change")
        if not same_up_to_names(formula, self.equation.left):
            raise RuleError("this is not the left side of the equation")
        if context.facts.bound & free_letters(self.equation):
            raise RuleError("what is assumed of a free index is not assumed of a bound one")
        held = SideCondition((self.equation,))
        return Rewritten(self.equation.right, Discharged((held,)))


@dataclass(frozen=True)
class AddUp(Rule):
    """Terms that are sizes and numbers are added up.

    Side conditions: none.
    """

    title = "add up"

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Write the polynomial that the terms make."""
        if not isinstance(formula, Add | Product):
            raise RuleError("there is nothing to add up")
        return Rewritten(context.setting.limit(read_index(formula)))


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
