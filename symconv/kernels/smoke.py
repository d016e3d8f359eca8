"""A run on ordinary arrays, after every certificate that holds.

A certificate reads what a kernel makes of one type of number in one size of batch. The kernel is
used on others: here it is run on integers, floats, complex numbers and objects, in batches of 0, 1
and 3, and given shapes that it must refuse. All values are small integers (complex ones have small
integers as parts), so that every sum is exact in 64-bit floats and compared exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from symconv.kernels.kernel import FUNCTIONS, Array, Kernel
from symconv.kernels.trial import (
    Arguments,
    build_arguments,
    differ_in_numbers,
    find_failures,
    reference_results,
    run_functions,
    shorten,
)
from symconv.specs import ConvSpec

EVERY_RUN_MAX_TERMS = 1_000
"""Up to so many terms, every type is run with every size of batch."""
OBJECT_MAX_TERMS = 250_000
"""Up to so many terms, objects are run: they take a tenth of a microsecond each."""

_TYPES = ("int64", "float64", "complex128", "object")
_BATCHES = (0, 1, 3)
_LARGEST = 3
_SEED = 20_240_301


@dataclass(frozen=True)
class Run:
    """One run: the size of its batch, and the type of x, of f, of b and of grad_o."""

    batch: int
    types: tuple[str, str, str, str]

    def __str__(self) -> str:
        held = self.types[:1] if len(set(self.types)) == 1 else self.types
        return f"{', '.join(held)} arrays in a batch of {self.batch}"


def _same(batch: int, held: str) -> Run:
    return Run(batch, (held, held, held, held))


_MIXED = Run(3, ("int64", "float64", "complex128", "complex128"))
"""Each result has a wider type than the first argument, or a narrower one than the widest."""
_EVERY_RUN = (*(_same(batch, held) for batch, held in product(_BATCHES, _TYPES)), _MIXED)
_FEW_RUNS = (_same(0, "float64"), _same(3, "float64"), _same(1, "complex128"))
_MORE_RUNS = (*_FEW_RUNS, _same(1, "int64"), _same(1, "object"), _MIXED)


def choose_runs(spec: ConvSpec) -> tuple[Run, ...]:
    """Choose by size: every combination, one or two per type, or those of floats alone.

    The largest layers are certified on integers anyway.
    """
    if spec.terms <= EVERY_RUN_MAX_TERMS:
        return _EVERY_RUN
    if spec.terms <= OBJECT_MAX_TERMS:
        return _MORE_RUNS
    return _FEW_RUNS


def describe_runs(spec: ConvSpec) -> str:
    """Say in a few words what the runs of a layer are."""
    runs = choose_runs(spec)
    types = [held for held in _TYPES if any(held in run.types for run in runs if run.batch)]
    batches = sorted({run.batch for run in runs})
    return f"{_listed(types)} arrays with batches of {_listed(batches)}"


def run_on_arrays(kernel: Kernel) -> tuple[str, ...]:
    """Run a kernel on ordinary arrays; give a line per function that is wrong, of the first run."""
    for number, run in enumerate(choose_runs(kernel.spec)):
        failures = _try(kernel, run, np.random.default_rng([_SEED, number]))
        if failures:
            return tuple(f"{failure} (on {run})" for failure in failures)
    return tuple(_accepted_misfits(kernel))


def _try(kernel: Kernel, run: Run, generator: np.random.Generator) -> tuple[str, ...]:
    held = dict(zip(("x", "f", "b", "grad_o"), run.types, strict=True))

    def draw(shape: tuple[int, ...], name: str) -> Array:
        return _draw(generator, shape, held[name])

    arguments = build_arguments(kernel.spec, draw, run.batch)
    results = run_functions(kernel, arguments)
    return find_failures(results, _expected(kernel.spec, arguments), differ_in_numbers)


def _draw(generator: np.random.Generator, shape: tuple[int, ...], held: str) -> Array:
    """Draw small integers, none of them 0; complex numbers with such parts."""
    values = _small(generator, shape)
    if np.dtype(held).kind == "c":
        return values + 1j * _small(generator, shape)
    return values.astype(held)


def _small(generator: np.random.Generator, shape: tuple[int, ...]) -> Array:
    drawn = generator.integers(-_LARGEST, _LARGEST, shape, np.int64)
    return drawn + (drawn >= 0)


def _expected(spec: ConvSpec, arguments: Arguments) -> dict[str, Array]:
    """Give the reference's results in the types that the kernel owes.

    The reference is run on floats, which it is fastest with; an empty batch has empty sums.
    """
    types = {function: np.result_type(*arguments.of(function).values()) for function in FUNCTIONS}
    if not len(arguments.x):
        return _zeros(spec, types)
    wide = Arguments(
        _as_floats(arguments.x),
        _as_floats(arguments.f),
        None if arguments.b is None else _as_floats(arguments.b),
        _as_floats(arguments.grad_o),
    )
    return {
        function: _in_type(result, types[function])
        for function, result in reference_results(spec, wide).items()
    }


def _zeros(spec: ConvSpec, types: Mapping[str, np.dtype[Any]]) -> dict[str, Array]:
    """Give the results of an empty batch."""
    shapes = {
        "forward": (0, *spec.output_shape),
        "grad_input": (0, *spec.input_shape),
        "grad_filter": spec.filter_shape,
        "grad_bias": spec.bias_shape,
    }
    return {function: np.zeros(shape, types[function]) for function, shape in shapes.items()}


def _as_floats(array: Array) -> Array:
    return array if array.dtype.kind == "c" else array.astype(np.float64)


def _in_type(result: Array, dtype: np.dtype[Any]) -> Array:
    """Give exact results in another type; as objects they are Python's integers."""
    return result.astype(np.int64).astype(object) if dtype.kind == "O" else result.astype(dtype)


