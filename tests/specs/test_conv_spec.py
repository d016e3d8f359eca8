"""What a ConvSpec takes, how it reads back, and what follows from it."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, replace
from itertools import product

import numpy as np
import pytest
import sympy
from hypothesis import given, settings

from symconv import ConvSpec, PaddingMode
from symconv.symbolic.geometry import meetings
from tests.strategies import conv_specs, drawn_specs

SPEC = ConvSpec(
    (7, 9), (3, 2), in_channels=4, out_channels=6, groups=2, stride=(2, 3), dilation=(1, 4),
    padding=((1, 0), (2, 3)), padding_mode="circular", bias=True, flip_filter=True,
)  # fmt: skip
SPECS = drawn_specs(150)


class Index:
    """Anything with `__index__`."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __index__(self) -> int:
        return self.value


def test_everything_reads_back_normalised() -> None:
    assert SPEC.input_size == (7, 9)
    assert SPEC.filter_size == (3, 2)
    assert (SPEC.in_channels, SPEC.out_channels, SPEC.groups) == (4, 6, 2)
    assert SPEC.stride == (2, 3)
    assert SPEC.dilation == (1, 4)
    assert SPEC.pads == SPEC.padding == ((1, 0), (2, 3))
    assert SPEC.padding_mode is PaddingMode.CIRCULAR
    assert SPEC.bias is SPEC.flip_filter is True


def test_one_int_counts_for_every_axis_and_the_input_size_gives_the_rank() -> None:
    for rank, size in enumerate([5, (5, 6), (5, 6, 7)], start=1):
        spec = ConvSpec(size, 3, stride=2, dilation=1, padding=1)
        assert spec.rank == rank
        assert spec.filter_size == (3,) * rank
        assert spec.stride == (2,) * rank
        assert spec.pads == ((1, 1),) * rank
    assert ConvSpec(5, 3) == ConvSpec((5,), (3,))


@pytest.mark.parametrize("kind", [int, np.int64, np.uint8, np.array, sympy.Integer, Index])
def test_integers_are_whatever_operator_index_takes(kind: type) -> None:
    spec = ConvSpec(
        (kind(7), kind(9)), kind(2), kind(4), kind(6), kind(2), kind(2), (kind(1), kind(2)),
        ((kind(1), kind(0)), (kind(2), kind(3))),
    )  # fmt: skip
    assert spec == ConvSpec((7, 9), 2, 4, 6, 2, 2, (1, 2), ((1, 0), (2, 3)))
    numbers = [
        *spec.input_size, *spec.filter_size, *spec.stride, *spec.dilation, *spec.pads[0],
        *spec.pads[1], spec.in_channels, spec.out_channels, spec.groups,
    ]  # fmt: skip
    assert {type(number) for number in numbers} == {int}


def test_any_sequence_of_ints_counts_per_axis() -> None:
    expected = ConvSpec((7, 9), (3, 2), stride=(2, 3), padding=(1, 2))
    assert ConvSpec([7, 9], [3, 2], stride=[2, 3], padding=[1, 2]) == expected
    arrays = [np.array(values) for values in ((7, 9), (3, 2), (2, 3), (1, 2))]
    assert ConvSpec(arrays[0], arrays[1], stride=arrays[2], padding=arrays[3]) == expected
    assert ConvSpec(range(7, 10, 2), (3, 2), stride=(2, 3), padding=((1, 1), (2, 2))) == expected
    assert ConvSpec((7, 9), (3, 2), padding=np.array([[1, 0], [2, 3]])).pads == ((1, 0), (2, 3))


@pytest.mark.parametrize("value", [True, np.True_])
def test_flags_are_true_or_false(value: bool) -> None:
    spec = ConvSpec(3, 2, bias=value, flip_filter=value)
    assert spec.bias is True
    assert spec.flip_filter is True


def test_equal_layers_are_equal_however_padding_is_written() -> None:
    spellings = [2, (2, 2), [2, 2], ((2, 2), (2, 2)), np.int8(2), "same"]
    specs = {ConvSpec((7, 8), 5, padding=padding) for padding in spellings}
    assert specs == {ConvSpec((7, 8), (5, 5), padding=2)}
    assert len({hash(ConvSpec((7, 8), 5, padding=padding)) for padding in spellings}) == 1
    assert ConvSpec(7, 3, padding="valid") == ConvSpec(7, 3) != ConvSpec(7, 3, padding=1)
    assert ConvSpec(7, 3, padding_mode="reflect") == ConvSpec(
        7, 3, padding_mode=PaddingMode.REFLECT
    )


