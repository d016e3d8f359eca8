"""Certifying: choosing how, running it, and saying what was found."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import prod

import numpy as np

from symconv.collector import collector_paused
from symconv.errors import KernelError, TooLargeError
from symconv.kernels.accumulate import Accumulate
from symconv.kernels.certificates.certificate import PROVING, Certificate, Method
from symconv.kernels.certificates.edge_runs import run_at_edges
from symconv.kernels.certificates.emitted import describe_foreign, is_as_emitted, runs_its_source
from symconv.kernels.certificates.exact_proof import prove_by_polynomials
from symconv.kernels.certificates.float_runs import run_on_floats
from symconv.kernels.certificates.integer_runs import run_on_integers
from symconv.kernels.certificates.manners import run_for_manners
from symconv.kernels.certificates.numeric_trial import try_numbers
from symconv.kernels.certificates.sampling import (
    can_sample,
    computes_in_floats,
    error_bound,
    sample,
)
from symconv.kernels.certificates.smoke import run_on_arrays
from symconv.kernels.certificates.statements import describe_certificate, describe_refutation
from symconv.kernels.certificates.symbolic_proof import prove_by_symbols
from symconv.kernels.emission.header import write_module
from symconv.kernels.kernel import Kernel
from symconv.kernels.lowering import LOWERINGS
from symconv.kernels.promise import AS_THE_FORMULA, Promise
from symconv.specs import LayerSpec
from symconv.suggestions import not_one_of

SYMBOLIC_MAX_TERMS = 1_000
SYMBOLIC_MAX_POSITIONS = 150
SYMBOLIC_MAX_ENTRIES = 10_000
"""Up to so many terms, filter positions and entries, symbols take a second or two.

