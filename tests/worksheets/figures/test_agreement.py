"""Every cell that is set off, and every arrow, is what plain loops and the geometry say."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from itertools import product

import pytest

from symconv import ConvSpec, ConvTransposeSpec, PoolSpec
from symconv.symbolic.geometry import meetings
from symconv.symbolic.pool_geometry import windows
from symconv.worksheets.figures import example_of, layer_figure
from tests.worksheets.figures.drawings import Drawing, DrawnCell, read
from tests.worksheets.figures.drawn_specs import FilterSpec, filter_specs, pool_specs
from tests.worksheets.figures.loops import Index, pool_window, triples

FILTER_SPECS = list(filter_specs(380, seed=12))
POOL_SPECS = list(pool_specs(120, seed=7))
OF = ("forward", "grad-input", "grad-filter", "scatter")
_BATCHES = 10
Pairs = Mapping[str, list[tuple[str, str]]]
"""For each entry that is made, the entries below and those that lie on them."""


def _name(key: str, index: Index) -> str:
    return " ".join([key, *map(str, index)])


def _expected(spec: FilterSpec, of: str) -> Pairs:
    """Give what is made of what, from the products of the layer."""
    transposed = isinstance(spec, ConvTransposeSpec)
    found = defaultdict(list)
    for x, f, o in triples(spec):
        by_input, by_filter = ("grad_input", x), ("grad_filter", f)
        rows = {
            "forward": (("output", o), ("input", x), ("filter", f)),
            "grad-input": (by_input, ("grad_output", o), ("filter", f)),
            "grad-filter": (
                (by_filter, ("grad_output", o), ("input", x)) if transposed
                else (by_filter, ("input", x), ("grad_output", o))
            ),
            "scatter": (
                (("input", x), ("output", o), ("filter", f)) if transposed
                else (("grad_output", o), by_input, ("filter", f))
            ),
        }  # fmt: skip
        made, under, over = rows[of]
        found[_name(*made)].append((_name(*under), _name(*over)))
    return found


def _shape(spec: FilterSpec, of: str) -> tuple[int, ...]:
    transposed = isinstance(spec, ConvTransposeSpec)
    scattered = spec.input_shape if transposed else spec.output_shape
    return {
        "forward": spec.output_shape, "grad-input": spec.input_shape,
        "grad-filter": spec.filter_shape, "scatter": scattered,
    }[of]  # fmt: skip


def _made_key(spec: FilterSpec, of: str) -> str:
    scattered = "input" if isinstance(spec, ConvTransposeSpec) else "grad_output"
    return {
        "forward": "output", "grad-input": "grad_input", "grad-filter": "grad_filter",
        "scatter": scattered,
    }[of]  # fmt: skip


def _check_step(spec: FilterSpec, of: str, step: int) -> None:
    drawing = read(layer_figure(spec, of=of, step=step).to_svg())
    made_index = list(product(*map(range, _shape(spec, of))))[step - 1]
    made = _name(_made_key(spec, of), made_index)
    chosen = [cell for cell in drawing.cells if cell.mark == "chosen"]
    assert [cell.entry for cell in chosen] == [made]
    under = drawing.panel("places")
    pairs = sorted((cell.entry, met) for cell in under for met in cell.met if cell.entry)
    expected = sorted(_expected(spec, of)[made])
    assert pairs == expected, (spec, of, step)
    for cell in under:
        assert (cell.mark == "window") == bool(cell.met)
    _check_links(drawing, chosen[0], of)


def _check_links(drawing: Drawing, chosen: DrawnCell, of: str) -> None:
    """Each panel with a marked cell has an arrow between it and what is made."""
    panels = defaultdict(set)
    for cell in drawing.panel("places"):
        if cell.mark == "window":
            panels[cell.panel].add(cell.entry)
    told = sorted(sorted(entries - {""}) for entries in panels.values())
    windows_of = [link.ends if of == "scatter" else link.starts for link in drawing.links]
    others = [link.starts if of == "scatter" else link.ends for link in drawing.links]
    assert sorted(map(sorted, windows_of)) == told
    assert all(other == {chosen.entry} for other in others)
    marked = [cell for cell in drawing.panel("places") if cell.mark == "window"]
    for link in drawing.links:
        targets = marked if of == "scatter" else [chosen]
        assert any(link.tip[0] == cell.left for cell in targets)


@pytest.mark.parametrize("batch", range(_BATCHES))
def test_what_lies_on_what_is_what_loops_say(batch: int) -> None:
    draw = random.Random(batch)
    for spec in FILTER_SPECS[batch::_BATCHES]:
        of = draw.choice(OF)
        count = 1
        for length in _shape(spec, of):
            count *= length
        _check_step(spec, of, draw.randint(1, count))


def test_every_step_of_one_layer_is_what_loops_say() -> None:
    spec = ConvSpec((4, 5), (3, 2), 2, 2, stride=(2, 1), padding=((1, 0), (0, 1)))
    for of in OF:
        count = len(list(product(*map(range, _shape(spec, of)))))
        frames = layer_figure(spec, of=of, step=None).frames
        assert len(frames) == count
        for step in range(1, count + 1):
            _check_step(spec, of, step)


def test_forward_drawings_are_what_the_geometry_says() -> None:
    for spec in FILTER_SPECS[::9]:
        first = tuple(0 for _ in spec.output_size)
        drawing = read(layer_figure(spec, step=1).to_svg())
        pairs = {
            (tuple(map(int, met.split()[3:])), tuple(map(int, cell.entry.split()[2:])))
            for cell in drawing.panel("places")
            if cell.entry and cell.entry.split()[1] == "0"
            for met in cell.met
        }
        assert pairs == {(m.filter_index, m.input_index) for m in meetings(spec, first)}


def test_entries_stand_where_padding_and_stride_put_them() -> None:
    spec = ConvSpec((3, 4), (3, 2), stride=(2, 3), padding=((1, 2), (0, 1)))
    for cell in read(layer_figure(spec).to_svg()).panel("places"):
        inside = 1 <= cell.row < 4 and cell.column < 4
        assert cell.fill == ("input" if inside else "padding")
        wanted = f"input 0 {cell.row - 1} {cell.column}" if inside else ""
        assert cell.entry == wanted
    # an output entry's gradient every second row and every third column; the filter reaches
    # two rows and one column beyond, of which one row is not met: the padding takes it away
    spread = read(layer_figure(spec, of="grad-input").to_svg()).panel("places")
    own = {cell.entry: (cell.row, cell.column) for cell in spread if cell.entry}
    assert own == {
        "grad_output 0 0 0": (1, 1), "grad_output 0 0 1": (1, 4),
        "grad_output 0 1 0": (3, 1), "grad_output 0 1 1": (3, 4),
    }  # fmt: skip
    between = {(c.row, c.column) for c in spread if c.fill == "between"}
    assert between == {(1, 2), (1, 3), (2, 1), (2, 2), (2, 3), (2, 4), (3, 2), (3, 3)}


def test_the_filter_lies_turned_where_the_gradient_slides() -> None:
    spec = ConvSpec((4, 4), (2, 3))
    turned = read(layer_figure(spec, of="grad-input").to_svg()).panel("filter")
    order = [cell.entry for cell in sorted(turned, key=lambda cell: (cell.row, cell.column))]
    assert order == [f"filter 0 0 {i} {j}" for i in (1, 0) for j in (2, 1, 0)]
    flipped = ConvSpec((4, 4), (2, 3), flip_filter=True)
    straight = read(layer_figure(flipped, of="grad-input").to_svg()).panel("filter")
    order = [cell.entry for cell in sorted(straight, key=lambda cell: (cell.row, cell.column))]
    assert order == [f"filter 0 0 {i} {j}" for i in (0, 1) for j in (0, 1, 2)]


@pytest.mark.parametrize("batch", range(_BATCHES))
def test_windows_of_pools_are_what_loops_say(batch: int) -> None:
    draw = random.Random(batch)
    for spec in POOL_SPECS[batch::_BATCHES]:
        outputs = list(product(*map(range, spec.output_shape)))
        step = draw.randint(1, len(outputs))
        drawing = read(layer_figure(spec, step=step).to_svg())
        marked = [c.entry for c in drawing.panel("places") if c.mark == "window" and c.entry]
        expected = [_name("input", entry) for entry in pool_window(spec, outputs[step - 1])]
        assert sorted(marked) == sorted(expected), (spec, step)
        chosen = [c.entry for c in drawing.cells if c.mark == "chosen"]
        assert chosen == [_name("output", outputs[step - 1])]
        _check_routing(spec, outputs, step)


def _check_routing(spec: PoolSpec, outputs: list[Index], step: int) -> None:
    """Numbers go where the largest entry is, added up over the windows so far."""
    example = example_of(spec)
    back: dict[Index, Fraction] = defaultdict(Fraction)
    divisors = [window.divisor for window in windows(spec)]
    for number, output in enumerate(outputs[:step]):
        entries = pool_window(spec, output)
        values = [example.inputs[entry] for entry in entries]
        divisor = divisors[number % len(divisors)]
        got = _winners(spec, entries, values, divisor)
        for entry, part in got.items():
            back[entry] += part * example.gradients[output]
    drawing = read(layer_figure(spec, of="grad-input", step=step).to_svg())
    for cell in drawing.panel("grad_input"):
        index = tuple(map(int, cell.entry.split()[1:]))
        assert Fraction(cell.texts[0]) == back[index], (spec, step, cell)
    receivers = {_name("grad_input", entry) for entry in got}
    assert {c.entry for c in drawing.panel("grad_input") if c.mark == "chosen"} == receivers
    arrows = [link for link in drawing.links if any("grad" in name for name in link.starts)]
    assert {entry for link in arrows for entry in link.ends} == receivers
    assert all(link.starts == {_name("grad_output", outputs[step - 1])} for link in arrows)


def _winners(
    spec: PoolSpec, entries: list[Index], values: list[Fraction], divisor: int
) -> dict[Index, Fraction]:
    if spec.operation.value == "average":
        return {entry: Fraction(1, divisor) for entry in entries}
    best = max(values) if spec.operation.value == "max" else min(values)
    return {entries[values.index(best)]: Fraction(1)}
