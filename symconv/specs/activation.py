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

from symconv.errors import SpecError
from symconv.specs.layer import Arithmetic, LayerSpec
from symconv.specs.normalise import IntOrAxes, as_integer, counted
from symconv.specs.options import Choice, Integer, Number, Option, Where
from symconv.specs.options.common import SHAPE
from symconv.specs.options.texts import times


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


class Axis(Integer):
    """The number of an axis of the shape; negative numbers count from the last."""

    def take(self, name: str, given: object, earlier: Mapping[str, Any]) -> int:
        """Give the number from 0."""
        count = len(earlier["shape"])
        number = as_integer(name, given, -count)
        if number >= count:
            raise SpecError(
                f"{name} {number} is beyond a shape of {counted(count, 'axis', 'axes')}"
            )
        return number % count


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
    options: ClassVar[tuple[Option, ...]] = (
        SHAPE,
        Option("function", Choice(ActivationFunction), example="relu", is_flag_required=True),
        Option(
            "slope",
            Number(),
            "of a leaky ReLU",
            where=Where("function", (ActivationFunction.LEAKY_RELU,)),
        ),
        Option(
            "axis",
            Axis(),
            "the axis of a softmax",
            where=Where("function", (ActivationFunction.SOFTMAX,)),
        ),
    )

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
        self.settle(locals())

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
    def passes_on(self) -> bool:
        """Whether the output has the entries of the input: the identity's."""
        return self.function is ActivationFunction.IDENTITY

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

    @classmethod
    def sized_for(cls, input_shape: tuple[int, ...], options: Mapping[str, Any]) -> Self:
        """Give the layer with these options for an input of shape `(C, *size)`."""
        return cls(input_shape, **options)

    def describe(self) -> str:
        """Say how the layer is read.

        >>> ActivationSpec((3, 4), "leaky_relu").describe()
        'leaky_relu, slope 1/100; input 3×4 (channels first)'
        """
        channels = " (channels first)" if len(self.shape) > 1 else ""
        words = self.function.value
        if self.function is ActivationFunction.LEAKY_RELU:
            words += f", slope {self.slope}"
        if self.function is ActivationFunction.SOFTMAX and len(self.shape) > 1:
            words += f" along axis {self.axis}"
        return f"{words}; input {times(self.shape)}{channels}"
