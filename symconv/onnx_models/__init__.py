"""ONNX models: which layers their nodes are, and which nodes are none.

Needs the package onnx (the extra `onnx`), which is imported when a model is read.
"""

from symconv.onnx_models.model import (
    NodePlace,
    OnnxLayer,
    OnnxModel,
    SkippedNode,
    UnknownOperator,
)
from symconv.onnx_models.reader import read_model

__all__ = [
    "NodePlace",
    "OnnxLayer",
    "OnnxModel",
    "SkippedNode",
    "UnknownOperator",
    "read_model",
]
