"""Mistakes in convolutions: in the windows, in what is added, in channels and groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import product

import numpy as np

from symconv.specs import ConvSpec, PaddingMode
from symconv.verification.code.findings import Cause
from symconv.verification.code.near_misses.changes import changes
from symconv.verification.code.near_misses.channels import channel_misses
from symconv.verification.code.near_misses.near_miss import NearMiss, Situation
from symconv.verification.code.near_misses.windows import (
    Windows,
    gathered,
    is_small,
    last_written,
    scattered,
    windows_of,
)
from symconv.verification.code.roles import FunctionRole
from symconv.verification.code.running.outcome import Array
from symconv.verification.code.trials import Reduction


def conv_misses(spec: ConvSpec, part: FunctionRole) -> Iterator[NearMiss]:
    """Give the mistakes that a convolution's function may have in its windows."""
    if part not in _COMPUTE or spec.padding_mode is not PaddingMode.ZEROS or not is_small(spec):
        return
    right = windows_of(spec)
    after = tuple(behind for _, behind in spec.pads)
    for change in changes(right, after):
        cause = change.cause
        if cause is Cause.FILTER_NOT_FLIPPED and part is FunctionRole.GRAD_FILTER:
            cause = cause if spec.flip_filter else Cause.GRADIENT_FLIPPED
        yield NearMiss(cause, change.words, partial(_COMPUTE[part], change.windows))
    if part is FunctionRole.GRAD_INPUT:
        yield from _written_inputs(right)
    if part is FunctionRole.GRAD_FILTER:
        yield from _written_filters(right)
    if part is FunctionRole.GRAD_INPUT:
        yield _between_strides(right)
    yield from channel_misses(spec)


def _weights(situation: Situation) -> Array:
    """Give the filter as it meets the input, (G, K/G, C/G, taps)."""
    spec, f = situation.spec, situation.arrays["f"]
    assert isinstance(spec, ConvSpec)
    turned = np.flip(f, tuple(range(2, f.ndim))) if spec.flip_filter else f
    return turned.reshape(spec.groups, -1, f.shape[1], int(np.prod(f.shape[2:])))


def _in_groups(situation: Situation, array: Array) -> Array:
    """Give (N, channels, ...) as (N, G, channels/G, ...)."""
    spec = situation.spec
    assert isinstance(spec, ConvSpec)
    return array.reshape(len(array), spec.groups, -1, *array.shape[2:])


def _flat(array: Array) -> Array:
    return array.reshape(*array.shape[:2], -1)


def forward(windows: Windows, situation: Situation) -> Array:
    """Give the output of windows."""
    met = _in_groups(situation, gathered(situation.arrays["x"], windows.places()))
    sums: Array = np.einsum("ngcpt,gkct->ngkp", met, _weights(situation))
    output = sums.reshape(situation.expected.shape)
    if "b" in situation.spec.functions["forward"]:
        output = output + situation.arrays["b"].reshape(-1, *(1,) * windows.rank)
    return output


def shares(situation: Situation) -> Array:
    """Give what each window gives to the entries that it meets, (N, C, positions, taps)."""
    g = _in_groups(situation, _flat(situation.arrays["grad_o"]))
    values: Array = np.einsum("ngkp,gkct->ngcpt", g, _weights(situation))
    return values.reshape(len(g), -1, *values.shape[3:])


def grad_input(windows: Windows, situation: Situation) -> Array:
    """Give the gradient of the input of windows."""
    return scattered(shares(situation), windows.places(), situation.expected.shape)


def grad_filter(windows: Windows, situation: Situation) -> Array:
    """Give the gradient of the filter of windows."""
    met = _in_groups(situation, gathered(situation.arrays["x"], windows.places()))
    g = _in_groups(situation, _flat(situation.arrays["grad_o"]))
    return _as_filter(situation, np.einsum("ngkp,ngcpt->gkct", g, met))


def _as_filter(situation: Situation, sums: Array) -> Array:
    spec = situation.spec
    assert isinstance(spec, ConvSpec)
    result = sums.reshape(spec.filter_shape)
    if spec.flip_filter:
        result = np.flip(result, tuple(range(2, result.ndim)))
    return result / situation.batch if situation.reduction is Reduction.MEAN else result


_COMPUTE: dict[FunctionRole, Callable[[Windows, Situation], Array]] = {
    FunctionRole.FORWARD: forward,
    FunctionRole.GRAD_INPUT: grad_input,
    FunctionRole.GRAD_FILTER: grad_filter,
}


def _written_inputs(windows: Windows) -> Iterator[NearMiss]:
    """Give gradients of the input in which windows overwrite what others gave."""

    def written(first: bool, which: str, situation: Situation) -> Array:
        g = situation.arrays["grad_o"]
        if which:
            chosen = np.zeros_like(g)
            at = -1 if which == "last" else 0
            chosen[:, at] = g[:, at]
            g = chosen
        values = shares(_given(situation, g))
        return last_written(values, windows.places(), situation.expected.shape, first)

    for first in (False, True):
        for which in ("", "last", "first"):
            what = f", and only the {which} filter's" if which else ""
            words = f"with only the {'first' if first else 'last'} window's part of each sum{what}"
            yield NearMiss(Cause.OVERWRITTEN, words, partial(written, first, which))
    for which, at in (("last", -1), ("first", 0)):
        words = f"with only the {which} filter's part of each sum"

        def of_one(at: int, situation: Situation) -> Array:
            g = np.zeros_like(situation.arrays["grad_o"])
            g[:, at] = situation.arrays["grad_o"][:, at]
            return situation.reference(grad_o=g)

        yield NearMiss(Cause.OVERWRITTEN, words, partial(of_one, at))


def _given(situation: Situation, g: Array) -> Situation:
    return Situation(
        situation.spec,
        situation.part,
        {**situation.arrays, "grad_o": g},
        situation.expected,
        situation.reduction,
        situation.forms,
    )


def _written_filters(windows: Windows) -> Iterator[NearMiss]:
    """Give gradients of the filter of one window alone: the last, or the first, of the batch."""

    def of_one(example: int | None, position: int, situation: Situation) -> Array:
        given = situation.arrays["grad_o"]
        g = np.zeros_like(given)
        examples = slice(None) if example is None else example
        _flat(g)[examples, :, position] = _flat(given)[examples, :, position]
        return grad_filter(windows, _given(situation, g))

    for example, position, words in (
        (-1, -1, "the last window of the last example"),
        (None, -1, "the last window of each example"),
        (0, 0, "the first window of the first example"),
        (None, 0, "the first window of each example"),
    ):
        yield NearMiss(
            Cause.OVERWRITTEN,
            f"with only {words} in each sum",
            partial(of_one, example, position),
        )


def _between_strides(windows: Windows) -> NearMiss:
    """Give the gradient of an input whose entries between two strides take part as well."""

    def gathered_from(situation: Situation) -> Array:
        total = np.zeros(situation.expected.shape)
        for offset in product(*map(range, windows.stride)):
            before = tuple(b - o for b, o in zip(windows.before, offset, strict=True))
            total += grad_input(replace(windows, before=before), situation)
        return total

    words = "with the entries between two strides counted with the window before them"
    return NearMiss(Cause.STRIDE_FORGOTTEN, words, gathered_from)
