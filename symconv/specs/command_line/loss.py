"""A loss on the command line."""

from __future__ import annotations

from symconv.specs.command_line.parts import joined, read_axes, times
from symconv.specs.command_line.record import LayerFlags
from symconv.specs.loss import LossSpec

REQUIRED = ("input", "function")
OPTIONAL = ()


def read(flags: LayerFlags) -> dict[str, object]:
    """Give the arguments of `LossSpec`; `input` is the whole shape, channels first."""
    return {"shape": read_axes("--input", str(flags.input)), "function": flags.function}


def write(spec: LossSpec) -> list[str]:
    """Give the flags."""
    return ["--input", joined(spec.shape), "--function", spec.function.value]


def describe(spec: LossSpec) -> str:
    """Say how the loss is read.

    >>> describe(LossSpec((3, 4), "mean_squared_error"))
    'mean squared error; input and target 3×4 (channels first)'
    """
    channels = " (channels first)" if len(spec.shape) > 1 else ""
    words = spec.function.value.replace("_", " ")
    words += " with softmax" if spec.function.takes_softmax else ""
    return f"{words}; input and target {times(spec.shape)}{channels}"
