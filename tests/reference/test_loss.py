"""The reference of losses: values by hand, stability, types, refusals."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from symconv import ArrayShapeError, ArrayTypeError, LossFunction, LossSpec, reference
from tests.layer_arrays import floats, integers, layer_arguments, run_reference

functions = pytest.mark.parametrize("function", LossFunction)
X = np.array([[1, 2, 3], [0, 0, 4]])
T = np.array([[1, 0, 1], [2, 0, 1]])


def test_squared_errors_by_hand() -> None:
    half, mean = LossSpec(3), LossSpec(3, "mean_squared_error")
    assert reference.forward(half, X, T).tolist() == [4, 6.5]
    assert reference.forward(mean, 3 * X, 3 * T).tolist() == [24, 39]
    grad_o = np.array([1, 10])
    assert reference.grad_input(half, grad_o, X, T).tolist() == [[0, 2, 2], [-20, 0, 30]]
    assert reference.grad_input(mean, 3 * grad_o, X, T).tolist() == [[0, 4, 4], [-40, 0, 60]]


def test_cross_entropy_by_its_definition() -> None:
    spec = LossSpec((3, 2), "cross_entropy")
    arrays = layer_arguments(spec, 4, floats(1))
    x, t = arrays["x"], arrays["t"]
    softmax = np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(
        reference.forward(spec, x, t), -(t * np.log(softmax)).sum(axis=(1, 2)), rtol=1e-13
    )


def test_the_gradient_of_a_cross_entropy_is_prediction_minus_target() -> None:
    spec = LossSpec(3, "cross_entropy")
    x = floats(2)((5, 3))
    t = np.eye(3)[[0, 2, 1, 1, 0]]
    softmax = np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(
        reference.grad_input(spec, np.ones(5), x, t), softmax - t, rtol=0, atol=1e-15
    )


@functions
def test_gradients_are_slopes(function: LossFunction) -> None:
    spec = LossSpec((3, 2), function)
    arrays = layer_arguments(spec, 2, floats(3))
    x, t, grad_o = arrays["x"], arrays["t"], arrays["grad_o"]
    given = reference.grad_input(spec, grad_o, x, t)
    step = 1e-5
    for index in np.ndindex(*x.shape):
        change = np.zeros_like(x)
        change[index] = step
        rise = reference.forward(spec, x + change, t) - reference.forward(spec, x - change, t)
        slope = (grad_o * rise).sum() / (2 * step)
        assert abs(given[index] - slope) <= 1e-7  # central differences: error of order step²


def test_large_numbers_neither_overflow_nor_warn() -> None:
    spec = LossSpec(3, "cross_entropy")
    x, t = np.array([[1000.0, -1000.0, 1e300]]), np.array([[0.5, 0.25, 0.25]])
    assert reference.forward(spec, x, t).tolist() == [0.75 * 1e300]
    assert reference.grad_input(spec, np.ones(1), x, t).tolist() == [[-0.5, -0.25, 0.75]]


@functions
@pytest.mark.parametrize("batch", [0, 1, 3])
@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float16, np.float32, complex, object])
def test_types_empty_batches_and_memory(function: LossFunction, dtype: type, batch: int) -> None:
    spec = LossSpec((2, 3), function)
    arrays = {
        name: abs(array).astype(dtype)
        for name, array in layer_arguments(spec, batch, integers(0)).items()
    }
    for array in arrays.values():
        array.setflags(write=False)
    if dtype is complex and not spec.takes_complex:
        with pytest.raises(ArrayTypeError, match="x: expected real numbers, given dtype complex"):
            run_reference(spec, arrays)
        return
    kept = np.dtype(dtype).kind in "fc" or (dtype is object and spec.polynomial)
    results = run_reference(spec, arrays)
    assert results["forward"].shape == (batch,)
    assert results["grad_input"].shape == (batch, 2, 3)
    for name, result in results.items():
        assert result.dtype == (dtype if kept else np.float64), name
        assert result.flags.writeable
        assert not any(np.shares_memory(result, array) for array in arrays.values())


def test_small_integers_do_not_wrap() -> None:
    x, t = np.array([[200]], np.uint8), np.array([[250]], np.uint8)
    assert reference.forward(LossSpec(1), x, t).tolist() == [1250]
    assert reference.grad_input(LossSpec(1), np.ones(1, np.uint8), x, t).tolist() == [[-50]]


def test_fractions_stay_exact() -> None:
    x, t = np.array([[Fraction(1, 3), Fraction(1)]]), np.array([[Fraction(0), Fraction(1, 2)]])
    assert reference.forward(LossSpec(2), x, t).tolist() == [Fraction(13, 72)]
    grad_o = np.array([Fraction(6)])
    assert reference.grad_input(LossSpec(2), grad_o, x, t).tolist() == [[2, 3]]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda spec: reference.forward(spec, X, T[:1]),
            "x and t differ in their batch size N: shapes (2, 3) and (1, 3)",
        ),
        (
            lambda spec: reference.forward(spec, X, np.array([0, 2])),
            "t has the wrong shape: expected (N, 3), given (2,)",
        ),
        (
            lambda spec: reference.grad_input(spec, np.ones((2, 1)), X, T),
            "grad_o has the wrong shape: expected (N,), given (2, 1)",
        ),
        (
            lambda spec: reference.grad_input(spec, np.ones(1), X, T),
            "grad_o and x differ in their batch size N: shapes (1,) and (2, 3)",
        ),
    ],
)
def test_what_does_not_fit_is_refused(call: Any, message: str) -> None:
    spec = LossSpec(3, "cross_entropy")
    with pytest.raises(ArrayShapeError) as caught:
        call(spec)
    assert str(caught.value) == f"{message}: {spec}"
