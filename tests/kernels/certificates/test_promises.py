"""Certificates hold a strategy to what its lowering promises, and to no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from symconv import (
    ConvSpec,
    NamedLayer,
    NetworkSpec,
    PoolSpec,
    build_kernel,
    build_network,
    certify,
    layer,
)
from symconv.errors import KernelError
from symconv.kernels.certificates.certificate import Method
from symconv.kernels.certificates.certify import choose_method
from symconv.kernels.load import load_source
from symconv.kernels.promise import AS_THE_FORMULA, EACH_ALONE, Numbers, Promise, join_promises
from tests.kernels.certificates import winograd
from tests.kernels.certificates.winograd import KEPT, SPEC
from tests.kernels.layers import kernel_of

Register = Callable[..., None]


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Register]:
    """Give what makes the test's strategy known, for one test."""
    yield lambda **changes: winograd.register(monkeypatch, tmp_path, **changes)
    monkeypatch.undo()
    winograd.forget()


def test_a_strategy_of_fractions_is_proved_on_them_and_held_to_its_tolerance(
    register: Register,
) -> None:
    register()
    kernel = build_kernel(SPEC, winograd.NAME)
    for method in ("symbolic", "exact"):
        certificate = certify(kernel, method)
        assert certificate.failures == ()
        assert certificate.proved
    assert certificate.promise == KEPT
    assert certificate.statement.endswith(
        "On normally distributed floats its results are within 1e-12 (of the largest entry, or of "
        "1) of the reference's. The strategy does not promise exact results on integers."
    )
    sampled = certify(kernel, "sampled")
    assert sampled.holds
    assert "rounds of pseudo-random fractions" in sampled.statement
    with pytest.raises(KernelError, match="'probabilistic' is not one of symbolic, exact, sampled"):
        certify(kernel, "probabilistic")


def test_its_floats_are_not_those_of_the_formula(register: Register) -> None:
    register()
    x, f, b = np.arange(16.0).reshape(1, 2, 8) ** 2, np.ones((3, 2, 3)), np.zeros(3)
    own = build_kernel(SPEC, winograd.NAME).forward(x, f, b)
    exact = build_kernel(SPEC, "taps").forward(x, f, b)
    assert 0 < np.abs(own - exact).max() < 1e-11


def test_a_fault_in_it_is_seen(register: Register) -> None:
    register(second="2 * d[1] / 3 + d[2] / 6")
    certificate = certify(build_kernel(SPEC, winograd.NAME))
    assert not certificate.holds
    assert certificate.failures[0].startswith("forward[0, 0, 0] lacks")


@pytest.mark.parametrize(
    ("promise", "told"),
    [
        (replace(KEPT, tolerance=None), "(on float64 arrays in a batch of 1)"),
        (replace(KEPT, splits_alike=True), ""),
    ],
)
def test_a_promise_that_is_too_strong_is_refuted(
    register: Register, promise: Promise, told: str
) -> None:
    shift = "2 * d[1] / 3 + d[2] / 3"
    if promise.splits_alike:  # what is added and taken away again is the sum of the batch
        shift = "(2 * d[1] / 3 + d[2] / 3 + d[3].sum(axis=0)) - d[3].sum(axis=0)"
        told = "alone, and in a batch)"
    register(promise=promise, second=shift)
    (failure, *_) = certify(build_kernel(SPEC, winograd.NAME)).failures
    assert failure.startswith("forward[")
    assert failure.endswith(told)


def test_what_is_not_promised_is_not_asked(register: Register) -> None:
    """The same code, with the sum of the batch added and taken away, promises less and holds."""
    register(second="(2 * d[1] / 3 + d[2] / 3 + d[3].sum(axis=0)) - d[3].sum(axis=0)")
    assert certify(build_kernel(SPEC, winograd.NAME)).failures == ()


def test_closeness_is_asked_on_floats_whose_sums_are_not_exact(register: Register) -> None:
    """Code that computes in 32 bits is exact on small integers, and promises what it keeps."""
    source = kernel_of("plain", "taps").source
    rough = source.replace(
        "return o.reshape",
        "o = o.astype(np.float32).astype(o.dtype) if o.dtype == np.float64 else o\n"
        "    return o.reshape",
    )
    assert rough != source
    (failure,) = certify(load_source(rough, "rough")).failures
    assert failure.startswith("forward[")
    assert "within 1e-12 of the largest" in failure
    assert failure.endswith("(on normally distributed floats)")


def test_each_example_alone_is_promised_and_held_where_no_matrix_is_multiplied() -> None:
    alone = "each example of a batch is computed as if alone, to the last bit"
    for kernel in (kernel_of("rectangle", "explicit"), build_kernel(PoolSpec((5, 4), 2), "taps")):
        certificate = certify(kernel)
        assert certificate.promise == EACH_ALONE
        assert alone in certificate.statement
    certificate = certify(kernel_of("rectangle", "im2col"))
    assert certificate.promise == AS_THE_FORMULA
    assert alone not in certificate.statement


def test_a_network_is_held_to_what_its_layers_promise_together(register: Register) -> None:
    register()
    layers = [NamedLayer("conv1", SPEC), layer("activation"), layer("conv", filter_size=2)]
    network = build_network(NetworkSpec(SPEC.input_shape, layers), {"conv1": winograd.NAME})
    certificate = certify(network)
    assert certificate.failures == ()
    assert certificate.as_emitted
    assert certificate.promise == replace(KEPT, tolerance=10 * 1e-14)
    assert certificate.layers["conv1"].promise == KEPT


def test_promises_are_joined() -> None:
    integers = Promise(frozenset({Numbers.INTEGERS}), 1e-3, splits_alike=True)
    assert join_promises([]) == EACH_ALONE
    assert join_promises([EACH_ALONE, AS_THE_FORMULA]) == AS_THE_FORMULA
    assert join_promises([integers, KEPT]) == Promise(frozenset(), 10 * (1e-3 + 1e-14))


def test_nothing_is_proved_of_a_strategy_that_is_not_exact_on_fractions() -> None:
    spec = ConvSpec((4, 5), (2, 3))
    assert choose_method(spec, Promise()) is Method.SYMBOLIC
    assert choose_method(spec, Promise(frozenset({Numbers.INTEGERS}))) is Method.PROBABILISTIC
    assert choose_method(spec, Promise(frozenset(), 1e-9)) is Method.SAMPLED
