"""A flatten layer on the command line."""

from __future__ import annotations

from symconv.specs.command_line.parts import joined, read_axes, times
from symconv.specs.command_line.record import LayerFlags
from symconv.specs.flatten import FlattenSpec

REQUIRED = ("input",)
OPTIONAL = ()


def read(flags: LayerFlags) -> dict[str, object]:
    """Give the arguments of `FlattenSpec`; `input` is the whole shape, channels first."""
    return {"shape": read_axes("--input", str(flags.input))}


def write(spec: FlattenSpec) -> list[str]:
    """Give the flags."""
    return ["--input", joined(spec.input_shape)]


def describe(spec: FlattenSpec) -> str:
    """Say how the layer is read.

    >>> describe(FlattenSpec((2, 3, 4)))
    'input 2×3×4 (channels first); output 24'
    """
    channels = " (channels first)" if len(spec.input_shape) > 1 else ""
    return f"input {times(spec.input_shape)}{channels}; output {times(spec.output_shape)}"
