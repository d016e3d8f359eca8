"""Axes taken for others: swapped, or moved by a reshape that mixes their entries."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import permutations

import numpy as np

from symconv.specs import LayerSpec
from symconv.verification.code.findings import Cause
from symconv.verification.code.near_misses.near_miss import NearMiss, Situation
from symconv.verification.code.roles import FunctionRole
from symconv.verification.code.running.outcome import Array

_NAMES = {"grad_o": "output gradient", "f": "filter", "x": "input", "w": "weights"}


MOST_TERMS = 1_000_000
"""Up to so many terms every order of an argument's axes is tried: two hundred runs of a layer."""


def axes_misses(spec: LayerSpec, part: FunctionRole) -> Iterator[NearMiss]:
    """Give results, and arguments, whose axes are taken for others."""
    yield from _results(len(spec.output_shape) + 1)
    arguments = [name for name in spec.functions[part.value] if name in _NAMES]
    for name in arguments:
        words = f"with the last two axes of the {_NAMES[name]} swapped"
        yield NearMiss(Cause.AXES_SWAPPED, words, partial(_last_two_swapped, name))
    for name in arguments if spec.terms <= MOST_TERMS else ():
        argument = spec.arguments[name]
        yield from _reshaped_arguments(name, len(argument.shape) + argument.batched)


def _cause(order: tuple[int, ...]) -> Cause:
    """Give what axes in another order are called: channels or rows and columns."""
    only_first = order[2:] == tuple(range(2, len(order)))
    return Cause.CHANNELS_SWAPPED if only_first else Cause.AXES_SWAPPED


def _results(rank: int) -> Iterator[NearMiss]:
    for order in list(permutations(range(rank)))[1:]:
        cause, told = _cause(order), ", ".join(map(str, order))
        yield NearMiss(cause, f"with its axes in the order {told}", partial(_transposed, order))
        reshaped = f"with a reshape where its axes should be put in the order {told}"
        yield NearMiss(cause, reshaped, partial(_reshaped, order))
        read = f"with its entries read in the order of axes {told}"
        yield NearMiss(cause, read, partial(_read, order))


def _reshaped_arguments(name: str, axes: int) -> Iterator[NearMiss]:
    for order in list(permutations(range(axes)))[1:]:
        words = (
            f"for the {_NAMES[name]} that is reshaped where its axes should be put in the order "
            f"{', '.join(map(str, order))}"
        )
        for change in (_mixed, _unmixed):
            compute = partial(_of_argument, name, order, change)
            yield NearMiss(_cause(order), words, compute)


def _transposed(order: tuple[int, ...], situation: Situation) -> Array | None:
    expected = situation.expected
    return expected.transpose(order) if len(order) == expected.ndim else None


def _reshaped(order: tuple[int, ...], situation: Situation) -> Array | None:
    expected = situation.expected
    return _mixed(expected, order) if len(order) == expected.ndim else None


def _read(order: tuple[int, ...], situation: Situation) -> Array | None:
    expected = situation.expected
    return _unmixed(expected, order) if len(order) == expected.ndim else None


def _mixed(array: Array, order: tuple[int, ...]) -> Array:
    """Give an array whose axes are put in an order, then reshaped to what they were."""
    return array.transpose(order).reshape(array.shape)


def _unmixed(array: Array, order: tuple[int, ...]) -> Array:
    """Give an array that is reshaped to axes in an order, then put back."""
    shape = tuple(array.shape[axis] for axis in order)
    return array.reshape(shape).transpose(np.argsort(order))


def _of_argument(
    name: str, order: tuple[int, ...], change: object, situation: Situation
) -> Array | None:
    """Give the result for an argument whose entries are mixed, as it lies in theirs.

    `order` is of our axes; the same letters change places in theirs.
    """
    layout = situation.forms.layout_of(name)
    if len(layout.letters) != len(order) or len(layout.own) != len(order):
        return None
    theirs = layout.theirs(situation.arrays[name])
    becomes = {letter: layout.own[at] for letter, at in zip(layout.own, order, strict=True)}
    order = tuple(layout.letters.index(becomes[letter]) for letter in layout.letters)
    mixed = _mixed(theirs, order) if change is _mixed else _unmixed(theirs, order)
    ours = layout.ours(mixed)
    return None if ours is None else situation.reference(**{name: ours})


def _last_two_swapped(name: str, situation: Situation) -> Array | None:
    return situation.reference(**{name: situation.arrays[name].swapaxes(-1, -2)})
