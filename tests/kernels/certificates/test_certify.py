"""Certificates: right kernels hold, by every method; planted faults do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from symconv.derivation.algebra.polynomial import Polynomial, variables
from symconv.errors import KernelError, TooLargeError
from symconv.kernels import Kernel, Method, build_kernel, certify
from symconv.kernels.certificates.array_run import Layout
from symconv.kernels.certificates.certify import EXACT_MAX_TERMS, SYMBOLIC_MAX_TERMS, choose_method
from symconv.kernels.certificates.exact_proof import derive_gradients
from symconv.kernels.certificates.misfits import accepted_misfits
from symconv.kernels.certificates.sampling import error_bound, largest_entry, most_terms
from symconv.kernels.certificates.smoke import choose_runs, describe_runs, run_on_arrays
from symconv.kernels.certificates.trial import differ_beyond, differ_in_numbers
from symconv.kernels.load import load_source
from symconv.specs import ActivationSpec, ConvSpec, LossSpec, PoolSpec
from tests.kernels.certificates.mutants import MUTANTS
from tests.kernels.layers import LAYERS, STRATEGIES, kernel_of
from tests.strategies import drawn_specs

LENET_1 = ConvSpec((32, 32), 5, out_channels=6, bias=True)
WIDE = ConvSpec((30, 30), 3, 16, 16, padding=1)

methods = pytest.mark.parametrize("method", Method)


def swapped(kernel: Kernel, **functions: Callable[..., np.ndarray]) -> Kernel:
    """Give a kernel with other functions in the place of its own."""
    return replace(kernel, functions={**kernel.functions, **functions})


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
    assert certificate.proved == (method in (Method.SYMBOLIC, Method.EXACT))
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
    ("spec", "method"),
    [
        pytest.param(LENET_1, Method.EXACT, marks=pytest.mark.slow),
        (WIDE, Method.PROBABILISTIC),
    ],
    ids=str,
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


def test_a_failure_on_arrays_says_on_which() -> None:
    doubled = certify(MUTANTS["floats doubled"].build())
    (failure,) = doubled.failures
    assert failure.startswith("forward[0, 0, 0, 0] is ")
    assert failure.endswith(" more entries are wrong) (on float64 arrays in a batch of 1)")
    assert not doubled.proved
    assert doubled.statement == "The kernel is wrong: 1 comparison failed."
    typed = certify(MUTANTS["always objects"].build())
    assert typed.failures == (
        "grad_input has dtype object, expected int64 (on int64 arrays in a batch of 0)",
    )
    mixed = certify(MUTANTS["type of the first argument"].build())
    assert mixed.failures[0] == (
        "forward has dtype int64, expected float64 "
        "(on int64, float64, complex128, complex128 arrays in a batch of 3)"
    )


def test_a_failure_to_refuse_says_what_and_what_came() -> None:
    unchecked = certify(MUTANTS["shapes unchecked, taps"].build()).failures
    assert unchecked[0] == (
        "forward with x of shape (1, 2, 5, 4) did not raise a ValueError about x, "
        "but raised ValueError: cannot reshape array of size 24 into shape (1,1,12)"
    )
    told = " ".join(unchecked)
    for case in ("grad_input with grad_o", "grad_filter with grad_o", "grad_bias with grad_o"):
        assert case in told
    (batches,) = certify(MUTANTS["batches unchecked"].build()).failures
    assert batches.startswith("grad_filter with batches of 2 in grad_o and 1 in x did not ")
    (bias,) = certify(MUTANTS["bias ignored"].build()).failures
    assert bias.startswith("forward with b given did not raise a ValueError about b, but gave")
    right = kernel_of("1-D", "taps")
    none = np.zeros(right.spec.output_shape[:1])
    kernel = swapped(
        right, forward=lambda x, f, b=None: right.forward(x, f, none if b is None else b)
    )
    assert any("with b missing" in failure for failure in accepted_misfits(kernel))


def test_runs_are_fewer_for_larger_layers() -> None:
    small, medium, large = (choose_runs(spec) for spec in (LAYERS["plain"], LENET_1, WIDE))
    assert (len(small), len(medium), len(large)) == (27, 21, 5)
    assert set(large) < set(medium)
    assert {run.batch for run in large} == {0, 1, 3}
    for runs in (small, medium):
        assert {run.batch for run in runs} == {0, 1, 2, 3, 4, 5, 6}
        assert {run.layout for run in runs} == set(Layout)
        held = {kind for run in runs if run.batch for kind in run.types}
        assert held >= {"int64", "float64", "complex128", "object", "float16", "uint8", ">f8"}
    assert describe_runs(WIDE).startswith(
        "float64, complex128, float32 and complex64 arrays with batches of 0, 1 and 3, row by row "
        "and in Fortran order (5 runs, not every combination; at this size not on objects, "
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("o.reshape(n,", "(o * (1 + (o.dtype.kind == 'f'))).reshape(n,"),
        ("[array.", "[array.conj()."),
        ("    if not fits:", "    if False:"),
        ("    n = len(x)\n", "    n = len(x)\n    x = x * (n != 3)\n"),
    ],
)
def test_faults_on_arrays_of_large_layers(old: str, new: str) -> None:
    source = build_kernel(WIDE, "taps").source
    assert old in source
    assert run_on_arrays(load_source(source, "right")) == ()
    assert run_on_arrays(load_source(source.replace(old, new), "mutant"))


def test_objects_that_cannot_be_compared_are_a_failure() -> None:
    class Stubborn:
        def __ne__(self, other: object) -> bool:
            raise ArithmeticError("never")

        __hash__ = None

    def forward(x: np.ndarray, f: np.ndarray) -> np.ndarray:
        return np.array([Stubborn()], dtype=object)

    given = forward(np.ones(1), np.ones(1))
    told = list(differ_in_numbers(np.array([1], dtype=object), given))
    assert told == [((), "does not hold numbers alone: there is a Stubborn")]


def test_adjoint_identities_are_checked_on_their_own() -> None:
    """A reference as wrong as the kernel would not be noticed entry by entry; the adjoints are."""
    from symconv.kernels.certificates.sampling import _adjoint_failures
    from symconv.kernels.certificates.trial import build_arguments, run_functions

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
    assert "pseudo-random integers (fixed seed)" in sampled.statement
    assert "on integers drawn at random" in sampled.statement


@methods
def test_statements_tell_of_the_run_on_arrays(method: Method) -> None:
    statement = certify(kernel_of("plain", "taps"), method).statement
    assert (
        "; it was also run on int64, float64, complex128, object, float32, float16, complex64, "
        "int8, uint8, int16, int32, uint16, uint32, uint64 and >f8 arrays with batches of 0, 1, 2, "
        "3, 4, 5 and 6, row by row, in Fortran order, with negative strides and not contiguous "
        "(27 runs, not every combination), "
        "and refuses wrong shapes, types and unequal batches."
    ) in statement
    assert statement.count(": ") == 0


@pytest.mark.parametrize("method", [Method.SYMBOLIC, Method.EXACT])
def test_statements_claim_the_bias_gradient_as_derived_only_with_a_bias(method: Method) -> None:
    without = certify(kernel_of("plain", "taps"), method).statement
    assert "the gradients by input and filter" in without
    assert "; grad_bias, of a layer without bias, gives the reference's sums;" in without
    biased = certify(kernel_of("1-D", "taps"), method).statement
    assert "the three gradients" in biased
    assert "grad_bias" not in biased


def test_certificates_are_the_same_every_time() -> None:
    for method in Method:
        assert certify(kernel_of("1-D", "taps"), method) == certify(
            kernel_of("1-D", "taps"), method
        )


def test_error_bounds() -> None:
    kernel = kernel_of("plain", "taps")
    assert certify(kernel, "symbolic").error_bound == 0
    assert certify(kernel, "exact").error_bound == 0
    bound = certify(kernel, "probabilistic").error_bound
    assert isinstance(bound, Fraction)
    assert 0 < bound < Fraction(1, 10**15)
    assert bound == Fraction(2, 2 * largest_entry(kernel.spec) + 1) ** 2


def test_random_integers_do_not_overflow() -> None:
    """Floats hold the longest sum, of the largest products; no bound is pessimistic."""
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
        assert most_terms(spec) * largest_entry(spec) ** 2 <= 2**53
        assert error_bound(spec) < Fraction(1, 10**12)


def test_methods_are_chosen_by_size() -> None:
    assert choose_method(ConvSpec((3, 3), 2)) is Method.SYMBOLIC
    assert choose_method(ConvSpec(300, 1)) is Method.EXACT  # long sums of few terms
    assert choose_method(LENET_1) is Method.EXACT
    assert choose_method(ConvSpec((56, 56), 3, 64, 64, padding=1)) is Method.PROBABILISTIC
    assert SYMBOLIC_MAX_TERMS < LENET_1.terms < EXACT_MAX_TERMS


def test_methods_are_chosen_by_entries_too() -> None:
    """25 terms each, of ever more entries that no filter entry meets."""
    chosen = [choose_method(ConvSpec((n, n), 1, stride=n // 5)) for n in (90, 500, 600)]
    assert chosen == [Method.SYMBOLIC, Method.EXACT, Method.PROBABILISTIC]
    assert choose_method(ConvSpec(3, 2, stride=10**6, padding=10**6)) is Method.PROBABILISTIC
    certificate = certify(build_kernel(ConvSpec((500, 500), 1, stride=100)))
    assert certificate.proved
    assert certificate.method is Method.EXACT


def test_layers_too_large_for_any_memory_are_refused() -> None:
    spec = ConvSpec(3, 2, stride=10**8, padding=10**8, padding_mode="replicate")
    for method in (None, *Method):
        with pytest.raises(TooLargeError) as caught:
            certify(build_kernel(spec), method)
        assert str(caught.value) == (
            "certifying would take arrays of 200,000,008 entries, padding included, more than the "
            f"limit of 50,000,000: {spec!r}"
        )


def test_layers_of_too_many_terms_are_refused() -> None:
    spec = ConvSpec(10_000_000, 5_000_000)
    for method in (None, *Method):
        with pytest.raises(TooLargeError) as caught:
            certify(build_kernel(spec), method)
        assert str(caught.value) == (
            "certifying would compute 25,000,005,000,000 terms, more than the limit of "
            f"50,000,000,000: {spec!r}"
        )


def test_unknown_methods_and_other_things_are_refused() -> None:
    with pytest.raises(KernelError, match="method 'guess' is not one of symbolic, exact, prob"):
        certify(kernel_of("plain", "taps"), "guess")
    with pytest.raises(KernelError, match="is not a kernel"):
        certify("taps")


def test_a_certificate_judges_what_the_kernel_computes_not_its_text() -> None:
    kernel = swapped(kernel_of("plain", "taps"), forward=lambda x, f: x[:, :, 1:, 1:])
    assert [failure[:7] for failure in certify(kernel).failures] == ["forward"]


def test_gradients_of_polynomials_are_derived() -> None:
    """Powers, constants and shared variables: d/dx (3x²y + y + 7) = 6xy, d/dy = 3x² + 1."""
    x, y = variables((2,), 0)
    outputs = np.array([3 * x * x * y + y + 7, Polynomial({})], dtype=object)
    gradients = derive_gradients(outputs, variables((2,), 10))
    assert gradients == {0: {(0, 1, 10): 6}, 1: {(0, 0, 10): 3, (10,): 1}}


LARGE_NUMBERS = {
    "p-norm": PoolSpec(5, 2, operation="lp", power=100),
    "p-norm of any number": PoolSpec(5, 2, operation="lp", power="161/2"),
    "squared error": LossSpec((3, 100, 100), function="squared_error"),
    "slope": ActivationSpec(3, "leaky_relu", slope=1_000_000),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", LARGE_NUMBERS)
def test_a_result_that_overflows_as_that_of_the_reference_is_right(name: str) -> None:
    kernel = build_kernel(LARGE_NUMBERS[name])
    assert certify(kernel).failures == ()
    wrong = swapped(kernel, forward=lambda *arguments: -kernel.forward(*arguments))
    assert certify(wrong).failures


def test_infinities_of_one_sign_are_equal_and_others_are_not() -> None:
    inf, nan = float("inf"), float("nan")
    expected = np.array([inf, -inf, inf, inf, 1.0, nan])
    given = np.array([inf, -inf, -inf, nan, inf, nan])
    told = [index for index, _ in differ_beyond(1e-3, of_largest=True)(expected, given)]
    assert told == [(2,), (3,), (4,), (5,)]
