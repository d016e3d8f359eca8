"""Proving a network of polynomial layers: its module run once with one variable per entry.

Nothing is assumed of the module. Each layer's kernel is proved equal to its derivation on its own;
here the module's results, as polynomials in the entries of every argument, are compared with those
of the reference's functions composed.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import prod

from symconv.kernels.certificates.certificate import Certificate
from symconv.kernels.certificates.trial import BATCH
from symconv.kernels.certificates.variables import NumberedVariables, differ_in_polynomials
from symconv.kernels.networks.network import NetworkKernel
from symconv.kernels.networks.trial import (
    build_network_arguments,
    compose_reference,
    find_network_failures,
    run_network,
)
from symconv.specs.network import NetworkSpec

LARGEST_COMPOSITION = 100_000
"""Up to so many monomials, reckoned roughly, a composition is multiplied out."""
RATE = Fraction(3, 8)
"""The rate of a step, which is a number: a module refuses anything else."""


def can_prove(spec: NetworkSpec, layers: Mapping[str, Certificate]) -> bool:
    """Tell whether a network is proved: layers that are, and few monomials when multiplied out."""
    polynomial = all(at.spec.polynomial for at in spec.layers)
    proved = all(certificate.proved for certificate in layers.values())
    return polynomial and proved and _monomials(spec) <= LARGEST_COMPOSITION


def prove_network(kernel: NetworkKernel) -> tuple[str, ...] | None:
    """Compare a module with the composed reference as polynomials; give a line per thing wrong.

    None where the composition gives no polynomials: Python's 0, of an entry without terms, becomes
    a float where it is divided.
    """
    numbered = NumberedVariables()
    arguments = build_network_arguments(kernel.spec, numbered.build, BATCH, RATE)
    try:
        expected = compose_reference(kernel, arguments)
    except TypeError:
        return None
    return find_network_failures(
        run_network(kernel, arguments), expected, differ_in_polynomials(numbered.names, {})
    )


def _monomials(spec: NetworkSpec) -> int:
    """Reckon how many monomials the widest array of a network and its gradients has.

    An output of a layer has as many as those of the entries that it is made of, together; a
    gradient has those of an output, for every output that it goes through.
    """
    each, most = 1, 1
    for at in spec.layers:
        outputs = prod(at.spec.output_shape)
        factor = -(-at.spec.terms // outputs)
        each = each * each * factor if at.spec.kind == "loss" else each * factor
        most = max(most, each * outputs)
    return BATCH * most
