"""Arguments that a kernel must refuse: wrong shapes and batches, and numbers of another kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from symconv.kernels.certificates.trial import BROKEN, build_arguments, run_functions, shorten
from symconv.kernels.kernel import Array, Kernel
from symconv.specs import LayerSpec
from symconv.specs.layer import takes_bias


def accepted_misfits(kernel: Kernel) -> tuple[str, ...]:
    """Give a line for each misfit that a kernel does not refuse as it should."""
    failures = (misfit_failure(kernel, misfit) for misfit in _misfits(kernel.spec))
    return (*filter(None, failures), *_accepted_complex(kernel))


@dataclass(frozen=True)
class Misfit:
    """Arguments that a function must refuse with a `ValueError` that starts with a name."""

    function: str
    arguments: tuple[Array, ...]
    name: str
    what: str


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
