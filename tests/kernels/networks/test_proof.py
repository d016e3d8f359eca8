"""Small networks of polynomial layers are proved: every layer, and how they are put together."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symconv import KernelError, NetworkSpec, build_network, certify, layer
from symconv.kernels import Method
from symconv.kernels.networks.load import load_network_source
from symconv.kernels.networks.proof import LARGEST_COMPOSITION, can_prove

CONVOLVED = NetworkSpec(
    (1, 4, 3),
    [
        layer("conv", filter_size=(3, 2), out_channels=2, bias=True),
        layer("flatten"),
        layer("dense", units=3, bias=True),
    ],
)
AVERAGED = NetworkSpec(
    (5,),
    [
        layer("dense", units=4),
        layer("dense", units=2, bias=True),
        layer("loss", function="mean_squared_error"),
    ],
)
PROVED = {"without a loss": CONVOLVED, "with a loss": AVERAGED}


@pytest.mark.parametrize("name", PROVED)
def test_a_small_network_of_polynomials_is_proved(name: str) -> None:
    certificate = certify(build_network(PROVED[name]))
    assert certificate.failures == ()
    assert certificate.proved
    assert (certificate.method, certificate.error_bound) == (Method.EXACT, Fraction(0))
    assert "gives the polynomials of the reference's functions composed" in certificate.statement
    assert "No bound is claimed" not in certificate.statement
    assert certificate.to_text().count("Proved (exact)") == 1


def test_numbers_alone_prove_nothing() -> None:
    certificate = certify(build_network(CONVOLVED), "sampled")
    assert certificate.holds
    assert not certificate.proved
    assert (certificate.method, certificate.error_bound) == (Method.SAMPLED, Fraction(1))


def test_a_layer_that_is_sampled_leaves_the_network_sampled() -> None:
    network = build_network(NetworkSpec((3,), [layer("dense", units=2), layer("activation")]))
    certificate = certify(network)
    assert certificate.holds
    assert not certificate.proved
    with pytest.raises(KernelError, match="'exact' is for small networks of layers that are prov"):
        certify(network, "exact")


def test_a_large_network_is_not_multiplied_out() -> None:
    layers = [layer("dense", units=10) for _ in range(4)]
    network = NetworkSpec((10,), layers)
    certificates = certify(build_network(CONVOLVED)).layers
    assert not can_prove(network, certificates)
    assert LARGEST_COMPOSITION < 2 * 10**5 < 10 * LARGEST_COMPOSITION


@pytest.mark.parametrize("name", PROVED)
def test_a_fault_in_how_layers_are_put_together_is_seen(name: str) -> None:
    source = build_network(PROVED[name]).source
    for old, new in (("- rate *", "+ rate *"), ("rate * ", "rate * rate * ")):
        assert old in source
        certificate = certify(load_network_source(source.replace(old, new), "broken"))
        assert not certificate.proved
        assert certificate.failures
