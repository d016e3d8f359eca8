"""What a claim means, at numbers, by loops alone: no polynomial, no fact and no rule is asked.

A derivative is taken from five values around the entry, which is exact for polynomials up to the
fourth degree, and so for everything here: the loss is Σ G·O, and an activation is of the second.
A logarithm stands for any function that has a value for positive numbers alone.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import Any

from symconv.calculus import Setting
from symconv.calculus.arrays import (
    Attained,
    Declaration,
    Defined,
    Dilated,
    Extended,
    Extension,
    Given,
    Named,
    Turned,
)
from symconv.formulas import (
    Add,
    Apply,
    Condition,
    Entry,
    Equation,
    Floor,
    ForEvery,
    Formula,
    Index,
    Indicator,
    Maximum,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Range,
    Relation,
    Sum,
    Within,
)

Numeral = int | Fraction
Key = tuple[Formula, tuple[int, ...]]
_FAR = 25
"""How far an index without a limit is followed; sizes are much smaller."""
_STEP_WEIGHTS = ((-2, 1), (-1, -8), (1, 8), (2, -1))
"""Twelve times the slope at zero is the sum of these weights times the values at these places."""


class NoValue(Exception):  # noqa: N818  # it is an answer as much as an error
    """There is no number here."""


class TooMuch(Exception):  # noqa: N818
    """There is more to add up than a campaign has time for."""


class Plain:
    """The numbers of a setting at sizes, with entries drawn once each."""

    def __init__(self, setting: Setting, sizes: Mapping[Formula, int], draw: Any) -> None:
        self.setting, self.draw = setting, draw
        self.at: dict[Formula, Numeral] = dict(sizes)
        self.entries: dict[Key, Numeral] = {}
        self.work = 0
        for letter, formula in setting.derived:
            self.at[letter] = self.value(formula, self.at)

    def value(self, formula: Index, at: Mapping[Formula, Numeral]) -> Numeral:
        """Give a number; `NoValue` where there is none."""
        self.work += 1
        if self.work > 15_000:
            raise TooMuch
        if isinstance(formula, int):
            return formula
        return at[formula] if formula in at else self._made(formula, at)

    def _made(self, formula: Formula, at: Mapping[Formula, Numeral]) -> Numeral:
        match formula:
            case Number(value):
                return value
            case Add(terms):
                return sum((self.value(term, at) for term in terms), start=0)
            case Product(factors):
                return self._product(factors, at)
            case Sum() | Maximum():
                return self._over_points(formula, at)
            case Indicator(conditions):
                return int(all(self.holds(condition, at) for condition in conditions))
            case Partial(of, by):
                return self._partial(of, by, at)
            case Entry():
                return self._entry(formula, at)
        return self._function(formula, at)

    def _over_points(self, formula: Sum | Maximum, at: Mapping[Formula, Numeral]) -> Numeral:
        points = self._points(formula.ranges, formula.conditions, at)
        values = [self.value(formula.body, point) for point in points]
        if isinstance(formula, Sum):
            return sum(values, start=0)
        if not values:
            raise NoValue
        return max(values)

    def _product(self, factors: tuple[Formula, ...], at: Mapping[Formula, Numeral]) -> Numeral:
        brackets = [factor for factor in factors if isinstance(factor, Indicator)]
        if not all(self.value(bracket, at) for bracket in brackets):
            return 0
        result: Numeral = 1
        for factor in factors:
            result *= self.value(factor, at)
        return result

    def _function(self, formula: Formula, at: Mapping[Formula, Numeral]) -> Numeral:
        match formula:
            case Quotient(above, below):
                top, bottom = self.value(above, at), self.value(below, at)
                if bottom == 0:
                    raise NoValue
                return whole(Fraction(top) / bottom)
            case Floor(body):
                return floor(self.value(body, at))
            case Power(base, Number(int() as exponent)):
                number = self.value(base, at)
                if exponent < 0 and number == 0:
                    raise NoValue
                return whole(Fraction(number) ** exponent)
            case Apply(name, (place, lower, upper)) if name in set(Extension):
                ends = (self.value(lower, at), self.value(upper, at))
                return _repeated(name, self.value(place, at), *ends)
            case Apply(name, (argument,)):
                number = self.value(argument, at)
                if name == "log" and number <= 0:
                    raise NoValue
                return number * number + 3 * number
        raise TooMuch  # nothing of this kind is asked for

    def holds(self, condition: Formula, at: Mapping[Formula, Numeral]) -> bool:
        """Tell whether a condition holds."""
        match condition:
            case Within(lower, value, upper):
                low, middle, high = (self.value(part, at) for part in (lower, value, upper))
                return low <= middle <= high
            case ForEvery(inner, ranges):
                return all(self.holds(inner, point) for point in self._points(ranges, (), at))
            case Condition(left, relation, right):
                one, other = self.value(left, at), self.value(right, at)
                if relation is Relation.DIVIDES:
                    if one == 0:
                        raise NoValue
                    return Fraction(other, 1) / one == int(Fraction(other, 1) / one)
                return {
                    Relation.EQUAL: one == other,
                    Relation.UNEQUAL: one != other,
                    Relation.LESS: one < other,
                    Relation.AT_MOST: one <= other,
                    Relation.GREATER: one > other,
                    Relation.AT_LEAST: one >= other,
                }[relation]
        raise TooMuch

    def _points(
        self,
        ranges: tuple[Range, ...],
        conditions: tuple[Formula, ...],
        at: Mapping[Formula, Numeral],
    ) -> Iterator[Mapping[Formula, Numeral]]:
        if not ranges:
            if all(self.holds(condition, at) for condition in conditions):
                yield at
            return
        first, *rest = ranges
        low = -_FAR if first.lower is None else ceil(self.value(first.lower, at))
        high = _FAR if first.upper is None else floor(self.value(first.upper, at))
        far = {-_FAR} if first.lower is None else set()
        far |= {_FAR} if first.upper is None else set()
        for number in range(low, high + 1):
            for point in self._points(tuple(rest), conditions, {**at, first.index: number}):
                if number in far:
                    raise NoValue  # nothing ends it
                yield point

    def _entry(self, entry: Entry, at: Mapping[Formula, Numeral]) -> Numeral:
        array = Entry(entry.letter, (), entry.superscript)
        places = tuple(self.value(i, at) for i in (*entry.indices, *entry.arguments))
        return self.read(array, places)

    def read(self, array: Formula, places: tuple[Numeral, ...]) -> Numeral:
        """Give an entry of an array; of the gradient from above one that is drawn."""
        if any(place != int(place) for place in places):
            raise NoValue
        place = tuple(map(int, places))
        if (array, place) in self.entries:
            return self.entries[array, place]
        declared = self._declared(array)
        if isinstance(declared, Extended | Dilated):
            return self._beyond(declared, place)
        limits = self._limits(declared)
        if len(limits) != len(place) or not _inside(place, limits):
            raise NoValue
        match declared:
            case Given():
                self.entries[array, place] = self.draw()
                return self.entries[array, place]
            case Named(of=of):
                return self.read(of, place)
            case Turned(of=of, spatial=spatial):
                first = len(place) - spatial
                turned = (sum(e) - p for p, e in zip(place[first:], limits[first:], strict=True))
                return self.read(of, (*place[:first], *turned))
            case Defined(equation=equation):
                return self.value(equation.right, self._own(equation, place))
            case Attained(equation=equation, number=number):
                return self._attained(equation, number, place)
        raise TooMuch

    def _declared(self, array: Formula) -> Declaration:
        if isinstance(array, Partial):  # the gradient from above
            return Given(self.setting.arrays[array.by].axes)
        return self.setting.arrays[array]

    def _own(self, equation: Equation, place: tuple[int, ...]) -> dict[Formula, Numeral]:
        left = equation.left
        assert isinstance(left, Entry)
        names = (*left.indices, *left.arguments)
        sizes = {letter: self.at[letter] for letter in self.at}
        return {**sizes, **dict(zip(names, place, strict=True))}  # type: ignore[dict-item]

    def _attained(self, equation: Equation, number: int, place: tuple[int, ...]) -> Numeral:
        largest, own = equation.right, self._own(equation, place)
        assert isinstance(largest, Maximum)
        points = list(self._points(largest.ranges, largest.conditions, own))
        if not points:
            raise NoValue
        best = max(points, key=lambda point: self.value(largest.body, point))
        return best[largest.ranges[number].index]

    def _limits(self, declared: Declaration) -> list[tuple[int, int]]:
        return [
            (int(self.value(axis.lower, self.at)), int(self.value(axis.upper, self.at)))
            for axis in declared.axes
        ]

    def _beyond(self, declared: Extended | Dilated, place: tuple[int, ...]) -> Numeral:
        limits = self._limits(self._declared(declared.of))
        if isinstance(declared, Dilated):
            first = len(place) - len(declared.steps)
            own = list(place)
            for number, step in enumerate(declared.steps, start=first):
                steps = int(self.value(step, self.at))
                if steps < 1:
                    raise NoValue
                if own[number] % steps:
                    return 0
                own[number] = own[number] // steps + limits[number][0]
            return self.read(declared.of, tuple(own)) if _inside(own, limits) else 0
        if declared.extension is Extension.ZEROS:
            return self.read(declared.of, place) if _inside(place, limits) else 0
        first = len(place) - declared.spatial
        spatial = (
            _repeated(declared.extension, at, *ends)
            for at, ends in zip(place[first:], limits[first:], strict=True)
        )
        return self.read(declared.of, (*place[:first], *spatial))

    def _partial(self, of: Formula, by: Formula, at: Mapping[Formula, Numeral]) -> Numeral:
        if not isinstance(by, Entry):
            raise TooMuch
        array = Entry(by.letter, (), by.superscript)
        places = tuple(self.value(i, at) for i in (*by.indices, *by.arguments))
        if of == self.setting.loss and array == self.setting.output:
            return self.read(Partial(of, array), places)
        if not isinstance(self.setting.arrays.get(array), Given | Defined):
            raise NoValue
        centre = self.read(array, places)
        if of == self.setting.loss:
            self._loss()  # every gradient from above is drawn before entries are changed
        key, before = (array, tuple(map(int, places))), dict(self.entries)
        self.value(of, at) if of != self.setting.loss else None
        self.entries = {**self.entries, **before}
        had, total = self.entries.get(key), Fraction(0)
        for step, weight in _STEP_WEIGHTS:
            self.entries[key] = centre + step
            total += weight * (self._loss() if of == self.setting.loss else self.value(of, at))
        if had is None:
            del self.entries[key]
        else:
            self.entries[key] = had
        return whole(total / 12)

    def _loss(self) -> Numeral:
        output = self.setting.output
        if output is None:
            raise NoValue
        limits = self._limits(self.setting.arrays[output])
        places = product(*(range(low, high + 1) for low, high in limits))
        above = Partial(self.setting.loss, output)
        return sum((self.read(above, place) * self.read(output, place) for place in places), 0)


def whole(number: Fraction) -> Numeral:
    """Give a fraction, or the integer that it is."""
    return int(number) if number.denominator == 1 else number


def _inside(place: Any, limits: list[tuple[int, int]]) -> bool:
    return all(low <= at <= high for at, (low, high) in zip(place, limits, strict=True))


def _repeated(extension: str, at: Any, low: Any, high: Any) -> Any:
    if low > high:
        raise NoValue
    if extension == Extension.CIRCULAR:
        return low + (at - low) % (high - low + 1)
    if extension == Extension.REPLICATE:
        return min(max(at, low), high)
    return 2 * low - at if at < low else 2 * high - at if at > high else at


def sizes_of(setting: Setting, largest: int, most: int = 12) -> list[dict[Formula, int]]:
    """Draw different choices of sizes up to the largest that obey the hypotheses."""
    derived = {letter for letter, _ in setting.derived}
    letters = sorted((setting.sizes | setting.scales) - derived, key=repr)
    source, found = random.Random(0), list[dict[Formula, int]]()
    for _ in range(60 * most):
        sizes = {letter: source.randint(0, largest) for letter in letters}
        if sizes not in found and _obeys(setting, sizes):
            found.append(sizes)
        if len(found) == most:
            break
    return found


def _obeys(setting: Setting, sizes: dict[Formula, int]) -> bool:
    try:
        plain = Plain(setting, sizes, int)
        return all(plain.holds(it, plain.at) for it in setting.hypotheses)
    except NoValue:
        return False


def is_false(
    setting: Setting, claim: Equation, sizes: list[dict[Formula, int]], source: random.Random
) -> bool:
    """Tell whether a claim fails, or has no value, at sizes and entries that were tried."""
    for number, chosen in enumerate(sizes):
        draw = _DRAWS[number % len(_DRAWS)]
        plain = Plain(setting, chosen, lambda draw=draw: draw(source))
        if any(_differ(plain, claim, at) for at in _free(plain)):
            return True
    return False


def _differ(plain: Plain, claim: Equation, at: Mapping[Formula, Numeral]) -> bool:
    try:
        return plain.value(claim.left, at) != plain.value(claim.right, at)
    except NoValue:
        return True


def _free(plain: Plain) -> Iterator[Mapping[Formula, Numeral]]:
    limits = [it for it in plain.setting.domain if isinstance(it, Within)]
    names = [it.value for it in limits]
    spans = (
        range(int(plain.value(it.lower, plain.at)), int(plain.value(it.upper, plain.at)) + 1)
        for it in limits
    )
    for values in product(*spans):
        at = {**plain.at, **dict(zip(names, values, strict=True))}
        if all(plain.holds(condition, at) for condition in plain.setting.domain):
            yield at


def _fraction(source: random.Random) -> Numeral:
    return whole(Fraction(source.randint(-3, 7), source.choice((1, 2, 2, 3))))


_DRAWS = (
    lambda source: source.choice((-1, 1)) * source.randint(1, 97),
    _fraction,
    lambda source: source.randint(-1, 3),
)
"""Integers, fractions of the size of indices, and integers of that size, zero among them."""
