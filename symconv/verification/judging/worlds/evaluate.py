"""Formulas of a document worked out in a world, exactly.

A formula is made into a function of its free indices once, and called for each of their values.
A sum without limits takes every index for which all that it reads exists. With limits it takes
what they say; what is read outside its array then counts as zero, and is remembered, but for an
input that is padded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from symconv.formulas import (
    Condition,
    Entry,
    Formula,
    Indicator,
    Maximum,
    Name,
    Number,
    Power,
    Product,
    Range,
    Relation,
    Restriction,
    Sum,
    children,
)
from symconv.formulas.written import Relate
from symconv.verification.facts import Array
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.worlds.indices import IndexReader
from symconv.verification.judging.worlds.makers import MAKERS, TURNING, Work, is_loss, known_number
from symconv.verification.judging.worlds.places import (
    Letter,
    label_key,
    letter_of,
    origin,
    placer,
    placing,
    spread_placer,
    whole_number,
)
from symconv.verification.judging.worlds.values import (
    METER,
    Dual,
    OutsideError,
    StepsError,
    UnjudgedError,
    Values,
    largest_of,
)
from symconv.verification.judging.worlds.world import Family, Variable, World

_WINDOWS = frozenset({"patch", "window", "field", "receptive field", "region"})
Numbers: TypeAlias = Mapping[str, int]
MOST_STEPS = 100_000
"""How many terms of sums one formula may take in one world."""


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
        if isinstance(formula, Sum):
            return self._sum(formula)
        if isinstance(formula, Maximum):
            return self._maximum(formula)
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
        if letter.family is Family.FILTER and self._pooled:
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
            raise UnjudgedError(f"layer {layer} of {letter.name}")
        start = self._origin(letter, layer)
        place = placer(self.reading, letter, shape, self.labels, start)
        if letter.name in self.reading.spread:
            place = spread_placer(place, self.reading, letter, start, self._strides(layer))
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

    def _origin(self, letter: Letter, layer: int) -> tuple[int, ...]:
        own = self.reading.spread.get(letter.name)
        if own is not None:
            return (own,) * self.reading.rank
        return origin(self.reading, letter.part, self.world, layer)

    def _strides(self, layer: int) -> tuple[int, ...]:
        return self.world.layers[max(layer, 1) - 1].spec.stride

    def layer_of(self, letter: Letter) -> int:
        """Give the world's layer that an entry belongs to."""
        part, reading = letter.part, self.reading
        if letter.layer is None or not reading.layered:
            lower = part in (Array.INPUT, Array.ACTIVATED)
            return self.layer - 1 if lower else self.layer
        found = self.indices.read(letter.layer)({})
        if found is None:
            raise UnjudgedError(f"layer of {letter.name}")
        shift = {Array.FILTER: reading.filter_shift, Array.BIAS: reading.bias_shift}
        return found + shift.get(part, 0)

    def _maximum(self, formula: Maximum) -> Work:
        """Give the largest of the terms that a sum of the same form has."""
        collect = self._sum(Sum(formula.body, formula.ranges, formula.conditions), listing=True)

        def largest(numbers: dict[str, int]) -> Any:
            found = collect(numbers)
            if not isinstance(found, Values) or not found.values:
                raise UnjudgedError("a maximum of nothing")
            return largest_of(found.values)

        return largest

    def _sum(self, formula: Sum, listing: bool = False) -> Work:
        names = [limits.index.letter for limits in formula.ranges]
        free = [r.index.letter for r in formula.ranges if r.lower is None and r.upper is None]
        kept, self._skipping = self._skipping, (*self._skipping, *free)
        try:
            body = self.work(formula.body)
        finally:
            self._skipping = kept
        conditions = self._conditions(formula, names)
        runs = [self._run(formula, limits.index.letter) for limits in formula.ranges]

        def total(numbers: dict[str, int]) -> Any:
            result: Any = 0
            inner = dict(numbers)

            def descend(depth: int) -> None:
                nonlocal result
                held = all(condition(inner) for condition in conditions[depth])
                if depth == len(names) or not held:
                    self._step()
                if not held:
                    return
                if depth == len(names):
                    with suppress(OutsideError):
                        found = body(inner)
                        result = result + (Values((found,)) if listing else found)
                    return
                run = runs[depth](inner)
                if len(run) > MOST_STEPS:
                    raise StepsError
                for number in run:
                    inner[names[depth]] = number
                    descend(depth + 1)

            descend(0)
            return result

        return total

    def _step(self) -> None:
        self.steps += 1
        METER.count += 1
        if self.steps > MOST_STEPS:
            raise StepsError

    def _conditions(
        self, formula: Sum, names: list[str]
    ) -> list[list[Callable[[dict[str, int]], bool]]]:
        """Give the conditions of a sum's terms, by how many of its indices each has to know.

        Brackets that its terms are multiplied by leave out the terms where they are zero.
        """
        found: list[list[Callable[[dict[str, int]], bool]]] = [[] for _ in (*names, "")]
        factors = formula.body.factors if isinstance(formula.body, Product) else (formula.body,)
        brackets = [c for factor in factors if isinstance(factor, Indicator)
                    for c in factor.conditions]  # fmt: skip
        for condition in (*formula.conditions, *brackets):
            used = set(_names(condition))
            depth = max((at for at, name in enumerate(names, 1) if name in used), default=0)
            found[depth].append(self._within_window(condition) or self.condition(condition))
        return found

    def condition(self, condition: Restriction) -> Callable[[dict[str, int]], bool]:
        """Tell whether a condition of indices holds; in a pool also one that entries are equal."""
        match condition:
            case Condition(Entry() as left, Relation.EQUAL, Entry() as right) if self._pooled:
                first, second = self.work(left), self.work(right)
                return lambda numbers: bool(first(numbers) == second(numbers))
        return self.indices.condition(condition)

    @property
    def _pooled(self) -> bool:
        return any(layer.pool for layer in self.world.layers)

    def _within_window(self, condition: Formula) -> Callable[[dict[str, int]], bool] | None:
        """Give what tells whether an entry is in an output's window: X_{pq} ∈ patch_{ij}."""
        match condition:
            case Relate(left, "∈", Entry(word, indices)) if word.lower() in _WINDOWS:
                entry = letter_of(left, self.reading)
            case _:
                return None
        if entry is None or entry.part is not Array.INPUT:
            return None
        find_entry = self.variable(entry)
        find_output = self.variable(Letter(word, Array.OUTPUT, indices, None, False))

        def holds(numbers: dict[str, int]) -> bool:
            with suppress(OutsideError):
                place, output = find_entry(numbers), find_output(numbers)
                if place is not None and output is not None:
                    rank = self.reading.rank
                    met = self.world.layers[output.layer - 1].met(output.index[-rank:])
                    return any(place.index[-rank:] == there for _, there in met)
            return False

        return holds

    def _run(self, formula: Sum, name: str) -> Callable[[dict[str, int]], range]:
        """Give the numbers that a bound index takes."""
        limits = next(r for r in formula.ranges if r.index.letter == name)
        if limits.lower is None and limits.upper is None:
            return self.free_run(formula.body, name)
        if limits.upper is None or limits.lower is None:
            open_run = self.free_run(formula.body, name)
            lower = None if limits.lower is None else self.indices.read(limits.lower)
            upper = None if limits.upper is None else self.indices.read(limits.upper)

            def half(numbers: dict[str, int]) -> range:
                run = open_run(numbers)
                first = run.start if lower is None else known_number(lower(numbers))
                last = run.stop - 1 if upper is None else known_number(upper(numbers))
                return range(first, last + 1)

            return half
        first, last = self.indices.read(limits.lower), self.indices.read(limits.upper)
        return lambda numbers: range(known_number(first(numbers)), known_number(last(numbers)) + 1)

    def free_run(self, body: Formula, name: str) -> Callable[[dict[str, int]], range]:
        """Give the numbers that an index without limits may take, from what it counts."""
        run = self.axis_run(body, name)
        if run is None:
            raise UnjudgedError(f"the sum over {name}, which counts nothing")
        return lambda _: run

    def axis_run(self, body: Formula, name: str) -> range | None:
        """Give the range of the axis along which an index stands, alone if it does somewhere.

        Where it does not, the range is as wide as the entries that are read with it allow.
        """
        spots = [
            (letter, at)
            for letter in letters_in(body, self.reading)
            for at, index in enumerate(letter.indices)
            if name in self.indices.names(index)
        ]
        for letter, at in spots:
            if isinstance(letter.indices[at], Name):
                return self.axis(letter, at)
        if not spots:
            return None
        letter, at = spots[0]
        return self._reach(body, letter, at, name)

    def _reach(self, body: Formula, letter: Letter, at: int, name: str) -> range:
        """Give the numbers with which an index like i - m can be inside an axis."""
        run, found = self.axis(letter, at), self.indices.linear(letter.indices[at])
        wide = range(-len(run) - run.stop - 8, run.stop + len(run) + 9)
        if found is None or abs(found.get(name, 0)) != 1:
            return wide
        low = high = found.get("", 0)
        for other, factor in found.items():
            if other in ("", name):
                continue
            inner = self._alone(body, other)
            if inner is None:
                return wide
            ends = sorted((factor * inner.start, factor * (inner.stop - 1)))
            low, high = low + ends[0], high + ends[1]
        first, last = run.start - high, run.stop - 1 - low
        return range(first, last + 1) if found[name] == 1 else range(-last, -first + 1)

    def _alone(self, body: Formula, name: str) -> range | None:
        """Give the range of the axis along which an index stands alone; None if it does not."""
        for letter in (*letters_in(body, self.reading), *self.around):
            for at, index in enumerate(letter.indices):
                if isinstance(index, Name) and index.letter == name:
                    return self.axis(letter, at)
        return None

    def axis(self, letter: Letter, at: int) -> range:
        """Give the printed numbers of one index of an entry."""
        layer = self.layer_of(letter)
        shape = self.world.shape(letter.family, layer)
        if not shape:
            raise UnjudgedError(f"layer {layer} of {letter.name}")
        axes = placing(self.reading, letter.part, len(letter.indices))
        start = self._origin(letter, layer)
        if axes == "f":
            extent = 1
            for size in shape[-self.reading.rank :]:
                extent *= size
            return range(start[0], start[0] + extent)
        axis, rank = axes[at], self.reading.rank
        spatial = "dhw"[3 - rank :] if rank > 1 else "w"
        if axis in spatial:
            position = spatial.index(axis)
            extent = shape[len(shape) - rank + position]
            if letter.name in self.reading.spread:
                extent = (extent - 1) * self._strides(layer)[position] + 1
            return range(start[position], start[position] + extent)
        order = (
            "kc"
            if letter.family is Family.FILTER
            else "k"
            if letter.family is Family.BIAS
            else "nc"
        )
        begin = self.labels.get(label_key(letter.part, axis), 0)
        return range(begin, begin + shape[order.index(axis)])


def letters_in(formula: Formula, reading: Reading) -> list[Letter]:
    """Give every array that a formula reads, in the order in which it is written."""
    letter = letter_of(formula, reading)
    if letter is not None:
        return [letter]
    if isinstance(formula, Entry | Range):  # sizes, and limits of sums
        return []
    return [found for part in children(formula) for found in letters_in(part, reading)]


def _names(formula: Formula) -> Iterator[str]:
    if isinstance(formula, Name):
        yield formula.letter
    for part in children(formula):
        yield from _names(part)


__all__ = ["MOST_STEPS", "TURNING", "Evaluator", "Work", "is_loss", "letters_in"]
