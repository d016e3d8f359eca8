"""Layer specifications: what a person says, validated, frozen and normalised."""

from symconv.specs.conv import ConvSpec
from symconv.specs.conv_transpose import ConvTransposeSpec
from symconv.specs.dense import DenseSpec
from symconv.specs.flatten import FlattenSpec
from symconv.specs.layer import LayerSpec
from symconv.specs.padding import PaddingMode
from symconv.specs.roles import Role

__all__ = [
    "ConvSpec",
    "ConvTransposeSpec",
    "DenseSpec",
    "FlattenSpec",
    "LayerSpec",
    "PaddingMode",
    "Role",
]
