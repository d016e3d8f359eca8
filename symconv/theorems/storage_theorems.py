"""The layer of [blog] (docs/sources.md), with two ways of storing the result of a convolution.

A true convolution c(x, y) = Σ o(x - x', y - y') w(x', y') is defined from x = N_w - 1 on. It may
be stored where the definition puts it ("unshifted"), or moved so that its first entry is at zero
("from zero"). Each of its formulas eq. 12, 15 and 18 is true for one of the two only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from symconv.calculus.arrays import (
    Axis,
    Declaration,
    Defined,
    Extended,
    Given,
    Named,
    Whole,
)
from symconv.calculus.polynomials import IndexWriter, read_index
from symconv.calculus.setting import Setting
from symconv.formulas import (
    ONE,
    ZERO,
    Add,
    Apply,
    Condition,
    Entry,
    Equation,
    Formula,
    Index,
    Name,
    Number,
    Partial,
    Product,
    Range,
    Relation,
    Restriction,
    Sum,
    Within,
)
from symconv.notation import Notation
from symconv.notation.notation import DELTA_LETTER
from symconv.roles import Role

LAYER = Name("l")
PLACES = (Name("x"), Name("y"))
TAPS = (Name("x'"), Name("y'"))
KERNEL = Entry("N", (Name("w"),))
IMAGE = (Name("H"), Name("W"))
BEFORE, UNIT, NEXT = Name("n"), Name("m"), Name("o")


class Storage(StrEnum):
    """Where the result of a convolution is stored."""

    UNSHIFTED = "unshifted"
    FROM_ZERO = "from zero"


def layer_above(number: int) -> Index:
    """Give l, l + 1 or l - 1."""
    return LAYER if number == 0 else Add((LAYER, Number(number)))


@dataclass(frozen=True)
class StoredLayer:
    """A layer c = Σ o(x - x', y - y') w(x', y') + b of [blog] eq. 7, from units n to units m.

    `above` is how many layers it is above l; `source` and `target` name its units. With
    `activated` its input is o = a(c) of the layer below, whose c is then what is given.
    """

    notation: Notation
    storage: Storage
    above: int = 0
    source: Name = BEFORE
    target: Name = UNIT
    activated: bool = False

    def array(self, role: Role, above: int) -> Entry:
        """Give an array of a layer: c of the output role, o of the input role."""
        return Entry(self.notation.letter(role), superscript=layer_above(above))

    @property
    def delta(self) -> Entry:
        """δ of this layer, which is written for ∂E/∂c."""
        return Entry(DELTA_LETTER, superscript=layer_above(self.above))

    def at(self, whole: Entry, units: tuple[Index, ...], places: tuple[Index, ...]) -> Entry:
        """Give an entry, units below the letter and places behind it."""
        return Entry(whole.letter, units, whole.superscript, places)

    @property
    def loss(self) -> Name:
        """The error E."""
        return Name(self.notation.loss)

    @property
    def output(self) -> Entry:
        """The array c of this layer."""
        return self.array(Role.OUTPUT, self.above)

    @property
    def input(self) -> Entry:
        """The array o of the layer below."""
        return self.array(Role.INPUT, self.above - 1)

    @property
    def weights(self) -> Entry:
        """The array w of this layer."""
        return self.array(Role.FILTER, self.above)

    @property
    def gradient(self) -> Partial:
        """∂E/∂c of this layer."""
        return Partial(self.loss, self.output)

    def count(self, name: Name) -> Formula:
        """Give the number of units that a letter counts: C before l, K in l, then M."""
        return {BEFORE: Name("C"), UNIT: Name("K"), NEXT: Name("M")}[name]

    @cached_property
    def writer(self) -> IndexWriter:
        """Writes polynomials in these sizes."""
        return IndexWriter(frozenset(), frozenset(self.sizes))

    @property
    def sizes(self) -> tuple[Formula, ...]:
        """Every size."""
        return (KERNEL, *IMAGE, self.count(self.source), self.count(self.target))

    def units(self, name: Name) -> Axis:
        """Give the axis of units."""
        return self.axis(ZERO, self.count(name), 1)

    def axis(self, lower: Formula, size: Formula, less: int) -> Axis:
        """Give the limits lower .. size - less."""
        return Axis(lower, self.writer.write(read_index(size) - read_index(less)))

    @property
    def reach(self) -> Formula:
        """N_w - 1."""
        return Add((KERNEL, Number(-1)))

    @cached_property
    def output_axes(self) -> tuple[Axis, ...]:
        """The axes of c: its places from N_w - 1 on, or from zero."""
        if self.storage is Storage.UNSHIFTED:
            places = tuple(self.axis(self.reach, size, 1) for size in IMAGE)
        else:
            places = tuple(
                Axis(ZERO, self.writer.write(read_index(size) - read_index(KERNEL)))
                for size in IMAGE
            )
        return (self.units(self.target), *places)

    @cached_property
    def input_axes(self) -> tuple[Axis, ...]:
        """The axes of o."""
        return (self.units(self.source), *(self.axis(ZERO, size, 1) for size in IMAGE))

    @cached_property
    def weight_axes(self) -> tuple[Axis, ...]:
        """The axes of w."""
        kernel = self.axis(ZERO, KERNEL, 1)
        return (self.units(self.source), self.units(self.target), kernel, kernel)

    @cached_property
    def definition(self) -> Equation:
        """The complete input c of a unit ([blog] eq. 7)."""
        offset = ZERO if self.storage is Storage.UNSHIFTED else self.reach
        places = tuple(
            self.writer.index(read_index(place) + read_index(offset) - read_index(tap))
            for place, tap in zip(PLACES, TAPS, strict=True)
        )
        source = _inner(self.source) if self.activated else self.source
        factors = (
            self.at(self.input, (source,), places),
            self.at(self.weights, (source, self.target), TAPS),
        )
        kernel = self.axis(ZERO, KERNEL, 1)
        units = self.units(self.source)
        ranges = (
            Range(source, units.lower, units.upper),
            *(Range(tap, kernel.lower, kernel.upper) for tap in TAPS),
        )
        left = self.at(self.output, (self.target,), PLACES)
        bias = self.at(self.array(Role.BIAS, self.above), (self.target,), ())
        return Equation(left, Add((Sum(Product(factors), ranges), bias)))

    @property
    def hypotheses(self) -> tuple[Restriction, ...]:
        """What is assumed: there are units, and the kernel fits."""
        least = [KERNEL, *IMAGE, self.count(self.source), self.count(self.target)]
        found: list[Restriction] = [Condition(ONE, Relation.AT_MOST, size) for size in least]
        found += [Condition(KERNEL, Relation.AT_MOST, size) for size in IMAGE]
        return tuple(found)

    @cached_property
    def arrays(self) -> Mapping[Whole, Declaration]:
        """What every letter stands for."""
        arrays: dict[Whole, Declaration] = {
            self.weights: Given(self.weight_axes),
            self.array(Role.BIAS, self.above): Given((self.units(self.target),)),
            self.output: Defined(self.output_axes, self.definition),
            self.delta: Named(self.gradient, self.output_axes),
        }
        if self.activated:
            below = self.array(Role.OUTPUT, self.above - 1)
            arrays[below] = Given(self.input_axes)
            entry = self.at(below, (self.source,), PLACES)
            output = self.at(self.input, (self.source,), PLACES)
            arrays[self.input] = Defined(self.input_axes, Equation(output, Apply("a", (entry,))))
        else:
            arrays[self.input] = Given(self.input_axes)
            extended = self.extended_input
            arrays[extended] = Extended(self.input, self.input_axes, len(self.input_axes))
        return arrays

    @property
    def extended_input(self) -> Entry:
        """The array o, and zero outside."""
        return Entry(rf"\bar{{{self.input.letter}}}", superscript=self.input.superscript)

    def setting(self, entry: Entry, axes: tuple[Axis, ...]) -> Setting:
        """Give the setting, with the entry whose letters are free and within the limits."""
        names = (*entry.indices, *entry.arguments)
        domain = tuple(
            Within(axis.lower, name, axis.upper)
            for name, axis in zip(names, axes, strict=True)
            if isinstance(name, Formula)
        )
        return Setting(
            self.arrays, self.hypotheses, domain, self.loss, self.output,
            sizes=frozenset(self.sizes),
        )  # fmt: skip


def _inner(unit: Name) -> Name:
    """Give the letter that a sum over units has where the unit itself is free: m'."""
    return Name(unit.letter + "'")
