"""Rules that differentiate what is no sum and no product: entries, functions, maxima."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from symconv.calculus.arrays import (
    Attained,
    Axis,
    Extended,
    Extension,
    Given,
    places_of,
)
from symconv.calculus.errors import RuleError
from symconv.calculus.polynomials import same_index
from symconv.calculus.rule import (
    Context,
    Discharged,
    Rewritten,
    Rule,
)
from symconv.calculus.rules.differentiation import derivative_in, require_constant
from symconv.calculus.setting import free_letters
from symconv.calculus.substitution import put_index, same_up_to_names
from symconv.formulas import (
    ONE,
    Add,
    Apply,
    Condition,
    Formula,
    Indicator,
    Maximum,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Relation,
    Sum,
    Within,
)


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
        partial = derivative_in(formula)
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
        partial = derivative_in(formula)
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
        partial = derivative_in(formula)
        if not isinstance(partial.of, Maximum):
            raise RuleError("there is no maximum to differentiate")
        largest = partial.of
        if free_letters(partial.by) & {limits.index for limits in largest.ranges}:
            raise RuleError("a bound index occurs in what is differentiated by")
        if len(self.places) != len(largest.ranges):
            raise RuleError("a maximum has one place for each bound index")
        require_constant(context, partial, (*largest.ranges, *largest.conditions))
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
