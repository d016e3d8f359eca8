"""The nodes of a model, in graph order, and what their operators need to know of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symconv.errors import OnnxError, SymconvError, shown
from symconv.onnx_models.functions import Origin, label, named_subgraphs
from symconv.onnx_models.loading import as_text
from symconv.onnx_models.model import NodePlace, Shape, Value
from symconv.onnx_models.shapes import Scope, write_shape
from symconv.specs.normalise import MAX_RANK, counted


class NotALayerError(SymconvError):
    """A node that is in order, but of which no layer is made; the reason in words."""


class UnknownShapeError(NotALayerError):
    """A node of a tensor of which not even the number of axes is known."""


class OpenSizeError(NotALayerError):
    """A node whose input has a size that the model leaves open. `tensor` is the input's name."""

    def __init__(self, reason: str, tensor: str) -> None:
        super().__init__(reason)
        self.tensor = tensor


@dataclass(frozen=True)
class FoundNode:
    """A node where it was found: `proto` is what the package onnx gives."""

    place: NodePlace
    proto: Any
    scope: Scope


@dataclass(frozen=True)
class OperatorNode:
    """A node of an operator that is read, with its attributes by name, defaults included."""

    found: FoundNode
    opset: int
    attributes: Mapping[str, Value]

    def has_input(self, position: int) -> bool:
        """Tell whether an optional input is there."""
        inputs = self.found.proto.input
        return position < len(inputs) and inputs[position] != ""

    def input_name(self, position: int, what: str) -> str:
        """Give the tensor that an input is; raises `OnnxError` if it is missing."""
        if not self.has_input(position):
            raise OnnxError(f"input {what} is missing")
        name = as_text(self.found.proto.input[position])
        if name not in self.found.scope.shapes:
            raise OnnxError(f"input {what} is {shown(name)}, which nothing in the model gives")
        return name

    def shape(self, position: int, what: str) -> Shape:
        """Give the shape of an input.

        Raises `OnnxError` for an input that is missing, `UnknownShapeError` if its shape is not
        known.
        """
        name = self.input_name(position, what)
        shape = self.found.scope.shapes[name]
        if shape is None:
            raise UnknownShapeError(f"shape of {shown(name)} ({what}) is not known")
        return shape

    def fixed_shape(self, position: int, what: str) -> tuple[int, ...]:
        """Give the shape of an input, every size of which must be fixed."""
        return self._fixed(self.shape(position, what), position, what, 0)

    def image(self) -> tuple[int | None, tuple[int, ...]]:
        """Give the channels of input X, None if they are open, and its spatial size.

        Raises `NotALayerError` for a spatial size that is not known, and too many spatial axes.
        """
        shape = self.shape(0, "X")
        rank = len(shape) - 2
        if not 1 <= rank <= MAX_RANK:
            axes = counted(max(rank, 0), "spatial axis", "spatial axes")
            raise NotALayerError(
                f"X of shape {write_shape(shape)} has {axes}; 1 to {MAX_RANK} are possible"
            )
        channels = shape[1] if isinstance(shape[1], int) else None
        return channels, self._fixed(shape, 0, "X", 2)

    def output_shape(self) -> Shape | None:
        """Give the shape of the first output as far as the model says, or None."""
        outputs = self.found.proto.output
        return self.found.scope.shapes.get(outputs[0]) if outputs else None

    def integer(self, name: str) -> int:
        """Give an attribute that is one number; those that the opset has not are 0."""
        return int(self.attributes.get(name, 0))  # type: ignore[arg-type]

    def flag(self, name: str) -> bool:
        """Give an attribute that is 0 or 1, 0 if the opset has not got it."""
        number = self.integer(name)
        if number not in (0, 1):
            raise OnnxError(f"attribute {name} {number} is not 0 or 1")
        return bool(number)

    def numbers(self, name: str) -> tuple[int, ...] | None:
        """Give an attribute that is a list of numbers, None if it is not there."""
        value = self.attributes.get(name)
        return value if isinstance(value, tuple) else None

    def text(self, name: str) -> str:
        """Give an attribute that is a text."""
        return str(self.attributes[name])

    def _fixed(self, shape: Shape, position: int, what: str, first: int) -> tuple[int, ...]:
        sizes = tuple(size for size in shape[first:] if isinstance(size, int))
        if len(sizes) < len(shape) - first:
            name = self.found.proto.input[position]
            reason = f"shape of {shown(name)} ({what}) is not fixed: {write_shape(shape)}"
            raise OpenSizeError(reason, name) if position == 0 else NotALayerError(reason)
        return sizes


def check_strides(graph: Any, origins: Sequence[Origin]) -> None:
    """Refuse a node with a stride of 0, by which the inference of several versions divides.

    Raises `OnnxError` that names the node.
    """
    for found in walk_nodes(graph, origins):
        for attribute in found.proto.attribute:
            if attribute.name == "strides" and any(stride < 1 for stride in attribute.ints):
                strides = shown(tuple(attribute.ints))
                raise OnnxError(f"{found.place}: strides {strides} are not 1 or more")


def _place(node: Any, number: int, path: tuple[str, ...]) -> NodePlace:
    name, operator, domain = map(as_text, (node.name, node.op_type, node.domain))
    return NodePlace(number, name, operator, domain, path)


def walk_nodes(graph: Any, origins: Sequence[Origin] | None = None) -> Iterator[FoundNode]:
    """Give every node of a graph and, after a node that holds graphs, theirs.

    `origins` say where the nodes stood before functions were put in place; without them, nodes are
    counted as they stand.
    """

    def walk(
        inner: Any, around: Scope, given: Sequence[Origin] | None, path: tuple[str, ...]
    ) -> Iterator[FoundNode]:
        scope = around.inside(inner)
        known = given if given is not None and len(given) == len(inner.node) else None
        for at, node in enumerate(inner.node):
            origin = Origin(at + 1, path, ()) if known is None else known[at]
            place = _place(node, origin.number, origin.path)
            yield FoundNode(place, node, scope)
            here = (*origin.path, label(origin.number, node.name, node.op_type))
            held = list(named_subgraphs(node))
            graphs = origin.graphs if len(origin.graphs) == len(held) else [None] * len(held)
            for (name, subgraph), inside in zip(held, graphs, strict=True):
                yield from walk(subgraph, scope, inside, (*here, name))

    return walk(graph, Scope(), origins, ())
