"""Formulas of a document worked out in a world, exactly.

A formula is made into a function of its free indices once, and called for each of their values.
What is read outside its array, and not left out by a sum without limits, counts as zero, and is
remembered, but for an input that is padded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from symconv.formulas import Entry, Formula, Number, Power
from symconv.verification.facts import Array
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.worlds.indices import IndexReader
from symconv.verification.judging.worlds.makers import MAKERS, Work
from symconv.verification.judging.worlds.places import (
    Letter,
    letter_of,
    origin,
    placer,
    spread_placer,
    whole_number,
)
from symconv.verification.judging.worlds.sums import MOST_STEPS
from symconv.verification.judging.worlds.values import (
    METER,
    Dual,
    OutsideError,
    StepsError,
    UnjudgedError,
)
from symconv.verification.judging.worlds.world import Family, Variable, World
from symconv.verification.verdicts import Ground


@dataclass
class Evaluator:
    """Works formulas out in one world, under one reading.

    `layer` is what the letter of layers stands for; `labels` where examples, channels and filters
    begin. `extended` collects the letters that were read outside their arrays and taken as zero.
    """

    reading: Reading
    world: World
    indices: IndexReader
    layer: int
    labels: Mapping[str, int] = field(default_factory=dict)
    extended: set[str] = field(default_factory=set)
    around: tuple[Letter, ...] = ()
    """All entries of the claim: an index that a sum's body does not limit may be limited there."""
    mirrors: Mapping[str, int] = field(default_factory=dict)
    """For each position of the left side, the sum of its first and last number."""
    steps: int = 0
    seed: Variable | None = None
    _skipping: tuple[str, ...] = ()

    def work(self, formula: Formula) -> Work:
        """Give the function that works a formula out for numbers of its free indices.

        Raises `UnjudgedError` for what has no meaning in a world, `UnboundError` for an index that
        is bound nowhere.
        """
        letter = letter_of(formula, self.reading)
        if letter is not None:
            return self.entry(letter)
        power = self._power(formula)
        if power is not None:
            return self.work(power)
        maker = MAKERS.get(type(formula))
        if maker is None:
            raise UnjudgedError(f"{type(formula).__name__.lower()}")
        return maker(self, formula)

    def _power(self, formula: Formula) -> Formula | None:
        """Give an entry with a number above it as a power, where no layers are counted."""
        if self.reading.layered or not isinstance(formula, Entry) or formula.superscript is None:
            return None
        exponent, base = formula.superscript, replace(formula, superscript=None)
        if whole_number(exponent) is None or letter_of(base, self.reading) is None:
            return None
        return Power(base, Number(exponent) if isinstance(exponent, int) else exponent)

    def entry(self, letter: Letter, turned: bool = False) -> Work:
        """Read an entry, or the gradient by it; of the array turned by 180 degrees if `turned`."""
        if letter.family is Family.FILTER and self.world.pooled:
            raise UnjudgedError(f"{letter.name}, where a pool has no filter")
        find, name = self.variable(letter), letter.name
        turn = self._turn(letter) if turned or name in self.reading.turned else None
        table = self.world.gradients if letter.gradient else self.world.values
        family = letter.family
        known = name in self.reading.beyond
        padded = family is Family.POST and not letter.gradient and self._is_padded()

        def read(numbers: dict[str, int]) -> Any:
            found = find(numbers)
            if found is None:
                if not padded and not known:
                    self.extended.add(name)
                return 0
            if turn is not None:
                found = turn(found)
            value = table[family, found.layer][found.index]
            if self.seed is None:
                return value
            if letter.gradient:
                raise UnjudgedError("a derivative of a gradient")
            return Dual(value, self.world.slope(found, self.seed))

        return read

    def _turn(self, letter: Letter) -> Callable[[Variable], Variable]:
        """Give what turns an entry by 180 degrees along its positions."""
        rank = self.reading.rank
        shape = self.world.shape(letter.family, self.layer_of(letter))

        def turn(found: Variable) -> Variable:
            place = tuple(
                n - 1 - i for n, i in zip(shape[-rank:], found.index[-rank:], strict=True)
            )
            return Variable(found.family, found.layer, (*found.index[:-rank], *place))

        return turn

    def _is_padded(self) -> bool:
        return any(any(pair) for made in self.world.layers for pair in made.spec.pads)

    def variable(self, letter: Letter) -> Callable[[dict[str, int]], Variable | None]:
        """Give what finds the entry of the world that a letter with indices is.

        It raises `OutsideError` for an entry that does not exist because of an index that a sum
        without limits runs through, and gives None for any other that does not exist.
        """
        layer = self.layer_of(letter)
        shape = self.world.shape(letter.family, layer)
        if not shape:
            raise UnjudgedError(f"layer {layer} of {letter.name}", Ground.NO_LAYER)
        start = self.origin(letter, layer)
        place = placer(self.reading, letter, shape, self.labels, start)
        if letter.name in self.reading.spread:
            place = spread_placer(place, self.reading, letter, start, self.strides(layer))
        readers = [self.indices.read(index) for index in letter.indices]
        family, skipping = letter.family, set(self._skipping)
        skipped = [bool(self.indices.names(index) & skipping) for index in letter.indices]

        def find(numbers: dict[str, int]) -> Variable | None:
            printed = [reader(numbers) for reader in readers]
            broken = [at for at, number in enumerate(printed) if number is None]
            if not broken:
                found, missed = place(tuple(n for n in printed if n is not None))
                if not missed:
                    return Variable(family, layer, found)
                broken = list(missed)
            if all(skipped[at] for at in broken):
                raise OutsideError
            return None

        return find

    def origin(self, letter: Letter, layer: int) -> tuple[int, ...]:
        """Give the number at which the positions of an array begin, axis by axis."""
        own = self.reading.spread.get(letter.name)
        if own is not None:
            return (own,) * self.reading.rank
        return origin(self.reading, letter.part, self.world, layer)

    def strides(self, layer: int) -> tuple[int, ...]:
        """Give the strides of a layer, axis by axis."""
        return self.world.layers[max(layer, 1) - 1].spec.stride

    def layer_of(self, letter: Letter) -> int:
        """Give the world's layer that an entry belongs to."""
        part, reading = letter.part, self.reading
        if letter.layer is None or not reading.layered:
            lower = part in (Array.INPUT, Array.ACTIVATED)
            return self.layer - 1 if lower else self.layer
        found = self.indices.read(letter.layer)({})
        if found is None:
            raise UnjudgedError(f"layer of {letter.name}", Ground.NO_LAYER)
        shift = {Array.FILTER: reading.filter_shift, Array.BIAS: reading.bias_shift}
        return found + shift.get(part, 0)

    @contextmanager
    def skipping(self, names: Iterable[str]) -> Iterator[None]:
        """Leave out what does not exist because of indices without limits."""
        kept, self._skipping = self._skipping, (*self._skipping, *names)
        try:
            yield
        finally:
            self._skipping = kept

    def step(self) -> None:
        """Count a term; `StepsError` once there are more than are worked out."""
        self.steps += 1
        METER.count += 1
        if self.steps > MOST_STEPS:
            raise StepsError
