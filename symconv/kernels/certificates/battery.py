"""Runs on other types, layouts and batches, after every certificate that holds.

Code can ask for the type, the layout or the size of what it is given, and treat some of them in
another way: each is met here once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from symconv.kernels.certificates.smoke import exact_results
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
from symconv.kernels.promise import Promise
from symconv.specs import LayerSpec
from symconv.specs.layer import Argument, Arithmetic

WHOLE_MAX_TERMS = 250_000
"""Up to so many terms the whole battery is run."""

_LARGEST = 3
_SEED = 20_241_127
_TOLERANCES = {"float16": 4e-3, "float32": 1e-5, "complex64": 1e-5}
"""Largest differences where a layer rounds, relative or to 1: a few of the type's own steps."""
_OTHERS = 1e-6


class Layout(Enum):
    """How the entries of an array lie in memory."""

    PLAIN = "row by row"
    FORTRAN = "in Fortran order"
    REVERSED = "with negative strides"
    SPACED = "not contiguous"

    def of(self, array: Array) -> Array:
        """Give an array of the same entries that lie in this way."""
        if self is Layout.FORTRAN:
            return np.asfortranarray(array)
        if self is Layout.REVERSED:
            back = (slice(None, None, -1),) * array.ndim
            return array[back].copy()[back]
        if self is Layout.SPACED:
            wide = np.zeros(tuple(2 * size for size in array.shape), array.dtype)
            every_second = (slice(None, None, 2),) * array.ndim
            wide[every_second] = array
            return wide[every_second]
        return array


@dataclass(frozen=True)
class ArrayRun:
    """One run: the size of its batch, the type of its arrays and how they lie."""

    batch: int
    held: str
    layout: Layout = Layout.PLAIN

    def __str__(self) -> str:
        return f"{self.held} arrays {self.layout.value}, in a batch of {self.batch}"


_FEW = (ArrayRun(3, "float32", Layout.FORTRAN), ArrayRun(1, "complex64"))
_WHOLE = (
    *_FEW,
    ArrayRun(4, "float16", Layout.SPACED),
    ArrayRun(5, "complex64", Layout.REVERSED),
    ArrayRun(6, "float32", Layout.SPACED),
    ArrayRun(4, "int8", Layout.REVERSED),
    ArrayRun(5, "uint8", Layout.FORTRAN),
    ArrayRun(6, "int16", Layout.FORTRAN),
    ArrayRun(2, "int32", Layout.SPACED),
    ArrayRun(2, "uint16"),
    ArrayRun(2, "uint32", Layout.REVERSED),
    ArrayRun(2, "uint64", Layout.FORTRAN),
    ArrayRun(3, ">f8"),
    ArrayRun(5, "float64", Layout.REVERSED),
    ArrayRun(6, "float64", Layout.FORTRAN),
)


def battery(spec: LayerSpec) -> tuple[ArrayRun, ...]:
    """Give the runs of a layer: fewer of a large one, complex numbers only where it takes them."""
    runs = _WHOLE if spec.terms <= WHOLE_MAX_TERMS else _FEW
    return tuple(run for run in runs if spec.takes_complex or run.held != "complex64")


def run_battery(kernel: Kernel, promise: Promise) -> tuple[str, ...]:
    """Make the runs of a kernel's layer; give a line per function that is wrong, of the first."""
    for number, run in enumerate(battery(kernel.spec)):
        arguments = _draw(kernel.spec, run, np.random.default_rng([_SEED, number]))
        if kernel.spec.arithmetic is Arithmetic.INTEGER:
            expected = exact_results(kernel, arguments)
        else:
            expected = reference_results(kernel.spec, arguments)
        wrong = find_failures(run_functions(kernel, arguments), expected, _differ(kernel, promise))
        if wrong:
            return tuple(f"{failure} (on {run})" for failure in wrong)
    return ()


def describe_battery(spec: LayerSpec) -> str:
    """Say in a sentence or two what the runs are, and what was left out of a large layer."""
    runs = battery(spec)
    types = listed(list(dict.fromkeys(run.held for run in runs)))
    layouts = listed([layout.value for layout in Layout if any(layout is r.layout for r in runs)])
    batches = listed(sorted({run.batch for run in runs}))
    told = f" Run on {types} arrays that lie {layouts}, in batches of {batches}, it agrees too."
    if spec.terms <= WHOLE_MAX_TERMS:
        return told
    return (
        f"{told} Left out of a layer of this size: float16, small integers but uint8, batches of "
        "4 to 6 and other layouts."
    )


def _draw(spec: LayerSpec, run: ArrayRun, generator: np.random.Generator) -> Arguments:
    """Draw small integers, none of them 0, of both signs where the type has them."""
    kind = np.dtype(run.held).kind

    def draw(shape: tuple[int, ...], _name: str) -> Array:
        if kind == "c":
            return (_small(generator, shape) + 1j * _small(generator, shape)).astype(run.held)
        values = _small(generator, shape)
        return (np.abs(values) if kind == "u" else values).astype(run.held)

    def lay(_argument: Argument, array: Array) -> Array:
        return run.layout.of(array)

    return build_arguments(spec, draw, run.batch).mapped(lay)


def _small(generator: np.random.Generator, shape: tuple[int, ...]) -> Array:
    drawn = generator.integers(-_LARGEST, _LARGEST, shape, np.int64)
    return drawn + (drawn >= 0)


def _differ(kernel: Kernel, promise: Promise) -> Differ:
    """Give the comparison that fits the types of a run, the layer and the strategy's promise."""
    exact_layer = kernel.spec.arithmetic is Arithmetic.INTEGER

    def differ(expected: Array, given: Array) -> Differences:
        exact = exact_layer and promise.is_exact_in(expected.dtype)
        tolerance = promise.within(_TOLERANCES.get(str(expected.dtype), _OTHERS))
        close = differ_beyond(tolerance, of_largest=True)
        yield from (differ_in_numbers if exact else close)(expected, given)

    return differ
