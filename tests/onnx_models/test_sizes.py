"""Sizes between nodes: by the rule of each layer, whatever shape inference makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from symconv import ConvSpec, build_kernel
from symconv.specs import PoolSpec, UnpoolSpec
from tests.onnx_models.backend import KernelRun
from tests.onnx_models.models import (
    declared,
    helper,
    integers,
    model,
    node,
    onnx,
    read,
    tensor,
    zeros,
)
from tests.requirements import require

require("onnx.reference")

CEILED = {"kernel_shape": [3, 3], "strides": [3, 3], "pads": [1] * 4, "ceil_mode": 1}
BY_RULE = {"kernel_shape": [3, 3], "strides": [2, 2], "auto_pad": "VALID", "ceil_mode": 1}
POOL = PoolSpec((6, 5), 3, 2, stride=3, padding=1, ceil_mode=True)
AFTER = ConvSpec((3, 2), 2, in_channels=2, out_channels=4)
WEIGHTS = [zeros("w", AFTER.filter_shape)]


def pooled_then_convolved(*between: Any, opset: int = 17, **pool: Any) -> Any:
    """Give a model of a pool, nodes from `z` to `v`, and a convolution."""
    nodes = between or (node("Relu", "z", outputs="v"),)
    first = node("MaxPool", "x", outputs="z", name="pool", **(pool or CEILED))
    return model(
        first, *nodes, node("Conv", "v", "w"), x=(1, 2, 6, 5), weights=WEIGHTS, opset=opset
    )


def evaluated(proto: Any) -> list[Any]:
    """Give the results that ONNX's own evaluator has."""
    x = np.arange(60, dtype=np.float32).reshape(1, 2, 6, 5)
    return list(onnx.reference.ReferenceEvaluator(proto).run(None, {"x": x}))


@pytest.mark.parametrize("opset", [10, 12, 17, 21, 22])
def test_a_window_in_the_padding_alone_is_left_out_and_what_follows_is_smaller(
    tmp_path: Path, opset: int
) -> None:
    proto = pooled_then_convolved(opset=opset)
    found = read(tmp_path, proto)
    assert ([layer.spec for layer in found.layers], found.skipped) == ([POOL, AFTER], ())
    assert evaluated(proto)[0].shape == (1, *AFTER.output_shape)


@pytest.mark.parametrize("opset", [12, 22])
@pytest.mark.parametrize("operator", ["MaxPool", "AveragePool"])
def test_ceil_mode_counts_for_nothing_beside_a_rule_of_padding(
    tmp_path: Path, operator: str, opset: int
) -> None:
    first = node(operator, "x", outputs="z", **BY_RULE)
    proto = model(first, node("Conv", "z", "w"), x=(1, 2, 8, 6), weights=WEIGHTS, opset=opset)
    assert [layer.spec.output_size for layer in read(tmp_path, proto).layers] == [(3, 2), (2, 1)]


def test_sizes_in_the_branch_of_a_node_follow_too(tmp_path: Path) -> None:
    def branch(name: str) -> Any:
        pool = node("MaxPool", "x", outputs=f"z{name}", **CEILED)
        conv = node("Conv", f"z{name}", "w", outputs=name)
        return helper.make_graph([pool, conv], name, [], [tensor(name, None)])

    choice = node("If", "flag", then_branch=branch("a"), else_branch=branch("b"))
    flag = tensor("flag", (), onnx.TensorProto.BOOL)
    proto = model(choice, x=(1, 2, 6, 5), inputs=[flag], weights=WEIGHTS, opset=17)
    assert [layer.spec for layer in read(tmp_path, proto).layers] == [POOL, AFTER, POOL, AFTER]


def test_of_a_pool_that_is_no_layer_the_size_is_known_all_the_same(tmp_path: Path) -> None:
    pool = {"kernel_shape": [2, 2], "strides": [3, 3], "pads": [2, 1, 1, 1], "ceil_mode": 1}
    found = read(tmp_path, pooled_then_convolved(**pool))
    (skipped,) = found.skipped
    assert "meets only padding on axis 0" in skipped.reason
    assert [layer.spec for layer in found.layers] == [AFTER]


