"""Proof by polynomials: a kernel run once with one variable per entry shows every coefficient.

Nothing is assumed of the kernel, bilinearity least of all: a term that should not be there shows
as one that should be and is not. The output is compared with the reference, run on the same
variables. The gradients are derived: the output polynomials differentiated, times the variables
of the output gradient, summed.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from symconv import reference
from symconv.derivation.algebra.polynomial import Coefficient, Monomial, Polynomial
from symconv.kernels.certificates.trial import find_failures, run_functions
from symconv.kernels.certificates.variables import build_variables, differ_in_polynomials, number_of
from symconv.kernels.kernel import Array, Kernel
from symconv.specs.layer import role_of


def prove_by_polynomials(kernel: Kernel) -> tuple[str, ...]:
    """Compare a kernel with its layer as polynomials; give a line per function that is wrong."""
    spec = kernel.spec
    variables = build_variables(spec)
    arguments = variables.arguments
    outputs = reference.forward(spec, *arguments.of("forward").values())
    gradients = derive_gradients(outputs, arguments.arrays["grad_o"])
    wrt = {spec.arguments[name].role: array for name, array in arguments.arrays.items()}
    expected = {}
    for function in spec.functions:
        role = role_of(function)
        if function == "forward":
            expected[function] = outputs
        elif role in wrt:
            expected[function] = _collect(wrt[role], gradients)
        else:  # nothing to derive: the gradient of a bias that the layer has not
            expected[function] = getattr(reference, function)(
                spec, *arguments.of(function).values()
            )
    differ = differ_in_polynomials(variables.names, {})
    return find_failures(run_functions(kernel, arguments), expected, differ)


def derive_gradients(outputs: Array, upstream: Array) -> dict[int, dict[Monomial, Coefficient]]:
    """Derive ∂L/∂v for every variable v: the sum over outputs of upstream times ∂output/∂v.

    Parameters
    ----------
    outputs : polynomials
    upstream : variables of the same shape, which stand for ∂L/∂output

    Returns
    -------
    dict
        From each variable's number to its gradient's terms.
    """
    gradients: dict[int, dict[Monomial, Coefficient]] = {}
    for output, above in zip(outputs.flat, upstream.flat, strict=True):
        from_above = number_of(above)
        for monomial, coefficient in _terms(output):
            for place, variable in enumerate(monomial):
                rest = monomial[:place] + monomial[place + 1 :]
                term = tuple(sorted((*rest, from_above)))
                gradient = gradients.setdefault(variable, {})
                gradient[term] = gradient.get(term, 0) + coefficient
    return gradients


def _terms(output: object) -> Iterable[tuple[Monomial, Coefficient]]:
    """Give the terms of an output; one that meets only padding is the number 0."""
    return output.terms.items() if isinstance(output, Polynomial) else ()


def _collect(wrt: Array, gradients: dict[int, dict[Monomial, Coefficient]]) -> Array:
    """Give the gradients by an array of variables, in its shape."""
    result = np.empty(wrt.size, dtype=object)
    for place, variable in enumerate(wrt.flat):
        terms = gradients.get(number_of(variable), {})
        result[place] = Polynomial({term: value for term, value in terms.items() if value})
    return result.reshape(wrt.shape)
