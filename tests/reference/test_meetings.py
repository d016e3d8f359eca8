"""What meets what: each meeting once, and few blocks of them, whichever are more."""

from __future__ import annotations

from itertools import product
from math import prod
from random import Random

import numpy as np
import pytest

from symconv.reference.meetings import Axis, Block, blocks


def drawn_axes(random: Random) -> list[Axis]:
    return [
        Axis(
            random.randint(1, 9),
            random.randint(1, 4),
            random.randint(1, 9),
            random.randint(1, 4),
            random.randint(-9, 9),
            random.randint(1, 12),
        )
        for _ in range(random.choice((1, 2)))
    ]


def along(axis: Axis) -> list[tuple[int, int, int]]:
    """Give the position, tap and place of every meeting of an axis, found one by one."""
    found = []
    for position, tap in product(range(axis.positions), range(axis.taps)):
        place = axis.first + axis.stride * position + axis.dilation * tap
        if place in range(axis.places):
            found.append((position, tap, place))
    return found


def numbers(block: Block, axes: list[Axis]) -> list[tuple[int, int, int]]:
    """Give the number of the position, the tap and the place of every meeting of a block."""
    sizes = zip(*((axis.positions, axis.taps, axis.places) for axis in axes), strict=True)
    arrays = [np.arange(prod(size)).reshape(size) for size in sizes]
    parts = zip(arrays, (block.positions, block.taps, block.places), strict=True)
    met = [array[index].reshape(-1).tolist() for array, index in parts]
    assert block.shape == (len(met[0]), len(met[1]))
    assert 1 in block.shape
    return [
        (met[0][n if block.shape[0] > 1 else 0], met[1][n if block.shape[1] > 1 else 0], place)
        for n, place in enumerate(met[2])
    ]


@pytest.mark.parametrize("seed", range(60))
def test_every_meeting_is_in_one_block(seed: int) -> None:
    axes = drawn_axes(Random(seed))
    sizes = [[getattr(axis, name) for axis in axes] for name in ("positions", "taps", "places")]
    expected = {
        tuple(int(np.ravel_multi_index(at, size)) for at, size in zip(index, sizes, strict=True))
        for index in (zip(*meetings, strict=True) for meetings in product(*map(along, axes)))
    }
    found = [meeting for block in blocks(axes) for meeting in numbers(block, axes)]
    assert len(found) == len(set(found))
    assert set(found) == expected


def test_the_fewer_of_taps_and_positions_are_looped_over() -> None:
    for taps, positions in ((3, 10**6), (10**6, 3), (10**9, 1), (1, 10**9)):
        line = Axis(positions, 1, taps, 1, 0, positions + taps - 1)
        assert len(list(blocks([line]))) == min(taps, positions)
    assert not list(blocks([Axis(5, 2, 3, 1, 20, 9)]))
