"""Options that several kinds of layers have."""

from __future__ import annotations

from symconv.specs.options.option import Option
from symconv.specs.options.sizes import InputSize, Shape, Sizes, Window
from symconv.specs.options.values import Integer, Switch

INPUT_HELP = "Input size: 3x3, or 3x32x32 with channels first"
PADDING_HELP = (
    "1, 1x2, 0:1x2:0 (before:after per axis), valid, same or same_lower; of conv also full, causal"
)

FILTERED_INPUT = Option(
    "input_size", InputSize("in_channels"), INPUT_HELP, flag="input", example="3x3"
)
IN_CHANNELS = Option("in_channels", Integer(), flag="")
FILTER_SIZE = Option(
    "filter_size",
    Window(),
    "Filter size; its count of numbers is the rank",
    flag="filter",
    example="3x3",
)
OUT_CHANNELS = Option(
    "out_channels", Integer(), "Number of filters (output channels)", flag="filters"
)
GROUPS = Option("groups", Integer(), "Number of channel groups")
BIAS = Option("bias", Switch(), "Add a bias per filter or unit")

STRIDE = Option("stride", Sizes(), "Stride: 2 or 2x1")
DILATION = Option("dilation", Sizes(), "Dilation: 2 or 2x1")

POOLED_INPUT = Option("input_size", InputSize("channels"), INPUT_HELP, flag="input", example="3x3")
CHANNELS = Option("channels", Integer(), flag="")
OUTPUT_SIZE = Option("output_size", Window(), "the output's size", example="6x6")

SHAPE = Option("shape", Shape(), "the whole shape, channels first", flag="input", example="3x3")
