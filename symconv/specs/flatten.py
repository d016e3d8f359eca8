"""The specification of a flatten layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar, Self

from symconv.specs.layer import LayerSpec
from symconv.specs.normalise import IntOrAxes
from symconv.specs.options import Option
from symconv.specs.options.common import SHAPE
from symconv.specs.options.texts import times


@dataclass(frozen=True, init=False, repr=False)
class FlattenSpec(LayerSpec):
    """A layer that puts every entry of an example in one row, row-major: ONNX Flatten, axis 1.

    Parameters
    ----------
    shape : int or sequence of ints
        Shape of the input, `(C, *size)`, 1 to 4 axes.

    Raises
    ------
    SpecError
        For a shape that no layer can have.

    Examples
    --------
    >>> FlattenSpec([2, 3, 4]).output_shape
    (24,)
    """

    kind: ClassVar[str] = "flatten"
    options: ClassVar[tuple[Option, ...]] = (SHAPE,)

    shape: tuple[int, ...]

    def __init__(self, shape: IntOrAxes) -> None:
        self.settle({"shape": shape})

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Shape of the input X."""
        return self.shape

    @property
    def output_shape(self) -> tuple[int, ...]:
        """Shape of the output O: `(C * prod(size),)`."""
        return (prod(self.shape),)

    @property
    def terms(self) -> int:
        """One per entry."""
        return prod(self.shape)

    @property
    def passes_on(self) -> bool:
        """Whether the output has the entries of the input, in their order: always."""
        return True

    @property
    def functions(self) -> Mapping[str, tuple[str, ...]]:
        """Forward and the gradient of the input."""
        return {"forward": ("x",), "grad_input": ("grad_o",)}

    @classmethod
    def sized_for(cls, input_shape: tuple[int, ...], options: Mapping[str, Any]) -> Self:
        """Give the layer for an input of shape `(C, *size)`; it has no options."""
        return cls(input_shape, **options)

    def describe(self) -> str:
        """Say how the layer is read.

        >>> FlattenSpec((2, 3, 4)).describe()
        'input 2×3×4 (channels first); output 24'
        """
        channels = " (channels first)" if len(self.input_shape) > 1 else ""
        return f"input {times(self.input_shape)}{channels}; output {times(self.output_shape)}"
