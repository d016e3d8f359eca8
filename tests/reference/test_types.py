"""What the reference takes and gives: types of entries, empty batches, memory."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy

from symconv import reference
from symconv.specs import ConvSpec, PaddingMode
from tests.reference.arrays import Array, integer_arrays

MIXED = [
    (np.int8, np.int8),
    (np.int64, np.int64),
    (np.int8, np.int64),
    (np.float16, np.float16),
    (np.float32, np.float32),
    (np.float32, np.float64),
    (np.int64, np.float32),
    (np.complex64, np.float32),
    (np.complex128, np.int8),
    (np.uint8, np.int8),
    (object, np.int64),
]


@pytest.mark.parametrize(("first", "second"), MIXED)
def test_result_types(first: type, second: type) -> None:
    spec = ConvSpec((3, 4), 2, padding=1, out_channels=2, bias=True)
    x, f, b, grad_o = integer_arrays(spec, batch=2)
    both = np.result_type(first, second)
    x, f, b = x.astype(first), f.astype(second), b.astype(second)
    assert reference.forward(spec, x, f, b).dtype == both
    assert reference.grad_filter(spec, grad_o.astype(second), x).dtype == both
    grad_o = grad_o.astype(first)
    assert reference.grad_input(spec, grad_o, f).dtype == both
    assert reference.grad_bias(spec, grad_o).dtype == first


def test_the_type_of_the_bias_counts() -> None:
    spec = ConvSpec(2, 1, bias=True)
    x, f = np.ones((1, 1, 2), np.float32), np.ones((1, 1, 1), np.float32)
    assert reference.forward(spec, x, f, np.array([0.5])).dtype == np.float64


def test_small_integers_wrap_as_numpy_has_it() -> None:
    x = np.full((1, 1, 2), 100, np.int8)
    assert reference.grad_bias(ConvSpec(2, 1), x).tolist() == [-56]
    assert reference.forward(ConvSpec(2, 2), x, np.ones((1, 1, 2), np.int8)).tolist() == [[[-56]]]


def test_complex_entries_are_not_conjugated() -> None:
    spec = ConvSpec(1, 1)
    i = np.array([[[1j]]])
    assert reference.forward(spec, i, i).tolist() == [[[-1]]]
    assert reference.grad_input(spec, i, i).tolist() == [[[-1]]]
    assert reference.grad_filter(spec, i, i).tolist() == [[[-1]]]


def test_fractions() -> None:
    spec = ConvSpec(3, 2, padding=1, bias=True)
    x = np.array([[[Fraction(1, 2), Fraction(1, 3), Fraction(1, 5)]]])
    f, b = np.array([[[Fraction(1, 7), 3]]]), np.array([Fraction(2)])
    output = reference.forward(spec, x, f, b)
    expected = [Fraction(7, 2), Fraction(43, 14), Fraction(278, 105), Fraction(71, 35)]
    assert output.dtype == object
    assert output[0, 0].tolist() == expected


def test_symbols_give_the_formula() -> None:
    spec = ConvSpec(2, 2, padding=1, bias=True)
    x = np.array([[sympy.symbols("x:2")]])
    f, grad_o = np.array([[sympy.symbols("f:2")]]), np.array([[sympy.symbols("g:3")]])
    (x0, x1), (f0, f1), (g0, g1, g2) = x[0, 0], f[0, 0], grad_o[0, 0]
    b = sympy.Symbol("b")
    output = reference.forward(spec, x, f, np.array([b]))
    assert output[0, 0].tolist() == [b + f1 * x0, b + f0 * x0 + f1 * x1, b + f0 * x1]
    assert reference.grad_input(spec, grad_o, f)[0, 0].tolist() == [
        g0 * f1 + g1 * f0,
        g1 * f1 + g2 * f0,
    ]
    grads = reference.grad_filter(spec, grad_o, x)
    assert grads[0, 0].tolist() == [g1 * x0 + g2 * x1, g0 * x0 + g1 * x1]
    assert reference.grad_bias(spec, grad_o).tolist() == [g0 + g1 + g2]


class Word:
    """Can be added to and multiplied by its own kind, and nothing else."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __add__(self, other: Word) -> Word:
        return Word(f"{self.text} + {other.text}")

    def __mul__(self, other: Word) -> Word:
        return Word(f"{self.text}{other.text}")


