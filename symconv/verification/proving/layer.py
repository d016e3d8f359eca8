"""The setting of an equation: its arrays with their axes, made of each other by convolutions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from symconv.calculus import Setting
from symconv.calculus.arrays import (
    Axis,
    Declaration,
    Defined,
    Extended,
    Given,
    Whole,
)
from symconv.calculus.polynomials import IndexPolynomial, IndexWriter, read_index
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
    Partial,
    Product,
    Range,
    Relation,
    Restriction,
    Sum,
)
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.worlds.places import Letter
from symconv.verification.judging.worlds.world import Family
from symconv.verification.proving.layouts import SPATIAL, Layout, fresh
from symconv.verification.proving.lengths import MAY_BE_ZERO, SCALES, Kind, Lengths, SizeOf
from symconv.verification.proving.network import Key, Network

_ONE = read_index(1)
_LABELS = {"n": "n", "c": "c", "k": "k"}
_PLACES = ("h", "i", "j")
_TAPS = ("t", "u", "v")


@dataclass(frozen=True)
class Layer:
    """What an equation speaks of: arrays as they are written, sizes, names that are taken."""

    reading: Reading
    net: Network
    layouts: Mapping[Key, Layout]
    lengths: Lengths
    names: frozenset[str]
    loss: Name
    activation: str
    zeros: frozenset[Key] = frozenset()
    """The arrays that are said to be zero outside, and so the gradients by them."""

    @property
    def writer(self) -> IndexWriter:
        """Writes polynomials in the sizes."""
        kinds = self.lengths.letters
        scales = frozenset(letter for letter, kind in kinds.items() if kind in SCALES)
        return IndexWriter(scales, frozenset(kinds) - scales)

    @property
    def far(self) -> Name:
        """A letter for how far an index may go that counts along no axis: as far as one likes."""
        name = Name(fresh("T", self.names))
        self.lengths.letters.setdefault(name, Kind.MAP)
        return name

    @cached_property
    def setting(self) -> Setting:
        """The setting, without free indices."""
        arrays: dict[Whole, Declaration] = {}
        for key, layout in self.layouts.items():
            declared = self._declared(key)
            arrays[layout.whole] = declared
        arrays |= self.others()
        for key, layout in self.layouts.items():
            if key in self.zeros or self.is_padded(key):
                axes = self.axes(key)
                arrays[extended(layout.whole)] = Extended(layout.whole, axes, len(axes))
        output = self.layouts.get(self.net.output)
        if output is not None and self.net.output in self.zeros:
            axes = self.axes(self.net.output)
            arrays[self.beyond] = Extended(self.gradient(output.whole), axes, len(axes))
        kinds = self.lengths.letters
        return Setting(
            arrays,
            hypotheses=tuple(dict.fromkeys(self._hypotheses())),
            loss=self.loss,
            output=None if output is None else output.whole,
            scales=self.writer.scales,
            sizes=frozenset(kinds) - self.writer.scales,
        )

    def others(self) -> dict[Whole, Declaration]:
        """Give arrays that an equation does not speak of, and that its own are made of."""
        return {}

    def _hypotheses(self) -> Iterator[Restriction]:
        for letter, kind in self.lengths.letters.items():
            least = ZERO if kind in MAY_BE_ZERO else ONE
            yield Condition(least, Relation.AT_MOST, letter)
        for polynomial in self.lengths.positive:
            if polynomial.constant is None:
                yield Condition(ZERO, Relation.AT_MOST, self.writer.write(polynomial))

    def is_padded(self, key: Key) -> bool:
        """Tell whether an array is a map that is taken by a convolution that pads it."""
        if not key.is_map or key.layer + 1 not in self.net.layers:
            return False
        if key.family is Family.PRE and self.net.activated:
            return False
        return self.lengths.is_padded(key.layer + 1)

    def is_extended(self, key: Key, letter: Letter) -> bool:
        """Tell whether an array, or the gradient by it, is zero outside."""
        if letter.gradient:
            return key in self.zeros and key == self.net.output
        return key in self.zeros or self.is_padded(key)

    @property
    def beyond(self) -> Entry:
        """The letter of the gradient from above, zero outside."""
        above = self.layouts[self.net.output].whole.superscript
        return Entry(fresh(r"\bar{\delta}", self.names), superscript=above)

    def axes(self, key: Key) -> tuple[Axis, ...]:
        """Give the limits of an array's indices, in the order in which they are written."""
        return tuple(self.axis(key, axis) for axis in self.layouts[key].axes)

    def axis(self, key: Key, axis: str) -> Axis:
        """Give the limits of an array's index along one axis."""
        first, count = self.start(key, axis), self.count(key, axis)
        return Axis(self.writer.write(first), self.writer.write(first + count - _ONE))

    def count(self, key: Key, axis: str) -> IndexPolynomial:
        """Give how many places an array has along an axis."""
        sizes = self.lengths
        if axis == "n":
            return sizes.of(Kind.BATCH)
        if axis in "ck":
            below = axis == "c" and key.family is Family.FILTER
            return sizes.of(Kind.CHANNELS, key.layer - 1 if below else key.layer)
        position = SPATIAL[sizes.rank].index(axis)
        kind = Kind.FILTER if key.family is Family.FILTER else Kind.MAP
        return sizes.of(kind, key.layer, position)

    def start(self, key: Key, axis: str) -> IndexPolynomial:
        """Give where the printed indices of an array begin along an axis."""
        layout = self.layouts[key]
        if axis in _LABELS:
            return read_index(layout.starts[axis])
        base = read_index(layout.base)
        position = SPATIAL[self.lengths.rank].index(axis)
        bases = self.reading.bases
        if bases.centred and key.family is not Family.FILTER and key.layer in self.net.layers:
            return base + self.lengths.of(Kind.HALF, key.layer, position)
        if key.family is Family.FILTER or not bases.unmoved:
            return base
        shift = self.lengths.formulas.get(SizeOf(Kind.SHIFT, self.net.lowest, position))
        total = base if shift is None else base + shift
        for layer in range(self.net.lowest + 1, key.layer + 1):
            total += self.lengths.of(Kind.FILTER, layer, position) - _ONE
        return total

    def whole(self, key: Key) -> Entry:
        """Give an array without its indices."""
        return self.layouts[key].whole

    def entry(self, key: Key, places: Mapping[str, Index], whole: Entry | None = None) -> Entry:
        """Give an entry from its index along each axis, of another array of the same axes if so."""
        layout = self.layouts[key]
        return replace(whole or layout.whole, indices=tuple(places[a] for a in layout.axes))

    def _declared(self, key: Key) -> Declaration:
        axes = self.axes(key)
        if key.family is Family.POST and Key(Family.PRE, key.layer) in self.layouts:
            names = self.own(key)
            value = self.entry(Key(Family.PRE, key.layer), names)
            return Defined(axes, Equation(self.entry(key, names), self.activate(value)))
        if key.family is not Family.PRE or key.layer not in self.net.layers:
            return Given(axes)
        return Defined(axes, self.defined(key))

    def activate(self, value: Formula) -> Formula:
        """Give the activation of a value."""
        return Apply(self.activation, (value,))

    def gradient(self, entry: Formula) -> Partial:
        """Give the gradient of the loss by an entry."""
        return Partial(self.loss, entry)

    def turned(self, key: Key, places: Mapping[str, Index]) -> dict[str, Index]:
        """Give places of an array turned by 180 degrees as places of the array."""
        found = dict(places)
        for axis in set(places) - set("nck"):
            limits = self.axis(key, axis)
            ends = read_index(limits.lower) + read_index(limits.upper)
            found[axis] = self.writer.index(ends - read_index(places[axis]))
        return found

    def own(self, key: Key) -> dict[str, Index]:
        """Give names for the indices of an array's own entry."""
        spatial = SPATIAL[self.lengths.rank]
        places = dict(zip(spatial, _PLACES[-len(spatial) :], strict=True))
        wanted = {axis: places.get(axis) or _LABELS[axis] for axis in self.layouts[key].axes}
        return {axis: Name(fresh(name, self.names)) for axis, name in wanted.items()}

    def defined(self, key: Key) -> Equation:
        """Give a map as the convolution makes it of the map before."""
        below = Key(Family.POST if self.net.activated else Family.PRE, key.layer - 1)
        filters = Key(Family.FILTER, key.layer)
        own = self.own(key)
        spatial = SPATIAL[self.lengths.rank]
        names = zip(spatial, _TAPS[-len(spatial) :], strict=True)
        taps = {axis: Name(fresh(name, self.names)) for axis, name in names}
        channel = Name(fresh("m", self.names))
        ranges = [self.range_of(filters, axis, tap) for axis, tap in taps.items()]
        if "c" in self.layouts[filters].axes:
            ranges.insert(0, self.range_of(filters, "c", channel))
        read = {axis: self._met(key, below, axis, own[axis], taps[axis]) for axis in spatial}
        read |= self._labels(below, own, channel, filters)
        weight: dict[str, Index] = {**taps, "c": channel}
        if "k" in self.layouts[filters].axes:
            weight["k"] = self._moved(own["c"], key, "c", filters, "k")
        product = Product(
            (self.entry(below, read, self._read_as(below)), self.entry(filters, weight))
        )
        total: Formula = Sum(product, tuple(ranges))
        bias = Key(Family.BIAS, key.layer)
        if bias in self.layouts:
            at = {axis: own[axis] for axis in spatial}
            if "c" in own:
                at["k"] = self._moved(own["c"], key, "c", bias, "k")
            total = Add((total, self.entry(bias, at)))
        return Equation(self.entry(key, own), total)

    def _read_as(self, key: Key) -> Entry | None:
        return extended(self.whole(key)) if self.is_padded(key) else None

    def range_of(self, key: Key, axis: str, name: Name) -> Range:
        """Give an index that runs through an axis of an array."""
        limits = self.axis(key, axis)
        return Range(name, limits.lower, limits.upper)

    def _labels(
        self, below: Key, own: Mapping[str, Index], channel: Name, filters: Key
    ) -> dict[str, Index]:
        found: dict[str, Index] = {}
        for axis in self.layouts[below].axes:
            if axis == "n":
                found[axis] = own["n"]
            elif axis == "c":
                found[axis] = self._moved(channel, filters, "c", below, "c")
        return found

    def _moved(self, index: Index, one: Key, axis: str, other: Key, into: str) -> Index:
        """Give an index of one array as it is written for another that begins elsewhere."""
        moved = read_index(index) - self.start(one, axis) + self.start(other, into)
        return self.writer.index(moved)

    def _met(self, key: Key, below: Key, axis: str, index: Index, tap: Name) -> Index:
        """Give the place that a tap meets."""
        layer, position = key.layer, SPATIAL[self.lengths.rank].index(axis)
        size = self.lengths.of
        filters = Key(Family.FILTER, layer)
        step = read_index(tap) - self.start(filters, axis)
        if self.reading.flip:
            step = size(Kind.FILTER, layer, position) - _ONE - step
        moved = read_index(index) - self.start(key, axis)
        place = (
            size(Kind.STRIDE, layer, position) * moved
            + size(Kind.DILATION, layer, position) * step
            - size(Kind.PADDING, layer, position)
            + self.start(below, axis)
        )
        return self.writer.index(place)


def extended(whole: Entry) -> Entry:
    """Give the letter of an array that is zero outside."""
    return replace(whole, letter=rf"\bar{{{whole.letter}}}")
