"""Promises: for which numbers a strategy is exact, how close it comes on floats, and on batches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np


class Numbers(StrEnum):
    """Numbers for which results may be exact.

    `integers` are those of arrays of integer types, and of Python in arrays of objects; `fractions`
    are objects that can be divided as well: fractions, polynomials and symbols.
    """

    INTEGERS = "integers"
    FRACTIONS = "fractions"


@dataclass(frozen=True)
class Promise:
    """What a lowering promises of its results; a certificate holds a kernel to it.

    A promise is said of the strategy, beside the nature of the layer: an exponential is exact for
    no strategy, and an average of integers is no integer.

    Attributes
    ----------
    exact : the numbers for which results are exact wherever the layer's own are
    tolerance : the largest difference of a result in 64-bit floats from the exact one, relative to
        the largest entry of the result or to 1; None if the strategy computes what the layer's
        formula says, in some order: then floats whose sums are exact give exact results, and
        others come as close as a certificate asks of the layer
    splits_alike : whether each example of a batch is computed as if it were alone, to the last
        bit, in `forward` and `grad_input`

    >>> Promise(frozenset({Numbers.FRACTIONS}), tolerance=1e-9).splits_alike
    False
    """

    exact: frozenset[Numbers] = frozenset(Numbers)
    tolerance: float | None = None
    splits_alike: bool = False

    @property
    def takes_fractions(self) -> bool:
        """Whether results on fractions are exact, and so those on polynomials."""
        return Numbers.FRACTIONS in self.exact

    @property
    def takes_integers(self) -> bool:
        """Whether results on integers are exact."""
        return Numbers.INTEGERS in self.exact

    def within(self, tolerance: float) -> float:
        """Give a tolerance on floats, or the promised one where that is larger."""
        return max(tolerance, self.tolerance or 0.0)

    def is_exact_in(self, dtype: np.dtype[Any]) -> bool:
        """Tell whether sums of small integers, held in such arrays, are promised to be exact."""
        if dtype.kind in "iuO":
            return self.takes_integers
        return self.tolerance is None


def join_promises(promises: Iterable[Promise]) -> Promise:
    """Give what layers promise together, one after the other.

    Each is exact where all are. What is off in one may be larger behind the next: the tolerance is
    ten times the sum of theirs.
    """
    listed = list(promises)
    off = [promise.tolerance for promise in listed if promise.tolerance is not None]
    return Promise(
        frozenset(Numbers).intersection(*(promise.exact for promise in listed)),
        10 * sum(off) if off else None,
        all(promise.splits_alike for promise in listed),
    )


AS_THE_FORMULA = Promise()
"""The sums of the layer's formula in some order: exact for all numbers, examples free to differ."""
EACH_ALONE = Promise(splits_alike=True)
"""The same, and each example computed alone: entry by entry, without matrix products."""
