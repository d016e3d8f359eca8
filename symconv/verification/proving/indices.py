"""Indices, limits and conditions of a document, as the calculus writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from symconv.calculus.polynomials import IndexPolynomial, read_index
from symconv.formulas import (
    Add,
    Condition,
    Entry,
    Floor,
    Formula,
    Index,
    Name,
    Number,
    Product,
    Quotient,
    Restriction,
    Within,
    walk_paths,
)
from symconv.formulas.written import Operation
from symconv.verification.judging.reading import size_key
from symconv.verification.proving.layer import Layer
from symconv.verification.proving.lengths import Kind
from symconv.verification.proving.network import UnstatedError

_ONE = read_index(1)


@dataclass(frozen=True)
class Fraction:
    """An index `above / below + more`."""

    above: IndexPolynomial
    below: IndexPolynomial
    more: IndexPolynomial


@dataclass(frozen=True)
class IndexWords:
    """Writes indices: letters of sizes become the sizes that they stand for."""

    layer: Layer
    divisible: bool

    @cached_property
    def sizes(self) -> frozenset[str]:
        """The names of sizes."""
        keys = map(size_key, self.layer.lengths.meant)
        return frozenset(key for key in keys if key is not None)

    def index(self, index: Index, names: Mapping[str, Name]) -> Index:
        """Write an index."""
        if isinstance(index, int):
            return index
        return self.layer.writer.index(self.read(index, names))

    def write(self, formula: Formula, names: Mapping[str, Name]) -> Formula:
        """Write a limit, or a side of a condition."""
        return self.layer.writer.write(self.read(formula, names))

    def condition(self, condition: Restriction, names: Mapping[str, Name]) -> Restriction:
        """Write a condition."""
        match condition:
            case Within(lower, value, upper):
                return Within(*(self.write(side, names) for side in (lower, value, upper)))
            case Condition(left, relation, right):
                return Condition(self.write(left, names), relation, self.write(right, names))
        raise UnstatedError("a condition for every index")

    def read(self, index: Index, names: Mapping[str, Name]) -> IndexPolynomial:
        """Give an index as a polynomial."""
        if isinstance(index, int) or (isinstance(index, Number) and isinstance(index.value, int)):
            return read_index(index)
        match index:
            case Name(letter) if letter in names:
                return read_index(names[letter])
            case Name() | Entry():
                return self._size(index)
            case Add(terms):
                total = read_index(0)
                for term in terms:
                    total += self.read(term, names)
                return total
            case Product(factors):
                product = _ONE
                for factor in factors:
                    product *= self.read(factor, names)
                return product
            case Operation(_, left, right):
                return self.read(left, names) * self.read(right, names)
        return self._quotient(index, names)

    def _quotient(self, index: Formula, names: Mapping[str, Name]) -> IndexPolynomial:
        match index:
            case Floor(Quotient(above, Number(2))):
                return _halved(self.read(above, names), rounded=True)
            case Quotient(above, Number(2)):
                return _halved(self.read(above, names), rounded=False)
            case Floor(Quotient(above, below)):
                return self._steps(self.read(above, names), self.read(below, names))
            case Quotient(above, below) if self.divisible:
                return self._steps(self.read(above, names), self.read(below, names))
        raise UnstatedError(f"{index} as an index")

    def fraction(self, index: Index, names: Mapping[str, Name]) -> Fraction | None:
        """Give an index that is a quotient, possibly with something added to it."""
        terms = index.terms if isinstance(index, Add) else (index,)
        quotients = [
            term for term in terms if isinstance(term, Quotient) and term.denominator != Number(2)
        ]
        if len(quotients) != 1:
            return None
        more = read_index(0)
        for term in terms:
            if term is not quotients[0]:
                more += self.read(term, names)
        above, below = quotients[0].numerator, quotients[0].denominator
        return Fraction(self.read(above, names), self.read(below, names), more)

    def _size(self, formula: Formula) -> IndexPolynomial:
        lengths = self.layer.lengths
        size = lengths.meant.get(formula)
        if size is None:
            raise UnstatedError(f"{formula}, which nothing declares")
        return lengths.formulas[size]

    def _steps(self, above: IndexPolynomial, below: IndexPolynomial) -> IndexPolynomial:
        """Give how many steps a window takes: the output's size less one, by its definition."""
        lengths = self.layer.lengths
        for layer in self.layer.net.layers:
            for axis in range(lengths.rank):
                stride = lengths.of(Kind.STRIDE, layer, axis)
                pad = lengths.of(Kind.PADDING, layer, axis)
                room = lengths.of(Kind.MAP, layer - 1, axis) + pad + pad
                room -= lengths.extent(layer, axis)
                if below != stride:
                    continue
                for more in (0, 1, -1):
                    if above - room == read_index(more) * stride:
                        return lengths.of(Kind.MAP, layer, axis) - _ONE + read_index(more)
        raise UnstatedError("a quotient that is no output's size")


def _halved(above: IndexPolynomial, rounded: bool) -> IndexPolynomial:
    """Give half of what is even; rounded down, also of what is one more."""
    values = dict(above.coefficients)
    if rounded:
        values[()] = values.get((), 0) // 2 * 2
    if any(value % 2 for value in values.values()):
        raise UnstatedError("half of what may be odd")
    halves = ((monomial, value // 2) for monomial, value in values.items() if value)
    return IndexPolynomial(frozenset(halves))


def names_of(index: Index) -> frozenset[str]:
    """Give the names in an index."""
    return frozenset(_names(index)) if isinstance(index, Formula) else frozenset()


def _names(formula: Formula) -> Iterator[str]:
    for _, part in walk_paths(formula):
        if isinstance(part, Name):
            yield part.letter
