"""Arrays in which sums grow, of any numbers.

Objects may be of a kind to which the number 0 cannot be added. Where they are summed, a sum without
terms is `NOTHING` until it is complete.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from symconv.reference.arguments import Array


class Nothing:
    """The sum of no terms: what is added to it is the sum; a quotient or power of it is it again.

    >>> Nothing() + "term"
    'term'
    """

    def __add__(self, other: Any) -> Any:
        return other

    __radd__ = __add__

    def __truediv__(self, _: object) -> Nothing:
        return self

    __pow__ = __truediv__


NOTHING = Nothing()


def empty_sums(shape: tuple[int, ...], dtype: DTypeLike) -> Array:
    """Give an array of sums without terms."""
    if np.dtype(dtype) != object:
        return np.zeros(shape, dtype)
    sums = np.empty(shape, dtype=object)
    sums.fill(NOTHING)
    return sums


def completed(sums: Array) -> Array:
    """Give sums with the number 0 for those that have remained without terms."""
    if sums.dtype != object or not sums.size:
        return sums
    total: Array = np.frompyfunc(lambda entry: 0 if entry is NOTHING else entry, 1, 1)(sums)
    return total
