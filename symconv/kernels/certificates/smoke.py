"""A run on ordinary arrays, after every certificate that holds.

A certificate reads what a kernel makes of one type of number in one size of batch. The kernel is
used on others: here it is run on integers, floats, complex numbers and objects, in batches of 0, 1
and 3, and given shapes that it must refuse. All values are small integers (complex ones have small
integers as parts), so that every sum is exact in 64-bit floats and compared exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle, product
from typing import Any

import numpy as np

from symconv.kernels.certificates.trial import (
    BROKEN,
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
    shorten,
)
from symconv.kernels.kernel import Array, Kernel
from symconv.kernels.promise import AS_THE_FORMULA, Promise
from symconv.roles import Role
from symconv.specs import LayerSpec
from symconv.specs.layer import Argument, Arithmetic, takes_bias

EVERY_RUN_MAX_TERMS = 1_000
"""Up to so many terms, every type is run with every size of batch."""
OBJECT_MAX_TERMS = 250_000
"""Up to so many terms, objects are run: they take a tenth of a microsecond each."""

_TYPES = ("int64", "float64", "complex128", "object")
_BATCHES = (0, 1, 3)
_LARGEST = 3
_TOLERANCE = 1e-6
"""Of layers with fractions, whose floats may be of 32 bits here; numeric_trial is stricter."""
_SEED = 20_240_301


@dataclass(frozen=True)
class Run:
    """One run: the size of its batch, and the types of the arguments, taken in turn."""

    batch: int
    types: tuple[str, ...]

    def held(self, spec: LayerSpec) -> dict[str, str]:
        """Give the type of each argument by name; the output gradient's is the last."""
        names = list(spec.arguments)
        last = {names[-1]: self.types[-1]}
        return {**dict(zip(names, cycle(self.types), strict=False)), **last}

    def __str__(self) -> str:
        held = self.types[:1] if len(set(self.types)) == 1 else self.types
        return f"{', '.join(held)} arrays in a batch of {self.batch}"


def _same(batch: int, held: str) -> Run:
    return Run(batch, (held, held, held, held))


_MIXED = Run(3, ("int64", "float64", "complex128", "complex128"))
"""Each result has a wider type than the first argument, or a narrower one than the widest."""
_MIXED_REAL = Run(3, ("int64", "float64", "float32", "float64"))
_EVERY_RUN = (*(_same(batch, held) for batch, held in product(_BATCHES, _TYPES)), _MIXED)
_FEW_RUNS = (_same(0, "float64"), _same(3, "float64"), _same(1, "complex128"))
_MORE_RUNS = (*_FEW_RUNS, _same(1, "int64"), _same(1, "object"), _MIXED)


def choose_runs(spec: LayerSpec) -> tuple[Run, ...]:
    """Choose by size: every combination, one or two per type, or those of floats alone.

    The largest layers are certified on integers anyway. Complex numbers are left out where a layer
    is not defined for them, and objects where it has to make floats of them.
    """
    runs: tuple[Run, ...] = _FEW_RUNS
    if spec.terms <= EVERY_RUN_MAX_TERMS:
        runs = _EVERY_RUN
    elif spec.terms <= OBJECT_MAX_TERMS:
        runs = _MORE_RUNS
    if not spec.takes_complex:
        runs = tuple(_MIXED_REAL if run == _MIXED else run for run in runs)
        runs = tuple(run for run in runs if "complex128" not in run.types)
    if spec.arithmetic is Arithmetic.REAL:
        runs = tuple(run for run in runs if "object" not in run.types)
    return runs


def describe_runs(spec: LayerSpec) -> str:
    """Say in a few words what the runs of a layer are."""
    runs = choose_runs(spec)
    types = [held for held in _TYPES if any(held in run.types for run in runs if run.batch)]
    batches = sorted({run.batch for run in runs})
    return f"{listed(types)} arrays with batches of {listed(batches)}"


def run_on_arrays(kernel: Kernel, promise: Promise = AS_THE_FORMULA) -> tuple[str, ...]:
    """Run a kernel on ordinary arrays; give a line per function that is wrong, of the first run."""
    for number, run in enumerate(choose_runs(kernel.spec)):
        failures = _try(kernel, promise, run, np.random.default_rng([_SEED, number]))
        if failures:
            return tuple(f"{failure} (on {run})" for failure in failures)
    return (*_accepted_misfits(kernel), *_accepted_complex(kernel))


