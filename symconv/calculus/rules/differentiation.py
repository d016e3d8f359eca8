"""Rules that differentiate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

from symconv.calculus.arrays import (
    Attained,
    Axis,
    Defined,
    Extended,
    Extension,
    Given,
    places_of,
    whole_of,
    with_places,
)
from symconv.calculus.errors import RuleError
from symconv.calculus.polynomials import same_index
from symconv.calculus.rule import (
    Context,
    Discharged,
    Rewritten,
    Rule,
    SideCondition,
)
from symconv.calculus.setting import free_letters
from symconv.calculus.substitution import put_index, same_up_to_names
from symconv.formulas import (
    ONE,
    ZERO,
    Add,
    Apply,
    Condition,
    Entry,
    Formula,
    Indicator,
    Maximum,
    Name,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Range,
    Relation,
    Sum,
    Within,
    substitute,
    walk_paths,
)


def _derivative(formula: Formula) -> Partial:
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
        partial, output = _derivative(formula), context.setting.output
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
        partial = _derivative(formula)
        if isinstance(partial.of, Add):
            return Rewritten(Add(tuple(Partial(term, partial.by) for term in partial.of.terms)))
        if not isinstance(partial.of, Sum):
            raise RuleError("there is no sum to differentiate")
        total = partial.of
        if free_letters(partial.by) & {limits.index for limits in total.ranges}:
            raise RuleError("a bound index occurs in what is differentiated by")
        _require_constant(context, partial, (*total.ranges, *total.conditions))
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


def _require_constant(context: Context, partial: Partial, parts: tuple[Formula, ...]) -> None:
    whole = whole_of(partial.by)
    if whole is not None and any(context.setting.depends(part, whole) for part in parts):
        raise RuleError("limits or conditions depend on what is differentiated by")


@dataclass(frozen=True)
class ProductRule(Rule):
    """The derivative of a product is the sum, over its factors, of the derivative of one factor.

    Numbers are constant and have no term of their own. Side conditions: none.
    """

    title = "product rule"

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Differentiate one factor at a time."""
        del context
        partial = _derivative(formula)
        if not isinstance(partial.of, Product):
            raise RuleError("there is no product to differentiate")
        factors = partial.of.factors
        terms = [
            Product((*factors[:at], Partial(factor, partial.by), *factors[at + 1 :]))
            for at, factor in enumerate(factors)
            if not isinstance(factor, Number)
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
        partial = _derivative(formula)
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
        partial = _derivative(formula)
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


@dataclass(frozen=True)
class DifferentiateEntry(Rule):
    """The derivative of an entry of an array by an entry of it is a product of deltas.

    One if all the indices agree, else zero. For an array that goes on outside its limits, the
    entry at place t is the entry at that place, if it is inside; so the deltas are the same.
    Side conditions: both are entries of the same array of independent numbers, or one is of that
    array extended; what is differentiated by lies within the array.
    """

    title = (
        "the derivative of an entry by an entry of its array is 1 if all indices agree, else 0; "
        "zeros outside are no entries"
    )

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Give the indicator that the indices agree."""
        partial = _derivative(formula)
        above, below = context.setting.entry(partial.of), context.setting.entry(partial.by)
        if above is None or below is None or not isinstance(below[1], Given):
            raise RuleError("there are no independent entries")
        declared, given = above[1], below[1]
        sources: tuple[str, ...] = ("",) * len(given.axes)
        if isinstance(declared, Extended) and declared.of == below[0]:
            sources = _sources(declared, len(given.axes))
        elif above[0] != below[0]:
            raise RuleError("the entries are not of one array")
        discharged = Discharged()
        for axis, place in zip(given.axes, places_of(partial.by), strict=True):
            inside = Within(axis.lower, context.setting.limit(place), axis.upper)
            discharged += context.require(inside)
        return Rewritten(_deltas(partial, given.axes, sources, context), discharged)

    @classmethod
    def propose(cls, formula: Formula, context: Context) -> Iterator[Self]:
        """Propose every derivative of an entry by an entry of the same array."""
        if not isinstance(formula, Partial):
            return
        above, below = context.setting.entry(formula.of), context.setting.entry(formula.by)
        if above is None or below is None:
            return
        of = above[1].of if isinstance(above[1], Extended) else above[0]
        if of == below[0] and isinstance(below[1], Given):
            yield cls()


def _sources(declared: Extended, rank: int) -> tuple[str, ...]:
    if declared.extension is Extension.ZEROS:
        return ("",) * rank
    return ("",) * (rank - declared.spatial) + (declared.extension.value,) * declared.spatial


def _deltas(
    partial: Partial, axes: tuple[Axis, ...], sources: tuple[str, ...], context: Context
) -> Formula:
    setting = context.setting
    conditions = []
    pairs = zip(places_of(partial.of), places_of(partial.by), axes, sources, strict=True)
    for left, right, axis, source in pairs:
        place: Formula = setting.limit(left)
        if source:
            place = Apply(source, (place, axis.lower, axis.upper))
        if not same_index(place, right):
            conditions.append(Condition(place, Relation.EQUAL, setting.limit(right)))
    return Indicator(tuple(conditions))


@dataclass(frozen=True)
class DifferentiateFunction(Rule):
    """The derivative of a function of one number is its slope there times the number's derivative.

    For an activation a, ∂a(c)/∂E = ∂a(c)/∂c · ∂c/∂E; for exp and log the slope is known; for a
    power n·cⁿ⁻¹; for a quotient the quotient rule. Side condition: what is differentiated by is
    not the number itself.
    """

    title = "chain rule through a function, its slope times the derivative inside"

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Multiply the slope by the derivative of what the function is of."""
        del context
        partial = _derivative(formula)
        match partial.of:
            case Apply(function, (argument,)) if argument != partial.by:
                slope = _slope(function, argument)
                return Rewritten(Product((slope, Partial(argument, partial.by))))
            case Power(base, Number(exponent)) if isinstance(exponent, int) and exponent > 1:
                power = Power(base, Number(exponent - 1)) if exponent > 2 else base
                inner = Partial(base, partial.by)
                return Rewritten(Product((Number(exponent), power, inner)))
            case Quotient(above, below):
                return Rewritten(_quotient_rule(above, below, partial.by))
        raise RuleError("there is no function to differentiate")

    @classmethod
    def propose(cls, formula: Formula, context: Context) -> Iterator[Self]:
        """Propose every derivative of a function, except by its own argument."""
        del context
        if not isinstance(formula, Partial):
            return
        match formula.of:
            case Apply(_, (argument,)) if argument != formula.by:
                yield cls()
            case Power(_, Number(exponent)) if isinstance(exponent, int) and exponent > 1:
                yield cls()
            case Quotient():
                yield cls()


def _slope(function: str, argument: Formula) -> Formula:
    if function == "exp":
        return Apply("exp", (argument,))
    if function == "log":
        return Quotient(ONE, argument)
    return Partial(Apply(function, (argument,)), argument)


def _quotient_rule(above: Formula, below: Formula, by: Formula) -> Formula:
    first = Quotient(Partial(above, by), below)
    second = Quotient(Product((Number(-1), above, Partial(below, by))), Power(below, Number(2)))
    return Add((first, second))


@dataclass(frozen=True)
class DifferentiateMaximum(Rule):
    """The derivative of a maximum is that of the entry where it is attained.

    Where several entries attain it, it is that of the first in row-major order: this is where
    the gradient goes, by definition. `places` are entries of the arrays of those places, one for
    each bound index. Side conditions: they are declared as the places of this very maximum; the
    bound indices do not occur in what is differentiated by.
    """

    title = (
        "the derivative of a maximum is that of its largest entry; where several are equally large "
        "there is none, and by convention the first is taken"
    )
    places: tuple[Formula, ...]

    def rewrite(self, formula: Formula, context: Context) -> Rewritten:
        """Sum over the window, with the indicator of the place of the maximum."""
        partial = _derivative(formula)
        if not isinstance(partial.of, Maximum):
            raise RuleError("there is no maximum to differentiate")
        largest = partial.of
        if free_letters(partial.by) & {limits.index for limits in largest.ranges}:
            raise RuleError("a bound index occurs in what is differentiated by")
        if len(self.places) != len(largest.ranges):
            raise RuleError("a maximum has one place for each bound index")
        _require_constant(context, partial, (*largest.ranges, *largest.conditions))
        for number, place in enumerate(self.places):
            _require_attained(context, place, number, largest)
        attained = tuple(
            Condition(place, Relation.EQUAL, limits.index)
            for place, limits in zip(self.places, largest.ranges, strict=True)
        )
        body = Product((Indicator(attained), Partial(largest.body, partial.by)))
        return Rewritten(Sum(body, largest.ranges, largest.conditions))


def _require_attained(context: Context, place: Formula, number: int, largest: Maximum) -> None:
    """Check that an entry is where a maximum is attained: the value of its index `number`."""
    setting = context.setting
    found = setting.entry(place)
    if found is None or not isinstance(found[1], Attained) or found[1].number != number:
        raise RuleError(f"{place} is no place of a maximum")
    equation = found[1].equation
    names = (name for name in places_of(equation.left) if isinstance(name, Formula))
    values = {name: setting.limit(at) for name, at in zip(names, places_of(place), strict=True)}
    if not same_up_to_names(largest, put_index(equation.right, values, setting)):
        raise RuleError(f"{place} is the place of another maximum")
