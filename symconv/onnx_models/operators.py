"""Operators that are layers: from a node to a specification, as the operator's text says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from typing import Any

from symconv.errors import OnnxError, SpecError
from symconv.onnx_models.arguments import (
    check_bias,
    check_channels,
    check_count,
    filter_shape,
    window_options,
)
from symconv.onnx_models.constants import read_integers
from symconv.onnx_models.loading import OWN_DOMAIN
from symconv.onnx_models.nodes import NotALayerError, OpenSizeError, OperatorNode
from symconv.onnx_models.shapes import fits, write_shape
from symconv.specs import (
    ConvSpec,
    ConvTransposeSpec,
    LayerSpec,
    Pooling,
    PoolSpec,
    UnpoolSpec,
)
from symconv.specs.options.windows import GLOBAL


@dataclass(frozen=True)
class Operator:
    """How an operator is read; `arguments` name its inputs as a layer's functions do."""

    read: Callable[[OperatorNode], LayerSpec]
    arguments: tuple[str, ...] = ("x",)


_FIRST_WITH_MORE_BEFORE = 11
"""The first opset whose ConvTranspose crops the odd entry of an output_shape before the axis."""


def read_conv(node: OperatorNode) -> ConvSpec:
    """Give the layer of a Conv."""
    channels, size = node.image()
    filters = filter_shape(node, len(size))
    groups = node.integer("group")
    check_channels(node, channels, filters[1] * groups)
    check_bias(node, filters[0])
    return ConvSpec(
        size,
        filters[2:],
        in_channels=filters[1] * groups,
        out_channels=filters[0],
        groups=groups,
        bias=node.has_input(2),
        **window_options(node, len(size)),
    )


def read_conv_transpose(node: OperatorNode) -> ConvTransposeSpec:
    """Give the layer of a ConvTranspose.

    An output shape makes its own pads, and those given are ignored. Which side has the odd entry
    depends on the opset: before 11 it is the other one.
    """
    channels, size = node.image()
    filters = filter_shape(node, len(size))
    groups = node.integer("group")
    check_channels(node, channels, filters[0])
    check_bias(node, filters[1] * groups)
    options = window_options(node, len(size))
    wanted = node.numbers("output_shape")
    padding = options.pop("padding")
    values: dict[str, Any] = {
        "input_size": size,
        "filter_size": filters[2:],
        "in_channels": filters[0],
        "out_channels": filters[1] * groups,
        "groups": groups,
        "output_padding": node.numbers("output_padding") or 0,
        "bias": node.has_input(2),
        **options,
    }
    if wanted is None and not isinstance(padding, str):
        return ConvTransposeSpec(**values, padding=padding)
    checked = ConvTransposeSpec(**values)  # what is wrong apart from its output size
    if wanted is not None:
        check_count("output_shape", wanted, checked.rank)
        after = padding == "same"
        values["output_size"] = wanted
        padding = "same" if after == (node.opset >= _FIRST_WITH_MORE_BEFORE) else "same_lower"
    try:
        return ConvTransposeSpec(**values, padding=padding)
    except SpecError as error:
        raise NotALayerError(str(error)) from None


def _pool(operation: Pooling) -> Callable[[OperatorNode], PoolSpec]:
    """Give the reader of a pool."""

    def read(node: OperatorNode) -> PoolSpec:
        channels, size = _pool_input(node)
        kernel = node.numbers("kernel_shape")
        if kernel is None:
            raise NotALayerError("it has no kernel_shape")
        values: dict[str, Any] = {
            "input_size": size,
            "pool_size": kernel,
            "channels": channels,
            "ceil_mode": node.flag("ceil_mode"),
            **window_options(node, len(size)),
        }
        own: dict[str, Any] = {"operation": operation, **_OPTIONS[operation](node)}
        try:
            return PoolSpec(**values, **own)
        except SpecError as error:
            if not _has_windows(values):
                raise
            raise NotALayerError(str(error)) from None

    return read


def _has_windows(values: Mapping[str, Any]) -> bool:
    """Tell whether a pool is in order but for windows of padding alone, which a p-norm takes."""
    try:
        PoolSpec(**values, operation=Pooling.LP)
    except SpecError:
        return False
    return True


def _global_pool(operation: Pooling) -> Callable[[OperatorNode], PoolSpec]:
    """Give the reader of a pool over the whole input."""

    def read(node: OperatorNode) -> PoolSpec:
        channels, size = _pool_input(node)
        options = _power_option(node) if operation is Pooling.LP else {}
        return PoolSpec(size, GLOBAL, channels, operation, **options)

    return read


