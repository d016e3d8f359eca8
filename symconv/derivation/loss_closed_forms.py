"""The closed forms of losses: ∂L/∂X in terms of prediction and target as whole arrays."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import prod

from symconv.derivation.activation_closed_forms import negated
from symconv.derivation.closed_forms import (
    Remark,
    whole_gradient,
    write_closed_forms,
    write_remarks,
)
from symconv.derivation.engine import ChainRule
from symconv.formulas import Add, Entrywise, Equation, Formula, Number, Product, SumAlong
from symconv.specs.loss import LossFunction, LossSpec
from symconv.specs.roles import Role
from symconv.symbolic import Notation, SymbolicLayer
from symconv.symbolic.loss_forward import CHANNELS, softmax_letter
from symconv.symbolic.named import whole_of


@write_closed_forms.register
def write_loss_closed_forms(spec: LossSpec, notation: Notation) -> dict[Role, Formula]:
    """Give the closed form of the gradient: X - T, a multiple of it, or Y ⊙ sum(T) - T."""
    prediction, target = notation.whole(Role.INPUT), notation.whole(Role.TARGET)
    if spec.function is LossFunction.CROSS_ENTROPY:
        softmax = whole_of(notation, softmax_letter(notation))
        weighted = Entrywise((softmax, SumAlong(target, CHANNELS)))
        return {Role.INPUT: Add((weighted, negated(target)))}
    error = Add((prediction, negated(target)))
    factor = Fraction(2, prod(spec.shape))
    if spec.function is LossFunction.SQUARED_ERROR or factor == 1:
        return {Role.INPUT: error}
    number = factor if factor.denominator > 1 else factor.numerator
    return {Role.INPUT: Product((Number(number), error))}


@write_remarks.register
def write_loss_remarks(
    spec: LossSpec,
    layer: SymbolicLayer,
    chain_rule: ChainRule,  # noqa: ARG001
) -> Mapping[Role, Remark]:
    """Say what a cross-entropy's gradient is where the target is a distribution."""
    if spec.function is not LossFunction.CROSS_ENTROPY:
        return {}
    notation = layer.notation
    target = notation.whole(Role.TARGET)
    error = Add((layer.named[0].whole, negated(target)))
    equation = Equation(whole_gradient(Role.INPUT, notation), error)
    return {Role.INPUT: ("Where the target is a distribution, its sums are 1: ", equation, ".")}
