"""A convolution as one matrix: the output as a product of a Toeplitz matrix and the input."""

from __future__ import annotations

from symconv.derivation import Derivation
from symconv.derivation.step import Step, StepKind
from symconv.formulas import Equation, Formula, Grid, MatrixProduct, Number, Partial
from symconv.roles import Role
from symconv.specs import ConvSpec

_MOST = 16
"""Entries of the input, and of the output, of which a matrix can still be read."""


def toeplitz_step(derivation: Derivation) -> Step | None:
    """Give the output as a matrix of filter entries times the input, both row by row.

    Gives none for what is no convolution of one image, and for one of more than 16 entries.
    """
    spec, layer = derivation.spec, derivation.layer
    if not isinstance(spec, ConvSpec) or spec.bias:
        return None
    inputs, outputs = layer.wrt[Role.INPUT], layer.output_entries
    if not inputs.formulas or max(len(inputs.formulas), len(outputs)) > _MOST:
        return None
    local = next(
        step for step in derivation.steps if (step.kind, step.role) == (StepKind.LOCAL, Role.INPUT)
    )
    known: dict[Formula, Formula] = {one.left: one.right for one in local.equations}
    rows = [_row(derivation, at, known) for at in range(len(outputs))]
    matrix = Grid(
        (len(outputs), len(inputs.formulas)), tuple(entry for row in rows for entry in row)
    )
    product = MatrixProduct(matrix, Grid((len(inputs.formulas), 1), inputs.formulas))
    equation = Equation(Grid((len(outputs), 1), outputs), product)
    return Step(StepKind.MATRIX, None, ("The layer as a matrix",), (), (equation,))


def _row(derivation: Derivation, output: int, known: dict[Formula, Formula]) -> list[Formula]:
    entry = derivation.layer.output_entries[output]
    inputs = derivation.layer.wrt[Role.INPUT].formulas
    return [known.get(Partial(entry, each), Number(0)) for each in inputs]
