"""Certificates of layers too large for proof or for fractions: bounds, floats, faults found."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

import numpy as np
import pytest

from symconv import (
    ActivationSpec,
    ConvSpec,
    FlattenSpec,
    KernelError,
    LossSpec,
    PoolSpec,
    reference,
)
from symconv.kernels import Method, build_kernel, certify
from symconv.kernels.certificates.certify import EXACT_MAX_TERMS, choose_method
from symconv.kernels.certificates.numeric_trial import FRACTION_MAX_TERMS, draw_numbers
from symconv.kernels.certificates.sampling import can_sample, largest_entry, most_terms, multiple
from symconv.specs import PaddingMode
from tests import pool_loops
from tests.kernels.certificates.mutants import broken
from tests.strategies_pool import drawn_pools

AVERAGE = PoolSpec((28, 28), 3, 64, "average", padding=1)
MAXIMUM = PoolSpec((28, 28), 3, 8, stride=2, padding=1)
UNEVEN = PoolSpec(100, 100, 40, "average", padding=50)


def test_an_average_too_large_for_proof_has_a_bound() -> None:
    certificate = certify(build_kernel(AVERAGE))
    assert AVERAGE.terms > EXACT_MAX_TERMS
    assert certificate.holds, certificate.failures
    assert not certificate.proved
    assert certificate.method is Method.PROBABILISTIC
    assert 0 < certificate.error_bound < Fraction(1, 10**12)
    assert "multiples of 36" in certificate.statement  # windows of 9, 6 and 4 entries
    assert "degree at most 1 and computed without rounding" in certificate.statement
    assert "adjoint identities" in certificate.statement


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("counts[i, j] += 1", "counts[...] += 1"),
        ("np.ndindex(3, 3)", "list(np.ndindex(3, 3))[1:]"),
        ("shares = grad_o / _counts(grad_o.dtype)", "shares = grad_o / 9"),
        ("    return grad_x", "    grad_x[1] += grad_x[0]\n    return grad_x"),
    ],
)
def test_faults_in_a_large_average_are_found(old: str, new: str) -> None:
    assert certify(broken(AVERAGE, old, new)).failures


def test_small_averages_hold_on_integers_too() -> None:
    sampled = 0
    for spec in drawn_pools(60, operations=("average",)):
        kernel = build_kernel(spec)
        assert can_sample(spec)
        certificate = certify(kernel, "probabilistic")
        assert certificate.holds, (spec, certificate.failures)
        sampled += multiple(spec) > 1
    assert sampled > 30


def test_multiples_are_of_every_divisor_and_sums_stay_exact() -> None:
    for spec in drawn_pools(60, operations=("average",)):
        divisors = {divisor for _, _, divisor in pool_loops.windows(spec)}
        assert multiple(spec) == lcm(*divisors)
        windows_of: dict[tuple[int, ...], int] = {}
        for _, entries, _ in pool_loops.windows(spec):
            assert len(entries) <= spec.taps
            for entry in entries:
                windows_of[entry] = windows_of.get(entry, 0) + 1
        longest = max(spec.taps, *windows_of.values())
        assert longest * multiple(spec) * largest_entry(spec) <= 2**53


def test_windows_of_too_many_sizes_have_no_common_multiple() -> None:
    assert not can_sample(UNEVEN)
    with pytest.raises(KernelError, match="method 'probabilistic' is not one of symbolic, exact, "):
        certify(build_kernel(UNEVEN), "probabilistic")
    assert choose_method(UNEVEN) is Method.SAMPLED
    certificate = certify(build_kernel(UNEVEN))
    assert certificate.holds, certificate.failures
    assert "No bound is claimed" in certificate.statement


def test_layers_that_divide_or_are_no_polynomials_are_not_run_on_integers() -> None:
    for spec in (LossSpec(3), MAXIMUM, ActivationSpec(3, "tanh")):
        assert not can_sample(spec)
    assert can_sample(FlattenSpec((2, 3)))


def test_large_maxima_are_tried_on_floats_and_compared_exactly() -> None:
    arrays = draw_numbers(MAXIMUM, np.random.default_rng(0)).arrays
    assert {array.dtype.name for array in arrays.values()} == {"float64"}
    assert MAXIMUM.terms > FRACTION_MAX_TERMS
    certificate = certify(build_kernel(MAXIMUM))
    assert certificate.holds, certificate.failures
    assert (
        "In 3 rounds of pseudo-random floats (halves between -4 and 4, fixed seed; ties and zeros "
        "occur, and in three more ties of 2, 3 and whole windows), in a batch of 2, and on inputs "
        "on both sides of 0, 1 and halves, near and far, and of zeros alone, its results equal the "
        "reference's;"
    ) in certificate.statement


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("in np.ndindex(3, 3):", "in reversed([*np.ndindex(3, 3)]):"),
        ("        waiting[windows] ^= chosen\n", ""),
        ("grad_x[entries] += np", "grad_x[entries] = np"),
        ("    return o\n", "    return np.maximum(o, 0)\n"),
        ("    return grad_x", "    return (grad_x * (1 + 1e-15))"),
    ],
)
def test_faults_in_a_large_maximum_are_found(old: str, new: str) -> None:
    assert certify(broken(MAXIMUM, old, new)).failures


def test_large_fractions_are_floats_within_a_tolerance() -> None:
    spec = ActivationSpec((3, 100, 100), "leaky_relu")
    certificate = certify(build_kernel(spec))
    assert certificate.holds, certificate.failures
    assert "are within 1e-12 (relative, or of 1) of the reference's" in certificate.statement
    assert certify(broken(spec, "0.01", "0.010001")).failures


@pytest.mark.parametrize("mode", list(PaddingMode))
def test_sums_over_copies_of_an_entry_are_no_longer_than_reckoned(mode: PaddingMode) -> None:
    for size, taps, stride, dilation in ((5, 4, 1, 1), (7, 3, 2, 1), (9, 4, 2, 2), (6, 5, 3, 1)):
        spec = ConvSpec(
            size,
            taps,
            out_channels=50,
            stride=stride,
            dilation=dilation,
            padding=size - 1,
            padding_mode=mode,
        )
        ones = np.ones((2, *spec.output_shape)), np.ones(spec.filter_shape)
        longest = reference.grad_input(spec, *ones).max()
        assert longest > max(2 * spec.output_size[0], spec.taps + 1)
        assert longest <= most_terms(spec), spec
        if mode is PaddingMode.ZEROS:
            assert longest == most_terms(spec), spec
