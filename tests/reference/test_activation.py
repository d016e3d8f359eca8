"""The reference of activation layers: values by hand, stability, types, refusals."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

from symconv import ActivationFunction, ActivationSpec, ArrayShapeError, ArrayTypeError, reference
from symconv.specs.layer import Arithmetic
from tests.layer_arrays import floats, integers, layer_arguments, run_reference

functions = pytest.mark.parametrize("function", ActivationFunction)
X = np.array([[-2, 0, 3]])
GRAD_O = np.array([[5, 7, 11]])


def test_relu_and_leaky_relu_by_hand() -> None:
    relu = ActivationSpec(3)
    assert reference.forward(relu, X).tolist() == [[0, 0, 3]]
    assert reference.grad_input(relu, GRAD_O, X).tolist() == [[0, 0, 11]]
    leaky = ActivationSpec(3, "leaky_relu", slope="1/4")
    assert reference.forward(leaky, X).tolist() == [[-0.5, 0, 3]]
    assert reference.grad_input(leaky, GRAD_O, X).tolist() == [[1.25, 1.75, 11]]
    identity = ActivationSpec(3, "identity")
    assert reference.forward(identity, X).tolist() == X.tolist()
    assert reference.grad_input(identity, GRAD_O, X).tolist() == GRAD_O.tolist()


def test_functions_of_exponentials_by_their_definitions() -> None:
    x = np.linspace(-4, 4, 9).reshape(1, 9)
    e = np.exp(x)
    expected = {"sigmoid": e / (1 + e), "tanh": (e - 1 / e) / (e + 1 / e), "softmax": e / e.sum()}
    for function, values in expected.items():
        np.testing.assert_allclose(
            reference.forward(ActivationSpec(9, function), x), values, rtol=1e-14
        )


def test_softmax_adds_up_to_1_along_its_axis() -> None:
    x = floats(0)((2, 3, 4, 5))
    for axis in range(3):
        o = reference.forward(ActivationSpec((3, 4, 5), "softmax", axis=axis), x)
        np.testing.assert_allclose(o.sum(axis=axis + 1), 1, rtol=1e-14)
        assert o.min() > 0


@functions
def test_gradients_are_slopes(function: ActivationFunction) -> None:
    spec = ActivationSpec((3, 2), function)
    arrays = layer_arguments(spec, 2, floats(3))
    x, grad_o = arrays["x"], arrays["grad_o"]
    given = reference.grad_input(spec, grad_o, x)
    step = 1e-5
    for index in np.ndindex(*x.shape):
        change = np.zeros_like(x)
        change[index] = step
        rise = reference.forward(spec, x + change) - reference.forward(spec, x - change)
        slope = (grad_o * rise).sum() / (2 * step)
        assert abs(given[index] - slope) <= 1e-8  # central differences: error of order step²


@functions
def test_large_numbers_neither_overflow_nor_warn(function: ActivationFunction) -> None:
    spec = ActivationSpec((2, 2), function)
    largest = np.finfo(np.float64).max / 4
    x = np.array([[[-1000.0, 800.0], [largest, -largest]]])
    for result in run_reference(spec, {"x": x, "grad_o": np.ones_like(x)}).values():
        assert np.isfinite(result).all()


def test_small_values_of_a_sigmoid_keep_their_digits() -> None:
    x = np.array([[-40.0, -700.0]])
    np.testing.assert_allclose(
        reference.forward(ActivationSpec(2, "sigmoid"), x), np.exp(x), rtol=1e-15
    )


@functions
@pytest.mark.parametrize("batch", [0, 1, 3])
@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int64, np.float16, np.float32, object])
def test_types_empty_batches_and_memory(
    function: ActivationFunction, dtype: type, batch: int
) -> None:
    spec = ActivationSpec((2, 3), function)
    arrays = {
        name: abs(array).astype(dtype)
        for name, array in layer_arguments(spec, batch, integers(0)).items()
    }
    for array in arrays.values():
        array.setflags(write=False)
    kept = spec.arithmetic is Arithmetic.INTEGER or np.dtype(dtype).kind == "f"
    objects = dtype is object and spec.arithmetic is not Arithmetic.REAL
    for name, result in run_reference(spec, arrays).items():
        assert result.dtype == (dtype if kept or objects else np.float64), name
        assert result.shape == (batch, 2, 3)
        assert result.flags.writeable
        assert not any(np.shares_memory(result, array) for array in arrays.values())


def test_mixed_types_have_their_common_type() -> None:
    x, grad_o = X.astype(np.float32), GRAD_O.astype(np.int8)
    for function in ActivationFunction:
        result = reference.grad_input(ActivationSpec(3, function), grad_o, x)
        assert result.dtype == np.float32, function


def test_fractions_stay_exact() -> None:
    x = np.array([[Fraction(-1, 3), Fraction(2, 7)]])
    leaky = ActivationSpec(2, "leaky_relu")
    assert reference.forward(leaky, x).tolist() == [[Fraction(-1, 300), Fraction(2, 7)]]
    assert reference.grad_input(leaky, x, x).tolist() == [[Fraction(-1, 300), Fraction(2, 7)]]
    assert reference.forward(ActivationSpec(2), x).tolist() == [[0, Fraction(2, 7)]]


def test_not_a_number_stays_so() -> None:
    x = np.array([[np.nan, 1.0]])
    for function in ActivationFunction:
        assert np.isnan(reference.forward(ActivationSpec(2, function), x)[0, 0])


@functions
def test_complex_numbers(function: ActivationFunction) -> None:
    spec = ActivationSpec(2, function)
    x = np.array([[1 + 2j, -0.5]])
    if not spec.takes_complex:
        for call in (
            lambda: reference.forward(spec, x),
            lambda: reference.grad_input(spec, x.real, x),
            lambda: reference.grad_input(spec, x, x.real),
        ):
            with pytest.raises(ArrayTypeError, match="expected real numbers, given dtype complex"):
                call()
        return
    value, step = 0.3, 1e-20  # the complex step: Im f(x + ih) / h
    shifted = np.array([[value + 1j * step, 0]])
    slope = reference.forward(spec, shifted).imag[0, 0] / step
    expected = reference.grad_input(spec, np.ones((1, 2)), np.array([[value, 0]]))[0, 0]
    assert abs(slope - expected) <= 1e-15


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda spec: reference.forward(spec, X),
            ArrayShapeError,
            "x has the wrong shape: expected (N, 2, 3), given (1, 3)",
        ),
        (
            lambda spec: reference.grad_input(spec, np.zeros((1, 2, 3)), np.zeros((2, 2, 3))),
            ArrayShapeError,
            "grad_o and x differ in their batch size N: shapes (1, 2, 3) and (2, 2, 3)",
        ),
        (
            lambda spec: reference.forward(spec, np.full((1, 2, 3), sympy.Symbol("s"))),
            ArrayTypeError,
            "x: expected real numbers: Cannot convert expression to float",
        ),
    ],
)
def test_what_does_not_fit_is_refused(call: Any, error: type, message: str) -> None:
    spec = ActivationSpec((2, 3), "sigmoid")
    with pytest.raises(error) as caught:
        call(spec)
    assert str(caught.value) == f"{message}: {spec}"
