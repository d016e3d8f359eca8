"""Probable proof: a kernel run on pseudo-random integers, compared with the reference exactly.

The integers are drawn with a fixed seed, so that a certificate is the same every time; its error
bound is that of integers truly drawn at random. They are small enough that 64-bit floats hold every
sum exactly, in which the reference is run; an average is given multiples of all that it divides by.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import singledispatch
from math import isqrt, prod

import numpy as np

from symconv.kernels.certificates.trial import (
    BATCH,
    Arguments,
    Results,
    build_arguments,
    differ_in_numbers,
    find_failures,
    reference_results,
    run_functions,
)
from symconv.kernels.kernel import Array, Kernel
from symconv.roles import Role
from symconv.specs import LayerSpec
from symconv.specs.layer import GRADIENT_NAME, Arithmetic

ROUNDS = 2
LEAST_ENTRY = 1_000
"""The smallest R for which integers in [-R, R] are worth a bound: it is 1e-6 at most then."""

_LARGEST_EXACT_FLOAT = 2**53
_DIGIT = 27
_LOW = 2**_DIGIT - 1
_SEED = 20_240_229


def sample(kernel: Kernel) -> tuple[str, ...]:
    """Compare a kernel with the reference on integers; give a line per function that is wrong."""
    for number in range(ROUNDS):
        failures = _round(kernel, np.random.default_rng([_SEED, number]))
        if failures:
            return failures
    return ()


def can_sample(spec: LayerSpec) -> bool:
    """Tell whether a layer makes integers of enough integers."""
    return spec.polynomial and multiple(spec) > 0 and largest_entry(spec) >= LEAST_ENTRY


def error_bound(spec: LayerSpec) -> Fraction:
    """Give the probability with which a wrong kernel may pass, by the Schwartz–Zippel lemma.

    A polynomial that is not zero, of degree d, is zero at a point drawn from S^n with probability
    d/|S| at most (Schwartz 1980, Zippel 1979); rounds are independent. This is said of random
    points; ours are pseudo-random with a fixed seed, and no kernel is known to aim at them.
    """
    return Fraction(degree(spec), 2 * largest_entry(spec) + 1) ** ROUNDS


def degree(spec: LayerSpec) -> int:
    """Give the largest degree of an entry: a product of two arguments' entries, or one alone."""
    return 1 if computes_in_floats(spec) else 2


def largest_entry(spec: LayerSpec) -> int:
    """Give the R for which no sum of a layer on the integers it is given exceeds 2^53.

    They are in [-R, R], times `multiple`, and the terms of a sum products of two, or single entries
    of what is computed in floats. So 64-bit floats hold every sum, in whatever order it is made.
    """
    if computes_in_floats(spec):
        return _LARGEST_EXACT_FLOAT // (multiple(spec) * most_terms(spec))
    return isqrt(_LARGEST_EXACT_FLOAT // most_terms(spec))


def computes_in_floats(spec: LayerSpec) -> bool:
    """Tell whether a layer makes floats of integers, because it divides them."""
    return spec.arithmetic is not Arithmetic.INTEGER


@singledispatch
def multiple(spec: LayerSpec) -> int:
    """Give the number of whose multiples a layer makes integers; 0 if none is known."""
    return 0 if computes_in_floats(spec) else 1


@singledispatch
def most_terms(spec: LayerSpec) -> int:
    """Give a number of products that the longest sum of a layer on a batch does not exceed."""
    return BATCH * (spec.terms + prod(spec.output_shape))


def _round(kernel: Kernel, generator: np.random.Generator) -> tuple[str, ...]:
    spec = kernel.spec
    largest, times = largest_entry(spec), multiple(spec)

    def draw(shape: tuple[int, ...], _name: str) -> Array:
        return times * generator.integers(-largest, largest, shape, np.int64, endpoint=True)

    arguments = build_arguments(spec, draw)
    expected = _exact_results(arguments)
    results = run_functions(kernel, arguments)
    failures = find_failures(results, expected, differ_in_numbers)
    return failures or _adjoint_failures(arguments, results)


def _exact_results(arguments: Arguments) -> dict[str, Array]:
    """Give the reference's results on integers, computed in floats, which are exact here."""
    spec = arguments.spec
    results = reference_results(spec, arguments.mapped(lambda _, array: array.astype(np.float64)))
    if computes_in_floats(spec):
        return results
    return {function: result.astype(np.int64) for function, result in results.items()}


def has_adjoints(spec: LayerSpec) -> bool:
    """Tell whether a layer is linear in its input, and in its one parameter if it has any."""
    if not spec.parameter_shapes:
        return spec.functions.get("grad_input") == (GRADIENT_NAME,)
    return len(spec.parameter_shapes) == 1 and Role.BIAS not in spec.parameter_shapes


def _adjoint_failures(arguments: Arguments, results: Results) -> tuple[str, ...]:
    """Compare ⟨G, forward(X, F)⟩, ⟨X, grad_input(G, F)⟩ and ⟨F, grad_filter(G, X)⟩.

    Without parameters, the first two.
    """
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
    """Give the inner product of two arrays of integers up to 2^53, floats among them, exactly."""
    total = 0
    for left, shift in _digits(a):
        for right, other in _digits(b):
            products = left * right  # of two digits, below 2^54
            high, low = int((products >> _DIGIT).sum()), int((products & _LOW).sum())
            total += ((high << _DIGIT) + low) << (shift + other)
    return total


def _digits(array: Array | str) -> Iterator[tuple[Array, int]]:
    """Give integers as two digits of 27 bits, each with its place; the higher has the sign."""
    integers = np.asarray(array).astype(np.int64)
    yield integers & _LOW, 0
    yield integers >> _DIGIT, _DIGIT
