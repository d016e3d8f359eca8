"""Formulas of ours as terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

from symconv.derivation.sameness.decided import decided_number, decided_range, exact_number
from symconv.derivation.sameness.limits import MOST_IN_SUM, NoVerdictError, TooMuchWorkError, Work
from symconv.derivation.sameness.terms import (
    ONE,
    ZERO,
    Bound,
    Bracketed,
    Call,
    Choice,
    Chosen,
    Const,
    Free,
    Known,
    Largest,
    Opaque,
    Plus,
    Raised,
    Term,
    Times,
    Total,
    Valueless,
    exponential,
    minus,
    negation,
    over,
    positive,
    put_number,
    smallest,
)
from symconv.derivation.sameness.vocabulary import (
    at_least,
    cosh,
    equal,
    floor,
    magnitude,
    modulo,
    relu,
    sigmoid,
    sign,
    sinh,
    tan,
    tanh,
)
from symconv.formulas import (
    Add,
    Apply,
    Case,
    Cases,
    Condition,
    Entry,
    Floor,
    ForEvery,
    Formula,
    Index,
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
    Restriction,
    Sum,
    Within,
)
from symconv.formulas.chains import Decimal

_HALF = Const(Fraction(1, 2))


def _log(x: Term) -> Term:
    return Call(Known.LOG, x)


_FUNCTIONS: Mapping[tuple[str, int], Callable[..., Term]] = {
    ("exp", 1): exponential,
    ("log", 1): _log,
    ("ln", 1): _log,
    ("sin", 1): lambda x: Call(Known.SIN, x),
    ("cos", 1): lambda x: Call(Known.COS, x),
    ("tan", 1): tan,
    ("sinh", 1): sinh,
    ("cosh", 1): cosh,
    ("tanh", 1): tanh,
    ("sqrt", 1): lambda x: Raised(x, _HALF),
    ("abs", 1): magnitude,
    ("sign", 1): sign,
    ("relu", 1): relu,
    (r"\sigma", 1): sigmoid,
    ("sigmoid", 1): sigmoid,
}
"""The functions of formulas, by name and number of arguments."""
_RELATIONS: Mapping[Relation, Callable[[Term, Term], Term]] = {
    Relation.EQUAL: equal,
    Relation.UNEQUAL: lambda a, b: negation(equal(a, b)),
    Relation.LESS: lambda a, b: positive(minus(b, a)),
    Relation.AT_MOST: lambda a, b: at_least(b, a),
    Relation.GREATER: lambda a, b: positive(minus(a, b)),
    Relation.AT_LEAST: at_least,
    Relation.DIVIDES: lambda a, b: equal(modulo(b, a), ZERO),
}
_Leaf: TypeAlias = Name | Entry | Partial


@dataclass
class FormulaReader:
    """Reads formulas as terms. `symbols` are known by their LaTeX, as derivations name theirs."""

    work: Work
    symbols: Mapping[str, Free]
    _done: dict[tuple[int, tuple[Name, ...]], tuple[Formula, Term]] = field(default_factory=dict)
    _indices: tuple[Name, ...] = ()
    """The indices of the sums around, outermost first."""

    def read(self, formula: Formula) -> Term:
        """Give a formula as a term.

        Raises
        ------
        NoVerdictError
            If it holds what is not compared.
        """
        key = id(formula), self._indices
        found = self._done.get(key)
        if found is None:
            self.work.spend()
            found = self._done[key] = formula, self._read(formula)
        return found[1]

    def _read(self, formula: Formula) -> Term:
        match formula:
            case Number(value) | Decimal(value):
                return Const(exact_number(value))
            case Name() if formula in self._indices:
                return Bound(self._indices.index(formula))
            case Name() | Entry() | Partial(Name(), Name() | Entry()):
                return self._leaf(formula)
            case Add(terms):
                return Plus(self._all(terms))
            case Product(factors):
                return self._product(factors)
            case Quotient(above, below):
                return over(self.read(above), self.read(below), below)
            case Power(base, exponent):
                return Raised(self.read(base), self.read(exponent), base)
            case Apply(function, arguments):
                return self._function(function, self._all(arguments))
            case Floor(body):
                return floor(self.read(body))
        return self._read_with_conditions(formula)

    def _read_with_conditions(self, formula: Formula) -> Term:
        match formula:
            case Indicator(conditions):
                return self._test(conditions)
            case Cases(cases):
                return self._cases(cases)
            case Sum(body, ranges, conditions):
                return self._sum(body, ranges, conditions)
            case Maximum(body, ranges, conditions):
                return self._maximum(body, ranges, conditions)
            case Partial():
                indices = tuple(Bound(level) for level in range(len(self._indices)))
                return Opaque((self._indices, formula), str(formula), indices)
        raise NoVerdictError(f"{type(formula).__name__} is not compared: {formula}")

    def _product(self, factors: Sequence[Formula]) -> Term:
        """Give a product: where a bracket in it is zero, the other factors are not looked at."""
        tests = [each for factor in factors if isinstance(factor, Indicator)
                 for each in factor.conditions]  # fmt: skip
        others = self._all([each for each in factors if not isinstance(each, Indicator)])
        if not others or not tests:
            return self._test(tests) if tests else Times(others)
        return Bracketed(self._test(tests), Times(others))

    def _all(self, formulas: Sequence[Formula]) -> tuple[Term, ...]:
        return tuple(map(self.read, formulas))

    def _function(self, name: str, arguments: tuple[Term, ...]) -> Term:
        if name == "max" and arguments:
            return Largest(arguments)
        if name == "min" and arguments:
            return smallest(arguments)
        if name in ("maxima", "minima") and arguments:
            extreme = Largest(arguments) if name == "maxima" else smallest(arguments)
            return Plus(tuple(equal(argument, extreme) for argument in arguments))
        known = _FUNCTIONS.get((name, len(arguments)))
        if known is not None:
            return known(*arguments)
        return Chosen(("function", name, len(arguments)), name, arguments, is_entry=False)

    # Entries and names

    def _leaf(self, formula: _Leaf) -> Term:
        """Give a name, an entry, or a derivative of a name: the indices in it are its arguments."""
        places = _places(formula)
        frame = _with_places(formula, (0,) * len(places))
        arguments = tuple(self._place(place) for place in places)
        if not arguments:
            return self._alias(formula) or Free(("leaf", formula), str(formula))

        def alias(numbers: tuple[int, ...]) -> Free | None:
            return self._alias(_with_places(frame, numbers))

        def written(numbers: tuple[int, ...]) -> str:
            return str(_with_places(frame, numbers))

        return Chosen(("leaf", frame), str(frame), arguments, True, alias, written)

    def _place(self, place: Index) -> Term:
        return Const(Fraction(place)) if isinstance(place, int) else self.read(place)

    def _alias(self, formula: Formula) -> Free | None:
        return self.symbols.get(self._latex(formula)) if self.symbols else None

    @cached_property
    def _latex(self) -> Callable[[Formula], str]:
        from symconv.notation import Notation
        from symconv.printing.formulas.latex import LatexPrinter

        return LatexPrinter(Notation()).write

    # Conditions and sums

    def _test(self, conditions: Sequence[Restriction]) -> Term:
        """Give one where all conditions hold; those after one that is false are not looked at."""
        *earlier, last = map(self._condition, conditions)
        for test in reversed(earlier):
            last = Bracketed(test, last)
        return last

    def _condition(self, condition: Restriction) -> Term:
        match condition:
            case Condition(left, relation, right):
                return _RELATIONS[relation](self.read(left), self.read(right))
            case Within(lower, value, upper):
                own = self.read(value)
                return Times((at_least(own, self.read(lower)), at_least(self.read(upper), own)))
            case ForEvery():
                raise NoVerdictError(f"a condition on every value is not compared: {condition}")

    def _cases(self, cases: Sequence[Case]) -> Term:
        tests: list[Term] = []
        values: list[Term] = []
        for case in cases:
            if case.condition is None:
                return Choice(tuple(tests), tuple(values), self.read(case.value))
            tests.append(self._condition(case.condition))
            values.append(self.read(case.value))
        return Choice(tuple(tests), tuple(values), None)

    def _sum(
        self, body: Formula, ranges: Sequence[Range], conditions: Sequence[Restriction]
    ) -> Term:
        if not ranges:
            own = self.read(body)
            return Choice((self._test(conditions),), (own,), ZERO) if conditions else own
        limits, level, around = self._limits(ranges[0]), len(self._indices), self._indices
        numbers = decided_range(*limits)
        if numbers is not None and not numbers:
            return ZERO
        self._bind(ranges[0])
        try:
            return Total(level, *limits, self._sum(body, ranges[1:], conditions), ranges[0])
        finally:
            self._indices = around

    def _bind(self, known: Range) -> None:
        if known.index in self._indices:
            raise NoVerdictError(f"the index {known.index} is bound twice")
        self._indices = (*self._indices, known.index)

    def _limits(self, known: Range) -> tuple[Term, Term]:
        if known.lower is None or known.upper is None:
            raise NoVerdictError(f"a sum over {known.index} without limits is not compared")
        return self.read(known.lower), self.read(known.upper)

    def _maximum(
        self, body: Formula, ranges: Sequence[Range], conditions: Sequence[Restriction]
    ) -> Term:
        """Give a maximum over ranges between numbers, under conditions that are decided there."""
        values: list[Term] = []
        for test, value in self._values(body, ranges, conditions):
            holds = decided_number(test)
            if holds is None:
                raise NoVerdictError("a maximum under conditions that are not of numbers")
            if holds:
                values.append(value)
        if values:
            return Largest(tuple(values))
        over = ", ".join(f"{each.index} = {each.lower}..{each.upper}" for each in ranges)
        return Valueless(f"a maximum over no values has none: {over}")

    def _values(
        self, body: Formula, ranges: Sequence[Range], conditions: Sequence[Restriction]
    ) -> list[tuple[Term, Term]]:
        """Give the conditions and the values of a body at all indices of ranges."""
        if not ranges:
            return [(self._test(conditions) if conditions else ONE, self.read(body))]
        numbers = decided_range(*self._limits(ranges[0]))
        if numbers is None:
            raise NoVerdictError("a maximum over a range that is not of numbers")
        level, around = len(self._indices), self._indices
        self._bind(ranges[0])
        try:
            inner = self._values(body, ranges[1:], conditions)
        finally:
            self._indices = around
        if len(numbers) * len(inner) > MOST_IN_SUM:
            raise TooMuchWorkError(f"the limit of {MOST_IN_SUM:,} values of a maximum is met")
        work = self.work.spend
        return [
            (put_number(test, level, value, work), put_number(part, level, value, work))
            for value in numbers
            for test, part in inner
        ]


def _places(formula: _Leaf) -> tuple[Index, ...]:
    """Give the indices that stand in a leaf."""
    match formula:
        case Entry(_, indices, superscript, arguments):
            above = () if superscript is None else (superscript,)
            return (*indices, *above, *arguments)
        case Partial(_, Entry() as by):
            return _places(by)
    return ()


def _with_places(formula: _Leaf, places: tuple[int, ...]) -> _Leaf:
    """Give a leaf with numbers for its indices."""
    match formula:
        case Entry(letter, indices, superscript, _):
            start, rest = places[: len(indices)], places[len(indices) :]
            above = rest[0] if superscript is not None else None
            return Entry(letter, start, above, rest if superscript is None else rest[1:])
        case Partial(of, Entry() as by):
            return Partial(of, _with_places(by, places))
    return formula
