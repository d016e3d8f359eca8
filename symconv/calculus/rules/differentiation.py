"""Rules that differentiate sums and products, and the chain rule through the output."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

from symconv.calculus.arrays import (
    Defined,
    Given,
    places_of,
    whole_of,
    with_places,
)
from symconv.calculus.errors import RuleError
from symconv.calculus.rule import (
    Context,
    Discharged,
    Rewritten,
    Rule,
    SideCondition,
)
from symconv.calculus.setting import free_letters
from symconv.formulas import (
    ZERO,
    Add,
    Entry,
    Formula,
    Indicator,
    Name,
    Number,
    Partial,
    Product,
    Range,
    Sum,
    substitute,
    walk_paths,
)


def derivative_in(formula: Formula) -> Partial:
    """Give a formula that must be a derivative."""
    if not isinstance(formula, Partial):
        raise RuleError(f"{formula} is no derivative")
    return formula


@dataclass(frozen=True)
class ChainRule(Rule):
    """∂L/∂E becomes the sum, over every entry of the output, of ∂L/∂O times ∂O/∂E.

    Side conditions: L depends on E only by way of the output, whose gradient is given from
    above; the new indices occur nowhere yet.
    """

    title = (
        "chain rule: the loss depends on it through the entries of the output; sum over all of them"
    )
    indices: tuple[Name, ...]

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Sum over the entries of the output."""
        partial, output = derivative_in(formula), context.setting.output
        declared = context.setting.declaration(output)
        if partial.of != context.setting.loss or output is None or declared is None:
            raise RuleError("there is no output whose gradient is given")
        if whole_of(partial.by) == output:
            raise RuleError("the gradient by the output is given")
        new = set(self.indices) - context.names
        if not len(self.indices) == len(new) == len(declared.axes):
            raise RuleError("an index of the sum is not new")
        entry = with_places(_with_axes(output, declared, context), self.indices)
        ranges = tuple(
            Range(name, axis.lower, axis.upper)
            for name, axis in zip(self.indices, declared.axes, strict=True)
        )
        body = Product((Partial(partial.of, entry), Partial(entry, partial.by)))
        return Rewritten(Sum(body, ranges))

    @classmethod
    def propose(cls, formula: Formula, context: Context) -> Iterator[Self]:
        """Propose the output's own indices, primed where they are taken."""
        output = context.setting.output
        declared = context.setting.declaration(output)
        if not isinstance(formula, Partial) or formula.of != context.setting.loss:
            return
        if isinstance(declared, Defined) and whole_of(formula.by) != output:
            names: list[Name] = []
            for name in places_of(declared.equation.left):
                if isinstance(name, Name):
                    names.append(context.fresh(name, frozenset(names)))
            yield cls(tuple(names))


def _with_axes(output: Formula, declared: object, context: Context) -> Formula:
    """Give an entry of the output, its indices where its definition has them."""
    del context
    if not isinstance(declared, Defined):
        raise RuleError(f"{output} has no definition")
    return declared.equation.left


