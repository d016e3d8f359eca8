"""The specification of a dense layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self, SupportsIndex

from symconv.errors import SpecError
from symconv.roles import Role
from symconv.specs.layer import LayerSpec
from symconv.specs.normalise import as_flag, as_integer
from symconv.specs.writing import CallWriter


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

    inputs: int
    units: int
    bias: bool

    def __init__(self, inputs: SupportsIndex, units: SupportsIndex, bias: bool = False) -> None:
        try:
            values = {
                "inputs": as_integer("inputs", inputs, 1),
                "units": as_integer("units", units, 1),
                "bias": as_flag("bias", bias),
            }
        except SpecError as error:
            given = {"inputs": inputs, "units": units, "bias": bias}
            raise SpecError(f"{error}: {_CALL.as_given(given)}") from None
        for name, value in values.items():
            object.__setattr__(self, name, value)

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

    def literal(self) -> dict[str, Any]:
        """Give the arguments as plain values."""
        return {"inputs": self.inputs, "units": self.units, "bias": self.bias}

    @classmethod
    def sized_for(cls, input_shape: tuple[int, ...], options: Mapping[str, Any]) -> Self:
        """Give the layer with these options for an input of shape `(inputs,)`."""
        if len(input_shape) != 1:
            raise SpecError(
                f"{cls.__name__} takes an input of shape (inputs,), not {input_shape}: "
                "flatten it first"
            )
        return cls(input_shape[0], **options)

    def __repr__(self) -> str:
        return _CALL.as_code(self.literal())


_CALL = CallWriter.of(DenseSpec)
