"""From nodes to layers: attributes and their defaults, shapes, what is skipped and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from symconv import ConvSpec, ConvTransposeSpec, build_kernel
from symconv.errors import OnnxError
from symconv.specs import PoolSpec, UnpoolSpec
from tests.onnx_models.models import (
    FILTER,
    IMAGE,
    INT64,
    conv_model,
    helper,
    integers,
    model,
    node,
    only_spec,
    pool_model,
    read,
    tensor,
    zeros,
)

PLAIN = ConvSpec((7, 9), (3, 2), in_channels=4, out_channels=6)


def changed(spec: Any, **changes: Any) -> Any:
    return type(spec)(**{**spec.literal(), **changes})


CONVOLUTIONS = {
    "plain": ({}, PLAIN),
    "kernel_shape": ({"kernel_shape": [3, 2]}, PLAIN),
    "strides": ({"strides": [3, 1]}, changed(PLAIN, stride=(3, 1))),
    "dilations": ({"dilations": [1, 4]}, changed(PLAIN, dilation=(1, 4))),
    "begins before ends": (
        {"pads": [1, 0, 2, 3]},
        changed(PLAIN, padding=((1, 2), (0, 3))),
    ),
    "upper": ({"auto_pad": "SAME_UPPER"}, changed(PLAIN, padding=((1, 1), (0, 1)))),
    "lower": ({"auto_pad": "SAME_LOWER"}, changed(PLAIN, padding=((1, 1), (1, 0)))),
    "valid": ({"auto_pad": "VALID"}, PLAIN),
    "no pads beside a rule": ({"auto_pad": "VALID", "pads": [0] * 4}, PLAIN),
}


@pytest.mark.parametrize("case", CONVOLUTIONS)
@pytest.mark.parametrize("opset", [1, 10, 11, 22])
def test_a_convolution(tmp_path: Path, case: str, opset: int) -> None:
    attributes, spec = CONVOLUTIONS[case]
    assert only_spec(tmp_path, conv_model(opset=opset, **attributes)) == spec


@pytest.mark.parametrize("size", [(9,), (5, 8, 6)])
def test_a_convolution_of_another_rank(tmp_path: Path, size: tuple[int, ...]) -> None:
    rank = len(size)
    spec = ConvSpec(size, (2,) * rank, 3, 5, stride=tuple(range(1, rank + 1)))
    weights = [zeros("w", spec.filter_shape)]
    found = only_spec(
        tmp_path, conv_model(x=(1, 3, *size), weights=weights, strides=list(spec.stride))
    )
    assert found == spec


def test_groups_and_bias_and_the_tensors_of_a_node(tmp_path: Path) -> None:
    weights = [zeros("w", (6, 2, 3, 2)), zeros("bias", (6,))]
    layer = node("Conv", "x", "w", "bias", name="first", group=2)
    (found,) = read(tmp_path, model(layer, weights=weights)).layers
    assert found.spec == changed(PLAIN, groups=2, bias=True)
    assert dict(found.inputs) == {"x": "x", "f": "w", "b": "bias"}
    assert dict(found.outputs) == {"forward": "y"}
    assert str(found.place) == "node 1 (Conv 'first')"


def test_an_input_left_out_by_an_empty_name(tmp_path: Path) -> None:
    proto = model(node("Conv", "x", "w", ""), weights=[zeros("w", FILTER)])
    (found,) = read(tmp_path, proto).layers
    assert (found.spec, dict(found.inputs)) == (PLAIN, {"x": "x", "f": "w"})


def test_weights_may_come_from_anywhere(tmp_path: Path) -> None:
    def by_node(operator: str, *inputs: str, **attributes: Any) -> Any:
        return node(operator, *inputs, outputs="w", **attributes)

    conv = node("Conv", "x", "w")
    shape = integers("shape", *FILTER)
    protos = [
        model(conv, inputs=[tensor("w", FILTER)]),
        model(conv, inputs=[tensor("w", FILTER)], weights=[zeros("w", FILTER)], opset=8),
        model(by_node("Constant", value=zeros("any", FILTER)), conv),
        model(by_node("ConstantOfShape", "shape"), conv, weights=[shape]),
        model(
            by_node("Transpose", "v", perm=[3, 0, 2, 1]), conv, weights=[zeros("v", (4, 2, 3, 6))]
        ),
    ]
    assert [only_spec_of_last(tmp_path, proto) for proto in protos] == [PLAIN] * len(protos)


def only_spec_of_last(folder: Path, proto: Any) -> Any:
    found = read(folder, proto)
    assert not found.skipped
    return found.layers[-1].spec


def test_weights_are_not_kept_and_data_elsewhere_is_not_looked_for(tmp_path: Path) -> None:
    elsewhere = zeros("w", FILTER)
    elsewhere.ClearField("float_data")
    elsewhere.data_location = elsewhere.EXTERNAL
    elsewhere.external_data.add(key="location", value="../../no/such/file")
    assert only_spec(tmp_path, conv_model(weights=[elsewhere])) == PLAIN
    large = helper.make_tensor("w", 1, (64, 4, 3, 2), b"\0" * 4 * 64 * 24, raw=True)
    assert only_spec(tmp_path, conv_model(weights=[large])).out_channels == 64


TRANSPOSED = ConvTransposeSpec((5, 4), (3, 4), in_channels=4, out_channels=2, stride=(2, 3))
BEFORE, AFTER = ((1, 0), (1, 0)), ((0, 1), (0, 1))
TRANSPOSED_CONVOLUTIONS = {
    "plain": ({}, 22, {}),
    "pads": ({"pads": [0, 1, 2, 3]}, 22, {"padding": ((0, 2), (1, 3))}),
    "output padding": ({"output_padding": [1, 2]}, 22, {"output_padding": (1, 2)}),
    "dilations": ({"dilations": [2, 1]}, 22, {"dilation": (2, 1)}),
    "upper": ({"auto_pad": "SAME_UPPER"}, 22, {"padding": AFTER}),
    "lower": ({"auto_pad": "SAME_LOWER"}, 22, {"padding": BEFORE}),
    "size": ({"output_shape": [10, 12]}, 22, {"padding": BEFORE}),
    "size, pads ignored": ({"output_shape": [10, 12], "pads": [1] * 4}, 11, {"padding": BEFORE}),
    "size, upper": ({"output_shape": [10, 12], "auto_pad": "SAME_UPPER"}, 11, {"padding": AFTER}),
    "size, before 11": ({"output_shape": [10, 12]}, 10, {"padding": AFTER}),
    "size, upper, before 11": (
        {"output_shape": [10, 12], "auto_pad": "SAME_UPPER"},
        10,
        {"padding": BEFORE},
    ),
    "upper before 11": ({"auto_pad": "SAME_UPPER"}, 10, {"padding": AFTER}),
}


@pytest.mark.parametrize("case", TRANSPOSED_CONVOLUTIONS)
def test_a_transposed_convolution(tmp_path: Path, case: str) -> None:
    attributes, opset, changes = TRANSPOSED_CONVOLUTIONS[case]
    layer = node("ConvTranspose", "x", "w", strides=[2, 3], **attributes)
    proto = model(layer, x=(1, 4, 5, 4), weights=[zeros("w", (4, 2, 3, 4))], opset=opset)
    assert only_spec(tmp_path, proto) == changed(TRANSPOSED, **changes)


def test_groups_of_a_transposed_convolution(tmp_path: Path) -> None:
    layer = node("ConvTranspose", "x", "w", "b", strides=[2, 3], group=2)
    weights = [zeros("w", (4, 3, 3, 4)), zeros("b", (6,))]
    proto = model(layer, x=(1, 4, 5, 4), weights=weights)
    assert only_spec(tmp_path, proto) == changed(TRANSPOSED, groups=2, out_channels=6, bias=True)


POOL = PoolSpec((7, 9), (3, 2), channels=4, stride=(3, 1))
POOLS: dict[str, tuple[str, dict[str, Any], int, dict[str, Any]]] = {
    "max": ("MaxPool", {}, 1, {}),
    "max, dilations": ("MaxPool", {"dilations": [2, 3]}, 10, {"dilation": (2, 3)}),
    "max, pads": ("MaxPool", {"pads": [1, 0, 2, 1]}, 8, {"padding": ((1, 2), (0, 1))}),
    "max, columns": ("MaxPool", {"storage_order": 1}, 8, {"storage_order": 1}),
    "max, ceil": ("MaxPool", {"ceil_mode": 1}, 10, {"ceil_mode": True}),
    "max, upper": ("MaxPool", {"auto_pad": "SAME_UPPER"}, 22, {"padding": ((1, 1), (0, 1))}),
    "average": ("AveragePool", {}, 1, {"operation": "average"}),
    "average of padding": (
        "AveragePool",
        {"count_include_pad": 1, "pads": [3, 0, 0, 0]},
        7,
        {"operation": "average", "count_include_pad": True, "padding": ((3, 0), (0, 0))},
    ),
    "average, dilations": (
        "AveragePool",
        {"dilations": [2, 1]},
        19,
        {"operation": "average", "dilation": (2, 1)},
    ),
    "norm": ("LpPool", {}, 2, {"operation": "lp"}),
    "norm, p": ("LpPool", {"p": 3}, 18, {"operation": "lp", "power": 3}),
    "norm, p of opset 1": ("LpPool", {"p": 3.0}, 1, {"operation": "lp", "power": 3}),
    "norm, p of opset 1, a root": ("LpPool", {"p": 1.5}, 1, {"operation": "lp", "power": "3/2"}),
    "norm, default of opset 1": ("LpPool", {}, 1, {"operation": "lp", "power": 2}),
}


@pytest.mark.parametrize("case", POOLS)
def test_a_pool(tmp_path: Path, case: str) -> None:
    operator, attributes, opset, changes = POOLS[case]
    proto = pool_model(operator, kernel_shape=[3, 2], strides=[3, 1], opset=opset, **attributes)
    assert only_spec(tmp_path, proto) == changed(POOL, **changes)


def test_indices_of_a_pool(tmp_path: Path) -> None:
    proto = model(node("MaxPool", "x", outputs="y i", kernel_shape=[3, 2]))
    (found,) = read(tmp_path, proto).layers
    assert dict(found.outputs) == {"forward": "y", "indices": "i"}


@pytest.mark.parametrize(
    ("operator", "operation"),
    [("GlobalMaxPool", "max"), ("GlobalAveragePool", "average"), ("GlobalLpPool", "lp")],
)
def test_a_pool_of_the_whole_input(tmp_path: Path, operator: str, operation: str) -> None:
    spec = PoolSpec((7, 9), "global", 4, operation)
    assert only_spec(tmp_path, pool_model(operator)) == spec


def test_unpooling(tmp_path: Path) -> None:
    spec = UnpoolSpec.of_attributes((7, 9), (3, 2), (3, 1), ((1, 0), (0, 1)), channels=4)
    window = {"kernel_shape": [3, 2], "strides": [3, 1]}
    indices = tensor("i", IMAGE, INT64)
    proto = model(node("MaxUnpool", "x", "i", **window, pads=[1, 0, 0, 1]), inputs=[indices])
    (found,) = read(tmp_path, proto).layers
    assert (found.spec, dict(found.inputs)) == (spec, {"x": "x", "i": "i"})
    sized = model(
        node("MaxUnpool", "x", "i", "size", **window),
        inputs=[indices],
        weights=[integers("size", 2, 4, 25, 11)],
    )
    assert only_spec(tmp_path, sized) == UnpoolSpec.of_attributes(
        (7, 9), (3, 2), (3, 1), output_size=(25, 11), channels=4
    )


def pooled_and_unpooled(*sizes: int, pads: Any = (0,) * 4, **pool: Any) -> Any:
    """Give a model that pools 5x5 by pairs and puts the maxima back into an array of `sizes`."""
    window: dict[str, Any] = {"kernel_shape": [2, 2], "strides": [2, 2]}
    inputs = ["v", "i", "size"] if sizes else ["v", "i"]
    return model(
        node("MaxPool", "x", outputs="v i", **window, pads=pads, **pool),
        node("MaxUnpool", *inputs, **window, pads=pads),
        x=(1, 2, 5, 5),
        weights=[integers("size", 1, 2, *sizes)] if sizes else [],
    )


def test_unpooling_puts_maxima_where_the_pool_found_them(tmp_path: Path) -> None:
    pool, unpool = read(tmp_path, pooled_and_unpooled(5, 5)).layers
    x = np.stack([np.arange(25), 100 - np.arange(25)]).reshape(1, 2, 5, 5)
    kernel = build_kernel(pool.spec)
    spread = build_kernel(unpool.spec).forward(kernel.forward(x), kernel.indices(x))
    places = spread.reshape(2, 25).nonzero()
    assert places[1].reshape(2, 4).tolist() == [[6, 8, 16, 18], [0, 2, 10, 12]]
    assert (spread[spread != 0] == x[spread != 0]).all()
    (_, padded) = read(tmp_path, pooled_and_unpooled(5, 5, pads=(1, 0, 0, 1))).layers
    assert padded.spec == UnpoolSpec((3, 3), (5, 5), 2)


MISPLACED = {
    "a rest is left out": ((), {}, "count on that, but its own output is (2, 4, 4), batch aside"),
    "another size": ((6, 5), {}, "a MaxPool of shape (1, 2, 5, 5) and count on that"),
    "columns": ((5, 5), {"storage_order": 1}, "a MaxPool that counts column by column"),
}


@pytest.mark.parametrize("case", MISPLACED)
def test_unpooling_by_indices_of_another_array_is_skipped(tmp_path: Path, case: str) -> None:
    sizes, pool, reason = MISPLACED[case]
    found = read(tmp_path, pooled_and_unpooled(*sizes, **pool))
    assert [layer.place.op_type for layer in found.layers] == ["MaxPool"]
    (skipped,) = found.skipped
    assert reason in skipped.reason


def test_a_batch_of_any_size(tmp_path: Path) -> None:
    for batch in ("N", None):
        assert only_spec(tmp_path, conv_model(x=(batch, 4, 7, 9))) == PLAIN
    assert only_spec(tmp_path, conv_model(x=(1, "channels", 7, 9))) == PLAIN


OPEN = (1, 4, None, "width")
SKIPPED = {
    "open sizes": (conv_model(x=OPEN), "shape of 'x' (X) is not fixed: (1, 4, ?, 'width')"),
    "no shape": (
        model(node("Strange", "x", outputs="z", domain="odd"), node("Conv", "z", "w"),
              weights=[zeros("w", FILTER)], opset_imports=[helper.make_opsetid("odd", 1)]),
        "shape of 'z' (X) is not known",
    ),
    "open filter": (
        conv_model(weights=[], inputs=[tensor("w", (6, 4, "k", 2))]),
        "shape of 'w' (W) is not fixed: (6, 4, 'k', 2)",
    ),
    "open channels": (
        pool_model("GlobalMaxPool", x=(1, "C", 7, 9)),
        "the channels of X are not fixed: its shape is (1, 'C', 7, 9)",
    ),
    "four axes": (
        pool_model("GlobalMaxPool", x=(1, 2, 3, 4, 5, 6)),
        "X of shape (1, 2, 3, 4, 5, 6) has 4 spatial axes; 1 to 3 are possible",
    ),
    "no axis": (
        pool_model("GlobalMaxPool", x=(1, 2)),
        "X of shape (1, 2) has 0 spatial axes; 1 to 3 are possible",
    ),
    "window on padding": (
        pool_model("MaxPool", kernel_shape=[2, 2], pads=[3, 0, 0, 0]),
        "a window of pool 2 meets only padding on axis 0",
    ),
    "a size that strides do not reach": (
        model(node("ConvTranspose", "x", "w", output_shape=[20, 9]),
              weights=[zeros("w", (4, 2, 3, 1))]),
        "output_size 20 on axis 0 takes an output padding of 11",
    ),
    "no window": (pool_model("LpPool", opset=1), "it has no kernel_shape"),
    "no norm": (
        pool_model("GlobalLpPool", opset=1, p=0.5), "p 0.5 is not a finite number of at least 1",
    ),
    "unpooling to a size unknown": (
        model(node("MaxUnpool", "x", "i", "size", kernel_shape=[2, 2]),
              inputs=[tensor("i", IMAGE, INT64), tensor("size", (4,), INT64)]),
        "output_shape 'size' is not a constant of the model",
    ),
    "quantised": (
        model(node("ConvInteger", "x", "w"), weights=[zeros("w", FILTER)]),
        "a quantised convolution",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SKIPPED)
def test_what_no_layer_is_made_of_is_listed_with_its_reason(tmp_path: Path, case: str) -> None:
    proto, reason = SKIPPED[case]
    found = read(tmp_path, proto)
    assert found.layers == ()
    (skipped,) = found.skipped
    assert reason in skipped.reason
    assert "\n" not in skipped.reason


HINTS = {
    "open sizes": (conv_model(x=OPEN), "x=1x4x224x224"),
    "open channels": (pool_model("GlobalMaxPool", x=("N", "C", 7, 9)), "x=1x3x7x9"),
    "no shape at all": (pool_model("GlobalMaxPool", x=None), "x=1x3x224x224"),
    "one axis": (pool_model("MaxPool", x=(2, 4, "W"), kernel_shape=[2]), "x=2x4x224"),
    "open further back": (
        model(node("Relu", "x", outputs="z"), node("Conv", "z", "w"), x=OPEN,
              weights=[zeros("w", FILTER)]),
        "x=1x4x224x224",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", HINTS)
def test_an_open_size_names_the_option_that_gives_it(tmp_path: Path, case: str) -> None:
    proto, words = HINTS[case]
    (skipped,) = read(tmp_path, proto).skipped
    hint = f"; give the sizes that the model leaves open, as in --onnx-input {words}"
    assert skipped.reason.endswith(hint)
    name, _, sizes = words.partition("=")
    given = read(tmp_path, proto, input_shapes={name: tuple(map(int, sizes.split("x")))})
    assert given.skipped == ()


def test_a_name_that_steers_a_terminal_is_not_part_of_the_option(tmp_path: Path) -> None:
    proto = model(node("GlobalMaxPool", "a\nb"), inputs=[tensor("a\nb", (1, 2, "H", 3))])
    (skipped,) = read(tmp_path, proto).skipped
    assert skipped.reason.endswith("--onnx-input NAME=1x2x224x3")
    assert "\n" not in skipped.reason


@pytest.mark.parametrize("case", ["no shape", "open filter"])
def test_no_option_is_named_where_the_image_is_not_open(tmp_path: Path, case: str) -> None:
    proto, reason = SKIPPED[case]
    assert [node.reason for node in read(tmp_path, proto).skipped] == [reason]


def without_import(*domains: str) -> Any:
    """Give a chain that ends in nodes of domains whose opsets the model does not import."""
    strange = [node("Foo", "p", outputs=f"y{n}", domain=name) for n, name in enumerate(domains)]
    return model(
        node("Conv", "x", "w", outputs="c"), node("Relu", "c", outputs="r"),
        node("MaxPool", "r", outputs="p", kernel_shape=[2, 2]), *strange,
        weights=[zeros("w", FILTER)],
    )  # fmt: skip


FAILURES = {
    "a domain": (without_import("my.dom"), "no opset import for my.dom"),
    "two domains": (without_import("b", "a", "b"), "no opset import for b, a"),
    "an input missing": (
        model(node("Conv", "x", "w", outputs="c"), node("Reshape", "c", outputs="r"),
              node("MaxPool", "r", kernel_shape=[2, 2]), weights=[zeros("w", FILTER)]),
        "Reshape",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FAILURES)
def test_shape_inference_that_fails_is_said_of_the_nodes_that_lack_shapes(
    tmp_path: Path, case: str
) -> None:
    proto, words = FAILURES[case]
    found = read(tmp_path, proto)
    assert [layer.spec for layer in found.layers] == [PLAIN]
    (skipped,) = found.skipped
    start = "shape of 'r' (X) is not known, because shape inference failed: "
    assert skipped.reason.startswith(start)
    assert words in skipped.reason.removeprefix(start)
    assert "\n" not in skipped.reason


def test_open_sizes_can_be_given(tmp_path: Path) -> None:
    conv = node("Conv", "x", "w", outputs="z")
    proto = model(conv, node("GlobalMaxPool", "z"), x=OPEN, weights=[zeros("w", FILTER)])
    assert len(read(tmp_path, proto).skipped) == 2
    first, second = read(tmp_path, proto, input_shapes={"x": (1, *IMAGE[1:])}).layers
    assert first.spec == PLAIN
    assert second.spec == PoolSpec((5, 8), "global", 6)


def test_other_operators_are_listed_in_the_order_in_which_they_come(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        model(
            node("Relu", "x", outputs="a", name="first"),
            node("Conv", "a", "w", outputs="b", domain="com.example"),
            node("Relu", "b", outputs="c"),
            node("Conv", "a", "w", outputs="y", name="own", domain="ai.onnx"),
            weights=[zeros("w", FILTER)],
            opset_imports=[helper.make_opsetid("com.example", 3)],
        ),
    )
    numbers = {entry.operator: [place.number for place in entry.places] for entry in found.unknown}
    assert list(numbers.items()) == [("Relu", [1, 3])]
    (foreign,) = found.skipped
    assert str(foreign.place) == "node 2 (com.example.Conv)"
    assert foreign.reason.startswith("an operator of the domain 'com.example', which is not ONNX's")
    assert [str(layer.place) for layer in found.layers] == ["node 4 (Conv 'own')"]
    assert found.layers[0].spec == PLAIN


def test_nodes_of_subgraphs_know_the_tensors_around_them(tmp_path: Path) -> None:
    def branch(name: str, *nodes: Any) -> Any:
        return helper.make_graph(list(nodes), name, [], [tensor(name, None)])

    check = node(
        "If", "flag", name="check",
        then_branch=branch("a", node("Conv", "z", "w", name="inner", outputs="a")),
        else_branch=branch(
            "b", node("Relu", "z", outputs="c"), node("Conv", "c", "w", outputs="b")
        ),
    )  # fmt: skip
    found = read(
        tmp_path,
        model(
            node("Relu", "x", outputs="z"), check, node("GlobalMaxPool", "x", outputs="v"),
            weights=[zeros("w", FILTER)], inputs=[tensor("flag", (), 9)],
        ),
    )  # fmt: skip
    assert found.skipped == ()
    assert [str(layer.place) for layer in found.layers] == [
        "node 2 (Conv in '2:check/else_branch')",
        "node 1 (Conv 'inner' in '2:check/then_branch')",
        "node 3 (GlobalMaxPool)",
    ]
    assert [layer.spec for layer in found.layers[:2]] == [PLAIN, PLAIN]


def test_functions_of_the_model_are_put_in_place(tmp_path: Path) -> None:
    function = helper.make_function(
        "own", "Twice", ["x", "w"], ["y"],
        [node("Conv", "x", "w", outputs="z", kernel_shape=[3, 2]), node("Relu", "z")],
        [helper.make_opsetid("", 22)],
    )  # fmt: skip
    proto = model(
        node("Twice", "x", "w", domain="own"),
        weights=[zeros("w", FILTER)],
        opset_imports=[helper.make_opsetid("own", 1)],
        functions=[function],
    )
    found = read(tmp_path, proto)
    assert [layer.spec for layer in found.layers] == [PLAIN]
    assert [entry.operator for entry in found.unknown] == ["Relu"]
    assert str(found.layers[0].place) == "node 1 (Conv in '1:Twice/Twice')"


def function(name: str, *nodes: Any) -> Any:
    imports = [helper.make_opsetid("", 22), helper.make_opsetid("own", 1)]
    return helper.make_function("own", name, ["x", "w"], ["y"], list(nodes), imports)


def call(operator: str, *inputs: str, outputs: str = "y", **more: Any) -> Any:
    return node(operator, *inputs, outputs=outputs, domain="own", **more)


def test_nodes_keep_the_numbers_of_the_graph_around_functions(tmp_path: Path) -> None:
    inner = function("Inner", node("Relu", "x", outputs="z"), node("Conv", "z", "w"))
    outer = function("Outer", node("Relu", "x", outputs="z"), call("Inner", "z", "w", name="deep"))
    proto = model(
        node("Relu", "x", outputs="a"),
        call("Outer", "a", "w", outputs="b"),
        node("Conv", "a", "w", outputs="c", name="last"),
        node("Add", "b", "c"),
        weights=[zeros("w", FILTER)],
        opset_imports=[helper.make_opsetid("own", 1)],
        functions=[inner, outer],
    )
    found = read(tmp_path, proto)
    assert [str(layer.place) for layer in found.layers] == [
        "node 2 (Conv in '2:Outer/Outer/2:deep/Inner')",
        "node 3 (Conv 'last')",
    ]
    assert dict(found.operators) == {"Conv": 2, "Relu": 3, "Add": 1}
    assert [(entry.operator, entry.kind) for entry in found.unknown] == [
        ("Relu", "activation"), ("Add", ""),
    ]  # fmt: skip


def nested(depth: int) -> Any:
    """Give a model of functions that each call the next one twice."""
    functions = [function("f0", node("Identity", "x"))]
    for number in range(1, depth):
        once = call(f"f{number - 1}", "x", "w", outputs="z")
        functions.append(function(f"f{number}", once, call(f"f{number - 1}", "z", "w")))
    return model(
        call(f"f{depth - 1}", "x", "w", outputs="z"),
        node("Conv", "z", "w"),
        weights=[zeros("w", FILTER)],
        opset_imports=[helper.make_opsetid("own", 1)],
        functions=functions,
    )


def test_functions_that_would_fill_memories_are_counted_first(tmp_path: Path) -> None:
    found = read(tmp_path, nested(5))
    assert dict(found.operators) == {"Conv": 1, "Identity": 16}
    assert [layer.place.number for layer in found.layers] == [2]
    for depth, line in {
        30: "model has 1,610,612,736 nodes of ",
        150: "more than 100 functions call one another in a row",
    }.items():
        with pytest.raises(OnnxError, match=line):
            read(tmp_path, nested(depth))
    circle = nested(3)
    circle.functions[0].node.append(call("f2", "x", "w", outputs="again"))
    with pytest.raises(OnnxError, match="function 'f2' calls itself"):
        read(tmp_path, circle)


def test_an_operator_is_a_layer_where_its_second_input_is_a_weight(tmp_path: Path) -> None:
    proto = model(
        node("GlobalMaxPool", "x", outputs="g"),
        node("Flatten", "g", outputs="f"),
        node("MatMul", "f", "w", outputs="m"),
        node("Gemm", "m", "m", outputs="n", transA=1),
        node("Softmax", "n"),
        weights=[zeros("w", (4, 6))],
    )
    kinds = {entry.operator: entry.kind for entry in read(tmp_path, proto).unknown}
    assert kinds == {"Flatten": "flatten", "MatMul": "dense", "Gemm": "", "Softmax": "activation"}
    older = model(node("Softmax", "x", outputs="s"), node("GlobalMaxPool", "s"), opset=12)
    assert [entry.kind for entry in read(tmp_path, older).unknown] == [""]


def test_an_operator_with_and_without_a_weight_stands_twice(tmp_path: Path) -> None:
    proto = model(
        node("MatMul", "x", "w", outputs="m"),
        node("MatMul", "m", "m", outputs="n"),
        node("GlobalMaxPool", "n"),
        x=(1, 4, 6, 6),
        weights=[zeros("w", (6, 6))],
    )
    found = [(entry.kind, len(entry.places)) for entry in read(tmp_path, proto).unknown]
    assert found == [("dense", 1), ("", 1)]
