"""Certifying: choosing how, running it, and saying what was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import prod

from symconv.collector import collector_paused
from symconv.errors import KernelError, TooLargeError
from symconv.kernels.certificates import Certificate, Method
from symconv.kernels.exact_proof import prove_by_polynomials
from symconv.kernels.kernel import Kernel
from symconv.kernels.sampling import ROUNDS, error_bound, largest_entry, sample
from symconv.kernels.sizes import count_entries
from symconv.kernels.smoke import describe_runs, run_on_arrays
from symconv.kernels.symbolic_proof import prove_by_symbols
from symconv.kernels.trial import BATCH
from symconv.specs import ConvSpec

SYMBOLIC_MAX_TERMS = 1_000
SYMBOLIC_MAX_POSITIONS = 150
SYMBOLIC_MAX_ENTRIES = 10_000
"""Up to so many terms, filter positions and entries, symbols take a second or two.

SymPy's sums cost the square of their length, and a filter's gradient sums over all positions.
"""
EXACT_MAX_TERMS = 250_000
EXACT_MAX_ENTRIES = 300_000
"""Up to so many terms and entries, polynomials take six seconds and 400 MB at most."""
CERTIFY_MAX_ENTRIES = 50_000_000
"""Up to so many entries, padding included, a kernel is certified: above, arrays fill memories."""

_TRIALS: Mapping[Method, Callable[[Kernel], tuple[str, ...]]] = {
    Method.SYMBOLIC: prove_by_symbols,
    Method.EXACT: prove_by_polynomials,
    Method.PROBABILISTIC: sample,
}


def certify(kernel: Kernel, method: str | Method | None = None) -> Certificate:
    """Certify that a kernel computes its layer and the gradients that follow from it.

    Parameters
    ----------
    kernel : as `build_kernel` or `load_kernel` gives it
    method : "symbolic", "exact" or "probabilistic"; by default the first that is affordable

    Raises
    ------
    KernelError
        For an unknown method.
    TooLargeError
        For a layer of more than `CERTIFY_MAX_ENTRIES` entries, and for method "symbolic" and a
        layer too large to derive.

    Examples
    --------
    >>> from symconv.kernels import build_kernel
    >>> certificate = certify(build_kernel(ConvSpec((3, 3), (2, 2)), "taps"))
    >>> certificate.proved, certificate.method.value
    (True, 'symbolic')
    """
    if not isinstance(kernel, Kernel):
        raise KernelError(f"{kernel!r} is not a kernel")
    chosen = choose_method(kernel.spec) if method is None else _as_method(method)
    _check_entries(kernel.spec)
    with collector_paused():
        failures = _TRIALS[chosen](kernel) or run_on_arrays(kernel)
    bound = error_bound(kernel.spec) if chosen is Method.PROBABILISTIC else Fraction(0)
    statement = _refutation(failures) if failures else _STATEMENTS[chosen](kernel.spec)
    return Certificate(kernel.spec, kernel.strategy, chosen, bound, statement, failures)


def choose_method(spec: ConvSpec) -> Method:
    """Choose by terms, positions and entries: symbols, then polynomials, then integers."""
    terms, positions, entries = spec.terms, prod(spec.output_size), count_entries(spec)
    if (
        terms <= SYMBOLIC_MAX_TERMS
        and positions <= SYMBOLIC_MAX_POSITIONS
        and entries <= SYMBOLIC_MAX_ENTRIES
    ):
        return Method.SYMBOLIC
    affordable = terms <= EXACT_MAX_TERMS and entries <= EXACT_MAX_ENTRIES
    return Method.EXACT if affordable else Method.PROBABILISTIC


def _check_entries(spec: ConvSpec) -> None:
    entries = count_entries(spec)
    if entries > CERTIFY_MAX_ENTRIES:
        raise TooLargeError(
            f"certifying would take arrays of {entries:,} entries, padding included, more than the "
            f"limit of {CERTIFY_MAX_ENTRIES:,}: {spec!r}"
        )


def _as_method(method: str | Method) -> Method:
    try:
        return Method(method)
    except ValueError:
        known = ", ".join(member.value for member in Method)
        raise KernelError(f"method {method!r} is not one of {known}") from None


def _refutation(failures: tuple[str, ...]) -> str:
    count = len(failures)
    return f"The kernel is wrong: {count} comparison{'s' if count > 1 else ''} failed."


def _symbolic_statement(spec: ConvSpec) -> str:
    return (
        f"Run on the derivation's own symbols, in a batch of {BATCH}, the kernel gives the derived "
        f"polynomial in every entry of the output and of {_derived(spec)} "
        f"({spec.terms:,} terms){_summed(spec)}{_also(spec)}."
    )


def _exact_statement(spec: ConvSpec) -> str:
    return (
        f"Run in a batch of {BATCH} with one variable per entry, the kernel gives the reference's "
        f"polynomials as output, and as {_derived(spec)} those derived from them by the chain rule "
        f"({spec.terms:,} terms){_summed(spec)}{_also(spec)}."
    )


def _probabilistic_statement(spec: ConvSpec) -> str:
    adjoint = "" if spec.bias else " and obey the adjoint identities exactly"
    return (
        f"In {ROUNDS} rounds of pseudo-random integers (fixed seed) up to {largest_entry(spec):,}, "
        f"in a batch of {BATCH}, output and gradients equal the reference's{adjoint}{_also(spec)}. "
        "If every entry is a polynomial of degree at most 2 within 64 bits, a wrong kernel would "
        f"pass with probability at most {float(error_bound(spec)):.1e} on integers drawn at random "
        "(Schwartz-Zippel)."
    )


def _derived(spec: ConvSpec) -> str:
    return "the three gradients" if spec.bias else "the gradients by input and filter"


def _summed(spec: ConvSpec) -> str:
    """Say what is known of `grad_bias` where no bias is, and so nothing to derive."""
    return "" if spec.bias else "; grad_bias, of a layer without bias, gives the reference's sums"


def _also(spec: ConvSpec) -> str:
    return f"; it was also run on {describe_runs(spec)}, and refuses wrong shapes"


_STATEMENTS: Mapping[Method, Callable[[ConvSpec], str]] = {
    Method.SYMBOLIC: _symbolic_statement,
    Method.EXACT: _exact_statement,
    Method.PROBABILISTIC: _probabilistic_statement,
}
