"""The specification of a loss.

Sources: docs/sources.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import prod
from typing import Any, ClassVar, Self

from symconv.roles import Role
from symconv.specs.layer import Arithmetic, LayerSpec
from symconv.specs.normalise import IntOrAxes
from symconv.specs.options import Choice, Option
from symconv.specs.options.common import SHAPE
from symconv.specs.options.texts import times


class LossFunction(StrEnum):
    """The functions of losses."""

    SQUARED_ERROR = "squared_error"
    MEAN_SQUARED_ERROR = "mean_squared_error"
    CROSS_ENTROPY = "cross_entropy"

    @property
    def takes_softmax(self) -> bool:
        """Whether the loss compares the target with the softmax of what it is given."""
        return self is LossFunction.CROSS_ENTROPY


@dataclass(frozen=True, init=False, repr=False)
class LossSpec(LayerSpec):
    """A loss: one number for each example, from the prediction X and its target T.

    Parameters
    ----------
    shape : int or sequence of ints
        Shape of the prediction and of the target, `(C, *size)`, 1 to 4 axes.
    function : "squared_error", "mean_squared_error" or "cross_entropy"
        ½ Σ (t - x)² ([blog] eq. 9); the mean of (t - x)² over the entries of an example; or
        -Σ t log softmax(x), the softmax taken along the channels and the sum over everything.

    The loss of a batch is the sum over its examples.

    Raises
    ------
    SpecError
        For a shape that no layer can have, and an unknown function.

    Notes
    -----
    - A cross-entropy contains the softmax: what it takes has had none. A network that gives it a
      softmax is refused.
    - The target of a cross-entropy is a distribution over the channels, such as one 1 among
      zeros. ONNX SoftmaxCrossEntropyLoss takes the number of a class instead; PyTorch takes
      either.
    - ONNX and PyTorch give the mean over the batch unless told otherwise; PyTorch's mean squared
      error is a mean over batch and entries together.
    - Cross-entropy is computed in 64-bit floats for integers and objects; it refuses complex
      numbers. The squared errors of integers are 64-bit floats.

    Examples
    --------
    >>> LossSpec(10, "cross_entropy").output_shape
    ()
    """

    kind: ClassVar[str] = "loss"
    options: ClassVar[tuple[Option, ...]] = (
        SHAPE,
        Option("function", Choice(LossFunction), example="squared_error", is_flag_required=True),
    )

    shape: tuple[int, ...]
    function: LossFunction

    def __init__(
        self, shape: IntOrAxes, function: str | LossFunction = LossFunction.SQUARED_ERROR
    ) -> None:
        self.settle(locals())

    @property
    def polynomial(self) -> bool:
        """Whether the loss is a polynomial in prediction and target: a squared error is."""
        return self.function is not LossFunction.CROSS_ENTROPY

    @property
    def arithmetic(self) -> Arithmetic:
        """Squared errors of integers are fractions; a cross-entropy is real."""
        return Arithmetic.RATIONAL if self.polynomial else Arithmetic.REAL

    @property
    def takes_complex(self) -> bool:
        """Whether the loss is defined for complex numbers: squared errors, as polynomials."""
        return self.polynomial

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Shape of the prediction X."""
        return self.shape

    @property
    def output_shape(self) -> tuple[int, ...]:
        """Shape of the loss of one example: none, it is a number."""
        return ()

    @property
    def takes_softmax(self) -> bool:
        """Whether the loss compares the target with the softmax of what it is given."""
        return self.function.takes_softmax

    @property
    def data_shapes(self) -> Mapping[Role, tuple[int, ...]]:
        """Shape of the target T: the prediction's."""
        return {Role.TARGET: self.shape}

    @property
    def terms(self) -> int:
        """Entries of the prediction; for a cross-entropy, of each with all that its softmax has."""
        return prod(self.shape) * (1 if self.polynomial else self.shape[0])

    @property
    def functions(self) -> Mapping[str, tuple[str, ...]]:
        """The loss and its gradient by the prediction."""
        return {"forward": ("x", "t"), "grad_input": ("grad_o", "x", "t")}

    @classmethod
    def sized_for(cls, input_shape: tuple[int, ...], options: Mapping[str, Any]) -> Self:
        """Give the loss with these options for a prediction of this shape."""
        return cls(input_shape, **options)

    def describe(self) -> str:
        """Say how the loss is read.

        >>> LossSpec((3, 4), "mean_squared_error").describe()
        'mean squared error; input and target 3×4 (channels first)'
        """
        channels = " (channels first)" if len(self.shape) > 1 else ""
        words = self.function.value.replace("_", " ")
        words += " with softmax" if self.function.takes_softmax else ""
        return f"{words}; input and target {times(self.shape)}{channels}"
