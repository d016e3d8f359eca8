"""Taps: one multiply-accumulate of a strided slice per filter tap.

The size of the code, and beyond the padded input the work space, do not depend on the image.
"""

from __future__ import annotations

from functools import singledispatch

from symconv.kernels.conv_text import (
    border_data,
    filter_entry,
    plus_bias,
    sizes_text,
    tap_data,
)
from symconv.kernels.header import conv_header_data
from symconv.kernels.lowered import Lowered, refuse_layer
from symconv.kernels.plan import build_plan
from symconv.specs import ConvSpec

DESCRIPTION = "one multiply-accumulate of a strided slice per filter tap; little work space"


@singledispatch
def lower(spec: object) -> Lowered:
    """Lower a layer to a loop over its taps."""
    refuse_layer(spec, "taps")


@lower.register
def lower_conv(spec: ConvSpec) -> Lowered:
    """Lower a convolution: per tap and group, a small matrix product over the channels."""
    plan = build_plan(spec)
    groups = [plan.groups] if plan.groups > 1 else []
    grouped_filter = (plan.groups, plan.out_group, plan.in_group, *spec.filter_size)
    data = {
        **conv_header_data(spec, "taps", "one strided slice per filter tap"),
        **border_data(spec, plan),
        **tap_data(spec, plan),
        "filter_entry": filter_entry(spec, plan),
        "plus_bias": plus_bias(spec),
        "grouped": plan.groups > 1,
        "grouped_filter": sizes_text(grouped_filter),
        "over_inputs": _product_over(plan.in_group),
        "over_outputs": _product_over(plan.out_group),
        "output_rows": sizes_text((*groups, plan.out_group, plan.positions)),
        "input_rows": sizes_text((*groups, plan.in_group, plan.positions)),
    }
    return Lowered("kernels/taps.py.jinja", data)


def _product_over(channels: int) -> str:
    """Give the operator that multiplies matrices; over one channel there is nothing to sum."""
    return "*" if channels == 1 else "@"
