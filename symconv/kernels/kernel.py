"""A kernel: generated source and the functions that it defines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from numpy.typing import NDArray

from symconv.kernels.naming import kernel_name
from symconv.specs import ConvSpec

Array: TypeAlias = NDArray[Any]

FUNCTIONS = ("forward", "grad_input", "grad_filter", "grad_bias")
"""What every emitted module defines."""


@dataclass(frozen=True)
class Kernel:
    """A generated kernel of one layer.

    Attributes
    ----------
    spec, strategy : the layer, and the strategy's name
    source : the emitted module, which needs nothing but NumPy
    forward : (x, f, b=None) -> output; x is (N, C, *input_size), the output (N, K, *output_size)
    grad_input : (grad_o, f) -> gradient of the loss by x
    grad_filter : (grad_o, x) -> gradient by f, summed over N
    grad_bias : (grad_o) -> gradient by the bias, summed over N, whether the layer has one or not

    The functions take arrays of floats, complex numbers, integers or objects, never modify them,
    and give arrays of the arguments' `np.result_type`. They raise `ValueError` for a wrong shape
    and `TypeError` for what is not an array of numbers. Gradients of complex arrays are the plain
    chain rule; nothing is conjugated.

    A pickled kernel, and a copy, is loaded anew from its source.
    """

    spec: ConvSpec
    strategy: str
    source: str = field(repr=False)
    forward: Callable[..., Array] = field(repr=False, compare=False)
    grad_input: Callable[[Array, Array], Array] = field(repr=False, compare=False)
    grad_filter: Callable[[Array, Array], Array] = field(repr=False, compare=False)
    grad_bias: Callable[[Array], Array] = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """A name told from layer and strategy alone: a Python identifier and a file name."""
        return kernel_name(self.spec, self.strategy)

    def __reduce__(self) -> tuple[Callable[[str, str], Kernel], tuple[str, str]]:
        from symconv.kernels.load import load_source  # which needs this module

        return load_source, (self.source, f"<{self.name}>")
