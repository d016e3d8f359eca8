"""Mistakes in pooling: ties, windows that overlap, averages that are not divided."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from math import prod

import numpy as np

from symconv.specs import Pooling, PoolSpec
from symconv.specs.pool import Ties
from symconv.verification.code.findings import Cause
from symconv.verification.code.near_misses.changes import changes
from symconv.verification.code.near_misses.near_miss import NearMiss, Situation
from symconv.verification.code.near_misses.windows import (
    Windows,
    gathered,
    is_small,
    last_written,
    scattered,
    windows_of,
)
from symconv.verification.code.roles import FunctionRole
from symconv.verification.code.running.outcome import Array


@dataclass(frozen=True)
class Pooled:
    """How code pools: its windows, who wins a tie, what padding holds, what becomes of overlaps.

    `outside` is what padding counts as; None as no entry. `overwrites` is "first" or "last" where
    one window's part replaces those of others.
    """

    windows: Windows
    ties: str
    outside: float | None = None
    overwrites: str = ""
    written: Windows | None = None
    """Where what is given goes to, if not to where it came from."""

    def shares(self, x: Array, largest: bool) -> Array:
        """Give the part of its window's gradient that each entry has, (N, C, positions, taps)."""
        places = self.windows.places()
        lowest = -np.inf if self.outside is None else self.outside
        met = gathered(x if largest else -x, places, lowest)
        wins: Array = met == met.max(axis=-1, keepdims=True)
        if self.ties == "all":
            return wins.astype(np.float64)
        if self.ties == Ties.SPLIT:
            return np.asarray(wins / wins.sum(axis=-1, keepdims=True))
        turned = wins[..., ::-1] if self.ties == Ties.LAST else wins
        at = turned.argmax(axis=-1)
        at = wins.shape[-1] - 1 - at if self.ties == Ties.LAST else at
        chosen: Array = np.arange(wins.shape[-1]) == at[..., None]
        return chosen.astype(np.float64)

    def spread(self, values: Array, shape: tuple[int, ...]) -> Array:
        """Bring what windows give to the entries that they meet."""
        places = (self.written or self.windows).places()
        if self.overwrites:
            return last_written(values, places, shape, self.overwrites == "first")
        return scattered(values, places, shape)


def pool_misses(spec: PoolSpec, part: FunctionRole) -> Iterator[NearMiss]:
    """Give the mistakes that a pooling function may have."""
    if part not in (FunctionRole.FORWARD, FunctionRole.GRAD_INPUT) or not is_small(spec):
        return
    right = Pooled(windows_of(spec), str(spec.ties))
    after = tuple(behind for _, behind in spec.pads)
    if spec.operation.selects:
        yield from _of_choices(right, part, after)
    elif spec.operation is Pooling.AVERAGE:
        yield from _of_averages(right, spec, part, after)


def _of_choices(right: Pooled, part: FunctionRole, after: tuple[int, ...]) -> Iterator[NearMiss]:
    compute = _chosen if part is FunctionRole.FORWARD else _sent
    if part is FunctionRole.GRAD_INPUT:
        yield from _of_ties(right)
    for change in changes(right.windows, after):
        if change.cause in (Cause.FILTER_NOT_FLIPPED, Cause.GRADIENT_FLIPPED):
            continue
        for ties in (
            dict.fromkeys((right.ties, "all")) if part is FunctionRole.GRAD_INPUT else ("",)
        ):
            changed = replace(right, windows=change.windows, ties=ties or right.ties)
            yield NearMiss(change.cause, change.words, partial(compute, changed))
            if part is FunctionRole.GRAD_INPUT:
                elsewhere = replace(right, written=change.windows, ties=ties or right.ties)
                words = f"{change.words}, where the gradient is written"
                yield NearMiss(change.cause, words, partial(compute, elsewhere))
    zeros = "with zeros in the padding, which count as entries"
    yield NearMiss(Cause.OTHER, zeros, partial(compute, replace(right, outside=0.0)))


def _of_ties(right: Pooled) -> Iterator[NearMiss]:
    words = {
        "all": "with every entry of a window that has its extreme given the whole gradient",
        "first": "with the first of a window's equal entries given the gradient",
        "last": "with the last of a window's equal entries given the gradient",
        "split": "with the gradient split among a window's equal entries",
    }
    for ties, told in words.items():
        if ties != right.ties:
            yield NearMiss(Cause.TIES, told, partial(_sent, replace(right, ties=ties)))
    for ties in words:
        for which in ("last", "first"):
            told = f"with the {which} window's part instead of the sum where windows overlap"
            changed = replace(right, ties=ties, overwrites=which)
            yield NearMiss(Cause.OVERWRITTEN, told, partial(_sent, changed))
            told = f"with the {which} chosen entry's part instead of the sum where windows overlap"
            yield NearMiss(Cause.OVERWRITTEN, told, partial(_set_at, changed))


