"""Counting the places of a strided, dilated window without visiting them, and leaving some out."""

from __future__ import annotations

from collections.abc import Iterable
from math import gcd

from symconv.specs.padding import Pair

Steps = tuple[int, int]

FEW = 3
"""A first place, a last one, and one between them."""


def least_size(
    size: Iterable[int], windows: Iterable[int], stride: Iterable[int], pads: Iterable[Pair]
) -> tuple[int, ...]:
    """Give the input size with as few windows per axis as show all that windows meet.

    >>> least_size((224, 50), (224, 16), (1, 3), ((1, 1), (0, 0)))
    (3, 8)
    """
    least = []
    for n, count, step, pair in zip(size, windows, stride, pads, strict=True):
        at_borders = sum(-(-pad // step) for pad in pair)
        fewer = max(count - max(at_borders + 1, 2), 0)
        least.append(n - min(fewer, (n - 1) // step) * step)
    return tuple(least)


def count_in_span(outer: Steps, inner: Steps, span: range) -> int:
    """Count the pairs (i, j) whose place `i * outer step + j * inner step` lies in `span`.

    `outer` and `inner` are each a count, from zero, and a positive step; `span` has step 1 and
    starts at zero or later. The time does not depend on the counts.

    >>> count_in_span((3, 2), (2, 3), range(2, 5))  # of 0, 3, 2, 5, 4, 7
    3
    """
    return _count_up_to(outer, inner, span.stop - 1) - _count_up_to(outer, inner, span.start - 1)


def most_meetings(outer: Steps, inner: Steps) -> int:
    """Give how many pairs (i, j) there are at most with one place, as `count_in_span` counts them.

    From one such pair to the next, i goes on by the inner step and j back by the outer, both
    divided by their greatest common divisor.

    >>> most_meetings((9, 2), (5, 1))  # (0, 4), (1, 2), (2, 0) have place 4
    3
    """
    (outers, stride), (inners, step) = outer, inner
    common = gcd(stride, step)
    return min(-(-outers * common // step), -(-inners * common // stride))


def _count_up_to(outer: Steps, inner: Steps, last: int) -> int:
    """Count the pairs whose place is at most `last`."""
    (outers, stride), (inners, step) = outer, inner
    reaching = min(inners, last // step + 1)  # the j that some i brings to `last` or before
    if reaching <= 0:
        return 0
    whole = max(0, min(reaching, (last - (outers - 1) * stride) // step + 1))  # that every i does
    part = reaching - whole
    return whole * outers + part + _sum_of_floors(part, stride, step, last - (reaching - 1) * step)


def _sum_of_floors(count: int, divisor: int, step: int, start: int) -> int:
    """Give the sum of `(start + k * step) // divisor` for k from 0 to count - 1.

    Euclid's algorithm: the points below a line are counted along the other axis in turn.
    """
    total = 0
    while count:
        total += step // divisor * (count * (count - 1) // 2) + start // divisor * count
        count, rest = divmod(step % divisor * count + start % divisor, divisor)
        divisor, step, start = step % divisor, divisor, rest
    return total
