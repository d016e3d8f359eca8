"""What a user says of the layer that a document is about, where they say anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symconv.notation import Notation
    from symconv.specs import LayerSpec


@dataclass(frozen=True)
class SettingOptions:
    """The layer and the notation that overrule what a document says; None leaves it to it."""

    spec: LayerSpec | None = None
    notation: Notation | None = None
