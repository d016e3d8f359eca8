"""Sums of products over what meets: at each position, at each place and at each tap.

Arrays have their channels in groups, which do not meet each other:

    values   (N, G, A, *positions)
    weights  (G, A, B, *taps)
    entries  (N, G, B, *places)

The three sums are the derivatives of each other. In each, the products of one block are a matrix
product over the channels; the blocks are added up.
"""

from __future__ import annotations

from collections.abc import Sequence

from symconv.reference.arguments import Array
from symconv.reference.empty_sums import empty_sums
from symconv.reference.meetings import Axis, Block, blocks


def sums_at_positions(axes: Sequence[Axis], entries: Array, weights: Array) -> Array:
    """Give, at each position, the sum over its meetings of weight times entry.

    A sum without terms is as `empty_sums` gives it; so it is in the other two functions.
    """
    groups, channels = weights.shape[:2]
    shape = (len(entries), groups, channels, *(axis.positions for axis in axes))
    sums = empty_sums(shape, entries.dtype)
    for block in blocks(axes):
        into = sums[block.positions]
        products = _weights(weights, block) @ _entries(entries, block)
        into += products.reshape(into.shape)
    return sums


def sums_at_places(axes: Sequence[Axis], values: Array, weights: Array) -> Array:
    """Give, at each place, the sum over its meetings of weight times value."""
    groups, _, channels = weights.shape[:3]
    shape = (len(values), groups, channels, *(axis.places for axis in axes))
    sums = empty_sums(shape, values.dtype)
    for block in blocks(axes):
        into = sums[block.places]
        products = _weights(weights, block).swapaxes(1, 2) @ _values(values, block)
        into += products.reshape(into.shape)
    return sums


def sums_at_taps(axes: Sequence[Axis], values: Array, entries: Array) -> Array:
    """Give, at each tap, the sum over its meetings, and over N, of value times entry."""
    batch, groups, channels = values.shape[:3]
    shape = (groups, channels, entries.shape[2], *(axis.taps for axis in axes))
    sums = empty_sums(shape, values.dtype)
    if not batch:
        return sums
    for block in blocks(axes):
        into = sums[block.taps]
        products = _values(values, block) @ _entries(entries, block).swapaxes(2, 3)
        into += products.sum(axis=0, dtype=values.dtype).reshape(into.shape)
    return sums


def _values(values: Array, block: Block) -> Array:
    """Give the values of a block, (N, G, A, positions)."""
    return values[block.positions].reshape(*values.shape[:3], block.shape[0])


def _weights(weights: Array, block: Block) -> Array:
    """Give the weights of a block, (G, A, B * taps)."""
    groups, values, entries = weights.shape[:3]
    return weights[block.taps].reshape(groups, values, entries * block.shape[1])


def _entries(entries: Array, block: Block) -> Array:
    """Give the entries of a block, (N, G, B * taps, positions), one of the two numbers being 1."""
    batch, groups, channels = entries.shape[:3]
    positions, taps = block.shape
    return entries[block.places].reshape(batch, groups, channels * taps, positions)
