"""The specification of an activation layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import prod
from numbers import Real
from typing import Any, ClassVar, Self, SupportsIndex

from symconv.errors import SpecError, shown
from symconv.specs.fractions import as_fraction
from symconv.specs.layer import Arithmetic, LayerSpec
from symconv.specs.normalise import IntOrAxes, as_integer, counted
from symconv.specs.shapes import as_shape
from symconv.specs.writing import CallWriter


class ActivationFunction(StrEnum):
    """The functions of activation layers."""

    IDENTITY = "identity"
    RELU = "relu"
    LEAKY_RELU = "leaky_relu"
    SIGMOID = "sigmoid"
    TANH = "tanh"
    SOFTMAX = "softmax"

    @property
    def compares(self) -> bool:
        """Whether the function is defined by cases, by the sign of its argument."""
        return self in (ActivationFunction.RELU, ActivationFunction.LEAKY_RELU)


DEFAULT_SLOPE = "1/100"


@dataclass(frozen=True, init=False, repr=False)
class ActivationSpec(LayerSpec):
    """A layer that applies a function to every entry; softmax to the entries along one axis.

    Parameters
    ----------
    shape : int or sequence of ints
        Shape of the input and of the output, `(C, *size)`, 1 to 4 axes.
    function : "identity", "relu", "leaky_relu", "sigmoid", "tanh" or "softmax"
    slope : number or text
        Of leaky_relu where its argument is not positive; kept as an exact fraction. A float counts
        as the shortest decimal that it is the nearest float to.
    axis : int
        The axis of one example along which the entries of a softmax add up to 1: 0, the channels,
        unless given. Negative numbers count from the last axis.

    Raises
    ------
    SpecError
        For a shape that no layer can have, an unknown function, and a slope or an axis given to a
        function that has none.

    Notes
    -----
    - relu has no derivative at 0; the value there is 0, as PyTorch has it. That of leaky_relu is
      the slope, as PyTorch has it. ONNX defines the functions and leaves these values open.
    - relu, leaky_relu, sigmoid and softmax refuse complex numbers: they compare entries, or are
      computed by comparing them. Complex numbers go through identity and tanh.
    - Arrays of objects: identity and relu leave them as they are, and leaky_relu makes fractions of
      fractions but floats of integers; the others are computed in 64-bit floats. Integers give
      64-bit floats, but with identity and relu. Kernels multiply floats by the float next to the
      slope.
    - ONNX Softmax counts `axis` with the batch axis, and its default is the last axis.

    Examples
    --------
    >>> ActivationSpec((3, 4, 4)).function.value
    'relu'
    >>> ActivationSpec(10, "leaky_relu", slope=0.2)
    ActivationSpec((10,), function='leaky_relu', slope='1/5')
    """

    kind: ClassVar[str] = "activation"

    shape: tuple[int, ...]
    function: ActivationFunction
    slope: Fraction
    axis: int

    def __init__(
        self,
        shape: IntOrAxes,
        function: str | ActivationFunction = ActivationFunction.RELU,
        slope: str | Real | Decimal = DEFAULT_SLOPE,
        axis: SupportsIndex = 0,
    ) -> None:
        given = {"shape": shape, "function": function, "slope": slope, "axis": axis}
        try:
            values = _normalised(**given)
        except SpecError as error:
            raise SpecError(f"{error}: {_CALL.as_given(given)}") from None
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def polynomial(self) -> bool:
        """Whether every output entry is a polynomial in the input: the identity only."""
        return self.function is ActivationFunction.IDENTITY

    @property
    def arithmetic(self) -> Arithmetic:
        """Integers stay integers by identity and relu, become fractions by leaky_relu."""
        if self.function in (ActivationFunction.IDENTITY, ActivationFunction.RELU):
            return Arithmetic.INTEGER
        leaky = self.function is ActivationFunction.LEAKY_RELU
        return Arithmetic.RATIONAL if leaky else Arithmetic.REAL

    @property
    def takes_complex(self) -> bool:
        """Whether complex numbers go through: those of identity and tanh."""
        return self.function in (ActivationFunction.IDENTITY, ActivationFunction.TANH)

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Shape of the input X."""
        return self.shape

    @property
    def output_shape(self) -> tuple[int, ...]:
        """Shape of the output O: the input's."""
        return self.shape

    @property
    def terms(self) -> int:
        """Input entries that the output entries depend on, counted."""
        softmax = self.function is ActivationFunction.SOFTMAX
        return prod(self.shape) * (self.shape[self.axis] if softmax else 1)

    @property
    def functions(self) -> Mapping[str, tuple[str, ...]]:
        """Forward and the gradient of the input."""
        return {"forward": ("x",), "grad_input": ("grad_o", "x")}

    def literal(self) -> dict[str, Any]:
        """Give the arguments as plain values."""
        return {
            "shape": self.shape,
            "function": self.function.value,
            "slope": str(self.slope),
            "axis": self.axis,
        }

    @classmethod
    def sized_for(cls, input_shape: tuple[int, ...], options: Mapping[str, Any]) -> Self:
        """Give the layer with these options for an input of shape `(C, *size)`."""
        return cls(input_shape, **options)

    def __repr__(self) -> str:
        return _CALL.as_code(self.literal())


def _normalised(shape: object, function: object, slope: object, axis: object) -> dict[str, object]:
    sizes = as_shape("shape", shape)
    chosen = _as_function(function)
    exact = as_fraction("slope", slope)
    if exact != Fraction(DEFAULT_SLOPE) and chosen is not ActivationFunction.LEAKY_RELU:
        raise SpecError(f"slope {exact} goes with leaky_relu, not with {chosen.value}")
    number = as_integer("axis", axis, -len(sizes))
    if number >= len(sizes):
        raise SpecError(f"axis {number} is beyond a shape of {counted(len(sizes), 'axis', 'axes')}")
    number %= len(sizes)
    if number and chosen is not ActivationFunction.SOFTMAX:
        raise SpecError(f"axis {number} goes with softmax, not with {chosen.value}")
    return {"shape": sizes, "function": chosen, "slope": exact, "axis": number}


def _as_function(value: object) -> ActivationFunction:
    try:
        return ActivationFunction(value)  # type: ignore[arg-type]
    except ValueError:
        known = ", ".join(repr(function.value) for function in ActivationFunction)
        raise SpecError(f"function {shown(value)} is not one of {known}") from None


_CALL = CallWriter.of(ActivationSpec)
