"""The limits of bound indices: those written, or those of the axis that an index runs through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from symconv.calculus import RuleError
from symconv.calculus.polynomials import IndexPolynomial, read_index
from symconv.formulas import (
    ONE,
    Apply,
    Condition,
    Floor,
    Formula,
    Name,
    Quotient,
    Range,
    Relation,
)
from symconv.formulas.written import Ceiling
from symconv.verification.judging.understanding.examples import bound_in
from symconv.verification.judging.worlds.places import placing
from symconv.verification.proving.indices import IndexWords, names_of
from symconv.verification.proving.layer import Layer
from symconv.verification.proving.network import Key, Numbering, UnstatedError, letters_of

Names = Mapping[str, Name]
Run = tuple[Range, list[Condition]]


@dataclass(frozen=True)
class Runs:
    """Gives bound indices their limits."""

    layer: Layer
    numbers: Numbering
    words: IndexWords

    def run(self, limits: Range, body: Formula, names: Names, inner: Names) -> Run:
        """Give the limits of a bound index, and what they say besides, such as a minimum.

        `names` are the indices bound around, `inner` those of the same sum.
        """
        own = inner[limits.index.letter]
        if limits.lower is None or limits.upper is None:
            lower, upper = self._of_axis(limits, body, names, inner)
            return Range(own, lower, upper), []
        below = list(self._bounds(limits.lower, own, names, lowest=True))
        above = list(self._bounds(limits.upper, own, names, lowest=False))
        first, held = _plain(below, own)
        last, others = _plain(above, own)
        return Range(own, first, last), held + others

    def _bounds(self, limit: Formula, own: Name, names: Names, lowest: bool) -> Iterator[Condition]:
        """Give what a limit says of an index: every part of a maximum, of a lower one."""
        match limit:
            case Apply("max" | "min" as word, arguments) if (word == "max") is lowest:
                for argument in arguments:
                    yield from self._bounds(argument, own, names, lowest)
                return
        try:
            end = self.words.write(limit, names)
            yield Condition(*((end, Relation.AT_MOST, own) if lowest else (own, _LEAST, end)))
        except UnstatedError:
            yield self._rounded(limit, own, names, lowest)

    def _rounded(self, limit: Formula, own: Name, names: Names, lowest: bool) -> Condition:
        """Give what a quotient that is rounded towards the index's other end says of it."""
        match limit:
            case Ceiling(Quotient(above, below)) if lowest:
                step, whole = self._step(below, names), self.words.write(above, names)
                return Condition(whole, Relation.AT_MOST, self._times(step, own))
            case Floor(Quotient(above, below)) if not lowest:
                step, whole = self._step(below, names), self.words.write(above, names)
                return Condition(self._times(step, own), Relation.AT_MOST, whole)
        raise UnstatedError(f"{limit} as a limit")

    def _step(self, below: Formula, names: Names) -> IndexPolynomial:
        step = self.words.read(below, names)
        least = Condition(ONE, Relation.AT_MOST, self.layer.writer.write(step))
        if not self.layer.setting.facts.prove(least):
            raise UnstatedError("a quotient by what may be zero")
        return step

    def _times(self, step: IndexPolynomial, own: Name) -> Formula:
        return self.layer.writer.write(step * read_index(own))

    def _of_axis(
        self, limits: Range, body: Formula, names: Names, inner: Names
    ) -> tuple[Formula, Formula]:
        """Give the limits that are written, the others from the axis of the index."""
        write, letter = self.words.write, limits.index.letter
        lower = None if limits.lower is None else write(limits.lower, names)
        upper = None if limits.upper is None else write(limits.upper, names)
        axis = self.axis_of(letter, body)
        if axis is not None:
            found = self.layer.axis(*axis)
            return lower or found.lower, upper or found.upper
        if lower is None and upper is None:
            for found_limits in self._solved(letter, body, names, inner):
                return found_limits
        raise UnstatedError(f"the sum over {letter}, which counts nothing")

    def axis_of(self, name: str, body: Formula) -> tuple[Key, str] | None:
        """Give the axis along which an index stands alone; None if it does nowhere."""
        for letter in letters_of(body, self.numbers.reading):
            for at, index in enumerate(letter.indices):
                if isinstance(index, Name) and index.letter == name:
                    axes = placing(self.numbers.reading, letter.part, len(letter.indices))
                    return self.numbers.key(letter), axes[at]
        return None

    def _solved(
        self, letter: str, body: Formula, names: Names, inner: Names
    ) -> Iterator[tuple[Formula, Formula]]:
        """Give limits within which some entry exists: those of i in X[p - i]."""
        own = inner[letter]
        known = {**names, letter: own}
        plain = (known.keys() | self.words.sizes) - set(bound_in(body))
        for found in letters_of(body, self.numbers.reading):
            for axis, index in zip(
                placing(self.numbers.reading, found.part, len(found.indices)),
                found.indices,
                strict=True,
            ):
                if letter not in names_of(index) or not names_of(index) <= plain:
                    continue
                try:
                    place = read_index(self.words.index(index, known))
                    sign = place.coefficient_of(own).constant
                except (UnstatedError, RuleError):
                    continue
                if sign in (1, -1):
                    yield self._around(place, own, sign, self.numbers.key(found), axis)

    def _around(
        self, place: IndexPolynomial, own: Name, sign: int, key: Key, axis: str
    ) -> tuple[Formula, Formula]:
        limits, write = self.layer.axis(key, axis), self.layer.writer.write
        rest = place - (read_index(own) if sign == 1 else -read_index(own))
        low, high = read_index(limits.lower), read_index(limits.upper)
        if sign == 1:
            return write(low - rest), write(high - rest)
        return write(rest - high), write(rest - low)


_LEAST = Relation.AT_MOST


def _plain(bounds: list[Condition], own: Name) -> tuple[Formula | None, list[Condition]]:
    """Give one bound as a limit, and the others as conditions."""
    for at, bound in enumerate(bounds):
        ends = [side for side in (bound.left, bound.right) if side != own]
        if len(ends) == 1:
            return ends[0], bounds[:at] + bounds[at + 1 :]
    return None, bounds