SymPy's sums cost the square of their length, and a filter's gradient sums over all positions.
"""
EXACT_MAX_TERMS = 250_000
EXACT_MAX_ENTRIES = 300_000
"""Up to so many terms and entries, polynomials of a convolution take six seconds and 400 MB."""
CERTIFY_MAX_ENTRIES = 50_000_000
"""Up to so many entries, padding included, a kernel is certified: above, arrays fill memories."""
CERTIFY_MAX_TERMS = 50_000_000_000
"""Up to so many terms a kernel is certified: above, that takes hours."""

_TRIALS: Mapping[Method, Callable[[Kernel, Promise], tuple[str, ...]]] = {
    Method.SYMBOLIC: lambda kernel, _: prove_by_symbols(kernel),
    Method.EXACT: lambda kernel, _: prove_by_polynomials(kernel),
    Method.PROBABILISTIC: lambda kernel, _: sample(kernel),
    Method.SAMPLED: try_numbers,
}


def certify(kernel: Kernel, method: str | Method | None = None) -> Certificate:
    """Certify that a kernel computes its layer and the gradients that follow from it.

    Parameters
    ----------
    kernel : as `build_kernel` or `load_kernel` gives it
    method : "symbolic", "exact" or "probabilistic"; by default the first that is affordable, by
        the limits of `choose_method`. For a layer whose outputs are no polynomials there is only
        "sampled", as for a large one that would make fractions of any integers.

    Raises
    ------
    KernelError
        For an unknown method, and one that the layer does not allow.
    TooLargeError
        For a layer of more than `CERTIFY_MAX_ENTRIES` entries or `CERTIFY_MAX_TERMS` terms, and
        for method "symbolic" and a layer too large to derive.

    Examples
    --------
    >>> from symconv.kernels import build_kernel
    >>> from symconv.specs import ConvSpec
    >>> certificate = certify(build_kernel(ConvSpec((3, 3), (2, 2)), "taps"))
    >>> certificate.proved, certificate.method.value
    (True, 'symbolic')
    """
    if not isinstance(kernel, Kernel):
        raise KernelError(f"{kernel!r} is not a kernel")
    spec, strategy = kernel.spec, kernel.strategy
    check_size(spec)
    lowered = LOWERINGS[strategy](spec)
    promise = lowered.promise
    accumulate = kernel.accumulate
    chosen = choose_method(spec, promise, accumulate) if method is None else _as_method(method)
    _check_method(spec, promise, accumulate, chosen)
    # before anything of the kernel runs, which might change what says so
    emitted = write_module(spec, strategy, lowered, accumulate)
    as_emitted = is_as_emitted(kernel.source, emitted) and runs_its_source(kernel)
    with collector_paused(), np.errstate(), warnings.catch_warnings():
        # a wrong kernel may change how NumPy handles errors; a right one may overflow narrow types
        warnings.simplefilter("ignore", RuntimeWarning)
        failures = (
            _TRIALS[chosen](kernel, promise)
            or run_on_arrays(kernel, promise)
            or run_on_integers(kernel, promise)
            or run_on_floats(kernel, promise)
            or run_for_manners(kernel)
            or run_at_edges(kernel)
        )
    statement = describe_certificate(spec, chosen, promise, accumulate)
    if failures:
        statement = describe_refutation(failures)
    elif not as_emitted:
        statement += describe_foreign("file", chosen in PROVING)
    return Certificate(
        spec,
        strategy,
        chosen,
        _BOUNDS[chosen](spec),
        statement,
        promise,
        as_emitted,
        failures,
    )


def choose_method(
    spec: LayerSpec, promise: Promise = AS_THE_FORMULA, accumulate: Accumulate | None = None
) -> Method:
    """Choose by terms, positions and entries: symbols, then polynomials, then integers.

    Symbols up to 1,000 terms, polynomials up to 250,000. A layer that is not polynomial, and one
    too large to prove that makes fractions of any integers, is tried on numbers; so is one of which
    the strategy does not promise exact results on such arguments, or one whose integers are summed
    in 32 bits, where those of the probable proof would wrap.

    Raises `TooLargeError` as `check_size` does.
    """
    check_size(spec)
    allowed = _allowed_methods(spec, promise, accumulate)
    terms, positions, entries = spec.terms, prod(spec.output_shape[1:]), spec.entries
    symbolic = terms <= SYMBOLIC_MAX_TERMS and entries <= SYMBOLIC_MAX_ENTRIES
    affordable = {
        Method.SYMBOLIC: symbolic and positions <= SYMBOLIC_MAX_POSITIONS,
        Method.EXACT: terms <= EXACT_MAX_TERMS and entries <= EXACT_MAX_ENTRIES,
    }
    return next(method for method in allowed if affordable.get(method, True))


def _allowed_methods(
    spec: LayerSpec, promise: Promise, accumulate: Accumulate | None
) -> list[Method]:
    """Give what the layer and the promise allow, what says most first."""
    methods = []
    if spec.polynomial and promise.takes_fractions:
        methods = [Method.SYMBOLIC, Method.EXACT]
    in_floats = computes_in_floats(spec) and promise.tolerance is not None
    wraps = accumulate is Accumulate.INT32
    if promise.takes_integers and not in_floats and not wraps and can_sample(spec):
        methods.append(Method.PROBABILISTIC)
    return [*methods, Method.SAMPLED]


def _check_method(
    spec: LayerSpec, promise: Promise, accumulate: Accumulate | None, method: Method
) -> None:
    allowed = _allowed_methods(spec, promise, accumulate)
    if method not in allowed:
        raise KernelError(
            f"method {method.value!r} is not one of {', '.join(allowed)} for {spec!r}"
        )


def check_size(spec: LayerSpec) -> None:
    """Refuse a layer too large to certify.

    Raises `TooLargeError` for more than `CERTIFY_MAX_ENTRIES` entries or `CERTIFY_MAX_TERMS` terms.
    """
    entries, terms = spec.entries, spec.terms
    if entries > CERTIFY_MAX_ENTRIES:
        raise TooLargeError(
            f"certifying would take arrays of {entries:,} entries, padding included, more than the "
            f"limit of {CERTIFY_MAX_ENTRIES:,}: {spec!r}"
        )
    if terms > CERTIFY_MAX_TERMS:
        raise TooLargeError(
            f"certifying would compute {terms:,} terms, more than the limit of "
            f"{CERTIFY_MAX_TERMS:,}: {spec!r}"
        )


def _as_method(method: str | Method) -> Method:
    try:
        return Method(method)
    except ValueError:
        raise KernelError(not_one_of("method", method, Method)) from None


_BOUNDS: Mapping[Method, Callable[[LayerSpec], Fraction]] = {
    Method.SYMBOLIC: lambda _: Fraction(0),
    Method.EXACT: lambda _: Fraction(0),
    Method.PROBABILISTIC: error_bound,
    Method.SAMPLED: lambda _: Fraction(1),
}
