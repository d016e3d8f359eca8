"""Taps: one multiply-accumulate of a strided slice per filter tap.

The size of the code, and beyond the padded input the work space, do not depend on the image.
"""

from __future__ import annotations

from functools import singledispatch

from symconv.kernels.lowered import Lowered, refuse_layer
from symconv.kernels.lowering.parts.conv_sum import lowered_conv
from symconv.kernels.lowering.parts.conv_text import (
    border_data,
    channel_data,
    filter_entry,
    plus_bias,
    tap_data,
)
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
    data = {
        **border_data(spec, plan),
        **tap_data(plan),
        **channel_data(plan),
        "filter_entry": filter_entry(spec, plan),
        "plus_bias": plus_bias(spec),
    }
    return lowered_conv(spec, "taps", "one strided slice per filter tap", data)