def _values(pooled: Pooled, situation: Situation) -> Array:
    spec, g = situation.spec, situation.arrays["grad_o"]
    assert isinstance(spec, PoolSpec)
    shares = pooled.shares(situation.arrays["x"], spec.operation is Pooling.MAX)
    flat: Array = g.reshape(*g.shape[:2], -1, 1)
    return shares * flat


def _sent(pooled: Pooled, situation: Situation) -> Array:
    """Give the gradient of a maximum's or minimum's input."""
    return pooled.spread(_values(pooled, situation), situation.expected.shape)


def _set_at(pooled: Pooled, situation: Situation) -> Array:
    """Give the same where only the chosen entries are written."""
    values, places = _values(pooled, situation), pooled.windows.places()
    x = situation.arrays["x"]
    spec = situation.spec
    assert isinstance(spec, PoolSpec)
    chosen = pooled.shares(x, spec.operation is Pooling.MAX) > 0
    n, c, *size = situation.expected.shape
    result = np.zeros((n, c, prod(size) + 1))
    order = range(len(places))
    for position in reversed(order) if pooled.overwrites == "first" else order:
        index = np.where(places[position] >= 0, places[position], prod(size))
        old = result[:, :, index]
        result[:, :, index] = np.where(chosen[:, :, position], values[:, :, position], old)
    return result[:, :, :-1].reshape(situation.expected.shape)


def _chosen(pooled: Pooled, situation: Situation) -> Array:
    """Give the output of a maximum or minimum."""
    spec, x = situation.spec, situation.arrays["x"]
    assert isinstance(spec, PoolSpec)
    largest = spec.operation is Pooling.MAX
    lowest = -np.inf if pooled.outside is None else pooled.outside
    places = pooled.windows.places()
    met: Array = gathered(x if largest else -x, places, lowest).max(axis=-1)
    return (met if largest else -met).reshape(situation.expected.shape)


def _of_averages(
    right: Pooled, spec: PoolSpec, part: FunctionRole, after: tuple[int, ...]
) -> Iterator[NearMiss]:
    compute: Callable[[Pooled, Situation], Array]
    compute = _averaged if part is FunctionRole.FORWARD else _shared
    area = prod(spec.pool_size)
    for factor, cause, words in (
        (area, Cause.SUM_FOR_MEAN, "times the number of entries of a window"),
        (1 / area, Cause.MEAN_FOR_SUM, "divided by the number of entries of a window again"),
    ):

        def scaled(factor: float, situation: Situation) -> Array:
            return situation.expected * factor

        yield NearMiss(cause, words, partial(scaled, factor))
    if part is FunctionRole.GRAD_INPUT:
        for which in ("last", "first"):
            told = f"with the {which} window's part instead of the sum where windows overlap"
            for whole in (False, True):
                yield NearMiss(
                    Cause.OVERWRITTEN,
                    told + ", not divided" * whole,
                    partial(_shared, replace(right, overwrites=which), whole=whole),
                )
    for change in changes(right.windows, after):
        if change.cause not in (Cause.FILTER_NOT_FLIPPED, Cause.GRADIENT_FLIPPED):
            changed = replace(right, windows=change.windows)
            yield NearMiss(change.cause, change.words, partial(compute, changed))
    for counts, words in (
        (True, "with the padding counted among a window's entries"),
        (False, "with the padding not counted among a window's entries"),
    ):
        yield NearMiss(Cause.OTHER, words, partial(_counted, counts))


def _divisors(spec: PoolSpec, windows: Windows) -> Array:
    """Give what each window's sum is divided by, as the layer has it, (positions, 1)."""
    if spec.divisor is not None or spec.count_include_pad:
        return np.full((prod(windows.positions), 1), spec.divisor or prod(spec.pool_size))
    met: Array = (windows.places() >= 0).sum(axis=-1, keepdims=True)
    return np.maximum(met, 1)


def _averaged(pooled: Pooled, situation: Situation) -> Array:
    spec = situation.spec
    assert isinstance(spec, PoolSpec)
    met = gathered(situation.arrays["x"], pooled.windows.places())
    means: Array = (met / _divisors(spec, pooled.windows)).sum(axis=-1)
    return means.reshape(situation.expected.shape)


def _shared(pooled: Pooled, situation: Situation, whole: bool = False) -> Array:
    spec, g = situation.spec, situation.arrays["grad_o"]
    assert isinstance(spec, PoolSpec)
    parts = g.reshape(*g.shape[:2], -1, 1) / (1 if whole else _divisors(spec, pooled.windows))
    values = np.broadcast_to(parts, (*parts.shape[:3], prod(pooled.windows.taps)))
    return pooled.spread(values, situation.expected.shape)


def _counted(counts: bool, situation: Situation) -> Array | None:
    spec = situation.spec
    assert isinstance(spec, PoolSpec)
    if spec.divisor is not None:
        return None
    return situation.of_layer(PoolSpec(**{**spec.literal(), "count_include_pad": counts}))
