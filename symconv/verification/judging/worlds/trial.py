"""Trying a link in worlds: whether both sides are equal, for every index that they claim."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product
from math import prod
from typing import Any

from symconv.formulas import (
    Entry,
    Equation,
    Formula,
    Name,
    Number,
    Partial,
)
from symconv.formulas.written import Differential
from symconv.verification.facts import Array
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.understanding.examples import bound_in
from symconv.verification.judging.understanding.forms import bare_letter
from symconv.verification.judging.worlds.axes import axis, axis_run
from symconv.verification.judging.worlds.evaluate import Evaluator
from symconv.verification.judging.worlds.indices import IndexReader
from symconv.verification.judging.worlds.names import (
    free_index_names,
    highest_layer,
    label_bases,
    layer_letters,
    lowest_layer,
)
from symconv.verification.judging.worlds.places import letters_in
from symconv.verification.judging.worlds.sizes import known_size, stack_words
from symconv.verification.judging.worlds.values import (
    METER,
    OutsideError,
    StepsError,
    UnboundError,
    UnjudgedError,
)
from symconv.verification.judging.worlds.world import Layer, World, world_of
from symconv.verification.verdicts import Ground


class Outcome(StrEnum):
    """What came of trying a link."""

    TRUE = "true"
    FALSE = "false"
    UNJUDGED = "unjudged"
    UNBOUND = "unbound"
    """An index stands on the right that nothing binds."""


@dataclass(frozen=True)
class Trial:
    """What came of trying a link: `extended` are the letters read outside their arrays.

    `place` says where the sides differ, with both values; `reason` what has no meaning.
    """

    outcome: Outcome
    extended: frozenset[str] = frozenset()
    place: str = ""
    left: str = ""
    right: str = ""
    reason: str = ""
    ground: Ground = Ground.OTHER
    tried: tuple[str, ...] = ()


def try_link(
    equation: Equation,
    reading: Reading,
    stacks: Iterable[tuple[Layer, ...]],
    symbolic: bool = False,
    brief: bool = False,
    seed: int = 0,
) -> Trial:
    """Try an equation in worlds of several sizes; the first place where it fails ends it.

    With `symbolic`, entries are variables: equality is that of polynomials. If `brief`, no failure
    in small numbers is looked for. `seed` is the one of the first world's numbers.
    """
    extended: set[str] = set()
    tried: list[str] = []
    for number, stack in enumerate(stacks, seed):
        world = world_of(stack, reading.activated, number, symbolic)
        found = _try_in(equation, reading, world)
        if found.outcome is Outcome.FALSE:
            return found if brief else _plainly(equation, reading, stack) or found
        if found.outcome is not Outcome.TRUE:
            return found
        extended |= found.extended
        tried.append(stack_words(stack))
    if not tried:
        return Trial(Outcome.UNJUDGED, reason="no layer of these sizes")
    return Trial(Outcome.TRUE, frozenset(extended), tried=tuple(tried))


def _plainly(equation: Equation, reading: Reading, stack: tuple[Layer, ...]) -> Trial | None:
    """Find a failure in small numbers; None where they happen to agree."""
    found = _try_in(equation, reading, world_of(stack, reading.activated, 0, False, True))
    return found if found.outcome is Outcome.FALSE else None


def _try_in(equation: Equation, reading: Reading, world: World) -> Trial:
    """Try an equation in one world, at the first layer where all that it reads exists."""
    last: Trial | None = None
    for layer in range(world.top, lowest_layer(equation, reading) - 1, -1):
        try:
            return _try_at(equation, reading, world, layer)
        except UnboundError as error:
            return Trial(Outcome.UNBOUND, reason=str(error.args[0]))
        except UnjudgedError as error:
            last = last or Trial(Outcome.UNJUDGED, reason=error.reason, ground=error.ground)
        except StepsError:
            return Trial(Outcome.UNJUDGED, reason="more terms than are worked out")
    return last or Trial(Outcome.UNJUDGED, reason="no layer")


@dataclass
class _Claim:
    """An equation with its indices sorted out."""

    equation: Equation
    reading: Reading
    world: World
    layer: int
    bound: frozenset[str] = field(init=False)
    free: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.bound = frozenset(bound_in(self.equation))
        layers = layer_letters(self.equation, self.reading)
        if len(layers) > 1:
            raise UnjudgedError(f"layers counted by {' and '.join(sorted(layers))}")
        _check_letters(self.equation, self.reading)
        used = free_index_names(self.equation, self.reading)
        alone = _alone_on_the_left(self.equation.left, self.reading)
        known = {n for n in used if n not in alone and self.size(n, None) is not None}
        self.free = tuple(n for n in used if n not in known | layers)

    def size(self, key: str, layer: int | None) -> int | None:
        return known_size(self.reading, key, self.world, layer, self.unmarked)

    @property
    def unmarked(self) -> int:
        """The layer of what bears no superscript: the highest of which the claim speaks."""
        return self.layer + highest_layer(self.equation, self.reading)

    def evaluator(self) -> Evaluator:
        names = self.bound | set(self.free)
        layers = dict.fromkeys(layer_letters(self.equation, self.reading), self.layer)
        reader = IndexReader(self.size, frozenset(names), layers)
        labels = label_bases(self.equation, self.reading)
        sides = (self.equation.left, self.equation.right)
        around = tuple(one for side in sides for one in letters_in(side, self.reading))
        return Evaluator(self.reading, self.world, reader, self.unmarked, labels, around=around)


def _check_letters(equation: Equation, reading: Reading) -> None:
    """Check that an equation does not call one array by two letters: one of them is another's.

    Where layers are counted, arrays of several layers may have letters of their own.
    """
    named: dict[Array, str] = {}
    letters = letters_in(equation.left, reading) + letters_in(equation.right, reading)
    for found in () if reading.layered else letters:
        if found.part not in (Array.INPUT, Array.FILTER, Array.OUTPUT):
            continue
        name = bare_letter(found.name)
        if named.setdefault(found.part, name) != name:
            raise UnjudgedError(f"{named[found.part]} and {name} for the same array")


def _alone_on_the_left(left: Formula, reading: Reading) -> frozenset[str]:
    """Give the letters that are an index by themselves on the left: they run, whatever else."""
    return frozenset(
        index.letter
        for letter in letters_in(left, reading)
        for index in letter.indices
        if isinstance(index, Name)
    )


def evaluator_of(equation: Equation, reading: Reading, world: World, layer: int) -> Evaluator:
    """Give what works out the parts of an equation in a world."""
    return _Claim(equation, reading, world, layer).evaluator()


def _try_at(equation: Equation, reading: Reading, world: World, layer: int) -> Trial:
    claim = _Claim(equation, reading, world, layer)
    evaluator = claim.evaluator()
    left_names = free_index_names(equation.left, reading)
    if not isinstance(equation.left, Entry | Name | Partial | Differential):
        alone = set(left_names) ^ set(free_index_names(equation.right, reading))
        if alone & set(claim.free):
            words = " and ".join(sorted(alone & set(claim.free)))
            raise UnjudgedError(f"{words}, on one side only")
    for name in claim.free:
        if name not in left_names:
            raise UnboundError(name)
    evaluator.mirrors = _mirrors(evaluator, equation)
    left, right = evaluator.work(equation.left), evaluator.work(equation.right)
    runs = [_free_run(evaluator, equation, name) for name in claim.free]
    compared, nonzero = 0, False
    for numbers in _places(runs):
        at = dict(zip(claim.free, numbers, strict=True))
        values = _values(evaluator, left, right, at)
        if values is None:
            continue
        compared += 1
        METER.count += 1
        nonzero = nonzero or values != (0, 0)
        if values[0] != values[1]:
            place = ", ".join((*(f"{n} = {v}" for n, v in at.items()), stack_words(world.layers)))
            return Trial(
                Outcome.FALSE, frozenset(evaluator.extended), place, str(values[0]), str(values[1])
            )
    if not compared:
        raise UnjudgedError("no entry that it speaks of exists", Ground.NO_ENTRIES)
    if not nonzero and equation.right != Number(0):
        raise UnjudgedError("two sides that are zero wherever they were tried", Ground.ALL_ZERO)
    return Trial(Outcome.TRUE, frozenset(evaluator.extended))


MOST_PLACES = 500
"""How many places of a claim are tried in one world: all of them where there are no more."""


def _places(runs: list[range]) -> Iterator[tuple[int, ...]]:
    """Give the numbers of the free indices: all, or the corners and as many others as are tried."""
    if prod(map(len, runs)) <= MOST_PLACES:
        yield from product(*runs)
        return
    yield from product(*({run.start, run.stop - 1} for run in runs))
    draw = random.Random(0)  # noqa: S311 - places to try, no secrets
    for _ in range(MOST_PLACES):
        yield tuple(draw.choice(run) for run in runs)


def _mirrors(evaluator: Evaluator, equation: Equation) -> dict[str, int]:
    """Give, for each position on the left side, the sum of its first and last number."""
    letters = letters_in(equation.left, evaluator.reading)
    if len(letters) != 1:
        return {}
    found: dict[str, int] = {}
    for at, index in enumerate(letters[0].indices[-evaluator.reading.rank :]):
        if isinstance(index, Name):
            count = max(len(letters[0].indices) - evaluator.reading.rank, 0)
            run = axis(evaluator, letters[0], count + at)
            found[index.letter] = run.start + run.stop - 1
    return found


def _values(
    evaluator: Evaluator,
    left: Callable[[dict[str, int]], Any],
    right: Callable[[dict[str, int]], Any],
    at: dict[str, int],
) -> tuple[Any, Any] | None:
    """Give both sides; None where the left side speaks of an entry that does not exist."""
    kept = set(evaluator.extended)
    try:
        first = left(dict(at))
    except OutsideError:
        return None
    if evaluator.extended != kept:
        evaluator.extended.clear()
        evaluator.extended.update(kept)
        return None
    try:
        return first, right(dict(at))
    except OutsideError:
        return first, 0


def _free_run(evaluator: Evaluator, equation: Equation, name: str) -> range:
    run = axis_run(evaluator, equation.left, name)
    if run is None:
        run = axis_run(evaluator, equation.right, name)
    if run is None:
        raise UnboundError(name)
    return run
