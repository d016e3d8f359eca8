"""Correlation against true convolution: the same filter, as it is and flipped, side by side."""

from symconv.derivation.comparison.result import Comparison, compare

__all__ = ["Comparison", "compare"]
