"""Indices, limits and conditions at numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product
from math import ceil, floor, prod
from typing import Any, TypeAlias

from symconv.calculus.arrays import Extension
from symconv.calculus.errors import NoValueError
from symconv.calculus.polynomials import read_index
from symconv.calculus.steps import take_step
from symconv.errors import DerivationError
from symconv.formulas import (
    Add,
    Apply,
    Condition,
    Floor,
    ForEvery,
    Formula,
    Index,
    Name,
    Number,
    Product,
    Quotient,
    Range,
    Relation,
    Restriction,
    Within,
)

Environment: TypeAlias = dict[str, int]
"""What indices are, by their keys."""
IndexCode: TypeAlias = Callable[[Environment], Any]


def letter_key(letter: Formula) -> str:
    """Give the key of a size or an index in an environment."""
    return letter.letter if isinstance(letter, Name) else repr(letter)


_UNBOUNDED = 100
"""How far an index without an upper limit is followed; what is checked has small sizes."""
_RELATIONS: dict[Relation, Callable[[Any, Any], bool]] = {
    Relation.EQUAL: lambda a, b: a == b,
    Relation.UNEQUAL: lambda a, b: a != b,
    Relation.LESS: lambda a, b: a < b,
    Relation.AT_MOST: lambda a, b: a <= b,
    Relation.GREATER: lambda a, b: a > b,
    Relation.AT_LEAST: lambda a, b: a >= b,
    Relation.DIVIDES: lambda a, b: _remainder(b, a) == 0,
}


def _remainder(above: Any, below: Any) -> Any:
    if below == 0:
        raise NoValueError(f"{above} is divided by zero")
    return above % below


_MOST_LISTED = 100_000
"""Places are listed beforehand up to so many; more are counted off one by one."""


def _listed(limits: list[tuple[str, IndexCode, IndexCode]]) -> list[tuple[int, ...]] | None:
    """Give every place between constant limits; None for others, and for too many places."""
    if not all(isinstance(code, _Constant) for _, *ends in limits for code in ends):
        return None
    ends = [(ceil(low({})), floor(high({})) + 1) for _, low, high in limits]
    lengths = [max(0, after - first) for first, after in ends]
    if max(lengths, default=0) > _MOST_LISTED or prod(lengths) > _MOST_LISTED:
        return None
    return list(product(*(range(first, after) for first, after in ends)))


class IndexCodes:
    """Turns indices and conditions into functions of the environment, each once.

    `sizes` are numbers that do not change; `read` gives the function of an entry of an array
    that stands in an index, and None for a letter.
    """

    def __init__(self, sizes: Environment, read: Callable[[Formula], IndexCode | None]) -> None:
        self.sizes = sizes
        self._read = read
        self._codes: dict[Index, IndexCode] = {}

    def condition(self, condition: Restriction) -> Callable[[Environment], bool]:
        """Give a function that tells whether a condition holds."""
        match condition:
            case Within(lower, value, upper):
                low, middle, high = map(self.index, (lower, value, upper))
                return lambda at: low(at) <= middle(at) <= high(at)
            case Condition(left, relation, right):
                first, second = self.index(left), self.index(right)
                compare = _RELATIONS[relation]
                return lambda at: compare(first(at), second(at))
            case ForEvery(inner, ranges):
                return _every(self.condition(inner), self.points(ranges, ()))
        raise DerivationError(f"{condition} is no condition")

    def points(
        self, ranges: tuple[Range, ...], conditions: tuple[Restriction, ...]
    ) -> Callable[[Environment], Iterator[None]]:
        """Give a function that sets the bound indices to each of their values in turn."""
        limits = [
            (
                letter_key(limit.index),
                self.index(Number(-_UNBOUNDED) if limit.lower is None else limit.lower),
                self.index(Number(_UNBOUNDED) if limit.upper is None else limit.upper),
            )
            for limit in ranges
        ]
        guards = [self.condition(condition) for condition in conditions]

        def points(at: Environment, depth: int = 0) -> Iterator[None]:
            if depth == len(limits):
                if all(guard(at) for guard in guards):
                    yield
                return
            index, lower, upper = limits[depth]
            around = at.get(index)
            for value in range(ceil(lower(at)), floor(upper(at)) + 1):
                take_step()
                at[index] = value
                yield from points(at, depth + 1)
            if around is not None:
                at[index] = around  # it is another index of the same name

        def plain(at: Environment) -> Iterator[None]:
            around = {key: at[key] for key in keys if key in at}
            take_step(len(places or ()))
            for values in places or ():
                at.update(zip(keys, values, strict=True))
                if all(guard(at) for guard in guards):
                    yield
            at.update(around)

        keys, places = [key for key, _, _ in limits], _listed(limits)
        return points if places is None else plain

    def index(self, index: Index) -> IndexCode:
        """Give a function that gives an index: an int, or a fraction if it is no integer."""
        known = self._codes.get(index)
        if known is None:
            known = self._codes[index] = self._compile(index)
        return known

    def _compile(self, index: Index) -> IndexCode:
        match index:
            case int():
                return _Constant(index)
            case Number(value):
                return _Constant(value)
            case Add() | Product():
                return self._polynomial(index)
            case Quotient(above, below):
                numerator, denominator = self.index(above), self.index(below)
                return _folded(
                    lambda at: _divide(numerator(at), denominator(at)), numerator, denominator
                )
            case Floor(body):
                inner = self.index(body)
                return _folded(lambda at: inner(at).__floor__(), inner)
            case Apply(name, (place, lower, upper)) if name in set(Extension):
                codes = list(map(self.index, (place, lower, upper)))
                return lambda at: repeated(Extension(name), *(code(at) for code in codes))
        return self._letter(index)

    def _letter(self, letter: Formula) -> IndexCode:
        read = self._read(letter)
        if read is not None:
            return read
        key = letter_key(letter)
        return _Constant(self.sizes[key]) if key in self.sizes else lambda at: at[key]

    def _polynomial(self, index: Formula) -> IndexCode:
        """Give a polynomial, what its sizes are worked out once."""
        constant, linear, others = 0, list[tuple[int, str]](), list[list[IndexCode]]()
        for monomial, coefficient in read_index(index).terms:
            varying: list[IndexCode] = []
            keys: list[str] = []
            for letter in monomial:
                code = self.index(letter)
                if isinstance(code, _Constant):
                    coefficient *= code({})
                else:
                    varying.append(code)
                    keys.append(letter_key(letter))
            if not varying:
                constant += coefficient
            elif len(varying) == 1 and isinstance(monomial[0], Name) and len(monomial) <= 2:
                linear.append((coefficient, keys[0]))
            else:
                others.append([_Constant(coefficient), *varying])
        return _polynomial_code(constant, linear, others)


def _polynomial_code(
    constant: int, linear: list[tuple[int, str]], others: list[list[IndexCode]]
) -> IndexCode:
    if others:
        codes = [_polynomial_code(constant, linear, []), *map(_product_code, others)]
        return lambda at: sum(code(at) for code in codes)
    if not linear:
        return _Constant(constant)
    if len(linear) == 1:
        ((factor, key),) = linear
        return lambda at: factor * at[key] + constant
    if len(linear) == 2:
        (a, first), (b, second) = linear
        return lambda at: a * at[first] + b * at[second] + constant
    return lambda at: constant + sum(factor * at[key] for factor, key in linear)


def _product_code(codes: list[IndexCode]) -> IndexCode:
    return lambda at: prod(code(at) for code in codes)


class _Constant:
    """The function that gives the same number everywhere."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __call__(self, at: Environment) -> Any:
        del at
        return self.value


