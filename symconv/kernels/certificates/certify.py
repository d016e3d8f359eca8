"""Certifying: choosing how, running it, and saying what was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import prod

from symconv.collector import collector_paused
from symconv.errors import KernelError, TooLargeError
from symconv.kernels.certificates.certificate import Certificate, Method
from symconv.kernels.certificates.edge_runs import describe_edges, run_at_edges
from symconv.kernels.certificates.exact_proof import prove_by_polynomials
from symconv.kernels.certificates.numeric_trial import (
    TOLERANCE,
    compares_exactly,
    compares_with_derivation,
    takes_fractions,
    try_numbers,
)
from symconv.kernels.certificates.numeric_trial import rounds as sampled_rounds
from symconv.kernels.certificates.sampling import (
    ROUNDS,
    can_sample,
    computes_in_floats,
    degree,
    error_bound,
    has_adjoints,
    largest_entry,
    multiple,
    sample,
)
from symconv.kernels.certificates.smoke import describe_runs, run_on_arrays
from symconv.kernels.certificates.symbolic_proof import prove_by_symbols
from symconv.kernels.certificates.trial import BATCH
from symconv.kernels.kernel import Kernel
from symconv.roles import Role
from symconv.specs import LayerSpec

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
        For a layer of more than `CERTIFY_MAX_ENTRIES` entries, and for method "symbolic" and a
        layer too large to derive.

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
    _check_entries(kernel.spec)
    chosen = choose_method(kernel.spec) if method is None else _as_method(method)
    _check_method(kernel.spec, chosen)
    with collector_paused():
        failures = _TRIALS[chosen](kernel) or run_on_arrays(kernel) or run_at_edges(kernel)
    bound = _BOUNDS[chosen](kernel.spec)
    statement = _refutation(failures) if failures else _STATEMENTS[chosen](kernel.spec)
    return Certificate(kernel.spec, kernel.strategy, chosen, bound, statement, failures)


def choose_method(spec: LayerSpec) -> Method:
    """Choose by terms, positions and entries: symbols, then polynomials, then integers.

    Symbols up to 1,000 terms, polynomials up to 250,000. A layer that is not polynomial, and one
    too large to prove that makes fractions of any integers, is tried on numbers.
    """
    if not spec.polynomial:
        return Method.SAMPLED
    terms, positions, entries = spec.terms, prod(spec.output_shape[1:]), spec.entries
    if (
        terms <= SYMBOLIC_MAX_TERMS
        and positions <= SYMBOLIC_MAX_POSITIONS
        and entries <= SYMBOLIC_MAX_ENTRIES
    ):
        return Method.SYMBOLIC
    affordable = terms <= EXACT_MAX_TERMS and entries <= EXACT_MAX_ENTRIES
    if affordable:
        return Method.EXACT
    return Method.PROBABILISTIC if can_sample(spec) else Method.SAMPLED


def _check_method(spec: LayerSpec, method: Method) -> None:
    allowed = [Method.SAMPLED]
    if spec.polynomial:
        allowed = [Method.SYMBOLIC, Method.EXACT, *allowed]
        if can_sample(spec):
            allowed.append(Method.PROBABILISTIC)
    if method not in allowed:
        raise KernelError(
            f"method {method.value!r} is not one of {', '.join(allowed)} for {spec!r}"
        )


def _check_entries(spec: LayerSpec) -> None:
    entries = spec.entries
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


def _symbolic_statement(spec: LayerSpec) -> str:
    return (
        f"Run on the derivation's own symbols, in a batch of {BATCH}, the kernel gives the derived "
        f"polynomial in every entry of the output and of {_derived(spec)} "
        f"({spec.terms:,} terms){_summed(spec)}{_also(spec)}."
    )


def _exact_statement(spec: LayerSpec) -> str:
    return (
        f"Run in a batch of {BATCH} with one variable per entry, the kernel gives the reference's "
        f"polynomials as output, and as {_derived(spec)} those derived from them by the chain rule "
        f"({spec.terms:,} terms){_summed(spec)}{_also(spec)}."
    )


def _probabilistic_statement(spec: LayerSpec) -> str:
    adjoint = " and obey the adjoint identities exactly" if has_adjoints(spec) else ""
    times, of = multiple(spec), "within 64 bits"
    multiples = f", multiples of {times}" if times > 1 else ""
    if computes_in_floats(spec):
        of = "and computed without rounding, as 64-bit floats allow here"
    return (
        f"In {ROUNDS} rounds of pseudo-random integers (fixed seed{multiples}) up to "
        f"{times * largest_entry(spec):,}, in a batch of {BATCH}, output and gradients equal the "
        f"reference's{adjoint}{_also(spec)}. If every entry is a polynomial of degree at most "
        f"{degree(spec)} {of}, a wrong kernel would pass with probability at most "
        f"{float(error_bound(spec)):.1e} on integers drawn at random (Schwartz-Zippel)."
    )


def _sampled_statement(spec: LayerSpec) -> str:
    numbers = "fractions" if takes_fractions(spec) else "floats"
    within = f"are within {TOLERANCE:g} (relative, or of 1) of"
    equal = "equal" if compares_exactly(spec) else within
    derived = " and the derivation's formulas" if compares_with_derivation(spec) else ""
    tied = ", and in three more ties of 2, 3 and whole windows" if spec.chosen_from > 1 else ""
    return (
        f"In {sampled_rounds(spec)} rounds of pseudo-random {numbers} (halves between -4 and 4, "
        f"fixed seed; ties and zeros occur{tied}), in a batch of {BATCH}, its results {equal} the "
        f"reference's{derived}{_also(spec)}. No bound is claimed."
    )


def _derived(spec: LayerSpec) -> str:
    """Name the gradients that are derived: the three gradients, or those by name."""
    roles = [role.value for role in (Role.INPUT, *spec.parameter_shapes)]
    if len(roles) == 1:
        return "the gradient by input"
    if len(roles) == 3:
        return "the three gradients"
    return f"the gradients by {' and '.join(roles)}"


def _summed(spec: LayerSpec) -> str:
    """Say what is known of `grad_bias` where no bias is, and so nothing to derive."""
    if "grad_bias" not in spec.functions or Role.BIAS in spec.parameter_shapes:
        return ""
    return "; grad_bias, of a layer without bias, gives the reference's sums"


def _also(spec: LayerSpec) -> str:
    run, refused = describe_edges(spec)
    return f"; it was also run on {describe_runs(spec)}{run}, and refuses wrong shapes{refused}"


_STATEMENTS: Mapping[Method, Callable[[LayerSpec], str]] = {
    Method.SYMBOLIC: _symbolic_statement,
    Method.EXACT: _exact_statement,
    Method.PROBABILISTIC: _probabilistic_statement,
    Method.SAMPLED: _sampled_statement,
}
_BOUNDS: Mapping[Method, Callable[[LayerSpec], Fraction]] = {
    Method.SYMBOLIC: lambda _: Fraction(0),
    Method.EXACT: lambda _: Fraction(0),
    Method.PROBABILISTIC: error_bound,
    Method.SAMPLED: lambda _: Fraction(1),
}
