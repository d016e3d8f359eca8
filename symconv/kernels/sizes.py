"""How large the arrays of a layer are."""

from __future__ import annotations

from math import prod

from symconv.specs import ConvSpec


def count_entries(spec: ConvSpec) -> int:
    """Give the number of entries of a padded input, the filter and an output together.

    >>> count_entries(ConvSpec((3, 3), (2, 2), padding=1))
    45
    """
    padded_shape = (spec.in_channels, *spec.padded_size)
    return sum(map(prod, (padded_shape, spec.filter_shape, spec.output_shape)))
