"""What is read of an ONNX model: its layers, and what else stands between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from symconv.errors import shown
from symconv.specs import LayerSpec

Shape: TypeAlias = tuple[int | str | None, ...]
"""A tensor's shape: sizes that are not fixed have a name, or None."""

Value: TypeAlias = int | float | str | tuple[int, ...]
"""The value of an attribute."""


@dataclass(frozen=True)
class NodePlace:
    """Which node of a model: its number in its own graph, from 1, and what the model calls it.

    Nodes of a subgraph or a function are counted in it by themselves; `path` leads to them,
    outermost first: number and name of the node that holds the subgraph or calls the function,
    then the attribute or function. `name` may be empty, and is nobody's but the model's: it may
    hold any character.
    """

    number: int
    name: str
    op_type: str
    domain: str = ""
    path: tuple[str, ...] = ()

    @property
    def operator(self) -> str:
        """The operator, with its domain where that is not ONNX's own."""
        return f"{self.domain}.{self.op_type}" if self.domain else self.op_type

    def __str__(self) -> str:
        inside = f" in {shown('/'.join(self.path))}" if self.path else ""
        name = f" {shown(self.name)}" if self.name else ""
        return f"node {self.number} ({self.operator}{name}{inside})"


@dataclass(frozen=True)
class OnnxLayer:
    """A node that is a layer.

    `inputs` gives the tensor for each argument of the layer's functions (x, f, b, i); `outputs`
    the tensor that each function gives (forward, indices).
    """

    place: NodePlace
    spec: LayerSpec
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]


@dataclass(frozen=True)
class SkippedNode:
    """A convolution or pool of which no layer is made, and why."""

    place: NodePlace
    reason: str


@dataclass(frozen=True)
class UnknownOperator:
    """An operator of which no kernel is made, and the nodes that have it.

    `kind` is that of the layer which symconv has for these nodes, as the table of kinds names it,
    or empty: a product of two arrays, none of them a weight, is no layer.
    """

    operator: str
    places: tuple[NodePlace, ...]
    kind: str = ""


@dataclass(frozen=True)
class OnnxModel:
    """What is read of a model: every node is in one of the three lists, in graph order.

    Operators that are unknown stand in the order of their first nodes. `opset` is the version of
    ONNX's own operators that the model asks for.
    """

    graph: str
    opset: int
    layers: tuple[OnnxLayer, ...]
    skipped: tuple[SkippedNode, ...]
    unknown: tuple[UnknownOperator, ...]

    @property
    def operators(self) -> Mapping[str, int]:
        """How many nodes each operator has: layers first, then what is skipped, then the rest."""
        layers = [layer.place.operator for layer in self.layers]
        skipped = [node.place.operator for node in self.skipped]
        others = [place.operator for entry in self.unknown for place in entry.places]
        return dict(Counter([*layers, *skipped, *others]))

    @property
    def specs(self) -> tuple[LayerSpec, ...]:
        """The different layers, each once, in graph order."""
        return tuple(dict.fromkeys(layer.spec for layer in self.layers))
