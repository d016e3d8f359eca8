"""Arrays whose entries bear one number each: chain rules over all entries of an output.

Nothing is used of a convolution but that its output is linear in its input, and in its filter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from symconv.calculus.arrays import Declaration, Given, Whole
from symconv.formulas import Entry, Equation, Formula, Name, Partial, Product, Sum, children
from symconv.verification.facts import Array
from symconv.verification.judging.reading import FLAT, Bases, Meaning, Reading
from symconv.verification.judging.worlds.makers import is_loss
from symconv.verification.judging.worlds.places import letter_of, placing
from symconv.verification.judging.worlds.world import Family
from symconv.verification.proving.layer import Layer
from symconv.verification.proving.layouts import fresh
from symconv.verification.proving.network import Key, UnstatedError, letters_of

_PARTS = (Array.INPUT, Array.FILTER, Array.OUTPUT, Array.GRADIENT)


def is_flat(equation: Equation, reading: Reading) -> bool:
    """Tell whether the entries of an equation's arrays are counted by one number.

    Raises `UnstatedError` where some are and some are not, or where a value of the output is read.
    """
    letters = letters_of(equation, reading)
    flat = [placing(reading, one.part, len(one.indices)) == "f" for one in letters]
    if not any(flat):
        return False
    parts = {one.part for one in letters}
    if not all(flat) or not parts <= set(_PARTS) or {Array.INPUT, Array.FILTER} <= parts:
        raise UnstatedError("an entry with one number beside others")
    if any(_values(equation, reading)) or reading.layered or reading.bases.unmoved:
        raise UnstatedError("a value of an entry with one number")
    return True


def _values(formula: Formula, reading: Reading) -> Iterator[Formula]:
    """Give the entries of an output that stand in no derivative."""
    letter = letter_of(formula, reading)
    if letter is not None:
        if not letter.gradient and letter.part is Array.OUTPUT:
            yield formula
        return
    if isinstance(formula, Partial):
        entries = is_loss(formula.of, reading) or letter_of(formula.of, reading) is not None
        if entries and letter_of(formula.by, reading) is not None:
            return
    for part in children(formula):
        yield from _values(part, reading)


def flattened(reading: Reading) -> Reading:
    """Give the reading of arrays that have one axis, with as many places as entries."""
    sizes = {
        name: Meaning(meaning.quantity, 0)
        for name, meaning in reading.sizes.items()
        if meaning.axis == FLAT
    }
    letters = {name: part for name, part in reading.letters.items() if part is not Array.BIAS}
    placings = {(part, 1): "w" for part in _PARTS}
    bases = Bases(reading.bases.input, reading.bases.filter, reading.bases.output)
    return replace(
        reading, rank=1, sizes=sizes, letters=letters, placings=placings, bases=bases,
        activated=False,
    )  # fmt: skip


@dataclass(frozen=True)
class FlatLayer(Layer):
    """An output that is any linear function of its input, or of its filter."""

    @property
    def _source(self) -> Key:
        mentioned = {key for key in self.net.mentioned if key.family is Family.FILTER}
        return next(iter(mentioned), Key(Family.PRE, self.net.lowest))

    @property
    def _matrix(self) -> Entry:
        return Entry(fresh("A", self.names))

    def others(self) -> dict[Whole, Declaration]:
        """Give the coefficients of the linear function."""
        if not self.net.layers:
            return {}
        output = Key(Family.PRE, self.net.highest)
        return {self._matrix: Given((self.axis(output, "w"), self.axis(self._source, "w")))}

    def defined(self, key: Key) -> Equation:
        """Give the output as a linear function."""
        own = self.own(key)
        tap = Name(fresh("u", self.names))
        factors = (
            replace(self._matrix, indices=(own["w"], tap)),
            self.entry(self._source, {"w": tap}),
        )
        total = Sum(Product(factors), (self.range_of(self._source, "w", tap),))
        return Equation(self.entry(key, own), total)
