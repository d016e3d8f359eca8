"""Sizes of layers by their specs, where shape inference would give others, and what follows them.

Inference rounds the windows of a pool with `ceil_mode` up without leaving out those that start in
the padding (before opset 22), and by the rules of `auto_pad` as well. Frameworks, and the reference
that the package onnx has, give the sizes of `PoolSpec`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from symconv.onnx_models.functions import Origin, named_subgraphs
from symconv.onnx_models.loading import OWN_DOMAIN, as_text
from symconv.onnx_models.model import Shape
from symconv.onnx_models.nodes import FoundNode, walk_nodes
from symconv.onnx_models.shapes import Scope, all_graphs, fits, infer_shapes, shape_of_type

MAX_PASSES = 30
"""Inferences after one another; each corrects all layers that no corrected one comes before."""

_GLOBAL = "Global"
_FLOAT, _INTS = 1, 7
"""TensorProto.FLOAT and AttributeProto.INTS."""
OwnSize = Callable[[FoundNode], tuple[int, ...] | None]
"""The output's shape without its batch, of a node that is read as a layer."""


@dataclass
class Settled:
    """A model's inferred shapes and, for each node in order, what is doubtful about its input.

    `failure` is why inference failed, if it did; `stated` has the output shape that the model
    itself declares, for each node.
    """

    model: Any
    failure: str
    stated: Sequence[Shape | None]
    doubts: Sequence[str]


def settle_sizes(onnx: Any, model: Any, origins: Sequence[Origin], own_size: OwnSize) -> Settled:
    """Infer shapes, with the sizes of layers that are known put in place of those inferred.

    What a model states is believed before inference, but where it states what inference says:
    exporters write that into models, and it is no more to be trusted there.
    """
    model = _without_inferred(onnx, model)
    stated = [_output_shape(found) for found in walk_nodes(model.graph, origins)]
    known: dict[int, tuple[int, ...]] = {}
    plain, failure = infer_shapes(onnx, model)
    held: dict[int, str] = {}
    for _ in range(MAX_PASSES):
        inferred = _infer(onnx, model, plain, known)
        pass_ = _Pass(known, stated, held, own_size)
        for number, found in enumerate(walk_nodes(inferred.graph, origins)):
            pass_.look_at(number, found)
        inside = dict(pass_.doubts_inside(inferred, origins))
        if not pass_.wrong and inside == held:
            break
        known |= pass_.wrong
        held = inside
    return Settled(inferred, failure, stated, pass_.doubts)


@dataclass
class _Pass:
    """One walk over a model whose shapes were inferred.

    `wrong` are the sizes, by node, that the next inference is to use; `doubtful` the tensors that
    follow from a size that is not sure, with the reason; `held` the nodes whose subgraphs give one.
    """

    known: Mapping[int, tuple[int, ...]]
    stated: Sequence[Shape | None]
    held: Mapping[int, str]
    own_size: OwnSize
    wrong: dict[int, tuple[int, ...]] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    doubtful: dict[str, str] = field(default_factory=dict)

    def look_at(self, number: int, found: FoundNode) -> None:
        """Compare a node's size with the inferred one, and hand on what is doubtful."""
        names = list(_read_names(found.proto))
        doubt = next((self.doubtful[name] for name in names if name in self.doubtful), "")
        self.doubts.append(doubt)
        if found.place.domain == OWN_DOMAIN and found.place.op_type.startswith(_GLOBAL):
            doubt = ""  # whatever the size before it, 1 after it
        own = None if doubt else self._own(found)
        doubt = doubt or self.held.get(number, "") or self._own_doubt(number, found, own)
        for name in found.proto.output:
            self.doubtful.pop(as_text(name), None)
            if doubt:
                self.doubtful[as_text(name)] = doubt

    def doubts_inside(self, model: Any, origins: Sequence[Origin]) -> Iterator[tuple[int, str]]:
        """Give the nodes that hold a graph one of whose outputs is doubtful, and why it is."""
        for number, found in enumerate(walk_nodes(model.graph, origins)):
            for _, graph in named_subgraphs(found.proto):
                for value in graph.output:
                    if value.name in self.doubtful:
                        yield number, self.doubtful[value.name]

    def _own(self, found: FoundNode) -> tuple[int, ...] | None:
        return self.own_size(found) if found.place.domain == OWN_DOMAIN else None

    def _own_doubt(self, number: int, found: FoundNode, own: tuple[int, ...] | None) -> str:
        """Say what is doubtful about a node's own output, and note a size to be corrected."""
        said, inferred = self.stated[number], _output_shape(found)
        if own is None:
            rounds_up = any(item.name == "ceil_mode" and item.i for item in found.proto.attribute)
            if rounds_up and said is None and found.place.domain == OWN_DOMAIN:
                return f"{found.place}, whose size with ceil_mode shape inference may get wrong"
            return ""
        if said is not None and not fits(said[1:], own):
            return f"{found.place}, to which the model gives another size than its layer has"
        if number not in self.known and (inferred is None or inferred[1:] != own):
            self.wrong[number] = own
        if inferred is not None and not fits(inferred[1:], own):
            return f"{found.place}, whose size shape inference gets wrong"
        return ""


