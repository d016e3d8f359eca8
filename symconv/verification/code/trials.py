"""The numbers that functions of others are run on, and what the layer makes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import prod

import numpy as np

from symconv import reference
from symconv.kernels.certificates.trial import build_arguments
from symconv.roles import Role
from symconv.specs import LayerSpec
from symconv.specs.layer import INPUT_NAME
from symconv.verification.code.roles import FunctionRole, shape_of
from symconv.verification.code.running.outcome import Array

_SEED = 20_261_127
_LARGEST = 4
BATCHES = (2, 1, 3)
"""With two different examples, one that leaks into the other shows; one alone has axes of 1."""


class Reduction(StrEnum):
    """What the gradient of a parameter is over a batch."""

    SUM = "sum"
    MEAN = "mean"


class Numbers(StrEnum):
    """What is drawn."""

    INTEGERS = "integers"
    DISTINCT = "different numbers"
    TIES = "ties"
    NEGATIVE = "negative numbers"


@dataclass(frozen=True)
class Trial:
    """Arrays for the functions of a layer, by word, in our order of axes."""

    numbers: Numbers
    batch: int
    arrays: Mapping[str, Array]

    def without_upstream(self, reduction: Reduction) -> Trial:
        """Give the trial of a loss that nothing follows: the sum over the batch, or the mean."""
        upstream = np.ones_like(self.arrays["grad_o"])
        if reduction is Reduction.MEAN:
            upstream = upstream / self.batch
        return replace(self, arrays={**self.arrays, "grad_o": upstream})

    def expected(self, part: FunctionRole, spec: LayerSpec, reduction: Reduction) -> Array:
        """Give what the layer makes of the arrays."""
        return expected_of(self.arrays, part, spec, reduction)


def expected_of(
    arrays: Mapping[str, Array], part: FunctionRole, spec: LayerSpec, reduction: Reduction
) -> Array:
    """Give what a function of a layer makes of arrays, by the reference."""
    function = getattr(reference, part.value)
    taken = [arrays[name] for name in spec.functions[part.value]]
    result: Array = function(spec, *taken)
    over_batch = part not in (FunctionRole.FORWARD, FunctionRole.GRAD_INPUT)
    return result / len(arrays["x"]) if over_batch and reduction is Reduction.MEAN else result


def draw_trials(spec: LayerSpec, batches: Sequence[int] = BATCHES) -> tuple[Trial, ...]:
    """Draw numbers for every batch; for layers that choose, ties and negative numbers besides."""
    kinds = [Numbers.INTEGERS, Numbers.INTEGERS]
    if not spec.polynomial:
        kinds = [Numbers.DISTINCT, Numbers.TIES, Numbers.NEGATIVE]
    return tuple(
        draw_trial(spec, kind, batch, number)
        for batch in batches
        for number, kind in enumerate(kinds if batch == batches[0] else kinds[:2])
    )


def draw_trial(spec: LayerSpec, numbers: Numbers, batch: int, number: int = 0) -> Trial:
    """Draw one set of arrays; they are 64-bit floats, whole numbers where the layer allows."""
    generator = np.random.default_rng([_SEED, batch, number])

    def draw(shape: tuple[int, ...], name: str) -> Array:
        if name != INPUT_NAME or numbers is Numbers.INTEGERS:
            return _without_zero(generator, shape) if spec.polynomial else _any(generator, shape)
        return _DRAWN[numbers](generator, shape)

    arrays = dict(build_arguments(spec, draw, batch).arrays)
    return Trial(numbers, batch, with_bias(spec, arrays))


def with_bias(spec: LayerSpec, arrays: dict[str, Array]) -> dict[str, Array]:
    """Add a bias of zeros where the layer might have one and has not: theirs may ask for it."""
    if hasattr(spec, "bias") and Role.BIAS not in spec.parameter_shapes:
        arrays["b"] = np.zeros(shape_of(FunctionRole.GRAD_BIAS, spec, 1))
    return arrays


def _without_zero(generator: np.random.Generator, shape: tuple[int, ...]) -> Array:
    signs = generator.choice(np.array([-1.0, 1.0]), shape)
    return signs * generator.integers(1, _LARGEST, shape, endpoint=True)


def _any(generator: np.random.Generator, shape: tuple[int, ...]) -> Array:
    return generator.integers(1, 16, shape) / 16


def _distinct(generator: np.random.Generator, shape: tuple[int, ...]) -> Array:
    return (generator.permutation(prod(shape)).reshape(shape) - prod(shape) // 3) / 8.0


def _ties(generator: np.random.Generator, shape: tuple[int, ...]) -> Array:
    return generator.integers(-1, 2, shape) * 1.0


def _negative(generator: np.random.Generator, shape: tuple[int, ...]) -> Array:
    return -1.0 - _distinct(generator, shape) - prod(shape) / 8


_DRAWN: Mapping[Numbers, Callable[[np.random.Generator, tuple[int, ...]], Array]] = {
    Numbers.DISTINCT: _distinct,
    Numbers.TIES: _ties,
    Numbers.NEGATIVE: _negative,
}


def describe_trials(trials: Sequence[Trial]) -> str:
    """Say which numbers and batches ran."""
    numbers = dict.fromkeys(trial.numbers.value for trial in trials)
    batches = dict.fromkeys(str(trial.batch) for trial in trials)
    return f"{_listed(list(numbers))} in batches of {_listed(list(batches))}"


def _listed(words: list[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def examples(trials: Sequence[Trial]) -> Iterator[int]:
    """Give the sizes of the batches, each once."""
    yield from dict.fromkeys(trial.batch for trial in trials)
