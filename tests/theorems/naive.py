"""What formulas of the index calculus mean, written as plainly as can be, with SymPy symbols.

It shares nothing with `symconv.calculus.evaluation`: entries of arrays are symbols,
sums are loops, and derivatives are SymPy's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from math import floor, prod
from typing import Any

import sympy

from symconv.calculus import Setting
from symconv.calculus.arrays import (
    Defined,
    Dilated,
    Extended,
    Extension,
    Given,
    Named,
    Turned,
    Whole,
    places_of,
    whole_of,
)
from symconv.formulas import (
    Add,
    Apply,
    Condition,
    Floor,
    ForEvery,
    Formula,
    Indicator,
    Name,
    Number,
    Partial,
    Product,
    Quotient,
    Range,
    Relation,
    Restriction,
    Sum,
    Within,
)

Place = tuple[int, ...]
Point = Mapping[Formula, int]
RELATIONS: dict[Relation, Callable[[Any, Any], bool]] = {
    Relation.EQUAL: lambda a, b: a == b,
    Relation.AT_MOST: lambda a, b: a <= b,
    Relation.DIVIDES: lambda a, b: b % a == 0,
}


class NothingThereError(Exception):
    """An array is read where it has no entry."""


def activation(z: Any) -> Any:
    """Give the activation that every unknown function is taken to be."""
    return z**3 - 2 * z


class Naive:
    """Formulas of a setting at given sizes, derived ones included."""

    def __init__(self, setting: Setting, sizes: Point) -> None:
        self.setting = setting
        self.sizes = dict(sizes)
        self.symbols: dict[tuple[Whole, Place], sympy.Symbol] = {}
        self._known: dict[tuple[Whole, Place], Any] = {}

    def points(self) -> Iterator[dict[Formula, int]]:
        """Give every value of the free indices within their limits."""
        domain = self.setting.domain
        limits = [c for c in domain if isinstance(c, Within) and isinstance(c.value, Name)]
        names = [condition.value for condition in limits]
        spans = [
            range(int(self.index(c.lower, {})), int(self.index(c.upper, {})) + 1) for c in limits
        ]
        for values in product(*spans):
            at = dict(zip(names, values, strict=True))
            if all(self.holds(condition, at) for condition in domain):
                yield at

    def index(self, index: int | Formula, at: Point) -> Any:
        """Give an index, a size or a side of a condition."""
        match index:
            case int():
                return index
            case Number(value):
                return value
            case Add(terms):
                return sum(self.index(term, at) for term in terms)
            case Product(factors):
                return prod(self.index(factor, at) for factor in factors)
            case Quotient(above, below):
                return Fraction(self.index(above, at)) / self.index(below, at)
            case Floor(body):
                return floor(self.index(body, at))
        return at[index] if index in at else self.sizes[index]

    def holds(self, condition: Restriction, at: Point) -> bool:
        """Tell whether a condition holds."""
        match condition:
            case Within(lower, value, upper):
                return bool(self.index(lower, at) <= self.index(value, at) <= self.index(upper, at))
            case ForEvery(inner, ranges):
                return all(self.holds(inner, point) for point in self.inside(ranges, at))
            case Condition(left, relation, right):
                return RELATIONS[relation](self.index(left, at), self.index(right, at))
        raise TypeError(condition)

    def inside(self, ranges: tuple[Range, ...], at: Point) -> Iterator[Point]:
        """Give every value of bound indices; one without an upper limit goes far enough."""
        if not ranges:
            yield at
            return
        first, *others = ranges
        assert first.lower is not None
        upper = 40 if first.upper is None else self.index(first.upper, at)
        for value in range(int(self.index(first.lower, at)), int(upper) + 1):
            yield from self.inside(tuple(others), {**at, first.index: value})

    def value(self, formula: Formula, at: Point) -> Any:
        """Give a formula as a SymPy expression."""
        whole = whole_of(formula)
        if whole is not None and self.setting.declaration(whole) is not None:
            return self.entry(whole, self._place(formula, at))
        match formula:
            case Number(value):
                return sympy.Rational(value)
            case Add(terms):
                return sympy.Add(*(self.value(term, at) for term in terms))
            case Product(factors):
                return self._product(factors, at)
            case Indicator(conditions):
                return sympy.Integer(all(self.holds(c, at) for c in conditions))
            case Sum(body, ranges, conditions):
                points = (
                    point
                    for point in self.inside(ranges, at)
                    if all(self.holds(condition, point) for condition in conditions)
                )
                return sympy.Add(*(self.value(body, point) for point in points))
            case Quotient(above, below):
                return self.value(above, at) / self.value(below, at)
            case Apply(_, (argument,)):
                return activation(self.value(argument, at))
            case Partial():
                return self._derivative(formula, at)
        return sympy.Integer(self.index(formula, at))

    def _product(self, factors: tuple[Formula, ...], at: Point) -> Any:
        """Multiply; where an indicator is zero, the others need not be anything."""
        indicators = [factor for factor in factors if isinstance(factor, Indicator)]
        if any(self.value(factor, at) == 0 for factor in indicators):
            return sympy.S.Zero
        return sympy.Mul(*(self.value(factor, at) for factor in factors))

    def _derivative(self, formula: Partial, at: Point) -> Any:
        whole = whole_of(formula.by)
        match formula.of:
            case Apply(_, (argument,)) if argument == formula.by:
                z = sympy.Symbol("z")
                return activation(z).diff(z).subs(z, self.value(argument, at))
        assert whole is not None
        symbol = self.symbol(whole, self._place(formula.by, at))
        if formula.of != self.setting.loss:
            return sympy.diff(self.value(formula.of, at), symbol)
        output = self.setting.output
        assert output is not None
        gradient = Partial(self.setting.loss, output)
        if whole == output:
            return self.entry(gradient, self._place(formula.by, at))
        return sympy.Add(*(
            self.entry(gradient, place) * sympy.diff(self.entry(output, place), symbol)
            for place in product(*(range(low, high + 1) for low, high in self.limits(output)))
        ))  # fmt: skip

    def _place(self, entry: Formula, at: Point) -> Place:
        place = tuple(self.index(index, at) for index in places_of(entry))
        if any(at != int(at) for at in place):
            raise NothingThereError
        return tuple(map(int, place))

    def limits(self, whole: Whole) -> list[tuple[int, int]]:
        """Give the limits of an array's indices."""
        declared = self.setting.declaration(whole)
        assert declared is not None
        return [
            (int(self.index(axis.lower, {})), int(self.index(axis.upper, {})))
            for axis in declared.axes
        ]

    def symbol(self, whole: Whole, place: Place) -> sympy.Symbol:
        """Give the symbol of an entry of an array of independent numbers."""
        name = f"{whole} at {place}"
        return self.symbols.setdefault((whole, place), sympy.Symbol(name))

    def entry(self, whole: Whole, place: Place) -> Any:
        """Give an entry of an array, each worked out once."""
        key = whole, place
        if key not in self._known:
            self._known[key] = self._entry(whole, place)
        return self._known[key]

    def _entry(self, whole: Whole, place: Place) -> Any:
        declared = self.setting.declaration(whole)
        there = all(
            low <= at <= high for at, (low, high) in zip(place, self.limits(whole), strict=True)
        )
        match declared:
            case Extended(of=of, extension=Extension.ZEROS):
                return self.entry(of, place) if there else sympy.S.Zero
            case Dilated():
                return self._dilated(declared, place)
        if not there:
            raise NothingThereError
        match declared:
            case Given():
                return self.symbol(whole, place)
            case Named(of=of):
                return self.entry(of, place)
            case Turned(of=of, spatial=spatial):
                first = len(place) - spatial
                ends = self.limits(of)[first:]
                turned = (sum(pair) - at for pair, at in zip(ends, place[first:], strict=True))
                return self.entry(of, (*place[:first], *turned))
            case Defined(equation=equation):
                names = [name for name in places_of(equation.left) if isinstance(name, Name)]
                return self.value(equation.right, dict(zip(names, place, strict=True)))
        raise TypeError(declared)

    def _dilated(self, declared: Dilated, place: Place) -> Any:
        limits = self.limits(declared.of)
        first = len(place) - len(declared.steps)
        found = list(place)
        for axis, step in enumerate(declared.steps, first):
            size = int(self.index(step, {}))
            if place[axis] % size:
                return sympy.S.Zero
            found[axis] = place[axis] // size + limits[axis][0]
        if all(low <= at <= high for at, (low, high) in zip(found, limits, strict=True)):
            return self.entry(declared.of, tuple(found))
        return sympy.S.Zero
