"""How the parameters of a network start: bounds of uniform draws, told from its layers.

Where a ReLU follows, the bound is sqrt(6 / fan_in): [he] eq. 10, as a uniform draw of the same
variance. Elsewhere it is sqrt(6 / (fan_in + fan_out)): [glorot] eq. 16.

Sources: docs/sources.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod, sqrt

from symconv.kernels.networks.names import parameter_name
from symconv.roles import Role
from symconv.specs.filter_layer import FilterLayerSpec
from symconv.specs.layer import LayerSpec
from symconv.specs.network import NetworkSpec

_RELU = ("relu", "leaky_relu")


@dataclass(frozen=True)
class Bound:
    """The bound of a parameter's entries at the start: the square root of 6 / `fan`."""

    fan_in: int
    fan_out: int | None

    @property
    def fan(self) -> int:
        """What 6 is divided by."""
        return self.fan_in + (self.fan_out or 0)

    @property
    def value(self) -> float:
        """The bound."""
        return sqrt(6 / self.fan)

    @property
    def code(self) -> str:
        """The bound as Python."""
        fans = f"({self.fan_in} + {self.fan_out})" if self.fan_out else str(self.fan_in)
        return f"np.sqrt(6 / {fans})"


def bound_parameters(network: NetworkSpec) -> dict[str, Bound]:
    """Give the bounds of filters and weights by name; biases have none, they start at zero."""
    return {
        parameter_name(layer, argument.name): _bound(network, place)
        for place, layer in enumerate(network.layers)
        for argument in layer.spec.arguments.values()
        if argument.role in layer.spec.parameter_shapes and argument.role is not Role.BIAS
    }


def _bound(network: NetworkSpec, place: int) -> Bound:
    fan_in, fan_out = fans(network.layers[place].spec)
    return Bound(fan_in, None if _meets_relu(network, place) else fan_out)


def fans(spec: LayerSpec) -> tuple[int, int]:
    """Give how many products an output entry sums, and in how many an input entry is.

    Away from borders, and of a stride the average, rounded up.

    >>> from symconv.specs import ConvSpec, DenseSpec
    >>> fans(ConvSpec((8, 8), 3, in_channels=2, out_channels=5)), fans(DenseSpec(7, 4))
    ((18, 45), (7, 4))
    """
    if not isinstance(spec, FilterLayerSpec):
        return prod(spec.input_shape), prod(spec.output_shape)
    own, steps = spec.taps, prod(spec.stride)
    spread = -(-own // steps)
    taps_in, taps_out = (spread, own) if spec.kind == "conv_transpose" else (own, spread)
    return spec.in_channels // spec.groups * taps_in, spec.out_channels // spec.groups * taps_out


def _meets_relu(network: NetworkSpec, place: int) -> bool:
    """Whether a ReLU comes after a layer, before the next layer with parameters."""
    for layer in network.layers[place + 1 :]:
        if layer.spec.parameter_shapes:
            return False
        if layer.spec.literal().get("function") in _RELU:
            return True
    return False
