"""What a network is, in a few words."""

from __future__ import annotations

from math import prod

from symconv.specs.flags import describe
from symconv.specs.network import NamedLayer, NetworkSpec
from symconv.specs.normalise import counted
from symconv.specs.options.texts import times


def describe_network(network: NetworkSpec) -> str:
    """Say in a few words what a network is.

    >>> from symconv.specs.network import layer
    >>> describe_network(NetworkSpec((1, 4, 5), [layer("conv", filter_size=2, bias=True)]))
    'input 1×4×5; 1 layer; 5 parameters; output 1×3×4'
    """
    count = sum(map(prod, network.parameter_shapes.values()))
    output = "one number, the loss" if network.loss else times(network.output_shape)
    return (
        f"input {times(network.input_shape)}; {counted(len(network.layers), 'layer')}; "
        f"{counted(count, 'parameter')}; output {output}"
    )


def describe_placed(at: NamedLayer) -> str:
    """Give the name, the kind and the sizes of a layer.

    >>> from symconv.specs.network import layer
    >>> network = NetworkSpec((1, 4, 5), [layer("conv", filter_size=2)])
    >>> describe_placed(network.layers[0])
    'conv1: 2-D, 1 channel, 4×5; 1 filter 2×2; output 1×3×4'
    """
    kind = "" if at.name.startswith(at.spec.kind) else f"{at.spec.kind}, "
    return f"{at.name}: {kind}{describe(at.spec)}"
