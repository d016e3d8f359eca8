"""Where input entries land, and the output expressions that follow."""

from __future__ import annotations

from itertools import product

import numpy as np
import sympy

from symconv import ConvTransposeSpec
from symconv.notation.presets import as_notation
from symconv.roles import Role
from symconv.symbolic import build_layer
from symconv.symbolic.geometry import Meeting, landing_entry, meetings
from tests.strategies_conv_transpose import drawn_transposed

SPECS = drawn_transposed(120, 200)


def landed(spec: ConvTransposeSpec) -> dict[tuple[int, ...], list[Meeting]]:
    """Carry every input entry through every tap on an array, and crop that."""
    found = np.empty(spec.uncropped_size, dtype=object)
    for place in np.ndindex(*found.shape):
        found[place] = []
    for tap in product(*map(range, spec.filter_size)):
        for entry in product(*map(range, spec.input_size)):
            steps = zip(entry, tap, spec.stride, spec.dilation, strict=True)
            found[tuple(i * s + t * d for i, t, s, d in steps)].append(Meeting(tap, entry))
    kept = found[tuple(slice(b, n - a) for n, (b, a) in zip(found.shape, spec.pads, strict=True))]
    return {place: kept[place] for place in np.ndindex(*kept.shape)}


def test_meetings_are_what_lands() -> None:
    for spec in SPECS:
        expected = landed(spec)
        assert set(expected) == set(product(*map(range, spec.output_size)))
        for place, met in expected.items():
            assert list(meetings(spec, place)) == met, (spec, place)


def test_an_entry_lands_or_is_cropped() -> None:
    spec = ConvTransposeSpec(
        (2, 3), (2, 3), stride=(3, 1), dilation=(1, 2), padding=((0, 1), (2, 0))
    )
    assert [landing_entry(spec, 0, i, t) for i in range(2) for t in range(2)] == [0, 1, 3, None]
    assert [landing_entry(spec, 1, 0, t) for t in range(3)] == [None, 0, 2]
    assert [landing_entry(spec, 1, i, 2) for i in range(3)] == [2, 3, 4]


def test_output_entries_of_a_small_layer_with_groups() -> None:
    spec = ConvTransposeSpec(2, 2, 4, 6, groups=2, padding=((1, 0),), bias=True)
    layer = build_layer(spec, as_notation("slides"))
    x, f = (layer.wrt[role].as_sympy for role in (Role.INPUT, Role.FILTER))
    b = layer.wrt[Role.BIAS].as_sympy
    # output channel 4 is the second of group 1, whose input channels are 2 and 3
    assert layer.outputs[4 * 2] == sympy.Add(
        x[2, 0] * f[2, 1, 1], x[2, 1] * f[2, 1, 0],
        x[3, 0] * f[3, 1, 1], x[3, 1] * f[3, 1, 0], b[4],
    )  # fmt: skip
    assert layer.outputs[4 * 2 + 1] == x[2, 1] * f[2, 1, 1] + x[3, 1] * f[3, 1, 1] + b[4]


def test_entries_that_nothing_lands_on() -> None:
    layer = build_layer(ConvTransposeSpec(2, 1, stride=3, output_padding=1), as_notation("matrix"))
    assert [str(output) for output in layer.outputs] == [
        "F_{1}*X_{1}",
        "0",
        "0",
        "F_{1}*X_{2}",
        "0",
    ]


def test_layered_filters_are_written_from_input_to_output() -> None:
    layer = build_layer(ConvTransposeSpec(1, 1, 2, 3), as_notation("blog"))
    entries = [entry.indices for entry in layer.wrt[Role.FILTER].formulas]
    assert entries == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
    hidden = build_layer(ConvTransposeSpec(1, 1, 1, 3), as_notation("blog"))
    assert [entry.indices for entry in hidden.wrt[Role.FILTER].formulas] == [(0,), (1,), (2,)]
    plain = build_layer(ConvTransposeSpec(1, 1, 2, 3), as_notation("matrix"))
    assert plain.wrt[Role.FILTER].formulas[1].indices == (1, 2, 1)