def _without_inferred(onnx: Any, model: Any) -> Any:
    """Give a model without the shapes, of what its nodes give, that inference finds by itself."""
    blank, kept = type(model)(), type(model)()
    blank.CopyFrom(model)
    kept.CopyFrom(model)
    for graph in all_graphs(blank.graph):
        graph.ClearField("value_info")
        for value in graph.output:
            value.type.tensor_type.ClearField("shape")
    inferred, _ = infer_shapes(onnx, blank)
    found = {value.name: shape_of_type(value.type) for value in _values(inferred)}
    for value in _values(kept):
        if shape_of_type(value.type) == found.get(value.name):
            value.type.tensor_type.ClearField("shape")
    return kept


def _values(model: Any) -> Iterator[Any]:
    """Give what a model says of the tensors that its nodes give."""
    for graph in all_graphs(model.graph):
        yield from graph.value_info
        yield from graph.output


def _read_names(node: Any) -> Iterator[str]:
    """Give the tensors that a node reads, those that its subgraphs take from around included."""
    yield from map(as_text, node.input)
    for _, graph in named_subgraphs(node):
        for inner in graph.node:
            yield from _read_names(inner)


def _output_shape(found: FoundNode) -> Shape | None:
    outputs = found.proto.output
    return found.scope.shapes.get(as_text(outputs[0])) if outputs else None


def _infer(onnx: Any, model: Any, plain: Any, known: Mapping[int, tuple[int, ...]]) -> Any:
    """Infer shapes with those that are known, which are put into a copy as inputs of the model.

    `plain` is the model with its shapes inferred without them.
    """
    if not known:
        return plain
    changed, result = type(model)(), type(model)()
    changed.CopyFrom(model)
    result.CopyFrom(model)
    for number, (found, typed) in enumerate(
        zip(list(walk_nodes(changed.graph)), list(walk_nodes(plain.graph)), strict=True)
    ):
        if number in known:
            _give_size(changed.graph, found.proto, number, known[number], typed.scope)
    inferred, _ = infer_shapes(onnx, changed)
    for into, source in zip(all_graphs(result.graph), all_graphs(inferred.graph), strict=True):
        for kind in ("value_info", "output"):
            into.ClearField(kind)
            getattr(into, kind).extend(getattr(source, kind))
    return result


def _give_size(graph: Any, node: Any, number: int, size: tuple[int, ...], scope: Scope) -> None:
    """Put in place of a node one that hands on an input of the model, which has the size."""
    name = f"size of node {number}"
    value = graph.input.add(name=name)
    tensor = value.type.tensor_type
    tensor.elem_type = scope.types.get(node.output[0], 0) or _FLOAT
    shape = scope.shapes.get(node.output[0])
    batch = shape[0] if shape else None
    first = tensor.shape.dim.add()
    if isinstance(batch, int):
        first.dim_value = batch
    elif batch is not None:
        first.dim_param = batch
    for length in size:
        tensor.shape.dim.add().dim_value = length
    del node.input[:]
    node.input.append(name)
    node.ClearField("attribute")
    if node.op_type == "MaxPool":  # windows of one entry keep the size, indices have it too
        node.attribute.add(name="kernel_shape", type=_INTS, ints=[1] * (len(size) - 1))
    else:
        node.op_type = "Identity"
