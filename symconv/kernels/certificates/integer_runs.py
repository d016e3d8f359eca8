"""Runs on integers of a type's whole range, whose sums wrap.

Integers are computed by another way where floats hold their sums, and may be summed in a type of
their own: small ones that never wrap show neither.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from symconv.kernels.accumulate import Accumulate
from symconv.kernels.certificates.smoke import exact_results
from symconv.kernels.certificates.trial import (
    Arguments,
    build_arguments,
    differ_in_numbers,
    find_failures,
    reference_results,
    run_functions,
)
from symconv.kernels.kernel import Array, Kernel
from symconv.kernels.promise import Promise
from symconv.roles import Role
from symconv.specs import LayerSpec
from symconv.specs.layer import Argument, Arithmetic

WIDE_MAX_TERMS = 250_000
"""Up to so many terms, sums are run that floats do not hold: the reference is slow on those."""

_SEED = 20_240_803
_NARROW, _WIDE = "uint8", "int64"


def run_on_integers(kernel: Kernel, promise: Promise) -> tuple[str, ...]:
    """Run a kernel on integers of any size; give a line per function that is wrong."""
    for held in _types(kernel.spec, promise):
        for last_largest in (False, True) if held == _WIDE else (False,):
            arguments = _draw(kernel.spec, np.iinfo(held), last_largest)
            expected = (_expected if held == _WIDE else exact_results)(kernel, arguments)
            wrong = find_failures(run_functions(kernel, arguments), expected, differ_in_numbers)
            if wrong:
                return tuple(f"{failure} (on {held} arrays of any size)" for failure in wrong)
    return ()


def describe_integer_runs(spec: LayerSpec, promise: Promise, accumulate: Accumulate | None) -> str:
    """Say in a sentence what the runs of a layer are, or nothing where there are none."""
    types = _types(spec, promise)
    if not types:
        return ""
    summed = f", summed in {accumulate.value}" if accumulate else ""
    arrays = f"{' and '.join(types)} arrays of any size, where sums wrap"
    return f" On {arrays}, its results equal the reference's{summed}."


def _types(spec: LayerSpec, promise: Promise) -> tuple[str, ...]:
    """Give the types that are run: none where a layer makes floats of integers."""
    if spec.arithmetic is not Arithmetic.INTEGER or not promise.takes_integers:
        return ()
    return (_NARROW, _WIDE) if spec.terms <= WIDE_MAX_TERMS else (_NARROW,)


def _draw(spec: LayerSpec, limits: np.iinfo[Any], last_largest: bool) -> Arguments:
    """Draw integers of the whole range, and of half of it for each argument before or after.

    So of two that are multiplied either is the larger in one of the runs.
    """
    generator = np.random.default_rng([_SEED, limits.bits, last_largest])
    names = list(spec.arguments)[:: -1 if last_largest else 1]

    def draw(shape: tuple[int, ...], name: str) -> Array:
        low, high = (limit >> names.index(name) for limit in (limits.min, limits.max))
        return generator.integers(low, high, shape, limits.dtype, endpoint=True)

    return build_arguments(spec, draw)


def _expected(kernel: Kernel, arguments: Arguments) -> dict[str, Array]:
    """Give the reference's results on arguments cast to the type of the sums; places are not."""
    spec, accumulate = kernel.spec, kernel.accumulate

    def cast(argument: Argument, array: Array) -> Array:
        of_places = accumulate is None or argument.role is Role.INDICES
        return array if of_places else array.astype(accumulate)

    return reference_results(spec, arguments.mapped(cast))
