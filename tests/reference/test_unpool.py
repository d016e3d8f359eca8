"""The reference of unpooling layers: by hand, and as the inverse of pooling."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from symconv import (
    ArrayShapeError,
    ArrayTypeError,
    ArrayValueError,
    PoolSpec,
    UnpoolSpec,
    reference,
)
from tests.strategies_pool import unpool_specs


def test_entries_go_where_their_indices_say() -> None:
    spec = UnpoolSpec(2, 3, 2)
    x, i = np.array([[[1, 2], [3, 4]]]), np.array([[[2, 0], [1, 4]]])
    # channels are counted through: 1 is in the first channel, 4 in the second
    assert reference.forward(spec, x, i).tolist() == [[[2, 3, 1], [0, 4, 0]]]
    above = np.array([[[10, 20, 30], [40, 50, 60]]])
    assert reference.grad_input(spec, above, i).tolist() == [[[30, 10], [20, 50]]]


def test_of_equal_indices_the_last_counts_and_has_the_gradient() -> None:
    spec = UnpoolSpec(3, 2)
    x, i = np.array([[[1, 2, 3]]]), np.array([[[1, 0, 1]]])
    assert reference.forward(spec, x, i).tolist() == [[[2, 3]]]
    assert reference.grad_input(spec, np.array([[[10, 20]]]), i).tolist() == [[[0, 10, 20]]]


def test_indices_may_count_on_a_part_of_the_output() -> None:
    # counted on 4x4, then zeros to 5x5
    spec = UnpoolSpec((2, 2), 5, index_size=4)
    x = np.array([[[[1, 2], [3, 4]]]], np.float32)
    i = np.array([[[[5, 7], [13, 15]]]])
    output = reference.forward(spec, x, i)
    assert output[0, 0, 1::2, 1::2].tolist() == [[1, 2], [3, 4]]
    assert output.sum() == 10
    assert output.dtype == np.float32
    above = np.arange(25).reshape(1, 1, 5, 5)
    assert reference.grad_input(spec, above, i).tolist() == [[[[6, 8], [16, 18]]]]


def test_places_of_a_pool_with_a_rest_are_those_of_its_input() -> None:
    # 0 to 24 in 5x5: pairs leave the last row and column out, and indices count all the same
    pool = PoolSpec((5, 5), 2, stride=2)
    x = np.arange(25).reshape(1, 1, 5, 5)
    output, places = reference.forward(pool, x), reference.indices(pool, x)
    assert places.ravel().tolist() == [6, 8, 16, 18]
    spec = UnpoolSpec.of_attributes((2, 2), 2, 2, output_size=5)
    spread = reference.forward(spec, output, places)
    assert spread.ravel().nonzero()[0].tolist() == [6, 8, 16, 18]
    assert spread.ravel()[[6, 8, 16, 18]].tolist() == [6, 8, 16, 18]


def test_unpooling_undoes_pooling() -> None:
    pool = PoolSpec((5, 7), (2, 3), 3, stride=(2, 3))
    x = np.random.default_rng(0).permutation(2 * 3 * 35).reshape(2, 3, 5, 7)
    output, places = reference.forward(pool, x), reference.indices(pool, x)
    spread = reference.forward(UnpoolSpec.of_pool(pool), output, places)
    assert (reference.forward(pool, spread) == output).all()
    assert ((spread == x) | (spread == 0)).all()
    # windows do not overlap: unpooling the output gradient is the gradient of pooling
    above = np.random.default_rng(1).integers(-9, 9, output.shape)
    gradient = reference.grad_input(pool, above, x)
    assert (reference.forward(UnpoolSpec.of_pool(pool), above, places) == gradient).all()


@given(unpool_specs())
@settings(max_examples=60, deadline=None)
def test_the_gradient_is_the_adjoint(spec: UnpoolSpec) -> None:
    rng = np.random.default_rng(0)
    end = 2 * int(np.prod(spec.index_shape))
    x, i = rng.integers(-9, 9, (2, *spec.input_shape)), rng.integers(0, end, (2, *spec.input_shape))
    above = rng.integers(-9, 9, (2, *spec.output_shape))
    output, gradient = reference.forward(spec, x, i), reference.grad_input(spec, above, i)
    assert (output * above).sum() == (gradient * x).sum()


@pytest.mark.parametrize("dtype", [np.int8, np.float16, complex, object])
def test_types_and_empty_batches(dtype: type) -> None:
    spec = UnpoolSpec((1, 2), (2, 3), 2)
    for batch in (0, 2):
        x = np.ones((batch, *spec.input_shape), dtype)
        i = np.arange(x.size, dtype=np.uint8).reshape(x.shape)
        output = reference.forward(spec, x, i)
        assert (output.shape, output.dtype) == ((batch, 2, 2, 3), dtype)
        gradient = reference.grad_input(spec, output, i)
        assert (gradient.shape, gradient.dtype) == (x.shape, dtype)


def test_wrong_arguments_are_refused_in_one_line() -> None:
    spec = UnpoolSpec(2, 3)
    x, i = np.zeros((2, 1, 2)), np.zeros((2, 1, 2), int)
    for index in (6, -1):
        with pytest.raises(ArrayValueError) as caught:
            reference.forward(spec, x, np.full_like(i, index))
        assert str(caught.value) == (
            f"i: index {index} is not a place in an array of (2, 1, 3): UnpoolSpec((2,), (3,))"
        )
    with pytest.raises(ArrayTypeError, match="i: expected an array of integers, given dtype float"):
        reference.grad_input(spec, np.zeros((2, 1, 3)), x)
    with pytest.raises(ArrayShapeError, match="x and i differ in their batch size"):
        reference.forward(spec, x[:1], i)
