"""From a spec and a notation to SymPy symbols and output expressions."""

from symconv.symbolic.arrays import SymbolArray
from symconv.symbolic.forward import SymbolicLayer, build_layer
from symconv.symbolic.letters import Role
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
