"""Probable proof: a kernel run on pseudo-random integers, compared with the reference exactly.

The integers are drawn with a fixed seed, so that a certificate is the same every time; its error
bound is that of integers truly drawn at random.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import singledispatch
from math import isqrt, prod

import numpy as np

from symconv.kernels.kernel import Array, Kernel
from symconv.kernels.trial import (
    BATCH,
    Arguments,
    Results,
    build_arguments,
    differ_in_numbers,
    find_failures,
    reference_results,
    run_functions,
)
from symconv.specs import ConvSpec, ConvTransposeSpec, LayerSpec, Role
from symconv.symbolic.geometry import axis_meetings

ROUNDS = 2
DEGREE = 2
"""Largest degree of an entry: a product of two entries of the arguments."""

_LARGEST_INT = 2**63 - 1
_SEED = 20_240_229


def sample(kernel: Kernel) -> tuple[str, ...]:
    """Compare a kernel with the reference on integers; give a line per function that is wrong."""
    for number in range(ROUNDS):
        failures = _round(kernel, np.random.default_rng([_SEED, number]))
        if failures:
            return failures
    return ()


def error_bound(spec: LayerSpec) -> Fraction:
    """Give the probability with which a wrong kernel may pass, by the Schwartz–Zippel lemma.

    A polynomial that is not zero, of degree d, is zero at a point drawn from S^n with probability
    d/|S| at most (Schwartz 1980, Zippel 1979); rounds are independent. This is said of random
    points; ours are pseudo-random with a fixed seed, and no kernel is known to aim at them.
    """
    return Fraction(DEGREE, 2 * largest_entry(spec) + 1) ** ROUNDS


def largest_entry(spec: LayerSpec) -> int:
    """Give the R for which no sum of a layer on integers in [-R, R] can exceed 64 bits."""
    return isqrt(_LARGEST_INT // most_terms(spec))


@singledispatch
def most_terms(spec: LayerSpec) -> int:
    """Give a number of products that the longest sum of a layer on a batch does not exceed."""
    return BATCH * (spec.terms + prod(spec.output_shape))


@most_terms.register
def most_conv_terms(spec: ConvSpec) -> int:
    """Give the number of products in the longest sum of a convolution on a batch."""
    output = spec.filter_shape[1] * spec.taps + 1
    filters = BATCH * prod(spec.output_size)
    met = prod(_most_meetings(spec, axis) for axis in range(spec.rank))
    return max(output, filters, spec.out_channels // spec.groups * met)


@most_terms.register
def most_conv_transpose_terms(spec: ConvTransposeSpec) -> int:
    """Give the number of products in the longest sum of a transposed convolution on a batch."""
    landing = prod(max(map(len, axis_meetings(spec, axis))) for axis in range(spec.rank))
    output = spec.in_channels // spec.groups * landing + 1
    filters = BATCH * prod(spec.input_size)
    biases = BATCH * prod(spec.output_size)
    return max(output, filters, biases, spec.filter_shape[1] * spec.taps)


def _most_meetings(spec: ConvSpec, axis: int) -> int:
    """Give how often at most one input entry of an axis is met."""
    met = Counter(i for pairs in axis_meetings(spec, axis) for _, i in pairs)
    return max(met.values(), default=1)


def _round(kernel: Kernel, generator: np.random.Generator) -> tuple[str, ...]:
    spec = kernel.spec
    largest = largest_entry(spec)

    def draw(shape: tuple[int, ...], _name: str) -> Array:
        return generator.integers(-largest, largest, shape, np.int64, endpoint=True)

    arguments = build_arguments(spec, draw)
    expected = reference_results(spec, arguments)
    results = run_functions(kernel, arguments)
    failures = find_failures(results, expected, differ_in_numbers)
    return failures or _adjoint_failures(arguments, results)


def has_adjoints(spec: LayerSpec) -> bool:
    """Tell whether a layer is linear in its input and in its one parameter."""
    return len(spec.parameter_shapes) == 1 and Role.BIAS not in spec.parameter_shapes


def _adjoint_failures(arguments: Arguments, results: Results) -> tuple[str, ...]:
    """Compare ⟨G, forward(X, F)⟩, ⟨X, grad_input(G, F)⟩ and ⟨F, grad_filter(G, X)⟩."""
    spec = arguments.spec
    if not has_adjoints(spec):
        return ()
    partners = {"forward": arguments.arrays["grad_o"]}
    for name, argument in spec.arguments.items():
        partners[f"grad_{argument.role.value}"] = arguments.arrays[name]
    products = {
        function: _inner(array, results[function])
        for function, array in partners.items()
        if function in spec.functions
    }
    if len(set(products.values())) == 1:
        return ()
    told = ", ".join(f"{product} with {function}" for function, product in products.items())
    return (f"adjoint identity: the inner products differ, {told}",)


def _inner(a: Array, b: Array | str) -> int:
    """Give the inner product of two arrays of integers, in Python's integers."""
    pairs = zip(a.ravel().tolist(), np.ravel(b).tolist(), strict=True)
    return sum(left * right for left, right in pairs)
