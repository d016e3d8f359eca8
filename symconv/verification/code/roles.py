"""What a function of somebody's is meant to give."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from symconv.errors import SpecError, SymconvError
from symconv.roles import Role
from symconv.specs import LayerSpec
from symconv.suggestions import not_one_of


class StyleError(SymconvError, ValueError):
    """A function whose way of being called is not clear: names the option that says it."""


class FunctionRole(StrEnum):
    """What a function gives; `backward` is every gradient that is among its results."""

    FORWARD = "forward"
    GRAD_INPUT = "grad_input"
    GRAD_FILTER = "grad_filter"
    GRAD_WEIGHT = "grad_weight"
    GRAD_BIAS = "grad_bias"
    BACKWARD = "backward"


def as_role(role: str | FunctionRole, spec: LayerSpec) -> FunctionRole:
    """Give the role of a word, for a layer that has such a function.

    Raises `StyleError` for another word, and for what the layer does not have.
    """
    try:
        chosen = FunctionRole(role)
    except ValueError:
        raise StyleError(not_one_of("role", role, FunctionRole)) from None
    if chosen is FunctionRole.GRAD_FILTER and "grad_weight" in spec.functions:
        return FunctionRole.GRAD_WEIGHT
    if chosen is not FunctionRole.BACKWARD and chosen.value not in spec.functions:
        known = ", ".join(name for name in spec.functions if name != "indices")
        raise StyleError(f"the layer has no {chosen.value}, but {known}: {spec}")
    return chosen


def parts_of(role: FunctionRole, spec: LayerSpec) -> tuple[FunctionRole, ...]:
    """Give the functions of the layer that a role stands for.

    The gradient of a bias is among those of `backward` only where the layer has one.
    """
    if role is not FunctionRole.BACKWARD:
        return (role,)
    return tuple(
        FunctionRole(name)
        for name in spec.functions
        if name.startswith("grad_") and (name != "grad_bias" or Role.BIAS in spec.parameter_shapes)
    )


def shape_of(role: FunctionRole, spec: LayerSpec, batch: int) -> tuple[int, ...]:
    """Give the shape of what a role stands for, in our order of axes."""
    if role is FunctionRole.FORWARD:
        return (batch, *spec.output_shape)
    if role is FunctionRole.GRAD_INPUT:
        return (batch, *spec.input_shape)
    shapes: Mapping[Role, tuple[int, ...]] = spec.parameter_shapes
    wanted = Role(role.value.removeprefix("grad_"))
    if wanted in shapes:
        return shapes[wanted]
    if wanted is Role.BIAS:
        return (spec.output_shape[0],)
    raise SpecError(f"the layer has no {role.value}: {spec}")
