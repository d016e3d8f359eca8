"""Runs on ordinary arrays, after every certificate that holds.

A certificate reads what a kernel makes of one type of number in one size of batch, row by row. The
kernel is used on others, and its code can ask for the type, the layout or the size of what it is
given: here it meets each, and what it must refuse. All values are small integers (complex ones have
small integers as parts), so that every sum is exact in floats and compared exactly.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from symconv.kernels.certificates.array_run import Layout, Run
from symconv.kernels.certificates.misfits import accepted_misfits
from symconv.kernels.certificates.trial import (
    Arguments,
    Differ,
    Differences,
    build_arguments,
    differ_beyond,
    differ_in_numbers,
    find_failures,
    listed,
    reference_results,
    run_functions,
)
from symconv.kernels.kernel import Array, Kernel
from symconv.kernels.promise import AS_THE_FORMULA, Promise
from symconv.roles import Role
from symconv.specs import LayerSpec
from symconv.specs.layer import Argument, Arithmetic

EVERY_RUN_MAX_TERMS = 1_000
"""Up to so many terms, every type is run with every size of batch."""
EVERY_TYPE_MAX_TERMS = 250_000
"""Up to so many terms, all types and layouts are run: an object takes a tenth of a microsecond."""

_TYPES = ("int64", "float64", "complex128", "object")
_BATCHES = (0, 1, 3)
_LARGEST = 3
_TOLERANCES = {"float16": 4e-3, "float32": 1e-5, "complex64": 1e-5}
"""Largest differences where a layer rounds, relative or to 1: a few of the type's own steps."""
_TOLERANCE = 1e-6
"""Of other types, whose floats may be of 32 bits here; numeric_trial is stricter."""
_SEED = 20_240_301


_MIXED = Run(3, ("int64", "float64", "complex128", "complex128"))
"""Each result has a wider type than the first argument, or a narrower one than the widest."""
_MIXED_REAL = Run(3, ("int64", "float64", "float32", "float64"))
_EVERY_RUN = (*(Run(batch, (held,)) for batch, held in product(_BATCHES, _TYPES)), _MIXED)
_FEW_RUNS = (
    Run(0, ("float64",)),
    Run(3, ("float64",)),
    Run(1, ("complex128",)),
    Run(3, ("float32",), Layout.FORTRAN),
    Run(1, ("complex64",)),
)
_MORE_RUNS = (*_FEW_RUNS, Run(1, ("int64",)), Run(1, ("object",)), _MIXED)
_WIDER_RUNS = (
    Run(3, ("float32",), Layout.FORTRAN),
    Run(4, ("float16",), Layout.SPACED),
    Run(5, ("complex64",), Layout.REVERSED),
    Run(6, ("float32",), Layout.SPACED),
    Run(4, ("int8",), Layout.REVERSED),
    Run(5, ("uint8",), Layout.FORTRAN),
    Run(6, ("int16",), Layout.FORTRAN),
    Run(2, ("int32",), Layout.SPACED),
    Run(2, ("uint16",)),
    Run(2, ("uint32",), Layout.REVERSED),
    Run(2, ("uint64",), Layout.FORTRAN),
    Run(3, (">f8",)),
    Run(5, ("float64",), Layout.REVERSED),
    Run(6, ("float64",), Layout.FORTRAN),
)


def choose_runs(spec: LayerSpec) -> tuple[Run, ...]:
    """Choose by size: every combination and wider ones, one or two per type, or those of floats.

    The largest layers are certified on integers anyway. Complex numbers are left out where a layer
    is not defined for them, and objects where it has to make floats of them.
    """
    runs: tuple[Run, ...] = _FEW_RUNS
    if spec.terms <= EVERY_TYPE_MAX_TERMS:
        usual = _EVERY_RUN if spec.terms <= EVERY_RUN_MAX_TERMS else _MORE_RUNS
        runs = tuple(dict.fromkeys((*usual, *_WIDER_RUNS)))
    if not spec.takes_complex:
        runs = tuple(_MIXED_REAL if run == _MIXED else run for run in runs)
        runs = tuple(run for run in runs if not any("complex" in held for held in run.types))
    if spec.arithmetic is Arithmetic.REAL:
        runs = tuple(run for run in runs if "object" not in run.types)
    return runs


