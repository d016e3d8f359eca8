"""Entries that are alike: those which the same taps meet, as at a corner or in the middle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from functools import singledispatch
from itertools import product

from symconv.roles import Role
from symconv.specs import LayerSpec
from symconv.symbolic.geometry import FilterSpec, axis_meetings


def classes(spec: LayerSpec, role: Role) -> tuple[Hashable, ...] | None:
    """Give, for every entry of the input or output, row-major, the taps that meet it.

    Channels are left out: entries at one position are alike. None if the layer, or an array of
    it, has no borders.

    >>> from symconv.specs import ConvSpec
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


def met_by_filter(spec: FilterSpec, role: Role) -> list[list[Hashable]]:
    """Give the filter entries that meet an entry of a convolution, transposed or not."""
    sizes = spec.output_size if role is Role.OUTPUT else spec.input_size
    return [
        by_place(
            (
                (output if role is Role.OUTPUT else entry, tap)
                for output, pairs in enumerate(axis_meetings(spec, axis))
                for tap, entry in pairs
            ),
            size,
        )
        for axis, size in enumerate(sizes)
    ]


def by_place(met: Iterable[tuple[int, int]], size: int) -> list[Hashable]:
    """Give what is met at each place, from pairs of a place and what is met there."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for place, tap in met:
        found[place].append(tap)
    return [tuple(sorted(found[place])) for place in range(size)]
