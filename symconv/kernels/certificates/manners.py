"""How a kernel behaves beside its results: what it must leave as it finds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np

from symconv.kernels.certificates.trial import Arguments, build_arguments, is_plain, raised
from symconv.kernels.kernel import Array, Kernel

_SEED = 20_241_128
_HANDLINGS: tuple[Literal["ignore", "warn"], ...] = ("ignore", "warn")
MANNERS = (
    "It leaves arguments that can be written to, results of earlier calls and NumPy's error "
    "handling as they were."
)


def run_for_manners(kernel: Kernel) -> tuple[str, ...]:
    """Call each function twice on arrays that can be written to; give a line per thing changed."""
    first, second = (_draw(kernel, np.random.default_rng([_SEED, at])) for at in (0, 1))
    return tuple(
        failure
        for function in kernel.spec.functions
        for failure in (
            *_misconduct(kernel, function, first, second),
            *_handling_left_changed(kernel, function, first),
        )
    )


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
        yield f"{function} {raised(error)} (on arrays that can be written to)"
        return
    if not is_plain(result):
        yield f"{function} gave a {type(result).__name__} (on arrays that can be written to)"
        return
    for name, array in given.items():
        if not np.array_equal(array, kept[name]):
            yield f"{function} changes its argument {name}"
    if not np.array_equal(before, result):
        yield f"{function} changes the result of an earlier call"


def _handling_left_changed(kernel: Kernel, function: str, arguments: Arguments) -> Iterator[str]:
    """Tell a function that sets how NumPy handles errors, whatever it sets."""
    taken = arguments.of(function).values()
    for handling in _HANDLINGS:
        with np.errstate(all=handling):
            before = np.geterr()
            try:
                getattr(kernel, function)(*taken)
            except BaseException as error:  # a broken kernel may raise anything
                yield f"{function} {raised(error)} (with NumPy's errors on {handling!r})"
                return
            if np.geterr() != before:
                yield f"{function} leaves NumPy's error handling changed"
                return


def _draw(kernel: Kernel, generator: np.random.Generator) -> Arguments:
    def draw(shape: tuple[int, ...], _name: str) -> Array:
        return generator.integers(1, 4, shape).astype(np.float64)

    return build_arguments(kernel.spec, draw)
