"""The reference against results worked out by hand and against plain loops."""

from __future__ import annotations

import numpy as np
import pytest

from symconv import reference
from symconv.specs import ConvSpec
from tests.reference import naive
from tests.reference.arrays import integer_arrays
from tests.strategies import drawn_specs

PADDED_LINES = {
    "zeros": [0, 0, 0, 1, 2, 3, 4, 0, 0],
    "circular": [2, 3, 4, 1, 2, 3, 4, 1, 2],
    "reflect": [4, 3, 2, 1, 2, 3, 4, 3, 2],
    "replicate": [1, 1, 1, 1, 2, 3, 4, 4, 4],
}
FOLDED_LINES = {  # of 1, 10, ..., 10**8 along the padded lines above
    "zeros": [1000, 10000, 100000, 1000000],
    "circular": [10001000, 100010001, 100010, 1000100],
    "reflect": [1000, 100010100, 10100010, 1000001],
    "replicate": [1111, 10000, 100000, 111000000],
}


def test_three_by_three_input_and_two_by_two_filter() -> None:
    spec = ConvSpec((3, 3), (2, 2), bias=True)
    x = np.array([[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]])
    f = np.array([[[[1, 2], [3, 4]]]])
    grad_o = np.array([[[[1, 0], [2, -1]]]])
    output = reference.forward(spec, x, f, np.array([100]))
    # top left: 1*1 + 2*2 + 3*4 + 4*5 = 37
    assert output.tolist() == [[[[137, 147], [167, 177]]]]
    # by F11: 1*1 + 0*2 + 2*4 - 1*5 = 4
    assert reference.grad_filter(spec, grad_o, x).tolist() == [[[[4, 6], [10, 12]]]]
    # by the middle of X: 1*4 + 0*3 + 2*2 - 1*1 = 7
    assert reference.grad_input(spec, grad_o, f).tolist() == [[[[1, 2, 0], [5, 7, -2], [6, 5, -4]]]]
    assert reference.grad_bias(spec, grad_o).tolist() == [2]


def test_stride_dilation_pads_and_remainder_on_one_axis() -> None:
    spec = ConvSpec(7, 2, stride=3, dilation=2, padding=((1, 2),))
    # padded: 0 1 2 3 4 5 6 7 0 0; filter at 0, 3, 6; the last entry is never reached
    x, f = np.array([[[1, 2, 3, 4, 5, 6, 7]]]), np.array([[[10, 1]]])
    assert reference.forward(spec, x, f).tolist() == [[[2, 35, 60]]]
    grad_o = np.array([[[1, 100, 10000]]])
    assert reference.grad_filter(spec, grad_o, x).tolist() == [[[60300, 502]]]
    grads = reference.grad_input(spec, grad_o, f).tolist()
    assert grads == [[[0, 1, 1000, 0, 100, 100000, 0]]]


def test_flipped_filter_is_true_convolution() -> None:
    spec = ConvSpec(4, 3, flip_filter=True)
    x, f = np.array([[[1, 2, 3, 4]]]), np.array([[[1, 10, 100]]])
    assert reference.forward(spec, x, f).tolist() == [[[123, 234]]]
    grad_o = np.array([[[1, 1000]]])
    assert reference.grad_filter(spec, grad_o, x).tolist() == [[[4003, 3002, 2001]]]
    assert reference.grad_input(spec, grad_o, f).tolist() == [[[100, 100010, 10001, 1000]]]


def test_groups_channels_and_batch() -> None:
    spec = ConvSpec(1, 1, in_channels=4, out_channels=2, groups=2)
    x = np.array([[[1], [2], [3], [4]], [[5], [6], [7], [8]]])
    f = np.array([[[1], [10]], [[100], [1000]]])
    assert reference.forward(spec, x, f).tolist() == [[[21], [4300]], [[65], [8700]]]
    grad_o = np.array([[[1], [2]], [[10], [20]]])
    assert reference.grad_filter(spec, grad_o, x).tolist() == [[[51], [62]], [[146], [168]]]
    grads = reference.grad_input(spec, grad_o, f)[:, :, 0].tolist()
    assert grads == [[1, 10, 200, 2000], [10, 100, 2000, 20000]]
    assert reference.grad_bias(spec, grad_o).tolist() == [11, 22]


