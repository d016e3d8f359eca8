"""im2col: gather what every filter position meets as columns; then one matrix product."""

from __future__ import annotations

from functools import singledispatch

from symconv.kernels.conv_text import border_data, plus_bias, sizes_text, tap_data
from symconv.kernels.header import conv_header_data
from symconv.kernels.layout import shape_text
from symconv.kernels.lowered import Lowered, refuse_layer
from symconv.kernels.plan import ConvPlan, build_plan
from symconv.kernels.templates import Data
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
        **conv_header_data(spec, "im2col", "windows as columns, then one matrix product"),
        **border_data(spec, plan),
        **tap_data(spec, plan),
        **_matrix_data(plan),
        **_window_data(spec, plan),
        "plus_bias": plus_bias(spec),
        "flip": f"[:, :, {', '.join(['::-1'] * spec.rank)}]" if spec.flip_filter else "",
    }
    del data["met_sizes"]
    return Lowered("kernels/im2col.py.jinja", data)


def _matrix_data(plan: ConvPlan) -> dict[str, Data]:
    groups = [plan.groups] if plan.groups > 1 else []
    return {
        "grouped": plan.groups > 1,
        "filter_rows": sizes_text((*groups, plan.out_group, plan.in_group * plan.taps)),
        "output_rows": sizes_text((*groups, plan.out_group, plan.positions)),
        "input_rows": sizes_text((*groups, plan.in_group * plan.taps, plan.positions)),
    }


def _window_data(spec: ConvSpec, plan: ConvPlan) -> dict[str, Data]:
    rank = spec.rank
    steps = [*(window.stride for window in plan.windows)]
    if any(window.dilation > 1 and window.taps > 1 for window in plan.windows):
        steps += [window.dilation for window in plan.windows]
    stepped = any(step > 1 for step in steps)
    return {
        "extent": shape_text(spec.extent),
        "spatial_axes": shape_text(range(2, 2 + rank)),
        "steps": ", ".join([":", ":", *map(_step_text, steps)]) if stepped else "",
        "taps_first": sizes_text((0, 1, *range(2 + rank, 2 + 2 * rank), *range(2, 2 + rank))),
        "window_sizes": sizes_text((spec.in_channels, *spec.filter_size, *spec.output_size)),
    }


def _step_text(step: int) -> str:
    return f"::{step}" if step > 1 else ":"
