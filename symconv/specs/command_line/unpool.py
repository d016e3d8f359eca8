"""An unpooling layer on the command line."""

from __future__ import annotations

from symconv.specs.command_line.parts import joined, read_input, read_per_axis, read_window, times
from symconv.specs.command_line.record import LayerFlags
from symconv.specs.normalise import counted
from symconv.specs.unpool import UnpoolSpec

REQUIRED = ("input", "output_size")
OPTIONAL = ("index_size",)


def read(flags: LayerFlags) -> dict[str, object]:
    """Give the arguments of `UnpoolSpec`; the count of numbers in `output_size` is the rank."""
    output_size = read_window("--output-size", str(flags.output_size))
    rank = len(output_size)
    channels, size = read_input(str(flags.input), rank, f"--output-size {flags.output_size}")
    index_size = None
    if flags.index_size is not None:
        index_size = read_per_axis("--index-size", flags.index_size, rank)
    return {
        "input_size": size,
        "output_size": output_size,
        "channels": channels,
        "index_size": index_size,
    }


def write(spec: UnpoolSpec) -> list[str]:
    """Give the flags, defaults left out."""
    sizes = spec.input_size if spec.channels == 1 else spec.input_shape
    flags = ["--input", joined(sizes), "--output-size", joined(spec.output_size)]
    if spec.index_size != spec.output_size:
        flags += ["--index-size", joined(spec.index_size)]
    return flags


def describe(spec: UnpoolSpec) -> str:
    """Say how the layer is read: rank and sizes."""
    words = f"{spec.rank}-D, {counted(spec.channels, 'channel')}, {times(spec.input_size)} unpooled"
    if spec.index_size != spec.output_size:
        words += f", indices counted on {times(spec.index_shape)}"
    return f"{words}; output {times(spec.output_shape)}"
