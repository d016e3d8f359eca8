"""The specification of a dense layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self, SupportsIndex

from symconv.errors import SpecError, cut
from symconv.roles import Role
from symconv.specs.layer import LayerSpec
from symconv.specs.normalise import counted
from symconv.specs.options import Integer, Option
from symconv.specs.options.common import BIAS
from symconv.specs.options.texts import read_axes
from symconv.specs.options.values import FlagValue


class Entries(Integer):
    """A number of entries, whose flag is that of a size."""

    metavar = "SIZE"
    is_integer = False

    def read(self, flag: str, given: FlagValue, rank: int) -> int:  # noqa: ARG002
        """Read one number."""
        axes = read_axes(flag, str(given))
        if len(axes) != 1:
            raise SpecError(
                f"{flag} {cut(str(given))} has {len(axes)} numbers; a dense layer takes 1 "
                "(flatten the input first)"
            )
        return axes[0]


@dataclass(frozen=True, init=False, repr=False)
class DenseSpec(LayerSpec):
    """A dense (fully connected) layer: O = W X + B.

    Parameters
    ----------
    inputs : int
        Entries of the input.
    units : int
        Entries of the output, each connected with every input.
    bias : bool

    Raises
    ------
    SpecError
        For sizes that no layer can have.

    Examples
    --------
    >>> spec = DenseSpec(3, 2, bias=True)
    >>> spec.weight_shape, spec.output_shape
    ((2, 3), (2,))
    """

    kind: ClassVar[str] = "dense"
    options: ClassVar[tuple[Option, ...]] = (
        Option("inputs", Entries(), "the number of inputs", flag="input", example="3"),
        Option("units", Integer(), "number of outputs", example="10"),
        BIAS,
    )

    inputs: int
    units: int
    bias: bool

    def __init__(self, inputs: SupportsIndex, units: SupportsIndex, bias: bool = False) -> None:
        self.settle(locals())

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Shape of the input X: `(inputs,)`."""
        return (self.inputs,)

    @property
    def weight_shape(self) -> tuple[int, ...]:
        """Shape of the weights W: `(units, inputs)`."""
        return (self.units, self.inputs)

    @property
    def output_shape(self) -> tuple[int, ...]:
        """Shape of the output O: `(units,)`."""
        return (self.units,)

    @property
    def parameter_shapes(self) -> Mapping[Role, tuple[int, ...]]:
        """Shapes of the weights and, where there is one, the bias."""
        shapes = {Role.WEIGHT: self.weight_shape}
        return {**shapes, Role.BIAS: self.output_shape} if self.bias else shapes

    @property
    def terms(self) -> int:
        """Products in the forward pass."""
        return self.units * self.inputs

    @property
    def functions(self) -> Mapping[str, tuple[str, ...]]:
        """Forward and gradients; `grad_bias` works for a layer without bias too."""
        return {
            "forward": ("x", "w", "b") if self.bias else ("x", "w"),
            "grad_input": ("grad_o", "w"),
            "grad_weight": ("grad_o", "x"),
            "grad_bias": ("grad_o",),
        }

    @classmethod
    def sized_for(cls, input_shape: tuple[int, ...], options: Mapping[str, Any]) -> Self:
        """Give the layer with these options for an input of shape `(inputs,)`.

        Raises `SpecError` for an input of more axes, and as the class does.
        """
        if len(input_shape) != 1:
            raise SpecError(
                f"{cls.__name__} takes an input of shape (inputs,), not {input_shape}: "
                "flatten it first"
            )
        return cls(input_shape[0], **options)

    def describe(self) -> str:
        """Say how the layer is read.

        >>> DenseSpec(3, 2, bias=True).describe()
        '3 inputs; 2 units, bias; output 2'
        """
        units = counted(self.units, "unit") + (", bias" if self.bias else "")
        return f"{counted(self.inputs, 'input')}; {units}; output {self.units}"
