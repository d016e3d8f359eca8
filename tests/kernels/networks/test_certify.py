"""Certificates of networks: right modules hold; planted faults do not."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from symconv import KernelError, NetworkSpec, TooLargeError, build_network, certify, layer
from symconv.kernels import Certificate, Kernel, Method, NetworkCertificate
from symconv.kernels.networks.certify import draw_network_numbers, takes_fractions
from symconv.kernels.networks.trial import compose_reference
from tests.kernels.networks.examples import NETWORKS, arguments_of, network_of
from tests.kernels.networks.mutants import NETWORK_MUTANTS
from tests.strategies_networks import drawn_networks, network_labels


@pytest.mark.parametrize("asked", [False, True])
@pytest.mark.parametrize("name", NETWORKS)
def test_right_networks_hold(name: str, asked: bool) -> None:
    certificate = certify(network_of(name, asked))
    assert certificate.failures == ()
    assert certificate.holds
    proved = name in ("polynomial", "only a loss", "one layer")
    assert certificate.proved == proved
    assert certificate.method is (Method.EXACT if proved else Method.SAMPLED)
    assert certificate.error_bound == (0 if proved else 1)
    assert certificate.exact == (name != "real")
    assert list(certificate.layers) == [at.name for at in NETWORKS[name].layers]
    assert all(own.holds for own in certificate.layers.values())


def test_drawn_networks_hold() -> None:
    small = [network for network in drawn_networks(60) if network.terms <= 200][:20]
    labels = {label for network in small for label in network_labels(network)}
    assert labels >= {"conv", "pool", "dense", "activation", "flatten", "loss", "no loss"}
    for network in small:
        assert certify(build_network(network)).failures == (), network


@pytest.fixture
def layers_certified_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Certify the layers' kernels once: a fault is in the module, and they are built anew."""
    from symconv.kernels.networks import certify as network_certification

    def once(kernels: dict[str, Kernel]) -> dict[str, Certificate]:
        return {name: certified_layer(kernel) for name, kernel in kernels.items()}

    monkeypatch.setattr(network_certification, "_certify_layers", once)


@cache
def certified_layer(kernel: Kernel) -> Certificate:
    return certify(kernel)


@pytest.mark.usefixtures("layers_certified_before")
@pytest.mark.parametrize("name", NETWORK_MUTANTS)
def test_planted_faults_are_caught(name: str) -> None:
    mutant = NETWORK_MUTANTS[name]
    certificate = certify(mutant.build())
    assert not certificate.holds
    assert any(failure.startswith(mutant.told) for failure in certificate.failures), (
        certificate.failures
    )
    assert all("\n" not in failure for failure in certificate.failures)
    count = len(certificate.failures)
    plural = "s" if count > 1 else ""
    assert certificate.statement == f"The module is wrong: {count} comparison{plural} failed."


def test_a_wrong_kernel_of_a_layer_is_a_failure_of_the_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from symconv.kernels import build_kernel

    def doubled(spec: Any, strategy: str = "auto") -> Any:
        kernel = build_kernel(spec, strategy)
        if spec.kind != "pool":
            return kernel
        wrong = {"forward": lambda x: kernel.forward(x) * 2}
        return replace(kernel, functions={**kernel.functions, **wrong})

    monkeypatch.setattr("symconv.kernels.networks.certify.build_kernel", doubled)
    certificate = certify(network_of("rational"))
    assert not certificate.layers["pool1"].holds
    assert certificate.layers["conv1"].proved
    assert certificate.failures[0].startswith("layer pool1: forward[0, 0, 0, ")


def test_what_is_expected_is_composed_of_the_reference_alone() -> None:
    """The gradients that the reference composes are those of differences, to five digits."""
    kernel = network_of("real", True)
    arguments = draw_network_numbers(kernel.spec, np.random.default_rng(1))
    expected = compose_reference(kernel, arguments)
    step = 1e-6
    for name in arguments.parameters:
        along = np.random.default_rng(2).standard_normal(arguments.parameters[name].shape)
        losses = [
            compose_reference(
                kernel,
                replace(
                    arguments,
                    parameters={
                        **arguments.parameters, name: arguments.parameters[name] + h * along,
                    },
                ),
            )["loss"][0]
            for h in (step, -step)
        ]  # fmt: skip
        gradient = expected[f"backward's gradients[{name!r}]"]
        assert (gradient * along).sum() == pytest.approx(
            (losses[0] - losses[1]) / (2 * step), rel=1e-5, abs=1e-7
        )


