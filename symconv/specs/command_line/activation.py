"""An activation layer on the command line."""

from __future__ import annotations

from symconv.specs.activation import DEFAULT_SLOPE, ActivationFunction, ActivationSpec
from symconv.specs.command_line.parts import joined, read_axes, times
from symconv.specs.command_line.record import LayerFlags

REQUIRED = ("input", "function")
OPTIONAL = ("slope", "axis")


def read(flags: LayerFlags) -> dict[str, object]:
    """Give the arguments of `ActivationSpec`; `input` is the whole shape, channels first."""
    return {
        "shape": read_axes("--input", str(flags.input)),
        "function": flags.function,
        "slope": DEFAULT_SLOPE if flags.slope is None else flags.slope,
        "axis": 0 if flags.axis is None else flags.axis,
    }


def write(spec: ActivationSpec) -> list[str]:
    """Give the flags, defaults left out."""
    flags = ["--input", joined(spec.shape), "--function", spec.function.value]
    if str(spec.slope) != DEFAULT_SLOPE:
        flags += ["--slope", str(spec.slope)]
    return flags + ["--axis", str(spec.axis)] * bool(spec.axis)


def describe(spec: ActivationSpec) -> str:
    """Say how the layer is read.

    >>> describe(ActivationSpec((3, 4), "leaky_relu"))
    'leaky_relu, slope 1/100; input 3×4 (channels first)'
    """
    channels = " (channels first)" if len(spec.shape) > 1 else ""
    words = spec.function.value
    if spec.function is ActivationFunction.LEAKY_RELU:
        words += f", slope {spec.slope}"
    if spec.function is ActivationFunction.SOFTMAX and len(spec.shape) > 1:
        words += f" along axis {spec.axis}"
    return f"{words}; input {times(spec.shape)}{channels}"
