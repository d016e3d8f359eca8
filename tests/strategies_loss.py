"""Hypothesis strategies for losses."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from symconv.specs import LossFunction, LossSpec
from tests.strategies_dense import shapes


def loss_specs(most: int = 12) -> SearchStrategy[LossSpec]:
    """Draw losses with at most so many entries, over every function."""
    return st.builds(LossSpec, shapes(most), st.sampled_from(LossFunction))