def read_max_unpool(node: OperatorNode) -> UnpoolSpec:
    """Give the layer of a MaxUnpool; its output's shape must be a constant, or stated.

    Pads count only where there is none: "if output_shape is specified, pads values are ignored".
    Indices count on the pool's own input, which the output is: where the model holds the pool and
    its input has another size, no layer is made.
    """
    channels, size = _pool_input(node)
    if node.fixed_shape(1, "I")[1:] != (channels, *size):
        raise OnnxError(
            f"I has shape {write_shape(node.shape(1, 'I'))}, X {write_shape(node.shape(0, 'X'))}"
        )
    options = window_options(node, len(size))
    wanted = _unpooled_size(node, channels, len(size)) if node.has_input(2) else None
    spec = UnpoolSpec.of_attributes(
        size,
        node.numbers("kernel_shape") or (),
        options["stride"],
        options["padding"],
        wanted,
        channels,
    )
    _check_pooled(node, spec)
    return spec


def _check_pooled(node: OperatorNode, spec: UnpoolSpec) -> None:
    """Skip an unpooling whose indices, where their pool is known, do not number its output."""
    scope = node.found.scope
    pool = scope.producers.get(node.input_name(1, "I"))
    if pool is None or pool.op_type != "MaxPool" or pool.domain != OWN_DOMAIN:
        return
    if any(item.name == "storage_order" and item.i for item in pool.attribute):
        raise NotALayerError("its indices come from a MaxPool that counts column by column")
    pooled = scope.shapes.get(pool.input[0]) if pool.input else None
    if pooled is not None and not fits(pooled[1:], spec.output_shape):
        raise NotALayerError(
            f"its indices come from a MaxPool of shape {write_shape(pooled)} and count on that, "
            f"but its own output is {spec.output_shape}, batch aside; output_shape can say the "
            "pool's size"
        )


_OPTIONS: Mapping[Pooling, Callable[[OperatorNode], Mapping[str, Any]]] = {
    Pooling.MAX: lambda node: {"storage_order": node.integer("storage_order")},
    Pooling.AVERAGE: lambda node: {"count_include_pad": node.flag("count_include_pad")},
    Pooling.LP: lambda node: _power_option(node),
}

OPERATORS: Mapping[str, Operator] = {
    "Conv": Operator(read_conv, ("x", "f", "b")),
    "ConvTranspose": Operator(read_conv_transpose, ("x", "f", "b")),
    "MaxPool": Operator(_pool(Pooling.MAX)),
    "AveragePool": Operator(_pool(Pooling.AVERAGE)),
    "LpPool": Operator(_pool(Pooling.LP)),
    "GlobalMaxPool": Operator(_global_pool(Pooling.MAX)),
    "GlobalAveragePool": Operator(_global_pool(Pooling.AVERAGE)),
    "GlobalLpPool": Operator(_global_pool(Pooling.LP)),
    "MaxUnpool": Operator(read_max_unpool, ("x", "i")),
}
"""ONNX's own operators that are layers."""


def _pool_input(node: OperatorNode) -> tuple[int, tuple[int, ...]]:
    channels, size = node.image()
    if channels is None:
        raise OpenSizeError(
            f"the channels of X are not fixed: its shape is {write_shape(node.shape(0, 'X'))}",
            node.input_name(0, "X"),
        )
    return channels, size


def _unpooled_size(node: OperatorNode, channels: int, rank: int) -> tuple[int, ...]:
    """Give the spatial part of a MaxUnpool's third input, or of its output's shape if that says it.

    Raises `NotALayerError` if neither is fixed.
    """
    stated = node.output_shape() or ()
    sizes = tuple(size for size in stated[2:] if isinstance(size, int))
    try:
        whole = read_integers(node, 2, "output_shape")
    except NotALayerError:
        if len(sizes) == rank == len(stated) - 2:
            return sizes
        raise
    check_count("output_shape", whole, rank + 2)
    if whole[1] != channels:
        raise OnnxError(f"output_shape {whole} has {whole[1]} channels, but X has {channels}")
    return whole[2:]


def _power_option(node: OperatorNode) -> dict[str, Any]:
    """Give the p of a p-norm; opset 1 has a float, which may be no whole number."""
    power = node.attributes["p"]
    if not isinstance(power, int | float) or not isfinite(power) or 0 < power < 1:
        raise NotALayerError(f"p {power} is not a finite number of at least 1")
    return {"power": Fraction(power)}
