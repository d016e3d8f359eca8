"""Operators of which no kernel is made: what they are all the same."""

from __future__ import annotations

import re
from collections.abc import Mapping

from symconv.errors import shown
from symconv.onnx_models.loading import OWN_DOMAIN
from symconv.onnx_models.model import NodePlace
from symconv.onnx_models.nodes import FoundNode

RELATED: Mapping[str, str] = {
    "ConvInteger": "a quantised convolution: kernels know no zero points",
    "QLinearConv": "a quantised convolution: kernels know no scales and zero points",
    "DeformConv": "a deformable convolution: the places that its filter meets are data",
    "MaxRoiPool": "a pool of regions: its windows are data",
    "CausalConvWithState": "a convolution with a state: it is no layer of one input",
}
"""Convolutions and pools of ONNX that are no layer here, and why."""

KINDS_OF_OPERATORS: Mapping[str, str] = {
    **dict.fromkeys(("Identity", "Relu", "LeakyRelu", "Sigmoid", "Tanh", "Softmax"), "activation"),
    **dict.fromkeys(("Gemm", "MatMul"), "dense"),
    "Flatten": "flatten",
    "SoftmaxCrossEntropyLoss": "loss",
}
"""ONNX's operators that are layers of symconv, or are with some attributes, by the layer's kind."""

_OF_WEIGHTS = ("Gemm", "MatMul")
"""Operators that are layers where their second input is a weight of the model."""
_FIRST_SOFTMAX_OF_ONE_AXIS = 13
"""Before this opset a Softmax is one over all axes from its own on."""

_FOREIGN = re.compile(r"conv|pool", re.IGNORECASE)


def why_related(place: NodePlace) -> str:
    """Say why no layer is made of a convolution or pool; nothing if a node is neither."""
    if place.domain == OWN_DOMAIN:
        return RELATED.get(place.op_type, "")
    if _FOREIGN.search(place.op_type):
        return (
            f"an operator of the domain {shown(place.domain)}, which is not ONNX's: what it "
            "computes is not known here"
        )
    return ""


def kind_of_operator(found: FoundNode, opset: int) -> str:
    """Give the kind of the layer that symconv has for a node's operator, or nothing."""
    place, inputs = found.place, found.proto.input
    if place.domain != OWN_DOMAIN:
        return ""
    if place.op_type in _OF_WEIGHTS and not found.scope.constants.keys() & set(inputs[1:2]):
        return ""
    if place.op_type == "Softmax" and opset < _FIRST_SOFTMAX_OF_ONE_AXIS:
        return ""
    return KINDS_OF_OPERATORS.get(place.op_type, "")
