"""Channels taken for others: of the filter, and of groups."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import product

import numpy as np

from symconv.specs import ConvSpec
from symconv.verification.code.findings import Cause
from symconv.verification.code.near_misses.near_miss import NearMiss, Situation
from symconv.verification.code.roles import FunctionRole
from symconv.verification.code.running.outcome import Array


def channel_misses(spec: ConvSpec) -> Iterator[NearMiss]:
    """Give what comes of channels taken for others."""
    swapped = "with input and output channels of the filter swapped"
    yield NearMiss(Cause.CHANNELS_SWAPPED, swapped, _filters_swapped)
    yield NearMiss(Cause.CHANNELS_SWAPPED, "with the filter's channels mixed by a reshape", _mixed)
    if spec.out_channels > 1 or spec.in_channels > 1:
        words = "with its first two axes swapped"
        yield NearMiss(Cause.CHANNELS_SWAPPED, words, _result_swapped)
    for inputs, outputs in product((True, False), repeat=2) if spec.groups > 1 else ():
        if inputs or outputs:
            which = " and ".join(["input"] * inputs + ["output"] * outputs)
            words = f"with {which} channels dealt out to the groups in turn, not in runs"
            compute = partial(_in_turn, inputs, outputs)
            yield NearMiss(Cause.CHANNELS_SWAPPED, words, compute)


def _filters_swapped(situation: Situation) -> Array | None:
    f = situation.arrays["f"]
    if situation.part is FunctionRole.GRAD_FILTER or f.shape[0] != f.shape[1]:
        return None
    return situation.reference(f=f.swapaxes(0, 1))


def _mixed(situation: Situation) -> Array | None:
    f, expected = situation.arrays["f"], situation.expected
    if situation.part is FunctionRole.GRAD_FILTER:
        return expected.swapaxes(0, 1).reshape(expected.shape)
    return situation.reference(f=f.reshape(f.shape[1], f.shape[0], *f.shape[2:]).swapaxes(0, 1))


def _result_swapped(situation: Situation) -> Array:
    return situation.expected.swapaxes(0, 1)


def _in_turn(inputs: bool, outputs: bool, situation: Situation) -> Array:
    """Give what comes of groups whose channels lie apart instead of side by side."""
    spec, arrays = situation.spec, dict(situation.arrays)
    assert isinstance(spec, ConvSpec)
    into = _order(spec.in_channels, spec.groups, inputs)
    out = _order(spec.out_channels, spec.groups, outputs)
    changed = {"x": arrays["x"][:, into], "grad_o": arrays["grad_o"][:, out]}
    changed["f"] = arrays["f"][out]
    if "b" in spec.functions["forward"]:
        changed["b"] = arrays["b"][out]
    result = situation.reference(**changed)
    if situation.part is FunctionRole.FORWARD:
        return result[:, np.argsort(out)]
    if situation.part is FunctionRole.GRAD_INPUT:
        return result[:, np.argsort(into)]
    return result[np.argsort(out)]


def _order(channels: int, groups: int, in_turn: bool) -> Array:
    """Give the channels group by group, if they are dealt out to the groups in turn."""
    numbers = np.arange(channels)
    return numbers.reshape(-1, groups).T.reshape(-1) if in_turn else numbers
