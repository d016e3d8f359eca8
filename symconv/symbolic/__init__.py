"""From a spec and a notation to SymPy symbols and output expressions."""

from symconv.specs.roles import Role
from symconv.symbolic import dense_forward, flatten_forward  # noqa: F401 (they register)
from symconv.symbolic.arrays import SymbolArray
from symconv.symbolic.forward import SymbolicLayer, build_layer
from symconv.symbolic.notation import FactorOrder, IndexStyle, Notation, Upstream
from symconv.symbolic.presets import PRESETS, as_notation

__all__ = [
    "PRESETS",
    "FactorOrder",
    "IndexStyle",
    "Notation",
    "Role",
    "SymbolArray",
    "SymbolicLayer",
    "Upstream",
    "as_notation",
    "build_layer",
]
