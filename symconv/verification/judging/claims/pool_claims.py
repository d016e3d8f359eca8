"""Judging equations between entries of a pool's input and output, tried in worlds of pools."""

from __future__ import annotations

from collections.abc import Iterable
from math import prod

from symconv.formulas import (
    Cases,
    Equation,
    Formula,
    Index,
    Indicator,
    Name,
    Number,
    Partial,
    children,
)
from symconv.specs import Pooling
from symconv.verification.facts import Array
from symconv.verification.judging.claims.choosing import stacks_for
from symconv.verification.judging.place import Place
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.said import Said, say
from symconv.verification.judging.understanding.conventions import variants
from symconv.verification.judging.understanding.examples import is_numeric, is_worked
from symconv.verification.judging.understanding.pools import PoolSetting
from symconv.verification.judging.worlds.names import free_index_names
from symconv.verification.judging.worlds.places import Letter, letters_in
from symconv.verification.judging.worlds.trial import Outcome, Trial, try_link
from symconv.verification.judging.worlds.wholes import is_labelled, is_whole
from symconv.verification.judging.worlds.world import Layer
from symconv.verification.verdicts import Counterexample, Ground, VerdictKind

_LARGEST, _FEW = 256, 4
"""The largest window that is tried, in entries; how often it is tried in each larger pool."""
_NAMES = {Pooling.MAX: "a max pool", Pooling.AVERAGE: "an average pool"}


def judge_pool(equation: Equation, pool: PoolSetting, place: Place) -> Said:
    """Judge an equation between entries by what the pool gives.

    Where the largest entry lies, a document says in words if at all: a gradient of a maximum
    that is not what other values give is neither true nor false.
    """
    reading = place.reading
    sides = (equation.left, equation.right)
    letters = [one for side in sides for one in letters_in(side, reading)]
    if any(is_whole(side, reading) for side in sides) or is_labelled(equation, reading):
        return say(VerdictKind.NOT_CHECKABLE, "it is about whole arrays of a pool")
    if not letters or any(one.part in (Array.FILTER, Array.BIAS) for one in letters):
        return say(VerdictKind.NOT_CHECKABLE, "it speaks of no entries of a pool")
    if not all(_is_placed(one.indices, len(pool.window)) for one in letters):
        return say(VerdictKind.NOT_CHECKABLE, "its indices are not those of a pool's entries")
    worked = is_numeric(equation, reading) or is_worked(equation, reading)
    first: Trial | None = None
    fixed = worked or place.stated.base() is not None
    for tried, condition in [(reading, "")] if fixed else variants(reading, True):
        stacks = list(stacks_for(equation, tried, place, worked, False))
        if not stacks and not _differentiates(equation):
            stacks = list(stacks_for(equation, tried, place, False, False))
        found = _tried(equation, tried, stacks, pool)
        first = first or found
        if found.outcome is Outcome.TRUE:
            return _true(equation, pool, condition, found)
    loose = _loose(letters, free_index_names(equation.left, reading))
    if loose:
        words = f"{' and '.join(loose)} may lie outside the window"
        return say(VerdictKind.NOT_CHECKABLE, words)
    return _not_true(equation, pool, first)


def _tried(
    equation: Equation, reading: Reading, stacks: list[tuple[Layer, ...]], pool: PoolSetting
) -> Trial:
    """Try an equation in pools of several sizes; of a maximum for each entry of the window.

    In the smallest pool each entry of the window is the largest twice, once of negative numbers
    alone: what lacks an entry, or compares with zero, is seen.
    """
    entries = prod(pool.window)
    if entries > _LARGEST:
        return Trial(Outcome.UNJUDGED, reason="more terms than are worked out")
    rounds = 2 * entries if pool.kind is Pooling.MAX else 1
    held: list[Trial] = []
    last = Trial(Outcome.UNJUDGED, reason="no layer of these sizes")
    for number, stack in enumerate(stacks):
        for seed in range(rounds if number == 0 else min(rounds, _FEW)):
            last = try_link(equation, reading, [stack], seed=seed)
            if last.outcome is Outcome.TRUE:
                held.append(last)
            elif last.ground is not Ground.ALL_ZERO:
                return last
    if not held:
        return last
    extended = frozenset().union(*(one.extended for one in held))
    tried = dict.fromkeys(words for one in held for words in one.tried)
    return Trial(Outcome.TRUE, extended, tried=tuple(tried))


def _true(equation: Equation, pool: PoolSetting, condition: str, found: Trial) -> Said:
    conditions = [condition] if condition else []
    if pool.assumed:
        conditions.append(f"the stride is that of windows side by side, {pool.stride}")
    if pool.kind is Pooling.MAX and _compares(equation):
        conditions.append("no two entries of the input are equal")
    conditions += [f"{name} is zero outside the limits" for name in sorted(found.extended)]
    method = "; ".join(found.tried)
    if conditions:
        return say(
            VerdictKind.CONDITIONAL, f"equal to what {_NAMES[pool.kind]} gives",
            condition=" and ".join(conditions), method=method, ground=Ground.POOL,
        )  # fmt: skip
    words = f"equal to what {_NAMES[pool.kind]} gives, at all sizes tried"
    return say(VerdictKind.HOLDS, words, method=method, ground=Ground.POOL)


def _not_true(equation: Equation, pool: PoolSetting, found: Trial | None) -> Said:
    if found is None or found.outcome is not Outcome.FALSE:
        words = found.reason if found is not None else "what is not tried"
        return say(VerdictKind.NOT_CHECKABLE, f"it holds {words}")
    if pool.assumed:
        return say(VerdictKind.NOT_CHECKABLE, "the stride of the pool is not stated")
    if pool.kind is Pooling.MAX and _differentiates(equation):
        return say(VerdictKind.NOT_CHECKABLE, "it depends on which entry is the largest")
    gives = f"{_NAMES[pool.kind]} gives {found.left}"
    return say(
        VerdictKind.REFUTED,
        f"{gives} for the left side, the right side is {found.right}",
        counterexample=Counterexample(found.place, found.left, found.right),
        ground=Ground.POOL,
    )


def _is_placed(indices: tuple[Index, ...], rank: int) -> bool:
    """Tell whether indices are a position, with a letter for the map and the example before it."""
    before = indices[: len(indices) - rank]
    if len(indices) < rank or len(before) > 2:
        return False
    return all(isinstance(index, int | Name | Number) for index in before)


def _loose(letters: list[Letter], free: Iterable[str]) -> list[str]:
    """Give the free names that are the index of no entry by themselves: m of X_{2i+m}."""
    placed = {index.letter for one in letters for index in one.indices if isinstance(index, Name)}
    return sorted(set(free) - placed)


def _compares(formula: Formula) -> bool:
    return isinstance(formula, Indicator | Cases) or any(map(_compares, children(formula)))


def _differentiates(formula: Formula) -> bool:
    return isinstance(formula, Partial) or any(map(_differentiates, children(formula)))
