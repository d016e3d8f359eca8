"""From a spec and a notation to SymPy symbols and output expressions."""

from symconv.specs.kinds import load_kinds
from symconv.symbolic.arrays import SymbolArray
from symconv.symbolic.forward import SymbolicLayer, build_layer
from symconv.symbolic.network_places import PlacedLayer, place_layers, resolve_notation

__all__ = [
    "PlacedLayer",
    "SymbolArray",
    "SymbolicLayer",
    "build_layer",
    "place_layers",
    "resolve_notation",
]

load_kinds(__name__)  # each registers its kind with `build_layer`
