"""Thousands of layers through every stage: the long run of what CI samples."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from symconv import ConvSpec, build_kernel, certify, reference
from symconv.derivation import derive_layer
from tests.kernels.layers import STRATEGIES
from tests.strategies import OPTION_LABELS, drawn_specs, option_labels

SPECS, CHUNKS, MAX_TERMS = 3000, 20, 250


def agrees_on_integers(spec: ConvSpec, rng: np.random.Generator) -> None:
    """Compare every strategy with the reference on random integers, exactly."""
    x = rng.integers(-99, 100, (2, *spec.input_shape))
    f = rng.integers(-99, 100, spec.filter_shape)
    b = rng.integers(-99, 100, spec.bias_shape) if spec.bias else None
    g = rng.integers(-99, 100, (2, *spec.output_shape))
    expected = (
        reference.forward(spec, x, f, b),
        reference.grad_input(spec, g, f),
        reference.grad_filter(spec, g, x),
        reference.grad_bias(spec, g),
    )
    for strategy in STRATEGIES:
        k = build_kernel(spec, strategy)
        given = (k.forward(x, f, b), k.grad_input(g, f), k.grad_filter(g, x), k.grad_bias(g))
        for one, other in zip(given, expected, strict=True):
            np.testing.assert_array_equal(one, other, err_msg=f"{strategy}: {spec}")


@pytest.mark.campaign
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_stage_agrees(chunk: int) -> None:
    rng = np.random.default_rng(chunk)
    for number, spec in enumerate(drawn_specs(SPECS, MAX_TERMS)[chunk::CHUNKS]):
        agrees_on_integers(spec, rng)
        assert all(form.proved for form in derive_layer(spec).closed_forms), spec
        strategy = list(STRATEGIES)[number % len(STRATEGIES)]
        certificate = certify(build_kernel(spec, strategy))
        assert certificate.proved, (spec, certificate.failures)


@pytest.mark.campaign
def test_every_option_is_drawn_often() -> None:
    counts = Counter(
        label for spec in drawn_specs(SPECS, MAX_TERMS) for label in option_labels(spec)
    )
    assert min(counts[label] for label in OPTION_LABELS) >= SPECS // 50, counts.most_common()[-3:]


def test_a_short_slice() -> None:
    rng = np.random.default_rng(0)
    specs = drawn_specs(60, 120)
    for spec in specs:
        agrees_on_integers(spec, rng)