def _try(
    kernel: Kernel, promise: Promise, run: Run, generator: np.random.Generator
) -> tuple[str, ...]:
    held = run.held(kernel.spec)

    def draw(shape: tuple[int, ...], name: str) -> Array:
        return _draw(generator, shape, held[name])

    arguments = build_arguments(kernel.spec, draw, run.batch)
    results = run_functions(kernel, arguments)
    if kernel.spec.arithmetic is Arithmetic.INTEGER:
        expected = exact_results(kernel, arguments)
        return find_failures(results, expected, _differ_as_promised(promise))
    expected = reference_results(kernel.spec, arguments)
    return find_failures(results, expected, differ_beyond(promise.within(_TOLERANCE)))


def _differ_as_promised(promise: Promise) -> Differ:
    """Give the comparison of a layer's exact results with those of a strategy."""
    close = differ_beyond(promise.within(_TOLERANCE), of_largest=True)

    def differ(expected: Array, given: Array) -> Differences:
        exact = promise.is_exact_in(expected.dtype)
        yield from (differ_in_numbers if exact else close)(expected, given)

    return differ


def _draw(generator: np.random.Generator, shape: tuple[int, ...], held: str) -> Array:
    """Draw small integers, none of them 0; complex numbers with such parts."""
    values = _small(generator, shape)
    if np.dtype(held).kind == "c":
        return values + 1j * _small(generator, shape)
    return values.astype(held)


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


@dataclass(frozen=True)
class Misfit:
    """Arguments that a function must refuse with a `ValueError` that starts with a name."""

    function: str
    arguments: tuple[Array, ...]
    name: str
    what: str


def _accepted_misfits(kernel: Kernel) -> Iterator[str]:
    """Give a line for each misfit that a kernel does not refuse as it should."""
    yield from filter(None, (misfit_failure(kernel, misfit) for misfit in _misfits(kernel.spec)))


def misfit_failure(kernel: Kernel, misfit: Misfit) -> str:
    """Say what a kernel did with a misfit that it does not refuse as it should, else nothing."""
    came = _refusal(kernel, misfit)
    asked = f"{misfit.function} with {misfit.what} did not raise a ValueError about {misfit.name}"
    return f"{asked}, but {came}" if came else ""


def _accepted_complex(kernel: Kernel) -> Iterator[str]:
    """Give a line for each function that takes complex numbers which its layer is not defined for.

    NumPy compares complex numbers without complaint, so that a result would come out.
    """
    if kernel.spec.takes_complex:
        return
    arguments = build_arguments(kernel.spec, lambda shape, _: np.ones(shape, np.complex128), 1)
    for function in kernel.spec.functions:
        result = run_functions(kernel, arguments)[function]
        if not (isinstance(result, str) and result.startswith("raised TypeError")):
            yield f"{function} with complex arrays did not raise a TypeError"


def _misfits(spec: LayerSpec) -> Iterator[Misfit]:
    """Give one wrong shape per argument, batches that differ, and a bias too many or too few."""
    right = build_arguments(spec, lambda shape, _: np.zeros(shape), 1)
    for function in spec.functions:
        taken = right.of(function)
        for name, array in taken.items():
            *outer, last = array.shape
            wrong = {**taken, name: np.zeros((*outer, last + 1), array.dtype)}
            what = f"{name} of shape {wrong[name].shape}"
            yield Misfit(function, tuple(wrong.values()), name, what)
        yield from _unequal_batches(spec, function, taken)
    if takes_bias(spec):
        taken = right.of("forward")
        given = tuple(array for name, array in taken.items() if name != "b")
        bias = () if "b" in taken else (np.zeros(spec.output_shape[:1]),)
        what = "b missing" if "b" in taken else "b given"
        yield Misfit("forward", (*given, *bias), "b", what)


def _unequal_batches(
    spec: LayerSpec, function: str, taken: Mapping[str, Array]
) -> Iterator[Misfit]:
    batched = [name for name in taken if spec.arguments[name].batched]
    if len(batched) > 1:
        first = batched[0]
        twice = {**taken, first: np.concatenate([taken[first], taken[first]])}
        yield Misfit(function, tuple(twice.values()), first, "batches of 2 and 1")


def _refusal(kernel: Kernel, misfit: Misfit) -> str:
    """Say what came of a misfit, in words; nothing if it was refused as it should be."""
    try:
        result = getattr(kernel, misfit.function)(*misfit.arguments)
    except BROKEN as error:  # a broken kernel may raise anything
        if isinstance(error, ValueError) and str(error).startswith(f"{misfit.name} "):
            return ""
        return f"raised {type(error).__name__}: {shorten(str(error))}"
    return f"gave shape {np.shape(result)}"
