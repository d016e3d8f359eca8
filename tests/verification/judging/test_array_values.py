"""Whole arrays: what slides over what, against plain lists and their definitions."""

from __future__ import annotations

import random
from itertools import product

import numpy as np
import pytest

from symconv.verification.judging.worlds.array_values import (
    Border,
    Sliding,
    Whole,
    matrix_product,
    number,
    padded,
    plus,
    spread,
    times,
    total,
    transposed,
    turned,
)
from symconv.verification.judging.worlds.values import UnjudgedError

RANDOM = random.Random(8)


def whole(shape: tuple[int, ...]) -> Whole:
    return Whole(shape, {at: RANDOM.randint(-99, 99) for at in product(*map(range, shape))})


def as_array(array: Whole) -> np.ndarray:
    found = np.zeros(array.shape, dtype=object)
    for at, value in array.entries.items():
        found[at] = value
    return found


X, K = whole((5, 4)), whole((2, 3))


def entry(x: np.ndarray, row: int, column: int) -> int:
    """Give an entry of an array that is zero outside."""
    rows, columns = x.shape
    return int(x[row, column]) if 0 <= row < rows and 0 <= column < columns else 0


def full_convolution(x: np.ndarray, k: np.ndarray) -> list[list[int]]:
    """The product of polynomials in two letters, from which every other sliding is cut."""
    rows, columns = x.shape[0] + k.shape[0] - 1, x.shape[1] + k.shape[1] - 1
    found = [[0] * columns for _ in range(rows)]
    for i, j in product(*map(range, x.shape)):
        for u, v in product(*map(range, k.shape)):
            found[i + u][j + v] += int(x[i, j] * k[u, v])
    return found


def test_a_full_convolution_is_a_product_of_polynomials() -> None:
    found = Sliding(flip=True, border=Border.FULL)(X, K)
    assert as_array(found).tolist() == full_convolution(as_array(X), as_array(K))


def test_a_full_correlation_turns_what_slides() -> None:
    found = Sliding(flip=False, border=Border.FULL)(X, K)
    assert as_array(found).tolist() == full_convolution(as_array(X), as_array(K)[::-1, ::-1])


@pytest.mark.parametrize("flip", [False, True])
def test_valid_is_where_all_taps_meet(flip: bool) -> None:
    found = Sliding(flip, Border.VALID)(X, K)
    x, k = as_array(X), as_array(K)[::-1, ::-1] if flip else as_array(K)
    assert found.shape == (4, 2)
    for i, j in product(range(4), range(2)):
        assert found.entries[i, j] == int((x[i : i + 2, j : j + 3] * k).sum())


@pytest.mark.parametrize("flip", [False, True])
def test_same_has_the_first_arrays_size_and_one_zero_more_behind(flip: bool) -> None:
    found = Sliding(flip, Border.SAME)(X, K)
    x, k = as_array(X), as_array(K)[::-1, ::-1] if flip else as_array(K)
    assert found.shape == X.shape
    for i, j in product(range(5), range(4)):
        expected = sum(
            entry(x, i + u, j + v - 1) * int(k[u, v]) for u, v in product(range(2), range(3))
        )
        assert found.entries[i, j] == expected


def test_a_swapped_sliding_moves_the_first_array() -> None:
    for flip, border in product((False, True), Border):
        plain, swapped = Sliding(flip, border), Sliding(flip, border, swapped=True)
        assert swapped(K, X) == plain(X, K)
    assert Sliding(False, Border.FULL, swapped=True)(X, K) == turned(
        Sliding(False, Border.FULL)(X, K)
    )


def test_what_does_not_fit_is_no_array() -> None:
    with pytest.raises(UnjudgedError, match="does not fit"):
        Sliding(False, Border.VALID)(K, X)
    with pytest.raises(UnjudgedError, match="different numbers of axes"):
        Sliding(False, Border.FULL)(X, whole((3,)))


def test_a_number_beside_an_array_multiplies_it() -> None:
    found = Sliding(True, Border.FULL)(number(3), K)
    assert as_array(found).tolist() == (3 * as_array(K)).tolist()


def test_what_is_done_with_one_array() -> None:
    x = as_array(X)
    assert as_array(turned(X)).tolist() == x[::-1, ::-1].tolist()
    assert as_array(transposed(X)).tolist() == x.T.tolist()
    assert as_array(padded(X, (1, 0), (2, 3))).tolist() == np.pad(x, ((1, 2), (0, 3))).tolist()
    assert (
        as_array(padded(X, (-1, 2), (0, -1))).tolist()
        == np.pad(x[1:, :-1], ((0, 0), (2, 0))).tolist()
    )
    wide = np.zeros((9, 10), dtype=object)
    wide[::2, ::3] = x
    assert as_array(spread(X, (2, 3))).tolist() == wide.tolist()
    assert total(X) == number(int(x.sum()))


def test_what_is_done_with_two_arrays() -> None:
    other, matrix = whole((5, 4)), whole((4, 3))
    x, y, m = map(as_array, (X, other, matrix))
    assert as_array(times(X, other)).tolist() == (x * y).tolist()
    assert as_array(plus(X, other)).tolist() == (x + y).tolist()
    assert as_array(plus(number(7), X)).tolist() == (x + 7).tolist()
    assert as_array(times(X, number(-2))).tolist() == (x * -2).tolist()
    assert as_array(matrix_product(X, matrix)).tolist() == (x @ m).tolist()
    with pytest.raises(UnjudgedError, match="different sizes"):
        plus(X, K)
    with pytest.raises(UnjudgedError, match="cannot be multiplied"):
        matrix_product(X, K)


def test_arrays_are_equal_by_size_and_every_entry() -> None:
    assert Whole(X.shape, dict(X.entries)) == X
    assert Whole(X.shape, {**X.entries, (4, 3): 100}) != X
    assert transposed(X) != X
    assert number(0) != Whole((1,), {(0,): 0})
