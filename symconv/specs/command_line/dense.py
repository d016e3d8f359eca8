"""A dense layer on the command line."""

from __future__ import annotations

from symconv.errors import SpecError
from symconv.specs.command_line.parts import read_axes
from symconv.specs.command_line.record import LayerFlags
from symconv.specs.dense import DenseSpec
from symconv.specs.normalise import counted

REQUIRED = ("input", "units")
OPTIONAL = ("bias",)


def read(flags: LayerFlags) -> dict[str, object]:
    """Give the arguments of `DenseSpec`; `input` is one number."""
    axes = read_axes("--input", str(flags.input))
    if len(axes) != 1:
        raise SpecError(
            f"--input {flags.input} has {len(axes)} numbers; a dense layer takes 1 "
            "(flatten the input first)"
        )
    return {"inputs": axes[0], "units": flags.units, "bias": bool(flags.bias)}


def write(spec: DenseSpec) -> list[str]:
    """Give the flags, defaults left out."""
    flags = ["--input", str(spec.inputs), "--units", str(spec.units)]
    return flags + ["--bias"] * spec.bias


def describe(spec: DenseSpec) -> str:
    """Say how the layer is read.

    >>> describe(DenseSpec(3, 2, bias=True))
    '3 inputs; 2 units, bias; output 2'
    """
    units = counted(spec.units, "unit") + (", bias" if spec.bias else "")
    return f"{counted(spec.inputs, 'input')}; {units}; output {spec.units}"
