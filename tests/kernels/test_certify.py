"""Certificates: right kernels hold, by every method; planted faults do not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from symconv.derivation.polynomial import Polynomial, variables
from symconv.errors import KernelError
from symconv.kernels import STRATEGIES, Method, build_kernel, certify
from symconv.kernels.certification import EXACT_MAX_TERMS, SYMBOLIC_MAX_TERMS, choose_method
from symconv.kernels.exact_proof import derive_gradients
from symconv.kernels.load import load_source
from symconv.kernels.sampling import error_bound, largest_entry, most_terms
from symconv.specs import ConvSpec
from tests.kernels.layers import LAYERS, kernel_of
from tests.kernels.mutants import MUTANTS
from tests.strategies import drawn_specs

LENET_1 = ConvSpec((32, 32), 5, out_channels=6, bias=True)
WIDE = ConvSpec((30, 30), 3, 16, 16, padding=1)

methods = pytest.mark.parametrize("method", Method)


@methods
@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize(
    "layer", ["plain", "1-D", "groups", "in padding", "no terms", "all copied"]
)
def test_right_kernels_hold(layer: str, strategy: str, method: Method) -> None:
    certificate = certify(kernel_of(layer, strategy), method)
    assert certificate.failures == ()
    assert certificate.holds
    assert certificate.method is method
    assert certificate.proved == (method is not Method.PROBABILISTIC)
    assert (certificate.spec, certificate.strategy) == (LAYERS[layer], strategy)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_drawn_layers_are_proved(strategy: str) -> None:
    for spec in drawn_specs(300, 300)[:60]:
        kernel = build_kernel(spec, strategy)
        for method in (Method.EXACT, Method.PROBABILISTIC):
            assert certify(kernel, method).failures == (), kernel.name


@pytest.mark.parametrize("mutant", MUTANTS)
def test_planted_faults_are_caught_by_every_method(mutant: str) -> None:
    broken = MUTANTS[mutant].build()
    for method in Method:
        certificate = certify(broken, method)
        assert not certificate.holds, method
        assert not certificate.proved
        assert "wrong" in certificate.statement
        assert all("\n" not in failure for failure in certificate.failures)


def test_the_unbroken_kernels_hold() -> None:
    for spec, strategy in {(mutant.spec, mutant.strategy) for mutant in MUTANTS.values()}:
        for method in Method:
            assert certify(build_kernel(spec, strategy), method).holds


@pytest.mark.parametrize(
    ("spec", "method"), [(LENET_1, Method.EXACT), (WIDE, Method.PROBABILISTIC)], ids=str
)
def test_larger_layers_and_their_faults(spec: ConvSpec, method: Method) -> None:
    kernel = build_kernel(spec, "taps")
    certificate = certify(kernel)
    assert certificate.method is method
    assert certificate.failures == ()
    taps = "np.ndindex(5, 5)" if spec is LENET_1 else "np.ndindex(3, 3)"
    broken = load_source(kernel.source.replace(taps, f"list({taps})[1:]"), "mutant")
    names = [failure.partition("[")[0] for failure in certify(broken).failures]
    assert names == ["forward", "grad_input", "grad_filter"]


def test_a_failure_says_function_entry_and_terms() -> None:
    exact = certify(MUTANTS["one term lost"].build())
    assert exact.failures == (
        "grad_filter[1, 0, 1, 1] lacks x[0, 0, 4, 3]*grad_o[0, 1, 3, 2] + "
        "x[1, 0, 4, 3]*grad_o[1, 1, 3, 2]",
    )
    sampled = certify(MUTANTS["bias lost"].build(), "probabilistic")
    assert sampled.failures[0].startswith("forward[0, 0, 0, 0] is ")
    assert sampled.failures[0].endswith("(23 more entries are wrong)")
    shape = certify(MUTANTS["dropped remainder row"].build())
    assert shape.failures == ("grad_input gave shape (2, 1, 5, 5), expected (2, 1, 6, 5)",)


def test_adjoint_identities_are_checked_on_their_own() -> None:
    """A reference as wrong as the kernel would not be noticed entry by entry; the adjoints are."""
    from symconv.kernels.sampling import _adjoint_failures
    from symconv.kernels.trial import build_arguments, run_functions

    arguments = build_arguments(
        LAYERS["plain"], lambda shape, _: np.arange(np.prod(shape)).reshape(shape)
    )
    right = run_functions(kernel_of("plain", "taps"), arguments)
    assert _adjoint_failures(arguments, right) == ()
    wrong = {**right, "grad_input": right["grad_input"] + 1}
    (failure,) = _adjoint_failures(arguments, wrong)
    assert failure.startswith("adjoint identity: the inner products differ")


def test_statements_say_what_was_done() -> None:
    kernel = kernel_of("plain", "taps")
    assert "derivation's own symbols" in certify(kernel, "symbolic").statement
    assert "(16 terms)" in certify(kernel, "exact").statement
    sampled = certify(kernel, "probabilistic")
    assert "adjoint identities" in sampled.statement
    assert "degree at most 2" in sampled.statement
    assert "adjoint" not in certify(kernel_of("1-D", "taps"), "probabilistic").statement


def test_error_bounds() -> None:
    kernel = kernel_of("plain", "taps")
    assert certify(kernel, "symbolic").error_bound == 0
    assert certify(kernel, "exact").error_bound == 0
    bound = certify(kernel, "probabilistic").error_bound
    assert isinstance(bound, Fraction)
    assert 0 < bound < Fraction(1, 10**15)
    assert bound == Fraction(2, 2 * largest_entry(kernel.spec) + 1) ** 2


def test_random_integers_do_not_overflow() -> None:
    """The longest sum, of the largest products, fits into 64 bits; no bound is pessimistic."""
    from symconv import reference

    for spec in drawn_specs(300, 300)[:100]:
        ones = [
            np.ones(shape, np.int64)
            for shape in ((2, *spec.input_shape), spec.filter_shape, (2, *spec.output_shape))
        ]
        x, f, grad_o = ones
        b = np.ones(spec.bias_shape, np.int64) if spec.bias else None
        longest = max(
            reference.forward(spec, x, f, b).max(),
            reference.grad_input(spec, grad_o, f).max(),
            reference.grad_filter(spec, grad_o, x).max(),
            reference.grad_bias(spec, grad_o).max(),
        )
        assert most_terms(spec) >= longest
        assert most_terms(spec) * largest_entry(spec) ** 2 < 2**63
        assert error_bound(spec) < Fraction(1, 10**12)


def test_methods_are_chosen_by_size() -> None:
    assert choose_method(ConvSpec((3, 3), 2)) is Method.SYMBOLIC
    assert choose_method(ConvSpec(300, 1)) is Method.EXACT  # long sums of few terms
    assert choose_method(LENET_1) is Method.EXACT
    assert choose_method(ConvSpec((56, 56), 3, 64, 64, padding=1)) is Method.PROBABILISTIC
    assert SYMBOLIC_MAX_TERMS < LENET_1.terms < EXACT_MAX_TERMS


def test_unknown_methods_and_other_things_are_refused() -> None:
    with pytest.raises(KernelError, match="method 'guess' is not one of symbolic, exact, prob"):
        certify(kernel_of("plain", "taps"), "guess")
    with pytest.raises(KernelError, match="is not a kernel"):
        certify("taps")


def test_a_certificate_judges_what_the_kernel_computes_not_its_text() -> None:
    kernel = replace(kernel_of("plain", "taps"), forward=lambda x, f: x[:, :, 1:, 1:])
    assert [failure[:7] for failure in certify(kernel).failures] == ["forward"]


def test_gradients_of_polynomials_are_derived() -> None:
    """Powers, constants and shared variables: d/dx (3x²y + y + 7) = 6xy, d/dy = 3x² + 1."""
    x, y = variables((2,), 0)
    outputs = np.array([3 * x * x * y + y + 7, Polynomial({})], dtype=object)
    gradients = derive_gradients(outputs, variables((2,), 10))
    assert gradients == {0: {(0, 1, 10): 6}, 1: {(0, 0, 10): 3, (10,): 1}}
