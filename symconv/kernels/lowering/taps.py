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
from symconv.kernels.header import header_data
from symconv.kernels.lowered import Lowered, refuse_layer
from symconv.kernels.plan import ConvPlan, build_plan
from symconv.kernels.templates import Data
from symconv.specs import ConvSpec

DESCRIPTION = "one multiply-accumulate of a strided slice per filter tap; little work space"


@singledispatch
def lower(spec: object) -> Lowered:
    """Lower a layer to a loop over its taps."""
    refuse_layer(spec, "taps")


@lower.register
def lower_conv(spec: ConvSpec) -> Lowered:
    """Lower a convolution: per tap a small matrix product, or for depthwise layers a product."""
    plan = build_plan(spec)
    data = {
        **header_data(spec, "taps", "computed tap by tap"),
        **border_data(spec, plan),
        **tap_data(spec, plan),
        "filter_entry": filter_entry(spec, plan),
        "plus_bias": plus_bias(spec),
    }
    if plan.depthwise:
        del data["met_sizes"]
        return Lowered("kernels/taps_depthwise.py.jinja", data | {"weight": _weight(spec, plan)})
    return Lowered("kernels/taps.py.jinja", data | _matrix_data(spec, plan))


def _weight(spec: ConvSpec, plan: ConvPlan) -> str:
    """Write what a tap of every channel holds, shaped to multiply whole channels."""
    shape = sizes_text((-1, *(1 for _ in spec.input_size)))
    return f"f[:, 0, {filter_entry(spec, plan)}].reshape({shape})"


def _matrix_data(spec: ConvSpec, plan: ConvPlan) -> dict[str, Data]:
    groups = [plan.groups] if plan.groups > 1 else []
    return {
        "grouped": plan.groups > 1,
        "grouped_filter": sizes_text(
            (plan.groups, plan.out_group, plan.in_group, *spec.filter_size)
        ),
        "output_rows": sizes_text((*groups, plan.out_group, plan.positions)),
        "input_rows": sizes_text((*groups, plan.in_group, plan.positions)),
    }
