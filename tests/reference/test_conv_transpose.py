"""The reference of the transposed convolution: values by hand, plain loops, types, refusals."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest

from symconv import ArrayShapeError, ArrayTypeError, ConvSpec, ConvTransposeSpec, reference
from tests.layer_arrays import integers, layer_arguments, run_reference
from tests.strategies_conv_transpose import drawn_transposed

BIASED = ConvTransposeSpec((2, 3), (3, 2), 2, 4, groups=2, stride=2, padding=((1, 0), (0, 1)),
                           output_padding=1, bias=True)  # fmt: skip
Index = tuple[int, ...]


def test_one_axis_by_hand() -> None:
    spec = ConvTransposeSpec(3, 2, stride=2, dilation=3, padding=((1, 0),), output_padding=2)
    # uncropped: 1 0 2 10 3 20 0 30 and two more; the first entry is cropped
    x, f = np.array([[[1, 2, 3]]]), np.array([[[1, 10]]])
    assert reference.forward(spec, x, f).tolist() == [[[0, 2, 10, 3, 20, 0, 30, 0, 0]]]
    grad_o = 10 ** np.arange(9).reshape(1, 1, 9)
    # entry i meets output 2 i - 1 by 1 and 2 i + 2 by 10
    assert reference.grad_input(spec, grad_o, f).tolist() == [[[1000, 100010, 10001000]]]
    assert reference.grad_filter(spec, grad_o, x).tolist() == [[[3020, 3020100]]]
    assert reference.grad_bias(spec, grad_o).tolist() == [111111111]


def test_three_by_three_output_of_two_by_two_arrays() -> None:
    spec = ConvTransposeSpec((2, 2), (2, 2), bias=True)
    x, f = np.array([[[[1, 2], [3, 4]]]]), np.array([[[[1, 10], [100, 1000]]]])
    output = reference.forward(spec, x, f, np.array([5]))
    assert (output - 5).tolist() == [[[[1, 12, 20], [103, 1234, 2040], [300, 3400, 4000]]]]


def test_groups_and_channels() -> None:
    spec = ConvTransposeSpec(1, 1, in_channels=4, out_channels=2, groups=2)
    x = np.array([[[1], [2], [3], [4]], [[5], [6], [7], [8]]])
    f = np.array([1, 10, 100, 1000]).reshape(4, 1, 1)
    assert reference.forward(spec, x, f)[..., 0].tolist() == [[21, 4300], [65, 8700]]
    grad_o = np.array([[[1], [2]], [[10], [20]]])
    assert reference.grad_filter(spec, grad_o, x).ravel().tolist() == [51, 62, 146, 168]
    grads = reference.grad_input(spec, grad_o, f)[..., 0].tolist()
    assert grads == [[1, 10, 200, 2000], [10, 100, 2000, 20000]]
    assert reference.grad_bias(spec, grad_o).tolist() == [11, 22]


def terms(spec: ConvTransposeSpec) -> list[tuple[Index, Index, Index]]:
    """Give the indices (output entry, filter entry, input entry) of every product."""
    ins, outs = spec.in_channels // spec.groups, spec.out_channels // spec.groups
    found = []
    for entry, tap in product(np.ndindex(*spec.input_size), np.ndindex(*spec.filter_size)):
        place = tuple(
            i * s + t * d - before
            for i, t, s, d, (before, _) in zip(
                entry, tap, spec.stride, spec.dilation, spec.pads, strict=True
            )
        )
        if all(0 <= at < size for at, size in zip(place, spec.output_size, strict=True)):
            for c, k in product(range(spec.in_channels), range(outs)):
                found.append(((c // ins * outs + k, *place), (c, k, *tap), (c, *entry)))
    return found


def naive(spec: ConvTransposeSpec, arrays: dict[str, Any]) -> dict[str, Any]:
    x, f, grad_o = (arrays[name] for name in ("x", "f", "grad_o"))
    results = {
        "forward": np.zeros_like(grad_o), "grad_input": np.zeros_like(x),
        "grad_filter": np.zeros_like(f), "grad_bias": np.zeros(spec.bias_shape, f.dtype),
    }  # fmt: skip
    for n in range(len(x)):
        for o, w, i in terms(spec):
            results["forward"][(n, *o)] += f[w] * x[(n, *i)]
            results["grad_input"][(n, *i)] += f[w] * grad_o[(n, *o)]
            results["grad_filter"][w] += x[(n, *i)] * grad_o[(n, *o)]
        for place in np.ndindex(*spec.output_shape):
            results["grad_bias"][place[0]] += grad_o[(n, *place)]
            if spec.bias:
                results["forward"][(n, *place)] += arrays["b"][place[0]]
    return results


def test_equals_plain_loops() -> None:
    for seed, spec in enumerate(drawn_transposed(150, 150)):
        arrays = layer_arguments(spec, 2, integers(seed))
        expected = naive(spec, arrays)
        for function, given in run_reference(spec, arrays).items():
            np.testing.assert_array_equal(given, expected[function], f"{function}: {spec}")


def test_it_is_the_gradient_of_the_convolution() -> None:
    for seed, spec in enumerate(drawn_transposed(150, 150)):
        if spec.bias or spec.convolution is None:
            continue
        arrays = layer_arguments(spec, 2, integers(seed))
        x, f, grad_o = arrays["x"], arrays["f"], arrays["grad_o"]
        conv = spec.convolution
        pairs = [
            (reference.forward(spec, x, f), reference.grad_input(conv, x, f)),
            (reference.grad_input(spec, grad_o, f), reference.forward(conv, grad_o, f)),
            (reference.grad_filter(spec, grad_o, x), reference.grad_filter(conv, x, grad_o)),
        ]
        for mine, its in pairs:
            np.testing.assert_array_equal(mine, its)


@pytest.mark.parametrize("held", [np.float32, object])
def test_an_empty_batch(held: type) -> None:
    results = run_reference(BIASED, layer_arguments(BIASED, 0, lambda shape: np.ones(shape, held)))
    assert results["forward"].shape == (0, *BIASED.output_shape)
    assert results["grad_input"].shape == (0, *BIASED.input_shape)
    assert results["grad_filter"].shape == BIASED.filter_shape
    assert not results["grad_filter"].any()
    assert {result.dtype for result in results.values()} == {np.dtype(held)}


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (("int8", "int8", "int8"), "int8"),
        (("float32", "int8", "float32"), "float32"),
        (("float32", "complex64", "float64"), "complex128"),
    ],
)
def test_the_output_has_the_common_type(types: tuple[str, str, str], expected: str) -> None:
    arrays = layer_arguments(BIASED, 2, integers(1))
    x, f, b = (arrays[name].astype(held) for name, held in zip("xfb", types, strict=True))
    output = reference.forward(BIASED, x, f, b)
    assert output.dtype == expected
    np.testing.assert_array_equal(output, reference.forward(BIASED, *(arrays[n] for n in "xfb")))


def test_fractions_stay_exact() -> None:
    arrays = layer_arguments(BIASED, 2, integers(2))
    thirds = {name: array.astype(object) * Fraction(1, 3) for name, array in arrays.items()}
    for function, result in run_reference(BIASED, thirds).items():
        whole = run_reference(BIASED, arrays)[function]
        if function.startswith("grad_i"):
            assert [9 * entry for entry in result.flat] == whole.ravel().tolist()


def test_arguments_are_not_modified() -> None:
    arrays = layer_arguments(BIASED, 2, integers(3))
    copies = {name: array.copy() for name, array in arrays.items()}
    run_reference(BIASED, arrays)
    for name, array in arrays.items():
        np.testing.assert_array_equal(array, copies[name])


X, F, B = np.ones((1, 2, 2, 3)), np.ones((2, 2, 3, 2)), np.ones(4)
G = np.ones((1, *BIASED.output_shape))


@pytest.mark.parametrize(
    ("function", "arguments", "kind", "message"),
    [
        ("forward", (X, F.swapaxes(2, 3), B), ArrayShapeError, "f has the wrong shape: expected "
         "(2, 2, 3, 2), given (2, 2, 2, 3)"),
        ("forward", (X, F), ArrayShapeError, "b is missing"),
        ("forward", (X.tolist(), F, B), ArrayTypeError, "x: expected a NumPy array, given list"),
        ("grad_input", (X, F), ArrayShapeError, "grad_o has the wrong shape"),
        ("grad_filter", (G, np.ones((2, 2, 2, 3))), ArrayShapeError, "grad_o and x differ in their "
         "batch size N"),
        ("grad_bias", (G[0],), ArrayShapeError, "grad_o has the wrong shape"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_does_not_fit_is_refused(
    function: str, arguments: tuple[Any, ...], kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind) as caught:
        getattr(reference, function)(BIASED, *arguments)
    assert str(caught.value).startswith(message)
    assert str(caught.value).endswith(f": {BIASED}")
    assert "\n" not in str(caught.value)


def test_a_bias_that_the_layer_has_not() -> None:
    with pytest.raises(ArrayShapeError, match="b is given, but the layer has no bias"):
        reference.forward(ConvTransposeSpec(2, 1), np.ones((1, 1, 2)), np.ones((1, 1, 1)), B)


def test_the_convolution_reads_the_same_filter() -> None:
    """Carrying a delta through the transposed layer shows the filter as it is, not flipped."""
    spec = ConvTransposeSpec((1, 1), (2, 3))
    f = np.arange(6).reshape(1, 1, 2, 3)
    np.testing.assert_array_equal(reference.forward(spec, np.ones((1, 1, 1, 1), int), f), f)
    conv = ConvSpec((2, 3), (2, 3))
    np.testing.assert_array_equal(reference.grad_input(conv, np.ones((1, 1, 1, 1), int), f), f)
