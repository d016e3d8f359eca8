"""Certifying a network's module: its layers one by one, and how it puts them together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import overload

import numpy as np

from symconv.collector import collector_paused
from symconv.documents import Document
from symconv.errors import KernelError, SymconvError
from symconv.kernels.build import build_kernel
from symconv.kernels.certificates import certify as certification
from symconv.kernels.certificates.certificate import PROVING, Certificate, Method
from symconv.kernels.certificates.document import network_document, verdict_words
from symconv.kernels.certificates.emitted import describe_foreign, is_as_emitted
from symconv.kernels.certificates.misfits import MISFITS
from symconv.kernels.certificates.trial import BATCH, Differ, differ_in_numbers
from symconv.kernels.kernel import Array, Kernel
from symconv.kernels.networks.build import write_network
from symconv.kernels.networks.identity import find_foreign_code
from symconv.kernels.networks.initial import bound_parameters
from symconv.kernels.networks.network import NetworkKernel
from symconv.kernels.networks.proof import RATE, can_prove, prove_network
from symconv.kernels.networks.runs import describe_network_runs, run_on_network_arrays
from symconv.kernels.networks.trial import (
    NetworkArguments,
    build_network_arguments,
    compose_reference,
    differ_in_any_numbers,
    find_network_failures,
    holds_floats,
    run_network,
)
from symconv.kernels.promise import AS_THE_FORMULA, Promise, join_promises
from symconv.printing.shown import Shown
from symconv.specs.layer import Arithmetic
from symconv.specs.network import NetworkSpec

ROUNDS = 3
TOLERANCE = 1e-9
"""Largest difference of floats from the expected ones, relative to their largest or to 1."""
EXACT_MAX_TERMS = 200_000
"""Up to so many terms of all layers together, a composition is run on fractions."""

_SEED = 20_240_601
_PROVED = (
    f"Run in a batch of {BATCH} with one variable per entry of every argument, and a step at the "
    f"rate {RATE}, it gives the polynomials of the reference's functions composed. "
)
_LARGEST = 4


@dataclass(frozen=True, repr=False)
class NetworkCertificate(Shown):
    """What was found of the module of one network.

    Attributes
    ----------
    spec, strategies : the network, and the strategy of every layer by name
    layers : the certificate of every layer's kernel, by the layer's name
    exact : whether the composition was compared exactly, on fractions
    statement : what was run and compared, in words
    promise : what the strategies of the layers promise together, which the module was held to
    as_emitted : whether the code of the module is what network and strategies give: the whole
        syntax tree, module level included; comments and layout may differ
    failures : one line per thing that is wrong; none if the module is right
    method : "exact" where the composition was compared as polynomials, every layer being proved;
        else "sampled": it was tried on numbers, and no bound is claimed
    """

    spec: NetworkSpec
    strategies: Mapping[str, str]
    layers: Mapping[str, Certificate]
    exact: bool
    statement: str
    promise: Promise
    as_emitted: bool
    failures: tuple[str, ...] = ()
    method: Method = Method.SAMPLED

    def __repr__(self) -> str:
        layers = ", ".join(f"{name} {verdict_words(own)}" for name, own in self.layers.items())
        return f"<NetworkCertificate of {self.spec.name}: {verdict_words(self)}; {layers}>"

    def document(self) -> Document:
        """Give what is shown: the verdict on the whole, and on each layer."""
        return network_document(self)

    @property
    def holds(self) -> bool:
        """Whether nothing wrong was found."""
        return not self.failures

    @property
    def proved(self) -> bool:
        """Whether the module is proved equal, layers and composition, in exact arithmetic."""
        return self.holds and self.method in PROVING

    @property
    def error_bound(self) -> Fraction:
        """0 for a proof; 1 where no bound is known."""
        return Fraction(0) if self.method in PROVING else Fraction(1)


@overload
def certify(kernel: Kernel, method: str | Method | None = None) -> Certificate: ...
@overload
def certify(kernel: NetworkKernel, method: str | Method | None = None) -> NetworkCertificate: ...
def certify(
    kernel: Kernel | NetworkKernel, method: str | Method | None = None
) -> Certificate | NetworkCertificate:
    """Certify that a kernel, or a network's module, computes what its derivation says.

    Parameters
    ----------
    kernel : as `build_kernel`, `load_kernel`, `build_network` or `load_network` gives it
    method : of a kernel: "symbolic", "exact" or "probabilistic"; by default the first that is
        affordable. For a layer whose outputs are no polynomials there is only "sampled", and so
        for a network, whose layers are each certified by default

    Raises
    ------
    KernelError
        For an unknown method, and one that the layer, or a network, does not allow.
    TooLargeError
        For a layer too large to certify, and for method "symbolic" too large to derive.

    Examples
    --------
    >>> from symconv.specs import ConvSpec
    >>> certificate = certify(build_kernel(ConvSpec((3, 3), (2, 2)), "taps"))
    >>> certificate.proved, certificate.method.value
    (True, 'symbolic')
    """
    if not isinstance(kernel, NetworkKernel):
        return certification.certify(kernel, method)
    if method is not None and method not in (Method.SAMPLED, Method.EXACT):
        raise KernelError(f"method {method!r} is not exact or sampled, for {kernel.spec!r}")
    return certify_network(kernel, None if method is None else Method(method))


def certify_network(kernel: NetworkKernel, method: Method | None = None) -> NetworkCertificate:
    """Certify the module of a network.

    Every layer's kernel is certified, and the module's functions of the layer are found to be the
    kernel's. Then the module is run against the reference's functions, composed: on variables where
    every layer is proved and the network is small, and on numbers.

    Raises `KernelError` for method "exact" and a network that is not proved.
    """
    spec = kernel.spec
    source = write_network(spec, kernel.strategies, kernel.gives_grad_x)
    as_emitted = is_as_emitted(kernel.source, source)
    kernels = {at.name: build_kernel(at.spec, kernel.strategies[at.name]) for at in spec.layers}
    layers = _certify_layers(kernels)
    failures = tuple(
        f"layer {name}: {failure}"
        for name, certificate in layers.items()
        for failure in certificate.failures
    )
    failures = failures or find_foreign_code(kernel)
    promise = join_promises(certificate.promise for certificate in layers.values())
    provable = can_prove(spec, layers)
    if method is Method.EXACT and not provable and not failures:
        raise KernelError(
            f"method 'exact' is for small networks of layers that are proved, not {spec!r}"
        )
    exact = False
    if not failures:
        failures, exact = _try_numbers(kernel, promise)
    failures = failures or run_on_network_arrays(kernel, promise)
    proves = provable and method is not Method.SAMPLED and not failures
    method, failures = _prove(kernel) if proves else (Method.SAMPLED, failures)
    statement = (
        _refutation(failures) if failures else _statement(spec, layers, promise, exact, method)
    )
    if not failures and not as_emitted:
        statement += describe_foreign("module", method in PROVING)
    return NetworkCertificate(
        spec, kernel.strategies, layers, exact, statement, promise, as_emitted, failures, method
    )


def _prove(kernel: NetworkKernel) -> tuple[Method, tuple[str, ...]]:
    """Prove a module, and say how it was certified then: sampled, if there are no polynomials."""
    with collector_paused():
        failures = prove_network(kernel)
    return (Method.SAMPLED, ()) if failures is None else (Method.EXACT, failures)


def takes_fractions(spec: NetworkSpec, promise: Promise = AS_THE_FORMULA) -> bool:
    """Tell whether a network is run on fractions: every layer takes them, and it is not large."""
    rational = all(at.spec.arithmetic is not Arithmetic.REAL for at in spec.layers)
    return rational and promise.takes_fractions and spec.terms <= EXACT_MAX_TERMS


def _certify_layers(kernels: Mapping[str, Kernel]) -> dict[str, Certificate]:
    """Certify kernels by name, equal ones once."""
    done: dict[Kernel, Certificate] = {}
    certificates = {}
    for name, kernel in kernels.items():
        if kernel not in done:
            try:
                done[kernel] = certification.certify(kernel)
            except SymconvError as error:
                raise type(error)(f"layer {name}: {error}") from None
        certificates[name] = done[kernel]
    return certificates


def _try_numbers(kernel: NetworkKernel, promise: Promise) -> tuple[tuple[str, ...], bool]:
    """Compare a module with the composed reference on numbers; tell whether all were exact.

    Fractions do not stay ones where Python's zero, of an entry without terms, is divided.
    """
    exact = True
    for number in range(ROUNDS):
        generator = np.random.default_rng([_SEED, number])
        arguments = draw_network_numbers(kernel.spec, generator, promise)
        expected = compose_reference(kernel, arguments)
        fractions = not any(map(holds_floats, expected.values()))
        close = differ_in_any_numbers(promise.within(TOLERANCE))
        differ: Differ = differ_in_numbers if fractions else close
        failures = find_network_failures(run_network(kernel, arguments), expected, differ)
        exact = exact and fractions
        if failures:
            return failures, exact
    return (), exact


def draw_network_numbers(
    spec: NetworkSpec, generator: np.random.Generator, promise: Promise = AS_THE_FORMULA
) -> NetworkArguments:
    """Draw numbers: halves between -4 and 4 as fractions, or floats of the usual size.

    Halves meet ties and zeros. Floats are of a normal distribution, so that rounding decides no
    comparison; parameters are scaled as they start.
    """
    bounds = bound_parameters(spec)

    def draw(shape: tuple[int, ...], name: str) -> Array:
        if not takes_fractions(spec, promise):
            scale = bounds[name].value if name in bounds else 1.0
            return generator.normal(size=shape) * scale
        array = np.empty(prod(shape), dtype=object)
        halves = generator.integers(-2 * _LARGEST, 2 * _LARGEST, array.shape, endpoint=True)
        array[:] = [Fraction(half, 2) for half in halves.tolist()]
        return array.reshape(shape)

    rate = Fraction(3, 8) if takes_fractions(spec, promise) else 0.375
    return build_network_arguments(spec, draw, BATCH, rate)


def _refutation(failures: tuple[str, ...]) -> str:
    count = len(failures)
    return f"The module is wrong: {count} comparison{'s' if count > 1 else ''} failed."


def _statement(
    spec: NetworkSpec,
    layers: Mapping[str, Certificate],
    promise: Promise,
    exact: bool,
    method: Method,
) -> str:
    proved = [name for name, certificate in layers.items() if certificate.proved]
    others = [name for name in layers if name not in proved]
    sampled = f" ({', '.join(others)} sampled, the others proved)" if others else " and proved"
    certified = f"all certified{sampled if proved else ' by sampling'}"
    fractions = f"fractions (halves between -{_LARGEST} and {_LARGEST})"
    numbers = fractions if takes_fractions(spec, promise) else "floats"
    composed = _PROVED if method is Method.EXACT else ""
    equal = (
        "equal"
        if exact
        else f"are within {promise.within(TOLERANCE):g} of the largest entry (or of 1) of"
    )
    return (
        f"Its layers are computed by the code of their kernels, {certified}. {composed}In {ROUNDS} "
        f"rounds of pseudo-random {numbers}, with a fixed seed, in a batch of {BATCH}, its results "
        f"{equal} those of the reference's functions composed; it was also run on "
        f"{describe_network_runs(spec)}, starts from the parameters that it says, and refuses "
        f"{MISFITS}, and wrong names.{'' if composed else ' No bound is claimed.'}"
    )
