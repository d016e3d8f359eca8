"""Hypothesis strategies for dense and flatten layers, and for shapes."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from symconv.specs import DenseSpec, FlattenSpec


def shapes(most: int = 24) -> SearchStrategy[tuple[int, ...]]:
    """Draw shapes of 1 to 4 axes with at most so many entries."""

    @st.composite
    def draw_shape(draw: DrawFn) -> tuple[int, ...]:
        shape, left = [], most
        for _ in range(draw(st.integers(1, 4))):
            shape.append(draw(st.integers(1, max(1, min(left, 5)))))
            left //= shape[-1]
        return tuple(shape)

    return draw_shape()


def dense_specs(most: int = 5) -> SearchStrategy[DenseSpec]:
    """Draw dense layers."""
    sizes = st.integers(1, most)
    return st.builds(DenseSpec, sizes, sizes, bias=st.booleans())


def flatten_specs() -> SearchStrategy[FlattenSpec]:
    """Draw flatten layers."""
    return st.builds(FlattenSpec, shapes())
