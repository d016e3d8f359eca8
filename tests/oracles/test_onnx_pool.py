"""ONNX's own node tests of pooling operators, through the reference and through kernels."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest

from symconv import PoolSpec, UnpoolSpec, build_kernel, reference
from symconv.specs import LayerSpec
from tests.requirements import require

onnx = require("onnx")
loader = require("onnx.backend.test.loader")

OPERATIONS = {
    "MaxPool": "max", "AveragePool": "average", "LpPool": "lp",
    "GlobalMaxPool": "max", "GlobalAveragePool": "average", "GlobalLpPool": "lp",
}  # fmt: skip
RULES = {b"SAME_UPPER": "same", b"SAME_LOWER": "same_lower", b"VALID": "valid"}
LEAST_CASES = 52
CONTRADICTED = "test_maxunpool_export_with_output_shape"
"""A case whose indices count on 4x4 and not on its output, 5x5: no MaxPool gives such indices."""


@cache
def cases() -> tuple[Any, ...]:
    """Give the cases whose only node is a pooling operator."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # cases of other operators overflow on purpose
        loaded = loader.load_model_tests(kind="node")
    known = {*OPERATIONS, "MaxUnpool"}
    return tuple(
        case
        for case in loaded
        if {n.op_type for n in case.model.graph.node} <= known and case.name != CONTRADICTED
    )


def spec_of(node: Any, arguments: list[Any]) -> LayerSpec:
    """Give the layer that a node is, from its attributes as the operators' text names them."""
    given = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    (_, channels, *size), window = arguments[0].shape, given.get("kernel_shape")
    padding: Any = 0
    if "pads" in given:
        half = len(given["pads"]) // 2
        padding = list(zip(given["pads"][:half], given["pads"][half:], strict=True))
    padding = RULES.get(given.get("auto_pad"), padding)
    strides = given.get("strides", 1)
    if node.op_type == "MaxUnpool":
        output = None if len(arguments) < 3 else [int(n) for n in arguments[2][2:]]
        return UnpoolSpec.of_attributes(size, window, strides, padding, output, channels)
    return PoolSpec(
        size, window or "global", channels, OPERATIONS[node.op_type], strides,
        given.get("dilations", 1), padding, bool(given.get("ceil_mode", 0)),
        bool(given.get("count_include_pad", 0)), given.get("p", 2), given.get("storage_order", 0),
    )  # fmt: skip


def results(case: Any, implementation: str) -> Iterator[tuple[Any, Any]]:
    (node,) = case.model.graph.node
    for arguments, expected in case.data_sets:
        spec = spec_of(node, list(arguments))
        taken = arguments[: len(spec.functions["forward"])]
        for function, wanted in zip(("forward", "indices"), expected, strict=False):
            if implementation == "reference":
                yield getattr(reference, function)(spec, *taken), wanted
            else:
                yield getattr(build_kernel(spec), function)(*taken), wanted


@pytest.mark.parametrize("implementation", ["reference", "kernels"])
def test_node_cases_pass(implementation: str) -> None:
    assert len(cases()) >= LEAST_CASES
    for case in cases():
        for given, wanted in results(case, implementation):
            assert (given.shape, given.dtype) == (wanted.shape, wanted.dtype), case.name
            np.testing.assert_allclose(given, wanted, case.rtol, case.atol, err_msg=case.name)


def test_every_operator_occurs() -> None:
    operators = {node.op_type for case in cases() for node in case.model.graph.node}
    # the package has no node test of GlobalLpPool
    assert operators == {*OPERATIONS, "MaxUnpool"} - {"GlobalLpPool"}
