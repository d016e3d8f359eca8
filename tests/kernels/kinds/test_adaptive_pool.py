"""Adaptive pools: derivation and kernels equal to the reference, certified, faults found."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import numpy as np
import pytest

from symconv import AdaptivePoolSpec, build_kernel, build_network, certify, derive
from symconv.kernels.certificates.sampling import most_terms, multiple
from symconv.specs.network import NetworkSpec, layer
from tests.kernels.certificates.mutants import broken
from tests.layer_arrays import integers, layer_arguments, run_derivation, run_reference

LAYERS = {
    "line": AdaptivePoolSpec(5, 2),
    "average": AdaptivePoolSpec((5, 7), (2, 3), 2),
    "maximum": AdaptivePoolSpec((5, 7), (2, 3), 2, "max"),
    "larger": AdaptivePoolSpec((2, 3), (3, 5), 2, "max"),
    "3-D": AdaptivePoolSpec((3, 4, 2), (2, 3, 1), 2),
    "one": AdaptivePoolSpec((2, 3), 1, 2, "max"),
}


@pytest.mark.parametrize("name", LAYERS)
def test_kernels_agree_with_the_reference(name: str) -> None:
    spec = LAYERS[name]
    kernel = build_kernel(spec)
    for dtype in (np.int64, np.float64, np.uint8, object):
        for batch in (0, 1, 3):
            arrays = layer_arguments(spec, batch, integers(batch))
            arrays = {key: array.astype(dtype) for key, array in arrays.items()}
            for function, expected in run_reference(spec, arrays).items():
                given = getattr(kernel, function)(*(arrays[n] for n in spec.functions[function]))
                assert (given.dtype, given.shape) == (expected.dtype, expected.shape)
                np.testing.assert_allclose(given.astype(float), expected.astype(float), 1e-13)


@pytest.mark.parametrize("name", LAYERS)
def test_formulas_equal_the_reference_ties_included(name: str) -> None:
    spec = LAYERS[name]
    rng = np.random.default_rng(0)
    arrays = layer_arguments(spec, 1, lambda shape: rng.integers(-1, 2, shape))
    arrays = {key: array + Fraction(0) for key, array in arrays.items()}
    derived, expected = run_derivation(derive(spec), arrays), run_reference(spec, arrays)
    for function in ("forward", "grad_input"):
        values = [Fraction(int(value.p), int(value.q)) for value in derived[function]]
        assert values == expected[function].ravel().tolist()


@pytest.mark.parametrize("name", LAYERS)
def test_every_kernel_is_certified(name: str) -> None:
    spec = LAYERS[name]
    certificate = certify(build_kernel(spec))
    assert certificate.holds, certificate.failures
    assert certificate.proved == spec.polynomial
    assert max(map(len, build_kernel(spec).source.splitlines())) <= 100


def test_a_large_average_is_certified_by_integers() -> None:
    spec = AdaptivePoolSpec((300, 301), (7, 6), 4)
    certificate = certify(build_kernel(spec))
    assert certificate.holds, certificate.failures
    assert certificate.method.value == "probabilistic"


def test_in_a_network() -> None:
    network = NetworkSpec(
        (1, 5, 4),
        [
            layer("conv", filter_size=2, out_channels=2),
            layer("adaptive_pool", output_size=2, operation="max"),
            layer("adaptive_pool", output_size=1),
            layer("flatten"),
            layer("loss", function="squared_error"),
        ],
    )
    certificate = certify(build_network(network))
    assert certificate.holds, certificate.statement


MUTANTS = {
    "window cut short": ("average", "-(-(i + 1) * 5 // 2)", "(i + 1) * 5 // 2"),
    "window of another axis": ("average", "slice(j * 7 // 3", "slice(i * 7 // 3"),
    "gradient not divided": (
        "average",
        "share = grad_o[place] / int(np.prod(met.shape[2:]))",
        "share = grad_o[place]",
    ),
    "gradient overwritten": ("maximum", "winners] += ", "winners] = "),
    "last of ties": ("maximum", "met.argmax(axis=2)", "-1 - met[:, :, ::-1].argmax(axis=2)"),
    "minimum": ("larger", ".max(axis", ".min(axis"),
    "channels not counted": ("one", "channels * 6 + winners", "winners + 0 * channels"),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_planted_fault_is_found(name: str) -> None:
    layer_name, old, new = MUTANTS[name]
    assert not certify(broken(LAYERS[layer_name], old, new)).holds


def test_complex_numbers_go_through_averages_alone() -> None:
    x: Any = np.ones((1, 2, 5, 7)) * 1j
    assert build_kernel(LAYERS["average"]).forward(x).dtype == np.complex128
    with pytest.raises(TypeError):
        build_kernel(LAYERS["maximum"]).forward(x)


OTHERS = [
    AdaptivePoolSpec((2,), (7,)),
    AdaptivePoolSpec((3, 2), (2, 9)),
    AdaptivePoolSpec((4, 6), (2, 3)),
    AdaptivePoolSpec((5, 7), (2, 3)),
    AdaptivePoolSpec((8, 2, 5), (3, 4, 2)),
]


@pytest.mark.parametrize("spec", OTHERS, ids=repr)
def test_what_certificates_draw_by_suits_every_window(spec: AdaptivePoolSpec) -> None:
    """Averages of multiples are whole, and no sum has more terms than is reckoned with."""
    windows = list(product(*spec.windows))
    assert all(multiple(spec) % prod(map(len, window)) == 0 for window in windows)
    met = Counter(entry for window in windows for entry in product(*window))
    assert most_terms(spec) == max(max(prod(map(len, window)) for window in windows),
                                   max(met.values()))  # fmt: skip
