"""Products and sums of SymPy expressions in canonical form, at the cost of what they need."""

from __future__ import annotations

from collections.abc import Sequence

import sympy


def multiply(left: sympy.Expr, right: sympy.Expr) -> sympy.Expr:
    """Give `left * right`.

    The product of two different commutative symbols is canonical as soon as its factors stand
    in SymPy's order, so the general machinery (powers, numbers, signs), ten times the cost, is
    left out for them.
    """
    if not (left.is_Symbol and right.is_Symbol and left.is_commutative and right.is_commutative):
        return sympy.Mul(left, right)
    order = left.compare(right)
    if order == 0:
        return sympy.Mul(left, right)
    if order < 0:
        return sympy.Mul(left, right, evaluate=False)
    return sympy.Mul(right, left, evaluate=False)


def add(terms: Sequence[sympy.Expr]) -> sympy.Expr:
    """Give the sum of `terms`."""
    return terms[0] if len(terms) == 1 else sympy.Add(*terms)
