"""Runs at the edges, after every certificate that holds: what small numbers do not show.

Layers that take exponentials must not overflow on large entries, those that choose must treat NaN
as the reference does, and those that take indices must refuse one that is out of range.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from symconv.kernels.certificates.misfits import Misfit, misfit_failure
from symconv.kernels.certificates.trial import (
    Arguments,
    Differ,
    Differences,
    build_arguments,
    differ_beyond,
    find_failures,
    index_shape,
    reference_results,
    run_functions,
)
from symconv.kernels.kernel import Array, Kernel
from symconv.roles import Role
from symconv.specs import LayerSpec
from symconv.specs.layer import GRADIENT_NAME, Arithmetic

_FAR = 1000
_SHARE_OF_NAN = 0.3
_TOLERANCE = 1e-9
_SEED = 20_240_402


def run_at_edges(kernel: Kernel) -> tuple[str, ...]:
    """Run a kernel where its layer has edges; give a line per function that is wrong."""
    spec = kernel.spec
    generator = np.random.default_rng(_SEED)
    failures: list[str] = []
    if _goes_far(spec):
        arguments = build_arguments(spec, lambda shape, _: _far(generator, shape), 1)
        wrong = _compare(kernel, arguments, _where_finite(differ_beyond(_TOLERANCE)))
        failures += (f"{failure} (on entries of {_FAR:,} and -{_FAR:,})" for failure in wrong)
    if _chooses(spec):
        arguments = build_arguments(spec, lambda shape, name: _nan(generator, shape, name), 1)
        wrong = _compare(kernel, arguments, _differ_but_for_nan)
        failures += (f"{failure} (on entries that are NaN)" for failure in wrong)
    failures += (misfit_failure(kernel, misfit) for misfit in _misplaced(spec))
    return tuple(filter(None, failures))


def describe_edges(spec: LayerSpec) -> tuple[str, str]:
    """Say in a few words what a layer is run on at its edges, and what it refuses there."""
    run = f" and on entries of {_FAR:,} and -{_FAR:,}" if _goes_far(spec) else ""
    run += " and on entries that are NaN" if _chooses(spec) else ""
    return run, " and indices out of range" if _takes_indices(spec) else ""


def _goes_far(spec: LayerSpec) -> bool:
    return spec.arithmetic is Arithmetic.REAL


def _chooses(spec: LayerSpec) -> bool:
    return spec.chosen_from > 0


def _takes_indices(spec: LayerSpec) -> bool:
    return Role.INDICES in spec.data_shapes


def _far(generator: np.random.Generator, shape: tuple[int, ...]) -> Array:
    return generator.choice((-float(_FAR), 0.0, float(_FAR)), shape)


def _nan(generator: np.random.Generator, shape: tuple[int, ...], name: str) -> Array:
    """Draw small integers as floats; many entries of all but the output gradient are NaN."""
    values = generator.integers(-3, 3, shape).astype(np.float64)
    if name != GRADIENT_NAME:
        values[generator.random(shape) < _SHARE_OF_NAN] = np.nan
    return values


def _compare(kernel: Kernel, arguments: Arguments, differ: Differ) -> tuple[str, ...]:
    with np.errstate(all="ignore"):  # a kernel that overflows gives a wrong result
        expected = reference_results(kernel.spec, arguments)
        return find_failures(run_functions(kernel, arguments), expected, differ)


def _where_finite(differ: Differ) -> Differ:
    """Give a comparison that leaves out what the reference itself has no finite number for."""

    def finite(expected: Array, given: Array) -> Differences:
        kept = np.isfinite(expected)
        yield from differ(np.where(kept, expected, 0), np.where(kept, given, 0))

    return finite


def _differ_but_for_nan(expected: Array, given: Array) -> Differences:
    """Compare arrays of numbers: the same values but for rounding, NaN for NaN."""
    if given.dtype != expected.dtype:
        yield (), f"has dtype {given.dtype}, expected {expected.dtype}"
        return
    bound = _TOLERANCE * np.maximum(1, np.abs(expected))
    same = (np.abs(expected - given) <= bound) | ((expected != expected) & (given != given))
    for index in map(tuple, np.argwhere(~np.asarray(same)).tolist()):
        yield index, f"is {given[index]}, expected {expected[index]}"


def _misplaced(spec: LayerSpec) -> Iterator[Misfit]:
    """Give, for each function that takes indices, one past the last place and one before all."""
    if not _takes_indices(spec):
        return
    right = build_arguments(spec, lambda shape, _: np.zeros(shape), 1)
    (name,) = (n for n, argument in spec.arguments.items() if argument.role is Role.INDICES)
    end = int(np.prod(index_shape(spec)))
    for function in spec.functions:
        for place in (end, -1):
            indices = right.arrays[name].copy()
            indices.flat[-1] = place
            taken = {**right.of(function), name: indices}
            what = f"the index {place} in {name}, not from 0 to {end - 1},"
            yield Misfit(function, tuple(taken.values()), name, what)
