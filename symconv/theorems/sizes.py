"""The sizes of a sliding window, each a number or left open: what every general layer shares."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from symconv.calculus.arrays import Axis
from symconv.calculus.facts import Facts
from symconv.calculus.polynomials import (
    ONE_INDEX,
    IndexPolynomial,
    IndexWriter,
    read_index,
)
from symconv.errors import SpecError
from symconv.formulas import (
    ONE,
    ZERO,
    Add,
    Condition,
    Floor,
    Formula,
    Index,
    Number,
    Quotient,
    Range,
    Relation,
    Restriction,
    Within,
)


@dataclass(frozen=True)
class Windows:
    """A window of `filter_size` taps that moves over an input, one value per spatial axis.

    `before` and `after` are the pads; `output_size` the letters of the output's size, used where
    the size is not a plain expression of the others. Indices count from `base`.
    """

    input_size: tuple[Formula, ...]
    filter_size: tuple[Formula, ...]
    stride: tuple[Formula, ...]
    dilation: tuple[Formula, ...]
    before: tuple[Formula, ...]
    after: tuple[Formula, ...]
    output_letters: tuple[Formula, ...]
    base: int = 0

    def __post_init__(self) -> None:
        for axis in range(self.rank):
            if self._least.prove_nonnegative(-self.room(axis) - ONE_INDEX):
                raise SpecError(f"the filter is longer than the padded input on axis {axis}")

    @property
    def _least(self) -> Facts:
        """The least values of the sizes, and nothing else."""
        return Facts().and_conditions(self.least_values)

    @property
    def rank(self) -> int:
        """Number of spatial axes."""
        return len(self.input_size)

    @cached_property
    def scales(self) -> frozenset[Formula]:
        """Strides and dilations that are left open."""
        return _letters(*self.stride, *self.dilation)

    @cached_property
    def sizes(self) -> frozenset[Formula]:
        """Every other size that is left open, those of the output included."""
        given = (*self.input_size, *self.filter_size, *self.before, *self.after)
        return _letters(*given, *self.output_size) - self.scales

    @cached_property
    def writer(self) -> IndexWriter:
        """Writes polynomials in these sizes."""
        given = (*self.input_size, *self.filter_size, *self.before, *self.after)
        return IndexWriter(self.scales, _letters(*given, *self.output_letters) - self.scales)

    def extent(self, axis: int) -> IndexPolynomial:
        """Give e = d(k - 1) + 1, how far a window reaches."""
        reach = read_index(self.filter_size[axis]) - ONE_INDEX
        return read_index(self.dilation[axis]) * reach + ONE_INDEX

    def room(self, axis: int) -> IndexPolynomial:
        """Give n + p + q - e, how far the first window can move."""
        padded = [self.input_size[axis], self.before[axis], self.after[axis]]
        return read_index(Add(tuple(padded))) - self.extent(axis)

    @cached_property
    def output_size(self) -> tuple[Formula, ...]:
        """The output's size per axis: an expression at stride 1, a number, or else a letter."""
        return tuple(map(self._output_size, range(self.rank)))

    def _output_size(self, axis: int) -> Formula:
        room, stride = self.room(axis), read_index(self.stride[axis]).constant
        if stride == 1:
            return self.writer.write(room + ONE_INDEX)
        if stride is not None and room.constant is not None:
            return Number(room.constant // stride + 1)
        return self.output_letters[axis]

    @cached_property
    def derived(self) -> tuple[tuple[Formula, Formula], ...]:
        """The output's size where it has a letter: floor((n + p + q - e) / s) + 1."""
        return tuple(
            (
                letter,
                Add((Floor(Quotient(self.writer.write(self.room(axis)), self.stride[axis])), ONE)),
            )
            for axis, letter in enumerate(self.output_size)
            if letter == self.output_letters[axis]
        )

    @cached_property
    def hypotheses(self) -> tuple[Restriction, ...]:
        """What is assumed: least values, that a window fits, and what the output's size is.

        Of the last the two inequalities that say that the last window fits and one more would not.
        """
        found = list(self.least_values)
        for axis, letter in enumerate(self.output_size):
            room, stride = self.room(axis), read_index(self.stride[axis])
            if room.constant is None:
                found.append(at_least(self.writer.write(room), ZERO))
            if letter == self.output_letters[axis]:
                found.append(at_least(letter, ONE))
                last = stride * (read_index(letter) - ONE_INDEX)
                found.append(at_least(self.writer.write(room - last), ZERO))
                beyond = last + stride - room - ONE_INDEX
                found.append(at_least(self.writer.write(beyond), ZERO))
        return tuple(dict.fromkeys(found))

    @property
    def least_values(self) -> tuple[Restriction, ...]:
        """The least value of every size that is left open."""
        found: list[Restriction] = []
        for letters, least in (
            (self.input_size, ONE), (self.filter_size, ONE), (self.stride, ONE),
            (self.dilation, ONE), (self.before, ZERO), (self.after, ZERO),
        ):  # fmt: skip
            found += [at_least(letter, least) for letter in letters if _letters(letter)]
        return tuple(dict.fromkeys(found))

    def place(self, axis: int, output: Index, tap: IndexPolynomial) -> IndexPolynomial:
        """Give the input place that a tap of a window meets: s·i + d·u - p, counted from zero."""
        base = read_index(self.base)
        window = read_index(self.stride[axis]) * (read_index(output) - base)
        offset = read_index(self.dilation[axis]) * (tap - base)
        return window + offset + base - read_index(self.before[axis])

    def axis(self, size: Formula) -> Axis:
        """Give the limits of an index that counts `size` entries."""
        return Axis(*self.limits(size))

    def range(self, index: Index, size: Formula) -> Range:
        """Give the range of an index that counts `size` entries."""
        return Range(index, *self.limits(size))  # type: ignore[arg-type]

    def within(self, index: Formula, size: Formula) -> Within:
        """Give the condition that an index is one of `size` entries."""
        lower, upper = self.limits(size)
        return Within(lower, index, upper)

    def limits(self, size: Formula) -> tuple[Formula, Formula]:
        """Give the first and the last of `size` indices."""
        last = read_index(size) + read_index(self.base - 1)
        return Number(self.base), self.writer.write(last)


def at_least(formula: Formula, least: Formula) -> Condition:
    """Give the condition that a size is at least so much."""
    return Condition(least, Relation.AT_MOST, formula)


def _letters(*formulas: Formula) -> frozenset[Formula]:
    return frozenset(letter for formula in formulas for letter in read_index(formula).letters)
