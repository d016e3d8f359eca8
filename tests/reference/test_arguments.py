"""Arguments that do not fit the layer are refused in words that say why."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from symconv import reference
from symconv.errors import ArrayShapeError, ArrayTypeError, SpecError
from symconv.specs import ConvSpec
from tests.reference.arrays import integer_arrays

SPEC = ConvSpec((5, 6), (2, 3), in_channels=2, out_channels=4, groups=2)
X, F, _, GRAD_O = integer_arrays(SPEC, batch=3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: reference.forward(SPEC, X[0], F),
            "x has the wrong shape: expected (N, 2, 5, 6), given (2, 5, 6)",
        ),
        (
            lambda: reference.forward(SPEC, X.swapaxes(2, 3), F),
            "x has the wrong shape: expected (N, 2, 5, 6), given (3, 2, 6, 5)",
        ),
        (
            lambda: reference.forward(SPEC, X, F.swapaxes(0, 1)),
            "f has the wrong shape: expected (4, 1, 2, 3), given (1, 4, 2, 3)",
        ),
        (
            lambda: reference.grad_input(SPEC, GRAD_O[..., 1:], F),
            "grad_o has the wrong shape: expected (N, 4, 4, 4), given (3, 4, 4, 3)",
        ),
        (
            lambda: reference.grad_input(SPEC, GRAD_O, F[:1]),
            "f has the wrong shape: expected (4, 1, 2, 3), given (1, 1, 2, 3)",
        ),
        (
            lambda: reference.grad_filter(SPEC, GRAD_O, X[:, :1]),
            "x has the wrong shape: expected (N, 2, 5, 6), given (3, 1, 5, 6)",
        ),
        (
            lambda: reference.grad_filter(SPEC, GRAD_O[:1], X),
            "grad_o and x differ in their batch size N: shapes (1, 4, 4, 4) and (3, 2, 5, 6)",
        ),
        (
            lambda: reference.grad_bias(SPEC, GRAD_O[0, 0, 0]),
            "grad_o has the wrong shape: expected (N, 4, 4, 4), given (4,)",
        ),
        (
            lambda: reference.forward(SPEC, X, F, np.ones(4)),
            "b is given, but the layer has no bias",
        ),
        (
            lambda: reference.forward(ConvSpec(1, 1, bias=True), X[:1, :1, 0, :1], F),
            "f has the wrong shape: expected (1, 1, 1), given (4, 1, 2, 3)",
        ),
        (
            lambda: reference.forward(
                ConvSpec(1, 1, out_channels=2, bias=True), np.ones((1, 1, 1)), np.ones((2, 1, 1))
            ),
            "b is missing: the layer has a bias of shape (2,)",
        ),
        (
            lambda: reference.forward(
                ConvSpec(1, 1, bias=True), np.ones((1, 1, 1)), np.ones((1, 1, 1)), np.ones((1, 1))
            ),
            "b has the wrong shape: expected (1,), given (1, 1)",
        ),
    ],
)
def test_wrong_shapes(call: Any, message: str) -> None:
    with pytest.raises(ArrayShapeError) as caught:
        call()
    assert str(caught.value).startswith(f"{message}: ConvSpec(")
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ([[[1]]], "expected a NumPy array, given list"),
        (1, "expected a NumPy array, given int"),
        (None, "expected a NumPy array, given NoneType"),
        (np.array([[[True]]]), "expected an array of numbers, given dtype bool"),
        (np.array([[["1"]]]), "expected an array of numbers, given dtype <U1"),
        (np.array([[[b"1"]]]), "expected an array of numbers, given dtype |S1"),
        (np.zeros((1, 1, 1), "M8[s]"), "expected an array of numbers, given dtype datetime64[s]"),
        (np.zeros((1, 1, 1), "i4,i4"), "expected an array of numbers, given dtype"),
    ],
)
def test_wrong_types(bad: Any, words: str) -> None:
    spec, one = ConvSpec(1, 1, bias=True), np.ones((1, 1, 1))
    calls = {
        "x": [
            lambda: reference.forward(spec, bad, one, one[0, 0]),
            lambda: reference.grad_filter(spec, one, bad),
        ],
        "f": [
            lambda: reference.forward(spec, one, bad, one[0, 0]),
            lambda: reference.grad_input(spec, one, bad),
        ],
        "grad_o": [
            lambda: reference.grad_input(spec, bad, one),
            lambda: reference.grad_filter(spec, bad, one),
            lambda: reference.grad_bias(spec, bad),
        ],
    }
    if bad is not None:
        calls["b"] = [lambda: reference.forward(spec, one, one, bad)]
    for name, of_name in calls.items():
        for call in of_name:
            with pytest.raises(ArrayTypeError, match=f"^{name}: ") as caught:
                call()
            assert words in str(caught.value)


def test_something_that_is_not_a_layer() -> None:
    message = "^str is not a layer that the reference knows$"
    with pytest.raises(SpecError, match=message):
        reference.forward("conv", X, F)
    with pytest.raises(SpecError, match=message):
        reference.grad_input("conv", GRAD_O, F)
    with pytest.raises(SpecError, match=message):
        reference.grad_filter("conv", GRAD_O, X)
    with pytest.raises(SpecError, match=message):
        reference.grad_bias("conv", GRAD_O)


def test_errors_name_the_layer() -> None:
    spec = ConvSpec((3, 4), (2, 2))
    with pytest.raises(ArrayShapeError, match=r": ConvSpec\(\(3, 4\), \(2, 2\)\)$"):
        reference.forward(spec, np.zeros((1, 1, 4, 3)), np.zeros(spec.filter_shape))