def words(letters: str) -> Array:
    array = np.empty((1, 1, len(letters)), object)
    array[0, 0] = [Word(letter) for letter in letters]
    return array


def test_any_class_with_sum_and_product() -> None:
    spec = ConvSpec(3, 2, padding=((3, 0),), bias=True)
    output = reference.forward(spec, words("abc"), words("pq"), words("B")[0, 0])
    expected = ["B", "B", "qa + B", "pa + qb + B", "pb + qc + B"]
    assert [word.text for word in output[0, 0]] == expected
    grads = reference.grad_input(spec, words("stuvw"), words("pq"))
    assert [word.text for word in grads[0, 0]] == ["pv + qu", "pw + qv", "qw"]
    grads = reference.grad_filter(spec, words("stuvw"), words("abc"))
    assert [word.text for word in grads[0, 0]] == ["va + wb", "ua + vb + wc"]
    assert reference.grad_bias(spec, words("stuvw"))[0].text == "s + t + u + v + w"


@pytest.mark.parametrize("dtype", [np.int8, np.float64, complex, object])
@pytest.mark.parametrize("mode", list(PaddingMode))
def test_empty_batch(mode: PaddingMode, dtype: type) -> None:
    spec = ConvSpec(
        (3, 4), 2, in_channels=2, out_channels=4, groups=2, padding=1, padding_mode=mode, bias=True
    )
    x, f, b, grad_o = (a.astype(dtype) for a in integer_arrays(spec, batch=0))
    assert reference.forward(spec, x, f, b).shape == (0, 4, 4, 5)
    assert reference.grad_input(spec, grad_o, f).shape == (0, 2, 3, 4)
    grads = (reference.grad_filter(spec, grad_o, x), reference.grad_bias(spec, grad_o))
    assert grads[0].tolist() == np.zeros(spec.filter_shape).tolist()
    assert grads[1].tolist() == [0, 0, 0, 0]
    assert all(grad.dtype == dtype for grad in grads)


@pytest.mark.parametrize("padding_mode", list(PaddingMode))
def test_arguments_are_not_modified_and_results_share_nothing(padding_mode: PaddingMode) -> None:
    spec = ConvSpec((3, 4), 1, padding=1, padding_mode=padding_mode, bias=True, flip_filter=True)
    arrays = integer_arrays(spec, batch=2)
    x, f, b, grad_o = arrays
    before = [array.copy() for array in arrays]
    for array in arrays:
        array.setflags(write=False)
    results = (
        reference.forward(spec, x, f, b),
        reference.grad_input(spec, grad_o, f),
        reference.grad_filter(spec, grad_o, x),
        reference.grad_bias(spec, grad_o),
    )
    for result in results:
        assert result.flags.writeable
        assert not any(np.shares_memory(result, array) for array in arrays)
    for array, copy in zip(arrays, before, strict=True):
        assert np.array_equal(array, copy)


@pytest.mark.parametrize("view", ["fortran", "reversed", "big-endian"])
def test_any_memory_layout(view: str) -> None:
    spec = ConvSpec((3, 4), 2, in_channels=2, padding=1)
    x, f, _, grad_o = integer_arrays(spec, batch=2)
    laid_out = {
        "fortran": np.asfortranarray,
        "reversed": lambda a: np.ascontiguousarray(a[..., ::-1])[..., ::-1],
        "big-endian": lambda a: a.astype(">i8"),
    }[view]
    assert np.array_equal(
        reference.forward(spec, laid_out(x), laid_out(f)), reference.forward(spec, x, f)
    )
    assert np.array_equal(
        reference.grad_filter(spec, laid_out(grad_o), laid_out(x)),
        reference.grad_filter(spec, grad_o, x),
    )
