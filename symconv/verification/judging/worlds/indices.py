"""Whole numbers of a document: indices, limits and sizes, worked out in a world."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any, TypeAlias

from symconv.formulas import (
    Add,
    Apply,
    Condition,
    Entry,
    Floor,
    Formula,
    Index,
    Name,
    Number,
    Product,
    Quotient,
    Relation,
    Restriction,
    Within,
    children,
)
from symconv.formulas.written import Ceiling, Marked, Operation, Relate
from symconv.verification.judging.linear import linear
from symconv.verification.judging.reading import size_key
from symconv.verification.judging.worlds.values import UnboundError, UnjudgedError

Reader: TypeAlias = Callable[[dict[str, int]], int | None]
_Fractional: TypeAlias = Callable[[dict[str, int]], Any]

_COMPARE: dict[Relation, Callable[[Any, Any], bool]] = {
    Relation.EQUAL: lambda a, b: a == b,
    Relation.UNEQUAL: lambda a, b: a != b,
    Relation.LESS: lambda a, b: a < b,
    Relation.AT_MOST: lambda a, b: a <= b,
    Relation.GREATER: lambda a, b: a > b,
    Relation.AT_LEAST: lambda a, b: a >= b,
    Relation.DIVIDES: lambda a, b: b % a == 0,
}


_SIGNS = {relation.value: relation for relation in Relation} | {
    "=": Relation.EQUAL, "<": Relation.LESS, "≤": Relation.AT_MOST, ">": Relation.GREATER,
    "≥": Relation.AT_LEAST,
}  # fmt: skip


@dataclass(frozen=True)
class IndexReader:
    """Reads indices and limits.

    `sizes` gives the number that a letter of a size stands for, at the layer in its superscript or
    at none. `bound` are the letters that may be indices here: free ones of the claim and those of
    sums; `layers` what letters of layers stand for.
    """

    sizes: Callable[[str, int | None], int | None]
    bound: frozenset[str]
    layers: Mapping[str, int]

    def read(self, index: Index) -> Reader:
        """Give what works an index out; a result of None is no whole number.

        Raises `UnboundError` for a letter that is neither an index nor a size.
        """
        if isinstance(index, int):
            return lambda _: index
        quick = self._quick(index)
        if quick is not None:
            return quick
        work = self._work(index)

        def whole(numbers: dict[str, int]) -> int | None:
            value = work(numbers)
            return int(value) if value == int(value) else None

        return whole

    def linear(self, index: Index) -> dict[str, int] | None:
        """Give an index as whole multiples of letters and a number, "" (sizes are numbers)."""
        found = linear(index)
        if found is None:
            return None
        result: dict[str, int] = {}
        for name, factor in found.items():
            if factor != int(factor):
                return None
            if name == "" or name in self.bound:
                result[name] = result.get(name, 0) + int(factor)
            elif name in self.layers:
                result[""] = result.get("", 0) + int(factor) * self.layers[name]
            else:
                return None
        return result

    def _quick(self, index: Formula) -> Reader | None:
        """Give what works out a sum of letters, which most indices are."""
        found = self.linear(index)
        if found is None:
            return None
        start = found.pop("", 0)
        terms = tuple(found.items())
        if len(terms) == 1 and terms[0][1] == 1:
            only = terms[0][0]
            return lambda numbers: _at(numbers, only) + start

        def add(numbers: dict[str, int]) -> int:
            total = start
            for name, factor in terms:
                total += factor * _at(numbers, name)
            return total

        return add

    def names(self, index: Index) -> frozenset[str]:
        """Give the letters of indices in an index."""
        if isinstance(index, int):
            return frozenset()
        return frozenset(_names(index)) & self.bound

    def condition(self, restriction: Restriction) -> Callable[[dict[str, int]], bool]:
        """Give what tells whether a restriction holds."""
        match restriction:
            case Condition(Relate(least, sign, between), relation, right) if sign in _SIGNS:
                at_least = self.condition(Condition(least, _SIGNS[sign], between))
                at_most = self.condition(Condition(between, relation, right))
                return lambda numbers: at_least(numbers) and at_most(numbers)
            case Condition(left, relation, right):
                first, second, compare = self._work(left), self._work(right), _COMPARE[relation]
                return lambda numbers: compare(first(numbers), second(numbers))
            case Within(lower, value, upper):
                low, middle, high = map(self._work, (lower, value, upper))
                return lambda numbers: low(numbers) <= middle(numbers) <= high(numbers)
        raise UnjudgedError(f"the condition {restriction}")

    def _work(self, index: Formula) -> _Fractional:
        match index:
            case Number(value):
                return lambda _: value
            case Name(letter) if letter in self.bound:
                return self._bound(letter)
            case Name() | Entry():
                return self._size(index)
            case Add(terms):
                works = [self._work(term) for term in terms]
                return lambda numbers: sum(work(numbers) for work in works)
            case Product(factors):
                return self._times([self._work(factor) for factor in factors])
            case Operation(_, left, right):
                return self._times([self._work(left), self._work(right)])
            case Quotient(numerator, denominator):
                above, below = self._work(numerator), self._work(denominator)
                return lambda numbers: Fraction(above(numbers)) / _nonzero(below(numbers))
            case Floor(body) | Ceiling(body):
                inner, rounding = self._work(body), floor if isinstance(index, Floor) else ceil
                return lambda numbers: rounding(inner(numbers))
            case Apply("max" | "min" | "mod" as function, arguments):
                return self._call(function, [self._work(argument) for argument in arguments])
        raise UnjudgedError(f"{index} as an index")

    @staticmethod
    def _bound(letter: str) -> _Fractional:
        def give(numbers: dict[str, int]) -> int:
            if letter not in numbers:
                raise UnboundError(letter)
            return numbers[letter]

        return give

    def _size(self, index: Name | Entry) -> _Fractional:
        if isinstance(index, Name) and index.letter in self.layers:
            counted = self.layers[index.letter]
            return lambda _: counted
        key, above = size_key(index), index.superscript if isinstance(index, Entry) else None
        layer = None if above is None else self.read(above)(dict(self.layers))
        number = None if key is None else self.sizes(key, layer)
        if number is None:
            raise UnboundError(key or str(index))
        return lambda _: number

    @staticmethod
    def _times(works: list[_Fractional]) -> _Fractional:
        def multiply(numbers: dict[str, int]) -> Any:
            result: Any = 1
            for work in works:
                result = result * work(numbers)
            return result

        return multiply

    @staticmethod
    def _call(function: str, works: list[_Fractional]) -> _Fractional:
        if function == "mod":
            return lambda numbers: works[0](numbers) % _nonzero(works[1](numbers))
        choose = max if function == "max" else min
        return lambda numbers: choose(work(numbers) for work in works)


def _at(numbers: dict[str, int], letter: str) -> int:
    found = numbers.get(letter)
    if found is None:
        raise UnboundError(letter)
    return found


def _nonzero(value: Any) -> Any:
    if value == 0:
        raise UnjudgedError("a division by zero")
    return value


def _names(formula: Formula) -> Iterator[str]:
    if isinstance(formula, Entry):  # a size, such as k_1
        return
    if isinstance(formula, Name):
        yield formula.letter
    elif isinstance(formula, Marked):
        yield from _names(formula.of)
    for part in children(formula):
        yield from _names(part)
