"""Padding by number, by pair and by rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from math import ceil

import pytest

from symconv import ConvSpec, ConvTransposeSpec, PoolSpec, SpecError, UnpoolSpec
from symconv.specs import LayerSpec
from symconv.specs.padding import as_pads, compact_pads

AXES = list(product(range(1, 12), range(1, 5), range(1, 6), range(1, 4)))  # n, k, s, d


def onnx_pads(n: int, k: int, s: int, d: int, rule: str) -> tuple[int, int]:
    """Give the pads of ONNX's Conv operator, as its specification has them."""
    output_shape = ceil(n / s)
    total = (output_shape - 1) * s + ((k - 1) * d + 1) - n
    total = max(total, 0)
    if rule == "same_lower":
        return total - total // 2, total // 2
    return total // 2, total - total // 2


@pytest.mark.parametrize("rule", ["same", "same_lower"])
def test_same_is_onnx_s_rule_for_any_stride_and_dilation(rule: str) -> None:
    smaller_extents = 0
    for n, k, s, d in AXES:
        spec = ConvSpec(n, k, stride=s, dilation=d, padding=rule)
        assert spec.pads == (onnx_pads(n, k, s, d, rule),), spec
        assert spec.output_size == (ceil(n / s),), spec
        smaller_extents += spec.extent[0] < s
    assert smaller_extents > 100


def test_same_puts_the_odd_entry_after_and_same_lower_before() -> None:
    size, filter_size, stride = (5, 6, 8), (2, 3, 4), (1, 2, 3)
    upper = ConvSpec(size, filter_size, stride=stride, padding="same")
    lower = ConvSpec(size, filter_size, stride=stride, padding="same_lower")
    # 4*1 + 2 - 5 = 1; 2*2 + 3 - 6 = 1; 2*3 + 4 - 8 = 2
    assert upper.pads == ((0, 1), (0, 1), (1, 1))
    assert lower.pads == ((1, 0), (1, 0), (1, 1))
    assert upper.output_size == lower.output_size == (5, 3, 3)


def test_full_and_causal_are_the_reach_of_the_filter() -> None:
    for n, k, s, d in AXES:
        full = ConvSpec(n, k, stride=s, dilation=d, padding="full")
        causal = ConvSpec(n, k, stride=s, dilation=d, padding="causal")
        assert full.pads == ((d * (k - 1), d * (k - 1)),)
        assert causal.pads == ((d * (k - 1), 0),)
        assert causal.output_size == (ceil(n / s),)
    spec = ConvSpec((7, 8), (3, 2), dilation=(1, 3), padding="full")
    assert spec.pads == ((2, 2), (3, 3))


@pytest.mark.parametrize("rule", ["full", "causal"])
@pytest.mark.parametrize(
    "build",
    [
        lambda rule: PoolSpec(5, 2, padding=rule),
        lambda rule: ConvTransposeSpec(5, 2, padding=rule),
        lambda rule: ConvTransposeSpec(5, 2, padding=rule, output_size=6),
        lambda rule: UnpoolSpec.of_attributes(5, 2, padding=rule),
    ],
)
def test_full_and_causal_are_for_convolutions(build: Callable[[str], LayerSpec], rule: str) -> None:
    words = rf"padding '{rule}' goes with convolutions \(kind 'conv'\) alone; write a number of"
    with pytest.raises(SpecError, match=words):
        build(rule)


@pytest.mark.parametrize("mode", ["circular", "reflect"])
def test_a_mode_that_cannot_pad_so_much_is_refused(mode: str) -> None:
    with pytest.raises(SpecError, match=f"{mode} padding 4 "):
        ConvSpec(3, 3, dilation=2, padding="causal", padding_mode=mode)


def test_valid_is_no_padding() -> None:
    for n, k, s, d in AXES:
        if d * (k - 1) + 1 <= n:
            assert ConvSpec(n, k, stride=s, dilation=d, padding="valid").pads == ((0, 0),)


def test_numbers_and_pairs() -> None:
    assert ConvSpec((7, 8), 3, padding=2).pads == ((2, 2), (2, 2))
    assert ConvSpec((7, 8), 3, padding=(0, 2)).pads == ((0, 0), (2, 2))
    assert ConvSpec((7, 8), 3, padding=((0, 2), (3, 1))).pads == ((0, 2), (3, 1))
    assert ConvSpec(7, 3, padding=(2,)).pads == ((2, 2),)
    assert ConvSpec(7, 3, padding=((1, 2),)).pads == ((1, 2),)


def test_two_numbers_on_one_axis_are_refused() -> None:
    for pads in ((1, 2), [1, 2], (1, 1)):
        with pytest.raises(ValueError, match=r"is ambiguous with one spatial axis; write \(\(1, "):
            ConvSpec(7, 3, padding=pads)


def pads_of_rank(rank: int) -> Iterator[tuple[tuple[int, int], ...]]:
    return product(product(range(3), repeat=2), repeat=rank)


@pytest.mark.parametrize("rank", [1, 2])
def test_the_compact_form_reads_back(rank: int) -> None:
    ones = (1,) * rank
    for pads in pads_of_rank(rank):
        assert as_pads(compact_pads(pads), (9,) * rank, ones, ones) == pads


@pytest.mark.parametrize(
    ("mode", "largest"), [("circular", 4), ("reflect", 3), ("zeros", 99), ("replicate", 99)]
)
def test_a_mode_takes_pads_up_to_what_the_input_can_give(mode: str, largest: int) -> None:
    for pads in ((largest, 0), (0, largest)):
        spec = ConvSpec((7, 4), 1, padding=((0, 0), pads), padding_mode=mode)
        assert spec.pads[1] == pads
    if largest < 99:
        for pads in ((largest + 1, 0), (0, largest + 1)):
            with pytest.raises(ValueError, match=f"{mode} padding {largest + 1} .* on axis 1"):
                ConvSpec((7, 4), 1, padding=((0, 0), pads), padding_mode=mode)


def test_a_rule_and_a_mode_go_together() -> None:
    spec = ConvSpec((6, 5), 3, padding="same", padding_mode="reflect")
    assert (spec.pads, spec.padding_mode.value) == (((1, 1), (1, 1)), "reflect")
    with pytest.raises(ValueError, match="reflect padding 2 must be smaller than the input size 2"):
        ConvSpec(2, 5, padding="same", padding_mode="reflect")
