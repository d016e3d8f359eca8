"""Pooling and unpooling layers as a person gives them: read, written back, refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from symconv import Pooling, PoolSpec, SpecError, UnpoolSpec
from symconv.roles import Role
from symconv.specs.flags import LayerFlags, describe, layer_flags, read_flags, to_flags
from symconv.specs.kinds import build_spec
from symconv.specs.layer import Arithmetic
from tests import pool_loops
from tests.specs.typed import typed
from tests.strategies_pool import drawn_pools, pool_labels, pool_specs, unpool_specs

LEAST_PER_LABEL = 8


def test_everything_reads_back_normalised() -> None:
    spec = PoolSpec([7, np.int64(9)], 3, 4, Pooling.MIN, (2, 1), 2, ((1, 0), (2, 3)), True)
    assert (spec.input_size, spec.pool_size, spec.channels) == ((7, 9), (3, 3), 4)
    assert spec.operation is Pooling.MIN
    assert (spec.stride, spec.dilation, spec.pads) == ((2, 1), (2, 2), ((1, 0), (2, 3)))
    assert (spec.extent, spec.padded_size, spec.taps) == ((5, 5), (8, 14), 9)
    assert (spec.input_shape, spec.output_shape) == ((4, 7, 9), (4, 3, 10))
    assert (spec.ceil_mode, spec.count_include_pad) == (True, False)
    assert not spec.parameter_shapes


def test_what_follows_from_the_operation() -> None:
    facts = {
        op: (spec.polynomial, spec.arithmetic, spec.takes_complex, dict(spec.functions))
        for op in Pooling
        for spec in [PoolSpec(3, 2, operation=op)]
    }
    both = {"forward": ("x",), "grad_input": ("grad_o", "x")}
    selecting = (False, Arithmetic.INTEGER, False, {**both, "indices": ("x",)})
    assert facts[Pooling.MAX] == facts[Pooling.MIN] == selecting
    assert facts[Pooling.LP] == (False, Arithmetic.REAL, False, both)
    linear = {"forward": ("x",), "grad_input": ("grad_o",)}
    assert facts[Pooling.AVERAGE] == (True, Arithmetic.RATIONAL, True, linear)
    assert PoolSpec(3, 2, operation="lp", power=1).arithmetic is Arithmetic.RATIONAL


@pytest.mark.parametrize(
    ("arguments", "output"),
    [
        ({"input_size": 4, "pool_size": 2, "stride": 2}, 2),
        ({"input_size": 5, "pool_size": 2, "stride": 2}, 2),
        ({"input_size": 5, "pool_size": 2, "stride": 2, "ceil_mode": True}, 3),
        # ONNX MaxPool, test case ceil_output_size_reduce_by_one: the second window starts outside
        ({"input_size": 2, "pool_size": 1, "stride": 2, "ceil_mode": True}, 1),
        # AveragePool, test case ceil_last_window_starts_on_pad
        ({"input_size": 2, "pool_size": 3, "stride": 3, "padding": 1, "ceil_mode": True}, 1),
        ({"input_size": 3, "pool_size": 2, "stride": 3, "padding": 1, "ceil_mode": True}, 2),
        # wider than the input: no window, but one that is cut off
        ({"input_size": 3, "pool_size": 4, "stride": 2, "ceil_mode": True}, 1),
        ({"input_size": 7, "pool_size": 3, "dilation": 3}, 1),
        ({"input_size": 7, "pool_size": 3, "stride": 2, "padding": "same"}, 4),
        ({"input_size": 7, "pool_size": 3, "stride": 2, "padding": "same_lower"}, 4),
        ({"input_size": 7, "pool_size": "global", "stride": 3}, 1),
    ],
)
def test_output_size(arguments: dict[str, Any], output: int) -> None:
    assert PoolSpec(**arguments).output_size == (output,)


def test_a_rule_for_padding_leaves_the_output_size_to_itself() -> None:
    # by ONNX's text ceil((n - k + 1) / s) whether ceil_mode or not, where pads of 0 would round up
    for rule, size in (("valid", 2), ("same", 3), ("same_lower", 3)):
        spec = PoolSpec(5, 2, stride=2, padding=rule, ceil_mode=True)
        assert spec == PoolSpec(5, 2, stride=2, padding=rule)
        assert (spec.output_size, spec.ceil_mode) == ((size,), False)
    assert PoolSpec(5, 2, stride=2, ceil_mode=True).output_size == (3,)
    assert PoolSpec(4, 3, padding="same").pads == ((1, 1),)
    assert PoolSpec(4, 2, padding="same").pads == ((0, 1),)
    assert PoolSpec(4, 2, padding="same_lower").pads == ((1, 0),)


def test_sizes_and_terms_are_those_of_windows_laid_one_by_one() -> None:
    seen: dict[str, int] = {}
    for spec in drawn_pools(400):
        laid = list(pool_loops.windows(spec))
        assert len(laid) == np.prod(spec.output_size), spec
        met = spec.channels * sum(len(entries) for _, entries, _ in laid)
        window = 1 if spec.polynomial else min(spec.taps, int(np.prod(spec.input_size)))
        assert spec.terms == met * window, spec
        for label in pool_labels(spec):
            seen[label] = seen.get(label, 0) + 1
    assert len(seen) == 19
    assert min(seen.values()) >= LEAST_PER_LABEL, seen


def test_a_window_of_padding_alone_is_refused_unless_it_counts() -> None:
    refused = taken = 0
    numbers = product((1, 2, 3), (1, 2, 3), (1, 2), (1, 2, 3), (0, 1, 2, 3), (0, 1, 3), (0, 1))
    for n, k, s, d, before, after, ceil in numbers:
        arguments = (n, k, 1, "average", s, d, ((before, after),), bool(ceil))
        try:
            counting = PoolSpec(*arguments, count_include_pad=True)
        except SpecError:
            continue
        if all(entries for _, entries, _ in pool_loops.windows(counting)):
            PoolSpec(*arguments)
            taken += 1
            continue
        refused += 1
        with pytest.raises(SpecError, match=f"a window of pool {k} meets only padding on axis 0"):
            PoolSpec(*arguments)
        PoolSpec(n, k, 1, "lp", s, d, ((before, after),), bool(ceil))
    assert min(refused, taken) > 50


def test_huge_layers_are_checked_and_counted_at_once() -> None:
    huge = PoolSpec(10**9, 7 * 10**7, stride=7, operation="average")
    assert huge.terms == 7 * 10**7 * huge.output_size[0]
    far = PoolSpec(10**9, 2, dilation=2 * 10**9, padding=15 * 10**8, operation="lp")
    assert far.output_size == (2 * 10**9,)
    with pytest.raises(SpecError, match="meets only padding"):
        PoolSpec(10**9, 2, dilation=2 * 10**9, padding=15 * 10**8)


@given(pool_specs())
@settings(max_examples=300, deadline=None)
def test_a_pooling_layer_is_written_back(spec: PoolSpec) -> None:
    assert eval(repr(spec)) == spec
    assert "\n" not in repr(spec)
    assert build_spec("pool", spec.literal()) == spec
    assert read_flags(typed(to_flags(spec))) == spec
    options = {
        name: value
        for name, value in spec.literal().items()
        if name not in ("input_size", "channels")
    }
    assert PoolSpec.sized_for(spec.input_shape, options) == spec


@given(unpool_specs())
@settings(max_examples=100, deadline=None)
def test_an_unpooling_layer_is_written_back(spec: UnpoolSpec) -> None:
    assert eval(repr(spec)) == spec
    assert build_spec("unpool", spec.literal()) == spec
    assert read_flags(typed(to_flags(spec))) == spec


def test_how_they_are_written() -> None:
    spec = PoolSpec((6, 7), (3, 2), 4, "average", (2, 1), 1, ((1, 0), (0, 1)), True, True)
    assert repr(spec) == (
        "PoolSpec((6, 7), (3, 2), channels=4, operation='average', stride=(2, 1), "
        "padding=((1, 0), (0, 1)), ceil_mode=True, count_include_pad=True)"
    )
    assert " ".join(to_flags(spec)) == (
        "--kind pool --input 4x6x7 --pool 3x2 --operation average --stride 2x1 "
        "--padding 1:0x0:1 --ceil-mode --count-include-pad"
    )
    assert describe(spec) == (
        "2-D, 4 channels, 6×7; average of 3×2, stride 2×1, padding 1:0x0:1 (counted), "
        "output size rounded up; output 4×3×7"
    )
    assert describe(PoolSpec(9, "global", operation="lp", power=3)) == (
        "1-D, 1 channel, 9; p-norm with p = 3 of 9 (the whole input); output 1×1"
    )
    columns = PoolSpec((4, 5), 2, dilation=(1, 2), storage_order=1)
    assert describe(columns) == (
        "2-D, 1 channel, 4×5; maximum of 2×2, dilation 1×2, indices column by column; output 1×3×3"
    )
    unpool = UnpoolSpec((2, 3), (5, 6), 4, (4, 6))
    assert repr(unpool) == "UnpoolSpec((2, 3), (5, 6), channels=4, index_size=(4, 6))"
    assert describe(unpool) == (
        "2-D, 4 channels, 2×3 unpooled, indices counted on 4×4×6; output 4×5×6"
    )


def test_the_whole_input_on_the_command_line() -> None:
    spec = read_flags(layer_flags(input="3x6x7", pool="global", operation="average", kind="pool"))
    assert spec == PoolSpec((6, 7), "global", 3, "average")
    assert read_flags(layer_flags(input="3x6x7", pool="2x2", kind="pool")).channels == 3
    assert read_flags(layer_flags(input="6x7", pool="2x2", kind="pool")).channels == 1


def test_global_is_the_whole_input() -> None:
    spec = PoolSpec((4, 5, 6), "global", 2)
    assert (spec.pool_size, spec.output_shape, spec.is_global) == ((4, 5, 6), (2, 1, 1, 1), True)
    assert PoolSpec.sized_for((2, 4, 5, 6), {"pool_size": "global"}) == spec
    assert not PoolSpec((4, 5), (4, 5), padding=1).is_global
    padded = PoolSpec((2, 2), (2, 2), stride=3, padding=1, ceil_mode=True)
    assert (padded.output_size, padded.is_global) == ((1, 1), False)


def test_a_dilated_window_cut_off_by_the_border_is_not_global() -> None:
    # taps at 0 and 3, of which an input of two entries has the first alone
    cut_off = PoolSpec(2, 2, stride=4, dilation=3, ceil_mode=True)
    assert (cut_off.pool_size, cut_off.output_size) == (cut_off.input_size, (1,))
    assert not cut_off.is_global
    assert "whole input" not in describe(cut_off)
    assert PoolSpec(1, 1, dilation=5).is_global  # one tap: nothing to spread


def test_global_are_the_layers_whose_only_window_meets_every_entry() -> None:
    numbers = product((1, 2, 3), (1, 2, 3), (1, 2, 4), (1, 2, 3), (0, 1))
    arguments = (
        {"input_size": n, "pool_size": k, "stride": s, "dilation": d, "ceil_mode": bool(ceil)}
        for n, k, s, d, ceil in numbers
        if k <= n or ceil
    )
    found = 0
    for spec in (*drawn_pools(400), *buildable(arguments)):
        meeting = [entries for _, entries, _ in pool_loops.windows(spec)]
        whole = list(product(*map(range, spec.input_size)))
        by_hand = meeting == [whole] and spec.pool_size == spec.input_size
        assert spec.is_global == (by_hand and not any(map(any, spec.pads))), spec
        found += spec.is_global
    assert found >= LEAST_PER_LABEL


def buildable(arguments: Iterable[dict[str, Any]]) -> Iterator[PoolSpec]:
    """Give the layers of those arguments that some layer has."""
    for each in arguments:
        with suppress(SpecError):
            yield PoolSpec(**each)


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        (((3, 3), 4), "pool 4 exceeds padded input 3 on axis 0 (input 3, padding 0)"),
        (
            ((9, 5), 3, 1, "max", 1, 4, ((0, 0), (1, 2))),
            "pool 3, dilated to 9, exceeds padded input 8 on axis 1 "
            "(input 5, padding 1 before and 2 after)",
        ),
        (
            (4, 2, 1, "max", 1, 1, 2),
            "a window of pool 2 meets only padding on axis 0 (input 4, padding 2); every window "
            "must meet an input entry, unless count_include_pad makes an average of padding",
        ),
        ((4, 2, 1, "mean"), "operation 'mean' is not one of max, min, average, lp"),
        ((4, "all"), "pool_size 'all' is not a number of entries or 'global'"),
        ((4, (2, 2)), "pool_size (2, 2) has 2 numbers, but the input has 1 spatial axis"),
        ((4, 0), "pool_size 0 is smaller than 1"),
        ((4, 2, 0), "channels 0 is smaller than 1"),
        ((4, 2, 1, "max", 0), "stride 0 is smaller than 1"),
        ((4, 2, 1, "max", 1, 1, 0, 1), "ceil_mode 1 is not True or False"),
        (
            (4, 2, 1, "lp", 1, 1, 0, False, True),
            "count_include_pad goes with operation 'average', not 'lp'",
        ),
        (
            (4, 2, 1, "max", 1, 1, 0, False, False, 3),
            "power goes with operation 'lp', not 'max'",
        ),
        ((4, 2, 1, "lp", 1, 1, 0, False, False, 0), "power 0 is smaller than 1"),
        ((4, 2, 1, "lp", 1, 1, 0, False, False, 0.5), "power 1/2 is smaller than 1"),
        (
            (4, 2, 1, "lp", 1, 1, 0, False, False, "e"),
            "power 'e' is not a number such as 0.01 or \"1/3\"",
        ),
        (
            (4, 2, 1, "average", 1, 1, 0, False, False, 2, 1),
            "storage_order goes with operation 'max' or 'min', not 'average'",
        ),
        (
            (4, 2, 1, "max", 1, 1, 0, False, False, 2, 2),
            "storage_order 2 is not 0 (row-major) or 1 (column-major)",
        ),
        (
            (4, 2, 1, "average", 1, 1, 0, False, True, 2, 0, 3),
            "divisor 3 and count_include_pad are both given; the divisor is what sums are divided "
            "by, however many entries count",
        ),
        (
            (4, 2, 1, "lp", 1, 1, 0, False, False, 2, 0, 3),
            "divisor goes with operation 'average', not 'lp'",
        ),
        (
            (4, 2, 1, "lp", 1, 1, 0, False, False, 2, 0, None, "last"),
            "ties goes with operation 'max' or 'min', not 'lp'",
        ),
        (
            (4, 2, 1, "max", 1, 1, 0, False, False, 2, 0, None, "all"),
            "ties 'all' is not one of first, last, split",
        ),
        ((4, 2, 1, "average", 1, 1, 0, False, False, 2, 0, 0), "divisor 0 is smaller than 1"),
        (
            (4, "global", 1, "max", 1, 1, 1),
            "pool_size 'global' is the whole input; it takes no padding",
        ),
        (
            (1, "global", 1, "max", 1, 2),
            "pool_size 'global' is the whole input; it takes no dilation",
        ),
    ],
)
def test_wrong_pools_are_refused_in_one_line(arguments: tuple[Any, ...], rule: str) -> None:
    with pytest.raises(SpecError) as caught:
        PoolSpec(*arguments)
    message = str(caught.value)
    assert message.startswith(f"{rule}: PoolSpec(")
    assert "\n" not in message


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (
            layer_flags(input="8x8", pool="global", kind="pool", padding="1"),
            "pool_size 'global' is the whole input; it takes no padding: "
            "PoolSpec((8,), 'global', channels=8, padding=1)",
        ),
        (
            layer_flags(input="8", pool="global", kind="pool"),
            "--input 8 has 1 number; with --pool global it takes channels and then 1 to 3 sizes, "
            "such as 3x32x32: --kind pool --input 8 --pool global",
        ),
        (
            layer_flags(input="8", kind="pool"),
            "--pool is missing (for example --pool 2x2): --kind pool --input 8",
        ),
        (
            layer_flags(input="8", pool="2", filters=2, kind="pool"),
            "--filters does not go with --kind pool: --kind pool --input 8 --filters 2 --pool 2",
        ),
        (
            layer_flags(input="2x2x2x2", output_size="4", kind="unpool"),
            "--input 2x2x2x2 has 4 numbers; with --output-size 4 (1-D) it takes 1 (one channel) "
            "or 2 (channels first): --kind unpool --input 2x2x2x2 --output-size 4",
        ),
    ],
)
def test_wrong_flags_are_refused_in_one_line(flags: LayerFlags, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        read_flags(flags)
    assert str(caught.value) == message


def test_an_unpooling_layer_takes_indices() -> None:
    spec = UnpoolSpec((2, 3), (4, 5), 2)
    assert (spec.input_shape, spec.output_shape, spec.index_shape) == (
        (2, 2, 3), (2, 4, 5), (2, 4, 5)
    )  # fmt: skip
    assert dict(spec.data_shapes) == {Role.INDICES: (2, 2, 3)}
    assert spec.arguments["i"].batched
    assert not spec.polynomial
    assert spec.takes_complex


def test_unpooling_undoes_a_pool() -> None:
    pool = PoolSpec((5, 6), (2, 3), 3, stride=2)
    assert UnpoolSpec.of_pool(pool) == UnpoolSpec((2, 2), (5, 6), 3)
    for ties in ("last", "split"):
        with pytest.raises(SpecError, match="only a pool whose ties go to the first can be"):
            UnpoolSpec.of_pool(PoolSpec(4, 2, ties=ties))
    with pytest.raises(SpecError, match="only indices with storage_order 0 can be unpooled"):
        UnpoolSpec.of_pool(PoolSpec(4, 2, storage_order=1))
    for operation in ("average", "lp"):
        with pytest.raises(SpecError, match="maxima and minima alone have indices to unpool by"):
            UnpoolSpec.of_pool(PoolSpec(4, 2, operation=operation))


def test_unpooling_by_the_attributes_of_onnx() -> None:
    assert UnpoolSpec.of_attributes((2, 3), 3, 2, ((1, 0), (0, 1))) == UnpoolSpec((2, 3), (4, 6))
    wider = UnpoolSpec.of_attributes((2, 3), 2, 2, output_size=(5, 6), channels=4)
    assert wider == UnpoolSpec((2, 3), (5, 6), 4)  # indices count on the pool's own input
    with pytest.raises(SpecError, match="leaves nothing of an unpooled size"):
        UnpoolSpec.of_attributes(1, 2, padding=1)


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        ((2, (3, 3)), "output_size (3, 3) has 2 numbers, but the input has 1 spatial axis"),
        ((2, 0), "output_size 0 is smaller than 1"),
        ((2, 3, 1, 4), "index_size 4 exceeds output_size 3 on axis 0"),
        (((2, 2), 3, True), "channels True is not an integer"),
    ],
)
def test_wrong_unpoolings_are_refused_in_one_line(arguments: tuple[Any, ...], rule: str) -> None:
    with pytest.raises(SpecError) as caught:
        UnpoolSpec(*arguments)
    assert str(caught.value).startswith(f"{rule}: UnpoolSpec(")


def test_powers_are_kept_exactly() -> None:
    ways = (1.5, "1.5", "3/2", Fraction(3, 2), Decimal("1.5"))
    specs = {PoolSpec(4, 2, operation="lp", power=power) for power in ways}
    (spec,) = specs
    assert spec.power == Fraction(3, 2)
    assert repr(spec) == "PoolSpec((4,), (2,), operation='lp', power='3/2')"
    assert to_flags(spec)[-2:] == ["--power", "3/2"]
    for whole in (3, 3.0, "3", Fraction(3)):
        power = PoolSpec(4, 2, operation="lp", power=whole).power
        assert (power, type(power)) == (3, int)
    assert PoolSpec(4, 2, operation="lp", power=1.1).power == Fraction(11, 10)
