"""Gradients written window by window: dW += Σ a_slice · dZ_{hw}, dA += Σ W · dZ_{hw}."""

from __future__ import annotations

from itertools import product
from typing import Any

from symconv.formulas import Equation, Formula, Product, Range, Sum
from symconv.formulas.written import Operation
from symconv.verification.facts import Array
from symconv.verification.judging.linear import linear
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.said import Said, say
from symconv.verification.judging.worlds.places import Letter, letter_of
from symconv.verification.judging.worlds.wholes import squeezed
from symconv.verification.judging.worlds.world import Family, Layer, World, world_of
from symconv.verification.verdicts import VerdictKind

_WORDS = ("slice", "window", "patch", "region", "sub")


def judge_windows(
    equation: Equation, reading: Reading, stack: tuple[Layer, ...] | None
) -> Said | None:
    """Judge a gradient that adds up windows; None for anything else."""
    left = letter_of(equation.left, reading)
    body, ranges = _summed(equation.right)
    factors = _factors(body)
    if left is None or not left.gradient or len(ranges) != 2 or len(factors) != 2 or stack is None:
        return None
    entries = [found for factor in factors if (found := letter_of(factor, reading)) is not None]
    if len(entries) != 2:
        return None
    gradient = next((e for e in entries if e.gradient and len(e.indices) == 2), None)
    whole = next((e for e in entries if e is not gradient), None)
    if gradient is None or whole is None or not _is_window(left, whole):
        return None
    world = world_of(stack, reading.activated)
    if not _is_right(left, world):
        return None
    far = any(_goes_too_far(limits) for limits in ranges)
    words = (
        "a_slice is the window of the input at (h, w)"
        if left.part is Array.FILTER
        else "the filter is added to the window of dA at (h, w)"
    )
    if far:
        words += f", and d{gradient.name} is zero outside its limits"
    return say(VerdictKind.CONDITIONAL, "true window by window", condition=words)


def _summed(formula: Formula) -> tuple[Formula, list[Range]]:
    ranges: list[Range] = []
    while isinstance(formula, Sum):
        ranges += formula.ranges
        formula = formula.body
    return formula, ranges


def _factors(formula: Formula) -> tuple[Formula, ...]:
    match formula:
        case Product(factors):
            return factors
        case Operation("×" | "*" | "⊙", left, right):
            return left, right
    return (formula,)


def _is_window(left: Letter, whole: Letter) -> bool:
    """Tell whether a factor is what is added up: a named window for dW, the filter for dA."""
    if left.part is Array.FILTER:
        return whole.part in (Array.INPUT, Array.ACTIVATED) and any(
            word in whole.name for word in _WORDS
        )
    return left.part in (Array.INPUT, Array.ACTIVATED) and whole.part is Array.FILTER


def _is_right(left: Letter, world: World) -> bool:
    """Add up the windows and compare with the derivation."""
    layer = world.layers[-1]
    given = squeezed(world.gradients[Family.PRE, world.top], Family.PRE)
    taken = squeezed(world.values[Family.POST, world.top - 1], Family.POST)
    filters = squeezed(world.values[Family.FILTER, world.top], Family.PRE)
    by_filter = left.part is Array.FILTER
    shape = filters.shape if by_filter else taken.shape
    found: dict[tuple[int, ...], Any] = dict.fromkeys(product(*map(range, shape)), 0)
    for position, value in given.entries.items():
        for tap, place in layer.met(position):
            if by_filter:
                found[tap] += value * taken.entries[place]
            else:
                found[place] += value * filters.entries[tap]
    family, at = (Family.FILTER, world.top) if by_filter else (Family.POST, world.top - 1)
    return found == squeezed(world.gradients[family, at], Family.PRE).entries


def _goes_too_far(limits: Range) -> bool:
    """Tell whether a sum from 0 ends at a size and not at the size less one."""
    if limits.upper is None or limits.lower is None:
        return False
    upper, lower = linear(limits.upper), linear(limits.lower)
    if upper is None or lower is None or any(lower.values()):
        return False
    return upper.get("", 0) == 0
