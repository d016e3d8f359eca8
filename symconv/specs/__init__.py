"""Layer specifications: what a person says, validated, frozen and normalised."""

from symconv.specs.activation import ActivationFunction, ActivationSpec
from symconv.specs.conv import ConvSpec
from symconv.specs.conv_transpose import ConvTransposeSpec
from symconv.specs.dense import DenseSpec
from symconv.specs.flatten import FlattenSpec
from symconv.specs.layer import LayerSpec
from symconv.specs.loss import LossFunction, LossSpec
from symconv.specs.padding import PaddingMode
from symconv.specs.pool import Pooling, PoolSpec
from symconv.specs.unpool import UnpoolSpec

__all__ = [
    "ActivationFunction",
    "ActivationSpec",
    "ConvSpec",
    "ConvTransposeSpec",
    "DenseSpec",
    "FlattenSpec",
    "LayerSpec",
    "LossFunction",
    "LossSpec",
    "PaddingMode",
    "PoolSpec",
    "Pooling",
    "UnpoolSpec",
]
