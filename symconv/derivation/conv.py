"""The closed forms of a convolution's gradients."""

from __future__ import annotations

from symconv.derivation.algebra.correlation import Correlation
from symconv.derivation.closed_forms import whole_upstream, write_closed_forms
from symconv.formulas import Formula, SumPositions
from symconv.notation import Notation
from symconv.roles import Role
from symconv.specs import ConvSpec


@write_closed_forms.register
def write_conv_closed_forms(spec: ConvSpec, notation: Notation) -> dict[Role, Formula]:
    """Give the closed forms of a convolution: those of a correlation, and the bias's sum."""
    correlation = Correlation(
        filter_size=spec.filter_size,
        extent=spec.extent,
        stride=spec.stride,
        dilation=spec.dilation,
        groups=spec.groups,
        several_channels=max(spec.in_channels, spec.out_channels) > spec.groups,
        pads=spec.pads,
        remainder=spec.remainder,
        padding_mode=spec.padding_mode,
        flip_filter=spec.flip_filter,
    )
    upstream = whole_upstream(notation)
    forms = {
        Role.FILTER: correlation.filter_gradient(notation.whole(Role.INPUT), upstream),
        Role.INPUT: correlation.input_gradient(notation.whole(Role.FILTER), upstream),
    }
    if spec.bias:
        forms[Role.BIAS] = SumPositions(upstream, spec.rank)
    return forms
