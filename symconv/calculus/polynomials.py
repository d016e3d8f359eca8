"""Index expressions as polynomials with integer coefficients, and how they are written.

What stands in an index, a limit or a condition is a polynomial in sizes and indices, such as
s·i + d·u - p. Two of them are equal if their polynomials are. Anything else that occurs in one
(a floor, a quotient, an entry of an array of indices) counts as a letter of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypeAlias

from symconv.calculus.errors import RuleError
from symconv.formulas import Add, Formula, Index, Name, Number, Product

Monomial: TypeAlias = tuple[Formula, ...]
_MINUS_ONE = Number(-1)


@dataclass(frozen=True)
class IndexPolynomial:
    """A polynomial with integer coefficients, none of them zero, and sorted monomials.

    >>> i = Name("i")
    >>> read_index(Add((i, Number(2), i))) == read_index(Product((Number(2), Add((i, Number(1))))))
    True
    """

    terms: frozenset[tuple[Monomial, int]]

    @property
    def coefficients(self) -> dict[Monomial, int]:
        """The coefficient of every monomial."""
        return dict(self.terms)

    @property
    def letters(self) -> frozenset[Formula]:
        """The sizes and indices that occur."""
        return frozenset(letter for monomial, _ in self.terms for letter in monomial)

    @property
    def constant(self) -> int | None:
        """The number that this is; None if a letter occurs."""
        if not self.terms:
            return 0
        return self.coefficients.get(()) if len(self.terms) == 1 else None

    def __add__(self, other: IndexPolynomial) -> IndexPolynomial:
        return _polynomial((*self.terms, *other.terms))

    def __neg__(self) -> IndexPolynomial:
        return IndexPolynomial(frozenset((monomial, -value) for monomial, value in self.terms))

    def __sub__(self, other: IndexPolynomial) -> IndexPolynomial:
        return self + -other

    def __mul__(self, other: IndexPolynomial) -> IndexPolynomial:
        return _polynomial(
            (_sorted((*left, *right)), a * b) for left, a in self.terms for right, b in other.terms
        )

    def coefficient_of(self, letter: Formula) -> IndexPolynomial:
        """Give what multiplies a letter; `RuleError` if it occurs in a higher power."""
        found = []
        for monomial, value in self.terms:
            if monomial.count(letter) > 1:
                raise RuleError(f"{letter} occurs in a higher power")
            if letter in monomial:
                found.append((tuple(part for part in monomial if part != letter), value))
        return _polynomial(found)

    def substitute(self, values: Mapping[Formula, IndexPolynomial]) -> IndexPolynomial:
        """Give the polynomial with letters replaced."""
        if not self.letters & values.keys():
            return self
        total = ZERO_INDEX
        for monomial, value in self.terms:
            product = _polynomial([((), value)])
            for letter in monomial:
                product *= values.get(letter) or IndexPolynomial(frozenset({((letter,), 1)}))
            total += product
        return total


ZERO_INDEX = IndexPolynomial(frozenset())
ONE_INDEX = IndexPolynomial(frozenset({((), 1)}))


def _polynomial(terms: Iterable[tuple[Monomial, int]]) -> IndexPolynomial:
    total: dict[Monomial, int] = {}
    for monomial, value in terms:
        total[monomial] = total.get(monomial, 0) + value
    return IndexPolynomial(frozenset((m, value) for m, value in total.items() if value))


@cache
def _letter_key(letter: Formula) -> tuple[bool, str]:
    return isinstance(letter, Name), repr(letter)


def _sorted(monomial: Monomial) -> Monomial:
    return tuple(sorted(monomial, key=_letter_key))


@lru_cache(maxsize=4096)
def read_index(index: Index) -> IndexPolynomial:
    """Give an index expression as a polynomial."""
    match index:
        case int():
            return _polynomial([((), index)])
        case Number(value) if value == value // 1:  # what is cached must not depend on the type
            return _polynomial([((), int(value))])
        case Add(terms):
            return _polynomial(term for part in terms for term in read_index(part).terms)
        case Product(factors):
            product = ONE_INDEX
            for factor in factors:
                product *= read_index(factor)
            return product
    return IndexPolynomial(frozenset({((index,), 1)}))


def same_index(left: Index, right: Index) -> bool:
    """Tell whether two index expressions are equal as polynomials."""
    return left == right or read_index(left) == read_index(right)


@dataclass(frozen=True)
class IndexWriter:
    """Writes polynomials the way a person would: s·i + d·u - p, or x + p - d(k - 1 - u).

    `scales` are strides and dilations, whose multiples are kept together; `sizes` are the other
    letters that are no indices. Indices come first, sizes after them.
    """

    scales: frozenset[Formula] = frozenset()
    sizes: frozenset[Formula] = frozenset()

    def write(self, polynomial: IndexPolynomial) -> Formula:
        """Give a polynomial as a formula; a constant as a `Number`."""
        return _write(self, polynomial)

    def index(self, polynomial: IndexPolynomial) -> Index:
        """Give a polynomial as an index: a constant as an int."""
        constant = polynomial.constant
        return self.write(polynomial) if constant is None else constant

    def parts(self, polynomial: IndexPolynomial) -> list[Formula]:
        """Give the terms of a polynomial, in the order in which they are written."""
        groups: dict[Formula | None, dict[Monomial, int]] = {}
        for monomial, value in polynomial.terms:
            scale = next((letter for letter in monomial if letter in self.scales), None)
            rest = list(monomial)
            if scale is not None:
                rest.remove(scale)
            groups.setdefault(scale, {})[tuple(rest)] = value
        plain = groups.pop(None, {})
        written = [self._single(monomial, value) for monomial, value in plain.items()]
        written += [
            self._scaled(scale, terms) for scale, terms in groups.items() if scale is not None
        ]
        return [formula for _, formula in sorted(written, key=lambda item: item[0])]

    def _scaled(
        self, scale: Formula, terms: dict[Monomial, int]
    ) -> tuple[tuple[object, ...], Formula]:
        if len(terms) == 1:
            ((monomial, value),) = terms.items()
            return self._single((scale, *monomial), value)
        keys = [self._key(monomial, value) for monomial, value in terms.items()]
        negated = any(
            value < 0 and monomial and set(monomial) <= self.sizes
            for monomial, value in terms.items()
        )
        if negated:
            terms = {monomial: -value for monomial, value in terms.items()}
        inner = sorted(self._single(monomial, value) for monomial, value in terms.items())
        factors: tuple[Formula, ...] = (scale, Add(tuple(formula for _, formula in inner)))
        if negated:
            factors = (_MINUS_ONE, *factors)
        first = min(keys)
        return (2 if negated else 0, *first[1:], self._letter_rank(scale)), Product(factors)

    def _single(self, monomial: Monomial, value: int) -> tuple[tuple[object, ...], Formula]:
        letters = sorted(monomial, key=self._letter_rank)
        factors: list[Formula] = list(letters)
        if abs(value) != 1 or not letters:
            factors.insert(0, Number(value))
        elif value == -1:
            factors.insert(0, _MINUS_ONE)
        formula = factors[0] if len(factors) == 1 else Product(tuple(factors))
        return self._key(monomial, value), formula

    def _key(self, monomial: Monomial, value: int) -> tuple[object, ...]:
        """Order terms: positive letters (indices before sizes), numbers, negative letters."""
        places = [self._letter_rank(letter) for letter in monomial if letter not in self.scales]
        group = 1 if not monomial else 2 if value < 0 else 0
        return (group, sorted(places) or [(2, "")], repr(monomial))

    def _letter_rank(self, letter: Formula) -> tuple[int, str]:
        name = letter.letter if isinstance(letter, Name) else repr(letter)
        if letter in self.scales:
            return 0, name
        return (2 if letter in self.sizes else 1), name


@lru_cache(maxsize=20_000)
def _write(writer: IndexWriter, polynomial: IndexPolynomial) -> Formula:
    """Write a polynomial; proofs ask for the same ones often."""
    parts = writer.parts(polynomial)
    if not parts:
        return Number(0)
    return parts[0] if len(parts) == 1 else Add(tuple(parts))
