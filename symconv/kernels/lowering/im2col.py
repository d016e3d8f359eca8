"""im2col: gather what every filter position meets as columns; then one matrix product."""

from __future__ import annotations

from functools import singledispatch

from symconv.kernels.lowered import Lowered, refuse_layer
from symconv.kernels.lowering.parts.conv_sum import lowered_conv
from symconv.kernels.lowering.parts.conv_text import (
    border_data,
    matrix_data,
    plus_bias,
    tap_data,
    window_data,
)
from symconv.kernels.plan import build_plan
from symconv.specs import ConvSpec

DESCRIPTION = "gather every window as a column, then one matrix product; fast, most work space"


@singledispatch
def lower(spec: object) -> Lowered:
    """Lower a layer to a matrix product."""
    refuse_layer(spec, "im2col")


@lower.register
def lower_conv(spec: ConvSpec) -> Lowered:
    """Lower a convolution: columns of windows, times the filters as rows, group by group."""
    plan = build_plan(spec)
    data = {
        **border_data(spec, plan),
        **tap_data(plan),
        **matrix_data(plan),
        **window_data(plan),
        "plus_bias": plus_bias(spec),
        "flip": f"[:, :, {', '.join(['::-1'] * spec.rank)}]" if spec.flip_filter else "",
    }
    return lowered_conv(spec, "im2col", "windows as columns, then one matrix product", data)
