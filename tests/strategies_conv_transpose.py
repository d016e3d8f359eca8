"""Hypothesis strategies for transposed convolutions.

Specs are constructed, never filtered: each axis is drawn from its sizes to the uncropped output,
and then cropped to an output of at least one entry.
"""

from __future__ import annotations

from functools import lru_cache
from math import prod
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from symconv.specs import ConvTransposeSpec
from symconv.symbolic.geometry import axis_meetings

MAX_INPUT, MAX_FILTER, MAX_STRIDE, MAX_DILATION = 4, 4, 4, 4
LONGEST = {1: 20, 2: 9, 3: 6}  # output size of one axis, by rank


@st.composite
def conv_transpose_specs(
    draw: DrawFn, max_terms: int = 400, ranks: tuple[int, ...] = (1, 2, 3)
) -> ConvTransposeSpec:
    """Draw a layer of at most so many products of an input and a filter entry."""
    rank = draw(st.sampled_from(ranks))
    groups = draw(st.integers(1, 3))
    ins, outs = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    while groups * ins * outs * 2**rank > max_terms:
        groups, ins, outs = 1, max(1, ins - 1), max(1, outs - 1)
    budget = max_terms // (groups * ins * outs)
    axes: list[dict[str, Any]] = []
    for remaining in range(rank, 0, -1):
        axes.append(draw(_axes(max(1, int(budget ** (1 / remaining) + 1e-9)), LONGEST[rank])))
        budget //= axes[-1]["input_size"] * axes[-1]["filter_size"]
    return ConvTransposeSpec(
        **{name: tuple(axis[name] for axis in axes) for name in axes[0]},
        in_channels=groups * ins,
        out_channels=groups * outs,
        groups=groups,
        bias=draw(st.booleans()),
    )


@st.composite
def _axes(draw: DrawFn, budget: int, longest: int) -> dict[str, Any]:
    taps = draw(st.integers(1, min(MAX_FILTER, budget)))
    size = draw(st.integers(1, min(MAX_INPUT, budget // taps)))
    stride = draw(st.integers(1, MAX_STRIDE))
    dilation = draw(st.integers(1, MAX_DILATION))
    extra = draw(st.integers(0, max(stride, dilation) - 1))
    uncropped = stride * (size - 1) + dilation * (taps - 1) + 1 + extra
    least = max(0, uncropped - longest)
    cropped = draw(st.sampled_from(range(least, uncropped)))
    before = draw(st.integers(0, cropped))
    return {
        "input_size": size,
        "filter_size": taps,
        "stride": stride,
        "dilation": dilation,
        "output_padding": extra,
        "padding": (before, cropped - before),
    }


@lru_cache(maxsize=8)
def drawn_transposed(count: int, max_terms: int = 400) -> tuple[ConvTransposeSpec, ...]:
    """Draw `count` different specs, the same ones in every run."""
    found: dict[ConvTransposeSpec, None] = {}

    @settings(
        derandomize=True,
        database=None,
        max_examples=2 * count,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(conv_transpose_specs(max_terms))
    def collect(spec: ConvTransposeSpec) -> None:
        found[spec] = None

    collect()
    if len(found) < count:
        raise AssertionError(f"only {len(found)} different specs among {2 * count} drawn")
    return tuple(found)[:count]


TRANSPOSED_LABELS = frozenset(
    {"rank 1", "rank 2", "rank 3", "bias", "groups", "depthwise", "several channels"}
    | {"several filters", "stride", "stride past the filter", "dilation", "not cropped"}
    | {"asymmetric pads", "output padding", "output padding past the stride", "no convolution"}
    | {"bias alone", "full"}
)


def transposed_labels(spec: ConvTransposeSpec) -> set[str]:
    """Name the options that a spec exercises, to count what a run of tests has covered."""
    extra = list(zip(spec.output_padding, spec.stride, strict=True))
    facts = {
        f"rank {spec.rank}": True,
        "bias": spec.bias,
        "groups": spec.groups > 1,
        "depthwise": spec.groups == spec.in_channels > 1,
        "several channels": spec.in_channels > 1,
        "several filters": spec.out_channels > 1,
        "stride": max(spec.stride) > 1,
        "stride past the filter": any(s > e for s, e in zip(spec.stride, spec.extent, strict=True)),
        "dilation": any(d > 1 < k for d, k in zip(spec.dilation, spec.filter_size, strict=True)),
        "not cropped": not any(map(any, spec.pads)),
        "asymmetric pads": any(before != after for before, after in spec.pads),
        "output padding": any(spec.output_padding),
        "output padding past the stride": any(number >= s for number, s in extra),
        "no convolution": spec.convolution is None,
        "bias alone": any(() in axis_meetings(spec, axis) for axis in range(spec.rank)),
        "full": min(*spec.filter_size, *spec.input_size, prod(spec.output_size)) > 1,
    }
    return {label for label, holds in facts.items() if holds}
