"""Sizes after a pool are those that ONNX's own reference computes, whatever inference says."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from symconv.specs import PoolSpec
from tests.onnx_models.models import helper, model, node, onnx, read, tensor, zeros
from tests.requirements import require

evaluator = require("onnx.reference")

FILTER = zeros("w", (3, 2, 1, 1))
ROUNDED_UP = {"kernel_shape": [3, 3], "strides": [3, 3], "pads": [1] * 4, "ceil_mode": 1}


def pool_then_conv(size: Any, opset: int = 17, operator: str = "MaxPool", **pool: Any) -> Any:
    return model(
        node(operator, "x", outputs="p", **pool),
        node("Relu", "p", outputs="r"),
        node("Conv", "r", "w"),
        x=("N", 2, *size),
        weights=[FILTER],
        opset=opset,
    )


def test_windows_that_start_in_the_padding_are_left_out(tmp_path: Path) -> None:
    proto = pool_then_conv((6, 5), **ROUNDED_UP)
    assert inferred(proto, "p") == (3, 3)  # what is not to be trusted
    assert computed(proto, (6, 5), "p") == (3, 2)
    found = read(tmp_path, proto)
    assert found.skipped == ()
    pool, conv = (layer.spec for layer in found.layers)
    assert pool == PoolSpec((6, 5), 3, 2, stride=3, padding=1, ceil_mode=True)
    assert (pool.output_size, conv.input_size) == ((3, 2), (3, 2))


def test_a_shape_that_inference_wrote_into_the_model_is_inference_all_the_same(
    tmp_path: Path,
) -> None:
    written = onnx.shape_inference.infer_shapes(pool_then_conv((6, 5), **ROUNDED_UP))
    assert {value.name for value in written.graph.value_info} >= {"p", "r"}
    found = read(tmp_path, written)
    assert found.skipped == ()
    assert [layer.spec.output_size for layer in found.layers] == [(3, 2), (3, 2)]


def inferred(proto: Any, name: str) -> tuple[int, ...]:
    values = onnx.shape_inference.infer_shapes(proto).graph.value_info
    (value,) = (value for value in values if value.name == name)
    return tuple(dim.dim_value for dim in value.type.tensor_type.shape.dim[2:])


def computed(proto: Any, size: Any, name: str) -> tuple[int, ...]:
    changed = onnx.ModelProto()
    changed.CopyFrom(proto)
    changed.graph.output[0].name = name
    x = np.zeros((1, 2, *size), np.float32)
    (result,) = evaluator.ReferenceEvaluator(changed).run(None, {"x": x})
    return tuple(result.shape[2:])


@pytest.mark.parametrize("opset", [10, 11, 12, 17, 19, 22])
@pytest.mark.parametrize("operator", ["MaxPool", "AveragePool"])
def test_a_convolution_after_a_pool_has_its_size(tmp_path: Path, operator: str, opset: int) -> None:
    corrected = 0
    for size, strides, pads, up in product(
        [(5, 6), (7, 4), (6, 5)], [[1, 2], [2, 3], [3, 3]], [[0] * 4, [1] * 4, [0, 1, 1, 0]], [0, 1]
    ):
        options = {"kernel_shape": [3, 2], "strides": strides, "pads": pads, "ceil_mode": up}
        proto = pool_then_conv(size, opset, operator, **options)
        found = read(tmp_path, proto)
        assert found.skipped == ()
        actual = computed(proto, size, "p")
        assert [layer.spec.input_size for layer in found.layers] == [size, actual]
        corrected += inferred(proto, "p") != actual
    assert (corrected > 0) == (opset < 22)


def test_a_rule_of_padding_is_not_rounded_up(tmp_path: Path) -> None:
    for opset, rule, size in product((11, 22), ("VALID", "SAME_UPPER"), [(5, 6), (8, 7)]):
        window = {"kernel_shape": [3, 3], "strides": [2, 3], "auto_pad": rule}
        rounded = read(tmp_path, pool_then_conv(size, opset, **window, ceil_mode=1))
        plain = read(tmp_path, pool_then_conv(size, opset, **window))
        assert rounded.skipped == ()
        assert rounded.specs == plain.specs


def test_sizes_are_handed_on_through_pools_branches_and_indices(tmp_path: Path) -> None:
    branch = helper.make_graph([node("Conv", "r", "w", outputs="b")], "b", [], [tensor("b", None)])
    proto = model(
        node("MaxPool", "x", outputs="p i", **ROUNDED_UP),
        node("MaxPool", "p", outputs="q", kernel_shape=[1, 1], strides=[2, 2], ceil_mode=1),
        node("Relu", "p", outputs="r"),
        node("If", "flag", outputs="c", name="check", then_branch=branch, else_branch=branch),
        node("MaxUnpool", "r", "i", "size", outputs="u", kernel_shape=[3, 3], strides=[3, 3]),
        node("GlobalMaxPool", "u"),
        x=(1, 2, 6, 5),
        inputs=[tensor("flag", (), 9)],
        weights=[FILTER, helper.make_tensor("size", 7, [4], [1, 2, 6, 5])],
        opset=17,
    )
    found = read(tmp_path, proto)
    assert found.skipped == ()
    assert [(layer.place.op_type, layer.spec.input_size) for layer in found.layers] == [
        ("MaxPool", (6, 5)), ("MaxPool", (3, 2)), ("Conv", (3, 2)), ("Conv", (3, 2)),
        ("MaxUnpool", (3, 2)), ("GlobalMaxPool", (6, 5)),
    ]  # fmt: skip
    assert [layer.place.path for layer in found.layers[2:4]] == [
        ("4:check", "else_branch"), ("4:check", "then_branch"),
    ]  # fmt: skip


def test_what_follows_from_a_doubtful_size_is_skipped(tmp_path: Path) -> None:
    stated = pool_then_conv((6, 5), **ROUNDED_UP)
    stated.graph.value_info.append(tensor("p", (1, 2, 4, 3)))
    found = read(tmp_path, stated)
    assert found.layers == ()
    pool, conv = (node.reason for node in found.skipped)
    assert pool.startswith("the model gives its output the shape (1, 2, 4, 3), batch first")
    assert conv == (
        "the size of its input follows from node 1 (MaxPool), to which the model gives another "
        "size than its layer has"
    )
    on_padding = {"kernel_shape": [2, 2], "strides": [2, 2], "pads": [3, 0, 0, 0], "ceil_mode": 1}
    found = read(tmp_path, pool_then_conv((6, 5), **on_padding))
    pool, conv = (node.reason for node in found.skipped)
    assert "meets only padding" in pool
    assert conv == (
        "the size of its input follows from node 1 (MaxPool), whose size with ceil_mode shape "
        "inference may get wrong"
    )


def test_after_a_pool_of_the_whole_input_nothing_is_doubtful(tmp_path: Path) -> None:
    proto = model(
        node("MaxPool", "x", outputs="p", **ROUNDED_UP),
        node("GlobalMaxPool", "p", outputs="g"),
        node("Conv", "g", "w"),
        x=(1, 2, 6, 5),
        weights=[FILTER],
        opset=17,
    )
    proto.graph.value_info.append(tensor("p", (1, 2, 4, 3)))
    found = read(tmp_path, proto)
    assert [node.place.op_type for node in found.skipped] == ["MaxPool", "GlobalMaxPool"]
    assert [layer.spec.input_size for layer in found.layers] == [(1, 1)]


def test_a_doubtful_size_leaves_its_branch(tmp_path: Path) -> None:
    pool = node("MaxPool", "x", outputs="p", **ROUNDED_UP)
    branch = helper.make_graph([pool], "b", [], [tensor("p", (1, 2, 4, 3))])
    proto = model(
        node("If", "flag", outputs="c", then_branch=branch, else_branch=branch),
        node("Conv", "c", "w"),
        x=(1, 2, 6, 5),
        inputs=[tensor("flag", (), 9)],
        weights=[FILTER],
        opset=17,
    )
    found = read(tmp_path, proto)
    assert found.layers == ()
    assert found.skipped[-1].reason.startswith(
        "the size of its input follows from node 1 (MaxPool in '1:If/then_branch')"
    )
