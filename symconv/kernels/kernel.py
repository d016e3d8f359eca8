"""A kernel: generated source and the functions that it defines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from numpy.typing import NDArray

from symconv.kernels.accumulate import Accumulate
from symconv.kernels.emission.naming import kernel_name
from symconv.specs import LayerSpec

Array: TypeAlias = NDArray[Any]


@dataclass(frozen=True)
class Kernel:
    """A generated kernel of one layer.

    Attributes
    ----------
    spec, strategy : the layer, and the strategy's name
    source : the emitted module, which needs nothing but NumPy
    functions : the functions that it defines, by name; each is an attribute of the kernel too
    accumulate : the type in which integers are summed, if it is not that of the arguments

    Of a convolution these are:

    forward : (x, f, b=None) -> output; x is (N, C, *input_size), the output (N, K, *output_size)
    grad_input : (grad_o, f) -> gradient of the loss by x
    grad_filter : (grad_o, x) -> gradient by f, summed over N
    grad_bias : (grad_o) -> gradient by the bias, summed over N, whether the layer has one or not

    Of every layer, `spec.functions` says what they take. They take arrays of floats, complex
    numbers, integers or objects as far as the layer is defined for them, never modify them, and
    give arrays of the arguments' `np.result_type`, which for integers is `accumulate` if that is
    given. Integers wrap as NumPy's do; float16 is summed in float32, and rounded at the end. They
    raise `ValueError` for a wrong shape and `TypeError` for what is not an array of numbers.
    Gradients of complex arrays are the plain chain rule; nothing is conjugated.

    A pickled kernel, and a copy, is loaded anew from its source.
    """

    spec: LayerSpec
    strategy: str
    source: str = field(repr=False)
    functions: Mapping[str, Callable[..., Array]] = field(repr=False, compare=False)
    accumulate: Accumulate | None = None

    def __repr__(self) -> str:
        told = f", accumulate={self.accumulate.value!r}" if self.accumulate else ""
        return f"Kernel(spec={self.spec!r}, strategy={self.strategy!r}{told})"

    @property
    def forward(self) -> Callable[..., Array]:
        """Gives the output of the layer."""
        return self.functions["forward"]

    @property
    def grad_input(self) -> Callable[..., Array]:
        """Gives the gradient of the loss by the input."""
        return self.functions["grad_input"]

    def __getattr__(self, name: str) -> Callable[..., Array]:
        functions: Mapping[str, Callable[..., Array]] = self.__dict__.get("functions", {})
        if name not in functions:
            raise AttributeError(f"a kernel of {self.__dict__.get('spec')} has no {name}")
        return functions[name]

    @property
    def name(self) -> str:
        """A name told from layer, strategy and `accumulate`: an identifier and a file name."""
        return kernel_name(self.spec, self.strategy, self.accumulate)

    def __reduce__(self) -> tuple[Callable[[str, str], Kernel], tuple[str, str]]:
        from symconv.kernels.load import load_source  # which needs this module

        return load_source, (self.source, f"<{self.name}>")
