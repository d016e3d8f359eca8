"""A convolution of any size: its arrays, its definition, and the setting they make.

Sources: docs/sources.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from symconv.calculus.arrays import (
    Axis,
    Declaration,
    Defined,
    Extended,
    Extension,
    Given,
    Whole,
)
from symconv.calculus.polynomials import IndexPolynomial, read_index
from symconv.calculus.setting import Setting
from symconv.calculus.tidying import tidy
from symconv.formulas import (
    ONE,
    Add,
    Entry,
    Equation,
    Formula,
    Index,
    Name,
    Number,
    Partial,
    Product,
    Restriction,
    Sum,
    Within,
)
from symconv.notation import FactorOrder, IndexStyle, Notation
from symconv.roles import Role
from symconv.specs import PaddingMode
from symconv.theorems.letters import IndexLetters
from symconv.theorems.sizes import Windows, at_least


@dataclass(frozen=True)
class GeneralConv:
    """A convolution whose sizes are numbers or letters.

    `in_channels` and `out_channels` are those of one group. A channel axis, and the axis of
    groups, is left out where it is known to have one entry.
    """

    windows: Windows
    in_channels: Formula
    out_channels: Formula
    groups: Formula
    bias: bool
    flip_filter: bool
    padding_mode: PaddingMode
    notation: Notation
    letters: IndexLetters

    @property
    def rank(self) -> int:
        """Number of spatial axes."""
        return self.windows.rank

    @property
    def pads(self) -> bool:
        """Whether the input may be padded."""
        windows = self.windows
        return any(pad != Number(0) for pad in (*windows.before, *windows.after))

    def whole(self, role: Role) -> Entry:
        """Give an array without its indices: its letter, and its layer above it if layers count."""
        above = self.notation.superscript(role)
        return Entry(self.notation.letter(role), superscript=above)

    def dressed(self, role: Role, accent: str) -> Entry:
        """Give the letter of an array made of another: the other's, with an accent."""
        return dress(self.whole(role), accent)

    def entry(self, whole: Entry, channels: tuple[Index, ...], places: tuple[Index, ...]) -> Entry:
        """Give an entry; where layers are counted, places stand in parentheses."""
        if self.notation.index is IndexStyle.LAYERS:
            return replace(whole, indices=channels, arguments=places)
        return replace(whole, indices=(*channels, *places))

    def channels(self, role: Role, letters: IndexLetters | None = None) -> tuple[Name, ...]:
        """Give the indices of the channel axes of an array: those that are not of one entry."""
        names = letters or self.letters
        group = [(names.group, self.groups)]
        number, channel = (names.filter, self.out_channels), (names.channel, self.in_channels)
        layered = self.notation.index is IndexStyle.LAYERS
        pairs = {
            Role.INPUT: [*group, channel],
            Role.OUTPUT: [*group, number],
            Role.BIAS: [*group, number],
            Role.FILTER: [*group, *((channel, number) if layered else (number, channel))],
        }[role]
        return tuple(name for name, size in pairs if size != ONE)

    def _count(self, name: Formula) -> Formula:
        """Give how many values a channel index has."""
        names = self.letters
        counts: dict[Formula, Formula] = {
            names.group: self.groups,
            names.filter: self.out_channels,
            names.channel: self.in_channels,
        }
        return counts[name]

    def axes(self, role: Role) -> tuple[Axis, ...]:
        """Give the axes of an array."""
        windows = self.windows
        sizes = {
            Role.INPUT: windows.input_size,
            Role.OUTPUT: windows.output_size,
            Role.FILTER: windows.filter_size,
            Role.BIAS: (),
        }[role]
        counts = [self._count(name) for name in self.channels(role)]
        return tuple(windows.axis(size) for size in (*counts, *sizes))

    def spatial(self, role: Role) -> tuple[Name, ...]:
        """Give the index letters of the spatial axes of an array."""
        return {
            Role.INPUT: self.letters.input,
            Role.OUTPUT: self.letters.output,
            Role.FILTER: self._filter_places,
            Role.BIAS: (),
        }[role]

    @property
    def _filter_places(self) -> tuple[Name, ...]:
        """The letters of a filter's own entries; with layers, [blog] calls them x and y, too."""
        layered = self.notation.index is IndexStyle.LAYERS
        return self.letters.input if layered else self.letters.tap

    def own_entry(self, role: Role) -> Entry:
        """Give the entry of an array at its own letters, which a gradient is taken by."""
        return self.entry(self.whole(role), self.channels(role), self.spatial(role))

    def domain(self, role: Role) -> tuple[Restriction, ...]:
        """Give the limits of the letters of `own_entry`."""
        names = (*self.channels(role), *self.spatial(role))
        return tuple(
            Within(axis.lower, name, axis.upper)
            for name, axis in zip(names, self.axes(role), strict=True)
        )

    @property
    def padded(self) -> Entry:
        """The input as it is read: itself, or extended if it may be padded."""
        return self.dressed(Role.INPUT, "bar") if self.pads else self.whole(Role.INPUT)

    @cached_property
    def products(self) -> Formula:
        """The sum of products that makes an output entry, read from the (extended) input."""
        return self._sum_of(self.padded, ())

    @cached_property
    def inside_products(self) -> Formula:
        """The same sum over the taps that meet the input itself."""
        windows = self.windows
        conditions = tuple(
            windows.within(windows.writer.write(place), size)
            for place, size in zip(self._places(), windows.input_size, strict=True)
        )
        return self._sum_of(self.whole(Role.INPUT), conditions)

    def _places(self) -> tuple[IndexPolynomial, ...]:
        windows = self.windows
        return tuple(
            windows.place(axis, index, read_index(tap))
            for axis, (index, tap) in enumerate(
                zip(self.letters.output, self.letters.tap, strict=True)
            )
        )

    def _sum_of(self, read: Entry, conditions: tuple[Restriction, ...]) -> Formula:
        windows, writer = self.windows, self.windows.writer
        places = tuple(writer.index(place) for place in self._places())
        taps: tuple[Index, ...] = self.letters.tap
        if self.flip_filter:
            taps = tuple(
                writer.index(read_index(size) + read_index(2 * windows.base - 1) - read_index(tap))
                for tap, size in zip(self.letters.tap, windows.filter_size, strict=True)
            )
        channels = [name for name in self.channels(Role.INPUT) if name == self.letters.channel]
        ranges = (
            *(windows.range(name, self.in_channels) for name in channels),
            *map(windows.range, self.letters.tap, windows.filter_size),
        )
        factors = (
            self.entry(read, self.channels(Role.INPUT), places),
            self.entry(self.whole(Role.FILTER), self.channels(Role.FILTER), taps),
        )
        local_first = self.notation.factor_order is FactorOrder.LOCAL_FIRST
        if local_first and self.notation.index is not IndexStyle.LAYERS:
            factors = factors[::-1]
        return tidy(Sum(Product(factors), ranges, conditions))

    @cached_property
    def definition(self) -> Equation:
        """The output, entry by entry."""
        return Equation(self.own_entry(Role.OUTPUT), self._with_bias(self.products))

    def _with_bias(self, products: Formula) -> Formula:
        if not self.bias:
            return products
        return Add((products, self.entry(self.whole(Role.BIAS), self.channels(Role.BIAS), ())))

    @cached_property
    def inside_definition(self) -> Formula:
        """The output, from the taps that meet the input itself."""
        return self._with_bias(self.inside_products)

    @property
    def gradient(self) -> Partial:
        """The gradient from above, ∂L/∂O, as an array."""
        return Partial(Name(self.notation.loss), self.whole(Role.OUTPUT))

    @cached_property
    def hypotheses(self) -> tuple[Restriction, ...]:
        """What is assumed of the sizes."""
        counts = (self.in_channels, self.out_channels, self.groups)
        letters = tuple(at_least(c, ONE) for c in counts if read_index(c).constant is None)
        return (*self.windows.hypotheses, *dict.fromkeys(letters), *self._mode_hypotheses())

    def _mode_hypotheses(self) -> tuple[Restriction, ...]:
        """A circular pad is at most the size, a reflected one less."""
        if self.padding_mode not in (PaddingMode.CIRCULAR, PaddingMode.REFLECT):
            return ()
        windows = self.windows
        less = ONE if self.padding_mode is PaddingMode.REFLECT else Number(0)
        return tuple(
            at_least(windows.writer.write(read_index(size) - read_index(less)), pad)
            for size, pads in zip(
                windows.input_size, zip(windows.before, windows.after, strict=True), strict=True
            )
            for pad in dict.fromkeys(pads)
            if pad != Number(0)
        )

    def setting(self, role: Role | None = None) -> Setting:
        """Give the setting; `role` is the array whose own letters are free in the statement."""
        arrays: dict[Whole, Declaration] = {
            self.whole(r): Given(self.axes(r)) for r in (Role.INPUT, Role.FILTER)
        }
        if self.bias:
            arrays[self.whole(Role.BIAS)] = Given(self.axes(Role.BIAS))
        if self.pads:
            extension, axes = Extension(self.padding_mode.value), self.axes(Role.INPUT)
            # zeros lie outside along the channels, too; the other modes repeat places
            spatial = len(axes) if extension is Extension.ZEROS else self.rank
            arrays[self.padded] = Extended(self.whole(Role.INPUT), axes, spatial, extension)
        arrays[self.whole(Role.OUTPUT)] = Defined(self.axes(Role.OUTPUT), self.definition)
        counts = (self.in_channels, self.out_channels, self.groups)
        letters = frozenset(c for c in counts if read_index(c).constant is None)
        return Setting(
            arrays=arrays,
            hypotheses=self.hypotheses,
            domain=self.domain(role or Role.OUTPUT),
            loss=Name(self.notation.loss),
            output=self.whole(Role.OUTPUT),
            scales=self.windows.scales,
            sizes=self.windows.sizes | letters,
            derived=self.windows.derived,
        )


def dress(whole: Entry, accent: str) -> Entry:
    r"""Give an array's letter with an accent, as in \bar{X}."""
    return replace(whole, letter=rf"\{accent}{{{whole.letter}}}")
