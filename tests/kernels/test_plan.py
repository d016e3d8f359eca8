"""The plan: borders as runs of copies, and what taps meet."""

from __future__ import annotations

import numpy as np
import pytest

from symconv.kernels import build_kernel
from symconv.kernels.plan import BorderCopy, build_plan
from symconv.specs import ConvSpec
from symconv.symbolic.geometry import padded_sources
from tests.strategies import drawn_specs


def places(copy: BorderCopy) -> list[tuple[int, int]]:
    return [(copy.start + at, copy.source + at * copy.step) for at in range(copy.stop - copy.start)]


def test_copies_are_the_geometry() -> None:
    for spec in drawn_specs(300, 300):
        plan = build_plan(spec)
        for axis in range(spec.rank):
            before = spec.pads[axis][0]
            copied = [pair for c in plan.copies if c.axis == axis for pair in places(c)]
            border = [
                (place, source + before)
                for place, source in enumerate(padded_sources(spec, axis))
                if source is not None and not before <= place < before + spec.input_size[axis]
            ]
            assert copied == border


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("zeros", []),
        ("circular", [(0, 2, 5, 1), (7, 10, 2, 1)]),
        ("reflect", [(0, 2, 4, -1), (7, 10, 5, -1)]),
        ("replicate", [(0, 2, 2, 0), (7, 10, 6, 0)]),
    ],
)
def test_each_side_is_one_run(mode: str, expected: list[tuple[int, ...]]) -> None:
    spec = ConvSpec(5, 3, padding=((2, 3),), padding_mode=mode)
    runs = [(c.start, c.stop, c.source, c.step) for c in build_plan(spec).copies]
    assert runs == expected


@pytest.mark.parametrize("mode", ["zeros", "replicate"])
def test_wide_borders_are_planned_at_once(mode: str) -> None:
    """A border is told by its runs; its entries, 10**18 of them, are never visited."""
    pad = 10**18
    spec = ConvSpec(3, 2, stride=pad, padding=pad, padding_mode=mode)
    copies = [] if mode == "zeros" else [(0, pad, pad, 0), (pad + 3, 2 * pad + 3, pad + 2, 0)]
    plan = build_plan(spec)
    assert [(c.start, c.stop, c.source, c.step) for c in plan.copies] == copies
    assert plan.padded_size == (2 * pad + 3,)
    for strategy in ("auto", "taps", "im2col"):
        assert build_kernel(spec, strategy).source


def test_windows_stay_on_the_padded_axis() -> None:
    for spec in drawn_specs(300, 300):
        plan = build_plan(spec)
        for window, size, count in zip(
            plan.windows, plan.padded_size, spec.output_size, strict=True
        ):
            last = window.dilation * (window.taps - 1) + window.span
            assert last <= size
            assert len(np.arange(size)[: window.span : window.stride]) == count
