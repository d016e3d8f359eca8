"""Claims and definitions as they are read: what their letters are, and where indices are bound.

A formula is looked at once, before any rule sees it: it is of a size that can be worked with, its
numbers are exact, a sum binds an index, each once, in limits that mention only indices bound
before it, and every other letter is an index, a size or an array of the setting.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from symconv.calculus.arrays import Extension, Whole, places_of, whole_of
from symconv.calculus.errors import RuleError
from symconv.formulas import (
    Add,
    Apply,
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
    Sum,
    Within,
    children,
)

MOST_PARTS = 3000
DEEPEST = 60
"""Formulas with more parts, or parts more deeply within each other, are not read."""
_MOST_BITS = 1000
_KINDS = (
    Add, Apply, Condition, Entry, Floor, ForEvery, Indicator, Maximum, Name, Number, Partial,
    Power, Product, Quotient, Range, Sum, Within,
)  # fmt: skip


def check_shape(formula: Formula) -> None:
    """Check what a formula is made of, and how much of it there is, without going deep first.

    Raises `RuleError` for a formula that is too long or too deep, a part that is no part of an
    index formula, and a number that is not exact.
    """
    waiting, seen = [(formula, 1)], 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if seen > MOST_PARTS:
            raise RuleError(f"the formula has more than {MOST_PARTS} parts")
        if depth > DEEPEST:
            raise RuleError(f"the formula is more than {DEEPEST} parts deep")
        _check_part(part)
        waiting += [(child, depth + 1) for child in children(part)]


def _check_part(part: Formula) -> None:
    if type(part) not in _KINDS:  # a subclass could mean, and compare, as it likes
        raise RuleError(f"a {type(part).__name__} is no part of an index formula")
    match part:
        case Number(value):
            _check_number(value)
        case Entry(indices=indices, arguments=arguments):
            for place in (*indices, *arguments):
                if isinstance(place, bool) or not isinstance(place, int | Formula):
                    raise RuleError(f"{place!r} is no index of {part.letter}")
        case Apply(function, arguments) if function in set(Extension) and len(arguments) != 3:
            raise RuleError(f"{function} is of a place and two limits")
        case Range(index=index) if not isinstance(index, Name):
            raise RuleError(f"{index!r} is no name of an index")
        case Sum(ranges=()) | Maximum(ranges=()) | ForEvery(ranges=()):
            raise RuleError("a sum, or a maximum, binds no index: write at least one range")


def _check_number(value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise RuleError(f"the number {value!r} is not exact: write an integer or a fraction")
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > _MOST_BITS:
        raise RuleError(f"a number has more than {_MOST_BITS} bits")


@dataclass(frozen=True)
class Letters:
    """What letters may stand for: `known` names and sizes, `arrays`, and indices bound around.

    `taken` are the names that no index may take; None where an index may hide another, as in the
    definitions of arrays, whose indices are renamed when they are put in.
    """

    known: frozenset[Formula]
    arrays: Container[Whole] = ()
    taken: frozenset[Formula] | None = None

    def binding(self, index: Name) -> Letters:
        """Give the letters where an index is bound.

        Raises `RuleError` for one that stands for something else already.
        """
        if self.taken is None:
            return replace(self, known=self.known | {index})
        if index in self.taken:
            raise RuleError(f"{index} is bound here, and stands for something else: rename it")
        return replace(self, known=self.known | {index}, taken=self.taken | {index})


def check_scopes(formula: Formula, letters: Letters) -> None:
    """Check that every letter stands for one thing.

    Raises `RuleError` for an index that a sum binds twice or that stands for something else, and
    for a letter that is neither bound, nor known, nor an array.
    """
    if formula in letters.known:
        return
    match formula:
        case Name():
            raise RuleError(f"nothing says what {formula} is: declare it as a size or a free index")
        case Entry():
            if whole_of(formula) not in letters.arrays:
                raise RuleError(f"nothing says what {formula} is: declare it as an array or a size")
            parts: Iterable[Formula] = _formulas(places_of(formula))
        case Sum(ranges=ranges) | Maximum(ranges=ranges) | ForEvery(ranges=ranges):
            letters = _bind(ranges, letters)
            parts = (part for part in children(formula) if not isinstance(part, Range))
        case _:
            parts = children(formula)
    for part in parts:
        check_scopes(part, letters)


def _bind(ranges: tuple[Range, ...], letters: Letters) -> Letters:
    """Give the letters inside a sum, its limits checked: they mention indices before their own."""
    own = {limits.index for limits in ranges}
    if len(own) < len(ranges):
        raise RuleError("a sum binds one index twice")
    for limits in ranges:
        for end in (limits.lower, limits.upper):
            if end is not None and any(_mentions(end, name) for name in own - letters.known):
                raise RuleError(f"a limit of {limits.index} mentions an index that is bound later")
            if end is not None:
                check_scopes(end, letters)
        letters = letters.binding(limits.index)
    return letters


def _mentions(formula: Formula, name: Name) -> bool:
    return formula == name or any(_mentions(child, name) for child in children(formula))


def _formulas(places: Iterable[Index]) -> Iterator[Formula]:
    yield from (place for place in places if isinstance(place, Formula))


def inner_names(formulas: Iterable[Formula]) -> frozenset[Formula]:
    """Give the names within formulas, such as the w of the size N_w, which no index may take."""
    found: set[Formula] = set()
    for formula in formulas:
        if isinstance(formula, Name):
            found.add(formula)
        found |= inner_names(children(formula))
    return frozenset(found)
