"""Padding by copies of the input, and its gradient.

Zero padding is not among it: what a filter meets there is in no sum.
"""

from __future__ import annotations

import numpy as np

from symconv.reference.arguments import Array
from symconv.specs import ConvSpec, PaddingMode


def padded(spec: ConvSpec, x: Array) -> Array:
    """Give x, shape (N, C, *input_size), with its copies around it."""
    for axis in _padded_axes(spec):
        x = np.take(x, _copied_entries(spec, axis), axis + 2)
    return x


def folded(spec: ConvSpec, grads: Array) -> Array:
    """Give the gradient by x from that by the padded x: an entry has that of all its copies."""
    for axis in _padded_axes(spec):
        size, (before, _) = spec.input_size[axis], spec.pads[axis]
        along = np.moveaxis(grads, axis + 2, 0)
        own = along[before : before + size].copy()
        copied = np.r_[0:before, before + size : len(along)]
        np.add.at(own, _copied_entries(spec, axis)[copied], along[copied])
        grads = np.moveaxis(own, 0, axis + 2)
    return np.ascontiguousarray(grads)


def _padded_axes(spec: ConvSpec) -> list[int]:
    """Give the axes on which entries are copied."""
    if spec.padding_mode is PaddingMode.ZEROS:
        return []
    return [axis for axis, pads in enumerate(spec.pads) if any(pads)]


def _copied_entries(spec: ConvSpec, axis: int) -> Array:
    """Give the number of the input entry that stands at each place of the padded axis."""
    size, (before, after) = spec.input_size[axis], spec.pads[axis]
    places, last = np.arange(-before, size + after), size - 1
    entries: Array = np.clip(places, 0, last)
    if spec.padding_mode is PaddingMode.CIRCULAR:
        entries = places % size
    elif spec.padding_mode is PaddingMode.REFLECT:
        entries = last - np.abs(last - np.abs(places))
    return entries
