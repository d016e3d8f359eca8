"""What a certificate says: what was run and compared, and what the strategy was held to."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from symconv.kernels.accumulate import Accumulate
from symconv.kernels.certificates.certificate import Method
from symconv.kernels.certificates.edge_runs import describe_edges
from symconv.kernels.certificates.float_runs import describe_float_runs
from symconv.kernels.certificates.integer_runs import describe_integer_runs
from symconv.kernels.certificates.manners import describe_manners
from symconv.kernels.certificates.misfits import MISFITS
from symconv.kernels.certificates.numeric_trial import (
    TOLERANCE,
    compares_exactly,
    compares_with_derivation,
    rounds,
    takes_fractions,
)
from symconv.kernels.certificates.sampling import (
    ROUNDS,
    computes_in_floats,
    degree,
    error_bound,
    has_adjoints,
    largest_entry,
    multiple,
)
from symconv.kernels.certificates.smoke import describe_runs
from symconv.kernels.certificates.trial import BATCH
from symconv.kernels.promise import Promise
from symconv.roles import Role
from symconv.specs import LayerSpec


def describe_refutation(failures: tuple[str, ...]) -> str:
    """Say of how many comparisons a kernel failed."""
    count = len(failures)
    return f"The kernel is wrong: {count} comparison{'s' if count > 1 else ''} failed."


def describe_certificate(
    spec: LayerSpec, method: Method, promise: Promise, accumulate: Accumulate | None = None
) -> str:
    """Say what was run and compared of a kernel that holds."""
    integers = describe_integer_runs(spec, promise, accumulate)
    floats = describe_float_runs(promise)
    runs = f"{integers} {describe_manners(spec)} {floats}"
    return f"{_STATEMENTS[method](spec, promise)}{runs}"


def _symbolic_statement(spec: LayerSpec, _promise: Promise) -> str:
    return (
        f"Run on the derivation's own symbols, in a batch of {BATCH}, the kernel gives the derived "
        f"polynomial in every entry of the output and of {_derived(spec)} "
        f"({spec.terms:,} terms){_summed(spec)}{_also(spec)}."
    )


def _exact_statement(spec: LayerSpec, _promise: Promise) -> str:
    return (
        f"Run in a batch of {BATCH} with one variable per entry, the kernel gives the reference's "
        f"polynomials as output, and as {_derived(spec)} those derived from them by the chain rule "
        f"({spec.terms:,} terms){_summed(spec)}{_also(spec)}."
    )


def _probabilistic_statement(spec: LayerSpec, _promise: Promise) -> str:
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


def _sampled_statement(spec: LayerSpec, promise: Promise) -> str:
    numbers = "fractions" if takes_fractions(spec, promise) else "floats"
    relative = "relative" if promise.tolerance is None else "of the largest entry"
    within = f"are within {promise.within(TOLERANCE):g} ({relative}, or of 1) of"
    equal = "equal" if compares_exactly(spec, promise) else within
    derived = " and the derivation's formulas" if compares_with_derivation(spec) else ""
    tied = ", and in three more ties of 2, 3 and whole windows" if spec.chosen_from > 1 else ""
    return (
        f"In {rounds(spec)} rounds of pseudo-random {numbers} (halves between -4 and 4, "
        f"fixed seed; ties and zeros occur{tied}), in a batch of {BATCH}, and on inputs on both "
        f"sides of 0, 1 and halves, near and far, and of zeros alone, its results {equal} the "
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
    return f"; it was also run on {describe_runs(spec)}{run}, and refuses {MISFITS}{refused}"


_STATEMENTS: Mapping[Method, Callable[[LayerSpec, Promise], str]] = {
    Method.SYMBOLIC: _symbolic_statement,
    Method.EXACT: _exact_statement,
    Method.PROBABILISTIC: _probabilistic_statement,
    Method.SAMPLED: _sampled_statement,
}
