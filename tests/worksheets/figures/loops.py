"""Which entries meet, by plain loops over every output entry and every tap."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from symconv import ConvSpec, ConvTransposeSpec, PoolSpec

Index = tuple[int, ...]
Triple = tuple[Index, Index, Index]
"""An input entry, a filter entry and an output entry that meet."""


def triples(spec: ConvSpec | ConvTransposeSpec) -> Iterator[Triple]:
    """Give every product that a layer adds up: twice where an entry is met twice by one tap."""
    return _landing(spec) if isinstance(spec, ConvTransposeSpec) else _windows(spec)


def _windows(spec: ConvSpec) -> Iterator[Triple]:
    rank = len(spec.input_size)
    per_group, group_inputs = spec.out_channels // spec.groups, spec.in_channels // spec.groups
    for k in range(spec.out_channels):
        for c in range(group_inputs):
            for at in product(*map(range, spec.output_size)):
                for tap in product(*map(range, spec.filter_size)):
                    places = [
                        _inside(
                            spec.padding_mode.value,
                            at[a] * spec.stride[a] + tap[a] * spec.dilation[a] - spec.pads[a][0],
                            spec.input_size[a],
                        )
                        for a in range(rank)
                    ]
                    if None in places:
                        continue
                    used = (
                        tuple(n - 1 - t for n, t in zip(spec.filter_size, tap, strict=True))
                        if spec.flip_filter
                        else tap
                    )
                    channel = k // per_group * group_inputs + c
                    yield (channel, *places), (k, c, *used), (k, *at)


def _inside(mode: str, place: int, size: int) -> int | None:
    """Give what stands beyond the border by walking there step by step."""
    if 0 <= place < size:
        return place
    if mode == "zeros":
        return None
    if mode == "replicate":
        return 0 if place < 0 else size - 1
    if mode == "circular":
        return place + size if place < 0 else place - size
    return -place if place < 0 else 2 * (size - 1) - place


def _landing(spec: ConvTransposeSpec) -> Iterator[Triple]:
    per_group, group_inputs = spec.out_channels // spec.groups, spec.in_channels // spec.groups
    for c in range(spec.in_channels):
        for within in range(per_group):
            for at in product(*map(range, spec.input_size)):
                for tap in product(*map(range, spec.filter_size)):
                    landed = tuple(
                        at[a] * spec.stride[a] + tap[a] * spec.dilation[a] - spec.pads[a][0]
                        for a in range(len(at))
                    )
                    inside = zip(landed, spec.output_size, strict=True)
                    if all(0 <= place < size for place, size in inside):
                        k = c // group_inputs * per_group + within
                        yield (c, *at), (c, within, *tap), (k, *landed)


def pool_window(spec: PoolSpec, output: Index) -> list[Index]:
    """Give the input entries that a window meets, row by row."""
    channel, *at = output
    places = [
        [
            place
            for tap in range(spec.pool_size[a])
            if 0
            <= (place := at[a] * spec.stride[a] + tap * spec.dilation[a] - spec.pads[a][0])
            < spec.input_size[a]
        ]
        for a in range(len(at))
    ]
    return [(channel, *place) for place in product(*places)]