def test_exact_where_every_layer_is_rational_and_the_network_not_large() -> None:
    assert takes_fractions(NETWORKS["rational"])
    assert not takes_fractions(NETWORKS["real"])
    wide = NetworkSpec((8, 40, 40), [layer("conv", filter_size=3, out_channels=8)])
    assert not takes_fractions(wide)
    drawn = draw_network_numbers(NETWORKS["rational"], np.random.default_rng(0))
    assert {array.dtype for array in (drawn.x, drawn.upstream)} == {np.dtype(object)}


def test_zeros_that_are_divided_make_floats_of_fractions() -> None:
    """Python's 0, where a transposed convolution has no terms, gives 0.0 in an average."""
    layers = [
        layer("conv_transpose", filter_size=1, stride=3),
        layer("pool", pool_size=2, operation="average"),
        layer("flatten"),
        layer("dense", units=2),
    ]
    certificate = certify(build_network(NetworkSpec((1, 3), layers)))
    assert certificate.holds
    assert not certificate.exact
    assert "rounds of pseudo-random fractions (halves" in certificate.statement
    assert "are within 1e-09 of the largest entry" in certificate.statement


def test_ties_of_whole_numbers_are_not_decided_by_the_last_bit() -> None:
    """Sigmoids of -1, 0 and 1 sum to the same maximum in several windows, in any order."""
    layers = [
        layer("activation", function="sigmoid"),
        layer("conv", filter_size=(2, 1), out_channels=3, stride=(1, 2), padding=((0, 1), (0, 0))),
        layer("conv_transpose", filter_size=3, dilation=(2, 1), padding=((2, 4), (1, 1))),
        layer("pool", pool_size=(1, 3)),
        layer("loss"),
    ]
    assert certify(build_network(NetworkSpec((2, 8, 7), layers))).failures == ()


def test_statements_say_what_was_done() -> None:
    exact = certify(network_of("rational")).statement
    assert exact.startswith(
        "Its layers are computed by the code of their kernels, all certified (activation1, relu2, "
        "pool1 sampled, the others proved). In 3 rounds of pseudo-random fractions (halves between "
        "-4 and 4), with a fixed seed, in a batch of 2, its results equal those of the reference's"
    )
    assert (
        "run on int64, float64 and object arrays with batches of 0, 1 and 3, and on float32 "
        in exact
    )
    assert exact.endswith("and unequal batches, and wrong names. No bound is claimed.")
    assert "all certified and proved. " in certify(network_of("polynomial")).statement
    real = certify(network_of("real")).statement
    assert "pseudo-random floats, with" in real
    assert "its results are within 1e-09 of the largest entry (or of 1) of those of the" in real


def test_equal_layers_are_certified_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from symconv.kernels.certificates import certify as certification

    tried = []
    original = certification.certify
    monkeypatch.setattr(
        certification, "certify", lambda kernel: tried.append(kernel) or original(kernel)
    )
    network = NetworkSpec((3,), [layer("dense", units=3), layer("dense", units=3)])
    certificate = certify(build_network(network))
    assert len(tried) == 1
    assert certificate.layers["dense1"] is certificate.layers["dense2"]


def test_methods_are_those_of_layers() -> None:
    kernel = network_of("one layer")
    for method in (Method.SAMPLED, "sampled", "exact", None):
        assert isinstance(certify(kernel, method), NetworkCertificate)
    with pytest.raises(KernelError, match="method 'symbolic' is not exact or sampled, for Netw"):
        certify(kernel, "symbolic")


def test_a_layer_too_large_is_named() -> None:
    network = NetworkSpec((1, 9), [layer("conv", filter_size=1, padding=10**8)])
    with pytest.raises(TooLargeError, match=r"^layer conv1: certifying would take arrays of"):
        certify(build_network(network))


def test_certificates_are_the_same_every_time() -> None:
    assert certify(network_of("rational")) == certify(network_of("rational"))


def test_loss_of_an_empty_batch_is_zero() -> None:
    kernel = network_of("rational")
    x, t, parameters = arguments_of(kernel, batch=0)
    loss, gradients = kernel.backward(x, t, parameters)
    assert loss == 0
    assert not any(array.any() for array in gradients.values())
