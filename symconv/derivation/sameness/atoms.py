"""Polynomials in atoms, reduced by the laws of these.

An atom is a symbol, or the value of a function at arguments that are quotients themselves. Some
atoms obey laws, which every product is reduced by:

- a test is 0 or 1, so its square is itself; a number is not positive and zero at once; where a
  number that is linear is zero, one of its symbols is what the others make it;
- powers of one base multiply by adding their exponents, and a whole power of a root is a power of
  its base.

Every law holds at every point at which all is defined, whatever an atom's value is where it is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd, lcm

from symconv.derivation.algebra.polynomial import Coefficient, Monomial, Polynomial, sum_polynomials
from symconv.derivation.sameness.limits import Work, check_digits
from symconv.derivation.sameness.terms import Side

Levels = frozenset[int]
_ZERO, _ONE = Polynomial.constant(0), Polynomial.constant(1)


@dataclass(frozen=True)
class Generator:
    """A base whose powers are atoms; `base` is known where whole powers are to be written out."""

    base: Polynomial | None
    is_positive: bool


@dataclass(frozen=True)
class Atom:
    """A variable of the polynomials.

    `levels` are the sums on whose indices it depends; `power` a generator and the exponent that the
    atom is of it; `test` what is tested, and of which polynomial.
    """

    levels: Levels
    is_positive: bool = False
    power: tuple[int, Fraction] | None = None
    test: tuple[Side, int] | None = None
    solved: tuple[int, Polynomial] | None = None
    """Where the tested polynomial is zero: an atom in it, and what that is then."""


@dataclass
class Atoms:
    """The atoms of one comparison, and arithmetic on polynomials in them."""

    work: Work
    atoms: list[Atom] = field(default_factory=list)
    generators: list[Generator] = field(default_factory=list)
    numbers: dict[Hashable, int] = field(default_factory=dict)
    _special: set[int] = field(default_factory=set)
    _generator_levels: dict[int, Levels] = field(default_factory=dict)

    def atom(self, key: Hashable, new: Atom) -> Polynomial:
        """Give the atom of a key, which is `new` where there is none yet."""
        return Polynomial.variable(self.number_of(key, new))

    def number_of(self, key: Hashable, new: Atom) -> int:
        """Give the number of the atom of a key, which is `new` where there is none yet."""
        number = self.numbers.get(key)
        if number is None:
            number = self.numbers[key] = len(self.atoms)
            self.atoms.append(new)
            if new.power or new.test:
                self._special.add(number)
        return number

    def levels_of(self, polynomial: Polynomial) -> Levels:
        """Give the levels of the indices that a polynomial depends on."""
        used = {number for monomial in polynomial.terms for number in monomial}
        return frozenset().union(*(self.atoms[number].levels for number in used))

    def multiply(self, left: Polynomial, right: Polynomial) -> Polynomial:
        """Give the product, reduced."""
        mine, other = left.terms, right.terms
        if not mine or not other:
            return _ZERO
        pairs = len(mine) * len(other)
        degree = len(max(mine, key=len)) + len(max(other, key=len))
        self.work.check_terms(pairs // 20)
        self.work.spend(pairs * (1 + degree // 16))
        check_digits(_digits(mine.values()) + _digits(other.values()))
        product = self.reduced(left * right)
        self.work.check_terms(len(product.terms))
        return product

    def power(self, base: Polynomial, exponent: int) -> Polynomial:
        """Give a whole power, not negative."""
        terms = base.terms
        if len(terms) == 1:
            ((monomial, value),) = terms.items()
            self.work.foresee(1 + len(monomial) * exponent // 16)
            check_digits(_digits((value,)) * exponent)
            whole = tuple(number for number in monomial for _ in range(exponent))
            return self.reduced(Polynomial({whole: value**exponent}))
        if len(terms) > 1 and not self._special.intersection(*terms):
            self.work.check_terms((len(terms) - 1) * exponent + 1)  # it has no fewer
        result, square = _ONE, base
        while exponent:
            if exponent & 1:
                result = self.multiply(result, square)
            exponent >>= 1
            if exponent:
                square = self.multiply(square, square)
        return result

    def reduced(self, polynomial: Polynomial) -> Polynomial:
        """Give a polynomial after the laws of its atoms."""
        special = self._special
        if not special:
            return polynomial
        plain: dict[Monomial, Coefficient] = {}
        others: list[Polynomial] = []
        for monomial, value in polynomial.terms.items():
            if special.isdisjoint(monomial):
                plain[monomial] = value
            else:
                others.append(self._reduced(monomial, value))
        return sum_polynomials([Polynomial(plain), *others]) if others else polynomial

    def _reduced(self, monomial: Monomial, value: Coefficient) -> Polynomial:
        self.work.spend(1 + len(monomial) // 4)
        kept: list[int] = []
        tests: dict[int, Side] = {}
        exponents: dict[int, Fraction] = {}
        solved: dict[int, Polynomial] = {}
        for number, times in Counter(monomial).items():
            atom = self.atoms[number]
            if atom.test is not None:
                side, tested = atom.test
                if tests.setdefault(tested, side) is not side:
                    return _ZERO
                kept.append(number)
                if atom.solved is not None:
                    solved.setdefault(*atom.solved)
            elif atom.power is not None:
                generator, unit = atom.power
                exponents[generator] = exponents.get(generator, Fraction(0)) + times * unit
            else:
                kept += [number] * times
        factors = [self.power_of(number, exponent) for number, exponent in exponents.items()]
        for number, polynomial in solved.items():
            times = kept.count(number)
            if times:
                kept = [other for other in kept if other != number]
                factors.append((Polynomial({(): 1}), polynomial, times))
        result = Polynomial({tuple(sorted(kept)): value})
        for units, base, whole in factors:
            result = Polynomial({tuple(sorted(m + n)): a * b for m, a in result.terms.items()
                                 for n, b in units.terms.items()})  # fmt: skip
            if whole:
                result = self.multiply(result, self.power(base, whole))
        return result

    def power_of(self, number: int, exponent: Fraction) -> tuple[Polynomial, Polynomial, int]:
        """Give a power of a generator as units, and as a base with a whole exponent."""
        base = self.generators[number].base
        whole = 0 if base is None else exponent.numerator // exponent.denominator
        rest = exponent - whole
        if not rest:
            return _ONE, base or _ONE, whole
        self.work.spend(rest.numerator // 16)
        unit = self._unit(number, rest.denominator)
        return Polynomial({(unit,) * rest.numerator: 1}), base or _ONE, whole

    def _unit(self, number: int, parts: int) -> int:
        generator = self.generators[number]
        levels = self._generator_levels[number]
        new = Atom(levels, generator.is_positive, (number, Fraction(1, parts)))
        return self.number_of(("unit", number, parts), new)

    def generator(self, key: Hashable, levels: Levels, new: Generator) -> int:
        """Give the number of the generator of a key, which is `new` where there is none yet."""
        number = self.numbers.get(("generator", key))
        if number is None:
            number = self.numbers["generator", key] = len(self.generators)
            self.generators.append(new)
            self._generator_levels[number] = levels
        return number

    def test(self, side: Side, polynomial: Polynomial) -> Polynomial:
        """Give the test of a polynomial, as a polynomial in tests of it up to a factor."""
        value, primitive = split_content(polynomial)
        if not value:
            return _ONE if side is Side.ZERO else _ZERO
        sign = self.sign(polynomial)
        if sign:
            return _ONE if side is Side.POSITIVE and sign > 0 else _ZERO
        key = frozenset(primitive.terms.items())
        tested = self.numbers.setdefault(("tested", key), len(self.numbers))
        levels = self.levels_of(primitive)
        zero = Atom(levels, test=(Side.ZERO, tested), solved=self._solved(primitive))
        if side is Side.ZERO:
            return self.atom((Side.ZERO, tested), zero)
        above = self.atom((side, tested), Atom(levels, test=(side, tested)))
        if value > 0:
            return above
        return sum_polynomials([_ONE, -above, -self.atom((Side.ZERO, tested), zero)])

    def _solved(self, polynomial: Polynomial) -> tuple[int, Polynomial] | None:
        """Solve a polynomial of degree one for its first atom."""
        terms = dict(polynomial.terms)
        if any(len(m) > 1 or not self._special.isdisjoint(m) for m in terms):
            return None
        first = min(monomial for monomial in terms if monomial)
        value = Fraction(terms.pop(first))
        return first[0], Polynomial(terms) / -value

    def sign(self, polynomial: Polynomial) -> int:
        """Give 1 or -1 where a polynomial has this sign everywhere, by its form; else 0."""
        terms = polynomial.terms
        if not all(self.atoms[number].is_positive for monomial in terms for number in monomial):
            return 0
        signs = {1 if value > 0 else -1 for value in terms.values()}
        return signs.pop() if len(signs) == 1 else 0


def ordered(polynomial: Polynomial) -> tuple[tuple[Monomial, Coefficient], ...]:
    """Give the terms in an order of their own."""
    return tuple(sorted(polynomial.terms.items()))


def split_content(polynomial: Polynomial) -> tuple[Fraction, Polynomial]:
    """Give the number and the polynomial, of coprime integers, first one positive, of a product."""
    if not polynomial.terms:
        return Fraction(0), polynomial
    value = content([polynomial])
    if polynomial.terms[min(polynomial.terms)] < 0:
        value = -value
    return value, polynomial / value


def content(polynomials: Sequence[Polynomial]) -> Fraction:
    """Give the largest positive number that all coefficients are whole multiples of; 0 of none."""
    values = [Fraction(value) for each in polynomials for value in each.terms.values()]
    above = gcd(*(value.numerator for value in values))
    return Fraction(above, lcm(*(value.denominator for value in values)))


def _digits(values: Iterable[Coefficient]) -> int:
    return max(max(value.numerator.bit_length(), value.denominator.bit_length())
               for value in values)  # fmt: skip
