"""From a spec and a notation to SymPy symbols and output expressions."""

from symconv.specs.roles import Role
from symconv.symbolic import (  # noqa: F401 (they register)
    activation_forward,
    conv_transpose_forward,
    dense_forward,
    flatten_forward,
    loss_forward,
    pool_forward,
    unpool_forward,
)
from symconv.symbolic.arrays import SymbolArray
from symconv.symbolic.forward import SymbolicLayer, build_layer
from symconv.symbolic.network_places import PlacedLayer, place_layers, resolve_notation
from symconv.symbolic.notation import FactorOrder, IndexStyle, Notation, UpdateStyle, Upstream
from symconv.symbolic.placed import Place, PlacedNotation
from symconv.symbolic.presets import PRESETS, as_notation

__all__ = [
    "PRESETS",
    "FactorOrder",
    "IndexStyle",
    "Notation",
    "Place",
    "PlacedLayer",
    "PlacedNotation",
    "Role",
    "SymbolArray",
    "SymbolicLayer",
    "UpdateStyle",
    "Upstream",
    "as_notation",
    "build_layer",
    "place_layers",
    "resolve_notation",
]