def describe_runs(spec: LayerSpec) -> str:
    """Say in a few words what the runs of a layer are, and what is left out of a large one."""
    runs = choose_runs(spec)
    types = dict.fromkeys(held for run in runs if run.batch for held in run.types)
    batches = sorted({run.batch for run in runs})
    layouts = [layout.value for layout in Layout if any(layout is run.layout for run in runs)]
    told = (
        f"{listed(list(types))} arrays with batches of {listed(batches)}, {listed(layouts)} "
        f"({len(runs)} runs, not every combination"
    )
    if spec.terms <= EVERY_TYPE_MAX_TERMS:
        return f"{told})"
    return (
        f"{told}; at this size not on objects, float16, integers other than those named, batches "
        "of 4 to 6 and other layouts)"
    )


def run_on_arrays(kernel: Kernel, promise: Promise = AS_THE_FORMULA) -> tuple[str, ...]:
    """Run a kernel on ordinary arrays; give a line per function that is wrong, of the first run."""
    for number, run in enumerate(choose_runs(kernel.spec)):
        failures = _try(kernel, promise, run, np.random.default_rng([_SEED, number]))
        if failures:
            return tuple(f"{failure} (on {run})" for failure in failures)
    return accepted_misfits(kernel)


def _try(
    kernel: Kernel, promise: Promise, run: Run, generator: np.random.Generator
) -> tuple[str, ...]:
    held = run.held(kernel.spec)

    def draw(shape: tuple[int, ...], name: str) -> Array:
        return _draw(generator, shape, held[name])

    def lay(_argument: Argument, array: Array) -> Array:
        return run.layout.of(array)

    arguments = build_arguments(kernel.spec, draw, run.batch).mapped(lay)
    results = run_functions(kernel, arguments)
    is_exact = kernel.spec.arithmetic is Arithmetic.INTEGER
    expected = (
        exact_results(kernel, arguments) if is_exact else reference_results(kernel.spec, arguments)
    )
    return find_failures(results, expected, _differ(promise, is_exact))


def _differ(promise: Promise, is_exact: bool) -> Differ:
    """Give the comparison of a layer's results, exact ones or not, with those of a strategy."""

    def differ(expected: Array, given: Array) -> Differences:
        tolerance = promise.within(_TOLERANCES.get(expected.dtype.name, _TOLERANCE))
        exact = is_exact and promise.is_exact_in(expected.dtype)
        compare = differ_in_numbers if exact else differ_beyond(tolerance, of_largest=is_exact)
        yield from compare(expected, given)

    return differ


def _draw(generator: np.random.Generator, shape: tuple[int, ...], held: str) -> Array:
    """Draw small integers, none of them 0; complex numbers with such parts."""
    values = _small(generator, shape)
    kind = np.dtype(held).kind
    if kind == "c":
        return (values + 1j * _small(generator, shape)).astype(held)
    return (np.abs(values) if kind == "u" else values).astype(held)


def _small(generator: np.random.Generator, shape: tuple[int, ...]) -> Array:
    drawn = generator.integers(-_LARGEST, _LARGEST, shape, np.int64)
    return drawn + (drawn >= 0)


def exact_results(kernel: Kernel, arguments: Arguments) -> dict[str, Array]:
    """Give the reference's results in the types that the kernel owes.

    The reference is run on floats, which it is fastest with, and which must hold every sum.
    """

    def widened(argument: Argument, array: Array) -> Array:
        wide = argument.role is Role.INDICES or array.dtype.kind == "c"
        return array if wide else array.astype(np.float64)

    results = reference_results(kernel.spec, arguments.mapped(widened))
    return {
        function: _in_type(result, _owed(kernel, arguments, function))
        for function, result in results.items()
    }


def _owed(kernel: Kernel, arguments: Arguments, function: str) -> np.dtype[Any]:
    """Give the type of a function's result: that of its arguments, indices aside.

    That of integers is the one in which the kernel sums them.
    """
    if function == "indices":
        return np.dtype(np.int64)
    described = arguments.spec.arguments
    common: np.dtype[Any] = np.result_type(
        *(
            array
            for name, array in arguments.of(function).items()
            if described[name].role is not Role.INDICES
        )
    )
    return np.dtype(kernel.accumulate) if kernel.accumulate and common.kind in "iu" else common


def _in_type(result: Array, dtype: np.dtype[Any]) -> Array:
    """Give exact results in another type; as objects they are Python's integers."""
    exact = result.astype(np.int64) if dtype.kind in "iuO" else result
    return exact.astype(dtype)
