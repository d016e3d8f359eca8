"""Where the gradient of a pooling goes, with numbers that a person gave."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from symconv import PoolSpec, WorksheetError
from symconv.worksheets.figures import Example, example_of, layer_figure
from tests.worksheets.figures.drawings import read

_TIED = {(0, 0, 0): 5, (0, 0, 1): 8, (0, 1, 0): 8, (0, 1, 1): 3, (0, 0, 2): 1, (0, 1, 2): 8}


def _example(numbers: dict[tuple[int, ...], int], gradient: int) -> Example:
    return Example(
        {index: Fraction(number) for index, number in numbers.items()},
        {(0, 0, 0): Fraction(gradient)},
    )


def _gradients(spec: PoolSpec, example: Example) -> dict[str, str]:
    svg = layer_figure(spec, of="grad-input", example=example).to_svg()
    return {cell.entry: cell.texts[0] for cell in read(svg).panel("grad_input")}


@pytest.mark.parametrize(
    ("ties", "share"),
    [
        ("first", {(0, 1): "6"}),
        ("last", {(1, 2): "6"}),
        ("split", {(0, 1): "2", (1, 0): "2", (1, 2): "2"}),
    ],
)
def test_equal_entries_share_as_the_layer_says(ties: str, share: dict[object, str]) -> None:
    spec = PoolSpec((2, 3), (2, 3), ties=ties)
    expected = {
        f"grad_input 0 {i} {j}": share.get((i, j), "0") for i, j in product(range(2), range(3))
    }
    assert _gradients(spec, _example(_TIED, 6)) == expected


def test_an_average_gives_every_entry_its_part() -> None:
    spec = PoolSpec((2, 3), (2, 3), operation="average")
    assert set(_gradients(spec, _example(_TIED, 4)).values()) == {"2/3"}
    drawing = read(layer_figure(spec, of="grad-input", example=_example(_TIED, 4)).to_svg())
    assert [cell.texts for cell in drawing.panel("output")] == [("11/2",)]


def test_the_words_say_who_gets_the_gradient() -> None:
    spec = PoolSpec((2, 3), (2, 3))
    said = read(layer_figure(spec, of="grad-input", example=_example(_TIED, 6)).to_svg())
    assert "the window holds 5, 8, 1, 8, 3 and 8, and gives 8." in said.alternative
    assert "Its gradient, 6, goes to row 1, column 2 alone." in said.alternative


def test_drawn_numbers_are_all_different() -> None:
    spec = PoolSpec((3, 4), 2, channels=2)
    numbers = example_of(spec, seed=3).inputs
    for channel in range(2):
        values = [number for index, number in numbers.items() if index[0] == channel]
        assert len(set(values)) == 12
    assert example_of(spec, seed=3) == example_of(spec, seed=3) != example_of(spec, seed=4)


def test_numbers_of_another_layer_are_refused() -> None:
    with pytest.raises(WorksheetError, match=r"a number for each entry of \(1, 4, 4\)"):
        layer_figure(PoolSpec((4, 4), (2, 3)), of="grad-input", example=_example(_TIED, 1))


def test_a_p_norm_sends_nothing_to_single_entries() -> None:
    with pytest.raises(WorksheetError, match="p-norm"):
        layer_figure(PoolSpec((4, 4), 2, operation="lp"), of="grad-input")
