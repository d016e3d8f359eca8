"""How gradients go back through a pooling, with numbers: which entries get them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import prod
from typing import TypeAlias

from symconv.documents import Cell, GridFigure, Mark, Panel, Text
from symconv.errors import WorksheetError
from symconv.formulas import Formula, Number
from symconv.notation.indexing import indices, row_major
from symconv.printing.formulas.text import TextPrinter
from symconv.roles import Role
from symconv.specs import LayerSpec, Pooling, PoolSpec
from symconv.specs.adaptive_pool import AdaptivePooling
from symconv.specs.pool import Ties
from symconv.symbolic.pool_geometry import windows
from symconv.worksheets.figures.figure import LayerFigure
from symconv.worksheets.figures.frames import fill_of
from symconv.worksheets.figures.layout import End, Sheet, link, place
from symconv.worksheets.figures.scenes import Drawn, Scene
from symconv.worksheets.figures.words import joined, panel_title, place_in_words

Index: TypeAlias = tuple[int, ...]
Numbers: TypeAlias = Mapping[Index, Fraction]
_LEAST_RANGE = 9
_TITLE = "Where a pooling's gradients go"


@dataclass(frozen=True)
class Example:
    """Numbers for the entries of the input, and for the gradient of the output."""

    inputs: Numbers
    gradients: Numbers


def example_of(spec: LayerSpec, seed: int = 0) -> Example:
    """Draw small whole numbers, in a channel all different, so that one is the largest.

    >>> from symconv.specs import PoolSpec
    >>> [int(number) for number in example_of(PoolSpec(4, 2)).inputs.values()]
    [7, 9, 1, 3]
    """
    draw = random.Random(seed)  # noqa: S311 - draws an example, no secrets
    channels, *size = spec.input_shape
    entries = prod(size)
    numbers = [
        number
        for _ in range(channels)
        for number in draw.sample(range(1, max(_LEAST_RANGE, entries) + 1), entries)
    ]
    inputs = zip(indices(spec.input_shape), map(Fraction, numbers), strict=True)
    outputs = indices(spec.output_shape)
    gradients = {index: Fraction(draw.randint(1, _LEAST_RANGE)) for index in outputs}
    return Example(dict(inputs), gradients)


def routing_figure(
    scene: Scene, numbers: Sequence[int], example: Example | None = None
) -> LayerFigure:
    """Draw steps of a pooling's gradient: each adds what goes back from one more window.

    Raises `WorksheetError` for a p-norm, of whose gradients every entry has its own part, and for
    numbers that are not those of the layer.
    """
    spec = scene.spec
    if isinstance(spec, PoolSpec) and spec.operation is Pooling.LP:
        raise WorksheetError(f"a p-norm sends no gradient to single entries: {spec}")
    example = example or example_of(spec)
    for given, shape in (
        (example.inputs, spec.input_shape),
        (example.gradients, spec.output_shape),
    ):
        if set(given) != set(indices(shape)):
            raise WorksheetError(f"an example has a number for each entry of {shape}: {spec}")
    frames = tuple(_Routing(scene, example, number).draw() for number in numbers)
    return LayerFigure(_TITLE, scene.notation, frames)


def shares(spec: LayerSpec, values: Sequence[Fraction], divisor: int) -> dict[int, Fraction]:
    """Give which part of a window's gradient each of its entries gets; those without get none.

    >>> from symconv.specs import PoolSpec
    >>> shares(PoolSpec(4, 2), [Fraction(5), Fraction(7)], 2)
    {1: Fraction(1, 1)}
    """
    if not values:
        return {}
    average = Pooling.AVERAGE, AdaptivePooling.AVERAGE
    operation = getattr(spec, "operation", None)
    if operation in average:
        return dict.fromkeys(range(len(values)), Fraction(1, divisor))
    best = min(values) if operation is Pooling.MIN else max(values)
    winners = [at for at, value in enumerate(values) if value == best]
    ties = spec.ties if isinstance(spec, PoolSpec) else Ties.FIRST
    if ties is Ties.SPLIT:
        return dict.fromkeys(winners, Fraction(1, len(winners)))
    return {winners[-1 if ties is Ties.LAST else 0]: Fraction(1)}


@dataclass(frozen=True)
class _Routing:
    scene: Scene
    example: Example
    step: int

    @cached_property
    def made(self) -> list[Index]:
        return list(self.scene.steps())

    @property
    def window(self) -> Index:
        return self.made[self.step - 1]

    def entries(self, output: Index) -> list[Index]:
        """Give the input entries of a window, in order."""
        places = (contact.place for contact in self.scene.contacts(output))
        found = (self.scene.entry_at(place) for place in places)
        return [entry for entry in found if entry is not None]

    def divisor(self, output: Index) -> int:
        spec = self.scene.spec
        if isinstance(spec, PoolSpec):
            return self._divisors[row_major(spec.output_size, output[1:])]
        return len(self.entries(output))

    @cached_property
    def _divisors(self) -> list[int]:
        spec = self.scene.spec
        return [w.divisor for w in windows(spec)] if isinstance(spec, PoolSpec) else []

    def given(self, output: Index) -> dict[Index, Fraction]:
        """Give which part of its gradient each entry of a window gets."""
        entries = self.entries(output)
        values = [self.example.inputs[entry] for entry in entries]
        parts = shares(self.scene.spec, values, self.divisor(output))
        return {entries[at]: part for at, part in parts.items()}

    def value(self, output: Index) -> Fraction:
        """Give an output entry: what its window's entries are, times the parts they have."""
        parts = self.given(output).items()
        return sum((part * self.example.inputs[at] for at, part in parts), Fraction(0))

    @cached_property
    def gradients(self) -> Numbers:
        """What has gone back to each input entry from this window and those before it."""
        found = dict.fromkeys(self.example.inputs, Fraction(0))
        for output in self.made[: self.step]:
            for entry, part in self.given(output).items():
                found[entry] += part * self.example.gradients[output]
        return found

    def draw(self) -> GridFigure:
        scene = self.scene
        gradient = Drawn(Role.OUTPUT, scene.made.shape, 1, is_gradient=True)
        back = Drawn(Role.INPUT, scene.under.shape, 1, is_gradient=True)
        outputs = {at: self.value(at) for at in self.made}
        taken, got = set(self.entries(self.window)), set(self.given(self.window))
        columns = [
            list(self._sheets(scene.under, self.example.inputs, taken, got)),
            list(self._sheets(scene.made, outputs, set(), {self.window})),
            list(self._sheets(gradient, self.example.gradients, set(), {self.window})),
            list(self._sheets(back, self.gradients, set(), got)),
        ]
        placed = place(columns, TextPrinter(scene.notation))
        ends = [_ends(column) for column in placed.columns]
        pairs = (*product(ends[0], ends[1]), *product(ends[2], ends[3]))
        links = tuple(link(first, last) for first, last in pairs)
        number = f"Step {self.step} of {scene.count}"
        words = (f"{number}: ", *self._words())
        return GridFigure(
            placed.width, placed.height, placed.panels, links, f"{_TITLE}: step {self.step}",
            words, (*words, " ", *self._sizes()),
        )  # fmt: skip

    def _sheets(
        self, array: Drawn, numbers: Numbers, window: set[Index], chosen: set[Index]
    ) -> Iterator[Sheet]:
        """Give the panels of an array with its numbers: one for each channel and slice."""
        panels: dict[Index, list[Cell]] = {}
        for at in indices(array.shape):
            mark = Mark.CHOSEN if at in chosen else Mark.WINDOW if at in window else Mark.NONE
            row = at[-2] if len(at) > 2 else 0
            cell = Cell(row, at[-1], fill_of(array), array.name(at), Number(numbers[at]), mark)
            panels.setdefault(at[:1] + at[1:-2], []).append(cell)
        for key, cells in panels.items():
            title = self._title(array, key)
            yield Sheet(" ".join([array.key, *map(str, key)]), title, tuple(cells))

    def _title(self, array: Drawn, key: Index) -> Text:
        plain = Scene(
            self.scene.spec, self.scene.of, self.scene.notation, array, None, array, (), {}
        )
        return panel_title(plain, array, key[:1], key[1] if len(key) > 1 else None)

    def _words(self) -> Iterator[str | Formula]:
        """Say what the window holds, what it gives, and who gets its gradient."""
        base = self.scene.notation.base
        entries = self.entries(self.window)
        values = [str(self.example.inputs[entry]) for entry in entries]
        if not entries:
            yield "the window meets nothing but padding."
            return
        yield f"the window holds {joined(values)}, and gives {self.value(self.window)}. "
        yield "Its gradient, "
        yield f"{self.example.gradients[self.window]}, goes "
        given = self.given(self.window)
        if len(given) == 1:
            ((entry, _),) = given.items()
            yield f"to {place_in_words(entry[1:], base)} alone."
            return
        parts = {str(part) for part in given.values()}
        yield f"to {len(given)} entries, {joined(sorted(parts))} of it to each."

    def _sizes(self) -> Iterator[str | Formula]:
        scene = self.scene
        yield "The numbers of "
        yield scene.whole(scene.under)
        yield f" stand in {_by(scene.under.size)} cells, those of "
        yield scene.whole(scene.made)
        yield f" in {_by(scene.made.size)}; the last grid adds up what has gone back so far."


def _ends(column: Sequence[Panel]) -> list[End]:
    """Give the cells that are set off, panel by panel."""
    return [End(panel, panel.marked) for panel in column if panel.marked]


def _by(size: Sequence[int]) -> str:
    return " by ".join(map(str, size))