@pytest.mark.parametrize(
    "change",
    [
        {"input_size": (9, 7)}, {"filter_size": (2, 3)}, {"in_channels": 8}, {"out_channels": 8},
        {"groups": 1}, {"stride": (3, 2)}, {"dilation": (2, 4)}, {"padding": ((0, 1), (2, 3))},
        {"padding_mode": "replicate"}, {"bias": False}, {"flip_filter": False},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_every_argument_tells_specs_apart(change: dict[str, object]) -> None:
    assert replace(SPEC, **change) != SPEC


def test_repr_leaves_defaults_out_and_is_compact() -> None:
    assert repr(ConvSpec(5, 3)) == "ConvSpec((5,), (3,))"
    assert repr(ConvSpec((5, 6), 3, stride=(2, 2), dilation=(1, 1), padding=((1, 1), (1, 1)))) == (
        "ConvSpec((5, 6), (3, 3), stride=2, padding=1)"
    )
    assert repr(ConvSpec((5, 6), 3, padding=(1, 2))) == "ConvSpec((5, 6), (3, 3), padding=(1, 2))"
    assert repr(ConvSpec(5, 3, padding=((1, 2),))) == "ConvSpec((5,), (3,), padding=((1, 2),))"
    assert repr(SPEC) == (
        "ConvSpec((7, 9), (3, 2), in_channels=4, out_channels=6, groups=2, stride=(2, 3), "
        "dilation=(1, 4), padding=((1, 0), (2, 3)), padding_mode='circular', bias=True, "
        "flip_filter=True)"
    )


@given(conv_specs())
@settings(max_examples=200, deadline=None)
def test_repr_can_be_pasted_back(spec: ConvSpec) -> None:
    text = repr(spec)
    assert "\n" not in text
    assert eval(text, {"ConvSpec": ConvSpec}) == spec


def test_specs_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        SPEC.stride = (1, 1)
    with pytest.raises(FrozenInstanceError):
        del SPEC.bias
    with pytest.raises(AttributeError):
        SPEC.output_size = (1, 1)


def test_specs_are_copied_pickled_and_replaced() -> None:
    for again in (copy.copy(SPEC), copy.deepcopy(SPEC), pickle.loads(pickle.dumps(SPEC))):
        assert again == SPEC
        assert hash(again) == hash(SPEC)
        assert repr(again) == repr(SPEC)
    assert replace(SPEC) == SPEC
    changed = replace(SPEC, stride=1, padding="valid")
    assert changed.stride == (1, 1)
    assert changed.pads == ((0, 0), (0, 0))
    assert changed.groups == 2


def test_replacing_validates_again() -> None:
    with pytest.raises(ValueError, match="groups 4 does not divide out_channels 6"):
        replace(SPEC, groups=4)


def test_sizes_of_one_layer_worked_out_by_hand() -> None:
    # rows: 1 + 7 padded, 3 taps, steps of 2; columns: 2 + 9 + 3 padded, 2 taps 4 apart, steps of 3
    assert SPEC.extent == (3, 5)
    assert SPEC.padded_size == (8, 14)
    assert SPEC.output_size == (3, 4)
    assert SPEC.remainder == (1, 0)
    assert SPEC.input_shape == (4, 7, 9)
    assert SPEC.filter_shape == (6, 2, 3, 2)
    assert SPEC.bias_shape == (6,)
    assert SPEC.output_shape == (6, 3, 4)
    assert SPEC.taps == 6
    assert SPEC.terms == 6 * 2 * (3 * 3) * (4 * 2)


def test_output_size_is_the_number_of_places_that_the_filter_fits() -> None:
    for spec in SPECS:
        for axis, padded in enumerate(spec.padded_size):
            last = (spec.filter_size[axis] - 1) * spec.dilation[axis]
            starts = [at for at in range(0, padded, spec.stride[axis]) if at + last < padded]
            assert len(starts) == spec.output_size[axis], spec
            assert padded - (starts[-1] + last + 1) == spec.remainder[axis], spec


def test_terms_are_the_meetings_counted() -> None:
    for spec in SPECS:
        places = product(*map(range, spec.output_size))
        met = sum(1 for place in places for _ in meetings(spec, place))
        assert spec.terms == spec.out_channels * spec.filter_shape[1] * met, spec


def test_terms_of_one_axis_with_any_pads_and_remainder() -> None:
    seen = 0
    steps = product(range(1, 6), range(1, 4), range(1, 5), range(1, 4), range(4), range(4))
    for n, k, s, d, before, after in steps:
        if d * (k - 1) < n + before + after:
            spec = ConvSpec(n, k, stride=s, dilation=d, padding=((before, after),))
            places = product(range(spec.output_size[0]), range(k))
            assert spec.terms == sum(0 <= o * s + t * d - before < n for o, t in places), spec
            seen += spec.remainder[0] > 0 and before != after
    assert seen > 500


def test_terms_of_a_huge_layer_are_counted_at_once() -> None:
    # pads longer than the filter: every input entry meets one filter position in seven per tap
    spec = ConvSpec(10**9, 7 * 10**7, stride=7, padding=10**9)
    assert spec.terms == 10**9 * 10**7
    assert ConvSpec(10**9, 10**8, stride=10**8).terms == 10**9
    assert ConvSpec(10**9, 1, padding=10**12).terms == 10**9
