"""From a file to a model as the package onnx gives it, which has no types here."""

from __future__ import annotations

from pathlib import Path
from stat import S_ISREG
from typing import Any

from symconv.errors import OnnxError, shown

LARGEST_FILE = 2**31 - 1
"""Bytes that a protobuf message can have; larger models keep their weights in other files."""

_FIRST_IR_WITH_OPSETS = 3
OWN_DOMAIN = ""
_OWN_DOMAINS = (OWN_DOMAIN, "ai.onnx")


def import_onnx() -> Any:
    """Give the package onnx; raises `OnnxError` that names the extra if it is not there."""
    try:
        import onnx
        import onnx.inliner
        import onnx.shape_inference
    except ImportError as error:
        raise OnnxError(
            "reading an ONNX model needs the package onnx, which comes with the extra: "
            f"pip install 'symconv[onnx]' ({error})"
        ) from None
    return onnx


def parse_model(onnx: Any, path: Path) -> Any:
    """Give the model in a file; data that it keeps in other files is not read.

    Raises `OnnxError` for a file that cannot be read or is no ONNX model.
    """
    model = onnx.ModelProto()
    try:
        model.ParseFromString(_read(path))
    except (ImportError, OnnxError):
        raise
    except Exception:  # DecodeError of protobuf, and what its implementations raise besides
        raise OnnxError(f"{path} is damaged or not an ONNX model: it cannot be parsed") from None
    if not model.ir_version or not model.HasField("graph"):
        raise OnnxError(f"{path} is damaged or not an ONNX model: it holds no graph")
    if not model.graph.node:
        raise OnnxError(f"{path} is damaged or not an ONNX model: its graph has no nodes")
    return model


def own_opset(onnx: Any, model: Any) -> int:
    """Give the version of ONNX's own operators that a model asks for.

    Raises `OnnxError` for one that is missing or that the package does not know.
    """
    newest = onnx.defs.onnx_opset_version()
    versions = [entry.version for entry in model.opset_import if is_own_domain(entry.domain)]
    if not versions and model.ir_version < _FIRST_IR_WITH_OPSETS:
        return 1
    if not versions:
        raise OnnxError("the model does not say which opset of ONNX it uses")
    if not 1 <= versions[0] <= newest:
        raise OnnxError(f"opset {versions[0]} is not one of 1 to {newest}, which onnx knows")
    return int(versions[0])


def is_own_domain(domain: str) -> bool:
    """Tell ONNX's own operators from those of others."""
    return domain in _OWN_DOMAINS


def as_text(value: Any) -> str:
    """Give a text of a model; raises `OnnxError` for bytes that are none."""
    if not isinstance(value, str):  # some versions of protobuf give what is not UTF-8 as bytes
        raise OnnxError(f"the model is damaged: {shown(value)} is not UTF-8 text")
    return value


def _read(path: Path) -> bytes:
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode):
            raise OnnxError(f"{path} is not a file")
        if status.st_size > LARGEST_FILE:
            raise OnnxError(f"{path} has {status.st_size:,} bytes; an ONNX file has 2 GiB at most")
        return path.read_bytes()
    except OSError as error:
        raise OnnxError(f"cannot read {path}: {error.strerror or error}") from None
