"""Kronecker deltas: δ with two indices beside a local gradient is 1 where they are equal."""

from __future__ import annotations

from symconv.formulas import (
    Condition,
    Entry,
    Equation,
    Formula,
    Indicator,
    Partial,
    Relation,
    transform,
)
from symconv.verification.judging.reading import Reading
from symconv.verification.judging.worlds.makers import is_loss
from symconv.verification.judging.worlds.places import letter_of


def without_kronecker(equation: Equation, reading: Reading) -> Equation:
    """Give an equation of a local gradient in which δ_{ij} is a bracket: no loss is spoken of."""
    left = equation.left
    if not isinstance(left, Partial) or is_loss(left.of, reading):
        return equation
    of, by = letter_of(left.of, reading), letter_of(left.by, reading)
    if of is None or by is None or of.gradient:
        return equation

    def change(part: Formula) -> Formula | None:
        match part:
            case Entry(r"\delta", (Formula() as one, Formula() as other), None, ()):
                return Indicator((Condition(one, Relation.EQUAL, other),))
        return None

    return Equation(left, transform(equation.right, change))
