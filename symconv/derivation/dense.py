"""The closed forms of dense and flatten layers.

With vectors as columns, O = W X + B; it gives ∂L/∂W = ∂L/∂O Xᵀ, ∂L/∂X = Wᵀ ∂L/∂O and ∂L/∂B = ∂L/∂O.
"""

from __future__ import annotations

from symconv.derivation.closed_forms import whole_upstream, write_closed_forms
from symconv.formulas import Add, Formula, MatrixProduct, Reshape, Transpose
from symconv.notation import Notation
from symconv.roles import Role
from symconv.specs.dense import DenseSpec
from symconv.specs.flatten import FlattenSpec


@write_closed_forms.register
def write_dense_closed_forms(spec: DenseSpec, notation: Notation) -> dict[Role, Formula]:
    """Give the closed forms of a dense layer."""
    upstream = whole_upstream(notation)
    array, weights = notation.whole(Role.INPUT), notation.whole(Role.WEIGHT)
    output: Formula = MatrixProduct(weights, array)
    forms: dict[Role, Formula] = {
        Role.OUTPUT: Add((output, notation.whole(Role.BIAS))) if spec.bias else output,
        Role.WEIGHT: MatrixProduct(upstream, Transpose(array)),
        Role.INPUT: MatrixProduct(Transpose(weights), upstream),
    }
    return {**forms, Role.BIAS: upstream} if spec.bias else forms


@write_closed_forms.register
def write_flatten_closed_forms(spec: FlattenSpec, notation: Notation) -> dict[Role, Formula]:
    """Give the closed forms of a flatten layer: each array in the shape of the other."""
    return {
        Role.OUTPUT: Reshape(notation.whole(Role.INPUT), spec.output_shape),
        Role.INPUT: Reshape(whole_upstream(notation), spec.input_shape),
    }
