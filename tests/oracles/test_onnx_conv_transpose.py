"""Transposed convolutions against ONNX's reference evaluator, on small drawn layers."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

from symconv import ConvTransposeSpec, SpecError, reference
from tests.layer_arrays import integers, layer_arguments
from tests.requirements import require
from tests.strategies_conv_transpose import drawn_transposed

onnx = require("onnx")
evaluators = require("onnx.reference")

Array = np.ndarray[Any, Any]


def onnx_output(x: Array, f: Array, b: Array | None, **attributes: Any) -> Array:
    """Run one ConvTranspose node on arrays, as doubles."""
    arrays = {"x": x, "w": f} if b is None else {"x": x, "w": f, "b": b}
    node = onnx.helper.make_node("ConvTranspose", list(arrays), ["y"], **attributes)
    double = onnx.TensorProto.DOUBLE
    inputs = [onnx.helper.make_tensor_value_info(n, double, a.shape) for n, a in arrays.items()]
    output = onnx.helper.make_tensor_value_info("y", double, None)
    graph = onnx.helper.make_graph([node], "g", inputs, [output])
    opset = onnx.helper.make_opsetid("", 22)
    model = onnx.helper.make_model(graph, opset_imports=[opset])
    doubles = {name: array.astype(np.float64) for name, array in arrays.items()}
    (result,) = evaluators.ReferenceEvaluator(model).run(None, doubles)
    return np.asarray(result)


def shared(spec: ConvTransposeSpec) -> dict[str, Any]:
    """Give the attributes that do not say the pads."""
    return {
        "strides": spec.stride, "dilations": spec.dilation, "kernel_shape": spec.filter_size,
        "output_padding": spec.output_padding,
    }  # fmt: skip


def test_drawn_layers_with_explicit_pads() -> None:
    """Groups are left out: the evaluator handles only some of them."""
    tried = 0
    for seed, spec in enumerate(drawn_transposed(200, 100)):
        if spec.groups > 1:
            continue
        arrays = layer_arguments(spec, 1 + seed % 2, integers(seed))
        pads = [before for before, _ in spec.pads] + [after for _, after in spec.pads]
        over = any(p >= s for p, s in zip(spec.output_padding, spec.stride, strict=True))
        if over:
            continue  # the evaluator refuses output padding that a convolution cannot leave over
        given = onnx_output(arrays["x"], arrays["f"], arrays.get("b"), pads=pads, **shared(spec))
        others = [arrays[name] for name in spec.functions["forward"][1:]]
        np.testing.assert_array_equal(given, reference.forward(spec, arrays["x"], *others))
        tried += 1
    assert tried >= 25


@pytest.mark.parametrize("auto_pad", ["SAME_UPPER", "SAME_LOWER"])
def test_automatic_pads_and_output_shapes(auto_pad: str) -> None:
    """Where the total padding is not negative; where it is, the evaluator departs from the text."""
    rule = {"SAME_UPPER": "same", "SAME_LOWER": "same_lower"}[auto_pad]
    seen: Counter[str] = Counter()
    for n, k, s, wanted in np.ndindex(3, 4, 3, 9):
        sizes = {"input_size": n + 1, "filter_size": k + 1, "stride": s + 1}
        full = (s + 1) * n + k + 1
        options = {} if wanted == 0 else {"output_size": wanted}
        target = options.get("output_size", (n + 1) * (s + 1))
        try:
            spec = ConvTransposeSpec(**sizes, padding=rule, **options)
        except SpecError:
            assert target - full > s
            continue
        if target > full:
            continue
        x, f = np.arange(1, n + 2).reshape(1, 1, -1), 10 ** np.arange(k + 1).reshape(1, 1, -1)
        shape = {} if wanted == 0 else {"output_shape": [wanted]}
        given = onnx_output(x, f, None, auto_pad=auto_pad, strides=[s + 1], **shape)
        np.testing.assert_array_equal(given, reference.forward(spec, x, f))
        seen["odd" if (full - target) % 2 else "even"] += 1
    assert min(seen.values()) >= 50


def test_output_shape_without_a_rule_is_that_of_onnx_s_own_case() -> None:
    """The node test convtranspose_output_shape: a total of -1, filled up at the end."""
    x, f = np.arange(9).reshape(1, 1, 3, 3), np.ones((1, 2, 3, 3), int)
    spec = ConvTransposeSpec((3, 3), 3, out_channels=2, stride=(3, 2), output_size=(10, 8))
    given = onnx_output(x, f, None, strides=[3, 2], output_shape=[10, 8])
    np.testing.assert_array_equal(given, reference.forward(spec, x, f))
    assert not given[:, :, 9].any()
    assert not given[:, :, :, 7].any()
