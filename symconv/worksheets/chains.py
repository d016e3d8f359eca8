"""Equations with several members, a = b = c, as the tree nests them."""

from __future__ import annotations

from symconv.formulas import Equation, Formula


def members(formula: Formula) -> tuple[Formula, ...]:
    """Give the members of a chain of equations, the left side first.

    >>> from symconv.formulas import Name
    >>> a, b, c = map(Name, "abc")
    >>> len(members(Equation(a, Equation(b, c))))
    3
    """
    if isinstance(formula, Equation):
        return (formula.left, *members(formula.right))
    return (formula,)
