"""The symbolic forward pass of a transposed convolution."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import sympy

from symconv.formulas import Entry
from symconv.notation.indexing import indices, row_major
from symconv.notation.notation import IndexStyle, Notation
from symconv.roles import Role
from symconv.specs import ConvTransposeSpec
from symconv.symbolic.algebra import add, multiply
from symconv.symbolic.alike import met_along, met_by_filter
from symconv.symbolic.arrays import SymbolArray
from symconv.symbolic.forward import SymbolicLayer, build_layer, build_with
from symconv.symbolic.geometry import meetings


@build_layer.register
def build_conv_transpose_layer(spec: ConvTransposeSpec, notation: Notation) -> SymbolicLayer:
    """Build a transposed convolution: each output entry is the sum of what lands on it, plus bias.

    The filter has the input channel first, then the output channel within its group.
    """
    return build_with(spec, notation, partial(_outputs, spec), write=write_transposed_entry)


def write_transposed_entry(
    notation: Notation, role: Role, shape: tuple[int, ...], index: tuple[int, ...]
) -> Entry:
    """Write an entry; a filter's channels, where layers are shown, from the input to the output.

    Such a notation turns round the two channel axes of a filter, which a convolution has in the
    opposite order.
    """
    if role is Role.FILTER and notation.index is IndexStyle.LAYERS:
        shape, index = (_swapped(numbers) for numbers in (shape, index))
    return notation.entry(role, shape, index)


def _swapped(numbers: tuple[int, ...]) -> tuple[int, ...]:
    return (numbers[1], numbers[0], *numbers[2:])


def _outputs(spec: ConvTransposeSpec, arrays: Mapping[Role, SymbolArray]) -> Iterator[sympy.Expr]:
    inputs, filters = arrays[Role.INPUT].symbols, arrays[Role.FILTER].symbols
    group_inputs, group_outputs = spec.in_channels // spec.groups, spec.filter_shape[1]
    entries = len(inputs) // spec.in_channels
    landed = [
        [(row_major(spec.filter_size, m.filter_index), row_major(spec.input_size, m.input_index))
         for m in meetings(spec, position)]
        for position in indices(spec.output_size)
    ]  # fmt: skip
    for k in range(spec.out_channels):
        group, within = divmod(k, group_outputs)
        channels = range(group * group_inputs, (group + 1) * group_inputs)
        for pairs in landed:
            terms = [
                multiply(
                    inputs[c * entries + i],
                    filters[(c * group_outputs + within) * spec.taps + t],
                )
                for c in channels
                for t, i in pairs
            ]
            if spec.bias:
                terms.append(arrays[Role.BIAS].symbols[k])
            yield add(terms) if terms else sympy.S.Zero


met_along.register(ConvTransposeSpec, met_by_filter)
