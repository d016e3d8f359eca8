"""The general claims of the sources (docs/sources.md), proved or corrected."""

from __future__ import annotations

from symconv.notation import Notation, as_notation
from symconv.theorems.adjoint_theorems import adjoint_theorem, dense_theorem
from symconv.theorems.conv_theorems import (
    bias_gradient_theorem,
    filter_gradient_theorem,
    flip_theorem,
    input_gradient_theorem,
    stride_theorem,
    strided_filter_theorem,
    strided_input_theorem,
)
from symconv.theorems.counting_theorems import output_size_theorem, undefined_theorem
from symconv.theorems.delta_storage import delta_theorem
from symconv.theorems.loss_theorems import cross_entropy_theorem
from symconv.theorems.pool_theorems import average_pool_theorem, max_pool_theorem
from symconv.theorems.theorem import Theorem
from symconv.theorems.weight_storage import rotation_theorem, weight_gradient_theorem


def published_theorems(notation: str | Notation | None = None) -> tuple[Theorem, ...]:
    """Give every general claim of the sources, in the order in which they build on each other."""
    own = as_notation("index" if notation is None else notation)
    blog = as_notation("blog")
    return (
        output_size_theorem(own),
        stride_theorem(own),
        filter_gradient_theorem(own),
        input_gradient_theorem(own),
        strided_filter_theorem(own),
        strided_input_theorem(own),
        bias_gradient_theorem(own),
        flip_theorem(own),
        weight_gradient_theorem(blog),
        rotation_theorem(blog),
        delta_theorem(blog),
        undefined_theorem(blog),
        max_pool_theorem(own),
        average_pool_theorem(own),
        adjoint_theorem(own),
        dense_theorem(own),
        cross_entropy_theorem(own),
    )
