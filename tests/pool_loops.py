"""Pooling by plain loops over Python numbers, entry by entry, to hold the reference to."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

from symconv.specs import Pooling, PoolSpec
from symconv.specs.pool import Ties

Index = tuple[int, ...]


def windows(spec: PoolSpec) -> Iterator[tuple[Index, list[Index], int]]:
    """Give each output position, the positions of its entries, and what an average divides by.

    Windows are laid one by one, each a stride further, as long as they end on the padded input.
    With `ceil_mode` one more is laid if there are padded entries left, and those that start in the
    padding after the input are taken away.
    """
    starts = [_starts(spec, axis) for axis in range(spec.rank)]
    for output in product(*(range(len(each)) for each in starts)):
        first = [each[at] for each, at in zip(starts, output, strict=True)]
        entries, counted = [], 0
        for tap in product(*map(range, spec.pool_size)):
            place = [f + t * d for f, t, d in zip(first, tap, spec.dilation, strict=True)]
            edges = zip(place, spec.input_size, spec.pads, strict=True)
            counted += all(p < size + pads[1] for p, size, pads in edges)
            if all(0 <= p < size for p, size in zip(place, spec.input_size, strict=True)):
                entries.append(tuple(place))
        number = counted if spec.count_include_pad else len(entries)
        yield output, entries, number if spec.divisor is None else spec.divisor


def _starts(spec: PoolSpec, axis: int) -> list[int]:
    size, (before, after) = spec.input_size[axis], spec.pads[axis]
    reach = spec.dilation[axis] * (spec.pool_size[axis] - 1)
    last = size + after - 1
    starts = list(range(-before, last - reach + 1, spec.stride[axis]))
    if not spec.ceil_mode:
        return starts
    if not starts or starts[-1] + reach < last:
        starts.append(-before + len(starts) * spec.stride[axis])
    return [start for start in starts if start < size]


def pool(spec: PoolSpec, x: Any, grad_o: Any) -> tuple[dict[Index, Any], dict[Index, Any]]:
    """Give output and gradient of one channel, as mappings from positions to numbers."""
    output: dict[Index, Any] = {}
    gradient: dict[Index, Any] = dict.fromkeys(product(*map(range, spec.input_size)), 0)
    for position, entries, divisor in windows(spec):
        values = [x[entry] for entry in entries]
        above = grad_o[position]
        if spec.operation.selects:
            best = max(values) if spec.operation is Pooling.MAX else min(values)
            output[position] = best
            equal = [entry for entry, value in zip(entries, values, strict=True) if value == best]
            if spec.ties is Ties.SPLIT:
                for entry in equal:
                    gradient[entry] += Fraction(above, len(equal))
            else:
                gradient[equal[0 if spec.ties is Ties.FIRST else -1]] += above
        elif spec.operation is Pooling.AVERAGE:
            output[position] = Fraction(sum(values), divisor)
            for entry in entries:
                gradient[entry] += Fraction(above, divisor)
        else:
            output[position] = sum(abs(value) ** spec.power for value in values) ** (1 / spec.power)
            for entry, value in zip(entries, values, strict=True):
                if value:
                    share = (abs(value) / output[position]) ** (spec.power - 1)
                    gradient[entry] += above * share * (1 if value > 0 else -1)
    return output, gradient
