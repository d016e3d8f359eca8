"""The symbolic forward pass of a flatten layer."""

from __future__ import annotations

from symconv.notation.notation import Notation
from symconv.roles import Role
from symconv.specs.flatten import FlattenSpec
from symconv.symbolic.forward import SymbolicLayer, build_layer, build_with


@build_layer.register
def build_flatten_layer(spec: FlattenSpec, notation: Notation) -> SymbolicLayer:
    """Build a flatten layer: the input's entries in row-major order."""
    return build_with(spec, notation, lambda arrays: arrays[Role.INPUT].symbols)
