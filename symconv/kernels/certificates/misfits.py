"""Arguments that a kernel must refuse: wrong shapes, batches and types, and a bias out of place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from symconv.kernels.certificates.trial import build_arguments, message_of, raised
from symconv.kernels.kernel import Array, Kernel
from symconv.roles import Role
from symconv.specs import LayerSpec
from symconv.specs.layer import takes_bias

MISFITS = "wrong shapes, types and unequal batches"
"""What every kernel is held to refuse, in words."""

_BATCHES = ((2, 1), (1, 2), (1, 0), (0, 1))
_NO_NUMBERS = ("bool", "U1", "S1", "datetime64[D]", "V1")
_NO_INDICES = ("float64", "complex128", "object")


@dataclass(frozen=True)
class Misfit:
    """Arguments that a function must refuse with an error that starts with a name."""

    function: str
    arguments: tuple[Any, ...]
    name: str
    what: str
    error: type[Exception] = ValueError


def accepted_misfits(kernel: Kernel) -> tuple[str, ...]:
    """Give a line for each function that does not refuse a misfit as it should: for its first."""
    failures = []
    for function in kernel.spec.functions:
        told = (misfit_failure(kernel, misfit) for misfit in _misfits(kernel.spec, function))
        failures.append(next(filter(None, told), ""))
    return tuple(filter(None, failures))


def misfit_failure(kernel: Kernel, misfit: Misfit) -> str:
    """Say what a kernel did with a misfit that it does not refuse as it should, else nothing."""
    came = _refusal(kernel, misfit)
    error = misfit.error.__name__
    a = "an" if error[0] in "AI" else "a"
    asked = f"{misfit.function} with {misfit.what} did not raise {a} {error} about {misfit.name}"
    return f"{asked}, but {came}" if came else ""


def _misfits(spec: LayerSpec, function: str) -> Iterator[Misfit]:
    """Give calls with one argument that does not fit, and with batches that differ."""
    taken = build_arguments(spec, lambda shape, _: np.zeros(shape), 1).of(function)
    for name, array in taken.items():
        argument = spec.arguments[name]
        types = wrong_types(spec.takes_complex)
        if argument.role is Role.INDICES:
            types = _NO_INDICES
        for what, wrong, error in wrong_arrays(array, argument.batched, types):
            arguments = tuple({**taken, name: wrong}.values())
            yield Misfit(function, arguments, name, f"{name} {what}", error)
    yield from _unequal_batches(spec, function, taken)
    if function == "forward" and takes_bias(spec):
        yield _bias_out_of_place(spec, taken)


def wrong_arrays(
    array: Array, batched: bool, wrong_types: Sequence[str] = ()
) -> Iterator[tuple[str, Any, type[Exception]]]:
    """Give what may not stand in the place of an array, each in words and with the error it owes.

    `wrong_types` are refused besides those that hold no numbers.
    """
    for shape in _wrong_shapes(array.shape, batched):
        yield f"of shape {shape}", np.zeros(shape, array.dtype), ValueError
    for held in (*_NO_NUMBERS, *wrong_types):
        yield f"of dtype {held}", np.zeros(array.shape, held), TypeError
    yield "as a list", list(array), TypeError


def wrong_types(takes_complex: bool) -> Sequence[str]:
    """Give types that are refused where a layer is not defined for them.

    NumPy compares complex numbers without complaint.
    """
    return () if takes_complex else ("complex128",)


def _wrong_shapes(shape: tuple[int, ...], batched: bool) -> Iterator[tuple[int, ...]]:
    """Give shapes with one size more or less along each axis, and with one axis more or less."""
    for axis in range(int(batched), len(shape)):
        for size in (shape[axis] + 1, shape[axis] - 1):
            yield (*shape[:axis], size, *shape[axis + 1 :])
    yield (*shape, 1)
    yield (1, *shape)
    yield shape[:-1]


def _unequal_batches(
    spec: LayerSpec, function: str, taken: Mapping[str, Array]
) -> Iterator[Misfit]:
    """Give batches of which one differs from the first, each pair in both orders."""
    first, *others = [name for name in taken if spec.arguments[name].batched]
    for other in others:
        for size, of_other in _BATCHES:
            sizes = {first: size, **dict.fromkeys(others, size), other: of_other}
            arrays = {
                name: np.repeat(array, sizes[name], axis=0) if name in sizes else array
                for name, array in taken.items()
            }
            what = f"batches of {size} in {first} and {of_other} in {other}"
            yield Misfit(function, tuple(arrays.values()), first, what)


def _bias_out_of_place(spec: LayerSpec, taken: Mapping[str, Array]) -> Misfit:
    """Give a call without the bias that a layer has, or with one that it has not."""
    given = tuple(array for name, array in taken.items() if name != "b")
    bias = () if "b" in taken else (np.zeros(spec.output_shape[:1]),)
    return Misfit("forward", (*given, *bias), "b", "b missing" if "b" in taken else "b given")


def _refusal(kernel: Kernel, misfit: Misfit) -> str:
    """Say what came of a misfit, in words; nothing if it was refused as it should be."""
    try:
        result = getattr(kernel, misfit.function)(*misfit.arguments)
    except BaseException as error:  # a broken kernel may raise anything
        if isinstance(error, misfit.error) and message_of(error).startswith(f"{misfit.name} "):
            return ""
        return raised(error)
    return f"gave shape {np.shape(result)}"
