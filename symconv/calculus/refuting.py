"""Refuting claims: sizes, indices and entries of arrays at which the two sides differ.

Like the checks of lines, this shares nothing with the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import product

from symconv.calculus.arrays import Attained, Defined, Whole
from symconv.calculus.checking import (
    Counterexample,
    GivenArray,
    Values,
    assumed_of_sizes,
    draw_sizes,
    fractions,
    free_places,
    integers,
    value_or_none,
)
from symconv.calculus.duals import Function, Place, Scalar
from symconv.calculus.errors import NoValueError, TooLongError
from symconv.calculus.evaluation import Evaluator, UnknownLetterError
from symconv.calculus.functions import known_function
from symconv.calculus.scopes import check_shape
from symconv.calculus.setting import Setting
from symconv.calculus.steps import steps_limited, take_step
from symconv.formulas import Apply, Equation, Formula, walk_paths

MOST_STEPS = 250_000
"""How many terms `refute` looks at, of integers and again of fractions."""
_DRAWS = 3
"""How often fractions are drawn at the same sizes."""


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
    that has no value is false, too, but a place where both sides have one is preferred. Functions
    whose names mean something (exp, relu, sin) are these, and a claim about values of theirs that
    are no fractions is left open; others stand for any function, and are tried as a cubic.

    Raises `RuleError` for a claim that cannot be read, `DerivationError` for one that cannot be
    evaluated.
    """
    for side in (claim.left, claim.right):
        check_shape(side)
    evaluator = Evaluator(setting, {**_known_functions(setting, claim), **(functions or {})})
    undefined: Counterexample | None = None
    for draw, draws in ((integers, 1), (fractions, _DRAWS)):
        with steps_limited(MOST_STEPS):
            for found, values in _failures(
                evaluator, claim, draw_sizes(setting, cases, largest, seed), seed, draw, draws
            ):
                if found.left is not None and found.right is not None:
                    return _with_arrays(evaluator, claim, found, values)
                undefined = undefined or found
    return undefined


def _known_functions(setting: Setting, claim: Equation) -> Mapping[str, Function]:
    """Give the functions that a claim, and what its arrays are made of, call by their names."""
    defined = (d.equation for d in setting.arrays.values() if isinstance(d, Defined | Attained))
    formulas = (claim, *setting.hypotheses, *setting.equations, *defined)
    parts = (part for formula in formulas for _, part in walk_paths(formula))
    names = {part.function for part in parts if isinstance(part, Apply)}
    found = ((name, known_function(name)) for name in names)
    return {name: function for name, function in found if function is not None}


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
        left, right = (
            value_or_none(evaluator, claim.left, at),
            value_or_none(evaluator, claim.right, at),
        )
        if left is None or left != right:
            yield Counterexample(dict(evaluator.sizes), at, left, right, are_integers=are_integers)


def _is_assumed(evaluator: Evaluator) -> bool:
    """Tell whether the entries that were drawn are such as the setting assumes."""
    setting = evaluator.setting
    try:
        return all(map(evaluator.holds, assumed_of_sizes(setting))) and all(
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
        value_or_none(evaluator, side, dict(found.indices))
    arrays = {}
    for whole in read:
        limits = evaluator.arrays.limits(whole)
        places = product(*(range(lower, upper + 1) for lower, upper in limits))
        arrays[whole] = GivenArray(limits, tuple(values(whole, place) for place in places))
    return replace(found, arrays=arrays)
