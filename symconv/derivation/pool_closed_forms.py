"""The closed forms of an average pooling layer: correlations with a filter of equal entries.

Where every window has the same number n of entries, O is the padded input of each channel
correlated with the filter whose entries are 1/n, and ∂L/∂X is what follows for a correlation.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from symconv.derivation.closed_forms import whole_upstream, write_closed_forms
from symconv.derivation.correlation_forms import Correlation
from symconv.formulas import ONE, Filled, Formula, Number
from symconv.specs import PoolSpec, Role
from symconv.symbolic import Notation
from symconv.symbolic.pool_geometry import common_divisor


@write_closed_forms.register
def write_pool_closed_forms(spec: PoolSpec, notation: Notation) -> dict[Role, Formula]:
    """Give the closed forms of an average whose windows have equally many entries, else none."""
    divisor = common_divisor(spec) if spec.polynomial else None
    if divisor is None:
        return {}
    share = ONE if divisor == 1 else Number(Fraction(1, divisor))
    shares = Filled(share, (spec.channels, 1, *spec.pool_size))
    numbers = Correlation(
        filter_size=spec.pool_size,
        extent=spec.extent,
        stride=spec.stride,
        dilation=spec.dilation,
        groups=spec.channels,
        several_channels=False,
        pads=spec.pads,
        remainder=tuple(
            axis.padded - axis.extent - (axis.windows - 1) * axis.stride for axis in spec.axes
        ),
    )
    # equal entries turned round are the same entries, so that the gradient need not turn them
    turned = replace(numbers, flip_filter=True)
    return {
        Role.OUTPUT: numbers.output(notation.whole(Role.INPUT), shares),
        Role.INPUT: turned.input_gradient(shares, whole_upstream(notation)),
    }
