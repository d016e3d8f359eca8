"""Checks of lines on exact integers: sizes, strides, pads and indices, in range and just outside.

A check is not a proof: it is a second witness, which shares nothing with the rules. Each line is
compared with the line before at every value of the free indices within their limits, and one
step outside them: there, too, two lines agree wherever both have a value, unless the step used
the limits of the free indices.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import prod
from typing import TypeAlias

from symconv.calculus.arrays import Whole, whole_of
from symconv.calculus.duals import Function, Place, Scalar
from symconv.calculus.errors import NoValueError, TooLongError
from symconv.calculus.evaluation import Evaluator, UnknownLetterError
from symconv.calculus.polynomials import read_index
from symconv.calculus.rule import IndexDerivation
from symconv.calculus.setting import Setting, free_letters
from symconv.formulas import (
    Condition,
    Formula,
    Name,
    Range,
    Relation,
    Restriction,
    Within,
    walk_paths,
)

MOST_TERMS = 60_000
"""Settings of the sizes at which a line has more terms than this are not checked."""
MOST_TERMS_IN_ALL = 200_000
MOST_PLACES = 100_000
"""Settings of the sizes at which the free indices take more values than this are left out."""
Values: TypeAlias = Callable[[Whole, Place], Scalar]
"""Gives the entries of arrays."""


@dataclass(frozen=True)
class GivenArray:
    """An array of numbers that was put in: the limits of its indices, and its entries in order."""

    limits: tuple[tuple[int, int], ...]
    entries: tuple[Scalar, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """How many entries it has along each axis."""
        return tuple(upper - lower + 1 for lower, upper in self.limits)


@dataclass(frozen=True)
class Counterexample:
    """Sizes and indices at which two formulas differ, and what they are there; None is no value."""

    sizes: Mapping[Formula, int]
    indices: Mapping[Formula, int]
    left: Scalar
    right: Scalar
    line: int = -1
    """The line that differs from the line before; -1 for a claim."""
    arrays: Mapping[Whole, GivenArray] = field(default_factory=dict)
    """The arrays that the formulas read there; of a claim."""
    are_integers: bool = True
    """Whether the entries of arrays are integers there; else fractions are among them."""


@dataclass(frozen=True)
class CheckedOn:
    """What a derivation was checked on: how many sizes, how many index values, which spans."""

    settings: int
    places: int
    outside: int
    """Comparisons of two lines one step outside the limits."""
    spans: Mapping[Formula, tuple[int, int]]
    counterexample: Counterexample | None = None

    @property
    def holds(self) -> bool:
        """Whether no line differs from the line before."""
        return self.counterexample is None

    @property
    def sorted_spans(self) -> tuple[tuple[Formula, tuple[int, int]], ...]:
        """The letters of sizes with their smallest and largest values, in one order."""
        return tuple(sorted(self.spans.items(), key=lambda item: repr(item[0])))


def check_derivation(
    derivation: IndexDerivation,
    cases: int = 24,
    largest: int = 5,
    functions: Mapping[str, Function] | None = None,
    seed: int = 0,
    values: Callable[[Evaluator, int], Values] | None = None,
) -> CheckedOn:
    """Compare every line with the line before on `cases` settings of the sizes.

    Settings at which a line has more than `MOST_TERMS` terms are left out. `largest` is how far
    sizes go; draws are the same for the same seed. `values` gives the
    entries of arrays for an evaluator and a seed; by default they are integers.
    """
    setting = derivation.final_setting
    evaluator = Evaluator(setting, functions)
    places = outside = 0
    spans: dict[Formula, tuple[int, int]] = {}
    spent = settings = 0
    for sizes in _varied(setting, cases, largest, seed):
        evaluator.use(sizes, integers(seed))
        cost = _cost(derivation, evaluator)
        if cost > MOST_TERMS or spent + cost > MOST_TERMS_IN_ALL:
            continue
        spent, settings = spent + cost, settings + 1
        if values is not None:
            evaluator.use(sizes, values(evaluator, seed))
        for letter, value in evaluator.sizes.items():
            low, high = spans.get(letter, (value, value))
            spans[letter] = min(low, value), max(high, value)
        for at, inside in free_places(setting, derivation.left, evaluator):
            compared, wrong = _compare_lines(derivation, evaluator, at, inside)
            if wrong is not None:
                return CheckedOn(settings, places, outside, spans, wrong)
            places, outside = places + inside, outside + compared * (not inside)
    return CheckedOn(settings, places, outside, spans)


def _varied(setting: Setting, cases: int, largest: int, seed: int) -> list[dict[Formula, int]]:
    """Draw sizes most of which are not the least, so that shifts and flips do something.

    Of many times as many draws those with the fewest least sizes are taken, and the one with
    the most, for pads of 0 and strides of 1.
    """
    lowest = {letter: _least(setting, letter) for letter in base_sizes(setting)}

    def least(sizes: dict[Formula, int]) -> int:
        return sum(value == lowest[letter] for letter, value in sizes.items())

    drawn = sorted(draw_sizes(setting, cases * 15, largest, seed, least_in_turn=True), key=least)
    return drawn if len(drawn) <= cases else [*drawn[: cases - 1], drawn[-1]]


def _cost(derivation: IndexDerivation, evaluator: Evaluator) -> int:
    """Give how many terms the longest line has, at all values of the free indices together."""
    free = prod(
        evaluator.index(condition.upper) - evaluator.index(condition.lower) + 1
        for condition in derivation.final_setting.domain
        if isinstance(condition, Within)
    )
    return free * max(_terms(line.right, evaluator) for line in derivation.lines)


def _terms(formula: Formula, evaluator: Evaluator) -> int:
    """Give the number of terms of a formula's sums within each other; those without end count 1."""
    found = 1
    for _, part in walk_paths(formula):
        if isinstance(part, Range) and part.lower is not None and part.upper is not None:
            found *= max(1, _length(part.lower, part.upper, evaluator))
    return found