def test_a_declared_shape_that_a_node_has_not_makes_what_follows_doubtful(tmp_path: Path) -> None:
    found = read(tmp_path, declared(pooled_then_convolved(), "z", (1, 2, 3, 3)))
    assert found.layers == ()
    pool, conv = found.skipped
    assert pool.reason == (
        "the model declares its output to have the shape (1, 2, 3, 3), batch first; "
        f"{POOL!r} gives (2, 3, 2)"
    )
    assert conv.reason == (
        "the shape of 'v' depends on node 1 (MaxPool 'pool'), which is declared to give another "
        "shape than it gives"
    )


def test_what_has_the_same_size_either_way_is_not_doubtful(tmp_path: Path) -> None:
    glued = node("GlobalMaxPool", "z", outputs="u"), node("Expand", "u", "size", outputs="v")
    proto = pooled_then_convolved(*glued)
    proto.graph.initializer.append(integers("size", 1, 2, 3, 2))
    found = read(tmp_path, declared(proto, "z", (1, 2, 3, 3)))
    assert [layer.spec for layer in found.layers] == [AFTER]
    assert [skipped.place.op_type for skipped in found.skipped] == ["MaxPool", "GlobalMaxPool"]


def test_a_declared_shape_that_is_right_is_believed(tmp_path: Path) -> None:
    proto = declared(declared(pooled_then_convolved(), "z", (1, 2, 3, "w")), "y", (1, 4, 2, 1))
    assert [layer.spec for layer in read(tmp_path, proto).layers] == [POOL, AFTER]


def unpooled(*shape: int, **pool: Any) -> Any:
    """Give a model that pools 5x5 entries and puts the maxima back, into a shape if given."""
    window = {"kernel_shape": [2, 2], "strides": [2, 2]}
    first = node("MaxPool", "x", outputs="z i", **window, **pool)
    sized = ["size"] if shape else []
    second = node("MaxUnpool", "z", "i", *sized, **window)
    weights = [integers("size", *shape)] if shape else []
    return model(first, second, x=(1, 1, 5, 5), weights=weights)


def test_indices_are_those_of_what_was_pooled(tmp_path: Path) -> None:
    proto = unpooled(1, 1, 5, 5)
    found = read(tmp_path, proto)
    assert found.layers[1].spec == UnpoolSpec((2, 2), (5, 5))
    x = np.arange(25, dtype=np.float32).reshape(1, 1, 5, 5)
    (result,) = KernelRun(found, "auto").run(proto, [x])
    assert np.flatnonzero(result).tolist() == [6, 8, 16, 18]
    assert result.reshape(-1)[[6, 8, 16, 18]].tolist() == [6, 8, 16, 18]


def test_an_output_larger_than_what_was_pooled_has_zeros_after_it(tmp_path: Path) -> None:
    proto = unpooled(1, 1, 6, 7)
    found = read(tmp_path, proto)
    assert found.layers[1].spec == UnpoolSpec((2, 2), (6, 7), index_size=(5, 5))
    x = np.arange(25, dtype=np.float32).reshape(1, 1, 5, 5)
    (result,) = KernelRun(found, "auto").run(proto, [x])
    assert np.argwhere(result[0, 0]).tolist() == [[1, 1], [1, 3], [3, 1], [3, 3]]


@pytest.mark.parametrize(
    ("proto", "reason"),
    [
        (unpooled(1, 1, 5, 5, storage_order=1), "indices 'i' are counted column by column"),
        (
            unpooled(),
            "its indices are those of a pool of size (5, 5), and its output has size (4, 4); an "
            "output_shape says what it is to give back",
        ),
    ],
)
def test_indices_that_the_output_does_not_have_are_no_layer(
    tmp_path: Path, proto: Any, reason: str
) -> None:
    (skipped,) = read(tmp_path, proto).skipped
    assert skipped.reason == reason


def test_indices_from_elsewhere_count_on_the_output() -> None:
    spec = UnpoolSpec.of_attributes((2, 2), 2, stride=2, output_size=(5, 5))
    values, places = np.arange(1.0, 5).reshape(1, 1, 2, 2), np.array([[[[6, 8], [16, 18]]]])
    assert np.flatnonzero(build_kernel(spec).forward(values, places)).tolist() == [6, 8, 16, 18]
