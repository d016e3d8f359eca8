"""The names that stand in a network's module: one prefix per layer, no name twice."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace

from symconv.roles import Role
from symconv.specs import LayerSpec
from symconv.specs.network import NamedLayer, NetworkSpec

MODULE_NAMES = frozenset(
    {"np", "SPEC", "STRATEGIES", "GIVES_GRAD_X", "PARAMETER_SHAPES", "NETWORK", "LAYER"}
    | {f"{role.name}_SHAPE" for role in Role}
    | {"initialise", "forward", "loss", "backward", "sgd_step"}
    | {"_predict", "_checked", "_checked_parameters", "_check_batches", "_in_common_type"}
    | {"_widened", "_matmul"}
)
"""What the module of a network defines besides its layers, and what they may not be called."""

LONGEST_PREFIX = 16
"""Longer names would not leave the lines of a layer's code on the page."""

_LOCAL_NAMES = frozenset({"x", "t", "p", "o", "parameters", "gradients", "grad_x", "grad_o"})
_TAKEN = MODULE_NAMES | _LOCAL_NAMES | frozenset(dir(builtins))


@dataclass(frozen=True)
class LayerNames:
    """The names of one layer in the module of its network.

    Attributes
    ----------
    layer : the layer
    prefix : stands before the names of its functions, as in conv1_forward, and its constants
    output : the local name of what the layer gives
    """

    layer: NamedLayer
    prefix: str
    output: str

    @property
    def spec(self) -> LayerSpec:
        """The layer's specification."""
        return self.layer.spec

    @property
    def grad_output(self) -> str:
        """The local name of the gradient by what the layer gives."""
        return f"grad_{self.output}"

    def parameter(self, argument: str) -> str:
        """Give the name of a parameter in the dictionaries: conv1_f."""
        return parameter_name(self.layer, argument)

    def grad_parameter(self, argument: str) -> str:
        """Give the local name of the gradient by a parameter."""
        return f"{self.grad_output}_{argument}"

    @property
    def local(self) -> set[str]:
        """The names of its variables in the network's functions."""
        arguments = self.layer.spec.arguments
        return {self.output, self.grad_output, *map(self.grad_parameter, arguments)}

    def prefixed(self, name: str) -> str:
        """Give what a name of the layer's own module is called here.

        >>> from symconv.specs import FlattenSpec
        >>> names = LayerNames(NamedLayer("flat", FlattenSpec((2, 3))), "flat", "flat")
        >>> [names.prefixed(name) for name in ("forward", "_pad", "INPUT_SHAPE")]
        ['flat_forward', '_flat_pad', 'FLAT_INPUT_SHAPE']
        """
        if name.startswith("_"):
            return f"_{self.prefix}{name}"
        prefix = self.prefix.upper() if name.isupper() else self.prefix
        return f"{prefix}_{name}"


def parameter_name(layer: NamedLayer, argument: str) -> str:
    """Give the name of a layer's parameter in the dictionaries of parameters: conv1_f."""
    return f"{layer.name}_{argument}"


def parameter_shapes(network: NetworkSpec) -> dict[str, tuple[int, ...]]:
    """Give the shapes of a network's parameters by name, in the order of its layers."""
    return {
        parameter_name(layer, argument.name): argument.shape
        for layer in network.layers
        for argument in layer.spec.arguments.values()
        if argument.role in layer.spec.parameter_shapes
    }


class TakenNames:
    """The names that a network's module has so far, and the choice of others."""

    def __init__(self) -> None:
        self._taken = set(_TAKEN)

    def offered(self, layer: NamedLayer, number: int) -> Iterator[LayerNames]:
        """Offer names for a layer: its own, with underscores added until they are free.

        A layer whose name is long goes by its number: layer3.
        """
        prefix = layer.name if len(layer.name) <= LONGEST_PREFIX else f"layer{number}"
        names = LayerNames(layer, prefix, prefix)
        while self._taken & names.local:
            names = replace(names, output=names.output + "_")
        while True:
            yield names
            names = replace(names, prefix=names.prefix + "_")

    def take(self, names: LayerNames, defined: Set[str]) -> bool:
        """Take a layer's names, and those that its code defines, if the latter are free."""
        if (self._taken | names.local) & defined:
            return False
        self._taken |= names.local | defined
        return True
