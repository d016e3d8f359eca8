"""How a kernel behaves beside its results: what it must leave as it finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, TypeAlias

import numpy as np

from symconv.kernels.certificates.array_run import Layout, Run
from symconv.kernels.certificates.smoke import EVERY_TYPE_MAX_TERMS
from symconv.kernels.certificates.trial import Arguments, build_arguments, is_plain, raised
from symconv.kernels.kernel import Array, Kernel
from symconv.specs import LayerSpec

_SEED = 20_241_128
Handling: TypeAlias = Literal["ignore", "warn"]
HANDLINGS: tuple[Handling, ...] = ("ignore", "warn")
"""How NumPy may handle errors when a function is called: what it sets shows under one of them."""
_RUNS = (
    Run(2, ("float64",)),
    Run(1, ("float64",)),
    Run(2, ("int64",)),
    Run(3, ("float32",), Layout.FORTRAN),
)


def describe_manners(spec: LayerSpec) -> str:
    """Say what a kernel leaves as it finds it, and on which arrays that was tried."""
    return (
        "It leaves arguments that can be written to, results of earlier calls and NumPy's error "
        f"handling as they were, on {', on '.join(map(str, _runs(spec)))}."
    )


def _runs(spec: LayerSpec) -> tuple[Run, ...]:
    """Give the runs: above the terms up to which all types are run, one alone."""
    return _RUNS if spec.terms <= EVERY_TYPE_MAX_TERMS else _RUNS[:1]


def run_for_manners(kernel: Kernel) -> tuple[str, ...]:
    """Call each function twice on arrays that can be written to; give a line per thing changed."""
    failures: list[str] = []
    for number, run in enumerate(_runs(kernel.spec)):
        first, second = (
            _draw(kernel, run, np.random.default_rng([_SEED, number, at])) for at in (0, 1)
        )
        for function in kernel.spec.functions:
            found = (
                *_misconduct(kernel, function, first, second),
                *_handling_left_changed(kernel, function, first),
            )
            failures += (f"{failure} (on {run})" for failure in found)
        if failures:
            break
    return tuple(failures)


def _misconduct(
    kernel: Kernel, function: str, first: Arguments, second: Arguments
) -> Iterator[str]:
    given = first.of(function)
    kept = {name: array.copy() for name, array in given.items()}
    call = getattr(kernel, function)
    try:
        result = call(*given.values())
        before = np.array(result)
        call(*second.of(function).values())
    except BaseException as error:  # a broken kernel may raise anything
        yield f"{function} {raised(error)}, given arrays that can be written to"
        return
    if not is_plain(result):
        yield f"{function} gave a {type(result).__name__}, given arrays that can be written to"
        return
    for name, array in given.items():
        if not np.array_equal(array, kept[name]):
            yield f"{function} changes its argument {name}"
    if not np.array_equal(before, result):
        yield f"{function} changes the result of an earlier call"


def _handling_left_changed(kernel: Kernel, function: str, arguments: Arguments) -> Iterator[str]:
    """Tell a function that sets how NumPy handles errors, whatever it sets."""
    taken = arguments.of(function).values()
    for handling in HANDLINGS:
        if told := misconduct_of(lambda: getattr(kernel, function)(*taken), handling):
            yield f"{function} {told}"
            return


def misconduct_of(call: Callable[[], object], handling: Handling) -> str:
    """Say that a call raised something, or left how NumPy handles errors changed; else nothing."""
    with np.errstate(all=handling):
        before = np.geterr()
        try:
            call()
        except BaseException as error:  # broken code may raise anything
            return f"{raised(error)}, with NumPy's errors on {handling!r}"
        return "" if np.geterr() == before else "leaves NumPy's error handling changed"


def _draw(kernel: Kernel, run: Run, generator: np.random.Generator) -> Arguments:
    def draw(shape: tuple[int, ...], _name: str) -> Array:
        return run.layout.of(generator.integers(1, 4, shape).astype(run.types[0]))

    return build_arguments(kernel.spec, draw, run.batch)
