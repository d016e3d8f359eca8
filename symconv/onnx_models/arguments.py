"""Inputs and attributes that several operators have in common."""

from __future__ import annotations

from typing import Any

from symconv.errors import OnnxError, shown
from symconv.onnx_models.nodes import OperatorNode
from symconv.onnx_models.shapes import fits, write_shape
from symconv.specs.normalise import counted
from symconv.specs.padding import PaddingArgument

_RULES = {"SAME_UPPER": "same", "SAME_LOWER": "same_lower", "VALID": "valid"}


def filter_shape(node: OperatorNode, rank: int) -> tuple[int, ...]:
    """Give the shape of W; kernel_shape, where given, must repeat its spatial part."""
    shape = node.fixed_shape(1, "W")
    if len(shape) != rank + 2:
        raise OnnxError(
            f"W has shape {shape}, but X has {counted(rank, 'spatial axis', 'spatial axes')}"
        )
    stated = node.numbers("kernel_shape")
    if stated is not None and stated != shape[2:]:
        raise OnnxError(f"kernel_shape {shown(stated)} is not that of W, {shape[2:]}")
    return shape


def check_channels(node: OperatorNode, given: int | None, expected: int) -> None:
    """Refuse an input whose channels, where they are known, are not those that W takes."""
    if given is not None and given != expected:
        raise OnnxError(
            f"X has {counted(given, 'channel')}, but W of shape {node.shape(1, 'W')} with group "
            f"{node.integer('group')} takes {expected}"
        )


def check_bias(node: OperatorNode, filters: int) -> None:
    """Refuse a bias whose shape, where it is known, is not one number per filter."""
    if not node.has_input(2):
        return
    node.input_name(2, "B")
    shape = node.found.scope.shapes[node.found.proto.input[2]]
    if shape is not None and not fits(shape, (filters,)):
        raise OnnxError(f"B has shape {write_shape(shape)}, expected ({filters},)")


def window_options(node: OperatorNode, rank: int) -> dict[str, Any]:
    """Give stride, dilation and padding as a spec takes them; each is 1, 1 and 0 if not given."""
    return {
        "stride": _axes(node, "strides", rank),
        "dilation": _axes(node, "dilations", rank),
        "padding": _padding(node, rank),
    }


def _axes(node: OperatorNode, name: str, rank: int) -> tuple[int, ...]:
    numbers = node.numbers(name)
    if numbers is None:
        return (1,) * rank
    check_count(name, numbers, rank)
    return numbers


def _padding(node: OperatorNode, rank: int) -> PaddingArgument:
    """Give the pads, begins before ends, as one pair per axis, or the rule of auto_pad."""
    pads = node.numbers("pads")
    rule = node.text("auto_pad") if "auto_pad" in node.attributes else "NOTSET"
    if pads is not None:
        check_count("pads", pads, 2 * rank)
    if rule == "NOTSET":
        return tuple(zip(pads[:rank], pads[rank:], strict=True)) if pads else ((0, 0),) * rank
    if rule not in _RULES:
        raise OnnxError(f"auto_pad {shown(rule)} is not one of NOTSET, {', '.join(_RULES)}")
    if pads is not None and any(pads):
        raise OnnxError(f"pads {shown(pads)} and auto_pad {rule} are both given")
    return _RULES[rule]


def check_count(name: str, numbers: tuple[int, ...], expected: int) -> None:
    """Refuse a list of another length."""
    if len(numbers) != expected:
        raise OnnxError(
            f"attribute {name} {shown(numbers)} has {counted(len(numbers), 'number')}, expected "
            f"{expected}"
        )
