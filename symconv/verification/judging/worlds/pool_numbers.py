"""Numbers for a pool's input: no two alike, and the largest of each window where it is wanted."""

from __future__ import annotations

import random
from collections.abc import Sequence
from math import prod

_SPAN = 9973
"""How far from zero numbers are drawn, at least."""


def draw_numbers(
    places: Sequence[tuple[int, ...]], window: tuple[int, ...], round_: int
) -> dict[tuple[int, ...], int]:
    """Draw a number for each place `(n, c, *position)`, for windows of a size wherever they begin.

    In round r the largest of each window is its entry r, counted in row-major order from the
    multiples of the window's size: a window holds each remainder by it once. After a round for
    each entry follow as many in which every number is negative.
    """
    draw = random.Random(round_)  # noqa: S311 - numbers to try, no secrets
    again, wanted = divmod(round_, prod(window))
    span = _SPAN + len(places)
    numbers = sorted(draw.sample(range(-span, 0 if again % 2 else span), len(places)))
    low = [place for place in places if _remainder(place, window) != wanted]
    high = [place for place in places if _remainder(place, window) == wanted]
    mixed = draw.sample(low, len(low)) + draw.sample(high, len(high))
    return dict(zip(mixed, numbers, strict=True))


def _remainder(place: tuple[int, ...], window: tuple[int, ...]) -> int:
    """Give which entry of a window a place is, where windows begin at multiples of their size."""
    found = 0
    for position, size in zip(place[-len(window) :], window, strict=True):
        found = found * size + position % size
    return found
