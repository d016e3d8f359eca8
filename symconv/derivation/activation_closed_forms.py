"""The closed forms of activation layers: the output gradient times the derivative, entry by entry.

A softmax, whose every output depends on every input of its line, takes from the output gradient
its mean under the softmax: ∂L/∂X = O ⊙ (∂L/∂O - sum(∂L/∂O ⊙ O)).
"""

from __future__ import annotations

from symconv.derivation.closed_forms import whole_upstream, write_closed_forms
from symconv.formulas import ONE, Add, Entrywise, Formula, Number, Product, SumAlong
from symconv.specs.activation import ActivationFunction, ActivationSpec
from symconv.specs.roles import Role
from symconv.symbolic import FactorOrder, Notation
from symconv.symbolic.activation_forward import write_cases

_FUNCTION = ActivationFunction


@write_closed_forms.register
def write_activation_closed_forms(spec: ActivationSpec, notation: Notation) -> dict[Role, Formula]:
    """Give the closed form of the input's gradient, and of the identity's output."""
    upstream, output = whole_upstream(notation), notation.whole(Role.OUTPUT)
    if spec.function is _FUNCTION.IDENTITY:
        return {Role.OUTPUT: notation.whole(Role.INPUT), Role.INPUT: upstream}
    if spec.function is _FUNCTION.SOFTMAX:
        mean = SumAlong(Entrywise((upstream, output)), spec.axis)
        return {Role.INPUT: Entrywise((output, Add((upstream, negated(mean)))))}
    return {Role.INPUT: _scaled(upstream, _derivative(spec, notation), notation)}


def negated(formula: Formula) -> Formula:
    """Write minus an array."""
    return Product((Number(-1), formula))


def _derivative(spec: ActivationSpec, notation: Notation) -> tuple[Formula, ...]:
    """Give the factors of the derivative as whole arrays; none where it is 1 everywhere."""
    output = notation.whole(Role.OUTPUT)
    if spec.function is _FUNCTION.SIGMOID:
        return output, Add((ONE, negated(output)))
    if spec.function is _FUNCTION.TANH:
        return (Add((ONE, negated(Entrywise((output, output))))),)
    return () if spec.slope == 1 else (write_cases(spec, notation.whole(Role.INPUT)),)


def _scaled(upstream: Formula, derivative: tuple[Formula, ...], notation: Notation) -> Formula:
    if not derivative:
        return upstream
    if notation.factor_order is FactorOrder.UPSTREAM_FIRST:
        return Entrywise((upstream, *derivative))
    return Entrywise((*derivative, upstream))
