"""The convolution and its gradients, entry by entry of each result.

Along one axis a layer is a list of meetings: at an output entry, a filter entry meets an input
entry. In more dimensions the axes meet independently of each other. An entry of a result is the sum
over its meetings.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np

from symconv.specs import ConvSpec, PaddingMode

Array = np.ndarray[Any, Any]
Role: TypeAlias = Literal["output", "filter", "input"]
Index: TypeAlias = tuple[slice | int, ...]


class Meeting(NamedTuple):
    """One output entry, filter entry and input entry that belong together on one axis."""

    output: int
    filter: int
    input: int


def forward(spec: ConvSpec, x: Array, f: Array, b: Array | None = None) -> Array:
    """Give the output O, shape (N, K, *output_size)."""
    f = _flipped_if_convolution(spec, f)
    output = np.zeros((len(x), *_output_shape(spec)), x.dtype)
    if b is not None:
        output[...] = b.reshape(-1, *(1 for _ in spec.input_size))
    for place, meetings in _meetings_of_each("output", spec):
        inputs, filters = _pick(x, "input", meetings), _pick(f, "filter", meetings)
        for ins, outs in _channel_groups(spec):
            sums = _sum_of_products(inputs[:, ins], filters[outs], kept=(0, 0))
            at: Index = (slice(None), outs, *place)
            output[at] = sums if b is None else sums + b[outs]
    return output


def grad_input(spec: ConvSpec, grad_o: Array, f: Array) -> Array:
    """Give the gradient of the loss by the input, shape (N, C, *input_size)."""
    f = _flipped_if_convolution(spec, f)
    result = np.zeros((len(grad_o), *_input_shape(spec)), f.dtype)
    for place, meetings in _meetings_of_each("input", spec):
        grads, filters = _pick(grad_o, "output", meetings), _pick(f, "filter", meetings)
        for ins, outs in _channel_groups(spec):
            at: Index = (slice(None), ins, *place)
            result[at] = _sum_of_products(grads[:, outs], filters[outs], kept=(0, 1))
    return result


def grad_filter(spec: ConvSpec, grad_o: Array, x: Array) -> Array:
    """Give the gradient of the loss by the filter, summed over N, in the shape of the filter."""
    result = np.zeros(_filter_shape(spec), x.dtype)
    for place, meetings in _meetings_of_each("filter", spec):
        grads, inputs = _pick(grad_o, "output", meetings), _pick(x, "input", meetings)
        for ins, outs in _channel_groups(spec):
            at: Index = (outs, slice(None), *place)
            result[at] = _sum_of_products(grads[:, outs], inputs[:, ins], kept=(1, 1))
    return np.ascontiguousarray(_flipped_if_convolution(spec, result))


def _meetings_of_each(
    role: Role, spec: ConvSpec
) -> Iterator[tuple[tuple[int, ...], list[list[Meeting]]]]:
    """Give each index of the output, filter or input with its meetings per axis.

    An index that has none on some axis is left out: its sum is empty.
    """
    tables: list[dict[int, list[Meeting]]] = []
    for axis in range(len(spec.input_size)):
        table: dict[int, list[Meeting]] = {}
        for meeting in _axis_meetings(spec, axis):
            table.setdefault(getattr(meeting, role), []).append(meeting)
        tables.append(table)
    for place in product(*tables):
        yield place, [table[entry] for table, entry in zip(tables, place, strict=True)]


def _axis_meetings(spec: ConvSpec, axis: int) -> list[Meeting]:
    """Give every meeting of one axis: the dilated filter laid at each start on the padded axis."""
    entries = _padded_entries(spec, axis)
    meetings = []
    for output, start in enumerate(_starts(spec, axis)):
        for tap in range(spec.filter_size[axis]):
            entry = entries[start + tap * spec.dilation[axis]]
            if entry is not None:
                meetings.append(Meeting(output, tap, entry))
    return meetings


def _padded_entries(spec: ConvSpec, axis: int) -> list[int | None]:
    """Give the input entry that stands at each place of the padded axis; None is a zero."""
    size, (before, after) = spec.input_size[axis], spec.pads[axis]
    own: list[int | None] = list(range(size))
    match spec.padding_mode:
        case PaddingMode.ZEROS:
            return [None] * before + own + [None] * after
        case PaddingMode.CIRCULAR:
            return own[size - before :] + own + own[:after]
        case PaddingMode.REFLECT:
            mirrored = own[::-1]
            return mirrored[size - 1 - before : size - 1] + own + mirrored[1 : 1 + after]
        case PaddingMode.REPLICATE:
            return own[:1] * before + own + own[-1:] * after


def _starts(spec: ConvSpec, axis: int) -> range:
    """Give the places on the padded axis where the filter begins, one per output entry."""
    padded = spec.input_size[axis] + sum(spec.pads[axis])
    reach = (spec.filter_size[axis] - 1) * spec.dilation[axis]
    return range(0, padded - reach, spec.stride[axis])


def _pick(array: Array, role: Role, meetings: list[list[Meeting]]) -> Array:
    """Give the entries of an array that take part in meetings, along every spatial axis.

    Shape (A, B, *size) becomes (A, B, *numbers of meetings).
    """
    for axis, of_axis in enumerate(meetings, start=2):
        array = np.take(array, [getattr(meeting, role) for meeting in of_axis], axis)
    return array


def _sum_of_products(a: Array, b: Array, kept: tuple[int, int]) -> Array:
    """Give the products of two arrays summed over every axis but one of each, which are kept."""
    if a.size == 0:  # some versions of NumPy give None for empty sums of objects
        return np.zeros((a.shape[kept[0]], b.shape[kept[1]]), a.dtype)
    rows = np.moveaxis(a, kept[0], 0).reshape(a.shape[kept[0]], 1, -1)
    columns = np.moveaxis(b, kept[1], 0).reshape(1, b.shape[kept[1]], -1)
    total: Array = (rows * columns).sum(axis=-1, dtype=a.dtype)
    return total


def _flipped_if_convolution(spec: ConvSpec, f: Array) -> Array:
    """Give a filter flipped along its spatial axes when the layer says so."""
    return np.flip(f, axis=tuple(range(2, f.ndim))) if spec.flip_filter else f


def _channel_groups(spec: ConvSpec) -> Iterator[tuple[slice, slice]]:
    """Give the input channels and the output channels of each group."""
    ins, outs = spec.in_channels // spec.groups, spec.out_channels // spec.groups
    for group in range(spec.groups):
        yield slice(group * ins, (group + 1) * ins), slice(group * outs, (group + 1) * outs)


def _input_shape(spec: ConvSpec) -> tuple[int, ...]:
    return (spec.in_channels, *spec.input_size)


def _filter_shape(spec: ConvSpec) -> tuple[int, ...]:
    return (spec.out_channels, spec.in_channels // spec.groups, *spec.filter_size)


def _output_shape(spec: ConvSpec) -> tuple[int, ...]:
    return (spec.out_channels, *(len(_starts(spec, axis)) for axis in range(len(spec.input_size))))
