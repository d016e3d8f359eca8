"""A convolution on the command line."""

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
from symconv.specs.command_line.record import LayerFlags, given_or
from symconv.specs.conv import ConvSpec
from symconv.specs.normalise import compact_axes, counted
from symconv.specs.padding import PaddingMode

REQUIRED = ("input", "filter")
OPTIONAL = (
    "filters", "stride", "padding", "dilation", "groups", "bias", "padding_mode", "flip_filter",
)  # fmt: skip


def read(flags: LayerFlags) -> dict[str, object]:
    """Give the arguments of `ConvSpec`; the count of numbers in `filter` is the rank."""
    filter_size = read_window("--filter", str(flags.filter))
    rank = len(filter_size)
    channels, size = read_input(str(flags.input), rank, f"--filter {flags.filter}")
    return {
        "input_size": size,
        "filter_size": filter_size,
        "in_channels": channels,
        "out_channels": given_or(flags.filters, 1),
        "groups": given_or(flags.groups, 1),
        "stride": read_per_axis("--stride", given_or(flags.stride, "1"), rank),
        "dilation": read_per_axis("--dilation", given_or(flags.dilation, "1"), rank),
        "padding": read_padding(given_or(flags.padding, "0"), rank),
        "padding_mode": given_or(flags.padding_mode, PaddingMode.ZEROS.value),
        "bias": bool(flags.bias),
        "flip_filter": bool(flags.flip_filter),
    }


def write(spec: ConvSpec) -> list[str]:
    """Give the flags, defaults left out."""
    sizes = spec.input_size if spec.in_channels == 1 else spec.input_shape
    flags = ["--input", joined(sizes), "--filter", joined(spec.filter_size)]
    options = {
        "--filters": str(spec.out_channels),
        "--stride": joined(compact_axes(spec.stride)),
        "--padding": joined_pads(spec.pads),
        "--dilation": joined(compact_axes(spec.dilation)),
        "--groups": str(spec.groups),
        "--padding-mode": spec.padding_mode.value,
    }
    for flag, value in options.items():
        if value != _DEFAULTS[flag]:
            flags += [flag, value]
    return flags + ["--bias"] * spec.bias + ["--flip-filter"] * spec.flip_filter


def describe(spec: ConvSpec) -> str:
    """Say how the layer is read: rank, sizes, and every option that is not usual."""
    words = [
        f"{spec.rank}-D, {counted(spec.in_channels, 'channel')}",
        f"{times(spec.input_size)}; {counted(spec.out_channels, 'filter')} "
        f"{times(spec.filter_size)}",
    ]
    if set(spec.stride) != {1}:
        words.append(f"stride {times_or_one(spec.stride)}")
    if set(spec.dilation) != {1}:
        words.append(f"dilation {times_or_one(spec.dilation)}")
    if any(map(any, spec.pads)):
        words.append(f"padding {joined_pads(spec.pads)} ({spec.padding_mode.value})")
    if spec.groups > 1:
        words.append(f"{spec.groups} groups")
    words += ["bias"] * spec.bias + ["filter flipped"] * spec.flip_filter
    return ", ".join(words) + f"; output {times(spec.output_shape)}"


_DEFAULTS = {
    "--filters": "1",
    "--stride": "1",
    "--padding": "0",
    "--dilation": "1",
    "--groups": "1",
    "--padding-mode": PaddingMode.ZEROS.value,
}
