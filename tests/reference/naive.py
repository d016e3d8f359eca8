"""The convolution layer once more, in plain Python loops over single entries."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from symconv.specs import ConvSpec

Index = tuple[int, ...]


def source(place: int, size: int, mode: str) -> int | None:
    """Walk from a place beyond the border to the input entry that is repeated there."""
    while not 0 <= place < size:
        if mode == "zeros":
            return None
        if mode == "circular":
            place += size if place < 0 else -size
        elif mode == "reflect":
            place = -place if place < 0 else (size - 1) - (place - (size - 1))
        else:
            place += 1 if place < 0 else -1
    return place


def terms(spec: ConvSpec) -> Iterator[tuple[Index, Index, Index]]:
    """Give the indices (output entry, filter entry, input entry) of every product."""
    ins, outs = spec.in_channels // spec.groups, spec.out_channels // spec.groups
    places = product(*map(range, spec.output_size))
    taps = list(product(*map(range, spec.filter_size)))
    for place, tap, k, c in product(places, taps, range(spec.out_channels), range(ins)):
        met: list[int] = []
        for axis in range(spec.rank):
            at = place[axis] * spec.stride[axis] + tap[axis] * spec.dilation[axis]
            found = source(at - spec.pads[axis][0], spec.input_size[axis], spec.padding_mode)
            if found is not None:
                met.append(found)
        if len(met) == spec.rank:
            seen = tap
            if spec.flip_filter:
                seen = tuple(size - 1 - t for size, t in zip(spec.filter_size, tap, strict=True))
            yield (k, *place), (k, c, *seen), (k // outs * ins + c, *met)


def results(spec: ConvSpec, x: Any, f: Any, b: Any, grad_o: Any) -> dict[str, dict[Index, Any]]:
    """Give the entries that are not zero of the output and of each gradient, by index."""
    out: dict[Index, Any] = {}
    grad_x: dict[Index, Any] = {}
    grad_f: dict[Index, Any] = {}
    grad_b: dict[Index, Any] = {}
    for n in range(len(x)):
        for o, w, i in terms(spec):
            out[(n, *o)] = out.get((n, *o), 0) + x[(n, *i)] * f[w]
            grad_x[(n, *i)] = grad_x.get((n, *i), 0) + grad_o[(n, *o)] * f[w]
            grad_f[w] = grad_f.get(w, 0) + grad_o[(n, *o)] * x[(n, *i)]
        for place in product(range(spec.out_channels), *map(range, spec.output_size)):
            grad_b[place[:1]] = grad_b.get(place[:1], 0) + grad_o[(n, *place)]
            if b is not None:
                out[(n, *place)] = out.get((n, *place), 0) + b[place[0]]
    return {"output": out, "input": grad_x, "filter": grad_f, "bias": grad_b}
