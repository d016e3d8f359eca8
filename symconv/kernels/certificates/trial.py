"""Trying a kernel: the arguments it is given, what it makes of them, and how failures are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, prod
from typing import TypeAlias, TypeGuard

import numpy as np

from symconv import reference
from symconv.derivation.algebra.polynomial import Polynomial
from symconv.kernels.kernel import Array, Kernel
from symconv.roles import Role
from symconv.specs import LayerSpec
from symconv.specs.layer import Argument

BATCH = 2
"""Size of the batch: with two different entries, a leak from one into the other shows."""

_NUMBERS = frozenset({int, float, complex, Fraction, Polynomial, *np.sctypeDict.values()})
"""Types of numbers in arrays of objects. Subclasses may compare, and compute, as they like."""
_LONGEST = 160


@dataclass(frozen=True)
class Arguments:
    """Arguments of a layer's functions, by name."""

    spec: LayerSpec
    arrays: Mapping[str, Array]

    def of(self, function: str) -> dict[str, Array]:
        """Give what a function takes, by name, in order."""
        return {name: self.arrays[name] for name in self.spec.functions[function]}

    def mapped(self, change: Callable[[Argument, Array], Array]) -> Arguments:
        """Give the same arguments with every array changed."""
        arguments = self.spec.arguments
        return Arguments(
            self.spec, {name: change(arguments[name], at) for name, at in self.arrays.items()}
        )


def build_arguments(
    spec: LayerSpec, build: Callable[[tuple[int, ...], str], Array], batch: int = BATCH
) -> Arguments:
    """Build the arguments of a layer, each by its shape and name; indices are chosen here."""
    arrays = {}
    for name, argument in spec.arguments.items():
        shape = (batch, *argument.shape) if argument.batched else argument.shape
        is_indices = argument.role is Role.INDICES
        arrays[name] = choose_indices(spec, shape) if is_indices else build(shape, name)
    return Arguments(spec, arrays)


def choose_indices(spec: LayerSpec, shape: tuple[int, ...]) -> Array:
    """Choose places in the array that indices count on, batch and channels included.

    Within a channel they go through it by a step coprime to its size, so that they are spread; the
    last input entry of three or more has the place of the first, so that one place is named twice.
    """
    channels, inputs = prod(shape[:2]), prod(shape[2:])
    outputs = prod(index_shape(spec)[1:])
    step = next((s for s in (7, 5, 3, 2) if gcd(s, outputs) == 1), 1)
    within = np.arange(inputs) * step % outputs
    within[2:][-1:] = within[0]
    places = np.arange(channels)[:, np.newaxis] * outputs + within
    return places.reshape(shape)


def index_shape(spec: LayerSpec) -> tuple[int, ...]:
    """Give the shape, for one example, of the array that a layer's indices count on."""
    shape: tuple[int, ...] = getattr(spec, "index_shape", spec.output_shape)
    return shape


def reference_results(spec: LayerSpec, arguments: Arguments) -> dict[str, Array]:
    """Give what the reference makes of the arguments, by function."""
    return {
        function: getattr(reference, function)(spec, *arguments.of(function).values())
        for function in spec.functions
    }


Results: TypeAlias = Mapping[str, Array | str]
"""What each function gave: an array, or words that say why there is none."""

Differences: TypeAlias = Iterator[tuple[tuple[int, ...], str]]
Differ: TypeAlias = Callable[[Array, Array], Differences]
"""Gives, of an expected and a given array, the index of each entry that differs, and how.

The index is empty for what holds of the whole array.
"""


def run_functions(kernel: Kernel, arguments: Arguments) -> Results:
    """Run the functions of a kernel, broken as it may be."""
    return {
        function: _run(kernel, function, arguments.of(function))
        for function in kernel.spec.functions
    }


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
    except BaseException as error:  # a broken kernel may raise anything
        return raised(error)
    return result if is_plain(result) else f"gave a {type(result).__name__}, not a plain array"


def raised(error: BaseException) -> str:
    """Say what a broken kernel raised; goes on raising an interrupt, which is the user's."""
    if isinstance(error, KeyboardInterrupt):
        raise error
    return f"raised {type(error).__name__}: {shorten(message_of(error))}"


def message_of(error: BaseException) -> str:
    """Give an error's message, if it can be written."""
    try:
        return str(error)
    except Exception:  # its class may be the kernel's own
        return "(a message that cannot be written)"


def is_plain(result: object) -> TypeGuard[Array]:
    """Tell whether a result is an array of NumPy's own class: others may compare as they like."""
    return type(result) is np.ndarray


def is_number(entry: object) -> bool:
    """Tell a number of a class that arithmetic and comparison can be trusted of."""
    return type(entry) in _NUMBERS


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
    if told := _foreign_entries(given):
        yield (), told
        return
    differing = np.asarray(expected != given, dtype=bool)
    for index in map(tuple, np.argwhere(differing).tolist()):
        yield index, f"is {given[index]}, expected {expected[index]}"


def _is_finite(array: Array) -> Array:
    """Tell of each entry whether it is finite; numbers in arrays of objects are exact, or are."""
    numbers = array.astype(np.complex128) if array.dtype == object else array
    return np.asarray(np.isfinite(numbers))


def _foreign_entries(given: Array) -> str:
    """Say that an array of objects holds what is no number; nothing of others."""
    kinds = {type(entry) for entry in given.flat} if given.dtype == object else set()
    foreign = sorted(kind.__name__ for kind in kinds - _NUMBERS)
    return f"does not hold numbers alone: there is a {foreign[0]}" if foreign else ""


def differ_beyond(tolerance: float, of_largest: bool = False) -> Differ:
    """Give the comparison of arrays of numbers up to a tolerance, of the same type.

    It is relative to each entry, or to 1; with `of_largest`, to the largest entry, or to 1.
    """

    def differ(expected: Array, given: Array) -> Differences:
        if given.dtype != expected.dtype:
            yield (), f"has dtype {given.dtype}, expected {expected.dtype}"
            return
        if told := _foreign_entries(given):
            yield (), told
            return
        with np.errstate(all="ignore"):  # where both overflow, their difference is no number
            sizes = np.abs(np.where(_is_finite(expected), expected, 0))
            bound = tolerance * (sizes.max(initial=1) if of_largest else np.maximum(1, sizes))
            close = np.asarray(np.abs(given - expected) <= bound, dtype=bool)
        wrong = ~(close | (~_is_finite(expected) & np.asarray(given == expected, dtype=bool)))
        within = f"within {tolerance:g}{' of the largest' * of_largest}"
        for index in map(tuple, np.argwhere(wrong).tolist()):
            yield index, f"is {given[index]}, expected {expected[index]} {within}"

    return differ


def shorten(text: str) -> str:
    """Give the first line of `text`, cut to a readable length."""
    line = text.partition("\n")[0]
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 3]}..."


def listed(items: Sequence[object]) -> str:
    """Give words or numbers as a list in prose."""
    *others, last = map(str, items)
    return f"{', '.join(others)} and {last}" if others else last
