"""What a user says of the layer that a document is about, where they say anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from symconv.errors import SpecError
from symconv.specs import ConvSpec, Pooling, PoolSpec

if TYPE_CHECKING:
    from symconv.notation import Notation
    from symconv.specs import LayerSpec


@dataclass(frozen=True)
class SettingOptions:
    """The layer and the notation that overrule what a document says; None leaves it to it.

    Raises `SpecError` for a layer whose formulas are not judged.
    """

    spec: LayerSpec | None = None
    notation: Notation | None = None

    def __post_init__(self) -> None:
        if not _is_judged(self.spec):
            raise SpecError(
                f"formulas of this layer are not judged: {self.spec}; give a convolution, or a "
                f"pool of maxima or averages, without padding and dilation, whose stride is the "
                f"same along every axis"
            )


def _is_judged(spec: LayerSpec | None) -> bool:
    """Tell whether a layer is a convolution, or a pool whose windows lie within its input."""
    if spec is None or isinstance(spec, ConvSpec):
        return True
    if not isinstance(spec, PoolSpec) or spec.operation not in (Pooling.MAX, Pooling.AVERAGE):
        return False
    inside = not any(map(any, spec.pads)) and not spec.ceil_mode and set(spec.dilation) == {1}
    return inside and len(set(spec.stride)) == 1 and spec.divisor is None
