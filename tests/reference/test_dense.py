"""The reference of dense and flatten layers: values by hand, types, refusals."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from symconv import ArrayShapeError, ConvSpec, DenseSpec, FlattenSpec, SpecError, reference
from tests.layer_arrays import integers, layer_arguments, run_reference

SPEC = DenseSpec(3, 2, bias=True)
X = np.array([[1, 2, 3], [0, -1, 5]])
W = np.array([[1, 10, 100], [2, 20, 200]])
GRAD_O = np.array([[1, -1], [3, 2]])


def test_values_by_hand() -> None:
    assert reference.forward(SPEC, X, W, np.array([7, 9])).tolist() == [[328, 651], [497, 989]]
    assert reference.grad_input(SPEC, GRAD_O, W).tolist() == [[-1, -10, -100], [7, 70, 700]]
    assert reference.grad_weight(SPEC, GRAD_O, X).tolist() == [[1, -1, 18], [-1, -4, 7]]
    assert reference.grad_bias(SPEC, GRAD_O).tolist() == [4, 1]
    assert reference.grad_bias(DenseSpec(3, 2), GRAD_O).tolist() == [4, 1]


def test_a_dense_layer_is_a_convolution_over_all_of_its_input() -> None:
    dense, conv = DenseSpec(5, 3, bias=True), ConvSpec(1, 1, 5, 3, bias=True)
    arrays = layer_arguments(dense, 4, integers(1))
    x, w, b, grad_o = (arrays[name] for name in ("x", "w", "b", "grad_o"))
    x1, w1, g1 = x[..., np.newaxis], w[..., np.newaxis], grad_o[..., np.newaxis]
    pairs = [
        (reference.forward(dense, x, w, b), reference.forward(conv, x1, w1, b)),
        (reference.grad_input(dense, grad_o, w), reference.grad_input(conv, g1, w1)),
        (reference.grad_weight(dense, grad_o, x), reference.grad_filter(conv, g1, x1)),
        (reference.grad_bias(dense, grad_o), reference.grad_bias(conv, g1)),
    ]
    for mine, theirs in pairs:
        assert np.array_equal(mine, theirs.reshape(mine.shape))


def test_flatten_is_row_major() -> None:
    spec = FlattenSpec((2, 3, 4))
    x = np.arange(48).reshape(2, 2, 3, 4)
    assert reference.forward(spec, x).tolist() == np.arange(48).reshape(2, 24).tolist()
    assert reference.grad_input(spec, x.reshape(2, 24)).tolist() == x.tolist()


@pytest.mark.parametrize("spec", [SPEC, FlattenSpec((3, 2))])
@pytest.mark.parametrize("dtype", [np.int8, np.float32, complex, object])
@pytest.mark.parametrize("batch", [0, 2])
def test_types_empty_batches_and_memory(spec: Any, dtype: type, batch: int) -> None:
    arrays = {n: a.astype(dtype) for n, a in layer_arguments(spec, batch, integers(0)).items()}
    for array in arrays.values():
        array.setflags(write=False)
    for function, result in run_reference(spec, arrays).items():
        assert result.dtype == dtype, function
        assert result.flags.writeable
        assert not any(np.shares_memory(result, array) for array in arrays.values())


def test_mixed_types_and_fractions() -> None:
    half = np.array([[Fraction(1, 2), Fraction(1, 3), 1]])
    assert reference.forward(DenseSpec(3, 2), half, W).tolist() == [
        [Fraction(623, 6), Fraction(623, 3)]
    ]
    assert reference.forward(DenseSpec(3, 2), X.astype(np.float32), W).dtype == np.float64


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: reference.forward(SPEC, X[:, :2], W, W[0]),
            "x has the wrong shape: expected (N, 3), given (2, 2)",
        ),
        (
            lambda: reference.forward(SPEC, X, W.T, W[0]),
            "w has the wrong shape: expected (2, 3), given (3, 2)",
        ),
        (
            lambda: reference.forward(SPEC, X, W),
            "b is missing: the layer has a bias of shape (2,)",
        ),
        (
            lambda: reference.grad_weight(SPEC, GRAD_O[:1], X),
            "grad_o and x differ in their batch size N: shapes (1, 2) and (2, 3)",
        ),
    ],
)
def test_what_does_not_fit_is_refused(call: Any, message: str) -> None:
    with pytest.raises(ArrayShapeError) as caught:
        call()
    assert str(caught.value) == f"{message}: DenseSpec(3, 2, bias=True)"


def test_a_function_that_the_layer_lacks() -> None:
    with pytest.raises(SpecError) as caught:
        reference.grad_weight(FlattenSpec(3), X, X)
    assert str(caught.value) == (
        "the layer has no grad_weight, but forward, grad_input: FlattenSpec((3,))"
    )
