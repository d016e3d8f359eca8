"""Entries that are alike: those which the same taps meet, as at a corner or in the middle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from functools import singledispatch
from itertools import product

from symconv.roles import Role
from symconv.specs import ConvSpec, ConvTransposeSpec, LayerSpec, PoolSpec
from symconv.symbolic.geometry import axis_meetings
from symconv.symbolic.pool_geometry import axis_windows


def classes(spec: LayerSpec, role: Role) -> tuple[Hashable, ...] | None:
    """Give, for every entry of the input or output, row-major, the taps that meet it.

    Channels are left out: entries at one position are alike. None if the layer, or an array of
    it, has no borders.

    >>> len(set(classes(ConvSpec((5, 5), 3), Role.INPUT)))
    25
    >>> len(set(classes(ConvSpec((5, 5), 3, padding=1), Role.OUTPUT)))
    9
    """
    if role not in (Role.INPUT, Role.OUTPUT):
        return None
    per_axis = met_along(spec, role)
    if per_axis is None:
        return None
    shape = spec.input_shape if role is Role.INPUT else spec.output_shape
    return tuple(product(*per_axis)) * shape[0]


@singledispatch
def met_along(spec: object, role: Role) -> list[list[Hashable]] | None:  # noqa: ARG001
    """Give, per spatial axis and place, the taps that meet an entry there; None without borders.

    A kind of layer whose windows meet borders registers a function here.
    """
    return None


@met_along.register(ConvSpec)
@met_along.register(ConvTransposeSpec)
def met_by_filter(spec: ConvSpec | ConvTransposeSpec, role: Role) -> list[list[Hashable]]:
    """Give the filter entries that meet an entry."""
    return [
        _by_place(
            (
                (output if role is Role.OUTPUT else entry, tap)
                for output, pairs in enumerate(axis_meetings(spec, axis))
                for tap, entry in pairs
            ),
            (spec.output_size if role is Role.OUTPUT else spec.input_size)[axis],
        )
        for axis in range(spec.rank)
    ]


@met_along.register
def met_by_pool(spec: PoolSpec, role: Role) -> list[list[Hashable]]:
    """Give the places of windows that meet an entry."""
    return [
        _by_place(
            (
                (output if role is Role.OUTPUT else entry, entry - output * spec.stride[axis])
                for output, window in enumerate(axis_windows(spec, axis))
                for entry in window.inputs
            ),
            (spec.output_size if role is Role.OUTPUT else spec.input_size)[axis],
        )
        for axis in range(spec.rank)
    ]


def _by_place(met: Iterable[tuple[int, int]], size: int) -> list[Hashable]:
    """Give what is met at each place, from pairs of a place and what is met there."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for place, tap in met:
        found[place].append(tap)
    return [tuple(sorted(found[place])) for place in range(size)]
