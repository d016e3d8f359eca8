"""Entries of arrays at numbers: given, defined, extended, dilated, turned."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from symconv.calculus.arrays import (
    Attained,
    Declaration,
    Defined,
    Dilated,
    Extended,
    Extension,
    Given,
    Named,
    Turned,
    Whole,
    places_of,
)
from symconv.calculus.duals import Compiled, Dual, Place, Scalar, Seed
from symconv.calculus.errors import NoValueError
from symconv.calculus.index_codes import (
    Environment,
    IndexCodes,
    letter_key,
    repeated,
)
from symconv.calculus.setting import Setting
from symconv.errors import DerivationError
from symconv.formulas import Formula, Maximum

Reader: TypeAlias = Callable[[Place, Seed], Dual]
"""Gives value and slope of an entry of one array."""
Limits: TypeAlias = tuple[tuple[int, int], ...]


class OutsideArrayError(NoValueError):
    """An array was read where it has no entry."""


def array_key(whole: Whole) -> str:
    """Give the key that an array is known by."""
    return repr(whole)


class ArrayValues:
    """Reads the arrays of a setting, each entry once.

    `values` gives the entries of given arrays; `compile_` turns the formula of a defined array
    into a function.
    """

    def __init__(
        self,
        setting: Setting,
        codes: IndexCodes,
        values: Callable[[Whole, Place], Scalar],
        compile_: Callable[[Formula], Compiled],
    ) -> None:
        self.setting = setting
        self.codes = codes
        self.values = values
        self.compile = compile_
        self._readers: dict[str, Reader] = {}
        self._limits: dict[str, Limits] = {}

    def reader(self, whole: Whole) -> Reader:
        """Give the function that reads an array, and remembers what it read."""
        key = array_key(whole)
        known = self._readers.get(key)
        if known is None:
            known = self._readers[key] = _remembering(self._reader(whole, self._declared(whole)))
        return known

    def limits(self, whole: Whole) -> Limits:
        """Give the limits of an array's indices."""
        key = array_key(whole)
        known = self._limits.get(key)
        if known is None:
            index = self.codes.index
            known = self._limits[key] = tuple(
                (index(axis.lower)({}), index(axis.upper)({}))
                for axis in self._declared(whole).axes
            )
        return known

    def _declared(self, whole: Whole) -> Declaration:
        declared = self.setting.declaration(whole)
        if declared is None:
            raise DerivationError(f"{whole} is no array")
        return declared

    def _reader(self, whole: Whole, declared: Declaration) -> Reader:
        match declared:
            case Given():
                return self._given(whole)
            case Named(of=of):
                return self.reader(of)
            case Extended():
                return self._from(declared.of, self._source(declared))
            case Dilated():
                return self._from(declared.of, self._divided(declared))
            case Turned():
                return self._from(declared.of, self._turned(whole, declared))
            case Defined():
                return self._defined(whole, declared)
        return self._attained(whole, declared)

    def _checked(self, whole: Whole) -> Callable[[Place], None]:
        limits = self.limits(whole)

        def check(place: Place) -> None:
            if not is_inside(limits, place):
                raise OutsideArrayError(f"{whole} has no entry at {place}")

        return check

    def _given(self, whole: Whole) -> Reader:
        check, key = self._checked(whole), array_key(whole)

        def read(place: Place, seed: Seed) -> Dual:
            check(place)
            slope = int(seed is not None and seed[1] == place and seed[0] == key)
            return self.values(whole, place), slope

        return read

    def _from(self, of: Whole, source: Callable[[Place], Place | None]) -> Reader:
        """Read another array at a place that depends on the place; zero where there is none."""
        inner = self.reader(of)

        def read(place: Place, seed: Seed) -> Dual:
            at = source(place)
            return (0, 0) if at is None else inner(at, seed)

        return read

    def _source(self, declared: Extended) -> Callable[[Place], Place | None]:
        limits, extension = self.limits(declared.of), declared.extension
        if extension is Extension.ZEROS:
            return lambda place: place if is_inside(limits, place) else None
        first = len(limits) - declared.spatial

        def source(place: Place) -> Place:
            spatial = (
                repeated(extension, at, lower, upper)
                for at, (lower, upper) in zip(place[first:], limits[first:], strict=True)
            )
            return (*place[:first], *spatial)

        return source

    def _divided(self, declared: Dilated) -> Callable[[Place], Place | None]:
        limits = self.limits(declared.of)
        first = len(limits) - len(declared.steps)
        steps = [self.codes.index(step)({}) for step in declared.steps]

        def source(place: Place) -> Place | None:
            spatial = place[first:]
            if any(at % step for at, step in zip(spatial, steps, strict=True)):
                return None
            divided = (
                at // step + lower
                for at, step, (lower, _) in zip(spatial, steps, limits[first:], strict=True)
            )
            found = (*place[:first], *divided)
            return found if is_inside(limits, found) else None

        return source

    def _turned(self, whole: Whole, declared: Turned) -> Callable[[Place], Place | None]:
        limits, check = self.limits(declared.of), self._checked(whole)
        first = len(limits) - declared.spatial

        def source(place: Place) -> Place:
            check(place)
            spatial = (
                lower + upper - at
                for (lower, upper), at in zip(limits[first:], place[first:], strict=True)
            )
            return (*place[:first], *spatial)

        return source

    def _bound(self, left: Formula) -> Callable[[Place], Environment]:
        """Give the environment in which a definition's own indices are a place."""
        keys = [letter_key(name) for name in places_of(left) if isinstance(name, Formula)]
        return lambda place: dict(zip(keys, place, strict=True))

    def _defined(self, whole: Whole, declared: Defined) -> Reader:
        check, bound = self._checked(whole), self._bound(declared.equation.left)
        code = self.compile(declared.equation.right)

        key = array_key(whole)

        def read(place: Place, seed: Seed) -> Dual:
            check(place)
            if seed is not None and seed[0] == key:  # it is what is differentiated by
                return code(bound(place), None)[0], int(seed[1] == place)
            return code(bound(place), seed)

        return read

    def _attained(self, whole: Whole, declared: Declaration) -> Reader:
        if not isinstance(declared, Attained) or not isinstance(declared.equation.right, Maximum):
            raise DerivationError(f"{whole} cannot be read")
        largest, check = declared.equation.right, self._checked(whole)
        bound, code = self._bound(declared.equation.left), self.compile(largest.body)
        points = self.codes.points(largest.ranges, largest.conditions)
        key = letter_key(largest.ranges[declared.number].index)

        def read(place: Place, seed: Seed) -> Dual:
            del seed
            check(place)
            at = bound(place)
            best, found = None, None
            for _ in points(at):
                value = code(at, None)[0]
                if best is None or value > best:
                    best, found = value, at[key]
            if found is None:
                raise OutsideArrayError("a maximum of nothing")
            return found, 0

        return read


def _remembering(read: Reader) -> Reader:
    known: dict[tuple[Place, Seed], Dual] = {}

    def remembered(place: Place, seed: Seed) -> Dual:
        found = known.get((place, seed))
        if found is None:
            found = known[place, seed] = read(place, seed)
        return found

    return remembered


def is_inside(limits: Iterable[tuple[int, int]], place: Place) -> bool:
    """Tell whether a place lies within limits."""
    return all(lower <= at <= upper for at, (lower, upper) in zip(place, limits, strict=True))
