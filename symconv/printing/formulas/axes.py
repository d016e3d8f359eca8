"""Numbers per axis, written as short as they can be."""

from __future__ import annotations

from collections.abc import Sequence


def per_axis(values: Sequence[int], times: str) -> str:
    """Give one number if all axes agree, else the numbers joined by `times`.

    >>> per_axis((2, 2), "×"), per_axis((2, 3), "×")
    ('2', '2×3')
    """
    return str(values[0]) if len(set(values)) == 1 else times.join(map(str, values))


def per_side(pads: Sequence[tuple[int, int]], times: str) -> str:
    """Give (before, after) amounts: one number per axis if the sides agree, else before:after.

    >>> per_side(((1, 1), (1, 1)), "×"), per_side(((0, 0), (2, 2)), "×")
    ('1', '0×2')
    >>> per_side(((0, 1), (2, 2)), "×")
    '0:1×2:2'
    """
    if all(before == after for before, after in pads):
        return per_axis([before for before, _ in pads], times)
    return times.join(f"{before}:{after}" for before, after in pads)


def without_first_ones(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Give a shape without the extents of 1 that it starts with; the last one stays.

    >>> without_first_ones((1, 1, 2, 3)), without_first_ones((1, 1))
    ((2, 3), (1,))
    """
    while len(shape) > 1 and shape[0] == 1:
        shape = shape[1:]
    return shape


def steps_in_words(stride: Sequence[int], dilation: Sequence[int]) -> str:
    """Give the stride and dilation of a correlation where they are not 1, "" if both are.

    >>> steps_in_words((2, 1), (3, 3)), steps_in_words((1,), (1,))
    ('stride 2×1, dilation 3', '')
    """
    notes = (("stride", stride), ("dilation", dilation))
    return ", ".join(f"{word} {per_axis(n, '×')}" for word, n in notes if set(n) != {1})
