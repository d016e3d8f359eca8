"""Letters of the indices in formulas and loops, and the places that are written with them."""

from __future__ import annotations

from collections.abc import Iterable

TAP_LETTERS = {1: ("u",), 2: ("u", "v"), 3: ("t", "u", "v")}
POSITION_LETTERS = {1: ("i",), 2: ("i", "j"), 3: ("h", "i", "j")}
"""Letters of filter offsets and of filter positions, by rank."""


def place_met(stride: int, position: str, dilation: int, tap: str, pad: int) -> str:
    """Write the place that a tap meets at a filter position, along one axis.

    >>> place_met(2, "i", 1, "u", 3)
    '2*i + u - 3'
    """
    place = f"{_times(stride, position)} + {_times(dilation, tap)}"
    return f"{place} - {pad}" if pad else place


def sizes_text(sizes: Iterable[int]) -> str:
    """Write sizes separated by commas."""
    return ", ".join(map(str, sizes))


def _times(factor: int, letter: str) -> str:
    return letter if factor == 1 else f"{factor}*{letter}"
