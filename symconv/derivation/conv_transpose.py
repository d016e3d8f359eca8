"""The closed forms of a transposed convolution, and the proof that it is a convolution's gradient.

A transposed convolution is a convolution read backwards, with the same filter: X stands where the
convolution has its output gradient, and ∂L/∂O where it has its input. So O is the convolution's
gradient by its input, ∂L/∂X its forward pass, and ∂L/∂F its gradient by the filter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sympy

from symconv.derivation.algebra.correlation import Correlation
from symconv.derivation.closed_forms import (
    Remark,
    whole_gradient,
    whole_upstream,
    write_closed_forms,
    write_remarks,
)
from symconv.derivation.engine import ChainRule, derive_expressions
from symconv.formulas import Add, Formula, SumPositions
from symconv.notation import Notation
from symconv.roles import Role
from symconv.specs import ConvSpec, ConvTransposeSpec
from symconv.specs.flags import describe
from symconv.symbolic import SymbolicLayer
from symconv.symbolic.conv import conv_outputs


@write_closed_forms.register
def write_conv_transpose_closed_forms(
    spec: ConvTransposeSpec, notation: Notation
) -> dict[Role, Formula]:
    """Give the closed forms of the output and the gradients: a correlation's, read backwards."""
    correlation = Correlation(
        filter_size=spec.filter_size,
        extent=spec.extent,
        stride=spec.stride,
        dilation=spec.dilation,
        groups=spec.groups,
        several_channels=max(spec.in_channels, spec.out_channels) > spec.groups,
        pads=spec.convolution_pads,
        remainder=spec.convolution_remainder,
    )
    inputs, filters = notation.whole(Role.INPUT), notation.whole(Role.FILTER)
    upstream = whole_upstream(notation)
    output = correlation.input_gradient(filters, inputs)
    forms = {
        Role.OUTPUT: Add((output, notation.whole(Role.BIAS))) if spec.bias else output,
        Role.FILTER: correlation.filter_gradient(upstream, inputs),
        Role.INPUT: correlation.output(upstream, filters),
    }
    if spec.bias:
        forms[Role.BIAS] = SumPositions(upstream, spec.rank)
    return forms


@write_remarks.register
def write_conv_transpose_remarks(
    spec: ConvTransposeSpec, layer: SymbolicLayer, chain_rule: ChainRule
) -> Mapping[Role, Remark]:
    """Say which parts of which convolution output and gradients are, and whether it was proved."""
    convolution = spec.convolution
    notation, upstream = layer.notation, whole_upstream(layer.notation)
    output, inputs, filters = map(notation.whole, (Role.OUTPUT, Role.INPUT, Role.FILTER))
    if convolution is None:
        reason = "the output padding leaves more entries over than a convolution of this stride can"
        return {Role.OUTPUT: ("No convolution has ", output, f" as its gradient: {reason}.")}
    equal = compare_with_convolution(convolution, layer, chain_rule)
    verb = {role: " is" if equal[role] else " is NOT" for role in equal}
    aside = ", the bias aside," if spec.bias else ""
    return {
        Role.OUTPUT: (
            output, f"{verb[Role.OUTPUT]}{aside} the gradient by its input of a convolution with "
            "the filter ", filters, " and the output gradient ", inputs,
            f" ({describe(convolution)}): derived from that convolution by the chain rule, and "
            "compared entry by entry.",
        ),
        Role.FILTER: (
            whole_gradient(Role.FILTER, notation), f"{verb[Role.FILTER]} the gradient by its "
            "filter of the convolution that ", output, " is a gradient of, at the input ",
            upstream, ".",
        ),
        Role.INPUT: (
            whole_gradient(Role.INPUT, notation), f"{verb[Role.INPUT]} the output of the "
            "convolution that ", output, " is a gradient of, at the input ", upstream, ".",
        ),
    }  # fmt: skip


def compare_with_convolution(
    convolution: ConvSpec, layer: SymbolicLayer, chain_rule: ChainRule
) -> dict[Role, bool]:
    """Derive a convolution on a transposed layer's own symbols; say which expressions agree.

    The convolution's input is the layer's output gradient, its output gradient the layer's input.
    The layer's output is compared with its gradient by the input, the bias aside; the layer's
    gradient by the input with its output; and the gradients by the filter with each other.
    """
    inputs, filters = layer.wrt[Role.INPUT].symbols, layer.wrt[Role.FILTER].symbols
    arrays = {Role.INPUT: layer.upstream, Role.FILTER: layer.wrt[Role.FILTER]}
    outputs = conv_outputs(convolution, arrays)
    wrt = (*layer.upstream.symbols, *filters)
    gradients = derive_expressions(outputs, wrt, inputs).gradients
    by_input, by_filter = gradients[: len(layer.outputs)], gradients[len(layer.outputs) :]
    derived = dict(zip(chain_rule.wrt, chain_rule.gradients, strict=True))
    return {
        Role.OUTPUT: _with_bias(by_input, layer) == layer.outputs,
        Role.FILTER: by_filter == tuple(derived[symbol] for symbol in filters),
        Role.INPUT: outputs == tuple(derived[symbol] for symbol in inputs),
    }


def _with_bias(entries: Sequence[sympy.Expr], layer: SymbolicLayer) -> tuple[sympy.Expr, ...]:
    """Add the bias of a layer, where it has one, to entries in the shape of its output."""
    if Role.BIAS not in layer.wrt:
        return tuple(entries)
    biases = layer.wrt[Role.BIAS].symbols
    positions = len(entries) // len(biases)
    return tuple(
        sympy.Add(entry, biases[place // positions]) for place, entry in enumerate(entries)
    )