def _length(lower: Formula, upper: Formula, evaluator: Evaluator) -> int:
    try:
        return evaluator.index(upper) - evaluator.index(lower) + 1
    except UnknownLetterError:  # a limit that depends on another index
        return 1


def _compare_lines(
    derivation: IndexDerivation, evaluator: Evaluator, at: dict[Formula, int], inside: bool
) -> tuple[int, Counterexample | None]:
    """Compare each line with the one before; give how many were, and the first that differs."""
    before, compared = value_or_none(evaluator, derivation.left, at), 0
    for number, line in enumerate(derivation.lines):
        value = value_or_none(evaluator, line.right, at)
        comparable = inside or not (line.discharged.uses_domain or value is None or before is None)
        compared += comparable
        if comparable and (value is None or value != before):
            return compared, Counterexample(dict(evaluator.sizes), at, before, value, number)
        before = value
    return compared, None


def value_or_none(evaluator: Evaluator, formula: Formula, at: dict[Formula, int]) -> Scalar:
    """Give the value; None where there is none."""
    try:
        return evaluator.value(formula, at)
    except NoValueError:
        return None


def integers(seed: int = 0) -> _Entries:
    """Give entries of arrays: small integers that are the same for the same entry and seed."""
    return _Entries(seed, _integer)


def fractions(seed: int = 0) -> _Entries:
    """Give entries of arrays: fractions of the size of indices, zero and integers among them."""
    return _Entries(seed, _fraction)


def _integer(source: random.Random) -> int:
    return source.choice((-1, 1)) * source.randint(1, 97)


def _fraction(source: random.Random) -> int | Fraction:
    number = Fraction(source.randint(-3, 9), source.choice((1, 2, 2, 3)))
    return int(number) if number.denominator == 1 else number


class _Entries:
    def __init__(self, seed: int, draw: Callable[[random.Random], Scalar]) -> None:
        self.random = random.Random(seed)  # noqa: S311  # no secrets here
        self.draw = draw
        self.known: dict[tuple[Whole, Place], Scalar] = {}

    def __call__(self, whole: Whole, place: Place) -> Scalar:
        known = self.known.get((whole, place))
        if known is None:
            known = self.known[whole, place] = self.draw(self.random)
        return known