def _folded(code: IndexCode, *parts: IndexCode) -> IndexCode:
    """Give a function as a constant if what it is made of is constant, and it has a value."""
    if not all(isinstance(part, _Constant) for part in parts):
        return code
    try:
        return _Constant(code({}))
    except NoValueError:
        return code  # it is asked for only where no bracket keeps it out


def _every(
    holds: Callable[[Environment], bool], points: Callable[[Environment], Iterator[None]]
) -> Callable[[Environment], bool]:
    def every(at: Environment) -> bool:
        inner = dict(at)
        return all(holds(inner) for _ in points(inner))

    return every


def repeated(extension: Extension, at: int, lower: int, upper: int) -> int:
    """Give the place that a place outside an array repeats.

    >>> [repeated(Extension.REFLECT, at, 0, 3) for at in (-2, -1, 4, 5)]
    [2, 1, 2, 1]
    """
    match extension:
        case Extension.CIRCULAR:
            return lower + int(_remainder(at - lower, upper - lower + 1))
        case Extension.REPLICATE:
            return min(max(at, lower), upper)
        case Extension.REFLECT:
            return 2 * lower - at if at < lower else 2 * upper - at if at > upper else at
    raise DerivationError("zeros repeat nothing")


def _divide(above: Any, below: Any) -> int | Fraction:
    if below == 0:
        raise NoValueError(f"{above} is divided by zero")
    quotient: Fraction = Fraction(above) / below
    return quotient.numerator if quotient.denominator == 1 else quotient
