"""Terms as quotients of polynomials in atoms."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from symconv.derivation.algebra.polynomial import Polynomial, sum_polynomials
from symconv.derivation.sameness.atoms import Atom, content, ordered, split_content
from symconv.derivation.sameness.functions import FUNCTIONS
from symconv.derivation.sameness.limits import MOST_IN_SUM, NoVerdictError, TooMuchWorkError
from symconv.derivation.sameness.powers import Powers
from symconv.derivation.sameness.ring import Ratio, Ring, constant
from symconv.derivation.sameness.terms import (
    ZERO,
    Bound,
    Bracketed,
    Call,
    Choice,
    Chosen,
    Const,
    Free,
    Largest,
    Opaque,
    Plus,
    Raised,
    Side,
    Term,
    Test,
    Times,
    Total,
    Valueless,
    put_number,
)
from symconv.formulas import Range

_ONE = Polynomial.constant(1)


@dataclass
class Normaliser:
    """Gives each term as a quotient, once.

    A `plain` one takes the range of every sum to be of a length that is not negative, and all
    factors of a bracket to have a value: `counted` are the ranges of which it used that.
    """

    ring: Ring
    plain: bool = False
    counted: set[Range] = field(default_factory=set)
    powers: Powers = field(init=False)
    _done: dict[int, tuple[Term, Ratio]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.powers = Powers(self.ring)

    def __call__(self, term: Term) -> Ratio:
        """Give a term as a quotient.

        Raises
        ------
        NoVerdictError
            If it has no value anywhere, or is too much work.
        """
        found = self._done.get(id(term))
        if found is None:
            self.ring.work.spend()
            found = self._done[id(term)] = term, self._normal(term)
        return found[1]

    def _normal(self, term: Term) -> Ratio:
        ring = self.ring
        match term:
            case Const(value):
                return constant(value)
            case Free(key):
                return Ratio(ring.atom(("free", key), Atom(frozenset())))
            case Bound(level):
                return Ratio(ring.atom(("bound", level), Atom(frozenset({level}))))
            case Chosen():
                return self._chosen(term)
            case Plus(parts):
                return ring.add(map(self, parts))
            case Times(parts):
                return ring.times(map(self, parts))
            case Raised():
                return self._raised(term)
        return self._of_function(term)

    def _of_function(self, term: Term) -> Ratio:
        match term:
            case Call(function, argument):
                return FUNCTIONS[function](self.powers, self(argument))
            case Largest():
                return self._largest(term)
            case Test(side, argument):
                return Ratio(self.ring.test(side, self._same_sign(self(argument))))
            case Choice():
                return self._choice(term)
            case Bracketed(test, value) if self.plain:
                return self.ring.times((self(test), self(value)))
            case Bracketed(test, value):
                return self._choice(Choice((test,), (value,), ZERO))
            case Total():
                return self._total(term)
            case Valueless(reason):
                raise NoVerdictError(reason)
            case Opaque(key, _, arguments):
                return self.ring.application(("opaque", key), *map(self, arguments))
        raise NoVerdictError(f"{type(term).__name__} is not compared")

    def _chosen(self, term: Chosen) -> Ratio:
        arguments = tuple(map(self, term.arguments))
        alias = term.alias_at([argument.constant for argument in arguments])
        if alias is not None:
            return self(alias)
        return self.ring.application(("chosen", term.key), *arguments)

    def _same_sign(self, ratio: Ratio) -> Polynomial:
        """Give a polynomial of the sign of a quotient, wherever that has a value."""
        odd = tuple((number, 1) for number, times in ratio.below if times % 2)
        return self.ring.multiply(ratio.above, self.ring.below(Ratio(ratio.above, odd)))

    def _raised(self, term: Raised) -> Ratio:
        base, exponent = self(term.base), self(term.exponent)
        if exponent.constant is None:
            return self.powers.symbolic(base, exponent)
        return self.powers.constant(base, exponent.constant)

    def _largest(self, term: Largest) -> Ratio:
        parts = _without_smaller({ratio.key: ratio for ratio in map(self, _flat(term))}.values())
        if len(parts) == 1:
            return parts[0]
        if any(ratio.below for ratio in parts):
            places = sorted(self.ring.applied(("part",), (ratio,)) for ratio in parts)
            return self.ring.application(("largest", tuple(places)), *_by_place(self.ring, parts))
        polynomials = [ratio.above for ratio in parts]
        return Ratio(self._largest_of(polynomials))

    def _largest_of(self, parts: list[Polynomial]) -> Polynomial:
        ring = self.ring
        if len(parts) == 2:
            one, other = parts
            if split_content(one - other)[0] < 0:
                one, other = other, one
            above = ring.multiply(one - other, ring.test(Side.POSITIVE, one - other))
            return sum_polynomials([other, above])
        ring.work.spend(len(parts) ** 2 * max(len(part.terms) for part in parts))
        choices = [
            (sorted(ordered(part - pivot) for part in parts), ordered(pivot)) for pivot in parts
        ]
        differences, pivot = min(choices)
        scale = content([Polynomial(dict(each)) for each in differences])
        scaled = [Ratio(Polynomial(dict(each)) / scale) for each in differences]
        own = Polynomial.variable(ring.applied(("largest", len(parts)), scaled))
        return sum_polynomials([Polynomial(dict(pivot)), own * scale])

    # Cases and sums

    def _choice(self, term: Choice) -> Ratio:
        tests, cases, otherwise = self._open_cases(term)
        if not tests and otherwise is not None:
            return self(otherwise)
        values = list(map(self._guarded, cases))
        last = [] if otherwise is None else [self._guarded(otherwise)]
        if not last or not all(map(self.ring.is_never_zero_below, (*values, *last))):
            # What a case may divide by need not differ from zero where the case is not taken.
            if len(tests) == len(last) == 1:
                tests, values, last = self._in_order(tests[0], values[0], last[0])
            return self.ring.application(("choice", len(tests), len(last)), *tests, *values, *last)
        left, taken = Ratio(_ONE), []
        for test, value in zip(tests, values, strict=True):
            taken.append(self.ring.times((left, test, value)))
            left = self.ring.times((left, Ratio(sum_polynomials([_ONE, -test.above]))))
        return self.ring.add((*taken, self.ring.times((left, last[0]))))

    def _open_cases(self, term: Choice) -> tuple[list[Ratio], list[Term], Term | None]:
        """Give the tests that are not decided, their values, and what else is taken."""
        tests: list[Ratio] = []
        cases: list[Term] = []
        for test, case in zip(term.tests, term.values, strict=True):
            own = self(test)
            if own.constant == 1:
                return tests, cases, case
            if own.constant != 0:
                tests.append(own)
                cases.append(case)
        if not tests and term.otherwise is None:
            raise NoVerdictError("no case holds")
        return tests, cases, term.otherwise

    def _guarded(self, value: Term) -> Ratio:
        """Give the value of a case; one that never has any, as an atom without a value."""
        try:
            return self(value)
        except TooMuchWorkError:
            raise
        except NoVerdictError:
            return self.ring.application(("no value",))

    def _in_order(
        self, test: Ratio, value: Ratio, otherwise: Ratio
    ) -> tuple[list[Ratio], list[Ratio], list[Ratio]]:
        """Give a choice between two by a test or by its negation, always by the same of these."""
        negated = Ratio(sum_polynomials([_ONE, -test.above]))
        if ordered(negated.above) < ordered(test.above):
            return [negated], [otherwise], [value]
        return [test], [value], [otherwise]

    def _total(self, term: Total) -> Ratio:
        lower, upper = self(term.lower), self(term.upper)
        if lower.constant is None or upper.constant is None:
            return self._symbolic_total(term, lower, upper)
        if lower.constant.denominator != 1 or upper.constant.denominator != 1:
            raise NoVerdictError("the limits of a sum are not integers")
        first, last = int(lower.constant), int(upper.constant)
        if last < first - 1 and term.source is None:
            raise NoVerdictError(f"a sum from {first} to {last} is not defined")
        if last - first >= MOST_IN_SUM:
            raise TooMuchWorkError(f"the limit of {MOST_IN_SUM:,} terms of a sum is met")
        work: Callable[[], None] = self.ring.work.spend
        return self.ring.add(
            self(put_number(term.body, term.level, value, work)) for value in range(first, last + 1)
        )

    def _symbolic_total(self, term: Total, lower: Ratio, upper: Ratio) -> Ratio:
        """Give a sum term by term, with what does not depend on its index before it."""
        ring, level = self.ring, term.level
        length = ring.add((upper, Ratio(-lower.above, lower.below), constant(Fraction(1))))
        if term.source is not None and length.constant is not None and length.constant <= 0:
            return constant(Fraction(0))
        body, own = self(term.body), frozenset({level})
        if body.below:
            return Ratio(Polynomial.variable(ring.applied("total", (lower, upper, body), own)))
        groups: dict[tuple[int, ...], list[Polynomial]] = {}
        for monomial, value in body.above.terms.items():
            inside = tuple(n for n in monomial if level in ring.atoms[n].levels)
            outside = tuple(n for n in monomial if level not in ring.atoms[n].levels)
            groups.setdefault(inside, []).append(Polynomial({outside: value}))
        parts = []
        for inside, factors in groups.items():
            one = Ratio(Polynomial({inside: 1}))
            whole = (
                Ratio(Polynomial.variable(ring.applied("total", (lower, upper, one), own)))
                if inside
                else self._count(length, term.source)
            )
            parts.append(ring.times((Ratio(sum_polynomials(factors)), whole)))
        return ring.add(parts)

    def _count(self, length: Ratio, source: Range | None) -> Ratio:
        """Give how many values an index has; with a source, none where the length is negative."""
        if source is None or length.constant is not None:
            return length
        if self.plain:
            self.counted.add(source)
            return length
        some = self.ring.test(Side.POSITIVE, self._same_sign(length))
        return self.ring.times((length, Ratio(some)))


def _flat(term: Largest) -> list[Term]:
    """Give the parts of a maximum, those of maxima in it in their place."""
    flat: list[Term] = []
    for part in term.parts:
        flat += _flat(part) if isinstance(part, Largest) else [part]
    return flat


def _without_smaller(parts: Iterable[Ratio]) -> list[Ratio]:
    """Leave out all numbers but the largest."""
    numbers = [ratio.constant for ratio in parts if ratio.constant is not None]
    largest = max(numbers, default=None)
    return [ratio for ratio in parts if ratio.constant in (None, largest)]


def _by_place(ring: Ring, parts: list[Ratio]) -> list[Ratio]:
    return sorted(parts, key=lambda ratio: ring.applied(("part",), (ratio,)))