@pytest.mark.parametrize("mode", PADDED_LINES)
def test_padding_mode(mode: str) -> None:
    spec = ConvSpec(4, 1, padding=((3, 2),), padding_mode=mode)
    one = np.array([[[1]]])
    padded = reference.forward(spec, np.array([[[1, 2, 3, 4]]]), one)
    assert padded.tolist() == [[PADDED_LINES[mode]]]
    grad_o = 10 ** np.arange(9).reshape(1, 1, 9)
    assert reference.grad_input(spec, grad_o, one).tolist() == [[FOLDED_LINES[mode]]]


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("circular", [[7, 6, 7], [3, 2, 3], [5, 4, 5], [7, 6, 7]]),
        ("reflect", [[5, 4, 5], [3, 2, 3], [5, 4, 5], [7, 6, 7]]),
    ],
)
def test_padding_mode_in_two_dimensions(mode: str, expected: list[list[int]]) -> None:
    spec = ConvSpec((3, 2), 1, padding=((1, 0), (1, 0)), padding_mode=mode)
    x = np.array([[[[2, 3], [4, 5], [6, 7]]]])
    assert reference.forward(spec, x, np.array([[[[1]]]])).tolist() == [[expected]]


def test_gradient_by_the_bias_needs_no_bias() -> None:
    grads = reference.grad_bias(ConvSpec(2, 1, out_channels=2), np.arange(8).reshape(2, 2, 2))
    assert grads.tolist() == [0 + 1 + 4 + 5, 2 + 3 + 6 + 7]


def test_equals_plain_loops() -> None:
    for spec in drawn_specs(100, max_terms=150):
        x, f, b, grad_o = integer_arrays(spec, batch=2)
        expected = naive.results(spec, x, f, b, grad_o)
        given = {
            "output": reference.forward(spec, x, f, b),
            "input": reference.grad_input(spec, grad_o, f),
            "filter": reference.grad_filter(spec, grad_o, x),
            "bias": reference.grad_bias(spec, grad_o),
        }
        shapes = (grad_o.shape, x.shape, f.shape, (spec.out_channels,))
        for (name, array), shape in zip(given.items(), shapes, strict=True):
            assert array.shape == shape, (name, spec)
            entries = {index: value for index, value in np.ndenumerate(array) if value}
            wanted = {index: value for index, value in expected[name].items() if value}
            assert entries == wanted, (name, spec)


@pytest.mark.parametrize(("size", "filter_size"), [(7, 3), (3, 5), (4, 1)])
def test_full_padding_is_numpy_s_full_convolution(size: int, filter_size: int) -> None:
    rng = np.random.default_rng(size)
    x, f = rng.integers(-9, 9, size), rng.integers(-9, 9, filter_size)
    spec = ConvSpec(size, filter_size, padding="full", flip_filter=True)
    output = reference.forward(spec, x.reshape(1, 1, -1), f.reshape(1, 1, -1))
    assert output.tolist() == [[np.convolve(x, f).tolist()]]


@pytest.mark.parametrize(("size", "filter_size", "dilation"), [(7, 3, 1), (3, 5, 1), (6, 3, 2)])
def test_causal_padding_never_looks_ahead(size: int, filter_size: int, dilation: int) -> None:
    rng = np.random.default_rng(size)
    x, f = rng.integers(-9, 9, size), rng.integers(-9, 9, filter_size)
    spec = ConvSpec(size, filter_size, dilation=dilation, padding="causal", flip_filter=True)
    spread = np.zeros(spec.extent[0], int)
    spread[::dilation] = f
    output = reference.forward(spec, x.reshape(1, 1, -1), f.reshape(1, 1, -1))
    assert output.tolist() == [[np.convolve(x, spread)[:size].tolist()]]
