"""The reference of pooling layers against results worked out by hand and against plain loops."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

from symconv import ArrayShapeError, ArrayTypeError, Pooling, PoolSpec, SpecError, reference
from symconv.specs import LayerSpec
from symconv.specs.layer import Arithmetic
from tests import pool_loops
from tests.layer_arrays import integers, layer_arguments, run_reference
from tests.strategies_pool import drawn_pools

Array = np.ndarray[Any, Any]

# of float64 roots and quotients, relative or of 1
TOLERANCE = 1e-13
X = np.array([[[[1, 9, 2, 2], [3, 4, 2, 0], [-7, -8, 5, 5], [-9, -7, 5, 6]]]])
GRAD = np.array([[[[1, 10], [100, 1000]]]])
CHAPTER = PoolSpec((4, 4), 2, stride=2)


def test_maxima_of_two_by_two() -> None:
    assert reference.forward(CHAPTER, X).tolist() == [[[[9, 2], [-7, 6]]]]
    # 2 stands first at 3 and -7 at 9, row by row
    assert reference.indices(CHAPTER, X).tolist() == [[[[1, 2], [8, 15]]]]
    assert reference.grad_input(CHAPTER, GRAD, X).tolist() == [
        [[[0, 1, 10, 0], [0, 0, 0, 0], [100, 0, 0, 0], [0, 0, 0, 1000]]]
    ]


def test_minima_of_two_by_two() -> None:
    spec = PoolSpec((4, 4), 2, stride=2, operation="min")
    assert reference.forward(spec, X).tolist() == [[[[1, 0], [-9, 5]]]]
    assert reference.indices(spec, X).tolist() == [[[[0, 7], [12, 10]]]]
    assert reference.grad_input(spec, GRAD, X).tolist() == [
        [[[1, 0, 0, 0], [0, 0, 0, 10], [0, 0, 1000, 0], [100, 0, 0, 0]]]
    ]


def test_averages_of_two_by_two() -> None:
    spec = PoolSpec((4, 4), 2, stride=2, operation="average")
    assert reference.forward(spec, X).tolist() == [[[[17 / 4, 6 / 4], [-31 / 4, 21 / 4]]]]
    quarter = reference.grad_input(spec, 4 * GRAD)
    assert quarter.tolist() == np.repeat(np.repeat(GRAD, 2, axis=2), 2, axis=3).tolist()


def test_what_an_average_is_divided_by() -> None:
    line = np.array([[[6.0, 12, 24]]])
    pads = ((1, 1),)
    # windows: pad 6 | 12 24 | pad beyond
    alone = PoolSpec(3, 2, 1, "average", 2, 1, pads)
    counted = PoolSpec(3, 2, 1, "average", 2, 1, pads, count_include_pad=True)
    assert reference.forward(alone, line).tolist() == [[[6, 18]]]
    assert reference.forward(counted, line).tolist() == [[[3, 18]]]
    # rounded up, the last window has 24, one place of padding, and one beyond that never counts
    last = PoolSpec(3, 3, 1, "average", 3, 1, pads, True, True)
    assert reference.forward(last, line).tolist() == [[[6, 12]]]
    assert reference.grad_input(last, np.array([[[3.0, 2.0]]])).tolist() == [[[1, 1, 1]]]
    empty = PoolSpec(1, 1, 1, "average", padding=1, count_include_pad=True)
    assert reference.forward(empty, np.array([[[5]]])).tolist() == [[[0, 5, 0]]]


def test_padding_is_no_entry() -> None:
    below = -5 - np.arange(6).reshape(1, 1, 2, 3)
    padded = PoolSpec((2, 3), 3, padding=1)
    assert reference.forward(padded, below).max() == -5
    assert reference.forward(PoolSpec((2, 3), 3, padding=1, operation="min"), -below).min() == 5
    words = np.array([[[250, 251, 252]]], np.uint8)
    small = reference.forward(PoolSpec(3, 2, padding=1, operation="min"), words)
    assert small.tolist() == [[[250, 250, 251, 252]]]
    assert small.dtype == np.uint8


def test_p_norms() -> None:
    spec = PoolSpec(4, 2, stride=2, operation="lp")
    x = np.array([[[3, -4, 0, 0]]])
    assert reference.forward(spec, x).tolist() == [[[5, 0]]]
    # by x: x / norm; at the window of zeros the gradient is stated to be zero
    grads = reference.grad_input(spec, np.array([[[5, 7]]]), x)
    assert grads.tolist() == [[[3, -4, 0, 0]]]
    sums = PoolSpec(4, 2, stride=2, operation="lp", power=1)
    assert reference.forward(sums, x).tolist() == [[[7, 0]]]
    assert reference.grad_input(sums, np.array([[[5, 7]]]), x).tolist() == [[[5, -5, 0, 0]]]
    cubes = PoolSpec(3, 3, operation="lp", power=3)
    np.testing.assert_allclose(reference.forward(cubes, np.array([[[-3, 4, 5.0]]])), [[[6]]])


def test_indices_count_batch_and_channels_and_by_rows_or_columns() -> None:
    x = np.zeros((2, 3, 4, 5), int)
    x[:, :, 2, 1] = 1
    rows = reference.indices(PoolSpec((4, 5), "global", 3), x)
    assert rows[..., 0, 0].tolist() == [[11, 31, 51], [71, 91, 111]]
    assert x.reshape(-1)[rows].all()
    columns = reference.indices(PoolSpec((4, 5), "global", 3, storage_order=1), x)
    assert columns[..., 0, 0].tolist() == [[6, 26, 46], [66, 86, 106]]
    volume = np.zeros((1, 1, 2, 3, 4), int)
    volume[0, 0, 1, 2, 3] = 1
    # column by column: depth first, then height, then width
    deep = PoolSpec((2, 3, 4), "global", storage_order=1)
    assert reference.indices(deep, volume).tolist() == [[[[[1 + 2 * (2 + 3 * 3)]]]]]
    assert rows.dtype == np.int64


def test_equals_plain_loops() -> None:
    for seed, spec in enumerate(drawn_pools(250)):
        arrays = layer_arguments(spec, 2, integers(seed))
        x, grad_o = arrays["x"].astype(object), arrays["grad_o"].astype(object)
        if spec.arithmetic is Arithmetic.RATIONAL:
            x, grad_o = x + Fraction(0), grad_o + Fraction(0)
        results = run_reference(spec, {"x": x, "grad_o": grad_o})
        for at in np.ndindex(2, spec.channels):
            output, gradient = pool_loops.pool(spec, x[at], grad_o[at])
            for function, expected in (("forward", output), ("grad_input", gradient)):
                given = dict(np.ndenumerate(results[function][at]))
                assert given.keys() == expected.keys(), (function, spec)
                exact = spec.operation is not Pooling.LP
                for index, value in expected.items():
                    error = abs(given[index] - value)
                    assert error <= (0 if exact else TOLERANCE * max(1, abs(value))), (index, spec)
        if "indices" in results and spec.storage_order == 0:
            assert (x.reshape(-1)[results["indices"]] == results["forward"]).all(), spec


def test_ties_go_to_the_last_or_are_split() -> None:
    x = np.array([[[[1, 3], [3, 3]]]])
    above = np.array([[[[6]]]])
    for operation, sign in (("max", 1), ("min", -1)):
        last = PoolSpec((2, 2), 2, operation=operation, ties="last")
        assert reference.grad_input(last, above, sign * x).tolist() == [[[[0, 0], [0, 6]]]]
        assert reference.indices(last, sign * x).tolist() == [[[[3]]]]
        split = PoolSpec((2, 2), 2, operation=operation, ties="split")
        assert reference.forward(split, sign * x).dtype == x.dtype
        grads = reference.grad_input(split, above, sign * x)
        assert (grads.dtype, grads.tolist()) == (
            np.float64,
            [
                [
                    [
                        [
                            0,
                            2,
                        ],
                        [2, 2],
                    ]
                ]
            ],
        )
        exact = reference.grad_input(split, above * Fraction(1), sign * x * Fraction(1))
        assert exact.tolist() == [[[[0, 2], [2, 2]]]]
        assert isinstance(exact[0, 0, 1, 1], Fraction)
    nan = np.array([[[np.nan, 1.0, np.nan, 2.0]]])
    for ties, expected in (("last", [0, 0, 6, 0]), ("split", [3, 0, 3, 0])):
        spec = PoolSpec(4, 4, ties=ties)
        assert reference.grad_input(spec, np.array([[[6.0]]]), nan).tolist() == [[expected]]
    with pytest.raises(SpecError, match="the layer has no indices"):
        reference.indices(split, x)


def test_equal_entries_are_decided_by_rows() -> None:
    ones = np.ones((1, 1, 3, 3), int)
    for operation in ("max", "min"):
        spec = PoolSpec((3, 3), 2, operation=operation)
        assert reference.indices(spec, ones).tolist() == [[[[0, 1], [3, 4]]]]
        grads = reference.grad_input(spec, np.array([[[[1, 10], [100, 1000]]]]), ones)
        assert grads.tolist() == [[[[1, 10, 0], [100, 1000, 0], [0, 0, 0]]]]


@pytest.mark.parametrize("operation", ["max", "min"])
def test_nan_is_the_maximum_and_the_minimum(operation: str) -> None:
    x = np.array([[[1.0, np.nan, 5.0, np.nan, 2.0]]])
    spec = PoolSpec(5, 3, operation=operation)
    assert np.isnan(reference.forward(spec, x)).all()
    assert reference.indices(spec, x).tolist() == [[[1, 1, 3]]]
    grads = reference.grad_input(spec, np.array([[[1.0, 2, 4]]]), x)
    assert grads.tolist() == [[[0, 3, 0, 4, 0]]]


def test_infinite_gradients_stay_where_they_go() -> None:
    x = np.array([[[1.0, 2.0, 0.0]]])
    grads = reference.grad_input(PoolSpec(3, 3), np.array([[[np.inf]]]), x)
    assert grads.tolist() == [[[0, np.inf, 0]]]


TYPES = (np.int8, np.uint8, np.int64, np.float16, np.float32, np.float64, object)


@pytest.mark.parametrize("dtype", TYPES)
def test_result_types(dtype: type) -> None:
    x, above = np.ones((2, 1, 4), dtype), np.ones((2, 1, 3), dtype)
    fractions = np.float64 if np.dtype(dtype).kind in "iu" else dtype
    for operation in Pooling:
        spec = PoolSpec(4, 2, operation=operation)
        expected = dtype if operation.selects else fractions
        assert reference.forward(spec, x).dtype == expected, operation
        others = () if spec.polynomial else (x,)
        assert reference.grad_input(spec, above, *others).dtype == expected, operation
    wide = reference.grad_input(PoolSpec(4, 2), above.astype(np.float64), x)
    assert wide.dtype == np.result_type(np.float64, dtype)


def test_integers_do_not_overflow_in_averages() -> None:
    x = np.full((1, 1, 4), 100, np.int8)
    assert reference.forward(PoolSpec(4, 4, operation="average"), x).tolist() == [[[100]]]
    assert reference.forward(PoolSpec(4, 4, operation="lp", power=1), x).tolist() == [[[400]]]


def test_fractions_symbols_and_complex_numbers() -> None:
    x = np.array([[[Fraction(1, 2), Fraction(1, 3), Fraction(-1, 5)]]])
    assert reference.forward(PoolSpec(3, 2), x)[0, 0].tolist() == [Fraction(1, 2), Fraction(1, 3)]
    means = reference.forward(PoolSpec(3, 2, operation="average"), x)
    assert means[0, 0].tolist() == [Fraction(5, 12), Fraction(1, 15)]
    sums = reference.forward(PoolSpec(3, 2, operation="lp", power=1), x)
    assert sums[0, 0].tolist() == [Fraction(5, 6), Fraction(8, 15)]
    a, b = sympy.symbols("a b", positive=True)
    symbols = np.array([[[a, b]]])
    assert reference.forward(PoolSpec(2, 2, operation="average"), symbols).item() == (a + b) / 2
    norm = reference.forward(PoolSpec(2, 2, operation="lp"), symbols).item()
    assert norm == sympy.sqrt(a**2 + b**2)
    mean = reference.forward(PoolSpec(2, 2, operation="average"), np.array([[[1j, 3]]]))
    assert mean.tolist() == [[[1.5 + 0.5j]]]


def all_pools() -> list[LayerSpec]:
    options = {"stride": 2, "padding": 1, "ceil_mode": True}
    return [PoolSpec((3, 4), 2, 2, operation=operation, **options) for operation in Pooling]


@pytest.mark.parametrize("dtype", [np.int8, np.float32, object])
@pytest.mark.parametrize("spec", all_pools(), ids=lambda spec: spec.operation.value)
def test_empty_batch(spec: PoolSpec, dtype: type) -> None:
    arrays = layer_arguments(spec, 0, lambda shape: np.zeros(shape, dtype))
    for function, result in run_reference(spec, arrays).items():
        shape = spec.input_shape if function == "grad_input" else spec.output_shape
        assert result.shape == (0, *shape)


@pytest.mark.parametrize("spec", all_pools(), ids=lambda spec: spec.operation.value)
def test_arguments_are_not_modified_and_results_share_nothing(spec: PoolSpec) -> None:
    arrays = layer_arguments(spec, 2, lambda shape: np.ones(shape))
    before = {name: array.copy() for name, array in arrays.items()}
    for result in run_reference(spec, arrays).values():
        result[...] = 99
    assert all((arrays[name] == before[name]).all() for name in arrays)


def test_wrong_arguments_are_refused_in_one_line() -> None:
    spec, mean = PoolSpec(4, 2, 3), PoolSpec(4, 2, operation="average")
    x, above = np.zeros((2, 3, 4)), np.zeros((2, 3, 3))
    cases: list[tuple[Any, str]] = [
        (lambda: reference.forward(spec, x[:, :2]), "x has the wrong shape: expected (N, 3, 4)"),
        (lambda: reference.grad_input(spec, x, x), "grad_o has the wrong shape"),
        (lambda: reference.grad_input(spec, above[:1], x), "grad_o and x differ in their batch"),
        (lambda: reference.grad_input(mean, above[:, :1], x), "x is given, but the gradient of"),
    ]
    for call, message in cases:
        with pytest.raises(ArrayShapeError) as caught:
            call()
        assert str(caught.value).startswith(message)
        assert str(caught.value).endswith(")")
    for bad in (x.tolist(), x.astype(bool), x + 1j, np.array([[sympy.symbols("a:4")] * 3])):
        with pytest.raises(ArrayTypeError, match=r"^x: .*PoolSpec"):
            reference.forward(spec, bad)
    with pytest.raises(ArrayTypeError, match="x: expected a NumPy array"):
        reference.grad_input(spec, above)
    with pytest.raises(SpecError, match="the layer has no indices, but forward, grad_input"):
        reference.indices(mean, x[:, :1])
