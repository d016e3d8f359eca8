"""Hypothesis strategies for activation layers."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from symconv.specs import ActivationFunction, ActivationSpec
from tests.strategies_dense import shapes


@st.composite
def activation_specs(draw: DrawFn, most: int = 12) -> ActivationSpec:
    """Draw activation layers with at most so many entries, over every function."""
    shape = draw(shapes(most))
    function = draw(st.sampled_from(ActivationFunction))
    options: dict[str, object] = {}
    if function is ActivationFunction.LEAKY_RELU:
        options["slope"] = draw(st.fractions(Fraction(-3), Fraction(3), max_denominator=100))
    if function is ActivationFunction.SOFTMAX:
        options["axis"] = draw(st.integers(-len(shape), len(shape) - 1))
    return ActivationSpec(shape, function, **options)