@dataclass(frozen=True)
class _Misfit:
    """Arguments that a function must refuse with a `ValueError` that starts with a name."""

    function: str
    arguments: tuple[Array, ...]
    name: str
    what: str


def _accepted_misfits(kernel: Kernel) -> Iterator[str]:
    """Give a line for each misfit that a kernel does not refuse as it should."""
    for misfit in _misfits(kernel.spec):
        came = _refusal(kernel, misfit)
        if came:
            yield (
                f"{misfit.function} with {misfit.what} did not raise a ValueError about "
                f"{misfit.name}, but {came}"
            )


def _misfits(spec: ConvSpec) -> Iterator[_Misfit]:
    """Give one wrong shape per argument, batches that differ, and a bias too many or too few."""
    right = build_arguments(spec, lambda shape, _: np.zeros(shape), 1)
    for function in FUNCTIONS:
        taken = right.of(function)
        for name, array in taken.items():
            *outer, last = array.shape
            wrong = {**taken, name: np.zeros((*outer, last + 1))}
            what = f"{name} of shape {wrong[name].shape}"
            yield _Misfit(function, tuple(wrong.values()), name, what)
    unequal = (np.zeros((2, *spec.output_shape)), right.x)
    yield _Misfit("grad_filter", unequal, "grad_o", "batches of 2 and 1")
    bias = () if spec.bias else (np.zeros(spec.bias_shape),)
    what = "b missing" if spec.bias else "b given"
    yield _Misfit("forward", (right.x, right.f, *bias), "b", what)


def _refusal(kernel: Kernel, misfit: _Misfit) -> str:
    """Say what came of a misfit, in words; nothing if it was refused as it should be."""
    try:
        result = getattr(kernel, misfit.function)(*misfit.arguments)
    except Exception as error:  # a broken kernel may raise anything
        if isinstance(error, ValueError) and str(error).startswith(f"{misfit.name} "):
            return ""
        return f"raised {type(error).__name__}: {shorten(str(error))}"
    return f"gave shape {np.shape(result)}"


def _listed(items: list[str] | list[int]) -> str:
    *others, last = map(str, items)
    return f"{', '.join(others)} and {last}"