def draw_sizes(
    setting: Setting, cases: int, largest: int, seed: int, least_in_turn: bool = False
) -> Iterator[dict[Formula, int]]:
    """Draw different sizes that obey the hypotheses, the smallest first.

    Every size that is not derived is drawn between its least value and `largest`; with
    `least_in_turn` it is the least in every fifth draw, so that pads of 0 and strides of 1 occur.
    """
    letters = base_sizes(setting)
    lowest = {letter: _least(setting, letter) for letter in letters}
    source = random.Random(seed)  # noqa: S311
    seen: set[tuple[int, ...]] = set()
    for attempt in range(cases * 60):
        most = min(largest, 2 + attempt * largest // cases)
        sizes = {
            letter: lowest[letter]
            + source.randrange(max(1, most - lowest[letter] + 1))
            * bool((attempt + 2 * number) % 5 or not least_in_turn)
            for number, letter in enumerate(letters)
        }
        key = tuple(sizes.values())
        if key in seen or not _obeys(setting, sizes):
            continue
        seen.add(key)
        yield sizes
        if len(seen) == cases or not letters:
            return


def base_sizes(setting: Setting) -> list[Formula]:
    """Give every size that is not derived, in the order of their names."""
    derived = {letter for letter, _ in setting.derived}
    letters = (setting.sizes | setting.scales) - derived
    return sorted((letter for letter in letters if read_index(letter).constant is None), key=repr)


def _least(setting: Setting, letter: Formula) -> int:
    """Give the least value of a size: the largest of its lower limits that are numbers."""
    least = [0]
    for condition in setting.hypotheses:
        if isinstance(condition, Condition) and condition.relation is Relation.AT_MOST:
            number = read_index(condition.left).constant
            if condition.right == letter and number is not None:
                least.append(number)
    return max(least)


def _obeys(setting: Setting, sizes: Mapping[Formula, int]) -> bool:
    """Tell whether sizes are such as is assumed; what is assumed of entries is looked at later."""
    try:
        evaluator = Evaluator(setting).use(sizes, integers())
        return all(
            evaluator.holds(condition)
            for condition in assumed_of_sizes(setting)
            if not _reads_entries(condition, setting)
        )
    except NoValueError:
        return False


def assumed_of_sizes(setting: Setting) -> list[Restriction]:
    """Give the hypotheses that mention no free index; the others are asked at each place."""
    return [c for c in setting.hypotheses if not free_letters(c) & setting.indices]


def _reads_entries(condition: Formula, setting: Setting) -> bool:
    return any(setting.declaration(whole_of(part)) is not None for _, part in walk_paths(condition))


def free_places(
    setting: Setting, left: Formula, evaluator: Evaluator
) -> Iterator[tuple[dict[Formula, int], bool]]:
    """Give the values of the free indices, and whether they are within their limits.

    One at a time goes one step outside, on either side. Where a hypothesis about them does not
    hold, nothing is claimed.
    """
    del left
    limits = [
        (condition.value, evaluator.index(condition.lower), evaluator.index(condition.upper))
        for condition in setting.domain
        if isinstance(condition, Within) and isinstance(condition.value, Name)
    ]
    others = [
        c for c in setting.domain if not (isinstance(c, Within) and isinstance(c.value, Name))
    ]
    if prod(max(1, high - low + 3) for _, low, high in limits) > MOST_PLACES:
        raise TooLongError(f"the free indices take more than {MOST_PLACES} values")
    for values in product(*(range(low - 1, high + 2) for _, low, high in limits)):
        beyond = sum(not low <= v <= high for v, (_, low, high) in zip(values, limits, strict=True))
        at: dict[Formula, int] = {name: v for v, (name, _, _) in zip(values, limits, strict=True)}
        if beyond <= 1 and _are_assumed(at, setting, evaluator):
            yield at, not beyond and all(evaluator.holds(condition, at) for condition in others)


def _are_assumed(at: dict[Formula, int], setting: Setting, evaluator: Evaluator) -> bool:
    """Tell whether free indices are such as the setting assumes."""
    try:
        return all(
            evaluator.holds(condition, at)
            for condition in setting.hypotheses
            if free_letters(condition) & setting.indices
        )
    except NoValueError:
        return False
