"""How arrays, indices and products are written: letters, index style, product sign, order."""

from symconv.notation.notation import Notation
from symconv.notation.placed import Place, PlacedNotation
from symconv.notation.presets import PRESETS, as_notation
from symconv.notation.styles import FactorOrder, IndexStyle, UpdateStyle, Upstream

__all__ = [
    "PRESETS",
    "FactorOrder",
    "IndexStyle",
    "Notation",
    "Place",
    "PlacedNotation",
    "UpdateStyle",
    "Upstream",
    "as_notation",
]
