"""A network's module: generated source and the functions that it defines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from symconv.kernels.networks.names import parameter_shapes
from symconv.specs.network import NetworkSpec


@dataclass(frozen=True)
class NetworkKernel:
    """A generated module of a network: forward, backward, and a step of gradient descent.

    Attributes
    ----------
    spec, strategies : the network, and the strategy of each layer's kernel by the layer's name
    gives_grad_x : whether `backward` gives the gradient by the network's input too
    source : the emitted module, which needs nothing but NumPy
    functions : the functions that it defines, by name; each is an attribute too

    initialise : (seed, dtype=None) -> parameters, a dictionary of arrays by name (conv1_f, ...)
    forward : (x, parameters) -> what the last layer before the loss gives
    loss : (x, t, parameters) -> the loss, summed over the batch; only with a loss
    backward : (x, t, parameters) -> (loss, gradients), gradients by name, summed over the batch;
        without a loss (x, grad_o, parameters) -> (gradients, grad_x); and with a loss and
        `gives_grad_x` -> (loss, gradients, grad_x)
    sgd_step : (parameters, gradients, rate) -> new parameters: parameters - rate * gradients

    They take arrays of floats, complex numbers, integers or objects as far as every layer is
    defined for them, never modify them, and give arrays of the arguments' `np.result_type` (of
    64-bit floats, for integers and objects, where a layer computes in floats). Integers wrap as
    NumPy's do: give wider ones where that matters. Each layer sums float16 in float32. They raise
    `ValueError` for a wrong shape, or a parameter that is missing or unknown, and `TypeError` for
    what is not an array of numbers.

    A pickled network, and a copy, is loaded anew from its source.
    """

    spec: NetworkSpec
    strategies: Mapping[str, str] = field(compare=False)
    gives_grad_x: bool
    source: str = field(repr=False)
    functions: Mapping[str, Callable[..., Any]] = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """The network's name: a Python identifier and a file name."""
        return self.spec.name

    @property
    def parameter_shapes(self) -> Mapping[str, tuple[int, ...]]:
        """Shapes of the parameters by name."""
        return parameter_shapes(self.spec)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        functions: Mapping[str, Callable[..., Any]] = self.__dict__.get("functions", {})
        if name not in functions:
            raise AttributeError(f"network {self.__dict__.get('spec')} has no {name}")
        return functions[name]

    def __reduce__(self) -> tuple[Callable[[str, str], NetworkKernel], tuple[str, str]]:
        from symconv.kernels.networks.load import load_network_source  # which needs this module

        return load_network_source, (self.source, f"<{self.name}>")
