"""Stand-ins: smaller layers whose windows meet all that those of the large layer meet."""

from __future__ import annotations

from itertools import pairwise

import pytest

from symconv import AdaptivePoolSpec, ConvSpec, ConvTransposeSpec, PoolSpec
from symconv.generation.stand_in import QUICK_TERMS, choose_stand_in
from symconv.specs import DenseSpec, LayerSpec

CONVOLUTIONS = [
    ConvSpec((50, 41), (3, 2), 2, 4, stride=(2, 3), padding=((1, 0), (2, 1)), bias=True),
    ConvSpec((50, 41), 3, 4, 8, groups=2, dilation=(2, 5), padding="same"),
    ConvSpec((64, 63), 7, 3, 2, stride=2, padding=3),
    ConvSpec(97, 4, stride=5, padding=((0, 3),)),
    ConvSpec((20, 21, 22), 1, 2, 2),
]


@pytest.mark.parametrize("spec", CONVOLUTIONS, ids=str)
def test_a_smaller_convolution_is_the_same_but_for_its_size(spec: ConvSpec) -> None:
    small = spec.stand_in
    assert isinstance(small, ConvSpec)
    assert {**small.literal(), "input_size": spec.input_size} == spec.literal()
    assert all(n < m for n, m in zip(small.input_size, spec.input_size, strict=True))
    assert small.remainder == spec.remainder
    assert all(2 <= count <= 11 for count in small.output_size)


@pytest.mark.parametrize("spec", CONVOLUTIONS, ids=str)
def test_its_windows_lie_on_the_padding_as_those_of_the_large_one(spec: ConvSpec) -> None:
    def ways(layer: ConvSpec, axis: int) -> set[frozenset[int]]:
        """Give the sets of taps that meet the input, one per window."""
        met: dict[int, set[int]] = {}
        for output, tap in axis_taps(layer, axis):
            met.setdefault(output, set()).add(tap)
        return {frozenset(taps) for taps in met.values()}

    small = spec.stand_in
    for axis in range(spec.rank):
        assert ways(spec, axis) <= ways(small, axis)


def axis_taps(spec: ConvSpec, axis: int) -> list[tuple[int, int]]:
    """Give the (output, tap) pairs of an axis that meet an input entry."""
    first, size = spec.pads[axis][0], spec.input_size[axis]
    return [
        (output, tap)
        for output in range(spec.output_size[axis])
        for tap in range(spec.filter_size[axis])
        if first <= output * spec.stride[axis] + tap * spec.dilation[axis] < first + size
    ]


POOLS = [
    PoolSpec((50, 41), (3, 2), 64, "average", stride=(2, 3), padding=((1, 0), (1, 1))),
    PoolSpec((50, 41), 3, 64, stride=2, ceil_mode=True),
    PoolSpec((51, 40), 2, 64, "lp", stride=3, ceil_mode=True),
]


@pytest.mark.parametrize("spec", POOLS, ids=str)
def test_a_smaller_pool_has_three_channels(spec: PoolSpec) -> None:
    small = spec.stand_in
    assert isinstance(small, PoolSpec)
    assert small.channels == 3
    large = {"input_size": spec.input_size, "channels": 64}
    assert {**small.literal(), **large} == spec.literal()
    beyond = [(axis.windows - 1) * axis.stride + axis.extent - axis.padded for axis in small.axes]
    assert beyond == [
        (axis.windows - 1) * axis.stride + axis.extent - axis.padded for axis in spec.axes
    ]


ADAPTIVE = [
    AdaptivePoolSpec((224, 60), (7, 25), 64),
    AdaptivePoolSpec((30, 40), (45, 8), 64, "max"),
]


@pytest.mark.parametrize("spec", ADAPTIVE, ids=str)
def test_a_smaller_adaptive_pool_has_the_same_windows(spec: AdaptivePoolSpec) -> None:
    small = spec.stand_in
    assert small.channels == 3
    assert small.operation is spec.operation
    assert small.terms < spec.terms / 50
    for few, all_ in zip(small.windows, spec.windows, strict=True):
        assert few == all_[: len(few)]  # and the others are these, counted from elsewhere
        assert _steps(few) == _steps(all_)


def _steps(windows: tuple[range, ...]) -> set[tuple[int, int, int]]:
    """Give the lengths of neighbouring windows, and how far apart they begin."""
    return {(len(one), len(two), two.start - one.start) for one, two in pairwise(windows)}


def test_a_transposed_convolution() -> None:
    spec = ConvTransposeSpec((40, 30), 3, 5, 2, stride=2, padding=1, output_padding=1)
    small = ConvTransposeSpec((3, 3), 3, 5, 2, stride=2, padding=1, output_padding=1)
    assert spec.stand_in == small
    cropped = ConvTransposeSpec((40, 50), 2, padding=15)
    assert cropped.stand_in == cropped


SAME = [PoolSpec((90, 90), "global", 3, "max"), AdaptivePoolSpec(901, 70), DenseSpec(300, 400)]


@pytest.mark.parametrize("spec", SAME, ids=str)
def test_what_cannot_be_smaller_stands_for_itself(spec: LayerSpec) -> None:
    assert spec.stand_in == spec


def test_quick_layers_stand_for_themselves() -> None:
    quick = ConvSpec((30, 30), 3, 2, 2, padding=1)
    slow = ConvSpec((60, 60), 3, 2, 2, padding=1)
    assert quick.terms < QUICK_TERMS < slow.terms
    assert choose_stand_in(quick) == quick
    assert choose_stand_in(slow) == slow.stand_in != slow
    probable = ConvSpec((30, 30), 3, 12, 14, padding=1)
    assert choose_stand_in(probable) == probable
