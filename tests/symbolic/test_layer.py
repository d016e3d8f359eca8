"""A layer in symbols: the arrays, their names and the output expressions."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
import sympy

from symconv import ConvSpec, Notation
from symconv.formulas import Entry, Name, Partial
from symconv.notation import PRESETS
from symconv.notation.indexing import indices, row_major
from symconv.roles import Role
from symconv.symbolic import build_layer
from tests.strategies import drawn_specs
from tests.symbolic.test_geometry import looked_up

SPECS = drawn_specs(60, 120)
GROUPED = ConvSpec((3, 4), (2, 3), 4, 6, 2, bias=True)
NOTATIONS = {
    **PRESETS,
    "words": Notation("image", "weight", "offset", "result", "loss"),
    "greek": Notation(r"\xi", r"\mathbf{W}", r"\beta", r"\hat{y}", r"\ell", upstream="delta"),
    "flat zero": Notation(index="flat", base=0, upstream="delta"),
    "layers with words": Notation("x_in", "x_w", "x_b", "x_out", index="layers"),
}


def test_arrays_have_the_shapes_of_the_contract() -> None:
    layer = build_layer(GROUPED, Notation())
    assert {role: array.shape for role, array in layer.wrt.items()} == {
        Role.FILTER: (6, 2, 2, 3), Role.INPUT: (4, 3, 4), Role.BIAS: (6,),
    }  # fmt: skip
    assert list(layer.wrt) == [Role.FILTER, Role.INPUT, Role.BIAS]
    assert layer.output_shape == layer.upstream.shape == (6, 2, 2)
    assert len(layer.outputs) == len(layer.output_entries) == 24
    assert list(build_layer(replace(GROUPED, bias=False), Notation()).wrt) == [
        Role.FILTER, Role.INPUT,
    ]  # fmt: skip


def test_symbols_are_named_as_they_are_written() -> None:
    layer = build_layer(GROUPED, Notation())
    assert layer.wrt[Role.FILTER].at((5, 1, 0, 2)).name == "F_{6213}"
    assert layer.wrt[Role.FILTER].formulas[-1] == Entry("F", (6, 2, 2, 3))
    assert layer.wrt[Role.INPUT].as_sympy[3, 0, 2] == sympy.Symbol("X_{413}")
    assert layer.wrt[Role.BIAS].at((3,)).name == "B_{4}"
    assert layer.output_entries[0] == Entry("O", (1, 1, 1))
    assert layer.upstream.at((5, 0, 1)).name == r"\frac{\partial L}{\partial O_{612}}"
    assert layer.upstream.formulas[-1] == Partial(Name("L"), Entry("O", (6, 2, 2)))
    delta = build_layer(GROUPED, Notation(upstream="delta"))
    assert delta.upstream.at((5, 0, 1)).name == r"\delta_{612}"


@pytest.mark.parametrize("notation", NOTATIONS.values(), ids=NOTATIONS)
def test_symbols_are_unique_over_a_layer(notation: Notation) -> None:
    wide = ConvSpec((11, 12), (10, 2), 12, 3, 3, bias=True)
    for spec in (*SPECS, GROUPED, wide, ConvSpec((1, 1), 1, bias=True)):
        layer = build_layer(spec, notation)
        arrays = [*layer.wrt.values(), layer.upstream]
        symbols = [symbol for array in arrays for symbol in array.symbols]
        formulas = [formula for array in arrays for formula in array.formulas]
        formulas += layer.output_entries
        assert len(set(symbols)) == len(symbols), spec
        assert len(set(formulas)) == len(formulas), spec


def test_indices_of_two_digits_put_commas_everywhere() -> None:
    layer = build_layer(ConvSpec((3, 10), 2), Notation())
    assert layer.wrt[Role.FILTER].symbols[-1].name == "F_{2,2}"
    assert layer.wrt[Role.INPUT].symbols[-1].name == "X_{3,10}"
    assert build_layer(ConvSpec((3, 9), 2), Notation()).wrt[Role.INPUT].symbols[-1].name == "X_{39}"
    from_zero = build_layer(ConvSpec((3, 10), 2), Notation(base=0))
    assert from_zero.wrt[Role.INPUT].symbols[-1].name == "X_{29}"


def test_an_output_longer_than_the_input_counts_too() -> None:
    layer = build_layer(ConvSpec((8, 7), 1, padding=1), Notation())
    assert layer.output_shape == (1, 10, 9)
    assert layer.notation.index == "comma"
    assert layer.wrt[Role.INPUT].symbols[0].name == "X_{1,1}"


def test_outputs_are_sums_of_products_of_what_meets() -> None:
    for spec in SPECS:
        layer = build_layer(spec, Notation())
        filters, array = layer.wrt[Role.FILTER], layer.wrt[Role.INPUT]
        in_group, out_group = spec.filter_shape[1], spec.out_channels // spec.groups
        outputs = iter(layer.outputs)
        for k, *position in indices(spec.output_shape):
            first = k // out_group * in_group
            terms = [
                filters.at((k, c, *met.filter_index)) * array.at((first + c, *met.input_index))
                for c in range(in_group)
                for met in looked_up(spec, tuple(position))
            ]
            if spec.bias:
                terms.append(layer.wrt[Role.BIAS].at((k,)))
            output, expected = next(outputs), sympy.Add(*terms)
            assert output == expected, (spec, k, position)
            assert output.args == expected.args, (spec, k, position)


def test_an_output_that_meets_only_padding_is_zero() -> None:
    layer = build_layer(ConvSpec(2, 2, padding=3), Notation())
    assert layer.outputs[0] is sympy.S.Zero
    assert build_layer(ConvSpec(2, 2, padding=3, bias=True), Notation()).outputs[0].name == "B"


def test_what_has_no_symbolic_forward_is_refused() -> None:
    with pytest.raises(TypeError, match="int has no symbolic forward"):
        build_layer(3, Notation())


def test_row_major_numbers_follow_the_order_of_indices() -> None:
    for shape in product((1, 2, 3), repeat=3):
        assert [row_major(shape, index) for index in indices(shape)] == list(
            range(shape[0] * shape[1] * shape[2])
        )
    assert list(indices((2, 3)))[:4] == [(0, 0), (0, 1), (0, 2), (1, 0)]