@dataclass(frozen=True)
class DifferentiateSum(Rule):
    """The derivative of a sum is the sum of the derivatives.

    Side conditions: the bound indices do not occur in what is differentiated by; neither limits
    nor conditions depend on it.
    """

    title = "differentiate under the sum, term by term"

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Move the derivative inside."""
        partial = derivative_in(formula)
        if isinstance(partial.of, Add):
            return Rewritten(Add(tuple(Partial(term, partial.by) for term in partial.of.terms)))
        if not isinstance(partial.of, Sum):
            raise RuleError("there is no sum to differentiate")
        total = partial.of
        if free_letters(partial.by) & {limits.index for limits in total.ranges}:
            raise RuleError("a bound index occurs in what is differentiated by")
        require_constant(context, partial, (*total.ranges, *total.conditions))
        return Rewritten(replace(total, body=Partial(total.body, partial.by)))

    @classmethod
    def propose(cls, formula: Formula, context: Context) -> Iterator[Self]:
        """Propose every derivative of a sum."""
        del context
        if isinstance(formula, Partial) and isinstance(formula.of, Sum | Add):
            yield cls()


def _without_gradients(formula: Formula) -> Formula:
    """Give a formula without the gradients in it, which are given from above."""
    gradients = {part for _, part in walk_paths(formula) if isinstance(part, Partial)}
    return substitute(formula, dict.fromkeys(gradients, ZERO))


def require_constant(context: Context, partial: Partial, parts: tuple[Formula, ...]) -> None:
    """Check that limits or conditions do not depend on what is differentiated by."""
    whole = whole_of(partial.by)
    if whole is not None and any(context.setting.depends(part, whole) for part in parts):
        raise RuleError("limits or conditions depend on what is differentiated by")


@dataclass(frozen=True)
class ProductRule(Rule):
    """The derivative of a product is the sum, over its factors, of the derivative of one factor.

    Numbers are constant and have no term of their own; nor have brackets, which go on guarding the
    other factors. Side conditions: no bracket depends on what is differentiated by.
    """

    title = "product rule"

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Differentiate one factor at a time."""
        partial = derivative_in(formula)
        if not isinstance(partial.of, Product):
            raise RuleError("there is no product to differentiate")
        factors = partial.of.factors
        brackets = tuple(factor for factor in factors if isinstance(factor, Indicator))
        require_constant(context, partial, brackets)
        terms = [
            Product((*factors[:at], Partial(factor, partial.by), *factors[at + 1 :]))
            for at, factor in enumerate(factors)
            if not isinstance(factor, Number | Indicator)
        ]
        return Rewritten(Add(tuple(terms)))

    @classmethod
    def propose(cls, formula: Formula, context: Context) -> Iterator[Self]:
        """Propose every derivative of a product."""
        del context
        if isinstance(formula, Partial) and isinstance(formula.of, Product):
            yield cls()


@dataclass(frozen=True)
class ConstantFactor(Rule):
    """Numbers and sizes among the factors of a product stand before its derivative.

    Side conditions: no array occurs in them.
    """

    title = "constant factors stand before the derivative"

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Take the constant factors out."""
        partial = derivative_in(formula)
        if not isinstance(partial.of, Product):
            raise RuleError("there is no product to differentiate")
        constant: list[Formula] = []
        others: list[Formula] = []
        for factor in partial.of.factors:
            (constant if _is_constant(factor, context) else others).append(factor)
        if not constant or not others:
            raise RuleError("there is no constant factor, or no other")
        inner = others[0] if len(others) == 1 else Product(tuple(others))
        return Rewritten(Product((*constant, Partial(inner, partial.by))))

    @classmethod
    def propose(cls, formula: Formula, context: Context) -> Iterator[Self]:
        """Propose every derivative of a product with such a factor."""
        if isinstance(formula, Partial) and isinstance(formula.of, Product):
            constant = [_is_constant(factor, context) for factor in formula.of.factors]
            if any(constant) and not all(constant):
                yield cls()


def _is_constant(factor: Formula, context: Context) -> bool:
    """Tell a number made of numbers and sizes alone."""
    letters = context.setting.sizes | context.setting.scales
    parts = [part for _, part in walk_paths(factor) if isinstance(part, Name | Entry)]
    return not isinstance(factor, Partial) and all(part in letters for part in parts)


@dataclass(frozen=True)
class DropConstant(Rule):
    """The derivative of what does not depend on E by E is zero.

    Side conditions: no array in the formula is made of the array that E belongs to, nor is that
    array another one written differently; the loss does not occur.
    """

    title = "a constant has the derivative zero"

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Give zero."""
        partial = derivative_in(formula)
        whole = whole_of(partial.by)
        if whole is None or context.setting.loss in free_letters(_without_gradients(partial.of)):
            raise RuleError("the loss depends on everything")
        if not isinstance(context.setting.declaration(whole), Given | Defined):
            raise RuleError(f"{whole} is another array written differently")
        if context.setting.depends(partial.of, whole):
            raise RuleError(f"{partial.of} depends on {partial.by}")
        held = SideCondition((partial.of, " does not depend on ", whole))
        return Rewritten(ZERO, Discharged((held,)))

    @classmethod
    def propose(cls, formula: Formula, context: Context) -> Iterator[Self]:
        """Propose every derivative that is zero."""
        if not isinstance(formula, Partial) or formula.of == context.setting.loss:
            return
        whole = whole_of(formula.by)
        if whole is not None and not context.setting.depends(formula.of, whole):
            yield cls()
