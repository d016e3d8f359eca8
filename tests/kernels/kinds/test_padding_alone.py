"""Windows that lie in the padding alone: 0 in every operation, whatever the numbers."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy

from symconv import PoolSpec, build_kernel, certify, derive, reference
from tests.kernels.certificates.mutants import broken

# pad pad | 1 2 | 3 4 | 5 pad | pad pad
COUNTED = PoolSpec(5, 2, 1, "average", 2, padding=((2, 3),), count_include_pad=True)
LAYERS = {
    "counted": COUNTED,
    "divided": PoolSpec(5, 2, 1, "average", 2, padding=((2, 3),), divisor=3),
    "counted, cut off": PoolSpec(5, 2, 1, "average", 3, 1, ((2, 3),), True, True),
    "counted, dilated": PoolSpec((3, 4), 2, 2, "average", 2, 2, (4, 5), count_include_pad=True),
    "never met": PoolSpec(3, 1, 1, "average", 5, padding=5, divisor=2),
    "sums": PoolSpec(5, 2, 1, "lp", 2, padding=((2, 3),), power=1),
    "norms": PoolSpec(5, 2, 1, "lp", 2, padding=((2, 3),)),
    "norms 3/2": PoolSpec((3, 4), 2, 2, "lp", 2, padding=(3, 4), power="3/2"),
}


@pytest.mark.parametrize("name", LAYERS)
def test_kernels_hold_by_every_method(name: str) -> None:
    spec = LAYERS[name]
    methods = ("symbolic", "exact", "probabilistic", "sampled") if spec.polynomial else ("sampled",)
    for method in methods:
        certificate = certify(build_kernel(spec), method)
        assert certificate.holds, (method, certificate.failures)
    assert certify(build_kernel(spec)).proved == spec.polynomial


@pytest.mark.parametrize("name", LAYERS)
def test_fractions_and_floats_are_those_of_the_reference(name: str) -> None:
    spec = LAYERS[name]
    x = np.arange(1, 1 + 2 * int(np.prod(spec.input_shape))).reshape(2, *spec.input_shape)
    for given in (x, x.astype(np.float32), x + Fraction(0)):
        expected, output = reference.forward(spec, given), build_kernel(spec).forward(given)
        assert output.dtype == expected.dtype
        assert (expected == 0).any()
        np.testing.assert_allclose(output.astype(float), expected.astype(float), 1e-6)
        if spec.power == 1 or spec.polynomial:  # roots of fractions are floats
            assert [*map(type, output.flat)] == [*map(type, expected.flat)]
            assert (output == expected).all()


def test_a_counted_average_by_hand() -> None:
    kernel, x = build_kernel(COUNTED), np.array([[[1, 2, 3, 4, 5]]])
    assert kernel.forward(x).tolist() == [[[0, 1.5, 3.5, 2.5, 0]]]
    symbols = np.array([[sympy.symbols("a:5")]])
    a, b, c, d, e = symbols.flat
    formulas = [0, (a + b) / 2, (c + d) / 2, e / 2, 0]
    assert kernel.forward(symbols).ravel().tolist() == formulas
    assert reference.forward(COUNTED, symbols).ravel().tolist() == formulas
    assert [type(entry) for entry in kernel.forward(symbols).flat if not entry] == [int, int]
    outputs = sympy.flatten(derive(COUNTED).output)
    assert [len(output.free_symbols) for output in outputs] == [0, 2, 2, 1, 0]


def test_a_zero_that_became_a_float_is_found() -> None:
    line = "np.divide(o, 2, out=o, where=o != 0)"
    assert certify(broken(COUNTED, line, "o = o / 2")).failures
