"""Sums and maxima worked out in a world: the terms that their indices and conditions leave.

An index without limits takes every number for which all that is read with it exists; with limits
it takes what they say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias

from symconv.formulas import (
    Condition,
    Entry,
    Formula,
    Indicator,
    Maximum,
    Name,
    Product,
    Relation,
    Restriction,
    Sum,
    children,
)
from symconv.formulas.written import Relate
from symconv.verification.facts import Array
from symconv.verification.judging.worlds.axes import axis_run
from symconv.verification.judging.worlds.places import Letter, letter_of
from symconv.verification.judging.worlds.values import (
    OutsideError,
    StepsError,
    UnjudgedError,
    largest_of,
    whole,
)

if TYPE_CHECKING:
    from symconv.verification.judging.worlds.evaluate import Evaluator

Numbers: TypeAlias = dict[str, int]
Holds: TypeAlias = Callable[[Numbers], bool]
_WINDOWS = frozenset({"patch", "window", "field", "receptive field", "region"})
MOST_STEPS = 100_000
"""How many terms of sums one formula may take in one world."""


def total(evaluator: Evaluator, formula: Sum) -> Callable[[Numbers], Any]:
    """Give what works out a sum."""
    terms = _terms(evaluator, formula)
    return lambda numbers: sum(terms(numbers))


def largest(evaluator: Evaluator, formula: Maximum) -> Callable[[Numbers], Any]:
    """Give what works out the largest of some terms; `UnjudgedError` where there are none."""
    terms = _terms(evaluator, formula)

    def work(numbers: Numbers) -> Any:
        found = list(terms(numbers))
        if not found:
            raise UnjudgedError("a maximum of nothing")
        return largest_of(found)

    return work


def _terms(evaluator: Evaluator, formula: Sum | Maximum) -> Callable[[Numbers], Iterator[Any]]:
    """Give what works out the terms, one by one."""
    names = [limits.index.letter for limits in formula.ranges]
    free = [r.index.letter for r in formula.ranges if r.lower is None and r.upper is None]
    with evaluator.skipping(free):
        body = evaluator.work(formula.body)
    conditions = _conditions(evaluator, formula, names)
    runs = [_run(evaluator, formula, name) for name in names]

    def terms(numbers: Numbers) -> Iterator[Any]:
        inner = dict(numbers)

        def descend(depth: int) -> Iterator[Any]:
            held = all(condition(inner) for condition in conditions[depth])
            if depth == len(names) or not held:
                evaluator.step()
            if not held:
                return
            if depth == len(names):
                with suppress(OutsideError):
                    yield body(inner)
                return
            run = runs[depth](inner)
            if len(run) > MOST_STEPS:
                raise StepsError
            for number in run:
                inner[names[depth]] = number
                yield from descend(depth + 1)

        return descend(0)

    return terms


def _run(evaluator: Evaluator, formula: Sum | Maximum, name: str) -> Callable[[Numbers], range]:
    """Give the numbers that a bound index takes; `UnjudgedError` if nothing limits it."""
    limits = next(r for r in formula.ranges if r.index.letter == name)
    if limits.lower is not None and limits.upper is not None:
        first, last = evaluator.indices.read(limits.lower), evaluator.indices.read(limits.upper)
        return lambda numbers: range(whole(first(numbers)), whole(last(numbers)) + 1)
    run = axis_run(evaluator, formula.body, name)
    if run is None:
        raise UnjudgedError(f"the sum over {name}, which counts nothing")
    lower = None if limits.lower is None else evaluator.indices.read(limits.lower)
    upper = None if limits.upper is None else evaluator.indices.read(limits.upper)
    return lambda numbers: range(
        run.start if lower is None else whole(lower(numbers)),
        run.stop if upper is None else whole(upper(numbers)) + 1,
    )


def _conditions(
    evaluator: Evaluator, formula: Sum | Maximum, names: list[str]
) -> list[list[Holds]]:
    """Give the conditions of the terms, by how many of their indices each has to know.

    Brackets that the terms of a sum are multiplied by leave out those where they are zero.
    """
    found: list[list[Holds]] = [[] for _ in (*names, "")]
    body = formula.body
    factors = body.factors if isinstance(body, Product) else (body,)
    brackets = [
        condition
        for factor in (factors if isinstance(formula, Sum) else ())
        if isinstance(factor, Indicator)
        for condition in factor.conditions
    ]
    for one in (*formula.conditions, *brackets):
        used = set(_names(one))
        depth = max((at for at, name in enumerate(names, 1) if name in used), default=0)
        found[depth].append(_within_window(evaluator, one) or condition_of(evaluator, one))
    return found


def condition_of(evaluator: Evaluator, condition: Restriction) -> Holds:
    """Give whether a condition of indices holds; in a pool also one that entries are equal."""
    match condition:
        case Condition(Entry() as left, Relation.EQUAL, Entry() as right) if evaluator.world.pooled:
            first, second = evaluator.work(left), evaluator.work(right)
            return lambda numbers: bool(first(numbers) == second(numbers))
    return evaluator.indices.condition(condition)


def _within_window(evaluator: Evaluator, condition: Formula) -> Holds | None:
    """Give what tells whether an entry is in an output's window: X_{pq} ∈ patch_{ij}."""
    match condition:
        case Relate(left, "∈", Entry(word, indices)) if word.lower() in _WINDOWS:
            entry = letter_of(left, evaluator.reading)
        case _:
            return None
    if entry is None or entry.part is not Array.INPUT:
        return None
    find_entry = evaluator.variable(entry)
    find_output = evaluator.variable(Letter(word, Array.OUTPUT, indices, None, False))
    rank, layers = evaluator.reading.rank, evaluator.world.layers

    def holds(numbers: Numbers) -> bool:
        with suppress(OutsideError):
            place, output = find_entry(numbers), find_output(numbers)
            if place is not None and output is not None:
                met = layers[output.layer - 1].met(output.index[-rank:])
                return any(place.index[-rank:] == there for _, there in met)
        return False

    return holds


def _names(formula: Formula) -> Iterator[str]:
    if isinstance(formula, Name):
        yield formula.letter
    for part in children(formula):
        yield from _names(part)
