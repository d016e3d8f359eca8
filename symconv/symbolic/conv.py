"""A convolution in symbols."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import sympy

from symconv.notation import Notation
from symconv.notation.indexing import indices, row_major
from symconv.roles import Role
from symconv.specs import ConvSpec
from symconv.symbolic.algebra import add, multiply
from symconv.symbolic.alike import met_along, met_by_filter
from symconv.symbolic.arrays import SymbolArray
from symconv.symbolic.forward import SymbolicLayer, build_layer, build_with
from symconv.symbolic.geometry import meetings


@build_layer.register
def build_conv_layer(spec: ConvSpec, notation: Notation) -> SymbolicLayer:
    """Build a convolution: each output entry is the sum of filter times input, plus bias."""
    return build_with(spec, notation, partial(conv_outputs, spec))


def conv_outputs(spec: ConvSpec, wrt: Mapping[Role, SymbolArray]) -> tuple[sympy.Expr, ...]:
    """Give the output entries of a convolution of these arrays, row-major."""
    array, filters = wrt[Role.INPUT].symbols, wrt[Role.FILTER].symbols
    group_inputs, group_outputs = spec.filter_shape[1], spec.out_channels // spec.groups
    outputs: list[sympy.Expr] = []
    met = [list(meetings(spec, position)) for position in indices(spec.output_size)]
    pairs = [
        [(row_major(spec.filter_size, m.filter_index), row_major(spec.input_size, m.input_index))
         for m in at_position]
        for at_position in met
    ]  # fmt: skip
    entries = len(array) // spec.in_channels
    for k in range(spec.out_channels):
        first = k // group_outputs * group_inputs
        for at_position in pairs:
            terms = [
                multiply(
                    array[(first + c) * entries + i],
                    filters[(k * group_inputs + c) * spec.taps + t],
                )
                for c in range(group_inputs)
                for t, i in at_position
            ]
            if spec.bias:
                terms.append(wrt[Role.BIAS].symbols[k])
            outputs.append(add(terms) if terms else sympy.S.Zero)
    return tuple(outputs)


met_along.register(ConvSpec, met_by_filter)
