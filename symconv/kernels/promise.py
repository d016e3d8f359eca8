"""Promises: for which numbers a strategy is exact, how close it comes on floats, and on batches."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Numbers(StrEnum):
    """Numbers for which results may be exact.

    `integers` are arrays of integer types; `fractions` are objects that can be added, multiplied
    and divided without rounding: fractions, polynomials and symbols.
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


AS_THE_FORMULA = Promise()
"""The sums of the layer's formula in some order: exact for all numbers, examples free to differ."""
EACH_ALONE = Promise(splits_alike=True)
"""The same, and each example computed alone: entry by entry, without matrix products."""
