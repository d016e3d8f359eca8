"""Hypothesis strategies for layer specifications, shared by all tests.

Specs are constructed, never filtered. Each axis is drawn from the inside out: filter, dilation,
number of output entries, stride and remainder fix the padded size; the input size is then chosen
among those that the padding mode can pad to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from symconv.specs import ConvSpec, PaddingMode

Pads = tuple[tuple[int, int], ...]

MAX_FILTER, MAX_DILATION, MAX_STRIDE, MAX_OUTPUTS = 4, 3, 4, 5
MAX_GROUPS, MAX_CHANNELS_PER_GROUP = 3, 3
LONGEST = {1: 20, 2: 12, 3: 8}  # padded size of one axis, by rank


@dataclass(frozen=True)
class Axis:
    """One axis of a layer; the pads are None when a rule gives them."""

    size: int
    filter: int
    stride: int
    dilation: int
    pads: tuple[int, int] | None


@st.composite
def conv_specs(draw: DrawFn, max_terms: int = 400, ranks: Sequence[int] = (1, 2, 3)) -> ConvSpec:
    """Draw a convolution layer with at most `max_terms` terms, over all options.

    Input sizes of different axes, and input and filter sizes, differ wherever they can.
    """
    rank = draw(st.sampled_from(ranks))
    channels = draw(_channels(max(1, int(max_terms ** (1 / 3)))))
    rule = draw(st.sampled_from((None, None, None, "same", "same_lower", "valid")))
    mode = draw(st.sampled_from(PaddingMode)) if rule is None else PaddingMode.ZEROS
    budget = max_terms * channels["groups"] // (channels["out_channels"] * channels["in_channels"])
    axes: list[Axis] = []
    for remaining in range(rank, 0, -1):
        share = max(1, int(budget ** (1 / remaining) + 1e-9))
        used = {number for axis in axes for number in (axis.size, axis.filter)}
        axis, products = draw(_axes(share, LONGEST[rank], used, rule, mode))
        budget //= products
        axes.append(axis)
    padding = rule or tuple(axis.pads for axis in axes)
    if rule is not None:
        mode = draw(_modes_for_rule(axes, rule))
    return ConvSpec(
        *_sizes_of(axes),
        **_steps_of(axes),
        **channels,
        padding=padding,
        padding_mode=mode,
        bias=draw(st.booleans()),
        flip_filter=draw(st.booleans()),
    )


@lru_cache(maxsize=8)
def drawn_specs(
    count: int, max_terms: int = 400, ranks: tuple[int, ...] = (1, 2, 3)
) -> tuple[ConvSpec, ...]:
    """Draw `count` different specs, the same ones in every run."""
    found: dict[ConvSpec, None] = {}

    @settings(
        derandomize=True,
        database=None,
        max_examples=2 * count,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(conv_specs(max_terms, ranks))
    def collect(spec: ConvSpec) -> None:
        found[spec] = None

    collect()
    if len(found) < count:
        raise AssertionError(f"only {len(found)} different specs among {2 * count} drawn")
    return tuple(found)[:count]


@st.composite
def _channels(draw: DrawFn, budget: int) -> dict[str, int]:
    """Draw groups and channels whose (input, output) channel pairs stay within the budget."""
    groups = draw(st.integers(1, min(MAX_GROUPS, budget)))
    ins = draw(st.integers(1, min(MAX_CHANNELS_PER_GROUP, budget // groups)))
    outs = draw(st.integers(1, min(MAX_CHANNELS_PER_GROUP, budget // (groups * ins))))
    return {"in_channels": groups * ins, "out_channels": groups * outs, "groups": groups}


@st.composite
def _axes(
    draw: DrawFn, budget: int, longest: int, used: set[int], rule: str | None, mode: PaddingMode
) -> tuple[Axis, int]:
    """Draw one axis, and the number of its (output entry, filter entry) products."""
    taps = draw(_differing(list(range(1, min(MAX_FILTER, budget) + 1)), used))
    dilation = draw(st.integers(1, min(MAX_DILATION, (longest - 1) // max(1, taps - 1))))
    extent = dilation * (taps - 1) + 1
    room = longest - extent + 1
    outputs = draw(st.integers(1, min(MAX_OUTPUTS, budget // taps, room)))
    stride = draw(st.integers(1, min(MAX_STRIDE, room // outputs)))
    least = (outputs - 1) * stride + (1 if rule in ("same", "same_lower") else extent)
    if rule is not None:
        sizes = [least + remainder for remainder in range(stride)]
        size = draw(_differing(sizes, {*used, taps}))
        return Axis(size, taps, stride, dilation, None), taps * outputs
    total = least + draw(st.integers(0, stride - 1))
    size = draw(_differing(_sizes_padded_to(total, mode), {*used, taps}))
    pads = draw(_pads(total - size, _largest_pad(size, mode)))
    return Axis(size, taps, stride, dilation, pads), taps * outputs


def _differing(sizes: list[int], used: set[int]) -> SearchStrategy[int]:
    """Draw a size that is not used yet, if there is one."""
    return st.sampled_from([size for size in sizes if size not in used] or sizes)


def _sizes_padded_to(total: int, mode: PaddingMode) -> list[int]:
    """Give the input sizes, largest first, that a mode can pad to a given size."""
    sizes = range(total, 0, -1)
    return [size for size in sizes if total - size <= 2 * _largest_pad(size, mode)]


def _largest_pad(size: int, mode: PaddingMode) -> int:
    """Give the largest pad on one side; for the modes that take any, one longer than any axis."""
    if mode is PaddingMode.CIRCULAR:
        return size
    return size - 1 if mode is PaddingMode.REFLECT else max(LONGEST.values())


@st.composite
def _pads(draw: DrawFn, total: int, largest: int) -> tuple[int, int]:
    """Draw a (before, after) pair with a given sum."""
    before = draw(st.integers(max(0, total - largest), min(total, largest)))
    return before, total - before


def _modes_for_rule(axes: list[Axis], rule: str) -> SearchStrategy[PaddingMode]:
    """Draw a padding mode that can make the pads which a rule gives."""
    pads = ConvSpec(*_sizes_of(axes), **_steps_of(axes), padding=rule).pads
    largest = [(axis.size, max(pair)) for axis, pair in zip(axes, pads, strict=True)]
    return st.sampled_from(
        [m for m in PaddingMode if all(pad <= _largest_pad(size, m) for size, pad in largest)]
    )


def _sizes_of(axes: list[Axis]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return tuple(axis.size for axis in axes), tuple(axis.filter for axis in axes)


def _steps_of(axes: list[Axis]) -> dict[str, tuple[int, ...]]:
    return {
        "stride": tuple(axis.stride for axis in axes),
        "dilation": tuple(axis.dilation for axis in axes),
    }


def option_labels(spec: ConvSpec) -> set[str]:
    """Name the options that a spec exercises, to count what a run of tests has covered."""
    padded = any(map(any, spec.pads))
    facts = {
        f"rank {spec.rank}": True,
        f"{spec.padding_mode.value} padding": padded,
        "no padding": not padded,
        "asymmetric pads": any(before != after for before, after in spec.pads),
        "bias": spec.bias,
        "flip": spec.flip_filter and spec.taps > 1,
        "full": min(*spec.filter_size, *spec.output_size) > 1,
    }
    for rule in ("same", "same_lower"):
        facts[rule] = padded and spec.pads == _pads_by_rule(spec, rule)
    labels = {label for label, holds in facts.items() if holds}
    axes = range(spec.rank)
    return labels.union(_channel_labels(spec), *(_axis_labels(spec, axis) for axis in axes))


OPTION_LABELS = frozenset(
    {f"rank {rank}" for rank in LONGEST}
    | {f"{mode.value} padding" for mode in PaddingMode}
    | {"no padding", "asymmetric pads", "same", "same_lower", "bias", "flip", "full"}
    | {"several filters", "several channels", "groups", "depthwise", "channel multiplier"}
    | {"stride", "stride past the filter", "dilation", "window in padding"}
    | {"remainder", "remainder past a dilation"}
)


def _channel_labels(spec: ConvSpec) -> set[str]:
    depthwise = spec.groups == spec.in_channels > 1
    facts = {
        "several filters": spec.out_channels > 1,
        "several channels": spec.in_channels > 1,
        "groups": spec.groups > 1,
        "depthwise": depthwise,
        "channel multiplier": depthwise and spec.out_channels > spec.in_channels,
    }
    return {label for label, holds in facts.items() if holds}


def _axis_labels(spec: ConvSpec, axis: int) -> set[str]:
    size, (before, _) = spec.input_size[axis], spec.pads[axis]
    stride, dilation, taps = spec.stride[axis], spec.dilation[axis], spec.filter_size[axis]
    starts = [stride * position - before for position in range(spec.output_size[axis])]
    facts = {
        "stride": stride > 1,
        "stride past the filter": stride > spec.extent[axis],
        "dilation": dilation > 1 and taps > 1,
        "remainder": spec.remainder[axis] > 0,
        "remainder past a dilation": spec.remainder[axis] >= dilation > 1,
        "window in padding": any(
            all(not 0 <= start + tap * dilation < size for tap in range(taps)) for start in starts
        ),
    }
    return {label for label, holds in facts.items() if holds}


def _pads_by_rule(spec: ConvSpec, rule: str) -> Pads:
    steps = {"stride": spec.stride, "dilation": spec.dilation}
    return ConvSpec(spec.input_size, spec.filter_size, **steps, padding=rule).pads
