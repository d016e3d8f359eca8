"""What a tap meets, against a look into NumPy's padded array."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from symconv import ConvSpec, PaddingMode
from symconv.symbolic.geometry import (
    Meeting,
    axis_meetings,
    filter_place,
    meetings,
    padded_place,
    padded_sources,
    source_entry,
)
from tests.strategies import drawn_specs

SPECS = drawn_specs(150)
NUMPY_MODES = {"zeros": "constant", "circular": "wrap", "reflect": "reflect", "replicate": "edge"}
NOTHING = 0  # what padding is numbered in `numbered_input`


def numbered_input(spec: ConvSpec) -> np.ndarray:
    """Number the input entries from 1, row by row, and pad them as the spec says."""
    numbers = np.arange(1, 1 + np.prod(spec.input_size)).reshape(spec.input_size)
    return np.pad(numbers, spec.pads, mode=NUMPY_MODES[spec.padding_mode.value])


def looked_up(spec: ConvSpec, position: tuple[int, ...]) -> list[Meeting]:
    padded = numbered_input(spec)
    found = []
    for index in product(*map(range, spec.filter_size)):
        taps = index
        if spec.flip_filter:
            taps = tuple(k - 1 - i for k, i in zip(spec.filter_size, index, strict=True))
        steps = zip(position, taps, spec.stride, spec.dilation, strict=True)
        number = padded[tuple(o * s + t * d for o, t, s, d in steps)]
        if number != NOTHING:
            place = np.unravel_index(number - 1, spec.input_size)
            found.append(Meeting(index, tuple(map(int, place))))
    return found


def test_meetings_are_what_stands_in_the_padded_input() -> None:
    seen = set()
    for spec in SPECS:
        for position in product(*map(range, spec.output_size)):
            assert list(meetings(spec, position)) == looked_up(spec, position), (spec, position)
        if any(map(any, spec.pads)):
            seen.add((spec.padding_mode, spec.flip_filter))
    assert seen == set(product(PaddingMode, (False, True)))


@pytest.mark.parametrize("mode", PaddingMode)
def test_padded_axes_are_numpy_s(mode: PaddingMode) -> None:
    for size, before, after in product((1, 2, 5), range(6), range(6)):
        largest = {PaddingMode.CIRCULAR: size, PaddingMode.REFLECT: size - 1}.get(mode, 9)
        if max(before, after) <= largest:
            spec = ConvSpec(size, 1, padding=((before, after),), padding_mode=mode)
            numbers = numbered_input(spec)
            expected = [None if number == NOTHING else number - 1 for number in numbers]
            sources = padded_sources(spec, 0)
            assert list(sources) == expected
            assert len(sources) == len(expected)


def test_each_axis_has_its_own_pads_steps_and_size() -> None:
    spec = ConvSpec((4, 9), (3, 2), stride=(1, 5), dilation=(1, 6), padding=((1, 0), (2, 3)))
    assert list(padded_sources(spec, 0)) == [None, 0, 1, 2, 3]
    assert list(padded_sources(spec, 1)) == [None, None, *range(9), None, None, None]
    assert padded_place(spec, 0, 2, 1) == 3
    assert padded_place(spec, 1, 1, 1) == 11
    assert axis_meetings(spec, 1) == (((1, 4),), ((0, 3),))


def test_padded_axes_take_places_on_the_axis_only() -> None:
    sources = padded_sources(ConvSpec(3, 2, padding=1), 0)
    for place in (-1, 5):
        with pytest.raises(IndexError):
            sources[place]


def test_a_flipped_filter_is_read_from_its_end() -> None:
    spec = ConvSpec((7, 8), (3, 2), flip_filter=True)
    assert [filter_place(spec, 0, tap) for tap in range(3)] == [2, 1, 0]
    assert [filter_place(spec, 1, tap) for tap in range(2)] == [1, 0]
    assert filter_place(ConvSpec((7, 8), (3, 2)), 0, 2) == 2


def test_a_window_wholly_in_padding_meets_nothing() -> None:
    spec = ConvSpec(2, 2, padding=3)
    met = [list(meetings(spec, (place,))) for place in range(7)]
    assert met[0] == met[1] == met[5] == met[6] == []
    assert met[2] == [Meeting((1,), (0,))]
    assert met[3] == [Meeting((0,), (0,)), Meeting((1,), (1,))]


def test_long_axes_are_not_written_out() -> None:
    spec = ConvSpec(10**12, 2, padding=10**12, padding_mode="circular")
    sources = padded_sources(spec, 0)
    assert len(sources) == 3 * 10**12
    assert sources[10**12 + 5] == sources[2 * 10**12 + 5] == sources[5] == 5
    assert source_entry(PaddingMode.REFLECT, -7, 10**12) == 7
