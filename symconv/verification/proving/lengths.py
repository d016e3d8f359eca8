"""Sizes of an equation's arrays: the letters that it has for them, fresh ones for the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from symconv.calculus.polynomials import IndexPolynomial, read_index
from symconv.formulas import Entry, Equation, Formula, Name, children
from symconv.formulas.written import Marked
from symconv.verification.facts import Quantity
from symconv.verification.judging.reading import Meaning, Reading, size_key
from symconv.verification.judging.worlds.stacks import LayerSetting
from symconv.verification.proving.layouts import Layout, fresh
from symconv.verification.proving.network import Key, Network, Numbering, UnstatedError


class Kind(StrEnum):
    """What a size is of: a map's length, a filter's; how windows move; how many there are."""

    MAP = "map"
    FILTER = "filter"
    STRIDE = "stride"
    PADDING = "padding"
    AFTER = "padding after"
    DILATION = "dilation"
    CHANNELS = "channels"
    BATCH = "batch"
    HALF = "half"
    """How many taps of an odd filter stand on either side of the middle one."""
    SHIFT = "shift"
    """Where the lowest map begins, if outputs keep the indices that define them."""


@dataclass(frozen=True)
class SizeOf:
    """A size: of which map or convolution, along which axis."""

    kind: Kind
    layer: int = 0
    axis: int = 0


_FRESH = {
    Kind.MAP: "DHW", Kind.FILTER: "uvw", Kind.STRIDE: "s", Kind.PADDING: "p", Kind.AFTER: "q",
    Kind.DILATION: "d",
    Kind.CHANNELS: "C", Kind.BATCH: "N", Kind.SHIFT: "o", Kind.HALF: "r",
}  # fmt: skip
"""Letters for what a document has none for: one for all axes, or one for each of the last."""
_KINDS = {
    Quantity.FILTER_SIZE: Kind.FILTER,
    Quantity.STRIDE: Kind.STRIDE,
    Quantity.PADDING: Kind.PADDING,
    Quantity.PADDING_AFTER: Kind.AFTER,
    Quantity.DILATION: Kind.DILATION,
}
_MAPS = {Quantity.INPUT_SIZE: 0, Quantity.OUTPUT_SIZE: 1}
_CHANNELS = {Quantity.IN_CHANNELS: 0, Quantity.OUT_CHANNELS: 1}
SCALES = (Kind.STRIDE, Kind.DILATION)
MAY_BE_ZERO = (Kind.PADDING, Kind.AFTER, Kind.SHIFT, Kind.HALF)


@dataclass
class Lengths:
    """The sizes of a network: `formulas` gives them, `letters` those that are left open.

    `meant` says what a letter of the document stands for.
    """

    net: Network
    rank: int
    formulas: dict[SizeOf, IndexPolynomial] = field(default_factory=dict)
    letters: dict[Formula, Kind] = field(default_factory=dict)
    meant: dict[Formula, SizeOf] = field(default_factory=dict)
    positive: list[IndexPolynomial] = field(default_factory=list)
    """What is assumed not to be negative, beside the least values of letters."""

    def of(self, kind: Kind, layer: int = 0, axis: int = 0) -> IndexPolynomial:
        """Give a size."""
        return self.formulas[SizeOf(kind, layer, axis)]

    def extent(self, layer: int, axis: int) -> IndexPolynomial:
        """Give how far a window reaches: d(k - 1) + 1."""
        taps = self.of(Kind.FILTER, layer, axis)
        return self.of(Kind.DILATION, layer, axis) * (taps - _ONE) + _ONE

    def is_padded(self, layer: int) -> bool:
        """Tell whether what a convolution takes may be padded."""
        axes = range(self.rank)
        kinds = (Kind.PADDING, Kind.AFTER)
        return any(self.of(kind, layer, axis).constant != 0 for kind in kinds for axis in axes)


_ONE = read_index(1)


@dataclass(frozen=True)
class Measured:
    """An equation whose sizes are to be found."""

    reading: Reading
    setting: LayerSetting
    net: Network
    numbers: Numbering
    names: frozenset[str]
    """The names that an equation uses for anything, and those of its arrays."""
    counted: frozenset[SizeOf] = frozenset()
    """The channels and examples that its arrays have an index for."""
    odd: bool = False
    """Whether filters have a tap in the middle."""


def lengths(
    equation: Equation, indices: frozenset[str], measured: Measured, unrelated: bool = False
) -> Lengths:
    """Give the sizes of an equation's arrays; `indices` are its names of indices.

    With `unrelated`, no size follows from another.
    """
    found = Lengths(measured.net, measured.reading.rank)
    classes = _Classes()
    for formula, meaning in _said(equation, indices, measured.reading):
        targets = list(_targets(formula, meaning, measured))
        if not targets:
            raise UnstatedError(f"the size {formula}")
        for target in targets:
            classes.join(targets[0], target)
        classes.name(targets[0], formula)
        found.meant[formula] = targets[0]
    filling = _Filling(found, classes, measured, set(measured.names))
    if unrelated:
        filling.fill_unrelated()
    else:
        filling.fill()
    return found


def of_spec(setting: LayerSetting) -> LayerSetting:
    """Give a setting with what the layer that a user names fixes of it.

    Raises `UnstatedError` for a layer whose axes differ, or that is in groups or padded otherwise.
    """
    spec = setting.spec
    if spec is None:
        return setting
    pads = {pad for pair in spec.pads for pad in pair}
    moves = [set(spec.stride), pads, set(spec.dilation)]
    if any(len(values) > 1 for values in moves) or spec.groups != 1:
        raise UnstatedError("a layer whose axes differ, or in groups")
    if spec.padding_mode != "zeros" and pads != {0}:
        raise UnstatedError(f"{spec.padding_mode} padding")
    stride, padding, dilation = (next(iter(values)) for values in moves)
    return replace(setting, stride=stride, padding=padding, dilation=dilation)


def _said(
    formula: Formula, indices: frozenset[str], reading: Reading
) -> Iterator[tuple[Formula, Meaning]]:
    """Give the letters of sizes in a formula, with what each stands for."""
    if isinstance(formula, Marked):
        return
    key = size_key(formula)
    if key is not None and key in reading.sizes and key not in reading.letters:
        if not (isinstance(formula, Name) and formula.letter in indices):
            yield formula, reading.sizes[key]
        return
    for part in children(formula):
        yield from _said(part, indices, reading)


def _targets(formula: Formula, meaning: Meaning, measured: Measured) -> Iterator[SizeOf]:
    """Give the sizes that a letter stands for, one per axis if it names none."""
    quantity, net = meaning.quantity, measured.net
    every = range(measured.reading.rank)
    axes = every if meaning.axis is None else tuple({meaning.axis} & set(every))
    layer = _named_layer(formula, measured)
    if quantity is Quantity.BATCH:
        yield SizeOf(Kind.BATCH)
    elif quantity in _CHANNELS:
        if len(net.layers) == 1 and layer is None:
            yield SizeOf(Kind.CHANNELS, net.lowest + _CHANNELS[quantity])
    elif quantity in _MAPS:
        if layer is None and len(net.layers) == 1:
            layer = net.lowest + _MAPS[quantity]
        if layer is not None and layer in net.maps:
            yield from (SizeOf(Kind.MAP, layer, axis) for axis in axes)
    elif quantity in _KINDS:
        shifted = None if layer is None else layer + measured.reading.filter_shift
        layers = net.layers if shifted is None else {shifted} & set(net.layers)
        for at in layers:
            yield from (SizeOf(_KINDS[quantity], at, axis) for axis in axes)


def _named_layer(formula: Formula, measured: Measured) -> int | None:
    above = formula.superscript if isinstance(formula, Entry) else None
    return None if above is None else measured.numbers.offset(above)


@dataclass
class _Classes:
    """Sizes that are one, and the letters for them."""

    parents: dict[SizeOf, SizeOf] = field(default_factory=dict)
    names: dict[SizeOf, Formula] = field(default_factory=dict)

    def root(self, size: SizeOf) -> SizeOf:
        while size in self.parents:
            size = self.parents[size]
        return size

    def join(self, one: SizeOf, other: SizeOf) -> None:
        one, other = self.root(one), self.root(other)
        if one != other:
            self.parents[other] = one
            name = self.names.pop(other, None)
            if name is not None:
                self.names.setdefault(one, name)

    def name(self, size: SizeOf, formula: Formula) -> None:
        self.names.setdefault(self.root(size), formula)

    def letter(self, size: SizeOf) -> Formula | None:
        return self.names.get(self.root(size))


@dataclass
class _Filling:
    """Gives every size a formula, the lowest map first."""

    found: Lengths
    classes: _Classes
    measured: Measured
    taken: set[str]

    def fill(self) -> None:
        """Fill the sizes in."""
        net, axes = self.measured.net, range(self.found.rank)
        for size in (SizeOf(Kind.BATCH), *(SizeOf(Kind.CHANNELS, at) for at in net.maps)):
            if size in self.measured.counted or self.classes.letter(size) is not None:
                self._open(size)
        for layer in net.layers:
            for axis in axes:
                self._scales(layer, axis)
        for axis in axes:
            self._maps(axis)
            if self.measured.reading.layered and self.measured.reading.bases.unmoved:
                self._open(SizeOf(Kind.SHIFT, net.lowest, axis))

    def fill_unrelated(self) -> None:
        """Leave every size open: one axis, no steps."""
        net = self.measured.net
        for at in net.maps:
            self._open(SizeOf(Kind.MAP, at))
        for layer in net.layers:
            self._open(SizeOf(Kind.FILTER, layer))
            for kind, usual in (
                (Kind.STRIDE, 1), (Kind.PADDING, 0), (Kind.AFTER, 0), (Kind.DILATION, 1),
            ):  # fmt: skip
                self.found.formulas[SizeOf(kind, layer)] = read_index(usual)

    def _open(self, size: SizeOf) -> IndexPolynomial:
        """Leave a size open: its letter in the document, or a fresh one."""
        root = self.classes.root(size)
        if root not in self.found.formulas:
            letter = self.classes.letter(size) or self._fresh(size)
            if self.found.letters.setdefault(letter, size.kind) is not size.kind:
                raise UnstatedError(f"the size {letter}")
            self.found.formulas[root] = read_index(letter)
        self.found.formulas[size] = self.found.formulas[root]
        return self.found.formulas[size]

    def _fresh(self, size: SizeOf) -> Name:
        letters = _FRESH[size.kind]
        at = size.axis - self.found.rank if len(letters) > 1 else 0
        letter = fresh(letters[at], self.taken)
        self.taken.add(letter)
        return Name(letter)

    def _scales(self, layer: int, axis: int) -> None:
        setting = self.measured.setting
        self._taps(layer, axis)
        for kind, quantity, usual in (
            (Kind.STRIDE, Quantity.STRIDE, setting.stride or 1),
            (Kind.PADDING, Quantity.PADDING, setting.padding or 0),
            (Kind.DILATION, Quantity.DILATION, setting.dilation or 1),
        ):
            size = SizeOf(kind, layer, axis)
            if quantity in setting.free or self.classes.letter(size) is not None:
                self._open(size)
            else:
                self.found.formulas[size] = read_index(usual)
        after = SizeOf(Kind.AFTER, layer, axis)
        if Quantity.PADDING_AFTER in setting.free or self.classes.letter(after) is not None:
            self._open(after)
        else:
            self.found.formulas[after] = self.found.of(Kind.PADDING, layer, axis)

    def _taps(self, layer: int, axis: int) -> None:
        """Leave a filter's size open; an odd one is twice something, and one."""
        size, formulas = SizeOf(Kind.FILTER, layer, axis), self.found.formulas
        if not self.measured.odd:
            self._open(size)
            return
        root = self.classes.root(size)
        half = SizeOf(Kind.HALF, root.layer, root.axis)
        if root not in formulas:
            formulas[root] = _twice(self._open(half)) + _ONE
        formulas[size] = formulas[root]
        formulas[SizeOf(Kind.HALF, layer, axis)] = formulas[half]

    def _maps(self, axis: int) -> None:
        net, found = self.measured.net, self.found
        for layer in net.layers:
            below, above = SizeOf(Kind.MAP, layer - 1, axis), SizeOf(Kind.MAP, layer, axis)
            stride = found.of(Kind.STRIDE, layer, axis)
            grown = found.extent(layer, axis) - _twice(found.of(Kind.PADDING, layer, axis))
            divided = self.measured.setting.divisible
            named = self.classes.letter(above) is not None
            if (
                below not in found.formulas
                and self.classes.letter(below) is None
                and (divided or (named and stride.constant == 1))
            ):
                size = self._open(above)
                self._put(below, stride * (size - _ONE) + grown)
                found.positive.append(found.formulas[below] - _ONE)
                continue
            taken = found.formulas.get(below) or self._open(below)
            if stride.constant == 1:
                self._put(above, taken - grown + _ONE)
                found.positive.append(taken - grown)
                continue
            if divided:
                raise UnstatedError("letters for the sizes of input and output")
            size = self._open(above)
            found.positive.append(taken - grown - stride * (size - _ONE))
        if not net.layers:
            self._open(SizeOf(Kind.MAP, net.lowest, axis))

    def _put(self, size: SizeOf, formula: IndexPolynomial) -> None:
        """Say what a size is, whose letters then stand for the same."""
        root = self.classes.root(size)
        if self.found.formulas.setdefault(root, formula) != formula:
            raise UnstatedError("one letter for sizes that differ")
        self.found.formulas[size] = formula


def counted(arrays: Mapping[Key, Layout]) -> frozenset[SizeOf]:
    """Give the channels and examples that arrays have an index for."""
    maps = [(key.layer, layout.axes) for key, layout in arrays.items() if key.is_map]
    channels = {SizeOf(Kind.CHANNELS, layer) for layer, axes in maps if "c" in axes}
    return frozenset(channels | {SizeOf(Kind.BATCH) for _, axes in maps if "n" in axes})


def _twice(size: IndexPolynomial) -> IndexPolynomial:
    return size + size


def meaning_of(found: Lengths, formula: Formula) -> IndexPolynomial | None:
    """Give the size that a letter of the document stands for; None if it is none."""
    size = found.meant.get(formula)
    return None if size is None else found.formulas[size]


__all__ = ["Kind", "Lengths", "Measured", "SizeOf", "counted", "lengths", "meaning_of"]
