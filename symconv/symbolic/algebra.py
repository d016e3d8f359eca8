"""Products and sums of SymPy expressions in canonical form, at the cost of what they need."""

from __future__ import annotations

from collections.abc import Sequence

import sympy

_PRESORT_FROM = 8


def multiply(left: sympy.Expr, right: sympy.Expr) -> sympy.Expr:
    """Give `left * right`.

    The product of two different commutative symbols is canonical as soon as its factors stand
    in SymPy's order, so the general machinery (powers, numbers, signs), several times the cost,
    is left out for them.
    """
    if not (_is_plain_symbol(left) and _is_plain_symbol(right)):
        return sympy.Mul(left, right)
    order = left.compare(right)
    if order == 0:
        return sympy.Mul(left, right)
    factors = (left, right) if order < 0 else (right, left)
    return sympy.Mul(*factors, evaluate=False)


def add(terms: Sequence[sympy.Expr]) -> sympy.Expr:
    """Give the sum of `terms`.

    SymPy sorts what it is given with an expensive comparison. Long sums are handed over sorted
    by the names in them, nearly always SymPy's own order, so that its sort finds little to do.
    """
    if len(terms) == 1:
        return terms[0]
    if len(terms) >= _PRESORT_FROM:
        terms = sorted(terms, key=_names)
    return sympy.Add(*terms)


def _is_plain_symbol(expression: sympy.Expr) -> bool:
    return type(expression) is sympy.Symbol and expression.is_commutative


def _names(term: sympy.Expr) -> list[str]:
    return [part.name for part in (term.args or (term,)) if part.is_Symbol]
