"""Quotients of polynomials in atoms: where two sides are compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce

from symconv.derivation.algebra.polynomial import Polynomial, sum_polynomials
from symconv.derivation.sameness.atoms import Atom, Atoms, Levels, split_content
from symconv.derivation.sameness.limits import NoVerdictError

_ZERO, _ONE = Polynomial.constant(0), Polynomial.constant(1)
_NOWHERE = "a denominator is zero everywhere"


@dataclass(frozen=True)
class Ratio:
    """A polynomial over a product of numbered factors, each with its exponent, by number."""

    above: Polynomial
    below: tuple[tuple[int, int], ...] = ()

    @property
    def key(self) -> Hashable:
        """What is equal for quotients that are written alike."""
        return frozenset(self.above.terms.items()), self.below

    @property
    def constant(self) -> Fraction | None:
        """The number that it is, if it is written as one."""
        if self.below or len(self.above.terms) > 1:
            return None
        value = self.above.terms.get((), None if self.above.terms else 0)
        return None if value is None else Fraction(value)


@dataclass
class Ring(Atoms):
    """The atoms and factors of one comparison, and arithmetic on quotients."""

    factors: list[Polynomial] = field(default_factory=list)
    _applied: dict[Hashable, list[tuple[tuple[Ratio, ...], int]]] = field(default_factory=dict)

    def applied(
        self, head: Hashable, arguments: Sequence[Ratio], less: Levels = frozenset()
    ) -> int:
        """Give the number of the atom that is a function of arguments.

        It is that of an earlier one if all its arguments are equal to these. `less` are the levels
        of indices that the function binds.
        """
        written = tuple(arguments)
        key = (head, tuple(argument.key for argument in written))
        known = self._applied.setdefault(head, [])
        if key not in self.numbers:
            for others, number in known:
                if self._all_equal(written, others):
                    self.numbers[key] = number
                    return number
            levels = self.levels(*written) - less
            known.append((written, self.number_of(key, Atom(levels))))
        return self.numbers[key]

    def application(self, head: Hashable, *arguments: Ratio) -> Ratio:
        """Give the atom that is a function of arguments."""
        return Ratio(Polynomial.variable(self.applied(head, arguments)))

    def _all_equal(self, ours: Sequence[Ratio], others: Sequence[Ratio]) -> bool:
        """Compare arguments; those without denominators are equal only if written alike."""
        if len(ours) != len(others) or not any(ratio.below for ratio in (*ours, *others)):
            return False
        return all(map(self.equal, ours, others))

    def levels(self, *ratios: Ratio) -> Levels:
        """Give the levels of the indices that quotients depend on."""
        polynomials = [ratio.above for ratio in ratios]
        polynomials += [self.factors[number] for ratio in ratios for number, _ in ratio.below]
        return frozenset().union(*map(self.levels_of, polynomials))

    def generated(self, number: int, exponent: Fraction) -> Ratio:
        """Give a power of a generator; a negative one stands below the line."""
        units, base, whole = self.power_of(number, abs(exponent))
        result = Ratio(self.multiply(units, self.power(base, whole)))
        return self.inverse(result) if exponent < 0 else result

    def add(self, ratios: Iterable[Ratio]) -> Ratio:
        """Give the sum, over the least common product of factors."""
        groups: dict[tuple[tuple[int, int], ...], list[Polynomial]] = {}
        for ratio in ratios:
            self.work.spend(len(ratio.above.terms))
            groups.setdefault(ratio.below, []).append(ratio.above)
        if not groups:
            return Ratio(_ZERO)
        common: Counter[int] = Counter()
        for below in groups:
            common |= Counter(dict(below))
        total = [
            self.multiply(sum_polynomials(above), self._product(common - Counter(dict(below))))
            for below, above in groups.items()
        ]
        result = sum_polynomials(total)
        self.work.check_terms(len(result.terms))
        return Ratio(result, tuple(sorted(common.items())) if result.terms else ())

    def _product(self, factors: Counter[int]) -> Polynomial:
        powers = (self.power(self.factors[number], times) for number, times in factors.items())
        return reduce(self.multiply, powers, _ONE)

    def times(self, ratios: Iterable[Ratio]) -> Ratio:
        """Give the product."""
        above, below = _ONE, Counter[int]()
        for ratio in ratios:
            above = self.multiply(above, ratio.above)
            below.update(dict(ratio.below))
        return Ratio(above, tuple(sorted(below.items())))

    def raised(self, ratio: Ratio, exponent: int) -> Ratio:
        """Give a whole power."""
        if exponent < 0:
            return self.raised(self.inverse(ratio), -exponent)
        below = tuple((number, times * exponent) for number, times in ratio.below if exponent)
        return Ratio(self.power(ratio.above, exponent), below)

    def inverse(self, ratio: Ratio) -> Ratio:
        """Give one over a quotient. Raises `NoVerdictError` for one over zero."""
        value, primitive = split_content(ratio.above)
        if not value:
            raise NoVerdictError(_NOWHERE)
        below: Counter[int] = Counter()
        if len(primitive.terms) == 1:
            for number in next(iter(primitive.terms)):
                below[self._factor(Polynomial.variable(number))] += 1
        else:
            below[self._factor(primitive)] = 1
        above = self._product(Counter(dict(ratio.below))) / value
        return Ratio(above, tuple(sorted(below.items())))

    def _factor(self, polynomial: Polynomial) -> int:
        key = ("factor", frozenset(polynomial.terms.items()))
        number = self.numbers.get(key)
        if number is None:
            number = self.numbers[key] = len(self.factors)
            self.factors.append(polynomial)
        return number

    def below(self, ratio: Ratio) -> Polynomial:
        """Give what stands below the line."""
        return self._product(Counter(dict(ratio.below)))

    def is_never_zero_below(self, ratio: Ratio) -> bool:
        """Tell whether the form of all factors below shows that they are not zero anywhere."""
        return all(self.sign(self.factors[number]) for number, _ in ratio.below)

    def equal(self, left: Ratio, right: Ratio) -> bool:
        """Tell whether two quotients are proved equal where neither denominator is zero."""
        if left.key == right.key:
            return True
        return not self.add((left, Ratio(-right.above, right.below))).above.terms


def constant(value: Fraction) -> Ratio:
    """Give a number as a quotient."""
    return Ratio(Polynomial.constant(value.numerator if value.denominator == 1 else value))
