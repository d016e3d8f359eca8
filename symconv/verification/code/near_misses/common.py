"""Mistakes that may be made with any layer: means, sums, axes, flips, biases."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations

import numpy as np

from symconv.specs import LayerSpec
from symconv.verification.code.findings import Cause
from symconv.verification.code.near_misses.axes import axes_misses
from symconv.verification.code.near_misses.near_miss import NearMiss, Situation
from symconv.verification.code.roles import FunctionRole
from symconv.verification.code.running.outcome import Array
from symconv.verification.code.trials import Reduction

_PARAMETERS = (FunctionRole.GRAD_FILTER, FunctionRole.GRAD_WEIGHT, FunctionRole.GRAD_BIAS)


def common_misses(spec: LayerSpec, part: FunctionRole) -> Iterator[NearMiss]:
    """Give the mistakes that any function may have."""
    yield from _factors(part)
    yield from _flips(spec, part)
    if part in _PARAMETERS:
        yield from _batches(part)
    if part is FunctionRole.GRAD_BIAS:
        yield from _bias_axes()
    else:
        yield from axes_misses(spec, part)
    if part is FunctionRole.FORWARD:
        yield from _forward_bias(spec)
    elif "b" in spec.arguments:
        yield from _added_bias()


def _factors(part: FunctionRole) -> Iterator[NearMiss]:
    def over_batch(situation: Situation) -> Array:
        if situation.reduction is Reduction.MEAN and situation.part in _PARAMETERS:
            return situation.expected * situation.batch
        return situation.expected / situation.batch

    def over_positions(with_batch: bool, situation: Situation) -> Array:
        g = situation.arrays["grad_o"]
        positions = g[0, 0].size if g.ndim > 2 else 1
        return situation.expected / (positions * (situation.batch if with_batch else 1))

    def both(situation: Situation) -> Array:
        return situation.expected / situation.batch

    def negated(situation: Situation) -> Array:
        return -situation.expected

    def nothing(situation: Situation) -> Array:
        return np.zeros_like(situation.expected)

    if part in _PARAMETERS:
        yield NearMiss(
            Cause.SUM_FOR_MEAN,
            "summed over the batch and not divided by its size",
            lambda s: over_batch(s) if s.reduction is Reduction.MEAN else None,
        )
    yield NearMiss(
        Cause.MEAN_FOR_SUM,
        "divided by the size of the batch",
        lambda s: both(s),
    )
    for with_batch in (False, True):
        words = "divided by the number of positions" + " and the batch's size" * with_batch
        yield NearMiss(Cause.MEAN_FOR_SUM, words, partial(over_positions, with_batch))
    yield NearMiss(Cause.OTHER, "with the other sign", negated)
    yield NearMiss(Cause.OTHER, "but nothing is added to the zeros that it starts from", nothing)


def _flips(spec: LayerSpec, part: FunctionRole) -> Iterator[NearMiss]:
    axes = tuple(range(2, 2 + len(getattr(spec, "filter_size", ()))))
    if not axes or part is FunctionRole.GRAD_BIAS:
        return

    def of_filter(situation: Situation) -> Array | None:
        if situation.part is FunctionRole.GRAD_FILTER:
            return None
        return situation.reference(f=np.flip(situation.arrays["f"], axes))

    def of_result(situation: Situation) -> Array:
        return np.flip(situation.expected, axes)

    def of_gradient(situation: Situation) -> Array | None:
        if situation.part is FunctionRole.FORWARD:
            return None
        return situation.reference(grad_o=np.flip(situation.arrays["grad_o"], axes))

    turned = "turned by 180°"
    of_other = f"for the filter {turned} against the one that it should be"
    yield NearMiss(Cause.FILTER_NOT_FLIPPED, of_other, of_filter)
    yield NearMiss(Cause.GRADIENT_FLIPPED, turned, of_result)
    yield NearMiss(Cause.GRADIENT_FLIPPED, f"for the output gradient {turned}", of_gradient)
    for axis in axes if len(axes) > 1 else ():

        def along_one(axis: int, situation: Situation) -> Array | None:
            if situation.part is FunctionRole.GRAD_FILTER:
                return np.flip(situation.expected, axis)
            return situation.reference(f=np.flip(situation.arrays["f"], axis))

        yield NearMiss(
            Cause.GRADIENT_FLIPPED
            if part is FunctionRole.GRAD_FILTER
            else Cause.FILTER_NOT_FLIPPED,
            f"turned along axis {axis - 2} alone",
            partial(along_one, axis),
        )


def _batches(part: FunctionRole) -> Iterator[NearMiss]:
    """Give gradients of parameters of one example alone."""

    def of_example(at: int, situation: Situation) -> Array:
        given = situation.arrays["grad_o"]
        g = np.zeros_like(given)
        g[at] = given[at]
        return situation.reference(grad_o=g)

    for at, which in ((-1, "last"), (0, "first")):
        words = f"with only the {which} example's part"
        yield NearMiss(Cause.OVERWRITTEN, words, partial(of_example, at))
    if part is not FunctionRole.GRAD_BIAS:
        return

    def of_position(every: bool, at: int, situation: Situation) -> Array:
        given = situation.arrays["grad_o"]
        flat = given.reshape(*given.shape[:2], -1)[..., at]
        result: Array = flat.sum(axis=0) if every else flat[at]
        return result / situation.batch if situation.reduction is Reduction.MEAN else result

    for at, which in ((-1, "last"), (0, "first")):
        for every in (False, True):
            words = f"with only the {which} position of {'each' if every else 'that'} example"
            yield NearMiss(Cause.OVERWRITTEN, words, partial(of_position, every, at))


def _bias_axes() -> Iterator[NearMiss]:
    def summed(axes: tuple[int, ...], keep: bool, situation: Situation) -> Array | None:
        g = situation.forms.theirs("grad_o", situation.arrays["grad_o"])
        if max(axes, default=-1) >= g.ndim:
            return None
        result: Array = g.sum(axis=axes, keepdims=keep)
        return result / situation.batch if situation.reduction is Reduction.MEAN else result

    for count in range(5):
        for axes in combinations(range(5), count):
            for keep in (False, True):
                words = f"with the output gradient summed over the axes {axes or 'none'}"
                yield NearMiss(Cause.BIAS_AXES, words, partial(summed, axes, keep), raw=True)


def _forward_bias(spec: LayerSpec) -> Iterator[NearMiss]:
    if "b" not in spec.functions["forward"]:
        return

    def scaled(factor: int, situation: Situation) -> Array:
        right = situation.reference(b=np.zeros_like(situation.arrays["b"]))
        return np.asarray(right + factor * (situation.expected - right))

    taps = int(np.prod([*getattr(spec, "filter_size", ()), 1]))
    channels = getattr(spec, "in_channels", 1)
    yield NearMiss(Cause.OTHER, "without the bias", partial(scaled, 0))
    for factor in sorted({2, taps, channels, taps * channels} - {1}):
        yield NearMiss(Cause.OTHER, f"with the bias added {factor} times", partial(scaled, factor))


def _added_bias() -> Iterator[NearMiss]:
    def along(axis: int, situation: Situation) -> Array | None:
        b, expected = situation.arrays["b"], situation.expected
        if axis >= expected.ndim or expected.shape[axis] > b.size:
            return None
        along_it = b[: expected.shape[axis]].reshape(
            *(-1 if at == axis else 1 for at in range(expected.ndim))
        )
        return np.asarray(expected + along_it)

    def in_windows(situation: Situation) -> Array | None:
        if situation.part is not FunctionRole.GRAD_INPUT or "f" not in situation.arrays:
            return None
        b, g, f = (situation.arrays[name] for name in ("b", "grad_o", "f"))
        every = np.broadcast_to(b.reshape(-1, *(1,) * (g.ndim - 2)), g.shape)
        return situation.expected + situation.reference(grad_o=every, f=np.ones_like(f))

    def summed(situation: Situation) -> Array:
        return np.asarray(situation.expected + situation.arrays["b"].sum())

    for axis in range(4):
        words = f"with the bias added along axis {axis}"
        yield NearMiss(Cause.BIAS_ADDED, words, partial(along, axis))
    yield NearMiss(Cause.BIAS_ADDED, "with the bias added in every window", in_windows)
    yield NearMiss(Cause.BIAS_ADDED, "with the sum of the bias added", summed)
