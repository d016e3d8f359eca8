"""A transposed convolution on the command line."""

from __future__ import annotations

from symconv.specs.command_line.parts import (
    joined,
    joined_pads,
    read_input,
    read_padding,
    read_per_axis,
    read_window,
    times,
    times_or_one,
)
from symconv.specs.command_line.record import LayerFlags
from symconv.specs.conv_transpose import ConvTransposeSpec
from symconv.specs.normalise import compact_axes, counted

REQUIRED = ("input", "filter")
OPTIONAL = (
    "filters", "stride", "padding", "dilation", "groups", "bias", "output_padding", "output_size",
)  # fmt: skip


def read(flags: LayerFlags) -> dict[str, object]:
    """Give the arguments of `ConvTransposeSpec`; the count of numbers in `filter` is the rank."""
    filter_size = read_window("--filter", str(flags.filter))
    rank = len(filter_size)
    channels, size = read_input(str(flags.input), rank, f"--filter {flags.filter}")
    output_size = None
    if flags.output_size is not None:
        output_size = read_per_axis("--output-size", flags.output_size, rank)
    return {
        "input_size": size,
        "filter_size": filter_size,
        "in_channels": channels,
        "out_channels": 1 if flags.filters is None else flags.filters,
        "groups": 1 if flags.groups is None else flags.groups,
        "stride": read_per_axis("--stride", flags.stride or "1", rank),
        "dilation": read_per_axis("--dilation", flags.dilation or "1", rank),
        "padding": read_padding(flags.padding or "0", rank),
        "output_padding": read_per_axis("--output-padding", flags.output_padding or "0", rank),
        "output_size": output_size,
        "bias": bool(flags.bias),
    }


def write(spec: ConvTransposeSpec) -> list[str]:
    """Give the flags, defaults left out; pads and output padding say the output size."""
    sizes = spec.input_size if spec.in_channels == 1 else spec.input_shape
    flags = ["--input", joined(sizes), "--filter", joined(spec.filter_size)]
    options = {
        "--filters": str(spec.out_channels),
        "--stride": joined(compact_axes(spec.stride)),
        "--padding": joined_pads(spec.pads),
        "--dilation": joined(compact_axes(spec.dilation)),
        "--groups": str(spec.groups),
        "--output-padding": joined(compact_axes(spec.output_padding)),
    }
    for flag, value in options.items():
        if value != _DEFAULTS[flag]:
            flags += [flag, value]
    return flags + ["--bias"] * spec.bias


def describe(spec: ConvTransposeSpec) -> str:
    """Say how the layer is read: rank, sizes, and every option that is not usual."""
    words = [
        f"{spec.rank}-D, {counted(spec.in_channels, 'channel')}",
        f"{times(spec.input_size)}; {counted(spec.out_channels, 'filter')} "
        f"{times(spec.filter_size)} transposed",
    ]
    if set(spec.stride) != {1}:
        words.append(f"stride {times_or_one(spec.stride)}")
    if set(spec.dilation) != {1}:
        words.append(f"dilation {times_or_one(spec.dilation)}")
    if any(map(any, spec.pads)):
        words.append(f"padding {joined_pads(spec.pads)} (cropped)")
    if any(spec.output_padding):
        words.append(f"output padding {times_or_one(spec.output_padding)}")
    if spec.groups > 1:
        words.append(f"{spec.groups} groups")
    words += ["bias"] * spec.bias
    return ", ".join(words) + f"; output {times(spec.output_shape)}"


_DEFAULTS = {
    "--filters": "1",
    "--stride": "1",
    "--padding": "0",
    "--dilation": "1",
    "--groups": "1",
    "--output-padding": "0",
}
