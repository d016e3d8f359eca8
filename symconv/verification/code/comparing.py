"""Comparing what a function gives with what its layer gives, array by array."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from symconv.verification.code.forms import Forms
from symconv.verification.code.near_misses.near_miss import NearMiss, Situation
from symconv.verification.code.near_misses.table import near_misses
from symconv.verification.code.roles import FunctionRole
from symconv.verification.code.running.outcome import Array

TOLERANCE = 1e-9
NARROW_TOLERANCE = 1e-4
"""Largest difference, relative to the largest entry or 1, of 64-bit and of narrower floats."""


def agrees(given: Array, expected: Array) -> bool:
    """Tell whether two arrays have the same shape and, up to rounding, the same entries."""
    return given.shape == expected.shape and not differing(given, expected).any()


def differing(given: Array, expected: Array) -> Array:
    """Tell which entries of two arrays of one shape differ by more than rounding."""
    narrow = given.dtype.kind in "fc" and given.dtype.itemsize < 8
    bound = (NARROW_TOLERANCE if narrow else TOLERANCE) * np.abs(expected).max(initial=1)
    with np.errstate(all="ignore"):
        different: Array = ~(np.abs(given - expected) <= bound)
    return different


@dataclass(frozen=True)
class Run:
    """One run of one part: what was given, in theirs, and the situation that it was given in."""

    given: Array
    situation: Situation

    @property
    def ours(self) -> Array | None:
        """What was given in our order of axes; None if it has other axes."""
        return self.situation.forms.ours(self.situation.part, self.given)

    @property
    def holds(self) -> bool:
        """Whether it is right."""
        ours = self.ours
        return ours is not None and agrees(ours, self.situation.expected)

    def is_of(self, miss: NearMiss, by_shape: bool = False) -> bool:
        """Tell whether a mistake gives the same, or an array of the same shape."""
        given = self.given if miss.raw else self.ours
        computed = _computed(miss, self.situation)
        if given is None or computed is None:
            return False
        return given.shape == computed.shape if by_shape else agrees(given, computed)


def _computed(miss: NearMiss, situation: Situation) -> Array | None:
    try:
        with np.errstate(all="ignore"):
            return miss.compute(situation)
    except (
        ValueError,
        TypeError,
        IndexError,
        ArithmeticError,
    ):  # a layer, or an array, that there cannot be
        return None


@dataclass(frozen=True)
class Diagnosis:
    """A mistake that explains runs: exactly, or, with `likely`, the shape of what they give."""

    miss: NearMiss
    likely: bool = False


def diagnose(runs: Sequence[Run]) -> Diagnosis | None:
    """Find the mistake that explains every run exactly, or else the shape of a wrong one."""
    wrong = [run for run in runs if not run.holds]
    situation = wrong[0].situation
    misses = list(near_misses(situation.spec, situation.part))
    for miss in misses:
        if all(run.is_of(miss) for run in (*wrong, *runs)):
            return Diagnosis(miss)
    if _shape_of(wrong[0]) == situation.expected.shape:
        return None
    for miss in misses:
        if all(run.is_of(miss, by_shape=True) for run in wrong):
            return Diagnosis(miss, likely=True)
    return None


def _shape_of(run: Run) -> tuple[int, ...]:
    ours = run.ours
    return run.given.shape if ours is None else ours.shape


def runs_of(
    part: FunctionRole,
    place: str,
    results: Sequence[Mapping[str, Array]],
    situations: Sequence[Situation],
) -> list[Run]:
    """Give the runs of a part, those without its result left out."""
    del part
    pairs = zip(results, situations, strict=True)
    return [Run(arrays[place], situation) for arrays, situation in pairs if place in arrays]


def forms_used(runs: Sequence[Run]) -> Forms:
    """Give the forms of arrays that runs were made in."""
    return runs[0].situation.forms
