"""Attributes of a node, as its operator has them in the model's opset."""

from __future__ import annotations

from typing import Any

from symconv.errors import OnnxError, shown
from symconv.onnx_models.model import Value


def read_attributes(onnx: Any, node: Any, opset: int) -> dict[str, Value]:
    """Give the attributes of a node, defaults of its operator included.

    Raises
    ------
    OnnxError
        For an operator that the opset has not, and for an attribute that is unknown, given twice,
        missing or of another type.
    """
    schema = _schema(onnx, node, opset)
    values = {
        name: _value(onnx, attribute.default_value)
        for name, attribute in schema.attributes.items()
        if attribute.default_value.name
    }
    given = set()
    for attribute in node.attribute:
        name = attribute.name
        if name not in schema.attributes:
            known = ", ".join(sorted(schema.attributes)) or "none"
            raise OnnxError(
                f"unknown attribute {shown(name)}; in opset {opset} {schema.name} has: {known}"
            )
        if name in given:
            raise OnnxError(f"attribute {name} is given twice")
        given.add(name)
        _check_type(onnx, attribute, schema.attributes[name])
        values[name] = _value(onnx, attribute)
    for name, attribute in schema.attributes.items():
        if attribute.required and name not in given:
            raise OnnxError(f"attribute {name} is missing")
    return values


def _schema(onnx: Any, node: Any, opset: int) -> Any:
    try:
        return onnx.defs.get_schema(node.op_type, opset, "")
    except onnx.defs.SchemaError:
        raise OnnxError(f"opset {opset} has no operator {node.op_type}") from None


def _check_type(onnx: Any, attribute: Any, declared: Any) -> None:
    types = onnx.AttributeProto.AttributeType
    expected = declared.type.name
    if attribute.type not in types.values() or types.Name(attribute.type) != expected:
        raise OnnxError(f"attribute {attribute.name} is not of type {expected}")


def _value(onnx: Any, attribute: Any) -> Value:
    """Give the value of an attribute, which is a number, a text or numbers."""
    value = onnx.helper.get_attribute_value(attribute)
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, int | float | str):
        return value
    return tuple(map(int, value))
