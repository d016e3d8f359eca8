"""Checks of lines on exact integers: sizes, strides, pads and indices, in range and just outside.

A check is not a proof: it is a second witness, which shares nothing with the rules. Each line is
compared with the line before at every value of the free indices within their limits, and one
step outside them: there, too, two lines agree wherever both have a value, unless the step used
the limits of the free indices.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from math import prod
from typing import TypeAlias

from symconv.calculus.arrays import Whole, whole_of
from symconv.calculus.duals import EXACT_FUNCTIONS, Function, Place, Scalar
from symconv.calculus.errors import NoValueError, TooLongError
from symconv.calculus.evaluation import Evaluator, UnknownLetterError
from symconv.calculus.polynomials import read_index
from symconv.calculus.rule import IndexDerivation
from symconv.calculus.scopes import check_shape
from symconv.calculus.setting import Setting
from symconv.calculus.steps import steps_limited, take_step
from symconv.formulas import (
    Condition,
    Equation,
    Formula,
    Name,
    Range,
    Relation,
    Within,
    walk_paths,
)

MOST_TERMS = 60_000
"""Settings of the sizes at which a line has more terms than this are not checked."""
MOST_TERMS_IN_ALL = 200_000
MOST_PLACES = 100_000
"""Settings of the sizes at which the free indices take more values than this are left out."""
MOST_STEPS = 250_000
"""How many terms `refute` looks at, of integers and again of fractions."""
_DRAWS = 3
"""How often fractions are drawn at the same sizes."""
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
    before, compared = _value(evaluator, derivation.left, at), 0
    for number, line in enumerate(derivation.lines):
        value = _value(evaluator, line.right, at)
        comparable = inside or not (line.discharged.uses_domain or value is None or before is None)
        compared += comparable
        if comparable and (value is None or value != before):
            return compared, Counterexample(dict(evaluator.sizes), at, before, value, number)
        before = value
    return compared, None


def _value(evaluator: Evaluator, formula: Formula, at: dict[Formula, int]) -> Scalar:
    """Give the value; None where there is none."""
    try:
        return evaluator.value(formula, at)
    except NoValueError:
        return None


def refute(
    setting: Setting,
    claim: Equation,
    cases: int = 40,
    largest: int = 5,
    functions: Mapping[str, Function] | None = None,
    seed: int = 0,
) -> Counterexample | None:
    """Look for sizes, indices within their limits and entries for which a claim is false.

    Entries are integers first, and small fractions if those agree. None if nothing was found
    among what was tried, which is up to `MOST_STEPS` steps of work; that proves nothing. A side
    that has no value is false, too, but a place where both sides have one is preferred.

    Raises `RuleError` for a claim that cannot be read, `DerivationError` for one that cannot be
    evaluated.
    """
    for side in (claim.left, claim.right):
        check_shape(side)
    evaluator = Evaluator(setting, {**EXACT_FUNCTIONS, **(functions or {})})
    undefined: Counterexample | None = None
    for draw, draws in ((integers, 1), (fractions, _DRAWS)):
        with steps_limited(MOST_STEPS):
            for found, values in _failures(
                evaluator, claim, draw_sizes(setting, cases, largest, seed), seed, draw, draws
            ):
                if found.left is not None and found.right is not None:
                    return _with_arrays(evaluator, claim, found, values)
                undefined = undefined or found
        if undefined is not None:
            return undefined
    return None


def _failures(
    evaluator: Evaluator,
    claim: Equation,
    drawn: Iterable[Mapping[Formula, int]],
    seed: int,
    draw: Callable[[int], Values],
    draws: int,
) -> Iterator[tuple[Counterexample, Values]]:
    """Give the places where the sides of a claim differ, and the entries that do it.

    What takes too long is left out.

    Several draws of entries each have a seed of their own; a single one has the seed given.
    """
    try:
        for number, (sizes, _) in enumerate(product(drawn, range(draws))):
            own = seed + number * (draws > 1)
            try:
                values = draw(own)
                evaluator.use(sizes, values)
                if _is_assumed(evaluator):
                    found_here = _failures_at(evaluator, claim, draws == 1)
                    yield from ((found, values) for found in found_here)
            except (TooLongError, RecursionError):
                take_step()  # raises, too, where no step is left
    except (TooLongError, RecursionError):
        return


def _failures_at(
    evaluator: Evaluator, claim: Equation, are_integers: bool
) -> Iterator[Counterexample]:
    for at, inside in free_places(evaluator.setting, claim.left, evaluator):
        if not inside:
            continue
        left, right = _value(evaluator, claim.left, at), _value(evaluator, claim.right, at)
        if left is None or left != right:
            yield Counterexample(dict(evaluator.sizes), at, left, right, are_integers=are_integers)


def _is_assumed(evaluator: Evaluator) -> bool:
    """Tell whether the entries that were drawn are such as the setting assumes."""
    setting = evaluator.setting
    try:
        return all(map(evaluator.holds, setting.hypotheses)) and all(
            evaluator.value(it.left) == evaluator.value(it.right) for it in setting.equations
        )
    except (NoValueError, UnknownLetterError):
        return False


def _with_arrays(
    evaluator: Evaluator, claim: Equation, found: Counterexample, values: Values
) -> Counterexample:
    """Give a counterexample with the arrays of numbers that its claim reads, whole."""
    read: dict[Whole, None] = {}

    def noting(whole: Whole, place: Place) -> Scalar:
        read[whole] = None
        return values(whole, place)

    evaluator.use(found.sizes, noting)
    for side in (claim.left, claim.right):
        _value(evaluator, side, dict(found.indices))
    arrays = {}
    for whole in read:
        limits = evaluator.arrays.limits(whole)
        places = product(*(range(lower, upper + 1) for lower, upper in limits))
        arrays[whole] = GivenArray(limits, tuple(values(whole, place) for place in places))
    return replace(found, arrays=arrays)


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
    evaluator = Evaluator(setting).use(sizes, integers())
    try:
        return all(
            evaluator.holds(condition)
            for condition in setting.hypotheses
            if not _reads_entries(condition, setting)
        )
    except NoValueError:
        return False


def _reads_entries(condition: Formula, setting: Setting) -> bool:
    return any(setting.declaration(whole_of(part)) is not None for _, part in walk_paths(condition))


def free_places(
    setting: Setting, left: Formula, evaluator: Evaluator
) -> Iterator[tuple[dict[Formula, int], bool]]:
    """Give the values of the free indices, and whether they are within their limits.

    One at a time goes one step outside, on either side.
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
        if beyond <= 1:
            yield at, not beyond and all(evaluator.holds(condition, at) for condition in others)
