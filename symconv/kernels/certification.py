"""Certifying: choosing how, running it, and saying what was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import prod

from symconv.collector import collector_paused
from symconv.errors import KernelError
from symconv.kernels.certificates import Certificate, Method
from symconv.kernels.exact_proof import prove_by_polynomials
from symconv.kernels.kernel import Kernel
from symconv.kernels.sampling import ROUNDS, error_bound, largest_entry, sample
from symconv.kernels.symbolic_proof import prove_by_symbols
from symconv.kernels.trial import BATCH
from symconv.specs import ConvSpec

SYMBOLIC_MAX_TERMS = 1_000
SYMBOLIC_MAX_POSITIONS = 150
"""Up to so many terms and filter positions, symbols take a second or two.

SymPy's sums cost the square of their length, and a filter's gradient sums over all positions.
"""
EXACT_MAX_TERMS = 250_000
"""Up to so many terms, polynomials take six seconds and 400 MB at most."""

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
        For method "symbolic" and a layer too large to derive.

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
    with collector_paused():
        failures = _TRIALS[chosen](kernel)
    bound = error_bound(kernel.spec) if chosen is Method.PROBABILISTIC else Fraction(0)
    statement = _refutation(failures) if failures else _STATEMENTS[chosen](kernel.spec)
    return Certificate(kernel.spec, kernel.strategy, chosen, bound, statement, failures)


def choose_method(spec: ConvSpec) -> Method:
    """Choose by size: symbols, then polynomials, then random integers."""
    small = prod(spec.output_size) <= SYMBOLIC_MAX_POSITIONS
    if spec.terms <= SYMBOLIC_MAX_TERMS and small:
        return Method.SYMBOLIC
    return Method.EXACT if spec.terms <= EXACT_MAX_TERMS else Method.PROBABILISTIC


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
        "polynomial in every entry of the output and of the three gradients "
        f"({spec.terms:,} terms)."
    )


def _exact_statement(spec: ConvSpec) -> str:
    return (
        f"Run in a batch of {BATCH} with one variable per entry, the kernel gives the reference's "
        "polynomials as output, and as gradients those derived from them by the chain rule "
        f"({spec.terms:,} terms)."
    )


def _probabilistic_statement(spec: ConvSpec) -> str:
    adjoint = "" if spec.bias else " and obey the adjoint identities exactly"
    return (
        f"In {ROUNDS} rounds of random integers up to {largest_entry(spec):,}, in a batch of "
        f"{BATCH}, output and gradients equal the reference's{adjoint}. If every entry is a "
        "polynomial of degree at most 2 within 64 bits, a wrong kernel passes with probability "
        f"at most {float(error_bound(spec)):.1e} (Schwartz-Zippel)."
    )


_STATEMENTS: Mapping[Method, Callable[[ConvSpec], str]] = {
    Method.SYMBOLIC: _symbolic_statement,
    Method.EXACT: _exact_statement,
    Method.PROBABILISTIC: _probabilistic_statement,
}
