"""Exact equality of expressions: `same`, and what it finds."""

from symconv.derivation.sameness.result import (
    Counterexample,
    Enclosure,
    PointValue,
    Sameness,
    SameVerdict,
)
from symconv.derivation.sameness.same import same, same_within

__all__ = [
    "Counterexample",
    "Enclosure",
    "PointValue",
    "SameVerdict",
    "Sameness",
    "same",
    "same_within",
]
