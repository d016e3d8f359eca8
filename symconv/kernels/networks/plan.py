"""Which functions of its layers a network's module needs."""

from __future__ import annotations

from dataclasses import dataclass

from symconv.specs import LayerSpec
from symconv.specs.layer import INPUT_NAME
from symconv.specs.network import NamedLayer, NetworkSpec


@dataclass(frozen=True)
class LayerUse:
    """What `backward` asks of one layer: its input's gradient or not, and its parameters'."""

    layer: NamedLayer
    grad_input: bool
    parameters: tuple[str, ...]

    @property
    def parameter_functions(self) -> tuple[str, ...]:
        """The functions that give the gradients by the parameters: grad_filter, grad_bias."""
        arguments = self.layer.spec.arguments
        return tuple(f"grad_{arguments[name].role.value}" for name in self.parameters)

    @property
    def functions(self) -> tuple[str, ...]:
        """The functions of the layer that the module calls."""
        return ("forward", *["grad_input"] * self.grad_input, *self.parameter_functions)

    @property
    def needs_input(self) -> bool:
        """Whether a gradient is computed from what the layer is given."""
        takes = self.layer.spec.functions
        return any(INPUT_NAME in takes[function] for function in self.functions[1:])

    @property
    def passed(self) -> bool:
        """Whether a gradient comes to the layer at all."""
        return self.grad_input or bool(self.parameters)


def plan_network(network: NetworkSpec, gives_grad_x: bool) -> tuple[LayerUse, ...]:
    """Plan the way of the gradient: from the last layer to the first one with parameters.

    With `gives_grad_x` it goes on to the network's input.
    """
    learns = [bool(layer.spec.parameter_shapes) for layer in network.layers]
    return tuple(
        LayerUse(
            layer,
            grad_input=gives_grad_x or any(learns[:place]),
            parameters=parameter_arguments(layer.spec),
        )
        for place, layer in enumerate(network.layers)
    )


def parameter_arguments(spec: LayerSpec) -> tuple[str, ...]:
    """Give the names of the arguments that a layer learns: f and b."""
    roles = spec.parameter_shapes
    return tuple(name for name, argument in spec.arguments.items() if argument.role in roles)
