"""Evaluates formulas between whole arrays, entry by entry and exactly.

The formula that is printed as a closed form is the one that is evaluated for its proof.
Entries may be polynomials (for proofs) or, as long as nothing is multiplied, formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeAlias

import numpy as np

from symconv.formulas import (
    Add,
    Correlate,
    CorrelatePairs,
    Entrywise,
    Filled,
    Fold,
    Formula,
    KeepFirst,
    MatrixProduct,
    Number,
    Pad,
    Product,
    Reshape,
    Rot180,
    Spread,
    SumAlong,
    SumPositions,
    SwapChannels,
    Transpose,
    children,
)
from symconv.specs import PaddingMode
from symconv.symbolic.geometry import source_entry

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class ArrayAlgebra:
    """What evaluation needs to know of the entries: zero, how many are summed, and numbers."""

    zero: Any
    total: Callable[[Sequence[Any]], Any]
    constant: Callable[[Number], Any]

    def evaluate(self, formula: Formula, arrays: Mapping[Formula, Array]) -> Array:
        """Give the array that `formula` stands for; `arrays` holds what its letters stand for."""
        if formula in arrays:
            return arrays[formula]
        match formula:
            case Correlate() | CorrelatePairs():
                array = self.evaluate(formula.array, arrays)
                weights = self.evaluate(formula.weights, arrays)
                if isinstance(formula, Correlate):
                    return self.correlate(formula, array, weights)
                return self.correlate_pairs(formula, array, weights)
            case (
                Pad() | Fold() | Spread() | Rot180() | SwapChannels() | KeepFirst() | SumPositions()
            ):
                return self._apply(formula, self.evaluate(formula.array, arrays))
            case Transpose() | Reshape() | SumAlong():
                return self._rearrange(formula, self.evaluate(formula.array, arrays))
            case Filled(value, shape):
                return self.full(shape, self.constant(value))
            case Number():
                return self.full((), self.constant(formula))
        parts = [self.evaluate(part, arrays) for part in children(formula)]
        return self._combine(formula, parts)

    def _rearrange(self, operation: Transpose | Reshape | SumAlong, array: Array) -> Array:
        match operation:
            case Transpose():
                return as_matrix(array).T
            case Reshape(shape=shape):
                return array.reshape(shape)
            case SumAlong(axis=axis):
                return self.sum_along(array, axis)

    def _combine(self, operation: Formula, arrays: Sequence[Array]) -> Array:
        match operation:
            case Add():
                return self.add(arrays)
            case Entrywise() | Product():
                return self.entrywise(arrays)
            case MatrixProduct():
                return self.multiply(*arrays)
        raise TypeError(f"{type(operation).__name__} does not stand for an array")

    def add(self, arrays: Sequence[Array]) -> Array:
        """Add arrays entry by entry; one with fewer axes counts at every place of the others."""
        rank = max(array.ndim for array in arrays)
        wide = [array.reshape(array.shape + (1,) * (rank - array.ndim)) for array in arrays]
        entries = np.broadcast_arrays(*wide)
        result = self.zeros(entries[0].shape)
        for index in np.ndindex(*result.shape):
            result[index] = self.total([array[index] for array in entries])
        return result

    def _apply(
        self,
        operation: Pad | Fold | Spread | Rot180 | SwapChannels | KeepFirst | SumPositions,
        array: Array,
    ) -> Array:
        """Apply an operation on one array."""
        match operation:
            case Pad(pads=pads, mode=mode):
                return self.pad(array, pads, PaddingMode(mode))
            case Fold(pads=pads, mode=mode):
                return self.fold(array, pads, PaddingMode(mode))
            case Spread(steps=steps):
                return self.spread(array, steps)
            case Rot180(rank=rank):
                return rot180(array, rank)
            case SwapChannels(groups=groups):
                return swap_channels(array, groups)
            case KeepFirst(sizes=sizes):
                return _keep_first(array, sizes)
            case SumPositions(rank=rank):
                return self.sum_positions(array, rank)

    def pad(
        self, array: Array, pads: Sequence[tuple[int, int]], mode: PaddingMode = PaddingMode.ZEROS
    ) -> Array:
        """Add positive amounts, then crop negative ones."""
        for axis, (before, after) in enumerate(pads, start=array.ndim - len(pads)):
            size = array.shape[axis]
            places = range(-max(before, 0), size + max(after, 0))
            kept = places[max(-before, 0) : len(places) - max(-after, 0)]
            shape = (*array.shape[:axis], len(kept), *array.shape[axis + 1 :])
            padded = self.zeros(shape)
            for number, place in enumerate(kept):
                source = source_entry(mode, place, size)
                if source is not None:
                    padded[_at(axis, number)] = array[_at(axis, source)]
            array = padded
        return array

    def fold(self, array: Array, pads: Sequence[tuple[int, int]], mode: PaddingMode) -> Array:
        """Add each padded entry to the entry that it was copied from."""
        for axis, (before, after) in enumerate(pads, start=array.ndim - len(pads)):
            size = array.shape[axis] - before - after
            folded = self.zeros((*array.shape[:axis], size, *array.shape[axis + 1 :]))
            for number in range(array.shape[axis]):
                source = source_entry(mode, number - before, size)
                if source is not None:
                    folded[_at(axis, source)] = folded[_at(axis, source)] + array[_at(axis, number)]
            array = folded
        return array

    def spread(self, array: Array, steps: Sequence[int]) -> Array:
        """Put `step - 1` zeros between neighbouring entries."""
        lead = array.ndim - len(steps)
        sizes = [(n - 1) * s + 1 for n, s in zip(array.shape[lead:], steps, strict=True)]
        wide = self.zeros((*array.shape[:lead], *sizes))
        places: tuple[Any, ...] = (..., *(slice(None, None, s) for s in steps))
        wide[places] = array
        return wide

    def correlate(self, formula: Correlate, array: Array, weights: Array) -> Array:
        """Correlate `(C, …)` with `(K, C/groups, …)`, summed over the channels of the group."""
        outputs, inputs = weights.shape[:2]
        result = self.zeros((outputs, *_positions(formula, array.shape[1:], weights.shape[2:])))
        per_group = outputs // formula.groups
        for k in range(outputs):
            first = k // per_group * inputs
            for position in np.ndindex(*result.shape[1:]):
                result[(k, *position)] = self.total(
                    [
                        entry
                        for c in range(inputs)
                        for entry in _products(formula, array[first + c], weights[k, c], position)
                    ]
                )
        return result

    def correlate_pairs(self, formula: CorrelatePairs, array: Array, weights: Array) -> Array:
        """Correlate each channel of `(C, …)` with each of `(K, …)` in its group."""
        inputs, per_group = array.shape[0] // formula.groups, weights.shape[0] // formula.groups
        sizes = _positions(formula, array.shape[1:], weights.shape[1:])
        result = self.zeros((weights.shape[0], inputs, *sizes))
        for k, c in product(range(weights.shape[0]), range(inputs)):
            channel = array[k // per_group * inputs + c]
            for position in np.ndindex(*sizes):
                products = _products(formula, channel, weights[k], position)
                result[(k, c, *position)] = self.total(list(products))
        return result

    def sum_positions(self, array: Array, rank: int) -> Array:
        """Sum over the trailing `rank` axes."""
        result = self.zeros(array.shape[: array.ndim - rank])
        for index in np.ndindex(*result.shape):
            result[index] = self.total(list(array[index].flat))
        return result

    def multiply(self, left: Array, right: Array) -> Array:
        """Multiply matrices; a vector stands as a column, and a column gives a vector."""
        rows, columns = as_matrix(left), as_matrix(right).T
        result = self.zeros((len(rows), len(columns)))
        for i, j in np.ndindex(*result.shape):
            result[i, j] = self.total([a * b for a, b in zip(rows[i], columns[j], strict=True)])
        return result[:, 0] if right.ndim == 1 else result

    def entrywise(self, arrays: Sequence[Array]) -> Array:
        """Multiply arrays entry by entry; a number counts for every entry."""
        result = arrays[0]
        for array in arrays[1:]:
            result = result * array
        return np.asarray(result, dtype=object)

    def sum_along(self, array: Array, axis: int) -> Array:
        """Sum along an axis, keeping the shape."""
        lines = np.moveaxis(array, axis, -1)
        sums = self.sum_positions(lines, 1)
        wide = np.broadcast_to(sums[..., np.newaxis], lines.shape)
        return np.moveaxis(wide, -1, axis)

    def zeros(self, shape: tuple[int, ...]) -> Array:
        """Give an array of zeros."""
        return self.full(shape, self.zero)

    def full(self, shape: tuple[int, ...], entry: Any) -> Array:
        """Give an array of one entry."""
        array = np.empty(shape, dtype=object)
        array.fill(entry)
        return array


def as_matrix(array: Array) -> Array:
    """Give a matrix as it is, and a vector as a column."""
    return array[:, np.newaxis] if array.ndim == 1 else array


def rot180(array: Array, rank: int) -> Array:
    """Flip the trailing `rank` axes."""
    backwards: tuple[Any, ...] = (..., *(slice(None, None, -1),) * rank)
    flipped: Array = array[backwards]
    return flipped


def _keep_first(array: Array, sizes: Sequence[int]) -> Array:
    kept: tuple[Any, ...] = (..., *(slice(size) for size in sizes))
    first: Array = array[kept]
    return first


def swap_channels(weights: Array, groups: int) -> Array:
    """Give a filter `(K, C/groups, …)` as `(C, K/groups, …)`."""
    outputs, inputs, *sizes = weights.shape
    grouped = weights.reshape(groups, outputs // groups, inputs, *sizes)
    return grouped.swapaxes(1, 2).reshape(groups * inputs, outputs // groups, *sizes)


def _positions(
    formula: Correlate | CorrelatePairs, sizes: Sequence[int], filter_sizes: Sequence[int]
) -> tuple[int, ...]:
    return tuple(
        (n - d * (k - 1) - 1) // s + 1
        for n, k, s, d in zip(sizes, filter_sizes, formula.stride, formula.dilation, strict=True)
    )


def _products(
    formula: Correlate | CorrelatePairs, array: Array, weights: Array, position: tuple[int, ...]
) -> Iterator[Any]:
    """Give the products that one output entry sums, zero weights and entries left out."""
    window = array[
        tuple(
            slice(at * s, at * s + d * (k - 1) + 1, d)
            for at, s, d, k in zip(
                position, formula.stride, formula.dilation, weights.shape, strict=True
            )
        )
    ]
    for entry, weight in zip(window.flat, weights.flat, strict=True):
        if entry and weight:
            yield entry * weight


def _at(axis: int, number: int) -> tuple[slice | int, ...]:
    return (slice(None),) * axis + (number,)
