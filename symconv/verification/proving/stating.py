"""An equation of a document as a claim of the calculus.

Sums without limits get those of the axis along which their index stands alone. Where such a sum
reads an array outside, its terms are left out: this becomes a condition of the sum, as the free
indices of the left side get the limits within which what it names exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from symconv.calculus import Setting
from symconv.calculus.facts import Facts
from symconv.calculus.polynomials import read_index
from symconv.formulas import (
    ONE,
    Add,
    Apply,
    Condition,
    Entry,
    Equation,
    Formula,
    Index,
    Indicator,
    Name,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Range,
    Relation,
    Restriction,
    Sum,
    Within,
)
from symconv.formulas.written import Operation
from symconv.verification.facts import Array
from symconv.verification.judging.understanding.examples import bound_in
from symconv.verification.judging.worlds.makers import TURNING, is_loss
from symconv.verification.judging.worlds.places import Letter, letter_of, placing
from symconv.verification.judging.worlds.world import Family
from symconv.verification.proving.indices import IndexWords, names_of
from symconv.verification.proving.layer import Layer, extended
from symconv.verification.proving.network import Key, Numbering, UnstatedError
from symconv.verification.proving.runs import Runs


@dataclass
class Scope:
    """What is known where a part stands.

    `names` says what letters of indices are called; `loose` are those of sums without limits;
    `wanted` collects what has to hold for what is read to exist, `added` more indices of the sum
    around it; both are None outside of all sums.
    """

    names: Mapping[str, Name]
    facts: Facts
    loose: frozenset[str] = frozenset()
    wanted: list[Restriction] | None = None
    added: list[Range] | None = None


@dataclass
class Stating:
    """Writes the sides of an equation as the calculus has them."""

    layer: Layer
    numbers: Numbering
    words: IndexWords
    free: tuple[str, ...]
    taken: set[str] = field(default_factory=set)
    domain: list[Restriction] = field(default_factory=list)

    def claim(self, equation: Equation) -> tuple[Setting, Equation]:
        """Give the setting and the claim."""
        self.domain = [self._limits(name, equation) for name in self.free]
        setting = self.layer.setting
        names = {name: Name(name) for name in self.free}
        outside: list[Restriction] = []
        scope = Scope(names, setting.facts, frozenset(self.free), outside)
        left = self._scalar(equation.left, scope)
        self.domain += outside
        right = self._scalar(equation.right, Scope(names, setting.facts))
        return replace(setting, domain=tuple(self.domain)), Equation(left, right)

    def _limits(self, name: str, equation: Equation) -> Within:
        for side in (equation.left, equation.right):
            found = self.runs.axis_of(name, side)
            if found is not None:
                limits = self.layer.axis(*found)
                return Within(limits.lower, Name(name), limits.upper)
        far = self.layer.far
        return Within(self.layer.writer.write(-read_index(far)), Name(name), far)

    @cached_property
    def runs(self) -> Runs:
        """Gives bound indices their limits."""
        return Runs(self.layer, self.numbers, self.words)

    def _axes(self, letter: Letter) -> str:
        return placing(self.numbers.reading, letter.part, len(letter.indices))

    def _scalar(self, formula: Formula, scope: Scope) -> Formula:
        """Write a number."""
        letter = letter_of(formula, self.numbers.reading)
        if letter is not None and not self._is_index(formula, scope):
            return self._read(letter, scope)
        match formula:
            case Number():
                return formula
            case Name() | Entry():
                return self.words.write(formula, scope.names)
            case Product(factors):
                return _product(self._scalar(factor, scope) for factor in factors)
            case Operation(_, left, right):
                return _product((self._scalar(left, scope), self._scalar(right, scope)))
            case Add(terms):
                return Add(tuple(self._scalar(term, scope) for term in terms))
            case Power(base, Number(int() as exponent)) if 1 <= exponent <= 8:
                return _product([self._scalar(base, scope)] * exponent)
            case Indicator(conditions):
                return Indicator(tuple(self.words.condition(c, scope.names) for c in conditions))
        return self._operator(formula, scope)

    def _is_index(self, formula: Formula, scope: Scope) -> bool:
        """Tell an index, whose letter may be that of an array elsewhere."""
        return isinstance(formula, Name) and formula.letter in scope.names

    def _operator(self, formula: Formula, scope: Scope) -> Formula:
        match formula:
            case Quotient(above, below):
                return Quotient(self._scalar(above, scope), self._scalar(below, scope))
            case Partial():
                return self._partial(formula, scope)
            case Apply():
                return self._activation(formula, scope)
            case Sum():
                return self._sum(formula, scope)
        raise UnstatedError(type(formula).__name__.lower())

    def _partial(self, formula: Partial, scope: Scope) -> Formula:
        by = letter_of(formula.by, self.numbers.reading)
        if by is None or by.gradient:
            raise UnstatedError(f"a derivative by {formula.by}")
        if is_loss(formula.of, self.numbers.reading):
            return self._read(replace(by, gradient=True), scope)
        return Partial(self._scalar(formula.of, scope), self._read(by, scope))

    def _activation(self, formula: Apply, scope: Scope) -> Formula:
        reading, base = self.numbers.reading, formula.function.rstrip("'")
        if formula.function in TURNING and len(formula.arguments) == 1:
            return self._turned(formula.arguments[0], scope)
        if reading.part(base) is not Array.ACTIVATION or len(formula.arguments) != 1:
            raise UnstatedError(f"the function {formula.function}")
        letter = letter_of(formula.arguments[0], reading)
        if letter is None or letter.gradient or letter.family is not Family.PRE:
            raise UnstatedError("an activation of something that is no layer's output")
        value = self._read(letter, scope)
        applied = self.layer.activate(value)
        if formula.function == base:
            return applied
        if formula.function != base + "'":
            raise UnstatedError(f"the function {formula.function}")
        return Partial(applied, value)

    def _turned(self, formula: Formula, scope: Scope) -> Formula:
        """Write an entry of an array turned by 180 degrees."""
        letter = letter_of(formula, self.numbers.reading)
        if letter is None or not letter.indices:
            raise UnstatedError("a turned array without its indices")
        return self._read(letter, scope, turned=True)

    def _read(self, letter: Letter, scope: Scope, turned: bool = False) -> Formula:
        """Write an entry; what it takes to exist is noted in the scope."""
        key = self.numbers.key(letter)
        axes = self._axes(letter)
        loose = {
            axis for axis, index in zip(axes, letter.indices, strict=True)
            if names_of(index) & scope.loose
        }  # fmt: skip
        places = {
            axis: self._place(index, key, axis, scope, axis in loose)
            for axis, index in zip(axes, letter.indices, strict=True)
        }
        if turned != (letter.name in self.numbers.reading.turned):
            places = self.layer.turned(key, places)
        padded = False
        for axis, place in places.items():
            within = self._within(key, axis, place)
            if self._known(within, scope):
                continue
            if axis not in loose or scope.wanted is None:
                padded = True
            elif within not in scope.wanted:
                scope.wanted.append(within)
        if padded and not self.layer.is_extended(key, letter):
            raise UnstatedError(f"{letter.name}, which is read outside")
        if letter.gradient and padded:
            return self.layer.entry(key, places, self.layer.beyond)
        entry = self.layer.entry(key, places, extended(self.layer.whole(key)) if padded else None)
        return self.layer.gradient(entry) if letter.gradient else entry

    def _place(self, index: Index, key: Key, axis: str, scope: Scope, loose: bool) -> Index:
        """Write an index; a quotient is an index of its own, where it is a whole number."""
        fraction = self.words.fraction(index, scope.names)
        if fraction is None:
            return self.words.index(index, scope.names)
        step = self.layer.writer.write(fraction.below)
        positive = Condition(ONE, Relation.AT_MOST, step)
        if not loose or scope.added is None or not scope.facts.prove(positive):
            raise UnstatedError(f"{index} as an index")
        name, limits = self._fresh("t"), self.layer.axis(key, axis)
        scope.added.append(Range(name, limits.lower, limits.upper))
        write = self.layer.writer.write
        whole = fraction.below * (read_index(name) - fraction.more)
        assert scope.wanted is not None
        scope.wanted.append(Condition(write(whole), Relation.EQUAL, write(fraction.above)))
        scope.facts = scope.facts.and_ranges(scope.added[-1:])
        return name

    def _known(self, condition: Restriction, scope: Scope) -> bool:
        """Tell whether a condition holds, by what is known without the free indices' limits first.

        A search that sets out from a free index may miss what its own limits do not decide.
        """
        facts = scope.facts
        return facts.prove(condition) or facts.and_free(self.domain).prove(condition)

    def _within(self, key: Key, axis: str, place: Index) -> Within:
        limits = self.layer.axis(key, axis)
        value = Number(place) if isinstance(place, int) else place
        return Within(limits.lower, value, limits.upper)

    def _sum(self, formula: Sum, scope: Scope) -> Formula:
        names, facts, ranges = dict(scope.names), scope.facts, []
        letters = [limits.index.letter for limits in formula.ranges]
        if len(set(letters)) < len(letters) or set(letters) & set(bound_in(formula.body)):
            raise UnstatedError("an index that is bound twice")
        inner = {limits.index.letter: self._fresh(limits.index.letter) for limits in formula.ranges}
        loose = (scope.loose - inner.keys()) | {
            r.index.letter for r in formula.ranges if r.lower is None and r.upper is None
        }
        conditions: list[Restriction] = []
        for limits in formula.ranges:
            letter = limits.index.letter
            run, held = self.runs.run(limits, formula.body, names, inner)
            names[letter] = inner[letter]
            ranges.append(run)
            conditions += held
            facts = facts.and_ranges((run,))
        conditions += [self.words.condition(c, names) for c in formula.conditions]
        inside = Scope(names, facts.and_conditions(conditions), loose, [], [])
        body = self._scalar(formula.body, inside)
        conditions += inside.wanted or []
        return Sum(body, (*ranges, *(inside.added or [])), tuple(conditions))

    def _fresh(self, letter: str) -> Name:
        while letter in self.taken:
            letter += "'"
        self.taken.add(letter)
        return Name(letter)


def _product(factors: Iterable[Formula]) -> Formula:
    flat: list[Formula] = []
    for factor in factors:
        flat += factor.factors if isinstance(factor, Product) else (factor,)
    return Product(tuple(flat)) if len(flat) > 1 else flat[0]
