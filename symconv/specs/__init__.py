"""Layer specifications: what a person says, validated, frozen and normalised."""

from symconv.specs.conv import ConvSpec
from symconv.specs.padding import PaddingMode

__all__ = ["ConvSpec", "PaddingMode"]
