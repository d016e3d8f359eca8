"""Pooling and unpooling layers to test with: drawn by hypothesis, or the same ones in every run.

Each axis is drawn from the inside out, so that nothing is filtered: pool, dilation and stride, then
an input, then pads within which every window meets it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from symconv.specs import Pooling, PoolSpec, UnpoolSpec

LONGEST = {1: 12, 2: 7, 3: 4}
"""Largest input size by rank."""

Choose = Callable[[Sequence[Any]], Any]
"""Chooses one of some values."""


def choose_pool(
    choose: Choose,
    ranks: Sequence[int] = (1, 2, 3),
    operations: Sequence[str] = tuple(Pooling),
    most_channels: int = 3,
) -> PoolSpec:
    """Choose a pooling layer over all options; sizes of different axes differ where they can."""
    rank, operation = choose(ranks), Pooling(choose(operations))
    ceil_mode, rule = choose((False, True)), choose((None, None, None, "same", "same_lower"))
    axes: list[dict[str, Any]] = []
    for _ in range(rank):
        used = {axis["input_size"] for axis in axes}
        axes.append(_choose_axis(choose, LONGEST[rank], used, ceil_mode and not rule))
    arguments: dict[str, Any] = {name: tuple(axis[name] for axis in axes) for name in axes[0]}
    if rule:
        arguments["padding"] = rule
    elif choose(range(20)) == 0:
        arguments |= {"pool_size": "global", "dilation": 1, "padding": 0}
    if operation is Pooling.AVERAGE:
        arguments["count_include_pad"], arguments["divisor"] = choose(
            ((False, None), (True, None), (False, None), (True, None), (False, 3))
        )
    if operation is Pooling.LP:
        arguments["power"] = choose((1, 2, 3, 4, "3/2", "1.1", "10/3"))
    if operation.selects:
        arguments["storage_order"] = choose((0, 1))
        arguments["ties"] = choose(("first", "first", "last", "split"))
    return PoolSpec(
        **arguments,
        channels=choose(range(1, most_channels + 1)),
        operation=operation,
        ceil_mode=ceil_mode,
    )


def _choose_axis(choose: Choose, longest: int, used: set[int], rounded_up: bool) -> dict[str, Any]:
    """Choose the numbers of one axis; a pad is shorter than a window.

    Where the number of windows is rounded up, the only window may be wider than its input. One
    whose taps lie further apart than the input is long could step over it, so starts with it.
    """
    pool, stride = choose(range(1, min(3, longest) + 1)), choose((1, 2, 3))
    most = max(1, (longest - 1) // max(1, pool - 1))
    dilation = choose(range(1, min(2, most) + 1))
    extent = dilation * (pool - 1) + 1
    shortest = max(1, extent - stride + 1) if rounded_up else extent
    sizes = [size for size in range(shortest, longest + 1) if size not in used]
    size = choose(sizes or [longest])
    before = range(extent if size >= dilation else 1)
    return {
        "input_size": size,
        "pool_size": pool,
        "stride": stride,
        "dilation": dilation,
        "padding": (choose(before), choose(range(extent))),
    }


@st.composite
def pool_specs(draw: DrawFn) -> PoolSpec:
    """Draw a pooling layer."""
    return choose_pool(lambda values: draw(st.sampled_from(values)))


@st.composite
def unpool_specs(draw: DrawFn) -> UnpoolSpec:
    """Draw an unpooling layer; the indices count on the output or on a part of it."""
    rank = draw(st.integers(1, 3))
    sizes = st.lists(st.integers(1, 4), min_size=rank, max_size=rank)
    counted = draw(sizes)
    output = [size + draw(st.integers(0, 2)) for size in counted]
    channels = draw(st.integers(1, 3))
    return UnpoolSpec(draw(sizes), output, channels, draw(st.sampled_from((None, counted))))


@lru_cache(maxsize=16)
def drawn_pools(count: int, **options: Any) -> tuple[PoolSpec, ...]:
    """Draw `count` different pooling layers, the same ones in every run."""
    choose = Random(20_240_611).choice
    found: dict[PoolSpec, None] = {}
    while len(found) < count:
        found[choose_pool(choose, **options)] = None
    return tuple(found)


def pool_labels(spec: PoolSpec) -> set[str]:
    """Name the options that a layer exercises, to count what a run of tests has covered."""
    axes = spec.axes
    facts = {
        f"rank {spec.rank}": True,
        spec.operation.value: True,
        "padding": any(map(any, spec.pads)),
        "pads differ": any(before != after for before, after in spec.pads),
        "stride": max(spec.stride) > 1,
        "stride past the pool": any(s > e for s, e in zip(spec.stride, spec.extent, strict=True)),
        "dilation": any(axis.dilation > 1 < axis.pool for axis in axes),
        "window left out": any(axis.left_out for axis in axes),
        "last window cut off": any(
            (axis.windows - 1) * axis.stride + axis.extent > axis.padded for axis in axes
        ),
        "count_include_pad": spec.count_include_pad,
        "columns": spec.storage_order == 1,
        "wider than its input": any(axis.extent > axis.size for axis in axes),
        "global": spec.is_global,
        "overlap": any(s < e for s, e in zip(spec.stride, spec.extent, strict=True)),
    }
    return {label for label, holds in facts.items() if holds}
