"""Networks in PyTorch: every layer as its functions have it, the gradients by autograd."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

import numpy as np

from symconv.specs import (
    ActivationSpec,
    ConvSpec,
    ConvTransposeSpec,
    DenseSpec,
    FlattenSpec,
    LossSpec,
    PoolSpec,
)
from symconv.specs.network import NetworkSpec
from tests.oracles.torch_oracle import _convolution
from tests.requirements import require

torch = require("torch")

Array = np.ndarray[Any, Any]
Arrays = dict[str, Any]


def torch_network(
    network: NetworkSpec, x: Array, upstream: Array, parameters: dict[str, Array]
) -> tuple[Any, dict[str, Array], Array]:
    """Give the prediction's loss (or output), the gradients by name, and that by x.

    `upstream` is the target t, or grad_o without a loss.
    """
    given = torch.tensor(x, requires_grad=True)
    held = {name: torch.tensor(array, requires_grad=True) for name, array in parameters.items()}
    first, target = given, torch.tensor(upstream)
    for at in network.layers:
        own = {
            name.removeprefix(f"{at.name}_"): tensor
            for name, tensor in held.items()
            if name.rpartition("_")[0] == at.name
        }
        given = apply(at.spec, given, {**own, "t": target})
    total = given.sum() if network.loss else (given * target).sum()
    total.backward()
    gradients = {name: _gradient(tensor) for name, tensor in held.items()}
    result = total if network.loss else given
    return result.detach().numpy(), gradients, _gradient(first)


def _gradient(tensor: Any) -> Array:
    """Give a gradient; none was made where nothing depends on the tensor."""
    return np.zeros(tuple(tensor.shape)) if tensor.grad is None else tensor.grad.numpy()


@singledispatch
def apply(spec: object, x: Any, arrays: Arrays) -> Any:
    """Give what a layer gives."""
    raise TypeError(f"{spec} is no layer")


@apply.register
def _conv(spec: ConvSpec, x: Any, arrays: Arrays) -> Any:
    return _convolution(spec, x, arrays["f"], arrays.get("b"))


@apply.register
def _conv_transpose(spec: ConvTransposeSpec, x: Any, arrays: Arrays) -> Any:
    function = getattr(torch.nn.functional, f"conv_transpose{spec.rank}d")
    full = function(
        x, arrays["f"], arrays.get("b"), spec.stride, 0, spec.output_padding, spec.groups,
        spec.dilation,
    )  # fmt: skip
    sizes = zip(full.shape[2:], spec.pads, strict=True)
    return full[(..., *(slice(before, size - after) for size, (before, after) in sizes))]


@apply.register
def _pool(spec: PoolSpec, x: Any, _arrays: Arrays) -> Any:
    operation = spec.operation.value
    if operation in ("max", "min"):
        sign = 1 if operation == "max" else -1
        return sign * windows(spec, sign * x, -torch.inf).max(dim=-1).values
    entries = windows(spec, x, 0.0)
    if operation == "lp":
        return torch.linalg.vector_norm(entries, ord=spec.power, dim=-1)
    counted = torch.ones_like(x)
    if spec.count_include_pad:
        pads = [pad for pair in reversed(spec.pads) for pad in pair]
        counted = torch.nn.functional.pad(counted, pads, value=1.0)
        return entries.sum(dim=-1) / windows(spec, counted, 0.0, padded=True).sum(dim=-1)
    return entries.sum(dim=-1) / windows(spec, counted, 0.0).sum(dim=-1)


def windows(spec: PoolSpec, x: Any, fill: float, padded: bool = False) -> Any:
    """Give the entries of every window along a last axis; what is not there is `fill`."""
    pads = []
    for axis, (before, after) in zip(reversed(spec.axes), reversed(spec.pads), strict=True):
        reach = (axis.windows - 1) * axis.stride + axis.extent
        pads += [0 if padded else before, max(0, reach - axis.padded) + (0 if padded else after)]
    x = torch.nn.functional.pad(x, pads, value=fill)
    for place, axis in enumerate(spec.axes, 2):
        x = x.unfold(place, axis.extent, axis.stride).narrow(place, 0, axis.windows)
        x = x[..., :: axis.dilation]
    return x.flatten(start_dim=2 + spec.rank)


@apply.register
def _activation(spec: ActivationSpec, x: Any, _arrays: Arrays) -> Any:
    functions = torch.nn.functional
    match spec.function.value:
        case "identity":
            return x
        case "leaky_relu":
            return functions.leaky_relu(x, float(spec.slope))
        case "softmax":
            return functions.softmax(x, dim=spec.axis + 1)
        case "relu":
            return functions.relu(x)
        case name:
            return getattr(torch, name)(x)


@apply.register
def _flatten(_spec: FlattenSpec, x: Any, _arrays: Arrays) -> Any:
    return x.flatten(start_dim=1)


@apply.register
def _dense(_spec: DenseSpec, x: Any, arrays: Arrays) -> Any:
    return torch.nn.functional.linear(x, arrays["w"], arrays.get("b"))


@apply.register
def _loss(spec: LossSpec, x: Any, arrays: Arrays) -> Any:
    target, axes = arrays["t"], tuple(range(1, x.ndim))
    match spec.function.value:
        case "squared_error":
            return ((target - x) ** 2).sum(dim=axes) / 2
        case "mean_squared_error":
            return ((target - x) ** 2).mean(dim=axes)
        case _:
            return -(target * torch.log_softmax(x, dim=1)).sum(dim=axes)
