"""Exact equality of expressions: `same`, and what it finds."""

from symconv.derivation.sameness.result import (
    Counterexample,
    Enclosure,
    PointValue,
    Sameness,
    SameVerdict,
)
from symconv.derivation.sameness.same import same

__all__ = ["Counterexample", "Enclosure", "PointValue", "SameVerdict", "Sameness", "same"]
