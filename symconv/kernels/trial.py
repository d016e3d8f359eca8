"""Trying a kernel: the arguments it is given, what it makes of them, and how failures are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from symconv import reference
from symconv.kernels.kernel import FUNCTIONS, Array, Kernel
from symconv.specs import ConvSpec

BATCH = 2
"""Size of the batch: with two different entries, a leak from one into the other shows."""

_LONGEST = 160


@dataclass(frozen=True)
class Arguments:
    """Arguments of a layer's four functions; `b` is None for a layer without bias."""

    x: Array
    f: Array
    b: Array | None
    grad_o: Array

    def of(self, function: str) -> dict[str, Array]:
        """Give what a function takes, by name, in order."""
        arrays = {"x": self.x, "f": self.f, "b": self.b, "grad_o": self.grad_o}
        taken = {name: arrays[name] for name in _TAKEN[function]}
        return {name: array for name, array in taken.items() if array is not None}


_TAKEN: Mapping[str, tuple[str, ...]] = {
    "forward": ("x", "f", "b"),
    "grad_input": ("grad_o", "f"),
    "grad_filter": ("grad_o", "x"),
    "grad_bias": ("grad_o",),
}


def build_arguments(
    spec: ConvSpec, build: Callable[[tuple[int, ...], str], Array], batch: int = BATCH
) -> Arguments:
    """Build the arguments of a layer, each by its shape and name."""
    return Arguments(
        x=build((batch, *spec.input_shape), "x"),
        f=build(spec.filter_shape, "f"),
        b=build(spec.bias_shape, "b") if spec.bias else None,
        grad_o=build((batch, *spec.output_shape), "grad_o"),
    )


def reference_results(spec: ConvSpec, arguments: Arguments) -> dict[str, Array]:
    """Give what the reference makes of the arguments, by function."""
    x, f, grad_o = arguments.x, arguments.f, arguments.grad_o
    return {
        "forward": reference.forward(spec, x, f, arguments.b),
        "grad_input": reference.grad_input(spec, grad_o, f),
        "grad_filter": reference.grad_filter(spec, grad_o, x),
        "grad_bias": reference.grad_bias(spec, grad_o),
    }


Results: TypeAlias = Mapping[str, Array | str]
"""What each function gave: an array, or words that say why there is none."""

Differences: TypeAlias = Iterator[tuple[tuple[int, ...], str]]
Differ: TypeAlias = Callable[[Array, Array], Differences]
"""Gives, of an expected and a given array, the index of each entry that differs, and how.

The index is empty for what holds of the whole array.
"""


def run_functions(kernel: Kernel, arguments: Arguments) -> Results:
    """Run the four functions of a kernel, broken as it may be."""
    return {function: _run(kernel, function, arguments.of(function)) for function in FUNCTIONS}


def find_failures(
    results: Results, expected: Mapping[str, Array], differ: Differ
) -> tuple[str, ...]:
    """Compare every entry of every result; give a line per function that is wrong."""
    failures = (
        _failure(function, results[function], array, differ) for function, array in expected.items()
    )
    return tuple(failure for failure in failures if failure)


def _run(kernel: Kernel, function: str, arguments: Mapping[str, Array]) -> Array | str:
    try:
        result = getattr(kernel, function)(*map(_read_only, arguments.values()))
    except Exception as error:  # a broken kernel may raise anything
        return f"raised {type(error).__name__}: {shorten(str(error))}"
    if isinstance(result, np.ndarray):
        return result
    return f"gave a {type(result).__name__}, not an array"


def _failure(function: str, result: Array | str, expected: Array, differ: Differ) -> str:
    if isinstance(result, str):
        return f"{function} {result}"
    if result.shape != expected.shape:
        return f"{function} gave shape {result.shape}, expected {expected.shape}"
    differences = differ(expected, result)
    for index, difference in differences:
        place = f"[{', '.join(map(str, index))}]" if index else ""
        others = sum(1 for _ in differences)
        more = f" ({others:,} more {'entry is' if others == 1 else 'entries are'} wrong)"
        return f"{function}{place} {difference}{more if others else ''}"
    return ""


def _read_only(array: Array) -> Array:
    """Give a view that cannot be written to, so that a kernel that modifies arguments fails."""
    view = array.view()
    view.flags.writeable = False
    return view


def differ_in_numbers(expected: Array, given: Array) -> Differences:
    """Compare arrays of numbers: the same values, in the same type."""
    if given.dtype != expected.dtype:
        yield (), f"has dtype {given.dtype}, expected {expected.dtype}"
        return
    try:
        differing = np.asarray(expected != given, dtype=bool)
    except Exception as error:  # objects may refuse to be compared in any way
        yield (), f"does not hold numbers: {type(error).__name__}: {shorten(str(error))}"
        return
    for index in map(tuple, np.argwhere(differing).tolist()):
        yield index, f"is {given[index]}, expected {expected[index]}"


def shorten(text: str) -> str:
    """Give the first line of `text`, cut to a readable length."""
    line = text.partition("\n")[0]
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 3]}..."
